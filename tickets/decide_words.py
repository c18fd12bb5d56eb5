"""What a customer's word changes on her case: pure, from the ticket to its fields and its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from helpdesk.tickets.draft import WAKE
from helpdesk.tickets.model import Changes, Event, Language, Ticket


def close(changes: Changes, ticket: Ticket, at: datetime) -> Changes:
    """She says that it is solved: closed, since when it was taken as resolved if it was, else now."""
    after = replace(ticket, status="closed", resolved_at=ticket.resolved_at or at, updated_at=at)
    changes = noted(changes, ticket, at, "closed", "closed", before=ticket.status)
    return _awake(replace(changes, ticket=after), ticket)


def reopen(changes: Changes, ticket: Ticket, at: datetime) -> Changes:
    """She says that it is not solved: open again."""
    after = replace(ticket, status="open", resolved_at=None, updated_at=at)
    changes = noted(changes, ticket, at, "reopened", "open", before=ticket.status)
    return _awake(replace(changes, ticket=after), ticket)


def language(changes: Changes, ticket: Ticket, at: datetime, wanted: Language, *, whole: bool) -> Changes:
    """The language she is written in; `whole`: the case is hers, so it is the case's."""
    changes = noted(changes, ticket, at, "language", wanted, before=ticket.language)
    if not whole or wanted == ticket.language:
        return changes
    return replace(changes, ticket=replace(ticket, language=wanted, updated_at=at))


def noted(
    changes: Changes, ticket: Ticket, at: datetime, kind: str, after: str, *, before: str = ""
) -> Changes:
    """The changes with what she did, in the case's history."""
    event = Event(ticket.protocol, at, "customer", kind, before, after, changes.because)
    return replace(changes, events=(*changes.events, event))


def _awake(changes: Changes, ticket: Ticket) -> Changes:
    """A snooze ends with a state that a person decides."""
    if ticket.status != "snoozed":
        return changes
    return replace(changes, cancel_timers=(*changes.cancel_timers, WAKE))
