"""Why something was done, in the language of the agent who reads it: rules, logs and `explain` speak English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from helpdesk.tickets.model import Alert, Language

_SEPARATOR = re.compile(r" · |; |, |: | → ")
_HOLE = re.compile(r"\{(\w+)\}")
_HOLES = {"n": r"\d+", "m": r"\d+", "label": r"(?!there\b)[\w.]+"}  # 'there is no macro' names no field
_FRAME = re.compile(r"\(policy \S+ stays in force\)|and \d+ more: helpdesk check")
_Phrase = tuple[re.Pattern[str], str]


def spoken(because: str, language: Language) -> str:
    """A reason with the phrases that templates_mail/reasons.<language>.txt and steps.<language>.txt know; what they do
    not know stays, as do ids, places and the words of the policy and of mails."""
    if language == "en":
        return because
    return "".join(
        piece if number % 2 else _phrase(piece, language) for number, piece in enumerate(_pieces(because))
    )


def spoken_alert(news: Alert, language: Language) -> str:
    """What an admin is told, line by line. Errors of a policy and its macros stay as `check` says them
    (docs/decisions/0030): only the lines around them are spoken."""
    lines = news.detail.split("\n")
    if news.reason in ("policy", "template"):
        return "\n".join(spoken(line, language) if _FRAME.fullmatch(line) else line for line in lines)
    return "\n".join(spoken(line, language) for line in lines)


def _pieces(text: str) -> Iterator[str]:
    """Phrases and, between any two of them, what parts them; nothing in quotes or in parentheses does."""
    start = place = depth = 0
    quoted = False
    while place < len(text):
        parts = _SEPARATOR.match(text, place) if not depth and not quoted else None
        if parts:
            yield text[start:place]
            yield parts[0]
            start = place = parts.end()
            continue
        sign = text[place]
        quoted ^= sign == '"'
        if not quoted:
            depth = max(depth + (sign == "(") - (sign == ")"), 0)
        place += 1
    yield text[start:]


def _phrase(text: str, language: Language) -> str:
    for pattern, words in _beginning(text.partition(" ")[0], language):
        found = pattern.fullmatch(text)
        if found:
            return words.format(
                **{name: spoken(value, language) for name, value in found.groupdict().items()}
            )
    return text


@lru_cache(4096)
def _beginning(word: str, language: Language) -> tuple[_Phrase, ...]:
    """The phrases that a text with this first word can be: of three hundred, a few. One that begins with a hole, or
    has one in its first word, may begin with any."""
    return tuple(
        (pattern, words) for first, pattern, words in _phrases(language) if first == word or "{" in first
    )


@cache
def _phrases(language: Language) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """The catalogue with the first word of each, the most particular first. Raises ValueError naming a line
    that is no `phrase = words`."""
    found: dict[str, str] = {}
    for name in (f"reasons.{language}.txt", f"steps.{language}.txt"):
        text = files("helpdesk.templates_mail").joinpath(name).read_text("utf-8")
        for n, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            phrase, equals, words = (part.strip() for part in line.partition(" = "))
            if not equals or phrase in found or sorted(_HOLE.findall(phrase)) != sorted(_HOLE.findall(words)):
                raise ValueError(
                    f"{name}:{n}: a line must be `phrase = words`, with the same names: {line!r}"
                )
            found[phrase] = words
    ordered = sorted(found, key=lambda phrase: (-len(_HOLE.sub("", phrase)), phrase))
    return tuple((phrase.partition(" ")[0], _pattern(phrase), found[phrase]) for phrase in ordered)


def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = _HOLE.split(phrase)  # literal, name, literal, ...
    made = [
        f"(?P<{piece}>{_HOLES.get(piece, '.+?')})" if number % 2 else re.escape(piece)
        for number, piece in enumerate(pieces)
    ]
    return re.compile("".join(made))
