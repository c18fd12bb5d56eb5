"""The digit that answers a survey: it begins the own words, alone in its line or before a stroke and a remark.

How people say one otherwise is said_scores.py's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from helpdesk.mailflow.courtesy import after_greeting, before_closing, names_in
from helpdesk.mailflow.said_scores import said_score
from helpdesk.mailflow.thanks import only_thanks
from helpdesk.mailflow.words import say
from helpdesk.tickets.model import Language, Message

# '5', '5/5', '4.', '«3»'; as the question puts it, '5 · muy bien', in its words or in hers; and without a stroke, '5
# muy bien', '5/5 gracias'.
_LINE = re.compile(
    r"\W{0,3}(0|[1-9]\d?)(?:\s*/\s*(\d{1,2}))?(?:\W{0,3}|\s*[·•,:;–—-]\s*(?P<said>[^\W\d_].*)|\s+(?P<bare>[^\W\d_].*))"
)
_DIGITS = re.compile(r"[0-9]+")
_LISTED = re.compile(r"\W{0,3}\d{1,2}\s*[·•.,:;)–—-]\s*[^\W\d_]")
# What the text part has behind a face; whoever copies the line copies that too.
_PAGE = re.compile(r"\s*(?:web:\s*)?https://\S+\s*$", re.IGNORECASE)


# How a remark is kept: as a note that is no agent's, with the reason that the score has.
_KEPT = re.compile(r"(csat|nps) ([0-9]{1,2}): (.*)", re.DOTALL)
_REASON = re.compile(r"(csat|nps) ([0-9]{1,2}) of ([0-9]{1,2})\b.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Score:
    """A score, and what she wrote beside or below it ('' = nothing)."""

    score: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a customer wrote beside her score: of which question, and of how many."""

    kind: str
    score: int
    highest: int
    comment: str


def kept(kind: str, found: Score) -> str:
    """The words of the note that keeps a remark."""
    return f"{kind} {found.score}: {found.comment}"


def remark_in(note: Message) -> Remark | None:
    """The remark that a note keeps; None for every other, though somebody wrote it to look like one."""
    words, reason = _KEPT.fullmatch(note.own_words), _REASON.fullmatch(note.because)
    if note.direction != "note" or note.author or words is None or reason is None:
        return None
    if words.group(1, 2) != reason.group(1, 2):
        return None
    return Remark(words[1], int(words[2]), int(reason[3]), words[3])


def score_in(words: str, lowest: int, highest: int, people: Sequence[str] = ()) -> Score | None:
    """The score that `words` begin with ('5', '5/5', 'un 4 porque ...'); None where they say something else.

    `people` are names and addresses: of whom she greets above it, and her own below, which is no comment.
    """
    names = names_in(*people)
    words = words.replace("\U0001f51f", "10")  # the key cap of ten, one character
    first, _, rest = after_greeting(words.strip(), names).partition("\n")
    found = _digit(first.strip(), highest) or said_score(first.strip(), highest)
    if found is None or not lowest <= found[0] <= highest:
        return None
    score, said = found
    if said and _LISTED.match(rest.strip()):
        return None  # points of a list
    comment = "\n".join(part for part in (said, rest.strip()) if part)
    # Thanks are worth telling her agent; regards and a name are not.
    bare = before_closing(comment, names).strip(" \t\r\n,.!")
    return Score(score, comment if bare or only_thanks(comment) else "")


def _digit(line: str, highest: int) -> tuple[int, str] | None:
    """The score of a line that is a digit, or a digit and what may stand beside it; and that remark."""
    found = _LINE.fullmatch(line)
    if found is None or (found[2] and int(found[2]) != highest) or line.startswith("-"):
        return None
    if not _DIGITS.fullmatch(found[1]):
        return None  # digits of another script
    score = int(found[1])
    said = _PAGE.sub("", found["said"] or found["bare"] or "").strip()
    labels = said.strip(".! ").casefold() in _labels(score)
    if found["bare"] and not labels and not only_thanks(said):
        return None  # '5 facturas'
    return score, "" if labels else said


def _labels(score: int) -> set[str]:
    """What the question itself says beside a digit of five."""
    if not 1 <= score <= 5:
        return set()
    return {say(language, f"csat_{score}").casefold() for language in get_args(Language)}
