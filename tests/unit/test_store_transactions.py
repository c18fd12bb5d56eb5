"""Everything or nothing: transactions, savepoints, the writer's place, full disks, foreign files."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from helpdesk.tickets.errors import CannotOpen, Contradiction, StoreBusy, StoreFull, StoreUnwell, TryLater
from helpdesk.tickets.fair_lock import FairLock
from helpdesk.tickets.sqlite import sound
from helpdesk.tickets.store import Store
from tests.unit.store_kit import arrival, opening, raw_mail, take

pytest_plugins = ("tests.unit.store_fixtures",)
P, Q = "HD-2611-AAAAAA", "HD-2611-BBBBBB"


class Interrupted(Exception):
    """What ends the body of a transaction in these tests."""


def interrupted(context: Callable[[], object], body: Callable[[], object]) -> None:
    """Runs `body` inside `context()` and raises before its end."""
    with context():  # type: ignore[attr-defined]
        body()
        raise Interrupted


def test_an_exception_undoes_all(store: Store) -> None:
    def body() -> None:
        take(store, 1, P)
        take(store, 2, Q)

    with pytest.raises(Interrupted):
        interrupted(store.write, body)
    assert (store.ticket(P), store.waiting(9), store.verify().received) == (None, [], 0)
    take(store, 1, P)


@pytest.mark.parametrize("nested", ["write", "savepoint"])
def test_a_nested_one_is_undone_alone(store: Store, nested: str) -> None:
    with store.write():
        take(store, 1, P)
        with pytest.raises(Interrupted):
            interrupted(getattr(store, nested), lambda: take(store, 2, Q))
        take(store, 3, Q)
    assert len(store.waiting(9)) == 0
    assert store.verify().received == 2


def test_a_savepoint_needs_a_transaction(store: Store) -> None:
    with pytest.raises(RuntimeError), store.savepoint():
        pass


def test_readers_see_only_what_is_committed(store: Store, database_url: str) -> None:
    reader = Store.open(database_url, mode="ro")
    with store.write():
        take(store, 1, P)
        assert reader.ticket(P) is None
    assert reader.ticket(P) is not None
    with pytest.raises(CannotOpen), reader.write():
        pass
    reader.close()


def test_another_thread_waits_its_turn_then_gives_up(database_url: str) -> None:
    store = Store.open(database_url, busy_seconds=0.05)
    faults: list[Exception] = []

    def receive() -> None:
        try:
            store.receive([arrival(1)])
        except TryLater as fault:
            faults.append(fault)

    with store.write():
        other = threading.Thread(target=receive)
        other.start()
        other.join()
    assert [type(fault) for fault in faults] == [StoreBusy]
    receive()
    assert len(store.waiting(9)) == 1
    store.close()


def test_another_process_that_holds_the_database(database_url: str) -> None:
    store = Store.open(database_url, busy_seconds=0.05)
    holder = apsw.Connection(str(store.path))
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        store.receive([arrival(1)])
    holder.execute("ROLLBACK")
    assert store.receive([arrival(1)])
    holder.close()
    store.close()


def test_a_full_disk_is_named_and_nothing_is_half_kept(store: Store) -> None:
    take(store, 1, P)
    pages = store._db.row("PRAGMA page_count")
    assert pages is not None
    store._db.rows(f"PRAGMA max_page_count = {pages[0] + 2}")
    with pytest.raises(StoreFull):
        store.receive([arrival(2, raw=random.Random(1).randbytes(100_000))])
    assert store.ticket(P) is not None
    store._db.rows("PRAGMA max_page_count = 1000000")
    assert store.receive([arrival(2)])
    assert store.verify().sound


def test_who_swallows_a_full_disk_cannot_write_on_outside_the_transaction(store: Store) -> None:
    """SQLite may undo the whole transaction by itself; the rest must not trickle in statement by statement."""

    def body() -> None:
        take(store, 1, P)
        with pytest.raises(StoreFull):
            interrupted_by_database(store)
        store.receive([arrival(2)])

    with pytest.raises(StoreUnwell), store.write():
        body()
    assert store.verify().received == 0
    take(store, 1, P)


def interrupted_by_database(store: Store) -> None:
    """A savepoint in which the database undoes everything and then reports a full disk."""
    with store.savepoint():
        store._db._connection().cursor().execute("ROLLBACK")
        raise StoreFull("as the database would say")


def test_two_that_differ_cannot_share_a_protocol(store: Store) -> None:
    take(store, 1, P)
    [second] = store.receive([arrival(2)])
    with pytest.raises(Contradiction):
        store.save(second, opening(P, raw_mail(2)))


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreUnwell):
        store.waiting(1)


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite://host/x", "sqlite:///", "/tmp/x.db", "sqlite:////no/such/folder/x.db"]
)
def test_urls_that_open_nothing(url: str) -> None:
    with pytest.raises(CannotOpen):
        Store.open(url)


def test_reading_needs_a_database(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen):
        Store.open(f"sqlite://{tmp_path}/none.db", mode="ro")


def test_only_the_owner_may_read_the_file(store: Store) -> None:
    take(store, 1, P)
    files = sorted(store.path.parent.glob("desk.db*"))
    assert len(files) == 3
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_the_mode_is_the_durable_one(store: Store) -> None:
    assert store._db.row("PRAGMA journal_mode") == ("wal",)
    assert store._db.row("PRAGMA synchronous") == (2,)
    assert store._db.row("PRAGMA foreign_keys") == (1,)
    assert store.describe()["journal"] == "wal"


@pytest.mark.parametrize(
    ("version", "good"),
    [(3040001, False), (3044006, True), (3045000, False), (3050007, True), (3051002, False), (3051003, True)],
)
def test_which_sqlite_is_sound(version: int, good: bool) -> None:
    assert sound(version) == good


def test_a_killed_process_leaves_the_last_commit(database_url: str) -> None:
    """What `receive` returned for is there, what was in an open transaction is not."""
    code = (
        "import os, signal, sys\n"
        "from helpdesk.tickets.store import Store\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from tests.unit.store_kit import arrival, take\n"
        "store = Store.open(sys.argv[1])\n"
        "store.receive([arrival(1)])\n"
        "with store.write():\n"
        "    take(store, 2, 'HD-2611-AAAAAA')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]
    died = subprocess.run([sys.executable, "-c", code, database_url, str(root)], check=False, timeout=60)
    assert died.returncode == -9
    store = Store.open(database_url, check=True)
    assert [row.source_key for row in store.waiting(9)] == ["smtp:1"]
    assert store.verify().sound
    store.close()


def test_the_lock_is_given_in_order_of_asking() -> None:
    lock, order, ready = FairLock(), list[int](), threading.Semaphore(0)
    assert lock.acquire(0)

    def ask(n: int) -> None:
        ready.release()
        assert lock.acquire(10)
        order.append(n)
        lock.release()

    threads = []
    for n in range(5):
        threads.append(threading.Thread(target=ask, args=(n,)))
        threads[-1].start()
        ready.acquire()
        while len(lock._waiting) <= n:
            pass
    lock.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]
    assert lock.acquire(0)
    assert not lock.acquire(0.01)
