"""Lines that a sender wrote between the lines of a mail of ours that he quotes, where no program marks which they are.

Answers typed into Outlook's quote, or behind the '>' of a phone's, look like the quote. What proves them is that the
words above and below them follow each other in what the desk sent (threats A49). Linear in the lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.mailflow import quotes
from helpdesk.mailflow.attributions import attribution
from helpdesk.mailflow.ours import SHORT, Sent, spoken, words_of

_AT_ONCE = 40  # lines between two of ours
_LEAST_OWN = 3  # words in a line of a quote that the desk did not send
_LEAST_OURS = 3  # words of ours before a line goes on with somebody's own


def inserted(lines: Sequence[str], sent: Sent) -> tuple[set[int], set[int]]:
    """The indexes of `lines` that stand, or end, between words that are neighbours in a text of ours; and of those that
    go on with one, however short."""
    if not sent:
        return set(), set()
    ours, places = sent.in_order
    found: set[int] = set()
    ours_too: set[int] = set()
    waiting: list[int] = []
    next_word = -1  # of ours, that the quote has come to
    for at, line in enumerate(lines):
        words = words_of(spoken(line))
        if not words:
            continue
        begin = _where(words, ours, places, next_word)
        if begin < 0:
            if next_word >= 0:
                waiting.append(at)
            if len(waiting) > _AT_ONCE:
                next_word, waiting = -1, []
            continue
        if begin == next_word:
            found.update(waiting)
        waiting = []
        said = _common(words, ours, begin)
        next_word = begin + said
        if said < len(words):
            waiting.append(at)  # ours, and what was written behind it
        else:
            ours_too.add(at)
    return found, ours_too


def somebodys(lines: Sequence[str], at: int, whole: Sent) -> bool:
    """Whether a line of a quote is none of the mail that is answered (`whole`), nor what programs put above one."""
    line = lines[at].lstrip("> \t\xa0")
    if len(line.split()) < _LEAST_OWN and not line.startswith("#"):
        return False
    programs = quotes.may_head(line) and (quotes.header_line(line) or quotes.original_line(line))
    return not programs and not attribution(lines, at)[1] and not whole.says(line)


def _where(
    words: tuple[str, ...], ours: Sequence[str], places: dict[tuple[str, ...], int], next_word: int
) -> int:
    """Where in `ours` the line begins: best where the quote has come to; -1 where it is none of ours."""
    if next_word >= 0:
        said = _common(words, ours, next_word)
        if said == len(words) or said >= _LEAST_OURS:
            return next_word
    return places.get(words[:SHORT], -1) if len(words) >= SHORT else -1


def _common(words: Sequence[str], ours: Sequence[str], begin: int) -> int:
    """How many of the words stand in `ours` from `begin` on."""
    end = min(len(words), len(ours) - begin)
    return next((n for n in range(end) if words[n] != ours[begin + n]), end)
