"""Figures by hand: medians, promises kept, first contact, reopened, clocks that stand still."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpdesk.tickets.figures import Sample
from helpdesk.web_min.sums import Opinion, Rate, grouped, lasting, per_day, sums

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE = Sample(
    created=NOW - 10 * HOUR, resolved=None, ended=False, agent="ana", team="n1", service="s", tags=("a",), answers=0,
    replied=None, reply_due=None, resolution_due=None, parked=0, life=36_000, reopened=False,
)  # fmt: skip


def done(hours: float, **changed: object) -> Sample:
    ended = replace(ONE, ended=True, resolved=ONE.created + hours * HOUR, answers=1)
    return replace(ended, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "median", "p90"),
    [([1], 1, 1), ([1, 2], 1, 2), ([3, 1, 2], 2, 3), (list(range(1, 11)), 5, 9), ([1] * 9 + [100], 1, 1)],
)
def test_the_middle_and_the_ninetieth_by_nearest_rank(hours: list[int], median: int, p90: int) -> None:
    found = lasting(n * HOUR for n in hours)
    assert (found.n, found.median, found.p90) == (len(hours), median * HOUR, p90 * HOUR)


def test_of_nothing_nothing_is_said() -> None:
    empty = sums([], NOW)
    assert empty.reply.median is None and empty.reply_kept.percent is None and empty.n == 0


def test_a_promise_counts_once_it_is_kept_or_past() -> None:
    kept = replace(ONE, reply_due=NOW - HOUR, replied=NOW - 2 * HOUR)
    late = replace(ONE, reply_due=NOW - 2 * HOUR, replied=NOW - HOUR)
    silent = replace(ONE, reply_due=NOW - HOUR)
    to_come = replace(ONE, reply_due=NOW + HOUR)
    early = replace(ONE, reply_due=NOW + HOUR, replied=NOW)
    found = sums([kept, late, silent, to_come, early, ONE], NOW)
    assert found.reply_kept == Rate(2, 4) and found.reply_kept.percent == 50


def test_first_contact_is_one_answer_and_never_back() -> None:
    samples = [done(1), done(1, answers=2), done(1, reopened=True), replace(ONE, reopened=True), ONE]
    found = sums(samples, NOW)
    assert found.first_contact == Rate(1, 3)
    assert found.reopened == Rate(2, 4)


def test_scores_count_who_was_asked_who_answered_and_what() -> None:
    one = replace(ONE, scores=(("csat", 5), ("csat", None), ("nps", 6)))
    two = replace(ONE, scores=(("csat", 3), ("nps", 10), ("nps", 9), ("nps", 7)))
    found = sums([one, two, ONE], NOW)
    assert found.csat == Opinion(asked=3, answered=2, pleased=1, displeased=0)
    assert found.csat.response == Rate(2, 3) and found.csat.satisfied == Rate(1, 2)
    assert found.nps == Opinion(4, 4, 2, 1) and found.nps.balance == 25
    assert sums([ONE], NOW).nps.balance is None and not sums([ONE], NOW).heard


def test_an_article_was_enough_where_nobody_had_to_answer() -> None:
    alone, helped = done(1, offered=True, answers=0), done(1, offered=True)
    spoken = done(1, offered=True, answers=0, replied=NOW)
    found = sums([alone, helped, spoken, done(1, answers=0), replace(ONE, offered=True)], NOW)
    assert found.deflected == Rate(1, 3) and found.heard


def test_clocks_that_mostly_stand_still_are_pointed_at() -> None:
    parked = [replace(ONE, parked=30_000)] * 6
    assert sums([*parked, *[ONE] * 6], NOW).looks_parked
    assert not sums([*parked, *[ONE] * 60], NOW).looks_parked
    assert not sums([replace(ONE, parked=10_000)] * 20, NOW).looks_parked
    assert not sums(parked[:2], NOW).looks_parked, "too few to say so"


def test_groups_come_by_name_not_by_merit() -> None:
    samples = [
        replace(done(9), agent="zoe"),
        replace(done(1), agent="ana"),
        replace(done(2), tags=("a", "b")),
    ]
    assert list(grouped(samples, lambda one: [one.agent], NOW)) == ["ana", "zoe"]
    assert {name: found.n for name, found in grouped(samples, lambda one: one.tags, NOW).items()} == {
        "a": 3,
        "b": 1,
    }


def test_days_are_the_desks_days() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    days = per_day([late, late], date(2026, 11, 22), date(2026, 11, 24), ZoneInfo("Europe/Madrid"))
    assert [n for _, n in days] == [0, 0, 2]
