"""When a working day begins: calendars, holidays, days away, zones and the hour that a clock change moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from helpdesk.rules.book import Book, Calendar, Shift, Staff, Team
from helpdesk.rules.mornings import calendar_of, next_morning, next_week, works_on
from helpdesk.tickets.model import Agent

WEEK = Shift(dict.fromkeys(range(5), ((time(9), time(18)),)))
MADRID = Calendar("oficina", "Europe/Madrid", WEEK, frozenset({date(2026, 12, 24)}))
ANA = Staff(Agent("ana", "Ana", ("ana@acme.example",), teams=("n1",)), "agents.yaml:2")


@pytest.mark.parametrize(
    ("after", "morning"),
    [
        ("2026-11-23 07:29", "2026-11-23 07:30"),
        ("2026-11-23 07:30", "2026-11-24 07:30"),
        ("2026-11-27 12:00", "2026-11-30 07:30"),  # over a weekend
        ("2026-12-23 12:00", "2026-12-25 07:30"),  # over a holiday of the calendar
        ("2026-03-27 12:00", "2026-03-30 06:30"),  # the clock was set on between
        ("2026-10-23 12:00", "2026-10-26 07:30"),  # and back
    ],
)
def test_half_past_eight_of_the_next_working_day(after: str, morning: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert next_morning(MADRID, ANA, moment) == datetime.fromisoformat(morning).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "morning"),
    [
        ("2026-11-23 07:29", "2026-11-23 07:30"),
        ("2026-11-23 07:30", "2026-11-30 07:30"),
        ("2026-11-27 12:00", "2026-11-30 07:30"),
        ("2026-11-29 23:30", "2026-11-30 07:30"),
        ("2026-12-04 12:00", "2026-12-09 07:30"),  # Monday and Tuesday are holidays
        ("2026-12-09 07:30", "2026-12-14 07:30"),
    ],
)
def test_the_first_working_morning_of_a_week(after: str, morning: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    holidays = replace(MADRID, holidays=frozenset({date(2026, 12, 7), date(2026, 12, 8)}))
    assert next_week(holidays, ANA, moment) == datetime.fromisoformat(morning).replace(tzinfo=UTC)
    assert next_week(Calendar("", "UTC", Shift({})), ANA, moment) is None


def test_not_while_she_is_away_and_never_where_she_never_works() -> None:
    away = Staff(ANA.agent, "", away=((date(2026, 11, 24), date(2026, 11, 27)),))
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert next_morning(MADRID, away, now) == datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
    assert not works_on(MADRID, away, date(2026, 11, 25)) and works_on(MADRID, away, date(2026, 11, 23))
    assert next_morning(Calendar("", "UTC", Shift({})), ANA, now) is None


def test_whose_calendar_it_is() -> None:
    book = Book(
        "r",
        (ANA.agent,),
        {"ana": ANA},
        {},
        teams={"n1": Team("n1", "", calendar="oficina")},
        calendars={"oficina": MADRID, "tienda": Calendar("tienda", "America/Bogota", WEEK)},
    )
    assert calendar_of(book, ANA, "UTC") is MADRID
    own = Staff(ANA.agent, "", shift=Shift({5: ((time(9), time(12)),)}))
    assert (
        calendar_of(book, own, "UTC").shift == own.shift and calendar_of(book, own, "UTC").zone == MADRID.zone
    )
    alone = calendar_of(Book("r", (ANA.agent,), {}, {}), ANA, "America/Bogota")
    assert alone.zone == "America/Bogota" and [day for day in range(7) if alone.shift.week.get(day)] == [
        0,
        1,
        2,
        3,
        4,
    ]
