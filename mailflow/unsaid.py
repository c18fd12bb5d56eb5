"""What one part of a mail says and the other does not: lines that would be lost with the part that is not taken.

Programs write the two parts of multipart/alternative (RFC 2046 5.1.4) each in its own way: links, pictures, lists,
tables and bold differ though nothing else is said. So words are compared and not lines, in whatever order the parts
have them, and what stands anywhere in the other part, quoted there or not, is said. Linear in both parts (threats A42).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from helpdesk.mailflow.accents import without_accents
from helpdesk.mailflow.unseen import without_unseen

A_LINE = 3  # words in a row that stand nowhere else: less than that is a program's way to write
_MOST_LOOKED_UP = 200  # stretches looked for letter by letter
_MOST_PLACES = 1000  # where one of them may stand

_PICTURE = re.compile(r"<img\b(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*+>", re.IGNORECASE)
# What stands in one part alone, whoever wrote it: addresses behind words, the names of pictures, marks of lists and
# notes, the rules drawn around a picture or a link. What each begins with is asked first: few characters do.
_NOT_SAID = re.compile(
    r"(?=[<(\[hfwmct])(?:<(?:https?|mailto|tel|cid|file|about|x-apple-data-detectors|applewebdata|data|callto|sip|skype|ftp|sms|whatsapp)"
    r":[^<>]{0,4000}>"
    r"|\((?:https?|mailto|tel|cid|file|ftp|sms):[^()\s]{0,4000}\)"
    r"|<[^<>\s@]{1,64}@[^<>\s@]{1,255}>|<#[^<>\s]{0,200}>|<(?:www\.)?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/?[^<>\s]{0,2000}>"
    r"|(?:https?|ftp)://[^\s<>]{1,4000}|(?<![\w@])www\.[^\s<>]{1,2000}|(?<!\w)(?:mailto|cid|tel):[^\s<>]{1,500}"
    r"|\[(?:cid:|image|imagen|imagem|inline image|img|logo|foto|picture|bild|photo)[^\[\]]{0,300}\]"
    r"|\[\d{1,3}\])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^[\s>*_]*(?:\(?\d{1,3}(?:\.\d{1,3}){0,4}\\?[.)]|(?:[a-z]|[ivx]{1,5})\\?[.)])(?=[^\S\n]+\S)",
    re.MULTILINE | re.IGNORECASE,
)
_WORD = re.compile(r"[#@]?[^\W_]+(?:@[^\W_]+)*")
_DIGIT = re.compile(r"\d")
# One of them turns a sentence around.
_NOT = frozenset((
    "no", "not", "never", "without", "cannot", "t",  # of don't, won't: an apostrophe is no letter in every charset
    "nunca", "jamas", "sin", "tampoco", "ningun", "nao", "jamais", "sem", "nem", "nenhum",
))  # fmt: skip

Words = tuple[str, ...]


def without_pictures(html: str) -> str:
    """`html` without pictures: what stands for one that is not shown is no word of its writer's."""
    return _PICTURE.sub(" ", html)


def says_the_same(one: str, other: str) -> bool:
    """Whether both have the same words in the same order, as nearly every program writes its two parts."""
    return _words(_reduced(one)) == _words(_reduced(other))


def unsaid(own: str, others: Sequence[str], least: int = A_LINE) -> list[str]:
    """The lines of `own` of which a stretch stands nowhere in `others`: so many words in a row, or one that counts
    alone: a number, a hash, an address, a not."""
    lines = own.split("\n")
    worded = [_words(line) for line in _reduced(own).split("\n")]
    at = [n for n, words in enumerate(worded) for _ in words]
    said = _Said([text for other in others for text in (_reduced(other), other)])
    missing = {n for begin, end in said.stretches_beyond(worded, least) for n in at[begin:end]}
    return [lines[n] for n in sorted(missing)]


def _reduced(text: str) -> str:
    """The same lines without what only one part can have."""
    text = _NOT_SAID.sub(lambda found: " " + "\n" * found[0].count("\n"), without_unseen(text))
    return _NUMBERED.sub(" ", text)


def _words(text: str) -> Words:
    """Without case, and without accents, which a narrow charset takes from one part."""
    return tuple(_WORD.findall(without_accents(text.casefold())))


class _Said:
    """The words of the other part, ready to be looked for."""

    def __init__(self, texts: Sequence[str]) -> None:
        lines = [[_words(line) for line in text.split("\n")] for text in texts]
        streams = [tuple(chain.from_iterable(each)) for each in lines]
        self._short = {line for each in lines for line in each if len(line) < A_LINE}
        self._runs = {run for words in streams for run in _in_threes(words)}
        self._joined = [_Joined(words) for words in streams]
        self._left = _MOST_LOOKED_UP

    def stretches_beyond(self, lines: Sequence[Words], least: int) -> Iterator[tuple[int, int]]:
        """Where stretches of the words of `lines` begin and end that are not said and count. A line too short to be
        known by its words in a row is said where it is a line there."""
        words = tuple(chain.from_iterable(lines))
        covered = bytearray(chain.from_iterable([line in self._short] * len(line) for line in lines))
        for n, run in enumerate(_in_threes(words)):
            if run in self._runs:
                covered[n : n + A_LINE] = b"\1" * A_LINE
        for known, group in groupby(range(len(words)), covered.__getitem__):
            stretch = list(group)
            begin, end = stretch[0], stretch[-1] + 1
            counts = end - begin >= least or any(map(_counts_alone, words[begin:end]))
            if not known and counts and not self._has(words, begin, end):
                yield begin, end

    def _has(self, words: Words, begin: int, end: int) -> bool:
        """Whether the stretch stands there letter by letter, its words parted otherwise: cells of a table run together,
        a word is broken at a line's end. What counts alone must have one of its neighbours with it."""
        self._left -= 1
        if self._left < 0:
            return False
        alone = end - begin < A_LINE and len(words) > end - begin
        before = words[begin - 1 : end] if begin else ()
        behind = words[begin : end + 1] if end < len(words) else ()
        stretches = (before, behind) if alone else (words[begin:end],)
        return any(one.has(stretch) for stretch in stretches if stretch for one in self._joined)


def _counts_alone(word: str) -> bool:
    return word.startswith("#") or "@" in word or word in _NOT or _DIGIT.search(word) is not None


class _Joined:
    """Words without what parts them, and where each begins and ends."""

    def __init__(self, words: Words) -> None:
        self._text = "".join(words)
        self._ends = {0}
        end = 0
        for word in words:
            end += len(word)
            self._ends.add(end)

    def has(self, words: Words) -> bool:
        """Whether they stand there, from the beginning of a word to the end of one."""
        wanted, at = "".join(words), -1
        for _ in range(_MOST_PLACES):
            at = self._text.find(wanted, at + 1)
            if at < 0 or (at in self._ends and at + len(wanted) in self._ends):
                return at >= 0
        return False


def _in_threes(words: Words) -> Iterator[Words]:
    return zip(*(words[n:] for n in range(A_LINE)), strict=False)
