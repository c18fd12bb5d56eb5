"""Reads of mail owed and sent."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.tickets.errors import Damaged
from helpdesk.tickets.journal import unpack_raw
from helpdesk.tickets.model import OutboxRow
from helpdesk.tickets.rows import OUTBOX, RECIPIENT, outgoing_of, recipient_of
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros

_FROM = "FROM outbox o LEFT JOIN tickets t ON t.id = o.ticket_id"
_ROW = f"{OUTBOX}, o.raw_key, w.packed {_FROM} LEFT JOIN raw w ON w.key = o.raw_key WHERE o.id = ?"
_RECIPIENTS = f"{RECIPIENT} FROM recipients WHERE outbox_id = ? ORDER BY place"
_SENT = (
    "SELECT outbox_id FROM message_ids WHERE message_id = ? AND came = 0 AND outbox_id IS NOT NULL LIMIT 1"
)

_LAST_OF_KIND = "SELECT message_id FROM outbox WHERE ticket_id = ? AND kind = ? ORDER BY id DESC LIMIT 1"


class OutboxReads(Shelf):
    """Outgoing mail by its number, its Message-ID, its handle."""

    def outbox(self, row_id: int) -> OutboxRow | None:
        """One mail with all its recipients."""
        return self._owed(row_id, None)

    def find_sent(self, message_id: str) -> OutboxRow | None:
        """The mail of ours that has this Message-ID, sent or still owed."""
        row = self._db.row(_SENT, message_id)
        return None if row is None else self._owed(int(row[0]), None)

    def sent_under(self, message_id: str) -> bool:
        """Whether this Message-ID is of a mail of ours."""
        return self._db.row(_SENT, message_id) is not None

    def last_sent_of_kind(self, protocol: str, kind: str) -> str:
        """The Message-ID of a ticket's last mail of this kind, '' where there is none."""
        row = self._db.row(_LAST_OF_KIND, self._ticket_id(protocol), kind)
        return "" if row is None else str(row[0])

    def _owed(self, row_id: int, addresses: Sequence[str] | None) -> OutboxRow | None:
        row = self._db.row(_ROW, row_id)
        if row is None:
            return None
        recipients = [recipient_of(each) for each in self._db.rows(_RECIPIENTS, row_id)]
        columns, key, packed = row[:-2], row[-2], row[-1]
        if packed is None:
            raise Damaged(f"outbox row {row_id}: its bytes are missing")
        outgoing = outgoing_of(columns, tuple(each.address for each in recipients), unpack_raw(key, packed))
        chosen = tuple(each for each in recipients if addresses is None or each.address in addresses)
        return OutboxRow(row_id, outgoing, chosen, from_micros(columns[-1]))
