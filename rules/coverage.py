"""Hours of the week in which nobody of a team is on, said before a customer finds out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from helpdesk.rules.availability import posts, zone_calendar
from helpdesk.rules.book import Book, Calendar, Team
from helpdesk.rules.business import Hours, microseconds
from helpdesk.rules.calendars import hours_of, place

_MINUTES = 1440
_MINUTE = 60_000_000
_MONDAY = datetime(
    2026, 1, 5, tzinfo=UTC
)  # fifty-two weeks of one year: every way the clocks stand to each other
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Week = tuple[bytearray, ...]  # seven days from Monday of 1,440 local minutes, 1 = yes


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours nobody covers: on each of `days` (Monday 0) from minute `since` to `until` of the local day in `zone`.

    `share`: of the hours the team stands for in a week.
    """

    team: str
    days: tuple[int, ...]
    since: int
    until: int
    zone: str
    share: float

    @property
    def words(self) -> str:
        """'nobody covers n1 Mon-Fri 01:00-09:00 (Madrid)'."""
        hours = f"{_clock(self.since)}-{_clock(self.until)}"
        return f"nobody covers {self.team} {_days(self.days)} {hours} ({place(self.zone)})"


def uncovered(book: Book, team: str) -> list[Gap]:
    """The weekly gaps of a team, in local time of its calendar's zone (or that of its first shift).

    A team stands for the hours of its calendar. One that follows the sun stands for whole days, on the weekdays of
    its own or its first shift's calendar; what the shift of a day off would cover on the next morning, or cover
    already on the evening before, belongs to the days off. Holidays and days away are not looked at. An hour that is
    uncovered only while the clocks of two zones stand as in winter is uncovered. A team that nobody is in has no
    gaps: nobody expects it to answer.
    """
    where = book.teams.get(team)
    people = posts(book, where) if where else ()
    if where is None or not people:
        return []
    base = zone_calendar(book, where)
    stands = _stands_for(where, base)
    calendars = {hours_of(_plain(post.cal)): None for post in people}
    missing = _empty()
    for monday in _weeks([hours_of(_plain(base)), *calendars]):
        on = _on(monday, calendars, base.zone)
        for day in range(7):
            for minute in _missing(day, stands, on, bool(where.follow_the_sun)):
                missing[day][minute] = 1
    total = sum(map(sum, stands))
    return [
        Gap(team, days, since, until, base.zone, len(days) * (until - since) / total)
        for (since, until), days in _grouped(missing).items()
    ]


def _plain(cal: Calendar) -> Calendar:
    return replace(cal, holidays=frozenset(), country="", region="")


def _empty() -> Week:
    return tuple(bytearray(_MINUTES) for _ in range(7))


def _stands_for(team: Team, base: Calendar) -> Week:
    """The minutes of a week in which a team should be there."""
    follows, stands = bool(team.follow_the_sun), _empty()
    if not follows and not team.calendar:
        return tuple(bytearray(b"\1" * _MINUTES) for _ in range(7))
    for day, spans in base.shift.week.items():
        for since, until in spans:
            first = since.hour * 60 + since.minute
            last = until.hour * 60 + until.minute + (1 if until.second else 0)
            if follows and first < last:
                first, last = 0, _MINUTES
            stands[day][first:last] = b"\1" * max(0, last - first)
    return stands


def _weeks(calendars: Iterable[Hours]) -> Iterator[datetime]:
    """One Monday (UTC) for each way in which the zones' clocks stand to each other through a year."""
    zones = list(dict.fromkeys(each.zone for each in calendars))
    seen = set()
    for number in range(52):
        monday = _MONDAY + timedelta(weeks=number)
        ends = (monday - timedelta(days=1), monday + timedelta(days=8))
        first, last = ([end.astimezone(zone).utcoffset() for zone in zones] for end in ends)
        if first == last and tuple(first) not in seen:
            seen.add(tuple(first))
            yield monday


def _on(monday: datetime, calendars: Iterable[Hours], zone: str) -> Week:
    """The minutes of the local week in which somebody is there."""
    midnight = microseconds(monday) - (
        monday.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    ) // timedelta(microseconds=1)
    on, end = bytearray(7 * _MINUTES), midnight + 7 * _MINUTES * _MINUTE
    for hours in calendars:
        for since, until in hours.opens(midnight):
            if since >= end:
                break
            first = max(0, -((midnight - since) // _MINUTE))
            last = min(7 * _MINUTES, (until - midnight) // _MINUTE)
            on[first:last] = b"\1" * max(0, last - first)
    return tuple(on[day * _MINUTES : (day + 1) * _MINUTES] for day in range(7))


def _missing(day: int, stands: Week, on: Week, follows: bool) -> set[int]:
    """The minutes of a day in which somebody should be there and nobody is."""
    missing = {minute for minute in range(_MINUTES) if stands[day][minute] and not on[day][minute]}
    if follows and missing:
        missing -= _of_days_off(range(_MINUTES), day, -1, stands, on, missing)
        missing -= _of_days_off(range(_MINUTES - 1, -1, -1), day, 1, stands, on, missing)
    return missing


def _of_days_off(
    minutes: Iterable[int], day: int, beside: int, stands: Week, on: Week, missing: set[int]
) -> set[int]:
    """The missing minutes next to a day off that other days have covered: the other shift's day off."""

    def off(one: int) -> bool:
        return not any(stands[(one + beside) % 7])

    if not off(day):
        return set()
    others = [on[each] for each in range(7) if any(stands[each]) and not off(each)]
    found = set()
    for minute in minutes:
        if minute not in missing:
            break
        if any(other[minute] for other in others):
            found.add(minute)
    return found


def _grouped(missing: Week) -> dict[tuple[int, int], tuple[int, ...]]:
    """Spans of missing minutes, with the days that have them."""
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for day, minutes in enumerate(missing):
        since = minutes.find(1)
        while since >= 0:
            until = minutes.find(0, since)
            until = _MINUTES if until < 0 else until
            found[since, until] = (*found.get((since, until), ()), day)
            since = minutes.find(1, until)
    return found


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _days(days: Sequence[int]) -> str:
    """'Mon-Fri', 'Sat, Sun', 'Mon, Wed-Fri'."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        f"{_NAMES[run[0]]}-{_NAMES[run[-1]]}" if len(run) > 2 else ", ".join(_NAMES[day] for day in run)
        for run in runs
    )
