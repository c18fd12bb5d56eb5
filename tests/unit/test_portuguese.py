"""One Portuguese for readers in Brazil and in Portugal: the desk is 'o atendimento', and words are not mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.mailflow.marks import TO_THE_DESK, is_separator, separator
from helpdesk.tickets.reasons import CODES, reason

ROOT = Path(__file__).resolve().parents[2]
# 'mesa' is a table and 'central' an exchange; the others are spelled another way everywhere else in these texts.
OTHERS = re.compile(r"\b(mesas?|central|centrais|equipas?|registad[oa]s?)\b", re.IGNORECASE)
THIRDS = ("daemon/starter/words.txt", "rules/hover.txt")  # blocks of three lines: es, en, pt


def texts() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates_mail").glob("*.pt*")):
        yield path.name, path.read_text("utf-8")
    yield "pages", (ROOT / "web_min/words/pt.txt").read_text("utf-8")
    yield (
        "reasons",
        "\n".join(f"{said.words} {said.advice}" for said in (reason(code, "pt") for code in CODES)),
    )
    for name in THIRDS:
        yield name, "\n".join(third_lines((ROOT / name).read_text("utf-8")))


def third_lines(text: str) -> Iterator[str]:
    n = 0
    for line in text.splitlines():
        if not line or line.startswith("#") or re.fullmatch(r"[A-Za-z]+(\.[\w-]+)+", line):
            continue
        n += 1
        if n % 3 == 0:
            yield line


TEXTS = dict(texts())


@pytest.mark.parametrize("name", TEXTS)
def test_the_desk_has_one_name(name: str) -> None:
    text = TEXTS[name]
    words = "\n".join(
        line.partition(" = ")[2] or line for line in text.splitlines() if not line.startswith("#")
    )
    assert OTHERS.findall(words) == []
    assert len(words) > 20


def test_the_third_lines_are_the_portuguese_ones() -> None:
    for name in THIRDS:
        lines = list(third_lines((ROOT / name).read_text("utf-8")))
        assert any("ção" in line or "ções" in line for line in lines) and not any(
            "ción" in line for line in lines
        )


def test_a_mail_that_still_names_the_desk_otherwise_is_known_as_ours() -> None:
    """It lies in inboxes, and is answered."""
    for start in (TO_THE_DESK["pt"], "-- Se você responder, só a central lê "):
        assert is_separator("> " + separator(start))
