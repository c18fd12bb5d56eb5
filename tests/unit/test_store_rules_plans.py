"""No question the rules ask of the archive reads a table from end to end, and their number is fixed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from helpdesk.tickets.store import Store
from tests.unit.rules_kit import P, a_verdict, change, facts, stored
from tests.unit.store_kit import NOW, take, ticket
from tests.unit.test_store_migrations import bounded
from tests.unit.test_store_rules_rollups import ALL, owned
from tests.unit.test_store_rules_saving import PROMISED

pytest_plugins = ("tests.unit.store_fixtures",)
DAY = timedelta(days=1)


def traced(store: Store, act: Callable[[], object]) -> list[str]:
    """The statements that `act` runs."""
    seen: list[str] = []
    connection = store._db.engine.connect()

    def trace(_cursor: object, sql: str, _bindings: object) -> bool:
        seen.append(sql)
        return True

    connection.exec_trace = trace
    act()
    connection.exec_trace = None
    return seen


def scans(store: Store, sql: str) -> list[str]:
    slots = tuple(range(sql.count("?")))
    plan = [row[3] for row in store._db.engine.connect().cursor().execute(f"EXPLAIN QUERY PLAN {sql}", slots)]
    return [step for step in plan if step.startswith("SCAN ") and not bounded(step, sql)]


def ask_all(store: Store, of: str = P) -> object:
    one = stored(store, of)
    names = {"agents": ("ana", "luis"), "teams": ("n1",), "keys": ("vip",), "queues": ("support",)}
    with store.write():
        return store.rule_facts(one, ALL, NOW, **names)


def way_of_a_verdict(store: Store) -> None:
    """Everything intake, the timers, explain and replay ask because of the rules."""
    ask_all(store)
    ended = replace(stored(store), status="resolved", resolved_at=NOW, assignee="luis")
    change(
        store,
        7,
        ticket=ended,
        resolution_seconds=50,
        pins=("folder",),
        unpins=("priority",),
        fired=("a",),
        sla=PROMISED,
        cancel_timers=("sla",),
        verdict=(facts(), a_verdict()),
    )
    change(store, 8, ticket=replace(stored(store), status="open", resolved_at=None))
    with store.write():
        store.rule_facts(stored(store), ALL, NOW + DAY, agents=("ana",))
    list(store.verdicts(NOW, limit=5))
    store.last_verdict(P)
    store.count_verdicts(NOW)
    store.rule_hits("factura", NOW)
    store.put_policy("r1", {})
    store.good_policy()
    store.tidy(NOW)


def test_no_statement_of_the_rules_reads_a_whole_table(store: Store) -> None:
    take(store, 1, P, ticket=owned(P, "ana"))
    seen = set(traced(store, lambda: way_of_a_verdict(store)))
    asked = [sql for sql in seen if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT)", sql, re.IGNORECASE)]
    assert {sql: found for sql in asked if (found := scans(store, sql))} == {}
    assert len(asked) > 40


def test_facts_take_the_same_few_questions_at_any_size(store: Store) -> None:
    take(store, 1, P, ticket=owned(P, "ana"), sla=PROMISED, pins=("folder",))
    ask_all(store)  # the day's first: the window of the means moves
    few = traced(store, lambda: ask_all(store))
    for n in range(2, 40):
        take(store, n, f"HD-{n}", ticket=owned(f"HD-{n}", "ana"))
    assert traced(store, lambda: ask_all(store)) == few
    assert sum(sql.startswith("SELECT") for sql in few) <= 10
    nothing = traced(store, lambda: store.rule_facts(ticket("HD-NEW"), frozenset(), NOW))
    assert nothing == []
