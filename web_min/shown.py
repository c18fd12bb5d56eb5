"""What the pages show, as values: the daemon fills them in (daemon/web_pages.py), the templates print them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from helpdesk.tickets.model import Agent, Event, HeldMail, Message, Participant, Ticket


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks. `mailboxes` None = all; every page asks the archive with it (threats A52)."""

    agent: Agent

    @property
    def mailboxes(self) -> tuple[str, ...] | None:
        """The mailboxes this reader may see."""
        return self.agent.mailboxes or None

    @property
    def language(self) -> str:
        """The language the pages speak to this reader."""
        return self.agent.languages[0] if self.agent.languages else "en"


@dataclass(frozen=True, slots=True)
class Due:
    """A promise: when, which clock, and how it stands."""

    at: datetime
    clock: str
    state: Literal["kept", "broken", "owed", "late"] = "owed"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of a queue."""

    ticket: Ticket
    owner: str
    due: Due | None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of a queue; `more` is what the next page is asked with, '' at the end. `cut`: it looked at a part."""

    rows: tuple[QueueRow, ...]
    more: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """How many there are; `more` = at least so many."""

    n: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.n:,}+" if self.more else f"{self.n:,}"


@dataclass(frozen=True, slots=True)
class Views:
    """What a queue can be narrowed to: (name, how it is asked for) with sizes, and names alone where none is taken."""

    sizes: Mapping[str, Size] = field(default_factory=dict)
    folders: tuple[tuple[str, Size], ...] = ()
    teams: tuple[tuple[str, Size], ...] = ()
    tags: tuple[str, ...] = ()
    agents: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of an automatic step: `rule` is file:line and id, `words` what matched, `revision` the policy's."""

    rule: str
    words: tuple[str, ...]
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail the desk wrote, and what became of it for each recipient."""

    kind: str
    subject: str
    recipients: tuple[tuple[str, str, int, str], ...]  # address, state, attempts, last error


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a timeline: exactly one of the four is there. `who` is a person's name for the row."""

    at: datetime
    kind: Literal["in", "out", "note", "event", "send", "held"]
    who: str
    why: Why | None = None
    message: Message | None = None
    event: Event | None = None
    sent: Sent | None = None
    held: HeldMail | None = None
    text: str = ""
    whole: str = ""
    raw: bool = False
    html: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """A rule's line in the last verdict."""

    stage: str
    rule: str
    place: str
    matched: str
    hit: bool


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Everything about one ticket. `address` is where commands for it are written to; `older` the number of the first
    message shown, 0 where nothing lies before it."""

    ticket: Ticket
    owner: str
    address: str
    people: tuple[Participant, ...]
    linked: tuple[tuple[str, str], ...]
    promises: tuple[Due, ...]
    paused: bool
    pauses: tuple[tuple[datetime, datetime | None], ...]
    entries: tuple[Entry, ...]
    asked: tuple[Asking, ...] = ()
    revision: str = ""
    older: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes to be saved, never shown. `image`: what its first bytes are, '' for anything but a plain picture."""

    data: bytes
    name: str
    image: str = ""
