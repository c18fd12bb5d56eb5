"""A ticket while an agent's commands are done one after the other: what each verb's own file changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from helpdesk.tickets.model import Agent, Event, Participant, Ticket, Timer

WAKE = "wake"  # the timer that ends a snooze


class Refused(Exception):
    """A command that this ticket does not allow; `what` is a key of the mails' words, `about` the value in question,
    `n` the place of the deed, `fixes` what was probably meant."""

    def __init__(self, what: str, about: str, n: int = 0, fixes: tuple[str, ...] = ()) -> None:
        super().__init__(f"{what}: {about}")
        self.what, self.about, self.n, self.fixes = what, about, n, fixes


@dataclass
class Draft:
    """The ticket while the deeds are done one after the other; `history` is as stored, where a deed asks for it;
    `muted` are the agents who want to hear no more of it."""

    before: Ticket
    agent: Agent
    at: datetime
    because: str
    people: Sequence[Participant]
    pinned: frozenset[str]
    tiers: Mapping[str, str]
    history: Sequence[Event] = ()
    muted: frozenset[str] = frozenset()
    values: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    pins: dict[str, None] = field(default_factory=dict)
    unpins: dict[str, None] = field(default_factory=dict)
    timers: list[Timer] = field(default_factory=list)
    joining: list[Participant] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)

    def value(self, name: str) -> Any:
        """The ticket's field as it now is."""
        return self.values[name] if name in self.values else getattr(self.before, name)

    def put(self, name: str, kind: str, value: str) -> None:
        """Sets one field and tells it, unless it is so already."""
        before = self.value(name)
        if before != value:
            self.values[name] = value
            self.told(kind, before, value)

    def told(self, kind: str, before: str, after: str) -> None:
        """Writes the event, with its reason."""
        actor = f"agent:{self.agent.id}"
        self.events.append(Event(self.before.protocol, self.at, actor, kind, before, after, self.because))

    def pin(self, name: str) -> None:
        """A person's word: no rule changes this field any more."""
        self.unpins.pop(name, None)
        self.pins[name] = None

    def unpin(self, name: str) -> None:
        """The rules' again."""
        self.pins.pop(name, None)
        self.unpins[name] = None
