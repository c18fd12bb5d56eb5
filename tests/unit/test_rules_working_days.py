"""Business time by example: working days, clocks that jump, calendars that never open, and what it costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpdesk.rules.book import Calendar, Shift, Span
from helpdesk.rules.business import Hours
from helpdesk.rules.calendars import (
    add,
    add_microseconds,
    hours_of,
    is_open,
    next_change,
    without,
    zone_name,
)
from tests.unit.policy_kit import ALWAYS, BOGOTA, MADRID, at, calendar, open_seconds
from tests.unit.work_kit import calls

NEVER = Calendar("never", "Europe/Madrid", Shift({}))


def test_an_hour_skipped_and_an_hour_twice() -> None:
    """Madrid, 29 March and 25 October 2026: 02:00-03:00 is worth nothing, then two hours."""
    night = calendar("night", "Europe/Madrid", {"6": "02:00-03:00"})
    assert open_seconds(night, at("2026-03-28T12:00+01:00"), at("2026-03-29T12:00+02:00")) == 0
    assert open_seconds(night, at("2026-10-24T12:00+02:00"), at("2026-10-25T12:00+01:00")) == 7200
    half = calendar("half", "Europe/Madrid", {"6": "01:30-02:30"})
    assert open_seconds(half, at("2026-03-28T12:00+01:00"), at("2026-03-29T12:00+02:00")) == 1800
    assert open_seconds(half, at("2026-10-24T12:00+02:00"), at("2026-10-25T12:00+01:00")) == 5400


def test_sixteen_hours_over_a_change() -> None:
    """Friday 17:00 before the clocks change: sixteen business hours end on Tuesday 15:00, local."""
    for text, due in (
        ("2026-03-27T17:00+01:00", "2026-03-31T15:00+02:00"),
        ("2026-10-23T17:00+02:00", "2026-10-27T15:00+01:00"),
    ):
        assert add(MADRID, at(text), Span(16 * 3600)) == at(due)


def test_an_end_is_a_closing_and_not_the_next_opening() -> None:
    """Nine hours from nine are over at six."""
    assert add(MADRID, at("2026-11-20T09:00+01:00"), Span(9 * 3600)) == at("2026-11-20T18:00+01:00")
    assert add(MADRID, at("2026-11-20T20:00+01:00"), Span(1)) == at("2026-11-23T09:00:01+01:00")
    assert add(MADRID, at("2026-11-21T20:00+01:00"), Span(0)) == at("2026-11-21T20:00+01:00")


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-16T11:00+01:00", 3, "2026-11-19T11:00+01:00"),  # Monday to Thursday
        ("2026-11-20T11:00+01:00", 1, "2026-11-23T11:00+01:00"),  # over the weekend
        ("2026-11-16T07:00+01:00", 1, "2026-11-17T09:00+01:00"),  # before opening: at the opening
        ("2026-11-16T20:00+01:00", 1, "2026-11-17T18:00+01:00"),  # after closing: at the closing
        ("2026-11-20T20:00+01:00", 1, "2026-11-23T18:00+01:00"),
        ("2026-11-21T11:00+01:00", 1, "2026-11-23T18:00+01:00"),  # a Saturday: all of Monday
        ("2026-11-22T23:59+01:00", 1, "2026-11-23T18:00+01:00"),
        ("2026-12-24T11:00+01:00", 1, "2026-12-28T11:00+01:00"),  # over Christmas
        ("2026-12-25T11:00+01:00", 2, "2026-12-29T18:00+01:00"),  # on Christmas
        ("2026-03-27T11:00+01:00", 1, "2026-03-30T11:00+02:00"),  # the same hour on the wall
    ],
)
def test_working_days(start: str, days: int, due: str) -> None:
    """The same time of day on the n-th next working day, within its hours."""
    assert add(MADRID, at(start), Span(days=days)) == at(due)


def test_working_days_of_a_split_day_and_a_short_one() -> None:
    """In the siesta: when they come back. On a Saturday of four hours: at its closing."""
    split = calendar("split", "Europe/Madrid", {"0-4": "09:00-14:00 16:00-19:00"})
    assert add(split, at("2026-11-16T15:00+01:00"), Span(days=1)) == at("2026-11-17T16:00+01:00")
    assert add(BOGOTA, at("2026-11-20T17:00-05:00"), Span(days=1)) == at("2026-11-21T13:00-05:00")
    assert add(MADRID, at("2026-11-16T11:00+01:00"), Span(3600, 1)) == at("2026-11-17T12:00+01:00")


@pytest.mark.parametrize("closed", [NEVER, Calendar("", "UTC", Shift({0: ((time(9), time(9)),)}))])
def test_a_calendar_never_open_ends(closed: Calendar) -> None:
    """No hours, or empty ones: no loop, no date."""
    now = at("2026-11-20T12:00+01:00")
    assert add(closed, now, Span(60)) is None
    assert add(closed, now, Span(days=1)) is None
    assert next_change(closed, now) is None
    assert open_seconds(closed, now, now + timedelta(days=9999)) == 0


@pytest.mark.slow  # generated calendars
def test_closed_on_every_day_there_is() -> None:
    """Hours on Mondays that are all holidays, and a span of a thousand years: never."""
    mondays = frozenset(date(2026, 11, 16) + timedelta(weeks=each) for each in range(60 * 52))
    shut = Calendar("shut", "Europe/Madrid", Shift({0: ((time(9), time(18)),)}), mondays)
    now = at("2026-11-20T12:00+01:00")
    assert add(shut, now, Span(60)) is None
    assert add(shut, now, Span(days=1)) is None
    assert add(ALWAYS, now, Span(10**11)) is None
    assert add(ALWAYS, now, Span(days=10**6)) is None
    far = datetime(2999, 12, 31, 12, tzinfo=UTC)
    assert add(MADRID, far, Span(days=9)) is None
    assert open_seconds(MADRID, datetime(1, 1, 2, tzinfo=UTC), datetime(2, 1, 1, tzinfo=UTC)) == 0


def test_around_the_clock() -> None:
    """24:00 is midnight: nothing is lost between days, and it never changes."""
    now = at("2026-11-20T23:30+00:00")
    assert add(ALWAYS, now, Span(86400)) == now + timedelta(days=1)
    assert next_change(ALWAYS, now) is None
    nights = calendar("nights", "Europe/Madrid", {"0-3": "22:00-24:00", "1-4": "00:00-06:00 22:00-24:00"})
    assert next_change(nights, at("2026-11-17T23:00+01:00")) == at("2026-11-18T06:00+01:00")
    assert next_change(nights, at("2026-11-18T06:00+01:00")) == at("2026-11-18T22:00+01:00")
    assert open_seconds(ALWAYS, now, now + timedelta(days=3650)) == 3650 * 86400


def test_overlapping_spans_count_once() -> None:
    """Two spans over the same hour are one."""
    twice = calendar("twice", "UTC", {"0-6": "09:00-12:00 11:00-13:00 13:00-14:00"})
    start = at("2026-11-20T00:00+00:00")
    assert open_seconds(twice, start, start + timedelta(days=1)) == 5 * 3600


def test_holidays_of_a_country_and_a_region() -> None:
    """6 January in Spain; 2 May in Madrid alone; the exceptions of a service besides."""
    spain = calendar("es", "Europe/Madrid", {"0-6": "09:00-18:00"}, country="ES")
    region = Calendar("md", spain.zone, spain.shift, spain.holidays, "ES", "MD")
    assert not is_open(spain, at("2026-01-06T12:00+01:00"))
    assert is_open(spain, at("2025-05-02T12:00+02:00"))
    assert not is_open(region, at("2025-05-02T12:00+02:00"))
    closed = without(spain, {date(2026, 11, 20): "Inventario"}.keys())
    assert not is_open(closed, at("2026-11-20T12:00+01:00"))
    assert without(spain, ()) is spain


def test_a_country_nobody_knows() -> None:
    """A ValueError with the place, for the check to say."""
    for country, region in (("XX", ""), ("ES", "ZZ")):
        odd = Calendar("odd", "UTC", ALWAYS.shift, country=country, region=region)
        with pytest.raises(ValueError, match=f"no holidays are known of {country}"):
            is_open(odd, at("2026-11-20T12:00+01:00"))


@example(0)
@given(st.integers(0, 10**12))
def test_microseconds_are_exact(amount: int) -> None:
    """What was added is there again."""
    start = at("2026-11-20T20:00+01:00")
    end = add_microseconds(MADRID, start, amount)
    assert end is not None
    assert open_seconds(MADRID, start, end) == amount // 10**6


def test_zone_names() -> None:
    """As people say them."""
    assert zone_name(MADRID) == "Madrid"
    assert zone_name(calendar("", "America/Argentina/Buenos_Aires", {})) == "Buenos Aires"


def test_the_same_contents_are_worked_out_once() -> None:
    """Calendars made anew at every reload share what was worked out."""
    again = calendar("other", "Europe/Madrid", {"0-4": "09:00-18:00"}, "2026-12-25")
    assert hours_of(again) is hours_of(MADRID)


def test_a_day_is_worked_out_once_and_only_where_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """16 h: till Tuesday, and the day before, of which a span may last; 90 days: they, and one on each side."""
    reckoned, offsets = calls(monkeypatch, Hours, "_reckon"), calls(monkeypatch, Hours, "_offset")
    week = tuple(MADRID.shift.week.get(day, ()) for day in range(7))
    fresh = Hours("Europe/Madrid", week, frozenset(), "", "")
    since = int(at("2026-11-20T12:00+01:00").timestamp()) * 10**6
    fresh.after(since, 16 * 3600 * 10**6)
    assert len(reckoned) == len(set(reckoned)) == 6, "Thursday to Tuesday"
    fresh.between(since, since + 90 * 86400 * 10**6)
    assert len(reckoned) == len(set(reckoned)) == 93
    assert len(offsets) <= 2 * len(reckoned), "no clock is turned in these: no day is searched for it"
    fresh.after(since, 160 * 3600 * 10**6)
    assert len(reckoned) == 93
