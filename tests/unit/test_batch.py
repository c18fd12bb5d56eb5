"""Lines of a batch: what each asks for, of which ticket, and where they end."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.batch import MOST, lines_of
from helpdesk.mailflow.protocol import check_character

ONE, TWO = (f"ACM-2611-{five}{check_character(f'2611{five}')}" for five in ("7K3MG", "9QZ2M"))


def read(text: str) -> list[tuple[str, str, str]]:
    lines, _ = lines_of(text, ("ACM",))
    found = []
    for line in lines:
        assert line.verb is not None, line.fault
        found.append((line.verb.name, line.verb.value, line.protocol))
    return found


def test_the_hash_may_be_left_out_and_the_protocol_is_the_last_word() -> None:
    assert read(f"#resolver {ONE}\nasignar luis {TWO}.\n\u00a0＃tag +a -b [{ONE}]") == [
        ("solve", "", ONE),
        ("assign", "luis", TWO),
        ("tag", "+a -b", ONE),
    ]
    assert read(f"#escalar n2 tiempo: como en {TWO} {ONE.lower()}") == [
        ("escalate", f"n2 tiempo: como en {TWO}", ONE)
    ]


def test_a_search_keeps_its_protocol_and_a_queue_has_none() -> None:
    assert read(f"#buscar {ONE}\n#cola\nayuda") == [("search", ONE, ""), ("queue", "", ""), ("help", "", "")]


@pytest.mark.parametrize(
    "end", ["gracias", "Thanks!", "Gracias,", "FIN", "end", "fim", "--", "—", "-- ", "-- Ana"]
)
def test_it_ends_at_a_word(end: str) -> None:
    lines, by = lines_of(f"#resolver {ONE}\n{end}\n#spam {ONE}", ("ACM",))
    assert len(lines) == 1 and by


@pytest.mark.parametrize(
    ("line", "what", "column"),
    [
        ("#resolver", "command_needs_protocol", 10),
        ("#resolver ACM-2611-ZZZZZ", "command_no_ticket", 11),
        (f"#nota {ONE}", "command_needs_text", 1),
        (f"#kb x {ONE}", "command_needs_text", 1),
        (f"#asignar {ONE}", "command_value", 1),
        (f"#resolver ya {ONE}", "command_alone", 11),
        (f"#resolvr {ONE}", "command_unknown", 1),
        ("#1 Hola", "command_unknown", 1),
        ("\\#resolver", "command_unknown", 1),
    ],
)
def test_what_is_wrong_has_its_place(line: str, what: str, column: int) -> None:
    [found], _ = lines_of(f"\n{line}", ("ACM",))
    assert found.fault is not None and found.verb is None
    assert (found.fault.what, found.fault.line, found.fault.column) == (what, 2, column)


def test_it_is_bounded() -> None:
    lines, _ = lines_of("#cola\n" * 10_000, ("ACM",))
    assert len(lines) == MOST + 1
    assert lines[-1].fault is not None and lines[-1].fault.what == "command_too_many"
