"""Reply handles: secrets kept only as hashes, found by the secret or by the Message-ID that is its twin."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from helpdesk.tickets.database import Database, Row
from helpdesk.tickets.facts import MERGED_INTO
from helpdesk.tickets.model import Handle, NewHandle, Outgoing
from helpdesk.tickets.saving_ticket import Protocols
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, to_micros

HOUR = 3  # characters of a secret that tell only when it was made (mailflow/tokens.py)

_COLUMNS = (
    "SELECT h.kind, coalesce(s.protocol, t.protocol, ''), h.agent, h.version, h.created_at, h.expires_at, "
    "coalesce(h.held, 0), h.revoked, coalesce(h.outgoing_message_id, ''), h.customer, coalesce(h.message_id, ''), "
    "CASE WHEN s.id IS NULL THEN t.status ELSE s.status END, "
    "CASE WHEN s.id IS NULL THEN t.resolved_at ELSE s.resolved_at END"
)
_FROM = f"{_COLUMNS} FROM handles h LEFT JOIN tickets t ON t.id = h.ticket_id {MERGED_INTO}"
_BY_SECRET = f"{_FROM} WHERE h.secret_hash = ? AND h.kind = ?"
_BY_TWIN = f"{_FROM} WHERE h.message_id = ? ORDER BY h.id LIMIT 1"
_ADD = (
    "INSERT INTO handles (secret_hash, kind, ticket_id, agent, customer, version, created_at, expires_at, message_id, "
    "held, outgoing_message_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_REVOKE_CARRIED = "UPDATE handles SET revoked = 1 WHERE outgoing_message_id = ?"
_REVOKE_TWIN = "UPDATE handles SET revoked = 1 WHERE message_id = ?"
_REVOKE = "UPDATE handles SET revoked = 1 WHERE secret_hash = ?"


class Handles(Shelf):
    """Look-ups of handles."""

    def handle(self, kind: str, secret: str, now: datetime) -> Handle | None:
        """The handle of an address, expired and revoked ones too: what they mean is the caller's to say.

        A handle of a ticket lives as long as the ticket is open and its own life time more (30 days from the
        day it was made mean 30 days from the day the ticket was resolved); `expires_at` says so. A handle that
        releases a held mail never lives longer than it was made for.
        """
        row = self._db.row(_BY_SECRET, hash_secret(secret), kind)
        return None if row is None else _handle_of(row, now, "address")

    def handle_of_message_id(self, message_id: str, now: datetime | None = None) -> Handle | None:
        """The handle whose twin this Message-ID is; without `now`, `expires_at` is as it was made."""
        if not message_id:
            return None
        row = self._db.row(_BY_TWIN, message_id)
        return None if row is None else _handle_of(row, now, "message-id")

    def revoke(self, secret: str) -> None:
        """Burns one handle (outsiders saw it; or it was good for one use)."""
        with self._db.joined():
            self._db.run(_REVOKE, hash_secret(secret))

    def revoke_messages(self, message_ids: Sequence[str]) -> None:
        """Burns every handle that these mails of ours carry or are the twin of."""
        with self._db.joined():
            revoke_handles(self._db, message_ids)


def hash_secret(secret: str) -> str:
    """What is stored of a secret: its hour, which says nothing, and a digest of the whole. 65 of its bits are random:
    no salt or slow hash could add to that. The hour in front keeps the handles of one day on the same pages."""
    secret = secret.lower()
    return secret[:HOUR] + hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def add_handles(
    db: Database, handles: Sequence[NewHandle], outgoing: Sequence[Outgoing], known: Protocols, now: datetime
) -> None:
    """Writes new handles; a customer's is tied to the first recipient of the mail that carries it."""
    first = {mail.message_id: mail.recipients[0] for mail in outgoing if mail.recipients}
    at = to_micros(now)
    rows = []
    for new in handles:
        customer = "" if new.agent else first.get(new.outgoing_message_id or new.message_id, "")
        rows.append(
            (
                hash_secret(new.secret),
                new.kind,
                known[new.ticket],
                new.agent,
                customer,
                new.version,
                at,
                to_micros(new.expires_at),
                new.message_id or None,
                new.held or None,
                new.outgoing_message_id or None,
            )
        )
    db.many(_ADD, rows)


def revoke_handles(db: Database, message_ids: Sequence[str]) -> None:
    """Burns every handle that these mails of ours carry or are the twin of."""
    db.many(_REVOKE_CARRIED, [(each,) for each in message_ids])
    db.many(_REVOKE_TWIN, [(each,) for each in message_ids])


def _handle_of(row: Row, now: datetime | None, via: Literal["address", "message-id"]) -> Handle:
    (
        kind,
        ticket,
        agent,
        version,
        created,
        expires,
        held,
        revoked,
        carrier,
        customer,
        twin,
        status,
        resolved,
    ) = row
    if now is not None and status is not None and not held:
        ended = resolved if status in ("resolved", "closed") else to_micros(now)
        expires = max(expires, ended + expires - created) if ended is not None else expires
    return Handle(
        kind=kind,
        ticket=ticket,
        agent=agent,
        version=version,
        expires_at=from_micros(expires),
        via=via,
        held=held,
        revoked=bool(revoked),
        outgoing_message_id=carrier,
        customer=customer,
        message_id=twin,
        created_at=from_micros(created),
    )
