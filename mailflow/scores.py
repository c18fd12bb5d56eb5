"""The digit that answers a survey: the first line of the own words, alone; what follows is a comment."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"\W{0,3}(0|[1-9]\d?)(?:\s*/\s*(\d{1,2}))?\W{0,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Score:
    """A score, and what she wrote below it ('' = nothing)."""

    score: int
    comment: str = ""


def score_in(words: str, lowest: int, highest: int) -> Score | None:
    """The score that `words` begin with ('5', '5/5', '4.'); None where they say something else."""
    first, _, rest = words.strip().partition("\n")
    found = _LINE.fullmatch(first.strip())
    if found is None or (found[2] and int(found[2]) != highest) or first.strip().startswith("-"):
        return None
    score = int(found[1])
    return Score(score, rest.strip()) if lowest <= score <= highest else None
