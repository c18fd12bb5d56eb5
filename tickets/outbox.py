"""Mail owed, recipient by recipient: claimed with a lease, marked before and after the relay is spoken to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.model import DeliveryState, OutboxRow
from helpdesk.tickets.outbox_read import OutboxReads
from helpdesk.tickets.times import maybe_micros, to_micros

UNSURE_RETRY = timedelta(minutes=15)

# Not offered: what an older mail of the same ticket to the same person still waits for. Parked ones (held,
# failed, unsure) let the next pass.
_DUE = (
    "SELECT r.outbox_id FROM recipients r WHERE r.next_try <= ? AND r.sending = 0 "
    "AND (r.lease_until IS NULL OR r.lease_until <= ?) AND NOT EXISTS (SELECT 1 FROM recipients o "
    "WHERE o.ticket_id = r.ticket_id AND o.address = r.address AND o.outbox_id < r.outbox_id AND o.state = 'queued') "
    "ORDER BY r.next_try, r.outbox_id LIMIT ?"
)
_CLAIM = (
    "UPDATE recipients SET lease_until = ? WHERE outbox_id = ? AND next_try <= ? AND sending = 0 "
    "AND (lease_until IS NULL OR lease_until <= ?) AND NOT EXISTS (SELECT 1 FROM recipients o "
    "WHERE o.ticket_id = recipients.ticket_id AND o.address = recipients.address "
    "AND o.outbox_id < recipients.outbox_id AND o.state = 'queued') RETURNING address"
)
_SENDING = (
    "UPDATE recipients SET sending = 1 "
    "WHERE outbox_id = ? AND address = ? AND next_try IS NOT NULL RETURNING address"
)
_GIVE_BACK = (
    "UPDATE recipients SET last_error = ?, next_try = ?, sending = 0, lease_until = NULL "
    "WHERE outbox_id = ? AND address = ? AND next_try IS NOT NULL"
)
_MARK = (
    "UPDATE recipients SET state = ?, last_error = ?, next_try = ?, attempts = attempts + ?, sending = 0, "
    "lease_until = NULL WHERE outbox_id = ? AND address = ? RETURNING address"
)
_LEFT = (
    "SELECT r.outbox_id, r.address, r.state, o.once FROM recipients r JOIN outbox o ON o.id = r.outbox_id "
    "WHERE r.next_try IS NOT NULL AND r.sending = 1"
)
_FREE = "UPDATE recipients SET lease_until = NULL WHERE next_try IS NOT NULL AND lease_until IS NOT NULL"
_PARK = (
    "UPDATE recipients SET state = 'held', last_error = ?, next_try = NULL, sending = 0, lease_until = NULL "
    "WHERE outbox_id = ? AND state IN ('queued', 'unsure') RETURNING address"
)
_AGAIN = (
    "UPDATE recipients SET state = 'queued', next_try = ?, lease_until = NULL, sending = 0 "
    "WHERE outbox_id = ? AND state <> 'sent' RETURNING address"
)


class Outbox(OutboxReads):
    """What the sender does with mail owed."""

    def next_due(self, now: datetime, limit: int, lease_seconds: float) -> list[OutboxRow]:
        """Claims up to `limit` mails for `lease_seconds`, the longest due first.

        Each row names only the recipients to try now. One whose lease ran out without a mark is offered again.
        """
        at = to_micros(now)
        until = to_micros(now + timedelta(seconds=lease_seconds))
        claimed: list[tuple[int, list[str]]] = []
        if self._db.row(_DUE, at, at, 1) is None:  # an empty queue costs no transaction
            return []
        with self._db.joined():
            # A mail has a row for each recipient; most have one or two.
            found = self._db.rows(_DUE + self._db.engine.skip_locked, at, at, limit * 4)
            for outbox_id in list(dict.fromkeys(int(row[0]) for row in found))[:limit]:
                addresses = [str(row[0]) for row in self._db.rows(_CLAIM, until, outbox_id, at, at)]
                claimed.append((outbox_id, addresses))
        return [row for outbox_id, addresses in claimed if (row := self._owed(outbox_id, addresses))]

    def sending(self, row_id: int, addresses: Sequence[str]) -> list[str]:
        """Notes, durably, that these are about to be sent to: if the process dies now, they are unsure.

        Returns those that may be: one that was held or marked meanwhile is left out.
        """
        with self._db.joined():
            return [each for each in addresses if self._db.row(_SENDING, row_id, each) is not None]

    def give_back(self, row_id: int, addresses: Sequence[str], error: str, next_try: datetime) -> None:
        """Ends a claim untried: no try is counted, due again at `next_try`."""
        at = to_micros(next_try)
        with self._db.joined():
            self._db.many(_GIVE_BACK, [(error, at, row_id, each) for each in addresses])

    def mark(
        self,
        row_id: int,
        address: str,
        state: DeliveryState,
        error: str = "",
        next_try: datetime | None = None,
    ) -> None:
        """How a try ended. `next_try` is owed for 'queued', may be given for 'unsure', is dropped for others.

        Raises Contradiction for a recipient that is not there, or a 'queued' without `next_try`.
        """
        if state == "queued" and next_try is None:
            raise Contradiction("a queued recipient needs its next try")
        when = maybe_micros(next_try) if state in ("queued", "unsure") else None
        tried = 0 if state == "held" else 1
        with self._db.joined():
            if self._db.row(_MARK, state, error, when, tried, row_id, address) is None:
                raise Contradiction(f"outbox row {row_id} has no recipient {address!r}")

    def unsure_on_restart(self, now: datetime, next_try: datetime | None = None) -> list[tuple[int, str]]:
        """At start, nobody else sending: frees every lease, and calls unsure what the relay may have got (B6).

        One that was unsure before, and mail that is never repeated, is not tried again; the others once more
        at `next_try` (a quarter of an hour after `now`). Returns (row id, address) of all that became unsure.
        """
        retry = to_micros(next_try or now + UNSURE_RETRY)
        error = "the desk stopped while the relay was answering"
        with self._db.joined():
            left = self._db.rows(_LEFT)
            for outbox_id, address, state, once in left:
                again = None if once or state == "unsure" else retry
                self._db.run(_MARK, "unsure", error, again, 1, outbox_id, address)
            self._db.run(_FREE)
        return [(int(row[0]), str(row[1])) for row in left]

    def hold_outbox(self, row_id: int, why: str) -> int:
        """Parks what is not yet sent of a mail; returns how many recipients."""
        with self._db.joined():
            return len(self._db.rows(_PARK, why, row_id))

    def retry_outbox(self, row_id: int, now: datetime) -> int:
        """An admin wants it sent: every recipient not sent is due now; returns how many."""
        with self._db.joined():
            return len(self._db.rows(_AGAIN, to_micros(now), row_id))

    def learn_message_id(self, row_id: int, message_id: str, now: datetime) -> None:
        """The relay gave our mail another Message-ID; replies will name that one.

        Raises Contradiction where there is no such row.
        """
        row = self.outbox(row_id)
        if row is None:
            raise Contradiction(f"there is no outbox row {row_id}")
        with self._db.joined():
            self._db.run(
                "INSERT INTO message_ids (message_id, came, ticket_id, n, sent_to, to_agent, at, outbox_id) "
                "SELECT ?, 0, ticket_id, n, sent_to, to_agent, ?, outbox_id FROM message_ids "
                "WHERE message_id = ? AND came = 0 ORDER BY id LIMIT 1",
                message_id,
                to_micros(now),
                row.outgoing.message_id,
            )


class SenderOutbox(Outbox):
    """The outbox alone, as the sender holds it."""

    def write(self) -> AbstractContextManager[None]:
        """One durable transaction; calls within it join it."""
        return self._db.write()
