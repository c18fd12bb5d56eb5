"""Copies out, copies back, and the account of everything."""

from __future__ import annotations

import random
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.tickets.backup import restore
from helpdesk.tickets.errors import CannotOpen, Damaged
from helpdesk.tickets.journal import sha256_of
from helpdesk.tickets.model import Changes
from helpdesk.tickets.store import Store
from tests.unit.store_kit import MINUTE, NOW, arrival, key_of, outgoing, raw_mail, take

pytest_plugins = ("tests.unit.store_fixtures",)
P, Q = "HD-2611-AAAAAA", "HD-2611-BBBBBB"
HOUR = timedelta(hours=1)


def test_a_backup_is_one_whole_file(store: Store, tmp_path: Path) -> None:
    take(store, 1, P)
    copy = tmp_path / "copy.db"
    store.backup(copy)
    take(store, 2, Q)
    kept = Store.open(f"sqlite://{copy}", mode="ro")
    assert kept.ticket(P) is not None
    assert kept.ticket(Q) is None
    kept.close()
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]
    assert copy.stat().st_mode & 0o077 == 0
    with pytest.raises(CannotOpen):
        store.backup(copy)
    with pytest.raises(CannotOpen):
        store.backup(tmp_path / "no" / "such" / "folder.db")


def test_a_backup_under_load_is_consistent(store: Store, tmp_path: Path) -> None:
    going = threading.Event()
    going.set()

    def load() -> None:
        n = 100
        while going.is_set():
            take(store, n, f"HD-{n:06d}")
            n += 1

    writer = threading.Thread(target=load)
    writer.start()
    for n in range(3):
        store.backup(tmp_path / f"{n}.db")
    going.clear()
    writer.join()
    for n in range(3):
        copy = Store.open(f"sqlite://{tmp_path}/{n}.db", check=True)
        assert copy.verify().findings == ()
        copy.close()


def test_a_restore_holds_old_mail_and_keeps_what_stood_there(store: Store, tmp_path: Path) -> None:
    take(store, 1, P, outgoing=(), handles=())
    old, new = (
        store.send([outgoing(P, "<old@x>")], [], NOW - 2 * HOUR),
        store.send([outgoing(P, "<new@x>", "b@x")], [], NOW),
    )
    late = store.send([outgoing(P, "<unsure@x>", "c@x")], [], NOW - 2 * HOUR)
    store.mark(late[0], "c@x", "unsure", "lost", NOW)
    store.backup(tmp_path / "copy.db")
    take(store, 2, Q)
    store.close()
    done = restore(tmp_path / "copy.db", store.path, NOW)
    assert done.held == 2
    assert done.set_aside == Path(f"{store.path}.before-restore-1")
    back = Store.open(f"sqlite://{store.path}", check=True)
    assert back.ticket(Q) is None
    assert [row.id for row in back.next_due(NOW + 9 * HOUR, 9, 60)] == new
    row = back.outbox(old[0])
    assert row is not None
    assert (row.recipients[0].state, "restored" in row.recipients[0].last_error) == ("held", True)
    assert back.retry_outbox(old[0], NOW) == 1
    assert back.verify().sound
    back.close()
    before = Store.open(f"sqlite://{done.set_aside}", mode="ro")
    assert before.ticket(Q) is not None
    before.close()
    again = restore(tmp_path / "copy.db", store.path, NOW)
    assert again.set_aside == Path(f"{store.path}.before-restore-2")


def test_a_restore_onto_nothing(store: Store, tmp_path: Path) -> None:
    take(store, 1, P)
    store.backup(tmp_path / "copy.db")
    done = restore(tmp_path / "copy.db", tmp_path / "new.db", NOW)
    assert done.set_aside is None
    assert sorted(path.name for path in tmp_path.glob("new*")) == ["new.db"]


def test_a_bad_backup_changes_nothing(store: Store, tmp_path: Path) -> None:
    take(store, 1, P)
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"not a database, whatever it says" * 400)
    with pytest.raises(Damaged):
        restore(bad, store.path, NOW)
    with pytest.raises(CannotOpen):
        restore(tmp_path / "none.db", store.path, NOW)
    assert store.ticket(P) is not None


def test_what_is_no_archive_of_a_desk_replaces_none(store: Store, tmp_path: Path) -> None:
    take(store, 1, P)
    empty, foreign, hollow = tmp_path / "empty.db", tmp_path / "foreign.db", tmp_path / "hollow.db"
    empty.touch()
    for path, sql in ((foreign, "CREATE TABLE notes (a)"), (hollow, "CREATE TABLE meta (key, value)")):
        other = sqlite3.connect(path)
        other.execute(sql)
        other.commit()
        other.close()
    standing = sorted(tmp_path.iterdir())
    for path, said in ((empty, "an empty file"), (foreign, "not a backup"), (hollow, "not a backup")):
        with pytest.raises(CannotOpen, match=rf"{path}: {said}.*\. Nothing was changed; give"):
            restore(path, store.path, NOW, lambda aside: pytest.fail(str(aside)))
    assert sorted(tmp_path.iterdir()) == standing
    assert store.ticket(P) is not None


def test_a_restore_says_first_what_it_sets_aside(store: Store, tmp_path: Path) -> None:
    take(store, 1, P)
    store.backup(tmp_path / "copy.db")
    store.close()
    told: list[tuple[Path, bool]] = []
    done = restore(
        tmp_path / "copy.db", store.path, NOW, lambda aside: told.append((aside, store.path.exists()))
    )
    assert told == [(done.set_aside, True)]
    assert done.tickets == 1


# -- the account ---------------------------------------------------------------------------------------


@pytest.fixture
def desk(store: Store) -> Store:
    """One mail in each state."""
    take(store, 1, P)
    held, discarded, _ = store.receive([arrival(2), arrival(3), arrival(4)])
    for row in (held, discarded):
        store.save(row, Changes("held", "held", "x", held_reason="loop", result={"outcome": "held"}))
    store.discard(discarded, "ana")
    return store


def test_everything_is_accounted_for(desk: Store) -> None:
    told: list[tuple[int, int]] = []
    report = desk.verify(lambda done, of: told.append((done, of)))
    assert (report.received, report.done, report.held, report.discarded, report.waiting) == (4, 1, 1, 1, 1)
    assert (report.messages, report.raws, report.findings, report.sound) == (1, 6, (), True)
    assert told == [(6, 6)]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM inbox WHERE state = 'received'", "4 rows were received and 3 are there"),
        ("UPDATE inbox SET result = NULL WHERE state = 'done'", "row 1 is done and says not how"),
        ("DELETE FROM messages", "row 1 is done and its message is missing"),
        ("DELETE FROM messages", f"ticket {P} has not as many messages as it counts"),
        ("DELETE FROM held WHERE ended = ''", "row 2 is held and says not why"),
        ("DELETE FROM raw", "row 1 has lost its bytes"),
        ("DELETE FROM raw", "message 1 has lost its bytes"),
        ("DELETE FROM recipients", "row 1 has no recipient"),
        ("UPDATE raw SET size = size + 1", "bytes, not"),
        ("UPDATE raw SET packed = x'00'", "raw mail"),
        ("DELETE FROM raw", "refers to a missing row of raw"),
    ],
)
def test_what_is_missing_is_found(desk: Store, damage: str, said: str) -> None:
    desk._db.rows("PRAGMA foreign_keys = 0")
    desk._db.run(damage)
    report = desk.verify()
    assert not report.sound
    assert any(said in finding.what for finding in report.findings), report.findings


def test_a_flipped_byte_of_a_mail_is_found(store: Store) -> None:
    """In the middle of stored bytes, where the database's own check sees nothing."""
    big = random.Random(1).randbytes(60_000)
    [row] = store.receive([arrival(1, raw=big)])
    packed = store._db.row("SELECT packed FROM raw")
    assert packed is not None
    needle = packed[0][30_000:30_032]
    store.close()
    whole = bytearray(store.path.read_bytes())
    at = whole.index(needle)
    whole[at] ^= 0x40
    store.path.write_bytes(whole)
    again = Store.open(f"sqlite://{store.path}", check=True)
    [finding] = again.verify().findings
    assert finding.kind == "raw"
    assert sha256_of(key_of(big)) in finding.what
    with pytest.raises(Damaged):
        again.raw(key_of(big))
    assert again.still_waiting(row)
    again.close()


def test_a_broken_structure_is_reported_not_raised(store: Store) -> None:
    for n in range(60):
        take(store, n, f"HD-{n:06d}")
    store.close()
    whole = bytearray(store.path.read_bytes())
    for at in range(len(whole) * 9 // 10 // 4096 * 4096, len(whole), 4096 * 2):
        whole[at : at + 64] = b"\xff" * 64
    store.path.write_bytes(whole)
    again = Store.open(f"sqlite://{store.path}")
    report = again.verify()
    assert any(finding.kind == "structure" for finding in report.findings)
    again.close()


def test_the_kit_makes_different_mails() -> None:
    assert len({raw_mail(n) for n in range(50)}) == 50
    assert arrival(1).received_at == NOW + MINUTE
