"""Where a case stands for its customer: what is owed by when, and what happened that she may know; no words of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.verdicts.rulings import timeline_of
from helpdesk.mailflow.addresses import fold
from helpdesk.rules.sla import CLOCKS, clocks_of
from helpdesk.tickets.model import Event, Message, Ticket
from helpdesk.tickets.sla_state import ENDED, ClockName, SlaState
from helpdesk.tickets.times import rfc3339

StepKind = Literal["customer", "desk", "moved", "waiting", "reminded", "resolved", "closed", "reopened"]
_NEW_HOUR = re.compile(r"\bnew hour for (\w+): ([0-9T:.-]+Z)")
MESSAGES, EVENTS = 60, 400  # the newest that are looked at
_TURNS: dict[str, StepKind] = {
    "waiting": "waiting",
    "reminded": "reminded",
    "resolved": "resolved",
    "closed": "closed",
    "reopened": "reopened",
}


@dataclass(frozen=True, slots=True)
class Stands:
    """`ended` since when, and `until` when an answer reopens it; `due` is what was promised and not yet done, `solve`:
    that it is solved by then. None where there is no such moment."""

    ended: datetime | None = None
    until: datetime | None = None
    due: datetime | None = None
    solve: bool = False


def stands(desk: Desk, ticket: Ticket, sla: SlaState, now: datetime) -> Stands:
    """The promises are those that the ticket's service tells customers of."""
    owed = still_owed(desk, ticket, sla, now) if sla.tell_customer and not sla.paused else {}
    told = told_hours(desk.store.last_events(ticket.protocol, EVENTS)) if owed and ticket.id else {}
    owed = {each: max(due, told.get(each, due)) for each, due in owed.items()}
    clock = min(owed, key=lambda each: (owed[each], CLOCKS.index(each)), default=None)
    end = (ticket.resolved_at or ticket.updated_at) if ticket.status in ENDED else None
    until = end + desk.reopen_window if end else None
    return Stands(end, until, owed[clock] if clock else None, clock == "resolution")


def still_owed(desk: Desk, ticket: Ticket, sla: SlaState, now: datetime) -> Mapping[ClockName, datetime]:
    """The promises not yet kept, each at the hour to which pauses have moved it."""
    owed = sla.owed(ticket.status)
    if not owed or not sla.pauses:
        return owed
    moved = clocks_of(desk.policy, timeline_of(ticket, sla), now)
    return {clock: (moved[clock].due if clock in moved else None) or due for clock, due in owed.items()}


def new_hour(clock: str, at: datetime) -> str:
    """How a ticket's history keeps the hour that its customer was told in place of a promise."""
    return f"new hour for {clock}: {rfc3339(at)}"


def told_hours(events: Sequence[Event]) -> Mapping[str, datetime]:
    """Those hours: what she was told last is what she waits for."""
    told = [hit for event in events if event.kind == "told" for hit in _NEW_HOUR.finditer(event.because)]
    return {hit[1]: datetime.fromisoformat(hit[2]) for hit in told}


def steps(desk: Desk, ticket: Ticket, address: str) -> list[tuple[datetime, StepKind]]:
    """What happened since this reader takes part, oldest first."""
    people = desk.store.participants(ticket.protocol)
    since = next((one.since for one in people if fold(one.address) == fold(address)), None)
    told: list[tuple[datetime, StepKind]] = []
    for message in desk.store.messages(ticket.protocol, max(0, ticket.message_count - MESSAGES)):
        if kind := _public(message):
            told.append((message.at, kind))
    for event in desk.store.last_events(ticket.protocol, EVENTS):
        if turn := _turn(event):
            told.append((event.at, turn))
    return sorted((one for one in told if since is None or one[0] >= since), key=lambda one: one[0])


def _public(message: Message) -> StepKind | None:
    if message.direction == "out":
        return "desk"
    return "customer" if message.direction == "in" and message.standing == "full" else None


def _turn(event: Event) -> StepKind | None:
    if event.kind == "told":
        return "moved" if event.after.startswith("escalated") else None
    return _TURNS.get(event.kind)
