"""Links to customers' pages in the store: found by their hash alone, one for each reader of a ticket, gone in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpdesk.mailflow.tokens import new_link
from helpdesk.tickets.beside import LinkKind, PageLink
from helpdesk.tickets.model import Changes, Timer
from helpdesk.tickets.store import Store
from tests.unit.store_kit import NOW, take

pytest_plugins = ("tests.unit.store_fixtures",)
P = "HD-2611-AAAAAA"
MONTH = timedelta(days=30)


def put(store: Store, kind: LinkKind, address: str = "Lucia@x.example", ticket: str = P) -> str:
    secret = new_link(NOW)
    link = PageLink(secret, kind, address, "es", NOW + MONTH, ticket)
    store.add_timer(Timer("any", NOW, {}, ticket))
    store.due_timers(NOW, 10)
    [row] = store.waiting(10)
    store.save(row.id, Changes("done", "command", "", protocol=ticket, page_links=(link,)), NOW)
    return secret


def test_found_by_its_secret_for_what_it_is(store: Store) -> None:
    take(store, 1, P)
    secret = put(store, "status")
    found = store.page_link(secret, "status", NOW)
    assert found == PageLink("", "status", "lucia@x.example", "es", NOW + MONTH, P)
    assert store.page_link(secret.upper(), "status", NOW) == found
    assert (
        store.page_link(secret, "survey", NOW) is None and store.page_link(secret[:-1], "status", NOW) is None
    )
    assert store.page_link(secret, "status", NOW + MONTH) is None
    assert secret not in str(store._db.rows("SELECT * FROM page_links"))


def test_the_newest_for_each_reader(store: Store) -> None:
    take(store, 1, P)
    first, hers, stop = put(store, "status"), put(store, "status", "marta@x.example"), put(store, "stop")
    again = put(store, "status", "LUCIA@X.example")
    assert store.page_link(first, "status", NOW) is None
    assert store.page_link(again, "status", NOW) and store.page_link(hers, "status", NOW)
    assert store.revoke_status_links(P) == 2
    assert store.page_link(again, "status", NOW) is None and store.page_link(stop, "stop", NOW)


def test_old_ones_are_forgotten(store: Store) -> None:
    take(store, 1, P)
    put(store, "survey")
    put(store, "stop", ticket="")
    store.tidy(NOW + MONTH - timedelta(seconds=1))
    assert len(store._db.rows("SELECT 1 FROM page_links")) == 2
    store.tidy(NOW + MONTH + timedelta(seconds=1))
    assert store._db.rows("SELECT 1 FROM page_links") == []


@pytest.mark.parametrize("n", [40, 400])
def test_secrets_are_letters_and_digits_and_never_the_same(n: int) -> None:
    made = {new_link(NOW) for _ in range(n)}
    assert len(made) == n and all(len(one) == 29 and one.isalnum() and one.islower() for one in made)


def test_no_page_reads_a_whole_table(store: Store) -> None:
    take(store, 1, P)
    seen: set[str] = set()
    connection = store._db.engine.connect()

    def trace(_cursor: object, sql: str, _bindings: object) -> bool:
        seen.add(sql)
        return True

    connection.exec_trace = trace
    store.page_link("a" * 29, "status", NOW)
    store.revoke_status_links(P)
    store.survey("<x@y>")
    store.survey_opened("<x@y>", NOW)
    store.circular_sent("m", "a@b.example")
    store.circular_failed("a@b.example")
    store.article_figures(NOW)
    connection.exec_trace = None
    asked = [sql for sql in seen if sql.startswith(("SELECT", "UPDATE", "DELETE"))]
    assert len(asked) >= 7
    for sql in asked:
        plan = [
            row[3] for row in connection.cursor().execute(f"EXPLAIN QUERY PLAN {sql}", (0,) * sql.count("?"))
        ]
        bad = [
            step
            for step in plan
            if step.startswith("SCAN ") and step.split()[1] not in ("w", "tickets", "CONSTANT")
        ]
        assert not bad or "article_votes" in sql, (sql, plan)
