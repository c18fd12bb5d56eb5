"""Turns frozen dataclasses into plain JSON data and back, exactly, by their type hints; compiled once a type.

Fields that hold their default are left out, so a release that adds a field still reads the older rows.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from helpdesk.tickets.times import from_micros, to_micros

Turn = Callable[[Any], Any]
Pair = tuple[Turn | None, Turn | None]  # to plain, from plain; None = it is plain already
_PLAIN = (str, int, float, bool, type(None))


@cache
def codec(hint: Any) -> Pair:
    """How values of this type become plain data, and how they are made of it. Raises TypeError for other types."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in _PLAIN or origin is Literal:
        return None, None
    if hint is datetime:
        return to_micros, from_micros
    if origin in (Union, types.UnionType):
        return _union(args)
    if origin is tuple:
        return _many(args[0], tuple) if args[1:] == (...,) else _fixed(args)
    if origin is frozenset:
        return _many(args[0], frozenset)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(args[1])
    if is_dataclass(hint):
        return _dataclass(hint)
    raise TypeError(f"{hint!r} has no plain form")


def _dataclass(kind: Any) -> Pair:
    hints = get_type_hints(kind)
    parts = [(each.name, _default(each), codec(hints[each.name])[0]) for each in fields(kind)]
    names = [each.name for each in fields(kind)]
    get = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    back = {name: turn for name in names if (turn := codec(hints[name])[1]) is not None}

    def to_plain(value: Any) -> dict[str, Any]:
        return {
            name: held if turn is None else turn(held)
            for (name, default, turn), held in zip(parts, get(value), strict=True)
            if held is not default and held != default
        }

    def from_plain(plain: dict[str, Any]) -> Any:
        return kind(**{name: back[name](held) if name in back else held for name, held in plain.items()})

    return to_plain, from_plain


def _default(each: Field[Any]) -> Any:
    return each.default if each.default_factory is MISSING else each.default_factory()


def _union(args: tuple[Any, ...]) -> Pair:
    kinds = [each for each in args if each is not type(None)]
    if len(kinds) == 1:
        to_plain, from_plain = codec(kinds[0])
        return _unless_none(to_plain), _unless_none(from_plain)
    if len(kinds) < len(args) or not all(map(is_dataclass, kinds)):
        raise TypeError(f"{args!r} has no plain form")
    turns = {kind: (kind.__name__, *_dataclass(kind)) for kind in kinds}
    backs = {name: back for name, _, back in turns.values()}

    def to_named(value: Any) -> list[Any]:
        name, to_plain, _ = turns[type(value)]
        return [name, to_plain(value) if to_plain else value]

    def from_named(plain: list[Any]) -> Any:
        back = backs[plain[0]]
        return back(plain[1]) if back else plain[1]

    return to_named, from_named


def _unless_none(turn: Turn | None) -> Turn | None:
    return None if turn is None else lambda value: None if value is None else turn(value)


def _many(hint: Any, kind: type[tuple[Any, ...]] | type[frozenset[Any]]) -> Pair:
    to_plain, from_plain = codec(hint)
    ordered: Turn = sorted if kind is frozenset else list
    if to_plain is None or from_plain is None:
        return ordered, kind
    return (lambda value: [to_plain(each) for each in value]), (lambda plain: kind(map(from_plain, plain)))


def _fixed(args: tuple[Any, ...]) -> Pair:
    pairs = [codec(each) for each in args]

    def turned(place: int) -> Turn:
        turns = [pair[place] for pair in pairs]
        return lambda held: [
            each if turn is None else turn(each) for turn, each in zip(turns, held, strict=True)
        ]

    there, back = turned(0), turned(1)
    return there, lambda plain: tuple(back(plain))


def _mapping(hint: Any) -> Pair:
    to_plain, from_plain = codec(hint)
    if to_plain is None or from_plain is None:
        return dict, None
    return (
        lambda value: {key: to_plain(held) for key, held in value.items()},
        lambda plain: {key: from_plain(held) for key, held in plain.items()},
    )
