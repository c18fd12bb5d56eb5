"""What the viewer's figures are made of: a bounded number of the tickets of a period, and the backlog by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.tickets.packing import unpack_plain_list, unpack_strings
from helpdesk.tickets.queues import COUNTED, LOOKED_AT, OPEN
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, maybe_time, to_micros

SAMPLES = 5_000
AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
_TICKETS = (
    "SELECT t.created_at, t.resolved_at, t.status, t.assignee, t.team, t.service, t.tags, t.version, s.first_reply_at, "
    "s.first_response, s.resolution, s.pauses, EXISTS (SELECT 1 FROM events e WHERE e.ticket_id = t.id "
    "AND e.kind = 'reopened') FROM (SELECT id FROM tickets WHERE id >= ? ORDER BY id DESC LIMIT ?) w "
    "CROSS JOIN tickets t ON t.id = w.id LEFT JOIN sla s ON s.ticket_id = t.id WHERE {mine} ORDER BY t.id DESC"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """What is counted of one ticket. `parked`: seconds its clocks stood still, of `life` seconds so far."""

    created: datetime
    resolved: datetime | None
    ended: bool
    agent: str
    team: str
    service: str
    tags: tuple[str, ...]
    answers: int
    replied: datetime | None
    reply_due: datetime | None
    resolution_due: datetime | None
    parked: float
    life: float
    reopened: bool


class Figures(Shelf):
    """Reads for the figures page."""

    def samples(
        self, mailboxes: tuple[str, ...] | None, since: datetime, now: datetime
    ) -> tuple[list[Sample], bool]:
        """The newest tickets opened since then, and whether there were more than are looked at."""
        mine = "1 = 1" if mailboxes is None else f"t.mailbox IN ({', '.join('?' * len(mailboxes))})"
        first = self._first_ticket_since(since)
        rows = self._db.rows(_TICKETS.format(mine=mine), first, SAMPLES, *(mailboxes or ()))
        last = self._db.row("SELECT coalesce(max(id), 0) FROM tickets")
        return [_sample(row, now) for row in rows], last is not None and int(last[0]) - first >= SAMPLES

    def backlog(self, mailboxes: tuple[str, ...] | None, now: datetime) -> list[tuple[int, bool]]:
        """How many open tickets are younger than a day, three, a week, a month, and older; True: at least so many."""
        borders = [self._first_ticket_since(now - age) for age in AGES]
        spans = zip([*borders, 0], [2**62, *borders], strict=True)
        return [self._open_between(mailboxes, low, high) for low, high in spans]

    def _open_between(self, mailboxes: tuple[str, ...] | None, low: int, high: int) -> tuple[int, bool]:
        window = f"SELECT id FROM tickets WHERE {OPEN} AND id >= ? AND id < ? ORDER BY id DESC LIMIT ?"
        if mailboxes is None:
            row = self._db.row(f"SELECT count(*) FROM ({window})", low, high, COUNTED + 1)
        else:
            mine = ", ".join("?" * len(mailboxes))
            row = self._db.row(
                f"SELECT count(*) FROM (SELECT 1 FROM tickets WHERE id IN ({window}) AND mailbox IN ({mine}) LIMIT ?)",
                low,
                high,
                LOOKED_AT,
                *mailboxes,
                COUNTED + 1,
            )
        n = int(row[0]) if row else 0
        return min(n, COUNTED), n > COUNTED

    def _first_ticket_since(self, at: datetime) -> int:
        """The row number of the first ticket opened then or later: tickets are numbered as they are opened."""
        micros = to_micros(at)
        row = self._db.row("SELECT coalesce(max(id), 0) FROM tickets")
        low, high = 1, int(row[0]) + 1 if row else 1
        while low < high:
            middle = (low + high) // 2
            found = self._db.row(
                "SELECT created_at, id FROM tickets WHERE id >= ? ORDER BY id LIMIT 1", middle
            )
            if found is None or found[0] >= micros:
                high = middle
            else:
                low = int(found[1]) + 1
        return low


def _sample(row: Sequence[object], now: datetime) -> Sample:
    (
        created,
        resolved,
        status,
        agent,
        team,
        service,
        tags,
        version,
        replied,
        first,
        resolution,
        pauses,
        again,
    ) = row
    opened = from_micros(int(str(created)))
    done = maybe_time(None if resolved is None else int(str(resolved)))
    until = done or now
    return Sample(
        created=opened,
        resolved=done,
        ended=status in ("resolved", "closed"),
        agent=str(agent),
        team=str(team),
        service=str(service),
        tags=unpack_strings(str(tags)),
        answers=int(str(version)),
        replied=maybe_time(None if replied is None else int(str(replied))),
        reply_due=maybe_time(None if first is None else int(str(first))),
        resolution_due=maybe_time(None if resolution is None else int(str(resolution))),
        parked=_parked(str(pauses or "[]"), to_micros(until)),
        life=max((until - opened).total_seconds(), 0.0),
        reopened=bool(again),
    )


def _parked(pauses: str, until: int) -> float:
    spans = unpack_plain_list(pauses)
    return sum(float(max(min(end or until, until) - begin, 0)) for begin, end in spans) / 1e6
