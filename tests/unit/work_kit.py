"""Counts the work of reading, the same on every machine: the lines of Python run, and the characters given to patterns.

What a pattern does with them is no Python, and not counted: `make bench-replies` takes its time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

_ROOM = "helpdesk.mailflow."
_OF_TEXT = frozenset({"match", "search", "fullmatch", "findall", "finditer"})


def calls(patch: pytest.MonkeyPatch, owner: object, name: str) -> list[tuple[Any, ...]]:
    """What each call of the function `owner.name` gets from now on, for as long as `patch` lasts; it is made all the
    same."""
    made: list[tuple[Any, ...]] = []
    function = getattr(owner, name)

    def called(*given: Any, **named: Any) -> Any:
        made.append(given)
        return function(*given, **named)

    patch.setattr(owner, name, called)
    return made


class Work:
    """Counts the work of mailflow, whose patterns are counting ones for as long as `patch` lasts."""

    def __init__(self, patch: pytest.MonkeyPatch, *, taken: bool = False) -> None:
        """`taken`: a match counts for what it took, not for all that follows it. Right of patterns that are one class
        of characters, asked for again and again from where the last one ended."""
        self._done = 0
        for module in [sys.modules[name] for name in sys.modules if name.startswith(_ROOM)]:
            for name, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    patch.setattr(module, name, _Counting(value, self._add, taken))

    def of(self, reading: Callable[[], object]) -> int:
        """How much `reading` does, once what is kept from one time to the next is there."""
        reading()
        self._done, before = 0, sys.gettrace()
        sys.settrace(self._step)
        try:
            reading()
        finally:
            sys.settrace(before)
        return self._done

    def _add(self, more: int) -> None:
        self._done += more

    def _step(self, _frame: FrameType, _event: str, _about: object) -> Callable[..., Any]:
        self._done += 1
        return self._step


class _Counting:
    """A pattern that says how much text it is given to look at."""

    def __init__(self, pattern: re.Pattern[Any], add: Callable[[int], None], taken: bool) -> None:
        self._pattern = pattern
        self._add = add
        self._taken = taken

    def __getattr__(self, name: str) -> Any:
        return self._of_text(name) if name in _OF_TEXT else getattr(self._pattern, name)

    def sub(self, instead: Any, text: Any, count: int = 0) -> Any:
        self._add(len(text))
        return self._pattern.sub(instead, text, count)

    def _of_text(self, name: str) -> Callable[..., Any]:
        def look(text: Any, begin: int = 0, end: int = sys.maxsize) -> Any:
            found = getattr(self._pattern, name)(text, begin, end)
            if self._taken and name == "match":
                self._add(1 + (found.end() - begin if found else 0))
            else:
                self._add(max(0, min(end, len(text)) - begin))
            return found

        return look
