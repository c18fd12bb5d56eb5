"""Business time: whether a calendar is open, how much open time passed, and when so much of it will have passed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from helpdesk.rules.book import Calendar, Shift, Span
from helpdesk.rules.business import SECOND, Hours, Week, instant, microseconds

ALWAYS = Calendar("", "UTC", Shift(dict.fromkeys(range(7), ((time.min, time.max),))))
_CHANGE_WITHIN = timedelta(days=60)


def is_open(cal: Calendar, at: datetime) -> bool:
    """Whether the calendar is open at an instant (aware)."""
    hours, us = hours_of(cal), microseconds(at)
    return any(since <= us < until for since, until in hours.day(hours.ordinal(us)))


def open_microseconds(cal: Calendar, start: datetime, end: datetime) -> int:
    """Microseconds of open time in [start, end); 0 where end is not after start."""
    return hours_of(cal).between(microseconds(start), microseconds(end))


def add(cal: Calendar, start: datetime, span: Span) -> datetime | None:
    """When `span` will have passed since `start`, UTC. None where the calendar is never open (again) for so long.

    Seconds are open time: the first instant by which so many were open, so 9 h from an opening at 09:00 end at the
    closing of 18:00 and not at the next opening. Days are working days: 3 d from Monday 11:00 is Thursday 11:00
    (`Hours.days_after` has the edges). Where a span has both, the days come first.
    """
    hours = hours_of(cal)
    at = hours.days_after(microseconds(start), span.days)
    if at is not None:
        at = hours.after(at, span.seconds * SECOND)
    return None if at is None else instant(at)


def add_microseconds(cal: Calendar, start: datetime, amount: int) -> datetime | None:
    """The first instant by which `amount` microseconds of open time passed since `start`, UTC; None: never."""
    at = hours_of(cal).after(microseconds(start), amount)
    return None if at is None else instant(at)


def next_change(cal: Calendar, at: datetime) -> datetime | None:
    """The next instant after `at` at which the calendar opens or closes, UTC; None: not within sixty days."""
    us, last = microseconds(at), microseconds(at + _CHANGE_WITHIN)
    end = None
    for since, until in hours_of(cal).opens(us):
        if end is not None and since > end:
            break  # it closes at `end`; spans that touch over midnight are one
        if end is None and since > us:
            return instant(since) if since <= last else None
        end = until
        if end > last:
            return None
    return None if end is None else instant(end)


def without(cal: Calendar, days: Collection[date]) -> Calendar:
    """The calendar closed on further days: the exceptions of a service."""
    return replace(cal, holidays=cal.holidays | frozenset(days)) if days else cal


def zone_name(cal: Calendar) -> str:
    """The calendar's zone as people say it."""
    return place(cal.zone)


def place(zone: str) -> str:
    """A zone as people say it: 'Madrid', 'Bogota', 'Buenos Aires'."""
    return zone.rpartition("/")[2].replace("_", " ")


def hours_of(cal: Calendar) -> Hours:
    """The calendar ready for sums; the same one for the same contents, so that days are worked out once."""
    week = tuple(tuple(cal.shift.week.get(day, ())) for day in range(7))
    return _hours(cal.zone, week, cal.holidays, cal.country, cal.region)


@lru_cache(maxsize=512)
def _hours(zone: str, week: Week, closed: frozenset[date], country: str, region: str) -> Hours:
    return Hours(zone, week, closed, country, region)
