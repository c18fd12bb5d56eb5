"""Reply-all by an agent's own mail program: what was for the desk alone the customer has read, and she is told so."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import says
from tests.story.rig.invariant import check
from tests.story.rig.people import address_of
from tests.story.rig.shop import because, shop, ticket, writes
from tests.story.rig.tap import links, tap
from tests.story.rig.tell import Told, customers_mail, tell
from tests.story.rig.template import last
from tests.story.rig.world import World

AGENTS = """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], langs: [es]}
  luis:  {name: Luis Gómez, email: luis@acme.example,  teams: [n1-madrid], langs: [es]}
"""
FILES = {"agents.yaml": AGENTS}
LUCIA = address_of("lucia")
NOTE = "Es morosa desde marzo."


def all_get(
    world: World, body: str, head: str = f"Cc: Lucía <{LUCIA}>\n", kind: str = "notification"
) -> Told:
    """Ana presses "Reply all"."""
    return says(world, "ana", body, kind, head)


def warned(world: World, told: Told) -> str:
    """She alone is told, once, with the address and the way out; the text of that mail."""
    assert customers_mail(told, world) == [one for one in told.sent if one.kind == "reply"]
    [warning] = [one for one in told.sent if "Responder a todos" in one.text]
    assert warning.to == "ana@acme.example" and LUCIA in warning.text and NOTE not in warning.text
    assert because(world, "overheard").startswith(f"her own mail program sent it to {LUCIA} as well")
    check(world, [], "")
    return warning.text


def test_a_note_to_all_is_a_note_and_she_is_told_who_has_it(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = all_get(world, f"#nota\n\n{NOTE}", f"Cc: Lucía <{LUCIA}>, otra@fuera.example\n")
        assert (told.outcome, told.mails) == ("note", ["receipt to ana"])
        assert "otra@fuera.example" not in (text := warned(world, told)) and "Tu nota no sale de aquí" in text
        found = links(last(world, "receipt", "ana"))
        assert (
            found == {}
            and "[Escribir una nota] tienda+n-" in text
            and "[Escribir al cliente] tienda+r-" in text
        )


def test_so_it_is_with_an_answer_to_a_colleagues_note(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert says(world, "ana", "#asignar luis").outcome == "command"
        assert says(world, "ana", "#nota\n\nMira esto, Luis.").mails == ["notification to luis"]
        assert says(world, "luis", "#nota\n#asignar ana\n\n¿Y qué le digo?").mails == ["notification to ana"]
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <n1@acme.example>\nSubject: {subject of notification to ana}\n"
            "In-Reply-To: {message-id of notification to ana}\nFrom: Ana <ana@acme.example>\n"
            f"To: {{reply-to of notification to ana}}, {LUCIA}\n\n{NOTE}\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.mails) == ("note", ["receipt to ana"])
        warned(world, told)


@pytest.mark.parametrize("body", ["#prioridad alta", "#resolver\n\nHola, Lucía: ya está."])
def test_commands_to_all_are_obeyed_and_she_is_told_who_read_them(
    body: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = all_get(world, body)
        assert told.mails == (["reply to lucia"] if "Hola" in body else []) + ["receipt to ana"]
        assert "tus órdenes" in warned(world, told)
        assert ticket(world).status == "resolved" or ticket(world).priority == "high"


def test_held_for_a_mistake_she_is_told_at_once_and_not_again(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = all_get(world, f"#ntoa\n\n{NOTE}")
        assert (told.outcome, told.mails) == ("held", ["receipt to ana", "receipt to ana"])
        assert "Tu nota no sale de aquí" in warned(world, told)
        told = tap(world, "ana", "Reintentar con #nota", n=1)
        assert (told.mails, ticket(world).message_count) == ([], 2)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("Hola, Lucía: ya está.", f"Cc: Lucía <{LUCIA}>\n"),
        (f"#nota\n\n{NOTE}", "Cc: Luis <luis@acme.example>\n"),
        (f"#nota\n\n{NOTE}", "Cc: otra@fuera.example, tienda@acme.example\n"),
        (f"#nota\n\n{NOTE}", ""),
    ],
    ids=["an answer", "a colleague", "somebody else", "nobody"],
)
def test_otherwise_nobody_is_warned(body: str, head: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert "receipt to ana" not in all_get(world, body, head).mails


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Your note stays here", "Reply all")), ("pt", ("A sua nota não sai", "a todos"))],
)
def test_in_her_language_and_in_one_mail_with_what_she_hears_anyway(
    language: str, words: tuple[str, str], tmp_path: Path, cell: ParseCell
) -> None:
    agents = AGENTS.replace("[es]", f"[{language}], receipts: all")
    with shop(tmp_path, cell, {"agents.yaml": agents}) as world:
        writes(world, "lucia", "La factura")
        told = all_get(world, f"#note\n\n{NOTE}")
        assert told.mails == ["receipt to ana"] and all(each in told.sent[0].text for each in words)


def test_a_new_mail_to_the_customer_and_the_desk_shows_her_the_command(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <n2@acme.example>\nSubject: Su pedido\nFrom: Ana <ana@acme.example>\n"
            f"To: tienda@acme.example, {LUCIA}\n\n#para {LUCIA}\n\nYa ha salido.\n",
            "ana",
            "pass",
        )
        assert told.mails == ["reply to lucia", "receipt to ana", "receipt to ana"]
        warned(world, told)


def test_so_it_is_with_a_note_asked_for_in_the_subject(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <n3@acme.example>\nSubject: #nota Re: La factura\n"
            "In-Reply-To: {message-id of notification to ana}\nFrom: Ana <ana@acme.example>\n"
            f"To: {{reply-to of notification to ana}}\nCc: {LUCIA}\n\n{NOTE}\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.mails[-1:]) == ("note", ["receipt to ana"])
        assert "Tu nota no sale de aquí" in warned(world, told)


def test_a_mail_beside_the_desk_that_asks_for_nothing_is_told_as_ever(
    tmp_path: Path, cell: ParseCell
) -> None:
    """She writes to the customer herself, with the desk in copy: that it is a note here she hears already."""
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <n4@acme.example>\nSubject: {subject of notification to ana}\n"
            f"In-Reply-To: {{message-id of notification to ana}}\nFrom: Ana <ana@acme.example>\nTo: {LUCIA}\n"
            "Cc: tienda@acme.example\n\nHola, Lucía: ya está.\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.mails) == ("note", ["notification to ana"])
