"""Brings a database to the schema of this release: numbered steps, all in one transaction, version row last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from helpdesk.tickets.database import Database
from helpdesk.tickets.errors import CannotOpen, SchemaTooNew

_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)(?:\.([a-z]+))?\.sql", re.ASCII)
_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) $CLUSTERED"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the schema: its number, its name, and its statements."""

    number: int
    name: str
    sql: str


def migrate(database: Database, steps: Sequence[Step] | None = None) -> int:
    """Runs the steps the database has not seen; returns its version.

    A database with something in it is first copied beside itself (`NAME.before-N`). Killed at any moment,
    the old version or the new one is there, whole. Raises SchemaTooNew, CannotOpen for a file of others.
    """
    steps = load_steps(database.engine.name) if steps is None else steps
    newest = steps[-1].number
    present = schema_version(database)
    if present > newest:
        raise SchemaTooNew(
            f"{database.engine.path}: written by a newer release (schema {present}, this one knows {newest}); "
            "install that release again, or restore a backup made before the upgrade"
        )
    if present == newest:
        return present
    if present:
        _copy_first(database, present)
    with database.write():
        # Another process may have come first.
        present = schema_version(database)
        if not present:
            database.script(fill(_META, database.engine.words))
        for step in steps:
            if step.number > present:
                database.script(fill(step.sql, database.engine.words))
        _write_version(database, newest)
    return newest


def schema_version(database: Database) -> int:
    """The schema's number, 0 for an empty database. Raises CannotOpen where somebody else's tables are."""
    tables = database.engine.tables()
    if "meta" not in tables:
        if tables:
            raise CannotOpen(f"{database.engine.path}: this is not a helpdesk database")
        return 0
    row = database.row("SELECT value FROM meta WHERE key = 'schema'")
    return int(row[0]) if row else 0


def newest_schema(engine: str) -> int:
    """The schema this release writes."""
    return load_steps(engine)[-1].number


def load_steps(engine: str) -> list[Step]:
    """The steps of this release for one kind of database, in order."""
    folder = files("helpdesk.tickets").joinpath("migrations")
    texts = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    }
    return read_steps(texts, engine)


def read_steps(texts: Mapping[str, str], engine: str) -> list[Step]:
    """Steps from file names and texts: the common file first, then the engine's own of the same number.

    Raises ValueError for a name that is no step's.
    """
    steps: dict[int, Step] = {}
    for name in sorted(texts, key=_common_first):
        found = _NAME.fullmatch(name)
        if found is None:
            raise ValueError(f"migrations/{name}: not NNNN_what.sql")
        number, what, only = int(found[1]), found[2], found[3]
        if only not in (None, engine):
            continue
        before = steps[number].sql if number in steps else ""
        steps[number] = Step(number, what, before + texts[name])
    return _unbroken(steps.values())


def fill(sql: str, words: Mapping[str, str]) -> str:
    """Puts the database's own words in the places of $WORDS."""
    return re.sub(r"\$([A-Z]+)", lambda found: words[found[1]], sql)


def _common_first(name: str) -> tuple[str, int]:
    return name.partition(".")[0], name.count(".")


def _unbroken(steps: Iterable[Step]) -> list[Step]:
    ordered = sorted(steps, key=lambda step: step.number)
    if [step.number for step in ordered] != list(range(1, len(ordered) + 1)):
        raise ValueError("migrations are not numbered 1, 2, 3, ...")
    return ordered


def _copy_first(database: Database, present: int) -> None:
    """The way back if the new release disappoints (threats B32)."""
    copy = Path(f"{database.engine.path}.before-{present + 1}")
    partial = Path(f"{copy}.partial")
    partial.unlink(missing_ok=True)
    database.engine.copy_to(partial)
    partial.replace(copy)


def _write_version(database: Database, version: int) -> None:
    database.run(
        "INSERT INTO meta (key, value) VALUES ('schema', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        str(version),
    )
