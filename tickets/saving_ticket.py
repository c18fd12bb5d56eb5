"""Writes a ticket's own rows: the ticket, its tags, its people, its history, its timers, its links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from helpdesk.tickets.database import Database
from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.model import Event, Participant, Status, Ticket, Timer
from helpdesk.tickets.packing import fold, pack_plain, pack_strings, unpack_strings
from helpdesk.tickets.rollups import count_moved, count_opened
from helpdesk.tickets.sla_state import ENDED
from helpdesk.tickets.times import maybe_micros, to_micros

_INSERT = (
    "INSERT INTO tickets (subject, status, mailbox, requester_address, requester_name, requester_key, language, "
    "updated_at, folder, tags, priority, tier, team, assignee, service, version, message_count, resolved_at, "
    "muted_until, not_delivered, aside, protocol, created_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_UPDATE = (
    "UPDATE tickets SET subject = ?, status = ?, mailbox = ?, requester_address = ?, requester_name = ?, "
    "requester_key = ?, language = ?, updated_at = ?, folder = ?, tags = ?, priority = ?, tier = ?, team = ?, "
    "assignee = ?, service = ?, version = ?, message_count = ?, resolved_at = ?, muted_until = ?, not_delivered = ?, "
    "aside = ? "
    "WHERE id = ? AND protocol = ? RETURNING id"
)
_FIND = "SELECT id FROM tickets WHERE protocol = ?"
_BEFORE = "SELECT tags, status, assignee, requester_key FROM tickets WHERE id = ?"
_UNTAG = "DELETE FROM ticket_tags WHERE tag = ? AND ticket_id = ?"
_TAG = (
    "INSERT INTO ticket_tags (tag, ticket_id, open) VALUES (?, ?, ?) ON CONFLICT (tag, ticket_id) DO NOTHING"
)
_TAG_STANDS = "UPDATE ticket_tags SET open = ? WHERE tag = ? AND ticket_id = ?"
# Naming a participant in Cc again never makes a guest of them.
_PERSON = (
    "INSERT INTO participants (ticket_id, address_key, address, name, role, since, added_by) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ticket_id, address_key) DO UPDATE SET "
    "address = excluded.address, name = excluded.name, role = excluded.role, since = excluded.since, "
    "added_by = excluded.added_by WHERE excluded.role <> 'guest' AND participants.role <> excluded.role"
)
_LEAVES = "DELETE FROM participants WHERE ticket_id = ? AND address_key = ? AND role <> 'requester'"
_MUTE = "INSERT INTO mutes (ticket_id, agent) VALUES (?, ?) ON CONFLICT (ticket_id, agent) DO NOTHING"
_UNMUTE = "DELETE FROM mutes WHERE ticket_id = ? AND agent = ?"
_EVENT = (
    "INSERT INTO events (ticket_id, at, actor, kind, before, after, because) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_CANCEL = "DELETE FROM timers WHERE ticket_id = ? AND kind = ?"
_TIMER = "INSERT INTO timers (kind, due, payload, ticket_id) VALUES (?, ?, ?, ?)"
_LINK = (
    "INSERT INTO links (ticket_id, other_id, kind) VALUES (?, ?, ?) "
    "ON CONFLICT (ticket_id, other_id, kind) DO NOTHING"
)


class Protocols:
    """Row numbers of the tickets one save speaks of; each is looked up once. '' is None."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._ids: dict[str, int] = {}

    def __getitem__(self, protocol: str) -> int | None:
        """The ticket's row number. Raises Contradiction for a protocol that is not stored."""
        if not protocol:
            return None
        if protocol not in self._ids:
            row = self._db.row(_FIND, protocol)
            if row is None:
                raise Contradiction(f"there is no ticket {protocol}")
            self._ids[protocol] = int(row[0])
        return self._ids[protocol]

    def learn(self, protocol: str, ticket_id: int) -> None:
        """A ticket just written."""
        self._ids[protocol] = ticket_id


def put_ticket(db: Database, ticket: Ticket, known: Protocols) -> Status | None:
    """Inserts a ticket of id 0, updates any other; returns the status it had, None for a new one.

    Raises Contradiction: protocol taken, or no such ticket.
    """
    values = _values(ticket)
    before = db.row(_BEFORE, ticket.id) if ticket.id else None
    had = unpack_strings(before[0]) if before else ()
    if ticket.id:
        row = db.row(_UPDATE, *values, ticket.id, ticket.protocol)
    else:
        row = db.row(_INSERT, *values, ticket.protocol, to_micros(ticket.created_at))
    if row is None:
        raise Contradiction(f"there is no ticket {ticket.protocol} with row number {ticket.id}")
    known.learn(ticket.protocol, int(row[0]))
    _put_tags(db, int(row[0]), ticket, had, str(before[1]) if before else "")
    if before is None:
        count_opened(db, ticket)
        return None
    if ticket.assignee and ticket.assignee != before[2]:  # who is given it hears of it
        db.run(_UNMUTE, row[0], ticket.assignee)
    count_moved(db, (before[1], before[2], before[3]), ticket)
    return cast("Status", before[1])


def _put_tags(db: Database, ticket_id: int, ticket: Ticket, had: Sequence[str], status: str) -> None:
    """The rows a tag's queue is read from: they know whether their ticket is open."""
    is_open = int(ticket.status not in ENDED)
    if had != ticket.tags:
        db.many(_UNTAG, [(tag, ticket_id) for tag in had if tag not in ticket.tags])
        db.many(_TAG, [(tag, ticket_id, is_open) for tag in ticket.tags if tag not in had])
    if had and is_open != int(status not in ENDED):
        db.many(_TAG_STANDS, [(is_open, tag, ticket_id) for tag in had if tag in ticket.tags])


def add_people(db: Database, people: Sequence[Participant], known: Protocols) -> None:
    """Writes participants; a guest who is admitted changes role, nobody is ever made a guest again."""
    db.many(
        _PERSON,
        [
            (known[p.ticket], fold(p.address), p.address, p.name, p.role, to_micros(p.since), p.added_by)
            for p in people
        ],
    )


def remove_people(db: Database, addresses: Sequence[str], ticket_id: int | None) -> None:
    """Removes participants of a ticket; its requester stays."""
    db.many(_LEAVES, [(ticket_id, fold(address)) for address in addresses])


def add_mutes(db: Database, muting: Sequence[str], unmuting: Sequence[str], ticket_id: int | None) -> None:
    """Writes which agents want to hear no more of a ticket, and which do again."""
    db.many(_UNMUTE, [(ticket_id, agent) for agent in unmuting])
    db.many(_MUTE, [(ticket_id, agent) for agent in muting])


def add_history(db: Database, events: Sequence[Event], timers: Sequence[Timer], known: Protocols) -> None:
    """Writes what happened and what is due."""
    db.many(
        _EVENT,
        [(known[e.ticket], to_micros(e.at), e.actor, e.kind, e.before, e.after, e.because) for e in events],
    )
    db.many(_TIMER, [(t.kind, to_micros(t.due), pack_plain(t.payload), known[t.ticket]) for t in timers])


def cancel_timers(db: Database, kinds: Sequence[str], ticket_id: int | None) -> None:
    """Removes the ticket's timers of these kinds."""
    db.many(_CANCEL, [(ticket_id, kind) for kind in kinds])


def add_links(db: Database, links: Sequence[tuple[str, str, str]], known: Protocols) -> None:
    """Writes links (from, to, kind)."""
    db.many(_LINK, [(known[a], known[b], kind) for a, b, kind in links])


def _values(ticket: Ticket) -> tuple[object, ...]:
    return (
        ticket.subject,
        ticket.status,
        ticket.mailbox,
        ticket.requester.address,
        ticket.requester.name,
        fold(ticket.requester.address),
        ticket.language,
        to_micros(ticket.updated_at),
        ticket.folder,
        pack_strings(ticket.tags),
        ticket.priority,
        ticket.tier,
        ticket.team,
        ticket.assignee,
        ticket.service,
        ticket.version,
        ticket.message_count,
        maybe_micros(ticket.resolved_at),
        maybe_micros(ticket.muted_until),
        int(ticket.not_delivered),
        ticket.aside,
    )
