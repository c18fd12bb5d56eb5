"""What an agent pastes or marks with '>' is hers unless something shows that it is quoted: nothing vanishes unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.parse_cell import ParseCell
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tell import tell
from tests.story.rig.world import World

FILES = {
    "agents.yaml": """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], langs: [es]}
"""
}
CUSTOMERS = "Me siguen cobrando dos veces.\nAdjunto el extracto de mi cuenta."
PROMPT = "Hola otra vez\n\n> pip install acme\n\nUn saludo"
BANK = (
    "Hola:\n\nLe copio lo del banco.\n\nDe: Banco <b@banco.example>\nEnviado: jueves\nPara: Acme\nAsunto: cargo\n\n"
    "El cargo es correcto.\n\nUn saludo, Ana"
)


def mails(tmp_path: Path, cell: ParseCell, body: str, parent: bool = True) -> tuple[str, str, list[str], str]:
    """Ana answers with `body`: what became of it, why it is held, the mails that followed, her words as filed."""
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura", CUSTOMERS)
        return _answer(world, body, parent)


def _answer(world: World, body: str, parent: bool) -> tuple[str, str, list[str], str]:
    answers = "In-Reply-To: {message-id of notification to ana}\n" if parent else ""
    told = tell(
        world,
        "Date: {date}\nMessage-ID: <own1@acme.example>\nSubject: {subject of notification to ana}\n"
        f"From: Ana Ruiz <ana@acme.example>\nTo: {{reply-to of notification to ana}}\n{answers}\n{body}\n",
        "ana",
        "pass",
    )
    words = world.store.messages(ticket(world).protocol)[-1].own_words
    return told.outcome, told.reason or "", list(told.mails), words


@pytest.mark.parametrize("body", [PROMPT, "Pruebe esto:\n\n>>> import acme\n>>> acme.version()", BANK])
def test_what_quotes_nothing_goes_out_whole(tmp_path: Path, cell: ParseCell, body: str) -> None:
    assert mails(tmp_path, cell, body) == ("threaded", "", ["reply to lucia"], body)


def test_it_stays_in_a_note_too(tmp_path: Path, cell: ParseCell) -> None:
    outcome, _, _, words = mails(tmp_path, cell, f"#nota\n\n{PROMPT}")
    assert (outcome, words) == ("note", PROMPT)


@pytest.mark.parametrize(
    "quote",
    [
        "> Me siguen cobrando dos veces.\n> Adjunto el extracto de mi cuenta.",
        "{quoted of notification to ana}",
        "El lun, 23 nov 2026 a las 9:10, Lucía escribió:\n\n> algo que nadie\n> conoce aquí",
        "De: Lucía <lucia@cliente.example>\nEnviado: lunes\nPara: Acme <tienda@acme.example>\nAsunto: x\n\nOtra cosa.",
        "De: Alguien <x@y.example>\nEnviado: lunes\nPara: Acme\nAsunto: Re: La factura\n\nOtra cosa.",
        f"De: Tienda\nEnviado: lunes 23/11/2026 9:10\nPara: Ana\nAsunto: x\n\n{CUSTOMERS}",
    ],
)
@pytest.mark.parametrize("parent", [True, False], ids=["answers", "answers nothing"])
def test_what_is_shown_to_be_quoted_is_cut(tmp_path: Path, cell: ParseCell, quote: str, parent: bool) -> None:
    found = mails(tmp_path, cell, f"Hecho.\n\n{quote}", parent)
    assert found == ("threaded", "", ["reply to lucia"], "Hecho.")


@pytest.mark.parametrize(
    "head",
    [
        "-----Mensaje original-----\nDe: Banco <b@banco.example>\nEnviado: jueves\nPara: Acme\nAsunto: cargo",
        "De: Banco\nEnviado: jueves 26/11/2026 9:10\nPara: Acme\nAsunto: cargo",
    ],
)
def test_what_may_be_either_is_held_and_she_is_told(tmp_path: Path, cell: ParseCell, head: str) -> None:
    outcome, why, sent, _ = mails(
        tmp_path, cell, f"Le copio lo del banco.\n\n{head}\n\nEs correcto.\n\nUn saludo"
    )
    assert (outcome, why, sent) == ("held", "written-into", ["receipt to ana"])
