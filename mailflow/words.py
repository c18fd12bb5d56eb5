"""Short phrases of the desk's mails (names, subjects, banners), from templates_mail/words.<language>.txt."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import cache
from importlib.resources import files

from helpdesk.tickets.model import Language

LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")


def say(language: Language, key: str, **values: str) -> str:
    """The phrase `key` in `language`, its {names} filled from `values`. Raises KeyError on an unknown key or name."""
    phrase = phrases(language)[key]
    return phrase.format(**values) if values else phrase


def when(moment: datetime, zone: tzinfo, language: Language) -> str:
    """A time as people write it, in `zone`, day and month unmistakable: `23 nov 2026, 09:12`."""
    local = moment.astimezone(zone)
    month = say(language, "months").split()[local.month - 1]
    return say(language, "when", day=str(local.day), month=month, year=str(local.year), time=f"{local:%H:%M}")


def size(count: int, language: Language) -> str:
    """A number of bytes for people: `84 KB`, `1,2 MB`."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1000:
        return f"{round(count / 1024)} KB"
    return f"{count / (1024 * 1024):.1f} MB".replace(".", say(language, "comma"))


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
