"""From table rows to the values the rooms know: the columns a value needs, and how it is made of them."""

from __future__ import annotations

from typing import cast

from helpdesk.tickets.database import Row
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import (
    Event,
    InboxRow,
    Message,
    Outgoing,
    OutgoingKind,
    Participant,
    Recipient,
    Ticket,
)
from helpdesk.tickets.packing import (
    unpack_addresses,
    unpack_attachments,
    unpack_envelope,
    unpack_plain,
    unpack_strings,
    unpack_timer,
)
from helpdesk.tickets.times import from_micros, maybe_time

TICKET = (
    "SELECT id, protocol, subject, status, mailbox, requester_address, requester_name, language, created_at, "
    "updated_at, folder, tags, priority, tier, team, assignee, service, version, message_count, resolved_at, "
    "muted_until, not_delivered, aside"
)

MESSAGE = (
    "SELECT t.protocol, m.n, m.direction, m.at, m.message_id, m.sender_address, m.sender_name, m.mail_to, m.mail_cc, "
    "m.subject, m.body, m.own_words, m.raw_key, m.because, m.attachments, m.authentication, m.standing, "
    "m.mailboxes, m.content_key, m.author, m.notes, m.formatted"
)

INBOX = "SELECT id, source_key, raw_key, digest, envelope, received_at, state, attempts, released_by, result, timer"

OUTBOX = (
    "SELECT o.id, o.kind, coalesce(t.protocol, ''), o.message_id, o.envelope_from, o.subject, o.mailbox, o.once, "
    "o.agent, o.to_agent, o.mail_references, o.created_at"
)

RECIPIENT = "SELECT address, state, attempts, last_error, next_try"


def ticket_of(row: Row) -> Ticket:
    """A ticket from TICKET columns."""
    (id_, protocol, subject, status, mailbox, address, name, language, created, updated, *rest) = row
    (folder, tags, priority, tier, team, assignee, service, version, count, resolved, muted, *last) = rest
    undelivered, aside = last
    return Ticket(
        id=id_,
        protocol=protocol,
        subject=subject,
        status=status,
        mailbox=mailbox,
        requester=Address(address, name),
        language=language,
        created_at=from_micros(created),
        updated_at=from_micros(updated),
        folder=folder,
        tags=unpack_strings(tags),
        priority=priority,
        tier=tier,
        team=team,
        assignee=assignee,
        service=service,
        version=version,
        message_count=count,
        resolved_at=maybe_time(resolved),
        muted_until=maybe_time(muted),
        not_delivered=bool(undelivered),
        aside=aside,
    )


def message_of(row: Row) -> Message:
    """A message from MESSAGE columns."""
    (ticket, n, direction, at, message_id, address, name, to, cc, subject, body, own, raw, because, *rest) = (
        row
    )
    (attachments, authentication, standing, mailboxes, content_key, author, notes, formatted) = rest
    return Message(
        ticket=ticket,
        n=n,
        direction=direction,
        at=from_micros(at),
        message_id=message_id,
        sender=Address(address, name),
        to=unpack_addresses(to),
        cc=unpack_addresses(cc),
        subject=subject,
        text=body,
        own_words=body if own is None else own,
        raw_key=raw or "",
        because=because,
        attachments=unpack_attachments(attachments),
        authentication=authentication,
        standing=standing,
        mailboxes=unpack_strings(mailboxes),
        content_key=content_key,
        author=author,
        notes=unpack_strings(notes),
        formatted=None if formatted is None else bool(formatted),
    )


def inbox_of(row: Row) -> InboxRow:
    """A journal row from INBOX columns."""
    id_, source_key, raw, digest, envelope, received, state, attempts, released_by, result, timer = row
    return InboxRow(
        id=id_,
        source_key=source_key,
        raw_key=raw or "",
        digest=digest,
        envelope=unpack_envelope(envelope),
        received_at=from_micros(received),
        state=state,
        attempts=attempts,
        released_by=released_by,
        result=unpack_plain(result),
        timer=unpack_timer(timer),
    )


def participant_of(row: Row) -> Participant:
    """A participant from protocol, address, name, role, since, added_by."""
    ticket, address, name, role, since, added_by = row
    return Participant(ticket, address, name, role, from_micros(since), added_by)


def event_of(row: Row) -> Event:
    """An event from protocol, at, actor, kind, before, after, because."""
    ticket, at, *rest = row
    return Event(ticket, from_micros(at), *rest)


def recipient_of(row: Row) -> Recipient:
    """A recipient's state from RECIPIENT columns."""
    address, state, attempts, last_error, next_try = row
    return Recipient(address, state, attempts, last_error, maybe_time(next_try))


def outgoing_of(row: Row, recipients: tuple[str, ...], raw: bytes) -> Outgoing:
    """An outgoing mail from OUTBOX columns and what lies in other tables."""
    _, kind, ticket, message_id, envelope_from, subject, mailbox, once, agent, to_agent, references, _ = row
    return Outgoing(
        kind=cast(OutgoingKind, kind),
        ticket=ticket,
        message_id=message_id,
        envelope_from=envelope_from,
        recipients=recipients,
        subject=subject,
        raw=raw,
        mailbox=mailbox,
        once=bool(once),
        agent=agent,
        to_agent=to_agent,
        references=unpack_strings(references),
    )


def of_boxes(mailboxes: tuple[str, ...] | None, column: str = "mailbox") -> str:
    """The condition for rows of these mailboxes, with a place for each of them."""
    return "1 = 1" if mailboxes is None else f"{column} IN ({', '.join('?' * len(mailboxes))})"
