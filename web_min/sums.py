"""Figures of samples: medians and ninetieths, never a bare mean; rates with what they are taken of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from helpdesk.tickets.figures import Sample

FEW = 5  # below this a median says nothing, and a person might be told from it
PARKED_HALF, PARKED_MANY = 0.5, 0.25


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
    """The figures of some tickets. `parked`: of those that paused, how many stood still for most of their life;
    `deflected`: of those that ended after an article was offered, how many ended without anybody having answered;
    `unconfirmed`: questions whose page was opened, by whatever opens links, and that were not answered."""

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


def sums(samples: Sequence[Sample], now: datetime) -> Sums:
    """All figures of these tickets."""
    resolved = [one for one in samples if one.ended and one.resolved is not None]
    paused = [one for one in samples if one.parked > 0]
    offered = [one for one in samples if one.offered and one.ended]
    return Sums(
        n=len(samples),
        reply=lasting(one.replied - one.created for one in samples if one.replied is not None),
        resolution=lasting(one.resolved - one.created for one in resolved if one.resolved is not None),
        reply_kept=_kept(((one.reply_due, one.replied) for one in samples), now),
        resolution_kept=_kept(((one.resolution_due, one.resolved) for one in samples), now),
        first_contact=Rate(sum(one.answers <= 1 and not one.reopened for one in resolved), len(resolved)),
        reopened=Rate(sum(one.reopened for one in samples if one.ended or one.reopened), _ended(samples)),
        parked=Rate(sum(one.parked > PARKED_HALF * one.life for one in paused), len(paused)),
        csat=opinion("csat", samples),
        nps=opinion("nps", samples),
        deflected=Rate(sum(one.replied is None and not one.answers for one in offered), len(offered)),
        unconfirmed=sum(one.opened for one in samples),
    )


def opinion(kind: str, samples: Iterable[Sample]) -> Opinion:
    """What the customers of these tickets answered to one of the two questions."""
    scores = [score for one in samples for asked, score in one.scores if asked == kind]
    given = [score for score in scores if score is not None]
    high, low = PLEASED[kind]
    return Opinion(
        len(scores), len(given), sum(score >= high for score in given), sum(score <= low for score in given)
    )


def grouped(
    samples: Iterable[Sample], names: Callable[[Sample], Iterable[str]], now: datetime
) -> Mapping[str, Sums]:
    """The figures for each name, by name: an order by merit would be a ranking."""
    groups: dict[str, list[Sample]] = {}
    for one in samples:
        for name in names(one):
            groups.setdefault(name, []).append(one)
    return {name: sums(groups[name], now) for name in sorted(groups)}


def lasting(spans: Iterable[timedelta]) -> Lasting:
    """The nearest-rank median and ninetieth."""
    ordered = sorted(spans)
    if not ordered:
        return Lasting(0)
    return Lasting(len(ordered), ordered[_rank(50, len(ordered))], ordered[_rank(90, len(ordered))])


def per_day(moments: Iterable[datetime], since: date, until: date, zone: tzinfo) -> list[tuple[date, int]]:
    """How many on each day, days with none too."""
    counted = Counter(moment.astimezone(zone).date() for moment in moments)
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    return [(day, counted[day]) for day in days]


def _kept(promises: Iterable[tuple[datetime | None, datetime | None]], now: datetime) -> Rate:
    """Of the promises that were kept or are past, how many were kept."""
    hits = n = 0
    for due, done in promises:
        if due is None or (done is None and due > now):
            continue
        n += 1
        hits += done is not None and done <= due
    return Rate(hits, n)


def _ended(samples: Sequence[Sample]) -> int:
    return sum(one.ended or one.reopened for one in samples)


def _rank(percent: int, n: int) -> int:
    return -(-percent * n // 100) - 1
