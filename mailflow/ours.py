"""Which lines of a mail are ours: words that the desk itself sent come back in quotes of every shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
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

    def __init__(self, texts: Sequence[str]) -> None:
        self._runs: set[Words] = set()
        self._shorter: set[Words] = set()
        left = _MOST
        for text in texts:
            words = _words(text[:left])
            self._runs.update(_runs(words))
            self._shorter.update(words[n : n + size] for size in range(1, SHORT) for n in range(len(words)))
            left = max(0, left - len(text))

    def __bool__(self) -> bool:
        return bool(self._runs)

    def says(self, text: str) -> bool:
        """Whether a stretch of `text` is ours, or, where it has few words, all of it; a text without any is."""
        words = _words(text)
        if len(words) < SHORT:
            return not words or words in self._shorter
        return any(run in self._runs for run in _runs(words))

    def blocks_in(self, lines: Sequence[str]) -> list[Block]:
        """The blocks of `lines` that are ours, blank lines between them ignored.

        Words are compared in runs that go over line ends, however a mail program wrapped them; so a short line
        ('Gracias') is ours only where it stands among our words, since people use the same ones.
        """
        worded = [(at, words) for at, line in enumerate(lines) if (words := _words(line))]
        stream = tuple(word for _, words in worded for word in words)
        covered = bytearray(len(stream))
        for n, run in enumerate(_runs(stream)):
            if run in self._runs:
                covered[n : n + SHORT] = b"\1" * SHORT
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


def _words(text: str) -> Words:
    return tuple(_WORD.findall(text.casefold()))


def _runs(words: Words) -> Iterator[Words]:
    return (words[n : n + SHORT] for n in range(len(words) - SHORT + 1))
