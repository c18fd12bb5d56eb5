"""Text as rules compare it: no case, no accents, one space between words; cut at 64 KB."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 64 * 1024  # characters of a text that rules look at (A42)

_MARKS = re.compile("[\u0300-\u036f]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")  # soft hyphens and the like hide words
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return `text` without case, accents and invisible characters (casefold, NFKD, no marks)."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", _UNSEEN.sub("", text).casefold()).casefold()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain))
    if plain.isascii():
        return plain
    return "".join(character for character in plain if not unicodedata.combining(character))


@dataclass(frozen=True, slots=True)
class Looked:
    """A text ready to be matched: folded with single spaces, its words, and the same text in UTF-8 for RE2."""

    text: str
    words: frozenset[str]
    raw: bytes


@lru_cache(maxsize=16)
def look(text: str) -> Looked:
    """Fold `text` once for all rules: every rule asks for the same few strings."""
    folded = " ".join(fold(text[:LONGEST]).split())
    return Looked(folded, frozenset(_WORD.findall(folded)), folded.encode("utf-8", "replace"))


def words_of(text: str) -> list[str]:
    """Return the words of a folded text, in order."""
    return _WORD.findall(text)


def stands_in(phrase: str, text: str) -> bool:
    """Whether the folded `phrase` stands in the folded `text`, not as a part of longer words."""
    begin = text.find(phrase)
    while begin >= 0:
        end = begin + len(phrase)
        joined_left = begin > 0 and text[begin - 1].isalnum() and phrase[0].isalnum()
        joined_right = end < len(text) and text[end].isalnum() and phrase[-1].isalnum()
        if not joined_left and not joined_right:
            return True
        begin = text.find(phrase, begin + 1)
    return False
