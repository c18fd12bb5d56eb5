"""Which lines of a mail are ours: words that the desk itself sent come back in quotes of every shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from helpdesk.mailflow.unseen import without_unseen

_WORD = re.compile(r"\w+")
# Addresses, pictures and links are rewritten on the way (Safe Links, cid:), and are no words of anybody's.
_NOT_SAID = re.compile(
    r"<[^<>]{1,2000}>|https?://\S{1,2000}|\[(?:cid|image)[^\[\]]{0,300}\]|\S{1,64}@\S{1,250}"
)
_MARKS = ("@", "<", "[", "://")  # one of them stands in each of these
SHORT = 5  # words in a row that nobody types again by chance
_MOST = 64 * 1024  # characters of sent text that are compared

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of ours in a row: their indexes, how many words they have, and whether they begin or end the mail."""

    lines: tuple[int, ...]
    words: int
    first: bool
    last: bool


class Sent:
    """The texts that the desk sent on a ticket, ready to be compared with a mail."""

    def __init__(self, texts: Sequence[str], most: int = _MOST) -> None:
        self._texts, self._most = texts, most
        self._runs: set[Words] = set()
        self._shorter: set[Words] = set()
        self._lines: set[Words] = set()  # the short ones
        self._sizes: list[int] = []
        left = most
        for text in texts:
            lines = [words_of(line) for line in text[:left].split("\n")]
            words = tuple(chain.from_iterable(lines))
            self._runs.update(_runs(words))
            self._sizes.append(len(words))
            for size in range(1, SHORT):
                self._shorter.update(_runs(words, size))
            self._lines.update(line for line in lines if len(line) < SHORT)
            left = max(0, left - len(text))

    def __bool__(self) -> bool:
        return bool(self._runs)

    def half_said_in(self, words: int) -> bool:
        """Whether so many words are half of one of the texts, or more."""
        return any(2 * words >= size for size in self._sizes)

    @cached_property
    def in_order(self) -> tuple[list[str], dict[Words, int]]:
        """The words of all the texts one after the other, without links, and where each run of them first stands."""
        words: list[str] = []
        left = self._most
        for text in self._texts:
            words.extend((*words_of(spoken(text[:left])), ""))  # no word: the texts are not neighbours
            left = max(0, left - len(text))
        places: dict[Words, int] = {}
        for n, run in enumerate(_runs(tuple(words))):
            places.setdefault(run, n)
        return words, places

    def says(self, text: str) -> bool:
        """Whether a stretch of `text` is ours, or, where it has few words, all of it; a text without any is."""
        words = words_of(text)
        if len(words) < SHORT:
            return not words or words in self._shorter
        return any(run in self._runs for run in _runs(words))

    def strange_in(self, lines: Sequence[str]) -> set[int]:
        """The indexes of those `lines`, one after the other in a mail, that hold words of somebody else's. A short line
        is ours only where it is one of ours, or stands among our words: 'No' may be an answer written between them."""
        worded = [(at, words) for at, line in enumerate(lines) if (words := words_of(line))]
        stream = tuple(word for _, words in worded for word in words)
        if len(stream) < SHORT:
            return set() if stream in self._shorter else {at for at, _ in worded}
        covered = self._covered(stream)
        found: set[int] = set()
        position = 0
        for at, words in worded:
            here = covered[position : position + len(words)]
            position += len(words)
            if 0 not in here:
                continue
            strange = words not in self._lines and not any(here)
            if strange or any(piece not in self._shorter for piece in _uncovered(words, here)):
                found.add(at)
        return found

    def blocks_in(self, lines: Sequence[str]) -> list[Block]:
        """The blocks of `lines` that are ours, blank lines between them ignored.

        Words are compared in runs that go over line ends, however a mail program wrapped them; so a short line
        ('Gracias') is ours only where it stands among our words, since people use the same ones.
        """
        worded = [(at, words) for at, line in enumerate(lines) if (words := words_of(line))]
        stream = tuple(word for _, words in worded for word in words)
        covered = self._covered(stream)
        found: list[Block] = []
        block: list[int] = []
        size = position = 0
        for n, (at, words) in enumerate([*worded, (-1, ())]):
            if words and all(covered[position : position + len(words)]):
                block.append(at)
                size += len(words)
            elif block:
                found.append(Block(tuple(block), size, n == len(block), n == len(worded)))
                block, size = [], 0
            position += len(words)
        return found

    def _covered(self, stream: Words) -> bytearray:
        covered = bytearray(len(stream))
        runs, known = self._runs, b"\1" * SHORT
        for n, run in enumerate(_runs(stream)):
            if run in runs:
                covered[n : n + SHORT] = known
        return covered


def known(texts: Sequence[str] | Sent) -> Sent:
    """The texts ready to be compared; what was made so before as it is."""
    return texts if isinstance(texts, Sent) else Sent(texts)


def spoken(text: str) -> str:
    """The text without what is no word of anybody's."""
    seen = without_unseen(text)
    return _NOT_SAID.sub(" ", seen) if any(mark in seen for mark in _MARKS) else seen


def _uncovered(words: Words, covered: Sequence[int]) -> Iterator[Words]:
    """The stretches of `words` that are not covered."""
    begin = 0
    for n, known in enumerate([*covered, 1]):
        if known:
            if n > begin:
                yield words[begin:n]
            begin = n + 1


def words_of(text: str) -> Words:
    """The words of `text`, as they are compared."""
    return tuple(_WORD.findall(text.casefold()))


def _runs(words: Words, size: int = SHORT) -> Iterator[Words]:
    return zip(*(words[n:] for n in range(size)), strict=False)
