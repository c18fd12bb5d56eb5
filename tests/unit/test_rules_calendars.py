"""Business time against a counter that looks at the clock on the wall minute by minute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.rules.book import Calendar, Shift, Span
from helpdesk.rules.calendars import (
    add,
    is_open,
    next_change,
)
from tests.unit.policy_kit import ALWAYS, open_seconds

pytestmark = pytest.mark.slow  # against a counter of minutes

ZONES = (
    "UTC",
    "Europe/Madrid",
    "Europe/Lisbon",
    "Europe/London",
    "Atlantic/Azores",
    "America/Bogota",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Asuncion",
    "America/Sao_Paulo",
    "America/Havana",
    "America/Los_Angeles",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Asia/Tokyo",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
)
MINUTE = timedelta(minutes=1)


def changes_of(zone: str, year: int) -> list[datetime]:
    """The hours of a year in which the zone's clock jumps."""
    start, tz = datetime(year, 1, 1, tzinfo=UTC), ZoneInfo(zone)
    hours = [start + timedelta(hours=each) for each in range(366 * 24)]
    return [
        one
        for one, after in pairwise(hours)
        if one.astimezone(tz).utcoffset() != after.astimezone(tz).utcoffset()
    ]


def open_minute(cal: Calendar, moment: datetime) -> bool:
    """What somebody sees who looks at the wall calendar and the clock."""
    local = moment.astimezone(ZoneInfo(cal.zone))
    spans = cal.shift.week.get(local.weekday(), ())
    of_day = local.time()
    return local.date() not in cal.holidays and any(
        since <= of_day and (of_day < until or until == time.max) for since, until in spans
    )


def counted(cal: Calendar, since: datetime, until: datetime) -> int:
    """Open minutes, one by one."""
    minutes = (until - since) // MINUTE
    return sum(open_minute(cal, since + each * MINUTE) for each in range(minutes))


def of_minutes(numbers: Iterable[int]) -> tuple[tuple[time, time], ...]:
    """Spans between cuts of a day in minutes; 1440 is 24:00."""
    cuts = [time.max if each == 1440 else time(each // 60, each % 60) for each in sorted(numbers)]
    return tuple(zip(cuts[::2], cuts[1::2], strict=False))


days_hours = st.sets(st.integers(0, 96).map(lambda each: each * 15), max_size=6).map(of_minutes)
weeks = st.dictionaries(st.integers(0, 6), days_hours, max_size=7)
HARD_DAYS = {zone: [*changes_of(zone, 2026), *changes_of(zone, 2027)] for zone in ZONES}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Calendar, datetime, datetime]:
    """A calendar, and a period near a change of its clocks (or anywhere) with holidays in it."""
    zone = draw(st.sampled_from(ZONES))
    around = draw(st.sampled_from([*HARD_DAYS[zone], datetime(2026, 11, 20, tzinfo=UTC)]))
    since = around + draw(st.integers(-3000, 600)) * MINUTE
    until = since + draw(st.integers(0, 6000)) * MINUTE
    off = draw(st.sets(st.integers(-3, 5), max_size=2))
    holidays = frozenset(around.date() + timedelta(days=each) for each in off)
    return Calendar("any", zone, Shift(draw(weeks)), holidays), since, until


@given(cases())
def test_open_time_is_what_a_minute_counter_counts(case: tuple[Calendar, datetime, datetime]) -> None:
    """In 21 zones, both days the clocks change, with holidays and several spans a day."""
    cal, since, until = case
    assert open_seconds(cal, since, until) == 60 * counted(cal, since, until)
    assert is_open(cal, since) == open_minute(cal, since)


@given(cases(), st.integers(1, 3000))
def test_adding_is_the_first_instant_with_so_much_open(
    case: tuple[Calendar, datetime, datetime], minutes: int
) -> None:
    """What is added is open, the minute before the end was open, and no earlier instant has as much."""
    cal, since, _ = case
    end = add(cal, since, Span(minutes * 60))
    if end is None:
        assert not any(start < stop for spans in cal.shift.week.values() for start, stop in spans)
        return
    assert open_seconds(cal, since, end) == minutes * 60
    assert open_minute(cal, end - MINUTE)
    if end - since < timedelta(days=12):
        assert counted(cal, since, end) == minutes


@given(cases())
def test_the_next_change(case: tuple[Calendar, datetime, datetime]) -> None:
    """All is open before it and nothing behind, or the other way about."""
    cal, since, _ = case
    changes = next_change(cal, since)
    if changes is None:
        assert open_seconds(cal, since, since + timedelta(days=60)) in (0, 60 * 86400)
    else:
        assert open_minute(cal, changes) != open_minute(cal, changes - MINUTE)
        assert open_seconds(cal, since, changes) in (0, (changes - since).total_seconds())


@given(cases())
def test_parts_make_the_whole(case: tuple[Calendar, datetime, datetime]) -> None:
    """A period is worth what its halves are."""
    cal, since, until = case
    middle = since + (until - since) // 2
    halves = open_seconds(cal, since, middle) + open_seconds(cal, middle, until)
    assert abs(halves - open_seconds(cal, since, until)) <= 1
    assert open_seconds(cal, until, since) == 0


@pytest.mark.parametrize("zone", ZONES)
def test_both_days_the_clocks_change(zone: str) -> None:
    """A day open around the clock has 23, 24 or 25 hours (or half an hour more or less)."""
    cal = Calendar("all", zone, ALWAYS.shift)
    for change in HARD_DAYS[zone]:
        day = change.astimezone(ZoneInfo(zone)).date()
        for each in (day - timedelta(days=1), day, day + timedelta(days=1)):
            alone = Calendar("one", zone, Shift({each.weekday(): ((time.min, time.max),)}))
            since = datetime.combine(each, time.min, UTC) - timedelta(hours=30)
            until = since + timedelta(hours=84)
            assert open_seconds(alone, since, until) == 60 * counted(alone, since, until)
        assert open_seconds(cal, change - timedelta(days=2), change + timedelta(days=2)) == 4 * 86400


@given(cases(), st.integers(1, 9))
def test_what_begins_later_is_not_due_earlier(case: tuple[Calendar, datetime, datetime], days: int) -> None:
    """Working days keep the order of beginnings, but for the hour that a clock shows twice."""
    cal, first, second = case
    early, late = add(cal, first, Span(days=days)), add(cal, second, Span(days=days))
    assert (early is None) == (late is None)
    if early is not None and late is not None and second.astimezone(ZoneInfo(cal.zone)).fold == 0:
        assert early <= late
