"""Who hears of a note, and of a ticket that wakes: colleagues, the queue, and never anybody outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import says
from tests.story.rig.invariant import check
from tests.story.rig.shop import at, later, replies, shop, ticket, writes

AGENTS = """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], langs: [es]}
  nico:  {name: Nico Sanz,  emails: [nico@acme.example, nico.sanz@casa.example], teams: [n1-madrid], langs: [es]}
  kate:  {name: Kate Lane,  email: kate@acme.example,  teams: [n2], langs: [en], mailboxes: [web]}
"""
FILES = {"agents.yaml": AGENTS}


@pytest.mark.parametrize(
    "where", ["Cc: Nico <nico@acme.example>", "Cc: NICO.SANZ@casa.example, nico@acme.example"]
)
def test_a_colleague_in_copy_of_a_note_is_told_and_answers_inside(
    where: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = says(world, "ana", "#nota\n\n¿Lo has visto, Nico?", head=f"{where}\n")
        assert (told.outcome, told.mails) == ("note", ["notification to nico"])
        [mail] = told.sent
        assert mail.to == "nico@acme.example" and "+n-" in str(mail.mail["Reply-To"])
        assert "¿Lo has visto, Nico?" in mail.text and "Ana Ruiz te puso en copia" in mail.text
        told = replies(world, "nico", "Sí: es del banco.")
        assert (told.outcome, told.mails) == ("note", ["notification to ana"])
        assert ticket(world).assignee == "ana"
        check(world, [], "")


def test_customers_strangers_and_who_serves_another_mailbox_are_never_told(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        people = "lucia.perez@gmail.example, mallory@evil.example, kate@acme.example, tienda@acme.example"
        told = says(world, "ana", "#nota\n\nElla siempre paga tarde y mal.", head=f"Cc: {people}\n")
        assert (told.outcome, told.mails) == ("note", ["receipt to ana"]), (
            "that her program told Lucía herself"
        )
        assert [one.address for one in world.store.participants(ticket(world).protocol)] == [
            "lucia.perez@gmail.example"
        ]
        check(world, [], "")


def test_who_is_given_the_case_with_the_note_is_told_once(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = says(world, "ana", "#nota\n#asignar nico\n\nTuyo.", head="Cc: nico@acme.example\n")
        assert told.mails == ["notification to nico"]


def test_nor_is_she_told_who_wrote_it_or_wants_to_hear_no_more(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        says(world, "ana", "#nota\n\nMira.", head="Cc: nico@acme.example\n")
        assert says(world, "nico", "#silenciar").outcome == "command"
        told = says(world, "ana", "#nota\n\nMira otra vez.", head="Cc: nico@acme.example, ana@acme.example\n")
        assert (told.outcome, told.mails) == ("note", [])


def test_what_wakes_with_nobody_is_told_to_its_queue(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        at(world, 22)  # nobody is there to be given it
        writes(world, "lucia", "La factura")
        assert ticket(world).assignee == "" and ticket(world).team
        assert says(world, "ana", "#posponer 1h").outcome == "command"
        woken = [mail for mail in later(world, "70m") if mail.startswith("sla to")]
        assert woken == ["sla to ana", "sla to nico"] and ticket(world).status == "new"
        assert "pospuesto hasta ahora" in world.sent[-1].text
        check(world, [], "")
