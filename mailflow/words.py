"""Short phrases of the desk's mails (names, subjects, banners), from templates_mail/words.<language>.txt."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files

from helpdesk.mailflow.cities import of_city
from helpdesk.tickets.model import Language

LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")
NEAR_DAYS = 6  # a weekday and a day of the month are told apart from another week's up to here


def say(language: Language, key: str, **values: str) -> str:
    """The phrase `key` in `language`, its {names} filled from `values`. Raises KeyError on an unknown key or name."""
    phrase = phrases(language)[key]
    return phrase.format(**values) if values else phrase


def when(moment: datetime, zone: tzinfo, language: Language) -> str:
    """A time as people write it, in `zone`, day and month unmistakable: `23 nov 2026, 09:12`."""
    local = moment.astimezone(zone)
    month = say(language, "months").split()[local.month - 1]
    return say(language, "when", day=str(local.day), month=month, year=str(local.year), time=f"{local:%H:%M}")


def day(moment: datetime, zone: tzinfo, language: Language) -> str:
    """A day as people write it, in `zone`: `23 nov 2026`."""
    return when(moment, zone, language).partition(",")[0]


def deadline(moment: datetime, zone: tzinfo, language: Language) -> str:
    """A time that a customer has until, the zone named: `30 nov 2026, 09:10 (hora de Madrid)`."""
    local = moment.astimezone(zone)
    return (
        f"{when(moment, zone, language)} ({say(language, 'time_of', place=of_city(local.tzinfo, language))})"
    )


def promise(due: datetime, zone: tzinfo, language: Language, now: datetime) -> str:
    """Until when, told to a customer in `zone`: `hoy antes de las 13:10 (hora de Madrid)`, `antes del lunes 24 ...`.

    The month is named from six days on. `due` and `now` are UTC.
    """
    local = due.astimezone(zone)
    words = say(
        language,
        f"promise_{_distance(local, now)}",
        time=f"{local:%H:%M}",
        weekday=say(language, "weekdays").split()[local.weekday()],
        day=str(local.day),
        month=say(language, "months_long").split()[local.month - 1],
    )
    return f"{words} ({say(language, 'time_of', place=of_city(local.tzinfo, language))})"


def short(moment: datetime, zone: tzinfo, language: Language, now: datetime) -> str:
    """A time near `now` for an agent: `hoy 13:10`, `mié 25, 09:10`, `mié 9 dic, 09:10`."""
    local = moment.astimezone(zone)
    return say(
        language,
        f"short_{_distance(local, now)}",
        time=f"{local:%H:%M}",
        weekday=say(language, "weekdays_short").split()[local.weekday()],
        day=str(local.day),
        month=say(language, "months").split()[local.month - 1],
    )


def lasting(span: timedelta) -> str:
    """How long, its sign apart, in the two largest units: `1 h 52 min`, `3 d 4 h`, `12 min`."""
    minutes = int(abs(span).total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join([part for part in parts if part][:2]) or "0 min"


def _distance(local: datetime, now: datetime) -> str:
    days = (local.date() - now.astimezone(local.tzinfo).date()).days
    return "today" if days == 0 else "day" if abs(days) < NEAR_DAYS else "far"


def size(count: int, language: Language) -> str:
    """A number of bytes for people: `84 KB`, `1,2 MB`."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1000:
        return f"{round(count / 1024)} KB"
    return f"{count / (1024 * 1024):.1f}".removesuffix(".0").replace(".", say(language, "comma")) + " MB"


@cache
def phrases(language: Language) -> dict[str, str]:
    """All phrases of `language`. Raises ValueError naming the line that is no `key = words`."""
    found: dict[str, str] = {}
    name = f"words.{language}.txt"
    text = files("helpdesk.templates_mail").joinpath(name).read_text("utf-8")
    for n, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, equals, words = line.partition("=")
        if not equals or key.strip() in found:
            raise ValueError(f"{name}:{n}: a line must be `key = words`, each key once: {line!r}")
        found[key.strip()] = words.strip()
    return found
