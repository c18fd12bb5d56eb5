"""The reading cell: the same mail as in-process, ended and replaced when a mail takes too much (threats A39, A43)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from threading import Thread

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.reading.wire import answer, answered, asked, request
from helpdesk.mailflow.parse import DEFAULT, ParseLimits, read
from helpdesk.tickets.mail import Unreadable
from tests.unit.mail_kit import letter, multipart

pytestmark = pytest.mark.slow  # kills and starves processes

TANGLED = multipart(*["\n\nuno"] * 40)
SLEEPER = [sys.executable, "-c", "import sys, time; sys.stdin.buffer.read(8); time.sleep(60)"]
DEAD = [sys.executable, "-c", "raise SystemExit(3)"]
BABBLER = [
    sys.executable,
    "-c",
    "import sys; sys.stdout.buffer.write(bytes(7) + b'\\x02[]'); sys.stdout.flush(); sys.stdin.read()",
]
EATER = [
    sys.executable,
    "-c",
    "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
]


@pytest.fixture(scope="module")
def cell() -> Iterator[ParseCell]:
    cell = ParseCell()
    yield cell
    cell.close()


def process_of(cell: ParseCell) -> int | None:
    return cell._process.pid if cell._process else None


def test_plain_mail_needs_no_process() -> None:
    cell = ParseCell(command=DEAD)
    assert cell.read(letter()) == read(letter())
    assert process_of(cell) is None


@pytest.mark.parametrize(
    "raw",
    [TANGLED, letter(body=b"\xff\0\xf1 " * 300_000), letter("Date: x", "To: " + "a@b.example, " * 600)],
    ids=["parts", "large", "recipients"],
)
def test_the_cell_reads_the_same_mail(cell: ParseCell, raw: bytes) -> None:
    assert cell.read(raw) == read(raw)


def test_the_cell_lives_on_and_serves_many_threads(cell: ParseCell) -> None:
    cell.read(TANGLED)
    before = process_of(cell)
    subjects: list[str] = []
    raws = [TANGLED.replace(b"duplicada", b"numero %d" % n) for n in range(8)]
    threads = [Thread(target=lambda raw=raw: subjects.append(cell.read(raw).subject)) for raw in raws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(subjects) == [f"Factura numero {n}" for n in range(8)]
    assert process_of(cell) == before


def test_a39_the_limits_of_shape_hold_before_any_process() -> None:
    cell = ParseCell(ParseLimits(parts=10), command=DEAD)
    with pytest.raises(Unreadable, match="more than 10 parts"):
        cell.read(TANGLED)


def test_a43_a_mail_that_hangs_the_reader_is_given_up_and_the_next_one_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("helpdesk.daemon.reading.cell._START_SECONDS", 0.0)
    cell = ParseCell(wall_seconds=0.3, command=SLEEPER)
    with pytest.raises(Unreadable, match="more than 0 seconds to read") as caught:  # and not when it wakes up
        cell.read(TANGLED)
    assert caught.value.reason == "parse-limit"
    assert process_of(cell) is None
    cell._command = ParseCell()._command
    monkeypatch.undo()
    assert cell.read(TANGLED) == read(TANGLED)
    cell.close()


@pytest.mark.parametrize("command", [DEAD, BABBLER, EATER], ids=["dead", "babbling", "cpu"])
def test_a39_a_cell_that_dies_or_babbles_holds_the_mail(command: list[str]) -> None:
    cell = ParseCell(command=command)
    with pytest.raises(Unreadable) as caught:
        cell.read(TANGLED)
    assert caught.value.reason == "parse-limit"
    assert process_of(cell) is None


def test_a39_memory_is_limited() -> None:
    cell = ParseCell(memory=256 * 1024 * 1024)
    with pytest.raises(Unreadable, match="memory"):
        cell.read(letter(body=b"\xf1\r\n" * 20_000_000))
    assert cell.read(TANGLED) == read(TANGLED)
    cell.close()


def test_a_killed_cell_is_replaced(cell: ParseCell) -> None:
    cell.read(TANGLED)
    pid = process_of(cell)
    assert pid is not None
    os.kill(pid, 9)
    assert cell._process is not None
    cell._process.wait()
    assert cell.read(TANGLED) == read(TANGLED)


def test_a_fork_does_not_talk_to_its_parents_cell(cell: ParseCell, monkeypatch: pytest.MonkeyPatch) -> None:
    cell.read(TANGLED)
    parents = cell._process
    assert parents is not None
    monkeypatch.setattr(cell, "_owner", os.getpid() + 1)
    assert cell.read(TANGLED) == read(TANGLED)
    assert process_of(cell) not in {None, parents.pid}
    assert parents.poll() is None
    parents.kill()
    for pipe in (parents.stdin, parents.stdout):
        assert pipe is not None
        pipe.close()
    parents.wait()


def test_what_goes_over_the_wire_comes_back() -> None:
    raw, limits = asked(request(TANGLED, ParseLimits(parts=7))[8:])
    assert (raw, limits) == (TANGLED, ParseLimits(parts=7))
    mail = read(multipart("Content-Type: image/png\nContent-ID: <x>\n\nPNG", "\n\nhola"), DEFAULT)
    assert answered(answer(mail)[8:]) == mail
    with pytest.raises(Unreadable) as caught:
        answered(answer(Unreadable("parse-limit", "too much"))[8:])
    assert (caught.value.reason, caught.value.detail) == ("parse-limit", "too much")
