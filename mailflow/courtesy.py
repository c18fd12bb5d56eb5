"""What people say before and after what they want to say: greetings above, closings and their own name below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from helpdesk.mailflow.accents import without_accents

_TOKEN = re.compile(r"[^\W_]+")
_READ = 400  # characters at either end: courtesy is short
_BEHIND = " \t\r\n\u00a0,.:;!"  # never '-': it makes a number another one

_GREETINGS = (
    "hola", "muy buenas", "buenas", "buenos dias", "buen dia", "buenas tardes", "buenas noches", "que tal",
    "estimados", "estimadas", "estimado", "estimada", "estimados senores", "hello", "hi", "hey", "dear",
    "good morning", "good afternoon", "good evening", "ola", "oi", "bom dia", "boa tarde", "boa noite",
    "prezados", "prezado", "prezada", "caros",
)  # fmt: skip
# Whom a greeting names, beside people.
_GREETED = (
    "a todos", "todos", "todas", "equipo", "soporte", "there", "all", "team", "support", "equipe", "suporte",
)  # fmt: skip
_THANKS = (
    "gracias", "muchas gracias", "mil gracias", "gracias por todo", "thanks", "many thanks",
    "thank you", "thank you very much", "thanks a lot", "obrigado", "obrigada", "muito obrigado", "muito obrigada",
)  # fmt: skip
_CLOSINGS = (
    "y", "and", "e",
    "saludos", "un saludo", "saludos cordiales", "un cordial saludo", "atentamente", "cordialmente", "un abrazo",
    "abrazos", "regards", "best regards", "kind regards", "best", "best wishes", "cheers", "sincerely", "yours",
    "att", "atenciosamente", "atte", "abraco", "abracos", "um abraco", "cumprimentos", "com os melhores cumprimentos",
)  # fmt: skip


def _phrases(*lists: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The longest first: the first that fits is taken."""
    return tuple(sorted((tuple(one.split()) for many in lists for one in many), key=len, reverse=True))


_ABOVE, _ADDRESSED = _phrases(_GREETINGS), _phrases(_GREETED)
_BELOW = tuple(phrase[::-1] for phrase in _phrases(_THANKS, _CLOSINGS))  # read from the end


def names_in(*said: str) -> frozenset[str]:
    """The words of names and of the local parts of addresses, as they may stand below a mail."""
    parts = (one.split("@")[0] for one in said)
    return frozenset(word for one in parts for word in _bare(_TOKEN.findall(one)) if len(word) > 2)


def after_greeting(text: str, names: Iterable[str] = ()) -> str:
    """`text` without the greeting that it begins with, and whom it greets."""
    found = list(_TOKEN.finditer(text[:_READ]))
    words, known = _bare(hit[0] for hit in found), frozenset(names)
    at = _skipped(words, _ABOVE)
    if at:
        at += _skipped(words[at:], _ADDRESSED)
        while at < len(words) and words[at] in known:
            at += 1
    return text[found[at - 1].end() :].lstrip(_BEHIND) if at else text


def before_closing(text: str, names: Iterable[str] = ()) -> str:
    """`text` without the closing that it ends in: thanks, regards, and one of `names` below."""
    above = max(0, len(text) - _READ)
    found = list(_TOKEN.finditer(text, above))
    words, known = _bare(hit[0] for hit in found), frozenset(names)
    end = len(words)
    while end and words[end - 1] in known:
        end -= 1
    end -= _skipped(words[:end][::-1], _BELOW)
    return text if end == len(words) else text[: found[end].start()].rstrip()


def _skipped(words: Sequence[str], phrases: Sequence[Sequence[str]]) -> int:
    """How many of `words` are such phrases, one after the other."""
    at = 0
    while True:
        fits = next((one for one in phrases if tuple(words[at : at + len(one)]) == tuple(one)), ())
        if not fits:
            return at
        at += len(fits)


def _bare(words: Iterable[str]) -> list[str]:
    return [without_accents(word.lower()) for word in words]
