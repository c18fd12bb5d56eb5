"""The schema: every step or none, older ones copied first, newer ones refused."""

from __future__ import annotations

import re
from pathlib import Path

import apsw
import pytest

from helpdesk.tickets.database import Database
from helpdesk.tickets.errors import CannotOpen, Damaged, SchemaTooNew
from helpdesk.tickets.migrate import Step, load_steps, migrate, read_steps, schema_version
from helpdesk.tickets.sqlite import Sqlite
from helpdesk.tickets.store import Store
from tests.unit.store_kit import NOW, arrival, take

pytest_plugins = ("tests.unit.store_fixtures",)
P = "HD-2611-AAAAAA"
NEWEST = load_steps("sqlite")[-1].number
NEXT = NEWEST + 1
FURTHER = Step(
    NEXT,
    "colour",
    "ALTER TABLE tickets ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'; CREATE TABLE x (a $INT)",
)


def raw_database(path: Path) -> Database:
    return Database(Sqlite(path, read_only=False, busy_seconds=1))


def test_a_new_database_has_the_newest_schema(store: Store) -> None:
    assert schema_version(store._db) == load_steps("sqlite")[-1].number
    assert migrate(store._db) == schema_version(store._db)


def test_an_older_one_is_copied_and_brought_up(store: Store) -> None:
    take(store, 1, P)
    assert migrate(store._db, [*load_steps("sqlite"), FURTHER]) == NEXT
    assert store._db.row("SELECT colour FROM tickets") == ("grey",)
    copy = Path(f"{store.path}.before-{NEXT}")
    kept = Store.open(f"sqlite://{copy}", mode="ro")
    assert kept.ticket(P) is not None
    assert schema_version(kept._db) == NEWEST
    kept.close()


def test_interrupted_at_any_statement_the_old_version_works(store: Store) -> None:
    take(store, 1, P)
    statements = [part for part in FURTHER.sql.split(";") if part.strip()]
    for n in range(len(statements) + 1):
        broken = Step(NEXT, "broken", ";".join([*statements[:n], "SELECT no_such_column FROM tickets"]))
        with pytest.raises(apsw.SQLError):
            migrate(store._db, [*load_steps("sqlite"), broken])
        assert schema_version(store._db) == NEWEST
        assert store.verify().sound
    assert migrate(store._db, [*load_steps("sqlite"), FURTHER]) == NEXT


def test_a_newer_schema_is_refused(store: Store, database_url: str) -> None:
    migrate(store._db, [*load_steps("sqlite"), FURTHER])
    store.close()
    for mode in ("rw", "ro"):
        with pytest.raises(CannotOpen if mode == "ro" else SchemaTooNew, match=f"schema {NEXT}"):
            Store.open(database_url, mode=mode)


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    other = apsw.Connection(str(tmp_path / "other.db"))
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    with pytest.raises(CannotOpen, match="not a helpdesk database"):
        Store.open(f"sqlite://{tmp_path}/other.db")


def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(Damaged):
        Store.open(f"sqlite://{path}")
    assert path.read_bytes() == b"Dear diary, " * 1000


def test_a_damaged_file_is_refused_when_asked_to_look(store: Store, database_url: str) -> None:
    for n in range(30):
        take(store, n, f"HD-{n:06d}")
    store.close()
    path = store.path
    whole = bytearray(path.read_bytes())
    for at in range(4096 * 8, len(whole), 4096 * 3):
        whole[at : at + 40] = b"\xff" * 40
    path.write_bytes(whole)
    with pytest.raises(Damaged, match="restore"):
        Store.open(database_url, check=True)
    assert path.read_bytes() == bytes(whole)


def test_steps_of_other_databases_are_left_out() -> None:
    texts = {
        "0002_b.sql": "b;",
        "0001_a.sqlite.sql": "a-lite;",
        "0001_a.sql": "a;",
        "0002_b.postgres.sql": "b-pg;",
    }
    assert [(s.number, s.sql) for s in read_steps(texts, "sqlite")] == [(1, "a;a-lite;"), (2, "b;")]
    assert [(s.number, s.sql) for s in read_steps(texts, "postgres")] == [(1, "a;"), (2, "b;b-pg;")]


@pytest.mark.parametrize("names", [["0002_b.sql"], ["0001_a.sql", "0003_c.sql"], ["first.sql"]])
def test_badly_numbered_steps_are_refused(names: list[str]) -> None:
    with pytest.raises(ValueError, match="migrations"):
        read_steps(dict.fromkeys(names, ""), "sqlite")


# -- nothing on the way of a mail may grow with the number of tickets ----------------------------------

ON_THE_WAY = re.compile(r"^\s*(SELECT|UPDATE|DELETE|INSERT)", re.IGNORECASE)


def test_no_statement_on_the_way_of_a_mail_reads_a_whole_table(store: Store) -> None:
    take(store, 1, P)
    seen: set[str] = set()
    connection = store._db.engine.connect()

    def trace(_cursor: object, sql: str, _bindings: object) -> bool:
        seen.add(sql)
        return True

    connection.exec_trace = trace
    way_of_a_mail(store)
    connection.exec_trace = None
    checked = 0
    for sql in sorted(seen):
        if not ON_THE_WAY.match(sql):
            continue
        checked += 1
        slots = tuple(range(sql.count("?")))
        plan = [row[3] for row in connection.cursor().execute(f"EXPLAIN QUERY PLAN {sql}", slots)]
        bad = [step for step in plan if step.startswith("SCAN ") and not bounded(step, sql)]
        assert not bad, f"{sql}: {plan}"
        # One ticket's or one mail's few rows may be sorted; what strangers can add to may not.
        if any(table in sql for table in ("message_ids", "inbox", "orphan_parents", "timers", "tallies")):
            assert not any("TEMP B-TREE" in step for step in plan), f"{sql}: {plan}"
    assert checked > 45


def bounded(step: str, sql: str) -> bool:
    """A scan that ends at once: of rows already cut off, or of an index that holds only what waits; or that is
    never begun: SQLite plans to look for rows that an insert repairs, and skips it as none are broken."""
    table = step.split()[1]
    if table in ("counted", "CONSTANT") or re.search(r"USING (COVERING )?INDEX \w+_(waiting|due)", step):
        return True
    return sql.startswith("INSERT") and table not in sql


def way_of_a_mail(store: Store) -> None:
    """Everything intake and the sender ask of the store."""
    inbox_id = take(
        store, 2, "HD-2611-BBBBBB", parent_ids=("<p@x>",), received_ids=("<r@x>",), seen_replay_keys=("k",)
    )
    store.attempted(inbox_id)
    store.waiting(5)
    store.still_waiting(inbox_id)
    row = store.inbox(inbox_id)
    assert row is not None
    store.raw(row.raw_key)
    store.digest_seen("digest-2", inbox_id)
    store.same_message_id("<x@y>")
    store.orphans_of("<x@y>")
    store.known_ids(["<x@y>"])
    store.add_mailbox(P, 1, "sales")
    handle = store.handle("r", f"r{P}", NOW)
    store.handle_of_message_id("<x@y>")
    assert handle is not None
    store.find_sent(handle.outgoing_message_id)
    store.participants(P)
    store.links(P)
    store.sent_texts(P, "a@b", 5)
    store.messages(P)
    store.count_since("key", NOW, 5)
    store.turn("support")
    store.replay_seen("key")
    store.note("policy")
    [second] = store.receive([arrival(3)])
    store.hold(second, "poison", "x", protocol=P)
    store.held_of(P)
    store.release(second, "ana")
    ticket = store.ticket(P)
    assert ticket is not None
    store.mark_uid("a", "INBOX", 1, 2, second)
    store.seen_uids("a", "INBOX", 1)
    store.note_copy(second, "a", "INBOX", 1, 2, "<x@y>")
    store.next_move("a")
    store.due_copies("a", "VIP", "INBOX", 5)
    store.copies_lie("a", "VIP", "VIP", 1, {second: 3})
    store.copies_lost([second])
    store.due_timers(NOW, 5)
    for owed in store.next_due(NOW, 5, 60):
        for recipient in owed.recipients:
            store.sending(owed.id, [recipient.address])
            store.give_back(owed.id, [recipient.address], "", NOW)
            store.mark(owed.id, recipient.address, "sent")
    store.unsure_on_restart(NOW)
    store.password_hash("ana")
    store.use_login("x", NOW)
