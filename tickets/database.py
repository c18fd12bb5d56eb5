"""One database as the archive uses it: a connection a thread, one writer at a time, errors by name.

Which database it is only the engine knows (`tickets/sqlite.py`). SQL is written with `?` and kept to what
SQLite and PostgreSQL both understand; the few differences are words of the engine.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from helpdesk.tickets.errors import CannotOpen, StoreBusy, StoreError, StoreUnwell
from helpdesk.tickets.fair_lock import FairLock

Row = tuple[Any, ...]


class Engine(Protocol):
    """What differs between databases.

    `words` fill the placeholders of migrations; `skip_locked` ends a claiming SELECT; `begin` starts a
    transaction that may write. `connect` gives this thread's connection, `translate` our SQL as this database
    writes it, `named` our error for one of the driver's (None: a fault of ours); the rest is said in sqlite.py.
    """

    name: str
    path: Path
    read_only: bool
    words: Mapping[str, str]
    skip_locked: str
    begin: str

    def connect(self) -> Any: ...
    def close(self) -> None: ...
    def compile(self, query: Any) -> tuple[str, Sequence[Any]]: ...
    def translate(self, sql: str) -> str: ...
    def in_transaction(self, connection: Any) -> bool: ...
    def named(self, fault: Exception) -> StoreError | None: ...
    def tables(self) -> set[str]: ...
    def quick_check(self) -> list[str]: ...
    def integrity_check(self) -> list[str]: ...
    def copy_to(self, target: Path) -> None: ...
    def fold_log(self) -> None: ...
    def describe(self) -> dict[str, str]: ...


class _Thread(threading.local):
    connection: Any = None
    depth = 0
    broken = False


class Database:
    """Runs SQL on this thread's own connection; `write()` is the only way to a transaction."""

    def __init__(self, engine: Engine, busy_seconds: float = 30.0) -> None:
        self.engine = engine
        self._busy_seconds = busy_seconds
        self._lock = FairLock()
        self._here = _Thread()
        self._closed = False

    def rows(self, sql: str, *params: Any) -> list[Row]:
        """All rows the statement answers with."""
        return self._run(sql, params).fetchall()  # type: ignore[no-any-return]

    def row(self, sql: str, *params: Any) -> Row | None:
        """The first row, or None. The statement is run to its end all the same, as RETURNING needs."""
        found = self._run(sql, params).fetchall()
        return found[0] if found else None

    def run(self, sql: str, *params: Any) -> None:
        """Runs a statement that answers nothing."""
        self._run(sql, params)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs a statement once for each of `rows`."""
        batch = [tuple(map(_storable, row)) for row in rows]
        if not batch:
            return
        try:
            self._connection().cursor().executemany(self.engine.translate(sql), batch)
        except Exception as fault:
            self._rename(fault)
            raise

    def select(self, query: Any) -> list[Row]:
        """All rows of a query built with the tables of `tickets/tables.py`."""
        sql, params = self.engine.compile(query)
        try:
            return self._connection().cursor().execute(sql, params).fetchall()  # type: ignore[no-any-return]
        except Exception as fault:
            self._rename(fault)
            raise

    def script(self, sql: str) -> None:
        """Runs several statements divided by semicolons (migrations)."""
        self._run(sql, ())

    @property
    def writing(self) -> bool:
        """Whether this thread is inside `write()`."""
        return self._here.depth > 0

    @contextmanager
    def write(self) -> Iterator[None]:
        """One durable transaction: committed at the end, undone on any exception; nested, a savepoint.

        Raises StoreBusy when the writer's place is not free within the busy time, StoreFull, StoreUnwell.
        """
        if self._here.depth:
            with self._savepoint():
                yield
            return
        if self.engine.read_only:
            raise CannotOpen(f"{self.engine.path}: opened for reading only")
        if not self._lock.acquire(self._busy_seconds):
            raise StoreBusy("another thread has been writing for too long")
        try:
            with self._transaction():
                yield
        finally:
            self._lock.release()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the current `write()` that can be undone alone. Raises RuntimeError outside of one."""
        if not self._here.depth:
            raise RuntimeError("a savepoint needs a write() around it")
        with self._savepoint():
            yield

    @contextmanager
    def joined(self) -> Iterator[None]:
        """The current `write()` if this thread is in one, else one of its own."""
        if self._here.depth:
            yield
            return
        with self.write():
            yield

    def close(self) -> None:
        """Closes every thread's connection. Calls that come later raise StoreUnwell."""
        self._closed = True
        self.engine.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        here = self._here
        self.run(self.engine.begin)
        here.depth, here.broken = 1, False
        try:
            yield
            self._refuse_broken()
            self.run("COMMIT")
        except BaseException:
            here.broken = False
            self._roll_back()
            raise
        finally:
            here.depth = 0

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        here = self._here
        name = f"s{here.depth}"
        self.run(f"SAVEPOINT {name}")
        here.depth += 1
        try:
            yield
        except BaseException:
            self._roll_back_to(name)
            raise
        else:
            self.run(f"RELEASE SAVEPOINT {name}")
        finally:
            here.depth -= 1

    def _roll_back_to(self, name: str) -> None:
        # A full disk may make the database undo the whole transaction. Whoever catches that error must not
        # go on writing statement by statement outside of any transaction.
        if not self.engine.in_transaction(self._connection()):
            self._here.broken = True
            return
        self.run(f"ROLLBACK TO SAVEPOINT {name}")
        self.run(f"RELEASE SAVEPOINT {name}")

    def _roll_back(self) -> None:
        connection = self._connection()
        if self.engine.in_transaction(connection):
            connection.cursor().execute("ROLLBACK")

    def _refuse_broken(self) -> None:
        if self._here.broken:
            raise StoreUnwell("the database undid the transaction by itself")

    def _connection(self) -> Any:
        connection = self._here.connection
        if connection is None or self._closed:
            if self._closed:
                raise StoreUnwell("the database was closed")
            connection = self._here.connection = self.engine.connect()
        return connection

    def _run(self, sql: str, params: Sequence[Any]) -> Any:
        if self._here.broken:
            self._refuse_broken()
        try:
            return (
                self._connection().cursor().execute(self.engine.translate(sql), tuple(map(_storable, params)))
            )
        except Exception as fault:
            self._rename(fault)
            raise

    def _rename(self, fault: Exception) -> None:
        named = self.engine.named(fault)
        if named is not None:
            raise named from fault


def _storable(value: Any) -> Any:
    """Text without NUL (PostgreSQL has none) and without lone surrogates (UTF-8 has none)."""
    if type(value) is not str or (value.isascii() and "\0" not in value):
        return value
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
