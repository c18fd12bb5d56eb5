"""An absence notice of an agent's own program, with no header that says so, is never her answer (A16)."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.invariant import check
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tell import Told, tell
from tests.story.rig.world import World

NOTICES = [
    "Out of office",
    "Out of Office: Re: [ACM] Factura",
    "Fuera de la oficina",
    "Fuera de la oficina hasta el lunes",
    "Respuesta automática: Factura",
    "Automatic reply: Your ticket",
    "Ausência temporária",
    "Resposta automática: Nova mensagem",
    "Réponse automatique : Factura",
    "Absence du bureau",
    "Abwesenheitsnotiz: Factura",
    "Automatische Antwort: Factura",
    "Risposta automatica: Factura",
    "Fuori sede",
    "[Auto-Reply] Factura",
]
ANSWERS = [
    "{subject of notification to ana}",
    "Re: {subject of notification to ana}",
    "Re: Out of office: no arranca",
    "Out of office no arranca",
    "Fuera de la oficina también funciona",
    "Respuesta automática que no se envía",
    "Ausencia de respuesta",
]


def answers(world: World, subject: str, body: str, thread: str = "") -> Told:
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@acme.example>\nSubject: {subject}\n"
        "From: Ana <ana@acme.example>\nTo: {reply-to of notification to ana}\n"
        f"{thread}\n{body}\n",
        "ana",
        "pass",
    )


@pytest.mark.parametrize("thread", ["", "In-Reply-To: {message-id of notification to ana}\n"])
def test_a16_an_absence_notice_without_a_header_is_noted_and_sent_to_nobody(
    thread: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura", "Out of office: no arranca")
        for subject in NOTICES:
            told = answers(world, subject, "Vuelvo el lunes. Llame a Luis.", thread)
            assert (subject, told.outcome, told.mails) == (subject, "auto_reply", [])
        kept = [one for one in world.store.messages(ticket(world).protocol) if one.direction != "in"]
        assert {one.direction for one in kept} == {"note"} and len(kept) == len(NOTICES)
        check(world, [], "")


@pytest.mark.parametrize("subject", ANSWERS)
def test_a16_her_answer_about_the_word_goes_out(subject: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura", "Out of office: no arranca")
        told = answers(world, subject, "Pruebe a reiniciarlo.")
        assert "reply to lucia" in told.mails
        check(world, [], "")
