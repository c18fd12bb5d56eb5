"""What a mail's way asks about tickets: each look-up goes by an index and costs the same at any size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.model import Event, KnownId, Message, Participant, Ticket
from helpdesk.tickets.packing import fold, pack_strings, unpack_addresses, unpack_strings
from helpdesk.tickets.rows import MESSAGE, TICKET, event_of, message_of, participant_of, ticket_of
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros

# Somebody may send the same Message-ID ten thousand times.
AT_MOST = 20
OUT_LOOKED_AT = 50

_TICKET = f"{TICKET} FROM tickets WHERE protocol = ?"
_PARTICIPANTS = (
    "SELECT t.protocol, p.address, p.name, p.role, p.since, p.added_by FROM tickets t "
    "JOIN participants p ON p.ticket_id = t.id WHERE t.protocol = ? ORDER BY p.since, p.address_key"
)
_LINKS_OUT = (
    "SELECT t.protocol, o.protocol, l.kind FROM tickets t JOIN links l ON l.ticket_id = t.id "
    "JOIN tickets o ON o.id = l.other_id WHERE t.protocol = ? ORDER BY l.other_id, l.kind"
)
_LINKS_IN = (
    "SELECT o.protocol, t.protocol, l.kind FROM tickets t JOIN links l ON l.other_id = t.id "
    "JOIN tickets o ON o.id = l.ticket_id WHERE t.protocol = ? ORDER BY l.ticket_id, l.kind"
)
_MESSAGES = (
    f"{MESSAGE} FROM tickets t JOIN messages m ON m.ticket_id = t.id WHERE t.protocol = ? AND m.n > ? "
    "ORDER BY m.n LIMIT ?"
)
_MESSAGE = f"{MESSAGE} FROM tickets t JOIN messages m ON m.ticket_id = t.id WHERE t.protocol = ? AND m.n = ?"
_SENT_AS = (
    f"{MESSAGE} FROM tickets t JOIN messages m ON m.ticket_id = t.id "
    "WHERE t.protocol = ? AND m.direction = 'out' AND m.message_id = ? ORDER BY m.n DESC LIMIT 1"
)
_EVENTS = (
    "SELECT t.protocol, e.at, e.actor, e.kind, e.before, e.after, e.because FROM tickets t "
    "JOIN events e ON e.ticket_id = t.id WHERE t.protocol = ? ORDER BY e.id"
)
_BECAUSE = (
    "SELECT e.because FROM tickets t JOIN events e ON e.ticket_id = t.id WHERE t.protocol = ? AND e.kind = ? "
    "ORDER BY e.id DESC LIMIT 1"
)
_SINCE = (
    "SELECT e.at FROM tickets t JOIN events e ON e.ticket_id = t.id WHERE t.protocol = ? AND e.kind = ? "
    "AND e.after = ? ORDER BY e.id DESC LIMIT 1"
)
_LAST_OF = f"{TICKET} FROM tickets WHERE requester_key = ? AND id <> ? ORDER BY id DESC LIMIT 1"
_SENT = (
    "SELECT m.mail_to, m.mail_cc, m.body FROM tickets t JOIN messages m ON m.ticket_id = t.id "
    "WHERE t.protocol = ? AND m.direction = 'out' ORDER BY m.n DESC LIMIT ?"
)
# A ticket that was merged is the one it was merged into, wherever something leads to it.
MERGED_INTO = (
    "LEFT JOIN links g ON g.ticket_id = t.id AND g.kind = 'merged' LEFT JOIN tickets s ON s.id = g.other_id"
)
_OF_TICKETS = f"FROM tickets t {MERGED_INTO}"
_OF_IDS = f"FROM message_ids k LEFT JOIN tickets t ON t.id = k.ticket_id {MERGED_INTO}"
_OF_ORPHANS = f"FROM orphan_parents o JOIN tickets t ON t.id = o.ticket_id {MERGED_INTO}"
_SURVIVOR = f"SELECT coalesce(s.protocol, t.protocol) {_OF_TICKETS} WHERE t.protocol = ?"
_KNOWN = (
    f"SELECT coalesce(s.protocol, t.protocol, ''), k.came, k.sent_to, k.to_agent, k.at {_OF_IDS} "
    "WHERE k.message_id = ? ORDER BY k.came, k.id LIMIT ?"
)
_ORPHANS = (
    f"SELECT coalesce(s.protocol, t.protocol), o.n, o.at {_OF_ORPHANS} "
    "WHERE o.parent_id = ? ORDER BY o.ticket_id, o.n LIMIT ?"
)
_SAME_ID = (
    "SELECT t.protocol, m.n, m.content_key, coalesce(m.raw_key, '') FROM message_ids k "
    "JOIN messages m ON m.ticket_id = k.ticket_id AND m.n = k.n JOIN tickets t ON t.id = k.ticket_id "
    "WHERE k.message_id = ? AND k.came = 1 ORDER BY k.id LIMIT ?"
)


class Facts(Shelf):
    """Reads of tickets and what belongs to them."""

    def ticket(self, protocol: str) -> Ticket | None:
        """The ticket, or None."""
        row = self._db.row(_TICKET, protocol)
        return None if row is None else ticket_of(row)

    def survivor(self, protocol: str) -> str:
        """The ticket that `protocol` leads to: itself, or the one it was merged into; '' where there is none."""
        row = self._db.row(_SURVIVOR, protocol) if protocol else None
        return "" if row is None else str(row[0])

    def participants(self, protocol: str) -> list[Participant]:
        """Everybody on the ticket, guests included, oldest first."""
        return [participant_of(row) for row in self._db.rows(_PARTICIPANTS, protocol)]

    def links(self, protocol: str) -> list[tuple[str, str, str]]:
        """Links (from, to, kind) that begin or end at the ticket."""
        return [
            (str(a), str(b), str(kind))
            for sql in (_LINKS_OUT, _LINKS_IN)
            for a, b, kind in self._db.rows(sql, protocol)
        ]

    def messages(self, protocol: str, after_n: int = 0, limit: int = 1_000_000) -> list[Message]:
        """The ticket's messages in order of n."""
        return [message_of(row) for row in self._db.rows(_MESSAGES, protocol, after_n, limit)]

    def message(self, protocol: str, n: int) -> Message | None:
        """One message of a ticket."""
        row = self._db.row(_MESSAGE, protocol, n)
        return None if row is None else message_of(row)

    def sent_message(self, protocol: str, message_id: str) -> Message | None:
        """The ticket's public answer that went out under this Message-ID, None for a receipt or notification."""
        row = self._db.row(_SENT_AS, protocol, message_id)
        return None if row is None else message_of(row)

    def events(self, protocol: str) -> list[Event]:
        """The ticket's history in the order it was written."""
        return [event_of(row) for row in self._db.rows(_EVENTS, protocol)]

    def because_of(self, protocol: str, kind: str) -> str:
        """Why the ticket's last event of this kind happened, '' where there was none."""
        row = self._db.row(_BECAUSE, protocol, kind)
        return "" if row is None else str(row[0])

    def since(self, protocol: str, kind: str, after: str) -> datetime | None:
        """When the ticket's last event of this kind made it so."""
        row = self._db.row(_SINCE, protocol, kind, after)
        return None if row is None else from_micros(row[0])

    def last_ticket_of(self, address: str, other_than: int) -> Ticket | None:
        """The newest ticket of a customer but the one with this row number."""
        row = self._db.row(_LAST_OF, fold(address), other_than) if address else None
        return None if row is None else ticket_of(row)

    def sent_texts(self, protocol: str, to_address: str | None, limit: int) -> list[str]:
        """Texts of the ticket's public answers, newest first, to this address alone if one is given."""
        wanted = None if to_address is None else fold(to_address)
        texts: list[str] = []
        for to, cc, body in self._db.rows(_SENT, protocol, OUT_LOOKED_AT if wanted else limit):
            if wanted and wanted not in {
                fold(a.address) for a in unpack_addresses(to) + unpack_addresses(cc)
            }:
                continue
            texts.append(str(body))
        return texts[:limit]

    def known_ids(self, ids: Sequence[str]) -> list[KnownId]:
        """What is known of these Message-IDs, in their order; of each first what was sent, then what came.

        An id that a ticket-opening mail named as its parent counts as come in: a reply that arrives before
        its parent, and the parent itself, must meet.
        """
        found: list[KnownId] = []
        for each in dict.fromkeys(ids):
            for ticket, came, sent_to, to_agent, at in self._db.rows(_KNOWN, each, AT_MOST):
                direction: Literal["in", "out"] = "in" if came else "out"
                found.append(
                    KnownId(each, ticket, direction, unpack_strings(sent_to), to_agent, from_micros(at))
                )
            for ticket, _, at in self._db.rows(_ORPHANS, each, AT_MOST):
                found.append(KnownId(each, ticket, "in", (), "", from_micros(at)))
        return found

    def orphans_of(self, message_id: str) -> list[tuple[str, int]]:
        """Tickets (and the message's number there) opened by mails that named this then unknown id."""
        return [(str(ticket), int(n)) for ticket, n, _ in self._db.rows(_ORPHANS, message_id, AT_MOST)]

    def same_message_id(self, message_id: str) -> list[tuple[str, int, str, str]]:
        """Received messages with this Message-ID: (protocol, n, content key, the key of its bytes)."""
        return [
            (str(t), int(n), str(key), str(raw))
            for t, n, key, raw in self._db.rows(_SAME_ID, message_id, AT_MOST)
        ]

    def add_mailbox(self, protocol: str, n: int, mailbox: str) -> None:
        """Notes that the same mail also came to this mailbox. Raises Contradiction for an unknown message."""
        with self._db.joined():
            row = self._db.row(
                "SELECT m.id, m.mailboxes FROM tickets t JOIN messages m ON m.ticket_id = t.id "
                "WHERE t.protocol = ? AND m.n = ?",
                protocol,
                n,
            )
            if row is None:
                raise Contradiction(f"there is no message {n} of ticket {protocol}")
            boxes = unpack_strings(row[1])
            if mailbox not in boxes:
                packed = pack_strings((*boxes, mailbox))
                self._db.run("UPDATE messages SET mailboxes = ? WHERE id = ?", packed, row[0])
