"""When `#posponer` ends: `2d`, `4h`, `mañana`, `lunes 9:00`, `2026-12-01 9:00`, in the agent's time zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from helpdesk.mailflow.command_words import plain
from helpdesk.tickets.model import Language

MORNING = time(9)
TOMORROW: Mapping[Language, str] = {"es": "mañana", "en": "tomorrow", "pt": "amanhã"}
LONGEST = timedelta(days=366)

_SPAN = re.compile(
    r"(\d{1,4}) ?(m|min|h|d|s|w|hora|horas|hour|hours|dia|dias|day|days|semana|semanas|week|weeks)"
)
_UNITS: Mapping[str, timedelta] = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "s": timedelta(weeks=1),
    "w": timedelta(weeks=1),
}
_DAYS: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "lunes lun monday mon segunda",
            "martes mar tuesday tue terca",
            "miercoles mie wednesday wed quarta",
            "jueves jue thursday thu quinta",
            "viernes vie friday fri sexta",
            "sabado sab saturday sat",
            "domingo dom sunday sun",
        )
    )
    for word in words.split()
}
_AHEAD: Mapping[str, int] = {
    **dict.fromkeys(("hoy", "today", "hoje"), 0),
    **dict.fromkeys(("manana", "tomorrow", "amanha"), 1),
}
_CLOCK = re.compile(r"(?:a las |at |as )?(\d{1,2})(?:[:.h](\d{2}))?h?")
_DATE = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}))")


def moment(value: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant (UTC) that `value` names, None where it names none, or none within a year.

    A span is counted from `now`; a day without a time means 9:00; a weekday is the next one that is still to come.
    """
    text = " ".join(plain(value).split()).rstrip(".")
    span = _SPAN.fullmatch(text)
    if span:
        return _within(now + int(span[1]) * _UNITS[span[2][0]], now)
    day, _, rest = text.partition(" ")
    clock = _clock(rest)
    if clock is None:
        return None
    local = now.astimezone(zone)
    if day in _AHEAD:
        return _within(_at(local.date() + timedelta(days=_AHEAD[day]), clock, zone), now)
    if day in _DAYS:
        ahead = (_DAYS[day] - local.weekday()) % 7
        found = _at(local.date() + timedelta(days=ahead), clock, zone)
        return found if found > now else _at(local.date() + timedelta(days=ahead + 7), clock, zone)
    named = _date(day)
    return _within(_at(named, clock, zone), now) if named else None


def examples(now: datetime, zone: tzinfo, language: Language) -> tuple[str, ...]:
    """Moments as they are written, for whoever wrote none."""
    ahead = now.astimezone(zone).date() + timedelta(days=7)
    return ("2d", "4h", f"{TOMORROW[language]} 9:00", f"{ahead:%Y-%m-%d} 9:00")


def still_to_come(past: datetime, zone: tzinfo, language: Language) -> tuple[str, ...]:
    """What was probably meant by a moment that has passed: the same hour of the next day; or soon."""
    clock = past.astimezone(zone)
    return (f"{TOMORROW[language]} {clock:%-H:%M}", "2h")


def _clock(text: str) -> time | None:
    if not text:
        return MORNING
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _date(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _within(found: datetime, now: datetime) -> datetime | None:
    return found if found - now <= LONGEST else None
