"""What the viewer's figures are made of: a bounded number of the tickets of a period, and the backlog by age."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from helpdesk.tickets.database import Row
from helpdesk.tickets.packing import unpack_plain_list, unpack_strings
from helpdesk.tickets.queues import COUNTED, LOOKED_AT, OPEN
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.sla_state import ENDED
from helpdesk.tickets.times import from_micros, maybe_time, to_micros

SAMPLES = 5_000
AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
_TICKETS = (
    "SELECT t.id, t.created_at, t.resolved_at, t.status, t.assignee, t.team, t.service, t.mailbox, t.tags, t.version, "
    "s.first_reply_at, s.first_response, s.resolution, s.pauses FROM (SELECT id FROM tickets WHERE id >= ? "
    "ORDER BY id DESC LIMIT ?) w CROSS JOIN tickets t ON t.id = w.id LEFT JOIN sla s ON s.ticket_id = t.id "
    "WHERE t.aside = '' AND {mine} ORDER BY t.id DESC"
)
# As the index has it, so that all of a period are read in a row.
_MARKS = "SELECT ticket_id, kind FROM events WHERE ticket_id >= ? AND kind IN ('reopened', 'suggested')"
_SCORES = "SELECT ticket_id, kind, score, opened_at FROM surveys WHERE ticket_id >= ?"


@dataclass(frozen=True, slots=True)
class Sample:
    """What is counted of one ticket. `parked`: seconds its clocks stood still, of `life` seconds so far; `offered`: its
    acknowledgement had an article in it; `scores`: the questions its customer was asked, None where none came back;
    `opened`: of those that did not, how many pages were opened, by people or by scanners of links."""

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
    mailbox: str = ""
    offered: bool = False
    scores: tuple[tuple[str, int | None], ...] = ()
    opened: int = 0


class Figures(Shelf):
    """Reads for the figures page."""

    def samples(
        self, mailboxes: tuple[str, ...] | None, since: datetime, now: datetime
    ) -> tuple[list[Sample], bool]:
        """The newest tickets opened since then, and whether there were more than are looked at."""
        mine = "1 = 1" if mailboxes is None else f"t.mailbox IN ({', '.join('?' * len(mailboxes))})"
        first = self._first_ticket_since(since)
        last = self._db.row("SELECT coalesce(max(id), 0) FROM tickets")
        beyond = int(last[0]) - first >= SAMPLES if last else False
        rows = self._db.rows(_TICKETS.format(mine=mine), first, SAMPLES, *(mailboxes or ()))
        oldest = int(rows[-1][0]) if rows else 0
        marks = {(int(id_), str(kind)) for id_, kind in self._db.rows(_MARKS, oldest)} if rows else set()
        scores: dict[int, list[tuple[str, int | None]]] = {}
        opened: Counter[int] = Counter()
        for id_, kind, score, opened_at in self._db.rows(_SCORES, oldest) if rows else ():
            scores.setdefault(int(id_), []).append((str(kind), score))
            opened[int(id_)] += score is None and opened_at is not None
        until = to_micros(now)
        samples = [_sample(row, until, marks, tuple(scores.get(row[0], ()))) for row in rows]
        return [
            replace(one, opened=opened[row[0]]) if row[0] in opened else one
            for one, row in zip(samples, rows, strict=True)
        ], beyond

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


def _sample(
    row: Row, now: int, marks: Set[tuple[int, str]], scores: tuple[tuple[str, int | None], ...]
) -> Sample:
    id_, created, resolved, status, agent, team, service, mailbox, tags, version, *clocks = row
    replied, first, resolution, pauses = clocks
    until = now if resolved is None else resolved
    return Sample(
        created=from_micros(created),
        resolved=maybe_time(resolved),
        ended=status in ENDED,
        agent=agent,
        team=team,
        service=service,
        mailbox=mailbox,
        tags=unpack_strings(tags) if tags != "[]" else (),
        answers=version,
        replied=maybe_time(replied),
        reply_due=maybe_time(first),
        resolution_due=maybe_time(resolution),
        parked=_parked(pauses, until) if pauses not in (None, "[]") else 0.0,
        life=max((until - created) / 1e6, 0.0),
        reopened=(id_, "reopened") in marks,
        offered=(id_, "suggested") in marks,
        scores=scores,
    )


def _parked(pauses: str, until: int) -> float:
    spans = unpack_plain_list(pauses)
    return sum(float(max(min(end or until, until) - begin, 0)) for begin, end in spans) / 1e6
