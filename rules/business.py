"""Opening hours as spans of UTC: what each local day of a calendar is worth, exact where the clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Spans = tuple[tuple[int, int], ...]  # [from, to) in microseconds, ascending, neither overlapping nor touching
Week = tuple[tuple[tuple[time, time], ...], ...]  # seven days from Monday

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
FIRST_DAY = date(1900, 1, 1).toordinal()
LAST_DAY = date(2999, 12, 31).toordinal()
FARTHEST = 366 * 40  # days ahead that any sum may reach
LONGEST_CLOSED = 800  # days without an opening after which a calendar counts as never open again
REMEMBERED = 4000  # days a calendar keeps ready: about eleven years
_MARGIN = 16 * HOUR  # more than any zone is away from UTC


def microseconds(at: datetime) -> int:
    """The instant as whole microseconds since 1970 UTC."""
    return (at - EPOCH) // MICROSECOND


def instant(us: int) -> datetime:
    """The UTC instant of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=us)


@lru_cache(maxsize=1024)
def country_days(country: str, region: str, year: int) -> frozenset[date]:
    """The public holidays of a country, or of a region of it. Raises ValueError where nobody knows the place.

    The package takes most of a second to import, so a desk that names no country never loads it.
    """
    from holidays import country_holidays

    try:
        return frozenset(country_holidays(country, subdiv=region or None, years=year))
    except NotImplementedError as unknown:
        raise ValueError(f"no holidays are known of {country} {region}".rstrip()) from unknown


class Hours:
    """A calendar ready for sums. Instants in and out are microseconds since 1970 UTC; days are date ordinals.

    An instant is open when the clock on the wall of the zone shows an hour of the calendar on a day that is no
    holiday. So an hour the clock skips in spring is worth nothing, and one it shows twice in autumn counts twice.
    """

    __slots__ = ("_closed", "_country", "_days", "_region", "_week", "zone")

    def __init__(self, zone: str, week: Week, closed: frozenset[date], country: str, region: str) -> None:
        self.zone = ZoneInfo(zone)
        self._week = tuple(_joined([_of_day(span) for span in spans]) for spans in week)
        self._closed = closed
        self._country = country
        self._region = region
        self._days: dict[int, Spans] = {}

    @property
    def ever(self) -> bool:
        """Whether any day of the week has hours at all."""
        return any(self._week)

    def day(self, ordinal: int) -> Spans:
        """The open spans of one local day, in UTC."""
        spans = self._days.get(ordinal)
        if spans is None:
            if len(self._days) >= REMEMBERED:
                self._days.clear()
            spans = self._days[ordinal] = self._reckon(ordinal)
        return spans

    def ordinal(self, at: int) -> int:
        """The local day of an instant."""
        return instant(at).astimezone(self.zone).toordinal()

    def opens(self, at: int) -> Iterator[tuple[int, int]]:
        """The open spans that end after `at`, ascending. Ends where the calendar is never open again."""
        ordinal = self.ordinal(at) - 1
        closed_since = ordinal
        for each in range(ordinal, ordinal + FARTHEST if self.ever else ordinal):
            for since, until in self.day(each):
                if until > at:
                    yield since, until
                closed_since = each
            if each - closed_since > LONGEST_CLOSED:
                return

    def between(self, since: int, until: int) -> int:
        """How many microseconds are open in [since, until); 0 where it is empty."""
        if until <= since or not self.ever:
            return 0
        total = 0
        for ordinal in range(self.ordinal(since) - 1, self.ordinal(until) + 2):
            for start, end in self.day(ordinal):
                if end > since and start < until:
                    total += min(end, until) - max(start, since)
        return total

    def after(self, since: int, amount: int) -> int | None:
        """The first instant by which `amount` microseconds were open; `since` for 0. None: never."""
        if amount <= 0:
            return since
        for start, end in self.opens(since):
            start = max(start, since)
            if end - start >= amount:
                return start + amount
            amount -= end - start
        return None

    def days_after(self, since: int, days: int) -> int | None:
        """The same time of day on the `days`-th working day after that of `since`; None: never.

        A working day is a local day with hours left after holidays. A time of day outside the hours of that day
        becomes the next opening of that day, or its closing where none comes. What began on a day off has all of
        the working days: it is due at the closing of the last of them, as if it had begun after hours the day
        before. So a later beginning is never due earlier.
        """
        if days <= 0:
            return since
        target = self._working_day(self.ordinal(since), days)
        if target is None:
            return None
        spans = self.day(target)
        local = instant(since).astimezone(self.zone)
        if not self.day(local.toordinal()):
            return spans[-1][1]
        # fold=0: a time that the clock shows twice means the first, one that it skips means an hour later.
        wall = datetime.combine(date.fromordinal(target), local.time(), self.zone)
        at = microseconds(wall)
        return next((max(start, at) for start, end in spans if at <= end), spans[-1][1])

    def _working_day(self, ordinal: int, days: int) -> int | None:
        closed_since = ordinal
        for each in range(ordinal + 1, ordinal + FARTHEST if self.ever else ordinal):
            if self.day(each):
                closed_since = each
                days -= 1
                if not days:
                    return each
            elif each - closed_since > LONGEST_CLOSED:
                return None
        return None

    def _reckon(self, ordinal: int) -> Spans:
        """Work one local day out: its hours on the wall, for each stretch of it that has one offset from UTC."""
        if not FIRST_DAY <= ordinal <= LAST_DAY:
            return ()
        day = date.fromordinal(ordinal)
        hours = self._week[day.weekday()]
        if not hours or self._holiday(day):
            return ()
        midnight = (ordinal - EPOCH.toordinal()) * DAY
        return _joined(
            [
                (max(since, midnight + start - offset), min(until, midnight + end - offset))
                for since, until, offset in self._stretches(midnight - _MARGIN, midnight + DAY + _MARGIN)
                for start, end in hours
            ]
        )

    def _holiday(self, day: date) -> bool:
        if day in self._closed:
            return True
        return bool(self._country) and day in country_days(self._country, self._region, day.year)

    def _stretches(self, since: int, until: int) -> list[tuple[int, int, int]]:
        """[since, until) in parts with one offset from UTC each: (from, to, offset)."""
        offset = self._offset(since)
        if offset == self._offset(until):
            return [(since, until, offset)]
        found = []
        for probe in range(since + HOUR, until + 1, HOUR):
            later = self._offset(probe)
            if later != offset:
                change = self._change(probe - HOUR, probe, offset)
                found.append((since, change, offset))
                since, offset = change, later
        return [*found, (since, until, offset)]

    def _change(self, before: int, after: int, offset: int) -> int:
        """The whole second at which the offset is no longer `offset`."""
        while after - before > SECOND:
            middle = (before + after) // (2 * SECOND) * SECOND
            if self._offset(middle) == offset:
                before = middle
            else:
                after = middle
        return after

    def _offset(self, at: int) -> int:
        return (instant(at).astimezone(self.zone).utcoffset() or timedelta()) // MICROSECOND


def _of_day(span: tuple[time, time]) -> tuple[int, int]:
    """A span of local time in microseconds since midnight on the wall; time.max is 24:00."""
    since, until = (
        DAY if at == time.max else (at.hour * 3600 + at.minute * 60 + at.second) * SECOND + at.microsecond
        for at in span
    )
    return since, until


def _joined(spans: list[tuple[int, int]]) -> Spans:
    """Ascending, with empty ones left out, and what overlaps or touches made one."""
    found: list[tuple[int, int]] = []
    for since, until in sorted(spans):
        if since >= until:
            continue
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return tuple(found)
