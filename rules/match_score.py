"""Matchers of numbers that filters write into headers: spam, and header.NAME with a number.

Anybody can write such a header, and nothing says which filter wrote the one that is there. So only "more than" can be
asked: of several the highest counts, and what a sender puts in may speak against him and never for him.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from helpdesk.rules.book import Answer
from helpdesk.rules.condition_tree import Atom
from helpdesk.rules.match_state import holds
from helpdesk.rules.matching import Node, Spot
from helpdesk.rules.yaml_text import Value
from helpdesk.tickets.verdict import Facts

Found = Callable[[str], float | None]

COMPARED = re.compile(r"(>=|<=|>|<)\s*(-?[0-9]{1,6}(?:\.[0-9]{1,4})?)")
_NUMBER = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?")
_LOOKED_AT = 1_000  # characters of a header
_SCORE = re.compile(r"\bscore=\s*(-?[0-9]{1,6}(?:\.[0-9]{1,6})?)", re.IGNORECASE)
_RSPAMD = re.compile(r"\[\s*(-?[0-9]{1,6}(?:\.[0-9]{1,6})?)\s*/")
_STARS = re.compile(r"\s*([*+x]{1,100})\s*")
_YES = re.compile(r"\s*(?:yes|true)\b", re.IGNORECASE)


def _first(value: str) -> float | None:
    found = _NUMBER.search(value)
    return float(found[0]) if found else None


def _by(pattern: re.Pattern[str]) -> Found:
    def score(value: str) -> float | None:
        found = pattern.search(value)
        return float(found[1]) if found else None

    return score


def _stars(value: str) -> float | None:
    found = _STARS.fullmatch(value)
    return float(len(found[1])) if found else None


# How SpamAssassin, rspamd and those who write like them say it.
SCORES: Mapping[str, Found] = {
    "x-spam-score": _first,
    "x-spam-status": _by(_SCORE),
    "x-rspamd-score": _first,
    "x-spamd-result": _by(_RSPAMD),
    "x-spam-level": _stars,
}
FLAGS = ("x-spam-flag", "x-spam", "x-spam-status", "x-rspamd-spam")
_NEEDS = frozenset(f"header.{name}" for name in (*SCORES, *FLAGS))


def spam(spot: Spot, value: Value) -> Node | None:
    """spam: true where a filter says so; ">= 5" by the highest score that any header names."""
    if value is True:
        miss = Answer(False, "no filter calls it spam")

        def said(facts: Facts) -> Answer:
            name = next((name for name in FLAGS if any(map(_YES.match, _values(facts, name)))), "")
            return Answer(True, f"header {name} says spam") if name else miss

        return Node(said, Atom("spam", "said"), _NEEDS, miss=miss)
    return _compared(spot, value, SCORES, _NEEDS)


def number(spot: Spot, value: str) -> Node | None:
    """header.NAME: "> 5", by the first number in each header of that name."""
    name = spot.key.removeprefix("header.").lower()
    return _compared(spot, value, {name: _first}, frozenset({f"header.{name}"}))


def _compared(spot: Spot, value: Value, of: Mapping[str, Found], needs: frozenset[str]) -> Node | None:
    found = COMPARED.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        spot.refuse(f'"{spot.key}" wants a number to be over', f'{spot.key}: ">= 5"')
        return None
    sign, bound = found[1], float(found[2])
    if sign in ("<", "<="):
        what = f'"{value}": a low number may be the sender\'s own, so that only "more than" can be asked'
        spot.refuse(what, f'not: {{{spot.key}: ">= {bound:g}"}}')
        return None
    miss = Answer(False, f"{spot.key}: no number in a header")

    def test(facts: Facts) -> Answer:
        scores = [
            score
            for name, read in of.items()
            for score in map(read, _values(facts, name))
            if score is not None
        ]
        if not scores:
            return miss
        highest = max(scores)
        return Answer(holds(sign, highest, bound), f"{spot.key} is {highest:g} ({sign} {bound:g})")

    return Node(test, Atom(spot.key, sign, bound=bound), needs)


def _values(facts: Facts, name: str) -> Sequence[str]:
    return [value[:_LOOKED_AT] for value in facts.headers.get(name, ())]
