"""What the viewer's figures are taken of: an even part of a period's tickets, its surveys, its days, the backlog."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from helpdesk.tickets.database import Row
from helpdesk.tickets.evenly import GOLDEN, RUN, WHOLE, evenly, share_of
from helpdesk.tickets.queues import COUNTED, LOOKED_AT, OPEN
from helpdesk.tickets.samples import Part, Question, Sample, question_of, sample_of, two_digits
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import to_micros

SAMPLES = 1_200
QUESTIONS = 2_000
AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
COUNTABLE = 50_000  # tickets of a period of which those resolved are counted, and not reckoned
AT_ONCE = 256  # numbers in a statement
_TICKETS = (
    "SELECT t.id, t.created_at, t.resolved_at, t.status, t.assignee, t.team, t.service, t.mailbox, t.tags, t.version, "
    "t.message_count, s.first_reply_at, coalesce(s.first_response_moved, s.first_response), "
    "coalesce(s.resolution_moved, s.resolution), s.pauses FROM tickets t LEFT JOIN sla s ON s.ticket_id = t.id "
    "WHERE t.id IN ({these}) AND t.aside = '' AND {mine} ORDER BY t.id"
)
_MARKS = (
    "SELECT ticket_id, kind FROM events WHERE ticket_id IN ({these}) AND kind IN ('reopened', 'suggested')"
)
_HIS = "SELECT count(*) FROM tickets t WHERE t.id IN ({these}) AND {mine}"
# The columns of VALUES have these names in both databases.
_OPENED = (
    "SELECT column1, (SELECT created_at FROM tickets WHERE id >= column1 ORDER BY id LIMIT 1) "
    "FROM (VALUES {these})"
)
_ASIDE = "SELECT (SELECT count(*) FROM tickets WHERE aside <> '' AND id >= column1 AND id < column2) FROM (VALUES {})"
# The plus signs keep this off the index of states, which knows no days. One merged into another has no messages left.
_RESOLVED = (
    "SELECT (SELECT count(*) FROM tickets WHERE resolved_at >= column1 AND resolved_at < column2 "
    "AND +status IN ('resolved', 'closed') AND +aside = '' AND +message_count > 0 AND +id >= column3) FROM (VALUES {})"
)
_ASKED = "SELECT count(*) FROM surveys WHERE ticket_id >= ?"
_QUESTIONS = (
    "SELECT s.kind, s.score, s.opened_at IS NOT NULL AND s.score IS NULL, t.assignee, t.team, t.service, t.mailbox, "
    "t.tags FROM surveys s CROSS JOIN tickets t ON t.id = s.ticket_id "
    f"WHERE s.ticket_id >= ? AND s.ticket_id / {RUN} * {GOLDEN} % {WHOLE} < ? AND t.aside = '' AND {{mine}} "
    "ORDER BY s.ticket_id"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The tickets of a period that figures are taken of, oldest first, and the questions about tickets of the period:
    both all there are, or a part that is spread evenly over it. `first`: the number with which the period begins."""

    first: int
    samples: list[Sample]
    tickets: Part
    asked: list[Question]
    questions: Part


class Figures(Shelf):
    """Reads for the figures page."""

    def taken(self, mailboxes: tuple[str, ...] | None, since: datetime, now: datetime) -> Taken:
        """Of the tickets opened since then: up to SAMPLES, or about so many evenly, and the same at every look."""
        first, last = self._first_ticket_since(since), self._last_ticket()
        numbers = self._numbers(mailboxes, first, last)
        rows, until = self._of_these(_TICKETS, numbers, mailboxes), to_micros(now)
        marks = set(self._of_these(_MARKS, [row[0] for row in rows]))
        samples = [sample_of(row, marks, until) for row in rows]
        there = last - first + 1
        tickets = _part(len(samples), len(numbers), there)
        if mailboxes is None and tickets.cut:
            tickets = Part(len(samples), sum(self.opened([first, last + 1])))
        return Taken(first, samples, tickets, *self._questions(mailboxes, first))

    def first_tickets(self, samples: Sequence[Sample], moments: Sequence[datetime]) -> list[int]:
        """The number of the first ticket opened at each moment or later; it stays that of a moment that is past.
        `samples`, in order, say between which numbers to look."""
        ats, ids = [one.created for one in samples], [one.id for one in samples]
        top = self._last_ticket() + 1
        places = [(moment, bisect_left(ats, moment)) for moment in map(to_micros, moments)]
        return self._borders(
            [
                (moment, ids[place - 1] + 1 if place else 1, ids[place] if place < len(ids) else top)
                for moment, place in places
            ]
        )

    def opened(self, borders: Sequence[int]) -> list[int]:
        """How many tickets of all mailboxes there are from each number to the next, exactly, whatever their number:
        they are numbered one by one and never deleted. Not those that are none after all: spam, discarded."""
        pairs = list(pairwise(borders))
        values = [number for pair in pairs for number in pair]
        aside = self._db.rows(_ASIDE.format(", ".join(["(?, ?)"] * len(pairs))), *values) if pairs else []
        return [after - before - int(n) for (before, after), (n,) in zip(pairs, aside, strict=True)]

    def resolved(self, first: int, moments: Sequence[datetime]) -> list[int]:
        """How many tickets of all mailboxes with this number or a later one were resolved from each moment to the next,
        by walking along an index, those merged into another left out: not for more than COUNTABLE tickets."""
        days = list(pairwise(map(to_micros, moments)))
        values = [value for day in days for value in (*day, first)]
        return [
            int(n) for (n,) in self._db.rows(_RESOLVED.format(", ".join(["(?, ?, ?)"] * len(days))), *values)
        ]

    def backlog(self, mailboxes: tuple[str, ...] | None, now: datetime) -> list[tuple[int, bool]]:
        """How many open tickets are younger than a day, three, a week, a month, and older; True: at least so many."""
        top = self._last_ticket() + 1
        borders = self._borders([(to_micros(now - age), 1, top) for age in AGES])
        spans = zip([*borders, 0], [2**62, *borders], strict=True)
        return [self._open_between(mailboxes, low, high) for low, high in spans]

    def _numbers(self, mailboxes: tuple[str, ...] | None, first: int, last: int) -> list[int]:
        """Which tickets to look at. Of who sees a part of the desk more, so that as many are his; up to LOOKED_AT."""
        numbers = evenly(first, last, SAMPLES)
        if mailboxes is None or len(numbers) > last - first:
            return numbers
        his = sum(int(n) for (n,) in self._of_these(_HIS, numbers, mailboxes))
        return evenly(first, last, min(SAMPLES * len(numbers) // max(his, 1), LOOKED_AT))

    def _questions(self, mailboxes: tuple[str, ...] | None, first: int) -> tuple[list[Question], Part]:
        row = self._db.row(_ASKED, first)
        there = int(row[0]) if row else 0
        share = share_of(QUESTIONS, there)
        sql = _QUESTIONS.format(mine=_mine(mailboxes))
        asked = (
            [question_of(row) for row in self._db.rows(sql, first, share, *(mailboxes or ()))]
            if there
            else []
        )
        return asked, _part(len(asked), share, WHOLE)

    def _borders(self, spans: list[tuple[int, int, int]]) -> list[int]:
        """The first number of each (moment, lowest, highest) opened then or later, all halved at once."""
        while middles := sorted({(low + high) // 2 for _, low, high in spans if low < high}):
            opened: dict[int, int | None] = dict(self._of_these(_OPENED, middles, each="(?)"))
            spans = [_halved(moment, low, high, opened) for moment, low, high in spans]
        return [low for _, low, _ in spans]

    def _of_these(
        self, sql: str, numbers: Sequence[int], mailboxes: tuple[str, ...] | None = None, each: str = "?"
    ) -> list[Row]:
        """The rows of these numbers, by a statement that is one of few: the last of the numbers is asked for again and
        again, up to a power of two. That is nothing to a list of IN, and each statement is parsed once."""
        rows, mine, more = [], _mine(mailboxes), mailboxes or ()
        for start in range(0, len(numbers), AT_ONCE):
            chunk = numbers[start : start + AT_ONCE]
            size = 1 << (len(chunk) - 1).bit_length()
            these = ", ".join([each] * size)
            filled = [*chunk, *[chunk[-1]] * (size - len(chunk))]
            rows += self._db.rows(sql.format(these=these, mine=mine), *filled, *more)
        return rows

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
        return self._borders([(to_micros(at), 1, self._last_ticket() + 1)])[0]

    def _last_ticket(self) -> int:
        row = self._db.row("SELECT coalesce(max(id), 0) FROM tickets")
        return int(row[0]) if row else 0


def _mine(mailboxes: tuple[str, ...] | None) -> str:
    return "1 = 1" if mailboxes is None else f"t.mailbox IN ({', '.join('?' * len(mailboxes))})"


def _part(found: int, looked: int, there: int) -> Part:
    """So many were found where so many of so many were looked at."""
    if looked >= there:
        return Part(found, found)
    return Part(found, max(two_digits(found * there / looked), found), exact=False)


def _halved(moment: int, low: int, high: int, opened: dict[int, int | None]) -> tuple[int, int, int]:
    if low >= high:
        return moment, low, high
    middle = (low + high) // 2
    at = opened[middle]
    return (moment, low, middle) if at is None or at >= moment else (moment, middle + 1, high)
