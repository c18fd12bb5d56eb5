"""What a ticket was promised and what happened since, as stored with it; each change gives a new value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # model.py names this file's value in Changes
    from helpdesk.tickets.model import Message, Status

ClockName = Literal["first_response", "next_response", "resolution"]
CLOCKS: tuple[ClockName, ...] = ("first_response", "next_response", "resolution")
ENDED = frozenset({"resolved", "closed"})


@dataclass(frozen=True, slots=True)
class SlaState:
    """The promised instants (UTC; None = this clock does not run) and what they are measured against.

    `target` is the place of the target within the service. The promises are as they were made; where pauses have moved
    one, `.._moved` is when it is due now (of a case that still waits: if it went on now). `pauses` are (from, to),
    oldest first; the last may still go on (to None). `last_customer_at` and `last_reply_at` count people's mail, not
    machines'.
    """

    service: str = ""
    target: int = 0
    first_response: datetime | None = None
    next_response: datetime | None = None
    resolution: datetime | None = None
    first_reply_at: datetime | None = None
    last_customer_at: datetime | None = None
    last_reply_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    tell_customer: bool = False
    first_response_moved: datetime | None = None
    resolution_moved: datetime | None = None

    def due(self, clock: ClockName) -> datetime | None:
        """When what this clock promises is due, pauses counted."""
        match clock:
            case "first_response":
                return self.first_response_moved or self.first_response
            case "next_response":
                return self.next_response
            case "resolution":
                return self.resolution_moved or self.resolution

    @property
    def paused(self) -> bool:
        """Whether the clocks stand still."""
        return bool(self.pauses) and self.pauses[-1][1] is None

    def owed(self, status: Status) -> Mapping[ClockName, datetime]:
        """The promises not yet kept of a ticket in this state, broken ones too."""
        if status in ENDED:
            return {}
        met = {
            "first_response": self.first_reply_at is not None,
            "next_response": self.last_customer_at is None
            or (self.last_reply_at is not None and self.last_reply_at >= self.last_customer_at),
            "resolution": False,
        }
        return {clock: due for clock in CLOCKS if (due := self.due(clock)) is not None and not met[clock]}

    def next_due(self, status: Status) -> tuple[datetime | None, ClockName | Literal[""]]:
        """The soonest promise owed, and which; (None, '') where none is, or the clocks stand still."""
        owed = {} if self.paused else self.owed(status)
        if not owed:
            return None, ""
        clock = min(owed, key=lambda each: (owed[each], CLOCKS.index(each)))
        return owed[clock], clock


def lived(
    state: SlaState, messages: Sequence[Message], status: Status, pausing: Collection[str], at: datetime
) -> SlaState:
    """The state after these messages of people, with the ticket now in `status`.

    `pausing` are the states in which the service's clocks stand still; they do in a ticket's end as well, so that one
    that comes back is not charged for the time between. A snooze neither stops nor starts a clock: only the agent looks
    away. Leave out automatic mail: nobody wrote it (threats A16).
    """
    for message in messages:
        if message.direction == "in":
            state = replace(state, last_customer_at=_later(state.last_customer_at, message.at))
        elif message.direction == "out":
            state = replace(
                state,
                first_reply_at=state.first_reply_at or message.at,
                last_reply_at=_later(state.last_reply_at, message.at),
            )
    if status == "snoozed" or (status in pausing or status in ENDED) == state.paused:
        return state
    if state.paused:
        begun = state.pauses[-1][0]
        return replace(state, pauses=(*state.pauses[:-1], (begun, max(begun, at))))
    return replace(state, pauses=(*state.pauses, (at, None)))


def _later(before: datetime | None, at: datetime) -> datetime:
    return at if before is None else max(before, at)
