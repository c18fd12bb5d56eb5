"""Held mail: kept whole, relayed to nobody, until a person releases or discards it."""

from __future__ import annotations

from helpdesk.tickets.database import Database, Row
from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Changes, HeldMail
from helpdesk.tickets.packing import unpack_envelope
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros

NOBODY = Address("")

_PUT = (
    "INSERT INTO held (inbox_id, reason, because, ticket_id, agent, sender_address, sender_name, subject) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (inbox_id) DO UPDATE SET reason = excluded.reason, "
    "because = excluded.because, ticket_id = excluded.ticket_id, agent = excluded.agent, "
    "sender_address = excluded.sender_address, sender_name = excluded.sender_name, subject = excluded.subject, "
    "ended = '', ended_by = ''"
)
HELD = (
    "SELECT i.id, h.reason, h.because, coalesce(t.protocol, ''), h.sender_address, h.sender_name, h.subject, "
    "i.received_at, i.raw_key, i.envelope, h.agent FROM inbox i JOIN held h ON h.inbox_id = i.id "
    "LEFT JOIN tickets t ON t.id = h.ticket_id WHERE i.state = 'held' AND "
)


class Held(Shelf):
    """What is held, and how it ends."""

    def hold(
        self,
        inbox_id: int,
        reason: str,
        because: str,
        *,
        protocol: str = "",
        agent: str = "",
        sender: Address = NOBODY,
        subject: str = "",
    ) -> None:
        """Sets a waiting row aside with its bytes (poison mail). Raises Contradiction if it is not waiting."""
        with self._db.joined():
            ticket_id = self._ticket_id(protocol)
            row = self._db.row(
                "UPDATE inbox SET state = 'held', outcome = 'held', ticket_id = ? "
                "WHERE id = ? AND state = 'received' RETURNING id",
                ticket_id,
                inbox_id,
            )
            if row is None:
                raise Contradiction(f"journal row {inbox_id} is not waiting")
            self._db.run(
                _PUT, inbox_id, reason, because, ticket_id, agent, sender.address, sender.name, subject
            )

    def release(self, inbox_id: int, by: str) -> None:
        """Sends a held row through intake again, remembering who said so. Raises Contradiction if not held."""
        self._end(inbox_id, "received", "released", by)

    def discard(self, inbox_id: int, by: str) -> None:
        """Ends a held row for good; its bytes stay. Raises Contradiction if not held."""
        self._end(inbox_id, "discarded", "discarded", by)

    def held(self, limit: int = 1_000, after_id: int = 0) -> list[HeldMail]:
        """What is held now, oldest first."""
        return [
            held_of_row(row)
            for row in self._db.rows(HELD + "i.id > ? ORDER BY i.id LIMIT ?", after_id, limit)
        ]

    def held_mail(self, inbox_id: int) -> HeldMail | None:
        """One held mail, None if that row is not held (any more)."""
        row = self._db.row(HELD + "i.id = ?", inbox_id)
        return None if row is None else held_of_row(row)

    def why_held(self, inbox_id: int) -> str:
        """Why a mail is or was held, '' where it never was."""
        row = self._db.row("SELECT reason FROM held WHERE inbox_id = ?", inbox_id)
        return "" if row is None else str(row[0])

    def held_of(self, protocol: str, limit: int = 100) -> list[HeldMail]:
        """What is held for this ticket, oldest first."""
        sql = HELD + "h.ended = '' AND h.ticket_id = ? ORDER BY h.inbox_id LIMIT ?"
        return [held_of_row(row) for row in self._db.rows(sql, self._ticket_id(protocol), limit)]

    def _end(self, inbox_id: int, state: str, how: str, by: str) -> None:
        outcome = None if state == "received" else state
        with self._db.joined():
            row = self._db.row(
                "UPDATE inbox SET state = ?, outcome = ?, released_by = ?, attempts = 0, result = NULL "
                "WHERE id = ? AND state = 'held' RETURNING id",
                state,
                outcome,
                by if state == "received" else "",
                inbox_id,
            )
            if row is None:
                raise Contradiction(f"journal row {inbox_id} is not held")
            self._db.run("UPDATE held SET ended = ?, ended_by = ? WHERE inbox_id = ?", how, by, inbox_id)


def mark_held(db: Database, inbox_id: int, changes: Changes, ticket_id: int | None) -> None:
    """What lists show of a mail that `save` has just held."""
    sender = changes.sender
    db.run(
        _PUT,
        inbox_id,
        changes.held_reason,
        changes.because,
        ticket_id,
        changes.held_for_agent,
        sender.address,
        sender.name,
        changes.subject,
    )


def held_of_row(row: Row) -> HeldMail:
    """A held mail from HELD columns."""
    id_, reason, because, ticket, address, name, subject, received, raw, envelope, agent = row
    return HeldMail(
        id=id_,
        reason=reason,
        because=because,
        ticket=ticket,
        sender=Address(address, name),
        subject=subject,
        received_at=from_micros(received),
        raw_key=raw or "",
        mailbox=unpack_envelope(envelope).mailbox,
        agent=agent,
    )
