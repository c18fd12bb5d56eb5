"""The one printer of the command line: one JSON object a line with --json, words otherwise, complaints to stderr."""

from __future__ import annotations

import io
import json as jsonlib
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import Any, TextIO, TypeVar

from helpdesk.daemon.errors import Problem
from helpdesk.daemon.way_out import is_terminal, put, tell
from helpdesk.mailflow.visible import visible

Item = TypeVar("Item")


class Printer:
    """Prints what a command found. Text of others is made visible first: a subject cannot move the cursor."""

    def __init__(self, *, json: bool = False, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.json = json
        # The standard ones are None where the process was started with them closed; complaints then go nowhere.
        self.out: TextIO | None = out or sys.stdout
        self.err: TextIO = err or sys.stderr or io.StringIO()

    def line(self, record: Mapping[str, Any], shown: Callable[[dict[str, Any]], str]) -> None:
        """Print one record: as JSON, or as the line that `shown` makes of it."""
        if self.json:
            self._write(as_json(record))
        else:
            self.say(shown(dict(record)))

    def record(self, record: Mapping[str, Any], shown: str) -> None:
        """Print one record: as JSON, or as the words `shown`."""
        self.line(record, lambda _: shown)

    def table(self, columns: Sequence[str], records: Iterable[Mapping[str, Any]]) -> None:
        """Print records: one JSON object a line, or the named keys as a table that fits the terminal."""
        if self.json:
            for record in records:
                self._write(as_json(record))
            return
        rows = [[visible(_cell(record.get(column))) for column in columns] for record in records]
        if not rows:
            return
        if is_terminal(self.out):
            self._grid(columns, rows)
            return
        for row in rows:
            self._write("\t".join(cell.replace("\t", " ") for cell in row))

    def newest(
        self,
        place: str,
        columns: Sequence[str],
        records: Sequence[Mapping[str, Any]],
        most: int,
        *,
        asked: bool,
    ) -> None:
        """Print a table of at most `most` records, of which one more was looked for. That there are more is said,
        unless so many were `asked` for: a list that ends without a word reads as the whole.
        """
        self.table(columns, records[:most])
        if len(records) > most and not asked:
            self.complain(place, f"these are the newest {most}, and there are more", "--limit N")

    def say(self, text: str) -> None:
        """Print words for people; nothing with --json."""
        if not self.json:
            self._write(visible(text))

    def complain(self, place: str, what: str, fix: str = "") -> None:
        """Say what is wrong, where and how to mend it, on stderr."""
        self.problem(Problem(place, what, fix))

    def problem(self, problem: Problem) -> None:
        """Print a problem on stderr; a warning says that it is one."""
        mark = " [warning]" if problem.severity == "warning" else ""
        tell(self.err, visible(f"{problem}{mark}") + "\n")

    def progress(
        self, items: Iterable[Item], about: str = "", *, total: int | None = None, alone: bool = False
    ) -> Iterator[Item]:
        """Go through `items`, with a bar on stderr where that is a terminal and stdout is not.

        `alone`: nothing is printed meanwhile, so the bar may share a terminal with what comes after it.
        """
        if not self.err.isatty() or (is_terminal(self.out) and not alone):
            yield from items
            return
        from rich.console import Console
        from rich.progress import track

        known = total if total is not None else len(items) if isinstance(items, Collection) else None
        yield from track(items, about or "...", total=known, console=Console(file=self.err), transient=True)

    def _grid(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        grid = Table(box=None, pad_edge=False, header_style="bold")
        for column in columns:
            grid.add_column(column.replace("_", " "), overflow="fold")
        for row in rows:
            grid.add_row(*(Text(cell) for cell in row))
        Console(file=self.out).print(grid)

    def raw(self, data: bytes) -> None:
        """Print the bytes of a mail as they are."""
        put(self.out, data)

    def _write(self, text: str) -> None:
        put(self.out, text + "\n")


def listed(json: bool) -> int:
    """How many of a list are printed where nobody says: what a person reads, and all there is to a program."""
    return 100_000 if json else 50


def as_json(record: Any) -> str:
    """Return `record` as one line of ASCII JSON; times are UTC, RFC 3339."""
    return jsonlib.dumps(record, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def _cell(value: object) -> str:
    """Return a value as a table shows it."""
    if value is None:
        return "-"
    if isinstance(value, (list, tuple)):
        return ", ".join(_cell(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={_cell(item)}" for key, item in value.items())
    return str(value).replace("\n", " ")
