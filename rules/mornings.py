"""When an agent's working day begins, for the mail that sums up what waits for her: by her calendar, in her zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpdesk.rules.availability import zone_calendar
from helpdesk.rules.book import Book, Calendar, Shift, Staff
from helpdesk.rules.calendars import hours_of

AT = time(8, 30)
_LOOKED_AHEAD = 400  # days: longer than any leave
_WEEKDAYS = Shift(dict.fromkeys(range(5), ((time.min, time.max),)))


def calendar_of(book: Book, staff: Staff, zone: str) -> Calendar:
    """The calendar she works by: her own hours, else her first team's; without any, Monday to Friday in `zone`."""
    teams = [book.teams[name] for name in staff.agent.teams if name in book.teams]
    if not teams or not book.calendars:
        return Calendar("", zone, staff.shift or _WEEKDAYS)
    base = next(
        (book.calendars[team.calendar] for team in teams if team.calendar in book.calendars),
        zone_calendar(book, teams[0]),
    )
    return replace(base, shift=staff.shift) if staff.shift is not None else base


def works_on(cal: Calendar, staff: Staff, day: date) -> bool:
    """Whether that local day has hours of hers: no weekend, no holiday, none of her days away."""
    away = any(since <= day <= until for since, until in staff.away)
    return not away and bool(hours_of(cal).day(day.toordinal()))


def next_week(cal: Calendar, staff: Staff, after: datetime) -> datetime | None:
    """The next morning that begins a week of hers: Monday's, or that of the first day of the week on which she works;
    None where she never works (again)."""
    zone = ZoneInfo(cal.zone)
    today = after.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    for week in range(0, _LOOKED_AHEAD, 7):
        days = (monday + timedelta(days=week + n) for n in range(7))
        first = next((day for day in days if works_on(cal, staff, day)), None)
        at = datetime.combine(first, AT, zone).astimezone(UTC) if first else None
        if at is not None and at > after:
            return at
    return None


def next_morning(cal: Calendar, staff: Staff, after: datetime) -> datetime | None:
    """The first half past eight of a working day after that instant, UTC; None where she never works (again)."""
    zone = ZoneInfo(cal.zone)
    day = after.astimezone(zone).date()
    for ahead in range(_LOOKED_AHEAD):
        each = day + timedelta(days=ahead)
        at = datetime.combine(each, AT, zone).astimezone(UTC)
        if at > after and works_on(cal, staff, each):
            return at
    return None
