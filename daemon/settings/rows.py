"""The table of settings as rows: what the sample file, the documentation and the messages are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from helpdesk.daemon.settings.kinds import SIZE, Help, Reads, Table, show, show_size
from helpdesk.daemon.settings.table import Document


@dataclass(frozen=True, slots=True)
class Row:
    """One setting. `path` is ('mailbox', 'intake', 'imap', 'url'); `default` is as TOML writes it, '' for none."""

    path: tuple[str, ...]
    kind: str
    default: str
    required: bool
    help: Help

    @property
    def name(self) -> str:
        """The key."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Section:
    """One table: its rows, whether it repeats ([[...]]) and whether it may be left out with all that is in it."""

    path: tuple[str, ...]
    many: bool
    optional: bool
    about: str
    rows: tuple[Row, ...]


def sections() -> list[Section]:
    """Return every table of helpdesk.toml in the order it is written."""
    return list(_sections(Document, (), many=False, optional=False))


def keys_at(path: tuple[str | int, ...]) -> list[str]:
    """Return the keys that may stand in the table at `path` (indices are passed over)."""
    table: type | None = Document
    for part in path:
        if isinstance(part, str):
            table = _table_in(_hints(table).get(part)) if table else None
    return [item.name for item in fields(table)] if table and is_dataclass(table) else []


def many_at(path: tuple[str | int, ...]) -> bool:
    """Whether `path` is a table that is written [[...]]."""
    names = tuple(part for part in path if isinstance(part, str))
    return any(section.many and section.path == names for section in sections())


def _sections(table: type, path: tuple[str, ...], *, many: bool, optional: bool) -> Iterator[Section]:
    hints = _hints(table)
    rows, inner = [], []
    for item in fields(table):
        kind, about = _unmark(hints[item.name])
        below = _table_in(kind)
        if below is None:
            required = item.default is MISSING and item.default_factory is MISSING
            default = "" if required or item.default is None else _default(kind, item.default)
            rows.append(Row((*path, item.name), describe(kind), default, required, about))
        else:
            inner.append((below, (*path, item.name), get_origin(kind) is tuple, _optional(kind)))
    if path:
        yield Section(path, many, optional, (table.__doc__ or "").strip(), tuple(rows))
    for below, place, repeats, may_lack in inner:
        yield from _sections(below, place, many=repeats, optional=optional or may_lack)


def describe(kind: Any) -> str:
    """Say a type in words."""
    marks = [mark for mark in getattr(kind, "__metadata__", ()) if isinstance(mark, Reads)]
    if marks:
        return marks[0].like
    kind, _ = _unmark(kind)
    if isinstance(kind, Reads):
        return kind.like
    if get_origin(kind) is Literal:
        return " or ".join(show(choice) for choice in get_args(kind))
    if get_origin(kind) is tuple:
        return f"list of: {describe(get_args(kind)[0])}"
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(describe(choice) for choice in get_args(kind) if choice is not NoneType)
    return {bool: "true or false", str: "text", int: "number"}.get(kind, str(kind))


def _default(kind: Any, value: object) -> str:
    if SIZE in getattr(kind, "__metadata__", ()) and isinstance(value, int):
        shown = show_size(value)
        return shown if shown.isdigit() else show(shown)
    return show(value)


def _hints(table: type) -> dict[str, Any]:
    return get_type_hints(table, include_extras=True)


def _unmark(kind: Any) -> tuple[Any, Help]:
    """Take the help off a type; what marks how it is read stays."""
    marks = getattr(kind, "__metadata__", ())
    about = next((mark for mark in marks if isinstance(mark, Help)), Help(""))
    rest = tuple(mark for mark in marks if not isinstance(mark, Help))
    if not marks:
        return kind, about
    bare = kind.__origin__
    for mark in rest:
        bare = Annotated[bare, mark]
    return bare, about


def _table_in(kind: Any) -> type | None:
    """Return the table that a type holds: itself, in a list of them, or beside None."""
    kind, _ = _unmark(kind)
    if isinstance(kind, type) and issubclass(kind, Table):
        return kind
    if get_origin(kind) in (Union, UnionType, tuple):
        return next((found for choice in get_args(kind) if (found := _table_in(choice))), None)
    return None


def _optional(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind)
