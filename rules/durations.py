"""Durations and hours as policy files write them: 30m, 4h, 3d; "09:00-18:00" by weekday."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta

from helpdesk.rules.book import Shift, Span

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PART = re.compile(r"([0-9]{1,6})([smhd])")
_WHOLE = re.compile(r"([0-9]{1,6}[smhd]){1,4}")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})")
_MIDNIGHT = 24 * 60

Hours = Sequence[tuple[int, int]]  # minutes of the day, from and to


def span(text: str) -> Span:
    """Return a promise: 30m and 4h (also 1h30m) of open time, or 3d working days.

    Raises ValueError with what to write instead.
    """
    if re.fullmatch(r"[0-9]{1,4}d", text):
        days = int(text[:-1])
        if days:
            return Span(days=days, source=text)
    elif _WHOLE.fullmatch(text) and "d" not in text and "s" not in text:
        seconds = _seconds(text)
        if seconds:
            return Span(seconds=seconds, source=text)
    raise ValueError(f'"{text}" is not a duration: write 30m, 4h or 3d')


def elapsed(text: str) -> timedelta:
    """Return time by the clock on the wall: 90d is 90 times 24 hours. Raises ValueError."""
    if not _WHOLE.fullmatch(text) or not _seconds(text):
        raise ValueError(f'"{text}" is not a duration: write 30m, 4h or 3d')
    return timedelta(seconds=_seconds(text))


def _seconds(text: str) -> int:
    return sum(int(number) * _SECONDS[unit] for number, unit in _PART.findall(text))


def day(text: str) -> date:
    """Return a date written 2026-12-24. Raises ValueError with what is wrong."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f'"{text}" is not a date: write "2026-12-24"')


def weekdays(text: str) -> range:
    """Return the weekdays a key of hours names: mon, mon-fri, daily. Raises ValueError."""
    if text == "daily":
        return range(7)
    first, dash, last = text.partition("-")
    if first in WEEKDAYS and (last in WEEKDAYS if dash else True):
        begin = WEEKDAYS.index(first)
        end = WEEKDAYS.index(last) if dash else begin
        if begin <= end:
            return range(begin, end + 1)
        raise ValueError(f'"{text}" runs backwards: the week begins on mon')
    raise ValueError(f'"{text}" is not a weekday')


def minutes(text: str) -> tuple[int, int]:
    """Return "09:00-18:00" as minutes of the day; 24:00 may end it. Raises ValueError."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise ValueError(f'"{text}" is not a span of hours: write "09:00-18:00"')
    begin, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if int(found[2]) > 59 or int(found[4]) > 59 or begin >= _MIDNIGHT or end > _MIDNIGHT:
        raise ValueError(f'"{text}" has a time that no clock shows')
    if begin >= end:
        raise ValueError(
            f'"{text}" ends before it begins: a night is "{found[1]}:{found[2]}-24:00" and, on the next day,'
            f' "00:00-{found[3]}:{found[4]}"'
            if begin > end
            else f'"{text}" is no time at all: the whole day is "00:00-24:00"'
        )
    return begin, end


Trouble = tuple[tuple[str | int, ...], str, str]  # path within hours, what is wrong, what to do


def shift(hours: Mapping[str, str | Sequence[str]]) -> tuple[Shift, list[Trouble]]:
    """Return the weekly hours and what is wrong with them (paths begin in `hours`)."""
    week: dict[int, list[tuple[int, int]]] = {}
    named: dict[int, str] = {}
    troubles: list[Trouble] = []
    for key, value in hours.items():
        try:
            days = weekdays(key)
        except ValueError as fault:
            troubles.append(((key,), str(fault), "Write mon, mon-fri, sat or daily"))
            continue
        twice = next((number for number in days if number in named), None)
        if twice is not None:
            what = f"{WEEKDAYS[twice]} stands in {named[twice]} already"
            troubles.append(((key,), what, "Give each day once"))
            continue
        named.update(dict.fromkeys(days, key))
        spans = list(_spans(key, value, troubles))
        week.update(dict.fromkeys(days, spans))
    return Shift(
        {number: tuple(map(_times, sorted(spans))) for number, spans in week.items() if spans}
    ), troubles


def _spans(key: str, value: str | Sequence[str], troubles: list[Trouble]) -> Iterator[tuple[int, int]]:
    """The spans of one key that are good; what is wrong with the others goes to `troubles`."""
    found: list[tuple[int, int]] = []
    texts = [value] if isinstance(value, str) else value
    for index, text in enumerate(texts):
        path = (key, index)
        if text == "closed" and len(texts) == 1:
            return
        try:
            one = minutes(text)
        except ValueError as fault:
            troubles.append((path, str(fault), ""))
            continue
        if any(one[0] < other[1] and other[0] < one[1] for other in found):
            troubles.append((path, f'"{text}" overlaps hours before it', ""))
            continue
        found.append(one)
        yield one


def _times(one: tuple[int, int]) -> tuple[time, time]:
    end = time.max if one[1] == _MIDNIGHT else time(*divmod(one[1], 60))
    return time(*divmod(one[0], 60)), end
