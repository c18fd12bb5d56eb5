"""Reactions as programs write them, and what people write about reacting, which is none."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.parse import read
from helpdesk.mailflow.reaction import reaction


def why(body: str, name: str = "Lucía Pérez", head: str = "") -> str:
    raw = f"From: {name} <lucia@cliente.example>\nIn-Reply-To: <x@acme.example>\nMIME-Version: 1.0\n{head}"
    return reaction(read(f"{raw}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode()))


@pytest.mark.parametrize(
    "body",
    [
        "Lucía Pérez reacted to your message:", "LUCIA PEREZ reaccionó a su mensaje", "Lucía Pérez reagiu à mensagem:",
        "like\nLucía Pérez ha reaccionado a tu mensaje:", "👍\nLucía Pérez reagiu via Gmail", "lucia reacted via Gmail",
        "❤️ lucia@cliente.example reacted to this e-mail.", "Lucía Pérez a réagi à votre message :",
        "Lucía Pérez hat auf Ihre Nachricht reagiert", "Loved “Ya está.”", "A Lucía Pérez le gustó «Ya está.»",
        "Pérez Soto, Lucía reacted to your message:", "thumbs up\nLucía M. Pérez reaccionó a tu mensaje:",
        "Lucía Pérez laughed at “Ya está.”", "Removed a like from “Ya está.”", 'Questionou "Já está."',
        "Reacted 😂 to “Ya está.”",
    ],
)  # fmt: skip
def test_a_program_says_who_reacted(body: str) -> None:
    assert why(body)
    assert why(
        f"{body}\n\nEl lun, 23 nov 2026 a las 9:10, Tienda <t@acme.example> escribió:\n\n> Ya está.\n> Un saludo"
    )


@pytest.mark.parametrize(
    "body",
    [
        "Nobody reacted to your message", "Mi jefe reaccionó a su mensaje:",
        "Ayer mi jefe y después también Lucía reaccionó a su mensaje",
        "Lucía Pérez reacted to your message: why?", "Lucía Pérez reacted to your message:\n\nBut it is not solved.",
        "El cliente dijo. Lucía Pérez reacted via Gmail",
        "No me gustó «Ya está.»: sigue igual", "I liked “Ya está.” but no",
        "Le gustó «Ya está.» y además preguntó por el plazo",
        "No reacciona al pulsar", "👍", "",
    ],
)  # fmt: skip
def test_what_people_write_about_it_is_none(body: str) -> None:
    assert why(body) == ""


def test_a_name_nobody_gave_counts_by_the_address_alone() -> None:
    assert why("lucia reacted to your message:", name="")
    assert not why("Ana reacted to your message:", name="")


@pytest.mark.parametrize(
    ("value", "is_one"), [("allow", False), ("disallow", False), ("", False), ("heart", True)]
)
def test_what_an_organisation_lets_others_do_is_no_reaction(value: str, is_one: bool) -> None:
    assert bool(why("Sigue igual.", head=f"x-ms-reactions: {value}\n")) is is_one


def test_with_a_file_it_is_more_than_a_reaction() -> None:
    raw = (
        "From: Ana <a@acme.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
        "Ana reacted to your message:\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; "
        'filename="a.pdf"\n\nx\n--b--\n'
    )
    assert reaction(read(raw.encode())) == ""


def test_a_long_mail_costs_no_more_than_its_length() -> None:
    assert why("reacted to your message " * 50_000) == ""
