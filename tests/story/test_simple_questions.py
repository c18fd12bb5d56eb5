"""Simple questions (N0): answered by a rule in her language, with a person one word away and answering all the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from helpdesk.daemon.letters.macro import receipt_of
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.preview import previews
from helpdesk.tickets.model import Changes
from tests.story.rig.shop import at, because, later, mails, replies, shop, ticket, writes, writes_again
from tests.story.rig.world import World

SAMPLE = Path(__file__).resolve().parents[2] / "config"
TAGS = "tags: {facturacion: {}, tecnico: {}, vip: {}, boletin: {}, consulta: {}, queja: {}}\nrules:\n"
RULES = (SAMPLE / "tags.yaml").read_text("utf-8")
FILES = {
    "tags.yaml": TAGS + RULES[RULES.index("  - id: pregunta-horario") :],
    **{
        f"macros/{path.name}": path.read_text("utf-8")
        for macro in ("horario", "formas-de-pago")
        for path in (SAMPLE / "macros").glob(f"{macro}.*.md")
    },
}


def answers(world: World) -> list[str]:
    return [event.after for event in world.store.events(ticket(world).protocol) if event.kind == "macro"]


@pytest.mark.parametrize(
    ("subject", "asks", "answer", "word", "greets", "person"),
    [
        (
            "Una pregunta",
            "Buenos días, ¿a qué hora abren los sábados?",
            "de 10:00 a 13:00",
            "HUMANO",
            "Hola, Lucia:",
            "una persona",
        ),
        (
            "A question",
            "Good morning, how can I pay for my order?",
            "by bank transfer",
            "HUMAN",
            "Hello Lucia,",
            "a person",
        ),
        (
            "Uma pergunta",
            "Bom dia, qual é o horário de vocês aos sábados?",
            "das 10:00 às 13:00",
            "HUMANO",
            "Olá, Lucia,",
            "uma pessoa",
        ),
    ],
)
def test_answered_in_her_language_and_a_person_answers_all_the_same(
    tmp_path: Path, cell: ParseCell, subject: str, asks: str, answer: str, word: str, greets: str, person: str
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = writes(world, "lucia", subject, asks, name="Lucia Perez")
        assert told.mails == ["notification to ana", "macro to lucia"], "the answer is the receipt"
        said = told.sent[-1].text
        assert answer in said and f": {word}." in said and "13:10" in said and ticket(world).protocol in said
        assert said.startswith(greets), "as a receipt greets"
        assert said.lower().count(person) == 2, "who answers by when, and how to ask for one: each once"
        state = world.store.sla(ticket(world).id)
        assert "first_response" in state.owed("new"), "a macro is no answer"
        assert ticket(world).status == "new" and not state.paused, "the clock runs"
        replies(world, "ana")
        state = world.store.sla(ticket(world).id)
        assert "first_response" not in state.owed("open"), "hers is"


def test_after_the_word_nothing_more_is_answered_by_itself(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "Horario", "¿A qué hora abren los sábados?")
        assert answers(world) == ["horario"]
        told = writes_again(world, "lucia", "HUMANO", "macro")
        assert "sla to ana" in told.mails and "le atenderá una persona" in told.sent[0].text
        assert writes_again(world, "lucia", "¿Y cuáles son las formas de pago?", "macro").mails == [
            "notification to ana"
        ]
        assert answers(world) == ["horario"]


def test_on_a_sunday_the_queue_hears_that_she_asked_for_a_person(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        at(world, 6 * 24 + 12)
        writes(world, "lucia", "Horario", "¿A qué hora abren los sábados?")
        assert not ticket(world).assignee, "on a Sunday nobody is on duty"
        told = writes_again(world, "lucia", "HUMANO", "macro")
        assert "Ya está avisada" in told.sent[0].text
        assert told.mails[1:] and all(one.startswith("sla to ") for one in told.mails[1:])
        assert "pide que le atienda una persona" in told.sent[1].text


def test_without_the_word_each_question_is_answered_once(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "Horario", "¿A qué hora abren los sábados?")
        assert (
            "macro to lucia" in writes_again(world, "lucia", "¿Cuáles son las formas de pago?", "macro").mails
        )
        assert "macro to lucia" not in writes_again(world, "lucia", "¿Y a qué hora cierran?", "macro").mails
        assert answers(world) == ["horario", "formas-de-pago"]


def test_a21_what_asks_every_minute_is_answered_once(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        for _ in range(12):
            writes(world, "lucia", "Horario", "¿A qué hora abren los sábados?")
            later(world, "1m")
        assert of_rules(world) == ["macro to lucia"]
        why = because(world, "not-told")
        assert why.startswith("the sender wrote less than 10 minutes ago"), why


def test_who_asks_all_day_is_answered_as_often_as_receipts_are_sent(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        for _ in range(7):
            writes(world, "lucia", "Pagar", "¿Cuáles son las formas de pago?")
            later(world, "11m")
        assert of_rules(world) == ["macro to lucia"] * world.desk.receipts.per_day
        assert because(world, "not-told").startswith("the sender wrote 5 times today already")


def of_rules(world: World) -> list[str]:
    return [one for one in mails(world) if one.startswith(("macro", "ack"))]


def test_one_word_closes_it(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "Horario", "¿A qué hora abren los sábados?")
        assert "ack to lucia" in writes_again(world, "lucia", "Cerrar", "macro").mails
        assert ticket(world).status == "closed"


def test_who_is_not_proven_or_complains_is_answered_by_people(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = writes(world, "lucia", "Horario", "¿A qué hora abren?", proof="none")
        assert not any(one.startswith("macro") for one in told.mails)


def test_a_receipt_that_is_held_back_stays() -> None:
    ack = previews("es")["acknowledgement"].outgoing
    plain = Changes("done", "opened", "", outgoing=(ack,))
    assert ack.kind == "ack" and receipt_of(plain) == ack
    assert receipt_of(replace(plain, outgoing=(replace(ack, park="held"),))) is None
