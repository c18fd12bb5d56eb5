"""Small things the desk remembers between mails: tallies for limits, whose turn it is, seen signatures, notes."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpdesk.tickets.model import Tally
from helpdesk.tickets.rollups import DAY
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, to_micros

# No limit looks further back; signatures older than this are refused by their date (threats A6: 7 days).
TALLIES_KEPT = timedelta(days=3)
REPLAY_KEYS_KEPT = timedelta(days=30)
HITS_KEPT = timedelta(days=400)  # a year's page; the brake looks at minutes and asks the tallies


class Memory(Shelf):
    """Counters and notes that belong to no ticket."""

    def count_since(self, key: str, since: datetime, at_most: int) -> int:
        """How often `key` was counted at or after `since`; counting stops at `at_most`."""
        row = self._db.row(
            "SELECT count(*) FROM (SELECT 1 FROM tallies WHERE key = ? AND at >= ? LIMIT ?) counted",
            key,
            to_micros(since),
            at_most,
        )
        return int(row[0]) if row else 0

    def last_counted(self, key: str) -> datetime | None:
        """When `key` was counted last, as far as anybody remembers."""
        row = self._db.row("SELECT at FROM tallies WHERE key = ? ORDER BY at DESC LIMIT 1", key)
        return from_micros(row[0]) if row else None

    def count(self, tally: Tally) -> None:
        """Counts one thing outside of any `save`."""
        with self._db.joined():
            self._db.run("INSERT INTO tallies (key, at) VALUES (?, ?)", tally.key, to_micros(tally.at))

    def turn(self, queue: str) -> str:
        """The agent who was last given a ticket in this queue, '' for none."""
        row = self._db.row("SELECT agent FROM turns WHERE queue = ?", queue)
        return str(row[0]) if row else ""

    def replay_seen(self, key: str) -> bool:
        """Whether a mail with this signature was taken before (threats A6)."""
        return self._db.row("SELECT 1 FROM replay_keys WHERE key = ?", key) is not None

    def note(self, key: str) -> str | None:
        """What was noted under `key` (the revision of the last good policy, for one)."""
        row = self._db.row("SELECT value FROM meta WHERE key = ?", f"note:{key}")
        return str(row[0]) if row else None

    def put_note(self, key: str, value: str) -> None:
        """Notes `value` under `key`, in place of what was there."""
        with self._db.joined():
            self._db.run(
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                f"note:{key}",
                value,
            )

    def tidy(self, now: datetime) -> None:
        """Forgets tallies, signatures, counts of rules, links and sessions nobody can ask for any more. Never mail."""
        with self._db.joined():
            self._db.run("DELETE FROM tallies WHERE at < ?", to_micros(now - TALLIES_KEPT))
            self._db.run("DELETE FROM replay_keys WHERE at < ?", to_micros(now - REPLAY_KEYS_KEPT))
            self._db.run("DELETE FROM rule_hits WHERE day < ?", to_micros(now - HITS_KEPT) // DAY)
            self._db.run("DELETE FROM logins WHERE expires < ?", to_micros(now))
            self._db.run("DELETE FROM sessions WHERE expires < ?", to_micros(now))
            self._db.run("DELETE FROM page_links WHERE expires_at < ?", to_micros(now))
