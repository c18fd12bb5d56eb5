"""Stores of earlier releases come up with their sums and their clocks right, and nothing lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from helpdesk.tickets.database import Database
from helpdesk.tickets.migrate import load_steps, migrate, schema_version
from helpdesk.tickets.sla_state import SlaState
from helpdesk.tickets.sqlite import Sqlite
from helpdesk.tickets.store import Store
from helpdesk.tickets.verdict import Mean
from tests.unit.rules_kit import P, change, stored
from tests.unit.store_kit import NOW, message, raw_mail, take, ticket
from tests.unit.test_store_rules_rollups import ALL, DAY, Q, R, owned, resolve

pytest_plugins = ("tests.unit.store_fixtures",)
HOUR = timedelta(hours=1)
RAW_KEY = re.compile("[0-9a-f]{5}-[0-9a-f]{64}")
ROLLUPS = ("SELECT * FROM loads ORDER BY 1", "SELECT * FROM customers ORDER BY 1")


def schema(database: Database) -> set[tuple[str, str]]:
    found = database.rows(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'searchable%'"
    )
    return {(str(name), str(sql)) for name, sql in found}


def first_schema(path: Path) -> Database:
    """A database as the first release made it."""
    old = Database(Sqlite(path, read_only=False, busy_seconds=1))
    migrate(old, load_steps("sqlite")[:1])
    return old


def move(source: Database, target: Database, tables: set[str]) -> None:
    """Copies the rows of the tables both have: what the first release would have written."""
    target.run("PRAGMA foreign_keys = 0")
    with target.write():
        for table in sorted(tables - {"meta", "counters"}):
            # Columns of later releases stand at the end.
            columns = len(target.rows(f"PRAGMA table_info({table})"))
            for row in source.rows(f"SELECT * FROM {table}"):
                row = row[:columns]
                values = [_first_key(value) for value in row]
                target.run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", *values)
        for name, n in source.rows("SELECT name, n FROM counters WHERE name NOT LIKE 'means%'"):
            target.run("UPDATE counters SET n = ? WHERE name = ?", n, name)


def _first_key(value: object) -> object:
    """Mail lay under its SHA-256 alone."""
    return value[6:] if isinstance(value, str) and RAW_KEY.fullmatch(value) else value


def test_a_store_of_the_first_release_is_brought_up_with_its_data(store: Store, tmp_path: Path) -> None:
    reply = message(P, 2, raw_mail(1), direction="out", at=NOW + HOUR, author="ana", standing="")
    bounce = message(P, 3, raw_mail(1), at=NOW + 9 * HOUR, standing="")
    take(store, 1, P, ticket=owned(P, "ana"))
    change(store, 3, ticket=replace(stored(store), message_count=3), messages=(reply, bounce), protocol=P)
    take(store, 2, Q, ticket=owned(Q, "luis", status="closed"))
    path = tmp_path / "old.db"
    old = first_schema(path)
    move(store._db, old, {name for name in old.engine.tables() if not name.startswith("searchable")})
    old.close()

    new = Store.open(f"sqlite://{path}")
    assert schema_version(new._db) == load_steps("sqlite")[-1].number
    assert Path(f"{path}.before-2").exists()
    assert new.ticket(P) == store.ticket(P)
    assert new.events(P) == store.events(P)
    for sql in ROLLUPS:
        assert new._db.rows(sql) == store._db.rows(sql)
    assert new.verify().sound
    came = store.messages(P)[0].at
    assert new.sla(stored(new).id) == SlaState(
        "tienda", first_reply_at=NOW + HOUR, last_customer_at=came, last_reply_at=NOW + HOUR
    )
    take(new, 5, "HD-NEW", ticket=replace(ticket("HD-NEW"), assignee="ana"))
    assert new.verify().sound
    new.close()


def test_old_and_new_stores_end_with_the_same_schema(store: Store, tmp_path: Path) -> None:
    old = first_schema(tmp_path / "old.db")
    assert schema(old) != schema(store._db)
    migrate(old)
    assert schema(old) == schema(store._db)
    old.close()


BUSINESS = ("resolutions: ticket_id, key, day, agent, team, seconds", "means: owner, key, samples, seconds")


def before_the_wall_clock(store: Store, path: Path) -> None:
    """The same rows as release four had them."""
    old = Database(Sqlite(path, read_only=False, busy_seconds=1))
    migrate(old, load_steps("sqlite")[:4])
    kept = [table for table in old.engine.tables() if not table.startswith("searchable")]
    columns = {table: "*" for table in kept if table != "meta"}
    columns |= dict(each.split(": ") for each in BUSINESS)
    old.run("PRAGMA foreign_keys = 0")
    with old.write():
        for table, names in columns.items():
            old.run(f"DELETE FROM {table}")
            into = table if names == "*" else f"{table} ({names})"
            there = len(old.rows(f"PRAGMA table_info({table})"))
            for row in store._db.rows(f"SELECT {names} FROM {table}"):
                row = row[:there]
                old.run(f"INSERT INTO {into} VALUES ({', '.join('?' * len(row))})", *row)
    old.close()


def test_the_wall_clock_is_counted_of_what_was_resolved_before(store: Store, tmp_path: Path) -> None:
    """By each ticket's own row: its opening and its end. What the row does not know, business hours stand for."""
    for n, protocol in enumerate((P, Q, R)):
        take(store, n, protocol, ticket=owned(protocol, "ana"))
    with store.write():
        store.rule_facts(ticket("HD-NEW"), ALL, NOW + 90 * DAY, agents=("ana",))  # P will leave the window
    resolve(store, 10, P, 30, wall=50)
    resolve(store, 11, Q, 100, days=1, wall=300)
    change(store, 12, ticket=replace(stored(store, R), status="closed"), resolution_seconds=60)
    with store.write():
        store._db.run("UPDATE resolutions SET day = day + 1 WHERE ticket_id = ?", stored(store, R).id)
        store.rebuild_rollups()
    path = tmp_path / "four.db"
    before_the_wall_clock(store, path)

    new = Store.open(f"sqlite://{path}")
    day = 86_400
    took = new._db.rows(
        "SELECT t.protocol, r.seconds, r.wall FROM resolutions r JOIN tickets t ON t.id = r.ticket_id "
        "WHERE r.key = '' ORDER BY 1"
    )
    assert took == [(P, 30, 50), (Q, 100, day + 300), (R, 60, 60)]
    assert new.wrong_rollups() == []
    found = new.rule_facts(ticket("HD-NEW"), ALL, NOW + DAY, agents=("ana",), teams=("n1",))
    assert found.agents[0].means[""] == Mean(80.0, 2, (day + 300 + 60) / 2)
    assert found.team_means[""] == Mean(80.0, 2, (day + 300 + 60) / 2)
    assert new.verify().sound
    new.close()
