"""The printer: JSON for programs, words for people, nothing of others that could move a cursor."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta, timezone

from helpdesk.daemon.errors import Problem
from helpdesk.daemon.printer import Printer, as_json
from helpdesk.tickets.mail import Address


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def test_json_lines() -> None:
    """ASCII, one line, times in UTC as RFC 3339, dataclasses as objects."""
    at = datetime(2026, 11, 20, 9, 10, tzinfo=timezone(timedelta(hours=1)))
    record = {"at": at, "who": Address("a@x.example", "Ñandú"), "tags": frozenset({"b", "a"}), "none": None}
    line = as_json(record)
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line) == {
        "at": "2026-11-20T08:10:00.000000Z",
        "who": {"address": "a@x.example", "name": "Ñandú"},
        "tags": ["a", "b"],
        "none": None,
    }
    assert as_json({"at": at.astimezone(UTC)}) == '{"at": "2026-11-20T08:10:00.000000Z"}'


def test_words_are_made_visible() -> None:
    """A subject with an escape sequence, a bidi mark or a lone surrogate is shown, not obeyed."""
    out, err = io.StringIO(), io.StringIO()
    printer = Printer(out=out, err=err)
    printer.line({"subject": "\x1b[2Jhi \u202eevil \ud800"}, lambda record: f"- {record['subject']}")
    printer.complain("mail.eml", "bad \x1b[31mname", "Rename it")
    printer.problem(Problem("a:1:2", "odd", severity="warning"))
    assert "\x1b" not in out.getvalue() + err.getvalue()
    assert "\u202e" not in out.getvalue()
    assert out.getvalue().encode().startswith(b"- ")
    assert err.getvalue().endswith("Rename it\na:1:2: odd. [warning]\n")


def test_with_json_words_are_silent() -> None:
    """Only records reach stdout; complaints still reach stderr."""
    out, err = io.StringIO(), io.StringIO()
    printer = Printer(json=True, out=out, err=err)
    printer.say("hello")
    printer.record({"a": 1}, "one")
    printer.table(["a"], [{"a": 2}])
    printer.complain("x", "wrong")
    assert out.getvalue() == '{"a": 1}\n{"a": 2}\n'
    assert err.getvalue() == "x: wrong.\n"


def test_tables() -> None:
    """Tabs for programs; on a terminal, columns and a head; nothing where there is nothing."""
    out = io.StringIO()
    rows: list[dict[str, object]] = [
        {"id": "HD-1", "tags": ["a", "b"], "who": None},
        {"id": "HD-2", "tags": [], "who": "x\ty\nz"},
    ]
    Printer(out=out).table(["id", "tags", "who"], rows)
    assert out.getvalue() == "HD-1\ta, b\t-\nHD-2\t\tx y z\n"
    screen = Terminal()
    Printer(out=screen).table(["id", "who"], [{"id": "[bold]HD", "who": "ana"}])
    assert "[bold]HD" in screen.getvalue()
    assert len(screen.getvalue().splitlines()) == 2
    empty = Terminal()
    Printer(out=empty).table(["id"], [])
    assert empty.getvalue() == ""


def test_progress() -> None:
    """Only on a terminal's stderr, and never in the way of what is printed."""
    quiet = io.StringIO()
    assert list(Printer(out=io.StringIO(), err=quiet).progress([1, 2])) == [1, 2]
    assert quiet.getvalue() == ""
    screen = Terminal()
    assert list(Printer(out=io.StringIO(), err=screen).progress([1, 2, 3], "Reading")) == [1, 2, 3]


def test_progress_on_one_terminal() -> None:
    """Where nothing is printed meanwhile the bar may share the terminal; a stream's length may be told."""
    screen = Terminal()
    assert list(Printer(out=screen, err=screen).progress(iter([1, 2]), "Replaying", total=2)) == [1, 2]
    assert screen.getvalue() == ""
    shared = Printer(out=screen, err=screen)
    assert list(shared.progress(iter([1, 2]), "Replaying", total=2, alone=True)) == [1, 2]
    assert "Replaying" in screen.getvalue()
