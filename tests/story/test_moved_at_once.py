"""A first mail that goes to another team at once: its receipt says so and why, and no second mail does."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.parse_cell import ParseCell
from tests.story.rig.shop import shop, ticket, writes

UP = (
    "reasons: {r: {es: lo ve la dirección, en: the management sees to it, pt: a direção trata disso}}\n"
    "rules: [{id: up, when: {text: abogado}, escalate: {to: n2, reason: r, tell_customer: true}}]\n"
)
OWN = "Recibido: {{ protocol }} {{ promise }}\n{% for one in other_languages %}{{ one.words }} {% endfor %}\n"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Su caso ya pasó a otro equipo porque lo ve la dirección."),
        ("en", "Your case has already moved to another team because the management sees to it."),
        ("pt", "Seu caso já passou para outra equipe porque a direção trata disso."),
    ],
)
def test_one_mail_out_for_one_mail_in(tmp_path: Path, cell: ParseCell, language: str, said: str) -> None:
    known = f'customers: {{"@gmail.example": {{language: {language}}}}}\n'
    with shop(tmp_path, cell, {"escalation.yaml": UP, "customers.yaml": known}) as world:
        told = writes(world, "lucia", "Factura", "Hablaré con mi abogado.")
        [receipt] = [one for one in told.sent if "lucia" in one.to]
        assert receipt.kind == "ack" and said in receipt.text
        events = [one for one in world.store.events(ticket(world).protocol) if one.kind == "told"]
        assert [one.after for one in events] == ["escalated r"]


def test_a_receipt_in_the_desks_own_words_that_says_nothing_of_it(tmp_path: Path, cell: ParseCell) -> None:
    files = {"escalation.yaml": UP, "templates/acknowledgement.es.txt": OWN}
    with shop(tmp_path, cell, files) as world:
        told = writes(world, "lucia", "Factura", "Hablaré con mi abogado.")
        assert [one.kind for one in told.sent if "lucia" in one.to] == ["ack", "sla"]


def test_a_stranger_whom_nothing_proves_gets_a_receipt_that_says_nothing(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, {"escalation.yaml": UP}) as world:
        told = writes(world, "lucia", "Factura", "Hablaré con mi abogado.", proof="none")
        receipt = next(one for one in told.sent if "lucia" in one.to and one.kind == "ack")
        assert "equipo" not in receipt.text
