"""Whatever an admin can be told of has plain words: every code that stands in the daemon."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from helpdesk.daemon.outbox.relay_health import REASON
from helpdesk.tickets.reasons import CODES

DAEMON = Path(__file__).resolve().parents[2] / "daemon"
_TELLERS = {"Alert", "_tell", "alert", "hold"}


def codes() -> Iterator[tuple[str, str]]:
    """(code, place) of each constant that is given to something that tells an admin."""
    for path in sorted(DAEMON.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for argument in node.args[:2] if name in _TELLERS else ():
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                    yield argument.value, f"{path.name}:{node.lineno}"
                    break


def test_every_code_that_can_be_told_has_words() -> None:
    found = dict(codes())
    assert {"policy", "imap-refused", "not-delivered", "poison"} <= set(found)
    assert {code: place for code, place in found.items() if code not in CODES} == {}
    assert REASON in CODES
