"""How a case ends by itself, and what does not bring it back: pure, from the ticket to its changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from helpdesk.tickets.decide import Arrived, message_of
from helpdesk.tickets.mail import Address, Joins
from helpdesk.tickets.model import Changes, Event, Message, Tally, Ticket

REMIND = "waiting-reminder"  # the timer of the one reminder
RESOLVE = "waiting-over"  # the timer after it
CLOSE = "window-over"  # the timer of the day from which on an answer opens a new case
SURVEY = "survey"  # the timer of the question after the end


def resolve_unanswered(ticket: Ticket, at: datetime) -> Changes:
    """A case that waited for its customer through a reminder."""
    because = "no answer since the reminder"
    event = Event(ticket.protocol, at, "desk", "resolved", ticket.status, "resolved", because)
    return Changes(
        inbox_state="done",
        outcome="command",
        because=because,
        ticket=replace(ticket, status="resolved", resolved_at=at, updated_at=at),
        events=(event,),
        protocol=ticket.protocol,
    )


def close_resolved(ticket: Ticket, at: datetime) -> Changes:
    """A resolved case that nobody reopened while that was possible; when it ended stays when it was resolved."""
    because = "nobody reopened it in time"
    event = Event(ticket.protocol, at, "desk", "closed", ticket.status, "closed", because)
    return Changes(
        inbox_state="done",
        outcome="command",
        because=because,
        ticket=replace(ticket, status="closed", updated_at=at),
        events=(event,),
        protocol=ticket.protocol,
    )


def file_thanks(arrived: Arrived, ticket: Ticket, joining: Joins, what: str = "only thanks") -> Changes:
    """Thanks for a case that has ended: kept with it and counted (product.md 1.6). `what`: or a reaction to it."""
    changes = file_quietly(arrived, ticket, joining, "thanks", what)
    return replace(changes, tallies=(Tally("thanks", arrived.at), *changes.tallies))


def file_quietly(arrived: Arrived, ticket: Ticket, joining: Joins, kind: str, what: str) -> Changes:
    """A mail kept with a case that has ended, which stays as it is, because of `what`; `kind` is its event."""
    n = ticket.message_count + 1
    because = f"{what}, so the case stays {ticket.status} · {joining.because}"
    event = Event(ticket.protocol, arrived.at, "customer", kind, "", str(n), because)
    return Changes(
        inbox_state="done",
        outcome="threaded",
        because=because,
        ticket=replace(ticket, message_count=n, updated_at=arrived.at),
        messages=(message_of(arrived, ticket, n, "in", because, joining.standing),),
        events=(event,),
        tallies=(Tally(f"ticket-in:{ticket.protocol}", arrived.at),),
        protocol=ticket.protocol,
        sender=arrived.sender,
        subject=arrived.mail.subject,
    )


def comment_on(changes: Changes, arrived: Arrived, ticket: Ticket, text: str) -> Changes:
    """The changes with a customer's comment as a note: it is for the desk, and answers nothing in the case."""
    n = ticket.message_count + 1
    note = message_of(arrived, ticket, n, "note", changes.because, "")
    return replace(
        changes,
        ticket=replace(ticket, message_count=n, updated_at=arrived.at),
        messages=(*changes.messages, replace(note, text=text, own_words=text, author="")),
    )


def comment_by_page(changes: Changes, ticket: Ticket, customer: Address, at: datetime, text: str) -> Changes:
    """As `comment_on`, for a comment written on a page: a note that no mail stands behind."""
    n = ticket.message_count + 1
    note = Message(
        ticket=ticket.protocol,
        n=n,
        direction="note",
        at=at,
        message_id="",
        sender=customer,
        to=(),
        cc=(),
        subject="",
        text=text,
        own_words=text,
        raw_key="",
        because=changes.because,
        mailboxes=(ticket.mailbox,),
    )
    return replace(
        changes,
        ticket=replace(ticket, message_count=n, updated_at=at),
        messages=(*changes.messages, note),
    )
