"""The embedded database: SQLite as apsw bundles it, through peewee; everything that only SQLite has is here."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import apsw
from playhouse.apsw_ext import APSWDatabase

from helpdesk.tickets.errors import (
    CannotOpen,
    Contradiction,
    Damaged,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreUnwell,
)

# SQLite 3.7.0 to 3.51.2 may corrupt a WAL database (threats B15).
FIRST_SOUND = 3_051_003
SOUND_BRANCHES = ((3_044_006, 3_045_000), (3_050_007, 3_051_000))
STATEMENTS = 300  # more than the store has: each is parsed once a connection
COPY_PAGES = 2_000
# Pages in the write-ahead log. From the first figure on the heartbeat folds them into the file; at the second,
# where nobody did, whoever commits must.
FOLD_AT = 1_000
FOLD_AT_ONCE = 8_000


def sound(version: int) -> bool:
    """Whether this SQLite (as 3051003) is free of the WAL-reset bug."""
    return version >= FIRST_SOUND or any(low <= version < high for low, high in SOUND_BRANCHES)


class Sqlite:
    """One database file: WAL where this SQLite is sound, else a rollback journal, always synced in full."""

    name = "sqlite"
    begin = "BEGIN IMMEDIATE"
    skip_locked = ""
    words: Mapping[str, str] = {
        "ID": "INTEGER PRIMARY KEY",
        "SERIAL": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "INT": "INTEGER",
        "BLOB": "BLOB",
        "STRICT": "STRICT",
        "CLUSTERED": "STRICT, WITHOUT ROWID",
    }

    def __init__(self, path: Path, read_only: bool, busy_seconds: float) -> None:
        self.path = path
        self.read_only = read_only
        self.journal = "wal" if sound(apsw.SQLITE_VERSION_NUMBER) else "delete"
        self._guard = threading.Lock()
        self._open: weakref.WeakSet[Any] = weakref.WeakSet()
        if not read_only:
            _make_private(path)
        elif not path.exists():
            raise CannotOpen(f"{path}: there is no database here")
        flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE
        self.peewee: Any = APSWDatabase(  # type: ignore[no-untyped-call]
            str(path),
            pragmas=self._pragmas(),
            timeout=busy_seconds,
            flags=flags,
            statementcachesize=STATEMENTS,
        )

    def connect(self) -> Any:
        """This thread's connection, opened if need be. Raises CannotOpen, Damaged."""
        try:
            connection = self.peewee.connection()
        except Exception as fault:
            named = self.named(fault)
            raise named or CannotOpen(f"{self.path}: {fault}") from fault
        with self._guard:
            self._open.add(connection)
        return connection

    def close(self) -> None:
        """Closes the connections of all threads; the last one folds the write-ahead log into the file."""
        with self._guard:
            for connection in list(self._open):
                try:
                    connection.close()
                except apsw.ThreadingViolationError:
                    continue  # its thread is in the middle of a statement: it ends with the process
            self._open.clear()

    def compile(self, query: Any) -> tuple[str, Sequence[Any]]:
        """A peewee query as SQL and parameters."""
        sql, params = self.peewee.get_sql_context().sql(query).query()
        return sql, tuple(params)

    def translate(self, sql: str) -> str:
        """SQL as this database writes it."""
        return sql

    def in_transaction(self, connection: Any) -> bool:
        """Whether a transaction is open."""
        return not connection.getautocommit()

    def named(self, fault: Exception) -> StoreError | None:
        """The store's own name for an error of apsw's or peewee's, None where it is nobody's but ours."""
        # peewee puts its own exception over apsw's when it connects.
        cause = fault if isinstance(fault, apsw.Error) else fault.__context__
        match cause:
            case apsw.FullError():
                return StoreFull(f"{self.path}: the disk is full")
            case apsw.BusyError() | apsw.LockedError():
                return StoreBusy(f"{self.path}: another process holds the database")
            case apsw.CorruptError() | apsw.NotADBError():
                return Damaged(f"{self.path}: {cause}; restore a backup (helpdesk restore FILE)")
            case apsw.IOError() if getattr(cause, "extendedresult", 0) == apsw.SQLITE_IOERR_SHMSIZE:
                return StoreFull(f"{self.path}: the disk is full")
            case apsw.IOError() | apsw.ReadOnlyError() | apsw.CantOpenError() | apsw.ConnectionClosedError():
                return StoreUnwell(f"{self.path}: {cause}")
            case apsw.ConstraintError():
                return Contradiction(str(cause))
        return None

    def tables(self) -> set[str]:
        """The names of all tables in this file."""
        return {str(name) for (name,) in self._rows("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def quick_check(self) -> list[str]:
        """What is wrong with the file's structure, at most five remarks; [] is sound. Reads the whole file."""
        return self._checked("PRAGMA quick_check(5)")

    def integrity_check(self) -> list[str]:
        """As `quick_check`, with every index compared with its table and every reference followed."""
        remarks = self._checked("PRAGMA integrity_check(50)")
        try:
            broken = self._rows("PRAGMA foreign_key_check")
        except Damaged as fault:
            return [*remarks, str(fault)]
        return remarks + [
            f"{table} row {rowid} refers to a missing row of {parent}"
            for table, rowid, parent, _ in broken[:50]
        ]

    def copy_to(self, target: Path) -> None:
        """A consistent copy while others write, one plain file, synced to disk.

        Raises StoreFull, StoreUnwell, Damaged, and CannotOpen where `target` cannot be made.
        """
        _make_private(target)
        source = apsw.Connection(str(self.path), flags=apsw.SQLITE_OPEN_READONLY)
        copy = apsw.Connection(str(target))
        try:
            source.setbusytimeout(30_000)
            source.execute("BEGIN")  # one snapshot: otherwise each commit of others would begin the copy anew
            source.execute("SELECT count(*) FROM sqlite_master").fetchall()
            with copy.backup("main", source, "main") as backup:
                while not backup.done:
                    backup.step(COPY_PAGES)
            copy.execute("PRAGMA journal_mode=delete").fetchall()
        except apsw.Error as fault:
            raise self.named(fault) or StoreUnwell(f"{target}: {fault}") from fault
        finally:
            copy.close()
            source.close()
        sync(target)
        sync(target.parent)

    def fold_log(self) -> None:
        """Moves what commits left in the write-ahead log into the file, if it is much. Nobody waits for it.

        Without this a mail in a thousand pays for the rest: the pages of a large desk's indexes lie apart.
        """
        if self.journal != "wal":
            return
        [(_, written, folded)] = self._rows("PRAGMA wal_checkpoint(NOOP)")
        if written - folded >= FOLD_AT:
            self._rows("PRAGMA wal_checkpoint(PASSIVE)")

    def describe(self) -> dict[str, str]:
        """What `doctor` prints of the database."""
        return {
            "database": f"SQLite {apsw.sqlite_lib_version()} (bundled with apsw {apsw.apsw_version()})",
            "file": str(self.path),
            "journal": self.journal,
            "synchronous": "full" if self.journal == "wal" else "extra",
        }

    def _pragmas(self) -> dict[str, object]:
        if self.read_only:
            return {"query_only": 1, "cache_size": -8_000}
        return {
            "journal_mode": self.journal,
            "synchronous": "full" if self.journal == "wal" else "extra",
            "wal_autocheckpoint": FOLD_AT_ONCE,
            "foreign_keys": 1,
            "cache_size": -16_000,
            "temp_store": "memory",
            "trusted_schema": 0,
        }

    def _checked(self, pragma: str) -> list[str]:
        try:
            answers = [str(row[0]) for row in self._rows(pragma)]
        except Damaged as fault:
            return [str(fault)]
        return [] if answers == ["ok"] else answers

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        try:
            return self.connect().cursor().execute(sql).fetchall()  # type: ignore[no-any-return]
        except apsw.Error as fault:
            raise self.named(fault) or StoreUnwell(str(fault)) from fault


def sync(path: Path) -> None:
    """Flushes a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_private(path: Path) -> None:
    """An empty file only its owner may read; SQLite gives its side files the same rights."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        sync(path.parent)
    except OSError as fault:
        raise CannotOpen(f"{path}: {fault.strerror}") from fault
