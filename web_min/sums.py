"""Figures of samples: medians and ninetieths, never a bare mean; rates with what they are taken of."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from helpdesk.tickets.samples import Question, Sample

FEW = 5  # below this a median says nothing, and a person might be told from it
PARKED_HALF, PARKED_MANY = 0.5, 0.25
Names = Callable[[Sample | Question], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something took: how many times, the middle one, and what nine in ten stayed below."""

    n: int
    median: timedelta | None = None
    p90: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    hits: int
    n: int

    @property
    def percent(self) -> int | None:
        """Rounded; None of nothing."""
        return round(100 * self.hits / self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What customers answered to one question: how many were asked, how many answered, and how many of those were
    pleased or displeased, as the question has it."""

    asked: int
    answered: int
    pleased: int
    displeased: int

    @property
    def response(self) -> Rate:
        """How many of those who were asked answered."""
        return Rate(self.answered, self.asked)

    @property
    def satisfied(self) -> Rate:
        """How many of those who answered were pleased (CSAT)."""
        return Rate(self.pleased, self.answered)

    @property
    def balance(self) -> int | None:
        """The pleased less the displeased in a hundred (NPS), -100 to 100; None of nothing."""
        return round(100 * (self.pleased - self.displeased) / self.answered) if self.answered else None


# From what score on who answered is pleased, and up to what displeased.
PLEASED = {"csat": (4, 2), "nps": (9, 6)}


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures of some tickets. `first_contact`: of those that ended and were answered at all, how many needed one
    answer (who closes his own case unanswered was in no contact); `parked`: of those that paused, how many stood still
    for most of their life; `deflected`: of those that ended after an article was offered, how many ended without
    anybody having answered; `unconfirmed`: questions whose page was opened, by whatever opens links, and that were not
    answered."""

    n: int
    reply: Lasting
    resolution: Lasting
    reply_kept: Rate
    resolution_kept: Rate
    first_contact: Rate
    reopened: Rate
    parked: Rate
    csat: Opinion
    nps: Opinion
    deflected: Rate
    unconfirmed: int = 0

    @property
    def heard(self) -> bool:
        """Whether customers have said, or shown, anything."""
        return bool(self.csat.asked or self.nps.asked or self.deflected.n)

    @property
    def looks_parked(self) -> bool:
        """Whether clocks stand still so often that the times say little (a number that is steered by)."""
        return self.parked.n >= FEW and self.parked.hits > PARKED_MANY * self.n


def sums(samples: Sequence[Sample], asked: Sequence[Question] = ()) -> Sums:
    """All figures of these tickets and questions."""
    resolved = [one for one in samples if one.took is not None]
    helped = [one for one in resolved if _was_answered(one)]
    parked = [one.parked for one in samples if one.parked]
    offered = [one for one in samples if one.offered and one.ended]
    return Sums(
        n=len(samples),
        reply=lasting(one.reply for one in samples if one.reply is not None),
        resolution=lasting(one.took for one in resolved if one.took is not None),
        reply_kept=_kept([one.reply_kept for one in samples]),
        resolution_kept=_kept([one.resolution_kept for one in samples]),
        first_contact=Rate(sum(one.answers <= 1 and not one.reopened for one in helped), len(helped)),
        reopened=Rate(
            sum(one.reopened for one in samples), sum(one.ended or one.reopened for one in samples)
        ),
        parked=Rate(sum(share > PARKED_HALF for share in parked), len(parked)),
        csat=opinion("csat", asked),
        nps=opinion("nps", asked),
        deflected=Rate(sum(not _was_answered(one) for one in offered), len(offered)),
        unconfirmed=sum(one.opened for one in asked),
    )


def opinion(kind: str, asked: Iterable[Question]) -> Opinion:
    """What customers answered to one of the two questions."""
    scores = [one.score for one in asked if one.kind == kind]
    given = [score for score in scores if score is not None]
    high, low = PLEASED[kind]
    return Opinion(
        len(scores), len(given), sum(score >= high for score in given), sum(score <= low for score in given)
    )


def grouped(samples: Iterable[Sample], asked: Iterable[Question], names: Names) -> Mapping[str, Sums]:
    """The figures for each name, by name: an order by merit would be a ranking."""
    groups: dict[str, list[Sample]] = {}
    questions: dict[str, list[Question]] = {}
    for one in samples:
        for name in names(one):
            groups.setdefault(name, []).append(one)
    for each in asked:
        for name in names(each):
            questions.setdefault(name, []).append(each)
    return {
        name: sums(groups.get(name, ()), questions.get(name, ())) for name in sorted({*groups, *questions})
    }


def lasting(spans: Iterable[int]) -> Lasting:
    """The nearest-rank median and ninetieth of spans in microseconds."""
    ordered = sorted(spans)
    if not ordered:
        return Lasting(0)
    median, p90 = (timedelta(microseconds=ordered[-(-rank * len(ordered) // 100) - 1]) for rank in (50, 90))
    return Lasting(len(ordered), median, p90)


def day_borders(since: date, until: date, zone: tzinfo) -> list[datetime]:
    """The midnights in which these days begin, and that in which the last one ends."""
    days = [since + timedelta(days=n) for n in range((until - since).days + 2)]
    return [datetime(day.year, day.month, day.day, tzinfo=zone) for day in days]


def per_day(moments: Iterable[int], borders: Sequence[int]) -> list[int]:
    """How many between each border and the next, in microseconds both; what lies beyond them counts for none."""
    counted = Counter(bisect_right(borders, moment) for moment in moments)
    return [counted[place] for place in range(1, len(borders))]


def _was_answered(one: Sample) -> bool:
    """Whether anybody of the desk answered, by mail or, as a first reply says it, by telephone."""
    return one.reply is not None or bool(one.answers)


def _kept(promises: Sequence[bool | None]) -> Rate:
    """Of the promises that were kept or are past, how many were kept."""
    return Rate(promises.count(True), len(promises) - promises.count(None))
