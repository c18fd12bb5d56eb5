"""Protocols such as ACM-2611-7K3MGX: made, checked, and found in what people type (product.md 1.1).

A protocol identifies, it never authorises. Prefix of the desk, year and month, five random Crockford-32 characters,
one check character. With v1..v4 the date's digits, v5..v9 the five characters and alpha = x in GF(32) modulo
x^5+x^2+1, the check character is the sum of alpha^i * v_i for i = 1..9. Its own weight is alpha^0; alpha has order
31, so all ten weights differ: every one-character slip and every swap of two characters is caught, beside the
check character too. The prefix takes no part.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U

_VALUE = {char: value for value, char in enumerate(ALPHABET)}
_FOLD = str.maketrans("OIL", "011")
_ASCII_UPPER = {lower: lower - 32 for lower in range(ord("a"), ord("z") + 1)}
_DATE = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])")
# Every Unicode dash (category Pd), the minus sign, the hyphen bullet, the soft hyphen, and what file names have.
_DASH = (
    "-_\u00ad\u058a\u05be\u1400\u1806\u2010-\u2015\u2043\u2212\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0"
    "\ufe31\ufe32\ufe58\ufe63\uff0d"
)
# Those without width are put in by programs where a line may break.
_BLANK = " \t\r\n\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff"
_GAP = f"[{_BLANK}]{{0,3}}[{_DASH}]?[{_BLANK}]{{0,3}}"
_BEFORE = r"(?<![^\Wºª])"  # no letter, but 'nºACM-...' is written in one
_BRACKETED = re.compile(r"\[([A-Za-z][A-Za-z0-9]{0,9})-([0-9]{4})-([0-9A-Za-z]{6})\]")
_HEADER = 2_000  # characters of a subject in which a broken protocol is looked for
_LONGEST = 40  # characters of one, prefix, blanks and dashes included
_CLASS = {"0": "[0Oo]", "1": "[1IiLl]"}


class Randomness(Protocol):
    """Where the five characters come from; the module `secrets` is one."""

    def randbelow(self, exclusive_upper_bound: int, /) -> int: ...


def new(prefix: str, at: datetime, rand: Randomness = secrets) -> str:
    """A fresh protocol for the month `at` stands in (in its own zone). Whether it is taken, the store knows."""
    body = f"{at:%y%m}" + "".join(ALPHABET[rand.randbelow(32)] for _ in range(5))
    return _written(prefix, body + check_character(body))


def check_character(body: str) -> str:
    """The check character of four date digits and five characters; KeyError where one is not Crockford-32."""
    total = 0
    for char in reversed(body):
        total = _times_alpha(total ^ _VALUE[char])
    return ALPHABET[total]


def canonical(text: str, prefixes: Sequence[str]) -> str | None:
    """The protocol `text` is, as the desk writes it; None where it is none of the desk's or mistyped."""
    pattern, names = _pattern(tuple(prefixes))
    hit = pattern.fullmatch(text.strip(_BLANK))
    if hit is None:
        return None
    body = _folded(hit.group(2) + hit.group(3))
    return _written(names[_folded(hit.group(1))], body) if _valid(body) else None


def find(text: str, prefixes: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The valid protocols in `text`, in order, each once; and the near misses, as typed but folded and dashed.

    Lower case, spaces, missing or other dashes, O for 0 and I or L for 1 are read; only ASCII letters and digits
    are (A8). A near miss has a wrong check character, an impossible month, or one character too few or too many.
    Linear in `text`.
    """
    pattern, names = _pattern(tuple(prefixes))
    valid: dict[str, None] = {}
    near: dict[str, None] = {}
    for hit in pattern.finditer(text):
        body = _folded(hit.group(2) + hit.group(3))
        (valid if _valid(body) else near)[_written(names[_folded(hit.group(1))], body)] = None
    return tuple(valid), tuple(near)


def find_broken(text: str, prefixes: Sequence[str]) -> tuple[str, ...]:
    """The valid protocols of a header line, also those with one blank in their midst: relays that fold at a column
    and not at a blank put it there (RFC 5322 2.2.3 lets them fold at blanks alone)."""
    found, _ = find(text, prefixes)
    if found or not prefixes:
        return found
    broken: dict[str, None] = {}
    for at in (at for at, char in enumerate(text[:_HEADER]) if char in _BLANK):
        valid, _ = find(text[max(0, at - _LONGEST) : at] + text[at + 1 : at + _LONGEST], prefixes)
        broken.update(dict.fromkeys(valid))
    return tuple(broken)


def of_another_desk(subject: str, prefixes: Sequence[str]) -> str:
    """The number in brackets that another desk of this kind put into a subject, '' for none: its check character is
    right, and its prefix none of ours."""
    own = {_folded(prefix) for prefix in prefixes}
    for hit in _BRACKETED.finditer(subject):
        if _folded(hit[1]) not in own and _valid(_folded(hit[2] + hit[3])):
            return hit[0][1:-1]
    return ""


def suggestions(near: str) -> tuple[str, ...]:
    """The valid protocols one slip away from a near miss of `find`: one character other, swapped with its
    neighbour, left out or doubled. At most 20 of them; for agents' eyes only."""
    prefix, _, rest = near.partition("-")
    body = rest.replace("-", "")
    if len(body) == 9:
        tries = [body[:at] + char + body[at:] for at in range(4, 10) for char in ALPHABET]
    elif len(body) == 11:
        tries = [body[:at] + body[at + 1 :] for at in range(11)]
    else:
        tries = [body[:at] + char + body[at + 1 :] for at in range(10) for char in ALPHABET]
        tries += [body[:at] + body[at + 1] + body[at] + body[at + 2 :] for at in range(9)]
    return tuple(dict.fromkeys(_written(prefix, body) for body in tries if _valid(body)))


def _times_alpha(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _valid(body: str) -> bool:
    return (
        len(body) == 10
        and _DATE.match(body) is not None
        and all(char in _VALUE for char in body)
        and check_character(body[:9]) == body[9]
    )


def _written(prefix: str, body: str) -> str:
    return f"{prefix}-{body[:4]}-{body[4:]}"


def _folded(text: str) -> str:
    return text.translate(_ASCII_UPPER).translate(_FOLD)


@lru_cache(maxsize=64)
def _pattern(prefixes: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    names: dict[str, str] = {}
    for prefix in prefixes:
        names.setdefault(_folded(prefix), prefix.translate(_ASCII_UPPER))
    if not names:
        return re.compile(r"(?!)()()()"), names
    # Spelt-out classes instead of IGNORECASE, under which U+212A is a k. The bounds keep it linear.
    words = "|".join(
        "".join(
            _CLASS.get(char, f"[{char}{char.lower()}]" if char.isalpha() else re.escape(char))
            for char in word
        )
        for word in sorted(names, key=len, reverse=True)
    )
    return re.compile(rf"{_BEFORE}({words}){_GAP}([0-9OoIiLl]{{4}}){_GAP}([0-9A-Za-z]{{5,7}})(?!\w)"), names
