"""Nothing on a mail's way reads a whole table: its cost is the same however many tickets there are (house.md 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.mails import Mix
from bench.people import past, write_desk
from bench.seed import fill
from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.parts import make_sender
from helpdesk.daemon.wiring import open_desk
from helpdesk.tickets.database import Database

TICKETS, MAILS = 30, 60  # enough that every kind of statement is run, which the test counts
# Tables with a row for each reason, counter or queue: small whatever the desk's size.
SMALL = ("alerts", "counters", "turns")
SUBQUERIES = ("counted",)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every SQL text that the store runs from now on."""
    seen: set[str] = set()
    run, many = Database._run, Database.many

    def noted_run(self: Database, sql: str, params: Sequence[Any]) -> Any:
        seen.add(sql)
        return run(self, sql, params)

    def noted_many(self: Database, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        seen.add(sql)
        many(self, sql, rows)

    monkeypatch.setattr(Database, "_run", noted_run)
    monkeypatch.setattr(Database, "many", noted_many)
    return seen


@pytest.mark.slow  # a whole desk and the plan of every statement
@pytest.mark.parametrize("sample", [False, True], ids=["agents alone", "sample policy"])
def test_no_statement_on_a_mails_way_scans_a_table(
    tmp_path: Path, statements: set[str], sample: bool
) -> None:
    clock = ManualClock(past(1, TICKETS).at)
    with open_desk(write_desk(tmp_path, sample=sample), None, clock=clock) as desk:
        fill(desk.store, TICKETS)
        statements.clear()
        desk.store.receive([arrival for _, arrival in Mix(TICKETS, 1, 1, clock.now()).arrivals(MAILS)])
        intake = Intake(desk)
        while intake.work():
            pass
        assert make_sender(desk, lambda alert: None).send_due(1000) > MAILS
        for _ in range(3 * sample):  # the promises of all of them break, the rules look, everybody is warned
            clock.advance(timedelta(days=4))
            while desk.store.due_timers(clock.now(), 200) + intake.work():
                pass
        # INSERT ... VALUES reads nothing; the scans its plan shows are for deferred references, and there are none.
        asked = sorted(sql for sql in statements if sql.startswith(("SELECT", "UPDATE", "DELETE")))
        assert len(asked) > 40 and sample == any("w.kind = ?" in sql for sql in asked)
        scans = [f"{step}: {sql}" for sql in asked for step in _scans(desk.store._db, sql)]
    assert scans == [], "\n".join(scans)


def _scans(db: Database, sql: str) -> list[str]:
    steps = [str(row[-1]) for row in db.rows(f"EXPLAIN QUERY PLAN {sql}", *[None] * sql.count("?"))]
    return [
        step for step in steps if step.startswith("SCAN") and step.split()[1] not in (*SMALL, *SUBQUERIES)
    ]
