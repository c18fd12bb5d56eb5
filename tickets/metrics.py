"""How the desk is doing, in figures that cost little to take: /readyz, /metrics and `doctor` read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import to_micros

_PARKED = "SELECT state, count(*) FROM recipients WHERE state IN ('unsure', 'failed', 'held') GROUP BY state"


@dataclass(frozen=True, slots=True)
class Counts:
    """Lengths and ages (seconds, 0 where nothing waits).

    `waiting`: journal rows not worked on. `queued`: recipients still to be sent to; `overdue_seconds`: how
    long the longest due of them has been due. `late_timer_seconds`: likewise for timers.
    """

    waiting: int
    oldest_waiting_seconds: float
    held: int
    queued: int
    overdue_seconds: float
    parked: Mapping[str, int]
    late_timer_seconds: float
    not_searchable: int
    tickets: Mapping[str, int]


class Metrics(Shelf):
    """Figures of the moment."""

    def counts(self, now: datetime, *, by_status: bool = True) -> Counts:
        """Takes them all; each goes by an index over what is counted. Without `by_status` no `tickets`: those are
        counted one by one, which takes a while of a million."""
        at = to_micros(now)
        return Counts(
            waiting=self._figure("SELECT count(*) FROM inbox WHERE state = 'received'"),
            oldest_waiting_seconds=self._age(
                "SELECT received_at FROM inbox WHERE state = 'received' ORDER BY id LIMIT 1", at
            ),
            held=self._figure("SELECT count(*) FROM inbox WHERE state = 'held'"),
            queued=self._figure("SELECT count(*) FROM recipients WHERE next_try IS NOT NULL"),
            overdue_seconds=self._age("SELECT min(next_try) FROM recipients WHERE next_try IS NOT NULL", at),
            parked=self._by(_PARKED),
            late_timer_seconds=self._age("SELECT min(due) FROM timers", at),
            not_searchable=self._figure(
                "SELECT count(*) FROM messages WHERE id > (SELECT n FROM counters WHERE name = 'searchable')"
            ),
            tickets=self._by("SELECT status, count(*) FROM tickets GROUP BY status") if by_status else {},
        )

    def _figure(self, sql: str) -> int:
        row = self._db.row(sql)
        return int(row[0]) if row else 0

    def _age(self, sql: str, at: int) -> float:
        row = self._db.row(sql)
        return max(at - row[0], 0) / 1e6 if row and row[0] is not None else 0.0

    def _by(self, sql: str) -> dict[str, int]:
        return {str(name): int(n) for name, n in self._db.rows(sql)}
