"""Which lines of a mail are ours: words that the desk itself sent come back in quotes of every shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_WORD = re.compile(r"\w+")
_RUN = 5  # words in a row that nobody types again by chance
_MOST = 64 * 1024  # characters of sent text that are compared

Words = tuple[str, ...]


class Sent:
    """The texts that the desk sent on a ticket, ready to be compared line by line."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._runs: set[Words] = set()
        self._after: set[tuple[Words, Words]] = set()
        left = _MOST
        for text in texts:
            kept = text[:left]
            left -= len(kept)
            self._runs.update(_runs(_words(kept)))
            lines = [words for line in kept.split("\n") if (words := _words(line))]
            self._after.update(pairwise(lines))

    def __bool__(self) -> bool:
        return bool(self._runs or self._after)

    def lines_in(self, lines: Sequence[str], least: int) -> set[int]:
        """The indexes of `lines` that are ours, in blocks of at least `least` words.

        A long line is ours by its runs of words, however it is wrapped; a short one ('Gracias') only where it
        stands beside another of ours as it did in the mail sent: a customer may use our words.
        """
        worded = [(at, words) for at, line in enumerate(lines) if (words := _words(line))]
        ours = [len(words) >= _RUN and all(run in self._runs for run in _runs(words)) for _, words in worded]
        for n in range(1, len(worded)):
            if ours[n - 1] and not ours[n] and (worded[n - 1][1], worded[n][1]) in self._after:
                ours[n] = True
        for n in range(len(worded) - 2, -1, -1):
            if ours[n + 1] and not ours[n] and (worded[n][1], worded[n + 1][1]) in self._after:
                ours[n] = True
        found: set[int] = set()
        block: list[int] = []
        size = 0
        for (at, words), is_ours in zip([*worded, (-1, ())], [*ours, False], strict=True):
            if is_ours:
                block.append(at)
                size += len(words)
                continue
            if size >= least:
                found.update(block)
            block, size = [], 0
        return found


def _words(text: str) -> Words:
    return tuple(_WORD.findall(text.casefold()))


def _runs(words: Words) -> Iterator[Words]:
    return (words[n : n + _RUN] for n in range(len(words) - _RUN + 1))
