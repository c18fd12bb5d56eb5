"""The journal: every accepted mail, durable before anybody is told 250, and what became of it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from datetime import datetime

from helpdesk.tickets.errors import Contradiction, Damaged
from helpdesk.tickets.model import Arrival, InboxRow
from helpdesk.tickets.packing import pack_envelope
from helpdesk.tickets.rows import INBOX, inbox_of
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import to_micros

# The fastest: mail compresses well anyway, and the receiver's time is what counts.
LEVEL = 1
LARGE = 32 * 1024  # bytes; below that a mail is mostly text
HOUR = 3600
WORD = 40  # bytes; in text a space comes more often than that, in base64 never

_FIND_KEY = "SELECT id FROM inbox WHERE source_key = ?"
ADD_RAW = "INSERT INTO raw (key, size, packed) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING"
_ADD_ROW = (
    "INSERT INTO inbox (source_key, raw_key, digest, envelope, received_at, timer) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (source_key) DO NOTHING RETURNING id"
)
_COUNT = "UPDATE counters SET n = n + ? WHERE name = 'inbox'"
_WAITING = f"{INBOX} FROM inbox WHERE state = 'received' AND id > ? ORDER BY id LIMIT ?"
_INBOX = f"{INBOX} FROM inbox WHERE id = ?"
_SAME_DIGEST = (
    "SELECT coalesce(t.protocol, ''), i.message_n, i.id FROM inbox i LEFT JOIN tickets t ON t.id = i.ticket_id "
    "WHERE i.digest = ? AND i.digest <> '' AND i.outcome <> 'duplicate' AND i.id <> ? ORDER BY i.id LIMIT 1"
)


class Journal(Shelf):
    """Arrivals and their rows."""

    def receive(self, arrivals: Sequence[Arrival]) -> list[int]:
        """Makes mails durable; returns their journal rows' ids in the same order.

        On return they are on the disk, unless the caller's own `write()` is still open. An arrival whose
        source key is known gets the old row's id and changes nothing. Raises StoreFull, StoreBusy.
        """
        ready = [(a, *pack_raw(a.raw, a.received_at)) for a in arrivals]  # before anybody is kept waiting
        ids: list[int] = []
        with self._db.joined():
            added = 0
            for arrival, key, size, packed in ready:
                old = self._db.row(_FIND_KEY, arrival.source_key)
                if old is None:
                    self._db.run(ADD_RAW, key, size, packed)
                    old = self._add(arrival, key)
                    added += 1
                ids.append(old[0])
            if added:
                self._db.run(_COUNT, added)
        return ids

    def _add(self, arrival: Arrival, raw_key: str) -> tuple[int]:
        row = self._db.row(
            _ADD_ROW,
            arrival.source_key,
            raw_key,
            arrival.digest,
            pack_envelope(arrival.envelope),
            to_micros(arrival.received_at),
            None,
        )
        if row is None:
            raise Contradiction(f"{arrival.source_key!r} arrived twice at once")
        return (int(row[0]),)

    def waiting(self, limit: int, after_id: int = 0) -> list[InboxRow]:
        """The oldest rows nobody has worked on. A released row has its old, low id: begin at 0 each round."""
        return [inbox_of(row) for row in self._db.rows(_WAITING, after_id, limit)]

    def still_waiting(self, inbox_id: int) -> bool:
        """Whether the row is to be worked on: asked again inside the transaction that will end it."""
        return self._db.row("SELECT 1 FROM inbox WHERE id = ? AND state = 'received'", inbox_id) is not None

    def inbox(self, inbox_id: int) -> InboxRow | None:
        """One row, whatever became of it."""
        row = self._db.row(_INBOX, inbox_id)
        return None if row is None else inbox_of(row)

    def attempted(self, inbox_id: int) -> int:
        """Counts one more try at a row that went wrong; returns how many there were (threats A43).

        Raises Contradiction for a row that is not there.
        """
        with self._db.joined():
            row = self._db.row(
                "UPDATE inbox SET attempts = attempts + 1 WHERE id = ? RETURNING attempts", inbox_id
            )
        if row is None:
            raise Contradiction(f"there is no journal row {inbox_id}")
        return int(row[0])

    def raw(self, key: str) -> bytes:
        """The original bytes. Raises KeyError if unknown, Damaged if they are no longer what they were."""
        row = self._db.row("SELECT packed FROM raw WHERE key = ?", key)
        if row is None:
            raise KeyError(key)
        return unpack_raw(key, row[0])

    def digest_seen(self, digest: str, but_id: int) -> tuple[str, int, int] | None:
        """The first other row with the same mail digest that was taken, not as a duplicate: (protocol or '', message
        number or 0, its id). One that still waits is not seen: when its turn comes it is the duplicate."""
        row = self._db.row(_SAME_DIGEST, digest, but_id)
        return None if row is None else (str(row[0]), int(row[1]), int(row[2]))


def pack_raw(raw: bytes, at: datetime) -> tuple[str, int, bytes]:
    """What the raw table keeps of a mail that came or was written at `at`: its key, its size, its compressed bytes.

    The key is the hour and the SHA-256: what comes twice within the hour is kept once, and the key's index grows at
    one end. By the digest alone every mail would touch a page of its own, the more so the more mail there is.
    """
    return f"{int(at.timestamp()) // HOUR:05x}-{hashlib.sha256(raw).hexdigest()}", len(raw), _compressed(raw)


def sha256_of(key: str) -> str:
    """The SHA-256 of the bytes, in hex, from the key they lie under; '' for ''. Keys of schema 2 are nothing else."""
    return key.rpartition("-")[2]


def _compressed(raw: bytes) -> bytes:
    """zlib in any case. In base64 there is nothing that repeats: not to look for it is four times as fast."""
    if len(raw) < LARGE or raw.count(b" ") * WORD > len(raw):
        return zlib.compress(raw, LEVEL)
    packer = zlib.compressobj(LEVEL, strategy=zlib.Z_HUFFMAN_ONLY)
    return packer.compress(raw) + packer.flush()


def unpack_raw(key: str, packed: bytes) -> bytes:
    """The original bytes, held against their digest. Raises Damaged."""
    try:
        raw = zlib.decompress(packed)
    except zlib.error as fault:
        raise Damaged(f"raw mail {sha256_of(key)}: {fault}") from fault
    if hashlib.sha256(raw).hexdigest() != sha256_of(key):
        raise Damaged(f"raw mail {sha256_of(key)}: the bytes are not those that were stored")
    return raw
