"""Where a case stands for its customer: what is owed by when, and what happened that she may know; no words of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from helpdesk.daemon.desk import Desk
from helpdesk.mailflow.addresses import fold
from helpdesk.tickets.model import Event, Message, Ticket
from helpdesk.tickets.sla_state import ENDED, SlaState

StepKind = Literal["customer", "desk", "moved", "waiting", "reminded", "resolved", "closed", "reopened"]
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


def stands(desk: Desk, ticket: Ticket, sla: SlaState) -> Stands:
    """The promises are those that the ticket's service tells customers of."""
    due, clock = sla.next_due(ticket.status) if sla.tell_customer else (None, "")
    end = (ticket.resolved_at or ticket.updated_at) if ticket.status in ENDED else None
    return Stands(end, end + desk.reopen_window if end else None, due, clock == "resolution")


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
