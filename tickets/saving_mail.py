"""Writes mail: messages of tickets, mail owed, and the Message-IDs by which either is found again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from helpdesk.tickets.database import Database
from helpdesk.tickets.journal import ADD_RAW, pack_raw
from helpdesk.tickets.model import Message, Outgoing
from helpdesk.tickets.packing import pack_addresses, pack_attachments, pack_strings
from helpdesk.tickets.saving_ticket import Protocols
from helpdesk.tickets.times import to_micros

MOST_PARENTS = 50

_MESSAGE = (
    "INSERT INTO messages (ticket_id, n, direction, at, message_id, sender_address, sender_name, mail_to, mail_cc, "
    "subject, body, own_words, raw_key, because, attachments, authentication, standing, mailboxes, content_key, "
    "author, notes, formatted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ID = (
    "INSERT INTO message_ids (message_id, came, ticket_id, n, sent_to, to_agent, at, outbox_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_PARENT = (
    "INSERT INTO orphan_parents (parent_id, ticket_id, n, at) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (parent_id, ticket_id, n) DO NOTHING"
)
_OUTBOX = (
    "INSERT INTO outbox (ticket_id, kind, message_id, envelope_from, subject, raw_key, mailbox, once, agent, "
    "to_agent, mail_references, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_RECIPIENT = (
    "INSERT INTO recipients (outbox_id, place, address, ticket_id, state, last_error, next_try) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (outbox_id, address) DO NOTHING"
)


def add_messages(db: Database, messages: Sequence[Message], known: Protocols, sent: Collection[str]) -> None:
    """Writes messages and their ids; `sent` are ids that mail owed in the same save has already written."""
    ids = []
    for message in messages:
        ticket_id = known[message.ticket]
        db.run(_MESSAGE, ticket_id, *_values(message))
        if message.message_id and message.message_id not in sent:
            came = message.direction != "out"
            sent_to = "[]" if came else pack_strings(a.address for a in message.to + message.cc)
            at = to_micros(message.at)
            ids.append((message.message_id, int(came), ticket_id, message.n, sent_to, "", at, None))
    db.many(_ID, ids)


def add_outgoing(db: Database, outgoing: Sequence[Outgoing], known: Protocols, now: datetime) -> list[int]:
    """Writes mail owed, due at once unless parked; returns the outbox ids."""
    made: list[int] = []
    at = to_micros(now)
    for mail in outgoing:
        ticket_id = known[mail.ticket]
        key, size, packed = pack_raw(mail.raw, now)
        db.run(ADD_RAW, key, size, packed)
        row = db.row(
            _OUTBOX,
            ticket_id,
            mail.kind,
            mail.message_id,
            mail.envelope_from,
            mail.subject,
            key,
            mail.mailbox,
            int(mail.once),
            mail.agent,
            mail.to_agent,
            pack_strings(mail.references),
            at,
        )
        outbox_id = int(row[0]) if row else 0
        state, next_try = ("held", None) if mail.park else ("queued", at)
        db.many(
            _RECIPIENT,
            [
                (outbox_id, n, each, ticket_id, state, mail.park, next_try)
                for n, each in enumerate(mail.recipients)
            ],
        )
        sent_to = pack_strings(mail.recipients)
        db.run(_ID, mail.message_id, 0, ticket_id, 0, sent_to, mail.to_agent, at, outbox_id)
        made.append(outbox_id)
    return made


def add_ids(db: Database, ids: Sequence[str], ticket_id: int | None, n: int, now: datetime) -> None:
    """Writes further ids of received mail."""
    at = to_micros(now)
    db.many(_ID, [(each, 1, ticket_id, n, "[]", "", at, None) for each in ids if each])


def add_parents(db: Database, ids: Sequence[str], ticket_id: int | None, n: int, now: datetime) -> None:
    """Writes the unknown ids a ticket-opening mail named, the first fifty."""
    at = to_micros(now)
    db.many(_PARENT, [(each, ticket_id, n, at) for each in ids[:MOST_PARENTS] if each])


def _values(message: Message) -> tuple[object, ...]:
    return (
        message.n,
        message.direction,
        to_micros(message.at),
        message.message_id,
        message.sender.address,
        message.sender.name,
        pack_addresses(message.to),
        pack_addresses(message.cc),
        message.subject,
        message.text,
        # Most short mails are all own words: kept once.
        None if message.own_words == message.text else message.own_words,
        message.raw_key or None,
        message.because,
        pack_attachments(message.attachments),
        message.authentication,
        message.standing,
        pack_strings(message.mailboxes),
        message.content_key,
        message.author,
        pack_strings(message.notes),
        None if message.formatted is None else int(message.formatted),
    )
