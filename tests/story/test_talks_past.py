"""An agent's mail that answers nobody at the desk, and a stranger's with her handle: what stays inside (A13, A14)."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.people import address_of
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tap import tap
from tests.story.rig.tell import Told, tell
from tests.story.rig.template import last
from tests.story.rig.world import World
from tests.story.test_commands import FILES

BLOCK = {
    "es": "---------- Mensaje reenviado ---------\nDe: Lucía (cliente) <tienda@acme.example>\n"
    "Fecha: lun, 23 nov 2026 9:10\nAsunto: La factura\nPara: Ana <ana@acme.example>\n\nTengo una pregunta.",
    "en": "---------- Forwarded message ---------\nFrom: Lucia (customer) <tienda@acme.example>\n"
    "Date: Mon, 23 Nov 2026 9:10\nSubject: La factura\nTo: Ana <ana@acme.example>\n\nTengo una pregunta.",
    "pt": "---------- Mensagem encaminhada ---------\nDe: Lucía (cliente) <tienda@acme.example>\n"
    "Data: seg, 23 nov 2026 9:10\nAssunto: La factura\nPara: Ana <ana@acme.example>\n\nTengo una pregunta.",
}
SECRET = "SECRETO: ¿qué hago con esta?"
DESK = "tienda@acme.example"
LUIS = "Luis <luis@acme.example>"


def sends(
    world: World, to: str, prefix: str, body: str, cc: str = "", who: str = "ana", rcpt: str = DESK
) -> Told:
    """Somebody sends a mail that names Ana's notification as what it answers; the desk gets it at `rcpt`."""
    copy = f"Cc: {cc}\n" if cc else ""
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@x.example>\n"
        f"Subject: {prefix}{{subject of notification 1 to ana}}\n"
        f"In-Reply-To: {{message-id of notification 1 to ana}}\n"
        f"From: {who.title()} <{address_of(who)}>\nTo: {to}\n{copy}\n{body}\n",
        who,
        "pass",
        rcpt=(rcpt,),
    )


def is_a_note(world: World, told: Told) -> None:
    assert told.outcome == "note" and told.mails[-1] == "notification to ana", told.line
    assert set(told.mails) <= {"notification to ana", "notification to luis"}
    assert [one.direction for one in world.store.messages(ticket(world).protocol)] == ["in", "note"]


@pytest.mark.parametrize(
    ("to", "prefix", "cc"),
    [
        (LUIS, "Fwd: ", DESK),
        (DESK, "Fwd: ", ""),
        (DESK, "RV: ", ""),
        (DESK, "Enc: ", ""),
        (DESK, "TR: ", ""),
        (DESK, "WG: ", ""),
        (DESK, "I: ", ""),
        (LUIS, "Fwd: ", ""),
        (DESK, "Re: ", ""),  # her program calls it an answer, the block says what it is
    ],
)
def test_a14_a_notification_she_forwards_stays_inside(
    to: str, prefix: str, cc: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        is_a_note(world, sends(world, to, prefix, f"{SECRET}\n\n{BLOCK['es']}", cc))


@pytest.mark.parametrize("language", ["en", "pt"])
def test_so_it_does_in_the_words_of_other_programs(language: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        is_a_note(world, sends(world, DESK, "Re: ", f"{SECRET}\n\n{BLOCK[language]}"))


@pytest.mark.parametrize("cc", [DESK, ""])
def test_what_she_answers_to_a_colleague_with_the_desk_in_copy_stays_inside(
    cc: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        is_a_note(world, sends(world, LUIS, "Re: ", SECRET, cc))


def test_a_forward_to_the_address_that_answers_the_customer_stays_inside(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        to = "{reply-to of notification 1 to ana}"
        is_a_note(world, sends(world, to, "Fwd: ", f"{SECRET}\n\n{BLOCK['es']}", rcpt=DESK))


def test_its_commands_are_done_and_no_word_of_it_goes_out(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = sends(world, DESK, "RV: ", f"#prioridad alta\n\n{SECRET}\n\n{BLOCK['es']}")
        is_a_note(world, told)
        assert ticket(world).priority == "high"


def test_one_tap_sends_it_all_the_same_without_what_was_forwarded(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        sends(world, DESK, "RV: ", f"Ya está devuelto.\n\n{BLOCK['es']}")
        assert tap(world, "ana", "Enviar al cliente", "notification").mails == ["reply to lucia"]
        assert world.store.messages(ticket(world).protocol)[-1].own_words == "Ya está devuelto."


def test_one_tap_sends_no_mail_of_somebody_else_that_was_forwarded(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        block = BLOCK["es"].replace("Tengo una pregunta.", "A este no le devolváis nada.")
        sends(world, DESK, "RV: ", f"Ya está devuelto.\n\n{block}")
        assert tap(world, "ana", "Enviar al cliente", "notification").mails == ["receipt to ana"]
        assert "sigue siendo nota" in last(world, "receipt", "ana").text
        note = world.store.messages(ticket(world).protocol)[-1]
        assert note.direction == "note" and "A este no le devolváis nada." in note.own_words


def test_an_answer_to_the_plain_address_goes_out_where_no_program_keeps_the_plus(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert sends(world, DESK, "Re: ", "Hoy mismo.").mails == ["reply to lucia"]


def test_an_answer_that_quotes_what_the_customer_forwarded_is_an_answer(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        quoted = f"El 23/11/26 a las 9:10, Lucía (cliente) escribió:\n\n{BLOCK['es']}"
        assert sends(world, DESK, "Re: ", f"Hoy mismo.\n\n{quoted}").mails == ["reply to lucia"]


def strangers(world: World, body: str) -> Told:
    writes(world, "lucia", "La factura")
    to = "{reply-to of notification 1 to ana}"
    told = sends(world, to, "Re: ", body, who="mallory")
    assert (told.outcome, told.reason) == ("held", "agent-alias")
    return told


def test_her_yes_to_a_strangers_mail_lets_his_words_out_and_obeys_no_command(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        strangers(world, "#resolver\n#prioridad alta\n\nHoy mismo se lo devolvemos.")
        assert tap(world, "ana", "Sí, enviar").mails == ["reply to lucia"]
        assert world.store.messages(ticket(world).protocol)[-1].own_words == "Hoy mismo se lo devolvemos."
        assert (ticket(world).status, ticket(world).priority) == ("open", "normal")


def test_a_strangers_mail_of_commands_alone_stays_held_whatever_she_says(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        strangers(world, "#resolver\n#prioridad alta")
        assert tap(world, "ana", "Sí, enviar").mails == ["receipt to ana"]
        assert [one.reason for one in world.store.held()] == ["agent-alias"]
        assert (ticket(world).status, ticket(world).priority) == ("new", "normal")


def test_the_customer_who_writes_to_an_agents_handle_speaks_for_herself(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        to = "{reply-to of notification 1 to ana}"
        for n in (2, 3):
            told = sends(world, to, "Re: ", f"#resolver\n\nTengo más datos ({n}).", who="lucia")
            assert (told.outcome, told.known_as, told.mails) == (
                "threaded",
                "customer",
                ["notification to ana"],
            )
            one = world.store.messages(ticket(world).protocol)[-1]
            assert (one.direction, one.n, ticket(world).status) == ("in", n, "new")
