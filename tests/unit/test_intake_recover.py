"""After a death: the mail that was in work is known, taken apart from the others, and set aside at the third (A43)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.wiring import open_desk
from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Arrival

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOBODY = 1 << 22  # above the largest pid there can be


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(None, tmp_path) as desk:
        yield desk


def receive(desk: Desk, *subjects: str) -> list[int]:
    arrivals: list[Arrival] = []
    for subject in subjects:
        raw = f"From: <ana@client.test>\r\nSubject: {subject}\r\n\r\nbuenas\r\n".encode()
        envelope = Envelope("smtp", "ana@client.test", (), "support")
        key = f"smtp:{desk.store.verify().received}:{len(arrivals)}"
        arrivals.append(Arrival(key, raw, mail_digest(raw), envelope, NOW))
    return desk.store.receive(arrivals)


def die_with(desk: Desk, rows: list[int]) -> None:
    (desk.settings.data_dir / f"in-work-{NOBODY}.json").write_text(json.dumps(rows))
    Intake(desk).recover()


def test_a43_one_that_kills_is_held_at_its_third_death_and_its_company_is_not(desk: Desk) -> None:
    rows = receive(desk, *"abcdef")
    die_with(desk, rows)
    intake = Intake(desk)
    assert [intake.work() for _ in rows[:2]] == [1, 1]  # each alone, in its turn
    die_with(desk, rows[2:3])
    die_with(desk, rows[2:3])
    held = desk.store.inbox(rows[2])
    assert held is not None and held.state == "held"
    assert held.result is not None and held.result["held_reason"] == "poison"
    while intake.work():
        pass
    states = [row.state for each in rows if (row := desk.store.inbox(each)) is not None]
    assert states == ["done", "done", "held", "done", "done", "done"]


def test_a43_those_behind_a_suspect_are_taken_together(desk: Desk) -> None:
    rows = receive(desk, *"abcdef")
    die_with(desk, rows[1:2])
    intake = Intake(desk)
    assert [intake.work() for _ in range(4)] == [1, 1, 4, 0]


def test_a43_a_copy_of_a_mail_in_safety_is_a_duplicate_even_if_it_kills(desk: Desk) -> None:
    first, second = receive(desk, "same", "same")
    Intake(desk).work(limit=1)
    for _ in range(3):
        die_with(desk, [second])
    row = desk.store.inbox(second)
    assert row is not None and row.result is not None and row.result["outcome"] == "duplicate"
    assert str(first) in row.result["because"]


def test_a43_a_released_mail_starts_with_a_clean_sheet(desk: Desk) -> None:
    [row] = receive(desk, "a")
    for _ in range(3):
        die_with(desk, [row])
    desk.store.release(row, "admin:root")
    assert Intake(desk).work() == 1
    after = desk.store.inbox(row)
    assert after is not None and after.state == "done"
