"""Figures by hand: medians, promises kept, first contact, reopened, clocks that stand still, what is reckoned."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from helpdesk.tickets.samples import Part, Question, Sample, sample_of
from helpdesk.tickets.times import to_micros
from helpdesk.web_min.sums import Opinion, Rate, day_borders, grouped, lasting, per_day, sums

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = 3_600_000_000
BORN = to_micros(NOW) - 10 * HOUR
ONE = Sample(id=1, created=BORN, agent="ana", team="n1", service="s", tags=("a",))


def done(hours: int, **changed: object) -> Sample:
    return ONE._replace(ended=True, took=hours * HOUR, answers=1)._replace(**changed)  # type: ignore[arg-type]


def read(due: int | None = None, replied: int | None = None, **changed: object) -> Sample:
    """A ticket as its row says it: when the reply was due and given, in hours from its opening; `now` is the tenth."""
    row: dict[str, object] = {
        "id": 1, "created": BORN, "resolved": None, "status": "open", "agent": "", "team": "", "service": "",
        "mailbox": "", "tags": "[]", "version": 0, "messages": 1, "replied": replied and BORN + replied * HOUR,
        "reply_due": due and BORN + due * HOUR, "resolution_due": None, "pauses": "[]", **changed,
    }  # fmt: skip
    return sample_of(tuple(row.values()), set(), to_micros(NOW))


@pytest.mark.parametrize(
    ("hours", "median", "p90"),
    [([1], 1, 1), ([1, 2], 1, 2), ([3, 1, 2], 2, 3), (list(range(1, 11)), 5, 9), ([1] * 9 + [100], 1, 1)],
)
def test_the_middle_and_the_ninetieth_by_nearest_rank(hours: list[int], median: int, p90: int) -> None:
    found, hour = lasting(n * HOUR for n in hours), timedelta(hours=1)
    assert (found.n, found.median, found.p90) == (len(hours), median * hour, p90 * hour)


def test_of_nothing_nothing_is_said() -> None:
    empty = sums([])
    assert empty.reply.median is None and empty.reply_kept.percent is None and empty.n == 0


def test_a_promise_counts_once_it_is_kept_or_past() -> None:
    kept, late, silent, to_come, early = (read(*each) for each in ((9, 8), (8, 9), (9,), (11,), (11, 10)))
    found = sums([kept, late, silent, to_come, early, read()])
    assert found.reply_kept == Rate(2, 4) and found.reply_kept.percent == 50


def test_how_long_clocks_stood_still_is_a_part_of_the_tickets_life() -> None:
    assert read(pauses=f"[[{BORN},{BORN + 2 * HOUR}],[{BORN + 7 * HOUR},null]]").parked == 0.5
    ended: dict[str, Any] = {"status": "closed", "resolved": BORN + 8 * HOUR}
    assert read(pauses=f"[[{BORN + 6 * HOUR},null]]", **ended).parked == 0.25
    assert read(**ended).took == 8 * HOUR and read().took is None


def test_first_contact_is_one_answer_and_never_back() -> None:
    samples = [done(1), done(1, answers=2), done(1, reopened=True), ONE._replace(reopened=True), ONE]
    found = sums(samples)
    assert found.first_contact == Rate(1, 3)
    assert found.reopened == Rate(2, 4)


def test_who_was_never_answered_was_in_no_contact() -> None:
    """Closed by the customer's own word, as spam, discarded: nobody solved it at the first contact."""
    unanswered = done(1, answers=0)
    assert sums([unanswered]).first_contact == Rate(0, 0)
    by_telephone = done(1, answers=0, reply=HOUR)
    assert sums([unanswered, done(1), by_telephone, done(1, answers=2)]).first_contact == Rate(2, 3)
    assert sums([unanswered, done(1)]).resolution.n == 2, "resolved it is all the same"


def test_a_case_merged_into_another_is_opened_and_no_more() -> None:
    """Three mails about one parcel are three cases until somebody says so: none of them was solved in no time."""
    merged = read(9, None, status="closed", resolved=BORN + HOUR, resolution_due=BORN + 9 * HOUR, messages=0)
    found = sums([merged])
    assert (found.n, found.resolution.n, found.first_contact.n, found.reopened.n) == (1, 0, 0, 0)
    assert (found.reply_kept.n, found.resolution_kept.n) == (0, 0)


def test_scores_count_who_was_asked_who_answered_and_what() -> None:
    asked = [Question("csat", 5), Question("csat"), Question("csat", 3)]
    asked += [Question("nps", score) for score in (6, 10, 9, 7)]
    found = sums([ONE], [*asked, Question("nps", opened=True)])
    assert found.csat == Opinion(asked=3, answered=2, pleased=1, displeased=0)
    assert found.csat.response == Rate(2, 3) and found.csat.satisfied == Rate(1, 2)
    assert found.nps == Opinion(5, 4, 2, 1) and found.nps.balance == 25 and found.unconfirmed == 1
    assert sums([ONE]).nps.balance is None and not sums([ONE]).heard


def test_an_article_was_enough_where_nobody_had_to_answer() -> None:
    alone, helped = done(1, offered=True, answers=0), done(1, offered=True)
    spoken = done(1, offered=True, answers=0, reply=HOUR)
    found = sums([alone, helped, spoken, done(1, answers=0), ONE._replace(offered=True)])
    assert found.deflected == Rate(1, 3) and found.heard


def test_clocks_that_mostly_stand_still_are_pointed_at() -> None:
    parked = [ONE._replace(parked=0.8)] * 6
    assert sums([*parked, *[ONE] * 6]).looks_parked
    assert not sums([*parked, *[ONE._replace(parked=0.3)] * 60]).looks_parked
    assert not sums([ONE._replace(parked=0.3)] * 20).looks_parked
    assert not sums(parked[:2]).looks_parked, "too few to say so"


def test_groups_come_by_name_not_by_merit() -> None:
    samples = [done(9, agent="zoe"), done(1), done(2, tags=("a", "b"))]
    asked = [Question("csat", 5, agent="ines"), Question("csat", 1, agent="ana")]
    by_agent = grouped(samples, asked, lambda one: [one.agent])
    assert {name: (found.n, found.csat.answered) for name, found in by_agent.items()} == {
        "ana": (2, 1), "ines": (0, 1), "zoe": (1, 0),
    }  # fmt: skip
    assert list(by_agent) == ["ana", "ines", "zoe"]
    assert {name: found.n for name, found in grouped(samples, (), lambda one: one.tags).items()} == {
        "a": 3,
        "b": 1,
    }


def test_days_are_the_desks_days() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    borders = day_borders(date(2026, 11, 22), date(2026, 11, 24), ZoneInfo("Europe/Madrid"))
    micros = [to_micros(border) for border in borders]
    assert per_day([to_micros(late)] * 2, micros) == [0, 0, 2]
    assert per_day([micros[0] - 1, micros[0], micros[-1] - 1, micros[-1]], micros) == [1, 0, 1]
    spring = day_borders(date(2026, 3, 28), date(2026, 3, 29), ZoneInfo("Europe/Madrid"))
    assert [
        (b - a) // timedelta(hours=1) for a, b in zip(map(utc, spring), map(utc, spring[1:]), strict=False)
    ] == [
        24,
        23,
    ]


def utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


@pytest.mark.parametrize(
    ("part", "looked", "there"),
    [
        (Part(40, 40), 17, 17),
        (Part(1_200, 25_951), 241, 5_200),
        (Part(1_200, 1_201), 7, 7),
        (Part(0, 0, False), 0, 0),
    ],
)
def test_what_is_reckoned_has_two_digits_and_what_is_counted_all(part: Part, looked: int, there: int) -> None:
    assert part.reckoned(looked) == there
