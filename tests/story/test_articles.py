"""Articles in the receipt: where they fit, in her language, for who is proven; a person answers anyway."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import because, shop, ticket, writes

FILES = {
    "kb/cobro-repetido.es.md": "---\ntitle: Por qué un cobro aparece dos veces\n---\nEl banco muestra una reserva.\n",
    "kb/cobro-repetido.en.md": "---\ntitle: Why a charge shows twice\nlink: https://acme.example/kb/twice\n---\n",
    "kb/cobro-repetido.pt.md": "---\ntitle: Por que uma cobrança aparece duas vezes\n---\nO banco reserva.\n",
    "kb/largo.es.md": "---\ntitle: Todo\nwords: [enciclopedia]\n---\n" + "Mucho texto. " * 100 + "\n",
}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Me han cobrado dos veces la factura, ¿pueden mirarlo?",
            "Quizá le sirva mientras tanto:\n«Por qué un cobro aparece dos veces»\n  El banco muestra una reserva.\n",
        ),
        (
            "You have charged me twice, and the charge shows on my card.",
            "This may help meanwhile:\n“Why a charge shows twice” https://acme.example/kb/twice\n",
        ),
        (
            "A minha cobrança aparece duas vezes, podem ver?",
            "Enquanto isso, talvez ajude:\n“Por que uma cobrança aparece duas vezes”\n  O banco reserva.\n",
        ),
    ],
)
def test_offered_in_her_language(tmp_path: Path, cell: ParseCell, said: str, shown: str) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = writes(world, "lucia", "-", said)
        assert told.mails[:2] == ["ack to lucia", "notification to ana"] or "ack to lucia" in told.mails
        assert shown in told.sent[0].text, told.sent[0].text
        assert because(world, "suggested").startswith(("0.73", "0.81", "0.84"))
        assert f"kb/cobro-repetido.{ticket(world).language}.md:1" in because(world, "suggested"), (
            "its own file"
        )
        sla = world.store.sla(ticket(world).id)
        assert sla.first_response is not None and not sla.paused, "the clock runs"


@pytest.mark.parametrize("proof", ["none", "fail"])
def test_nothing_for_whom_nothing_proves(tmp_path: Path, cell: ParseCell, proof: str) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = writes(world, "lucia", "-", "Me han cobrado dos veces la factura.", proof=proof)
        assert not any("reserva" in sent.text for sent in told.sent if "lucia" in sent.to)
        assert [one for one in world.store.events(ticket(world).protocol) if one.kind == "suggested"] == []


def test_not_where_nothing_fits_and_not_a_book(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        assert "mientras tanto" not in writes(world, "lucia", "Hola", "¿Abren mañana?").sent[0].text
        assert "mientras tanto" not in writes(world, "pedro", "La enciclopedia", "¿La tienen?").sent[0].text
