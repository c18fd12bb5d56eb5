"""What every matcher is made with: where it stands in which file, and the test that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from helpdesk.rules.book import Answer
from helpdesk.rules.condition_tree import Tree
from helpdesk.rules.names import Names
from helpdesk.rules.yaml_text import Path, Read, Value
from helpdesk.tickets.verdict import Facts

Test = Callable[[Facts], Answer]


@dataclass(frozen=True, slots=True)
class Node:
    """A tested condition. `gate`, `miss` and `misses`: see book.Condition; `misses` here are those of its parts."""

    test: Test
    tree: Tree
    needs: frozenset[str]
    gate: frozenset[str] = frozenset()
    miss: Answer | None = None
    misses: tuple[Answer, ...] = ()

    @property
    def constants(self) -> tuple[Answer, ...]:
        """Every answer that says no and is made once for all mails."""
        return self.misses if self.miss is None else (*self.misses, self.miss)


@dataclass(frozen=True, slots=True)
class Spot:
    """One matcher in a file: its key, where it stands, and the names it may use."""

    key: str
    path: Path
    read: Read
    names: Names

    def refuse(self, what: str, fix: str = "", *, index: int | None = None, at_key: bool = False) -> None:
        """Note a flaw at the value, at its item `index`, or at the key."""
        path = self.path if index is None else (*self.path, index)
        self.read.flaws.append(self.read.flaw(path, what, fix, at_key=at_key))

    def warn(self, what: str, fix: str = "") -> None:
        """Note a flaw the desk can live with."""
        self.read.flaws.append(self.read.flaw(self.path, what, fix, at_key=True, severity="warning"))

    def item(self, index: int | None) -> Path:
        """Where an item of the value stands."""
        return self.path if index is None else (*self.path, index)


def texts(spot: Spot, value: Value) -> list[tuple[int | None, str]]:
    """Return the text, or the list of texts, that `value` is, each with its index (None: not a list).

    Numbers stand for their text. What is none of these is refused.
    """
    items: list[tuple[int | None, Value]] = [(None, value)]
    if isinstance(value, list):
        items = list(enumerate(value))
        if not items:
            spot.refuse(f'the list of "{spot.key}" is empty: it would never match', "Leave it out")
    found: list[tuple[int | None, str]] = []
    for index, item in items:
        if isinstance(item, bool) or not isinstance(item, str | int | float):
            kind = {list: "a list", dict: "keys and values", bool: "true or false"}.get(type(item), "nothing")
            spot.refuse(f'"{spot.key}" wants text, and this is {kind}', _quotes(item), index=index)
        elif not str(item).strip():
            spot.refuse(f'"{spot.key}" wants text, and this is empty', index=index)
        else:
            found.append((index, str(item).strip()))
    return found


def _quotes(item: Value) -> str:
    return f'Put it in quotes: "{str(item).lower()}"' if isinstance(item, bool) else ""


def listing(words: Iterable[str]) -> str:
    """Return words as a trace lists them: phrases in quotes, at most eight."""
    shown = [f'"{word}"' if " " in word and not word.startswith("/") else word for word in words]
    return ", ".join(shown[:8]) + (f" and {len(shown) - 8} more" if len(shown) > 8 else "")
