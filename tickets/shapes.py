"""The JSON of the command line (interface.md): tickets, held mail and the outbox as plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.tickets.journal import sha256_of
from helpdesk.tickets.mail import Address, Attachment
from helpdesk.tickets.model import Event, HeldMail, Message, Participant, Recipient, Ticket
from helpdesk.tickets.shape_types import (
    AddressShape,
    AttachmentShape,
    DueShape,
    EventShape,
    HeldShape,
    MessageShape,
    PersonShape,
    RecipientShape,
    TicketHead,
    TicketShape,
)
from helpdesk.tickets.sla_state import SlaState
from helpdesk.tickets.times import rfc3339


def ticket_head(ticket: Ticket) -> TicketHead:
    """What `ticket list` prints of a ticket and `ticket show` begins with."""
    return {
        "protocol": ticket.protocol,
        "subject": ticket.subject,
        "status": ticket.status,
        "folder": ticket.folder,
        "tags": list(ticket.tags),
        "priority": ticket.priority,
        "tier": ticket.tier,
        "team": ticket.team,
        "assignee": ticket.assignee,
        "service": ticket.service,
        "language": ticket.language,
        "mailbox": ticket.mailbox,
        "requester": address_shape(ticket.requester),
        "created_at": rfc3339(ticket.created_at),
        "updated_at": rfc3339(ticket.updated_at),
        "resolved_at": rfc3339(ticket.resolved_at),
        "message_count": ticket.message_count,
        "not_delivered": ticket.not_delivered,
        "aside": ticket.aside,
    }


def ticket_whole(
    ticket: Ticket,
    participants: Iterable[Participant],
    links: Iterable[tuple[str, str, str]],
    promises: SlaState,
    messages: Iterable[Message],
    events: Iterable[Event],
) -> TicketShape:
    """What `ticket show` prints; `html` is null, to be filled in by who can read the raw mail."""
    people = list(participants)
    links = list(links)
    return {
        **ticket_head(ticket),
        "participants": [_person(person) for person in people if person.role != "guest"],
        "guests": [_person(person) for person in people if person.role == "guest"],
        "linked": list(dict.fromkeys(b if a == ticket.protocol else a for a, b, _ in links)),
        "links": [{"from": a, "to": b, "kind": kind} for a, b, kind in links],
        "due": _due(ticket, promises),
        "messages": [message_shape(message) for message in messages],
        "events": [event_shape(event) for event in events],
    }


def message_shape(message: Message) -> MessageShape:
    """One message of `ticket show`."""
    return {
        "n": message.n,
        "direction": message.direction,
        "at": rfc3339(message.at),
        "message_id": message.message_id,
        "from": address_shape(message.sender),
        "to": [address_shape(each) for each in message.to],
        "cc": [address_shape(each) for each in message.cc],
        "subject": message.subject,
        "text": message.text,
        "reply_text": message.own_words,
        "html": None,
        "attachments": [_attachment(each) for each in message.attachments],
        "because": message.because,
        "author": message.author,
        "authentication": message.authentication,
        "standing": message.standing,
        "mailboxes": list(message.mailboxes),
        "notes": list(message.notes),
        "raw_sha256": sha256_of(message.raw_key),
    }


def event_shape(event: Event) -> EventShape:
    """One event of `ticket show`."""
    return {
        "at": rfc3339(event.at),
        "actor": event.actor,
        "kind": event.kind,
        "before": event.before,
        "after": event.after,
        "because": event.because,
    }


def held_shape(held: HeldMail) -> HeldShape:
    """A line of `held list`."""
    return {
        "id": held.id,
        "reason": held.reason,
        "because": held.because,
        "protocol": held.ticket or None,
        "sender": address_shape(held.sender),
        "subject": held.subject,
        "received_at": rfc3339(held.received_at),
        "mailbox": held.mailbox,
        "agent": held.agent,
        "raw_sha256": sha256_of(held.raw_key),
    }


def recipient_shape(recipient: Recipient) -> RecipientShape:
    """A recipient in `outbox list`."""
    return {
        "address": recipient.address,
        "state": recipient.state,
        "attempts": recipient.attempts,
        "last_error": recipient.last_error,
        "next_try": rfc3339(recipient.next_try),
    }


def address_shape(address: Address) -> AddressShape:
    """An address with its name."""
    return {"address": address.address, "name": address.name}


def _due(ticket: Ticket, promises: SlaState) -> DueShape:
    """What is promised and not yet kept."""
    owed = promises.owed(ticket.status)
    return {
        "first_response": rfc3339(owed.get("first_response")),
        "next_response": rfc3339(owed.get("next_response")),
        "resolution": rfc3339(owed.get("resolution")),
    }


def _person(person: Participant) -> PersonShape:
    return {
        "address": person.address,
        "name": person.name,
        "role": person.role,
        "since": rfc3339(person.since),
        "added_by": person.added_by,
    }


def _attachment(attachment: Attachment) -> AttachmentShape:
    return {
        "filename": attachment.filename,
        "size": attachment.size,
        "content_type": attachment.content_type,
        "sha256": attachment.sha256,
        "part": attachment.part,
        "inline": attachment.inline,
    }
