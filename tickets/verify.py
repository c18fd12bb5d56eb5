"""Accounts for every mail: each journal row has its end, each message its bytes, each bytes their digest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from helpdesk.tickets.errors import StoreError
from helpdesk.tickets.journal import sha256_of, unpack_raw
from helpdesk.tickets.rollups import Rollups

MOST_FINDINGS = 1_000
BATCH = 1_000

Kind = Literal["structure", "journal", "message", "raw", "ticket", "outbox", "rollup"]

_STATES = "SELECT state, count(*) FROM inbox GROUP BY state"
# Outcomes that put a mail on a ticket as a message.
_NO_RESULT = (
    "SELECT id FROM inbox WHERE state = 'done' AND timer IS NULL AND (result IS NULL OR outcome IS NULL) "
    "ORDER BY id LIMIT ?"
)
_NO_MESSAGE = (
    "SELECT i.id FROM inbox i LEFT JOIN messages m ON m.ticket_id = i.ticket_id AND m.n = i.message_n "
    "WHERE i.state = 'done' AND m.id IS NULL AND (i.message_n > 0 "
    "OR i.outcome IN ('opened', 'threaded', 'list', 'note') AND i.timer IS NULL) ORDER BY i.id LIMIT ?"
)
_NOT_HELD = (
    "SELECT i.id FROM inbox i LEFT JOIN held h ON h.inbox_id = i.id AND h.ended = '' "
    "WHERE i.state = 'held' AND h.inbox_id IS NULL ORDER BY i.id LIMIT ?"
)
_NO_BYTES = (
    "SELECT i.id FROM inbox i LEFT JOIN raw r ON r.key = i.raw_key "
    "WHERE i.raw_key IS NOT NULL AND r.key IS NULL ORDER BY i.id LIMIT ?"
)
_MESSAGE_NO_BYTES = (
    "SELECT m.id FROM messages m LEFT JOIN raw r ON r.key = m.raw_key "
    "WHERE m.raw_key IS NOT NULL AND r.key IS NULL ORDER BY m.id LIMIT ?"
)
_MISCOUNTED = (
    "SELECT t.protocol FROM tickets t WHERE t.message_count <> "
    "(SELECT count(*) FROM messages m WHERE m.ticket_id = t.id) ORDER BY t.id LIMIT ?"
)
_NOBODY = (
    "SELECT o.id FROM outbox o WHERE NOT EXISTS (SELECT 1 FROM recipients r WHERE r.outbox_id = o.id) "
    "ORDER BY o.id LIMIT ?"
)
_OWED_NO_BYTES = (
    "SELECT o.id FROM outbox o LEFT JOIN raw r ON r.key = o.raw_key WHERE r.key IS NULL ORDER BY o.id LIMIT ?"
)

_CHECKS: tuple[tuple[Kind, str, str], ...] = (
    ("journal", "row {} is done and says not how", _NO_RESULT),
    ("journal", "row {} is done and its message is missing", _NO_MESSAGE),
    ("journal", "row {} is held and says not why", _NOT_HELD),
    ("journal", "row {} has lost its bytes", _NO_BYTES),
    ("message", "message {} has lost its bytes", _MESSAGE_NO_BYTES),
    ("ticket", "ticket {} has not as many messages as it counts", _MISCOUNTED),
    ("outbox", "row {} has no recipient", _NOBODY),
    ("outbox", "row {} has lost its bytes", _OWED_NO_BYTES),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be, in plain words."""

    kind: Kind
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """The account. `received` is what the journal's counter says there ever was."""

    received: int
    done: int
    held: int
    discarded: int
    waiting: int
    messages: int
    raws: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether everything is accounted for."""
        return not self.findings


class Verify(Rollups):
    """The account of the whole archive."""

    def verify(self, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Report:
        """Reads everything once. `progress(raw mails hashed, of how many)` is called now and then."""
        findings = [Finding("structure", remark) for remark in self._db.engine.integrity_check()]
        states: dict[str, int] = {}
        figures = {"received": 0, "messages": 0, "raws": 0}
        try:
            states = {str(state): int(n) for state, n in self._db.rows(_STATES)}
            figures = self._figures()
            findings += self._uncounted(figures["received"], sum(states.values()))
            for kind, what, sql in _CHECKS:
                findings += [Finding(kind, what.format(row[0])) for row in self._db.rows(sql, MOST_FINDINGS)]
            findings += [Finding("rollup", what) for what in self.wrong_rollups()[:MOST_FINDINGS]]
            findings += self._wrong_bytes(figures["raws"], progress)
        except StoreError as fault:
            findings.append(Finding("structure", str(fault)))
        return Report(
            received=figures["received"],
            done=states.get("done", 0),
            held=states.get("held", 0),
            discarded=states.get("discarded", 0),
            waiting=states.get("received", 0),
            messages=figures["messages"],
            raws=figures["raws"],
            findings=tuple(findings[:MOST_FINDINGS]),
        )

    def _figures(self) -> dict[str, int]:
        row = self._db.row(
            "SELECT (SELECT n FROM counters WHERE name = 'inbox'), (SELECT count(*) FROM messages), "
            "(SELECT count(*) FROM raw)"
        )
        received, messages, raws = row or (0, 0, 0)
        return {"received": received or 0, "messages": messages, "raws": raws}

    def _uncounted(self, received: int, present: int) -> list[Finding]:
        if received == present:
            return []
        return [Finding("journal", f"{received} rows were received and {present} are there")]

    def _wrong_bytes(self, raws: int, progress: Callable[[int, int], None]) -> Iterator[Finding]:
        """Hashes every raw mail again; one at a time is in memory."""
        after, hashed = "", 0
        while keys := self._db.rows("SELECT key FROM raw WHERE key > ? ORDER BY key LIMIT ?", after, BATCH):
            for (key,) in keys:
                finding = self._wrong(key)
                if finding is not None:
                    yield finding
            after, hashed = keys[-1][0], hashed + len(keys)
            progress(hashed, raws)

    def _wrong(self, key: str) -> Finding | None:
        try:
            row = self._db.row("SELECT packed, size FROM raw WHERE key = ?", key)
            if row is None:
                return Finding("raw", f"raw mail {sha256_of(key)}: listed and not found")
            size = len(unpack_raw(key, row[0]))
        except StoreError as fault:
            return Finding("raw", str(fault))
        return (
            None
            if size == row[1]
            else Finding("raw", f"raw mail {sha256_of(key)}: {size} bytes, not {row[1]}")
        )
