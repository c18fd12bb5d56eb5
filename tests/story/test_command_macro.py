"""Macros and articles in agents' mail: written out where they stand, or the whole mail comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.commands.ticket_do import received
from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import says as by_mail
from tests.story.rig.invariant import check
from tests.story.rig.shop import mails, ticket, writes
from tests.story.rig.shop import shop as shop_of
from tests.story.rig.tap import tap
from tests.story.rig.world import World
from tests.story.test_bad_input import BOTH, HTML, alternatives
from tests.story.test_commands import FILES, kinds, says

MACRO = """---
title: Cobro duplicado
vars: {dias: en cuántos días, importe: cuánto}
then: ["#etiqueta +vip", "#esperar"]
---
Hola {{ customer_name }}: la devolución de {{ importe }} llega en {{ dias }} días. {{ agent_name }}, {{ desk_name }}
"""
POLICY = {
    **FILES,
    "macros/cobro-duplicado.es.md": MACRO,
    "macros/cobro-duplicado.en.md": "---\ntitle: Charged twice\n---\nHello: {{ importe }}, {{ dias }} days.\n",
    "macros/cobro-duplicado.es.formal.md": "---\ntitle: F\ntone: formal\n---\nEstimada: {{ importe }} en {{ dias }}.\n",
    "macros/solo-vip.es.md": "---\ntitle: Solo VIP\nwhen: {tag: vip}\n---\nBienvenida.\n",
    "kb/cobro-repetido.es.md": "---\ntitle: Por qué aparece dos veces\n---\nEl banco lo muestra dos veces.\n",
    "kb/cobro-repetido.en.md": "---\ntitle: Why twice\nlink: https://acme.example/kb/twice\n---\nTwice.\n",
}


def test_a_macro_stands_where_it_was_written_and_does_its_then(tmp_path: Path, cell: ParseCell) -> None:
    with shop_of(tmp_path, cell, POLICY) as world:
        writes(world, "lucia", "La factura")
        told = says(
            world, "ana", '#macro cobro-duplicado dias=5 importe="20 euros"\n\nCualquier cosa, escríbame.'
        )
        assert (told.outcome, told.mails) == ("threaded", ["reply to lucia"])
        head, tail = told.sent[0].text.split("\n\n")[:2]
        assert head == "Hola Lucia: la devolución de 20 euros llega en 5 días. Ana Ruiz, Tienda Acme"
        assert tail.startswith("Cualquier cosa, escríbame.")
        now = ticket(world)
        assert (now.status, "vip" in now.tags) == ("waiting", True)
        events = [(kind, after) for _, kind, _, after in kinds(world)]
        assert events[1:] == [("tagged", "vip"), ("waiting", "waiting"), ("macro", "cobro-duplicado")]
        check(world, [], "")


def test_below_the_words_and_in_the_tickets_language_and_her_own_word_wins(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop_of(tmp_path, cell, POLICY) as world:
        writes(world, "lucia", "La factura")
        told = says(
            world,
            "ana",
            "#idioma en\nDear Lucía,\n\n#macro Charged-twice dias=5 importe=20 euros\n#kb cobro-repetido\n#resolver",
        )
        assert told.outcome == "threaded", told
        assert told.sent[0].text.startswith(
            "Dear Lucía,\n\nHello: 20 euros, 5 days.\n\nWhy twice\nhttps://acme.example/kb/twice\n"
        )
        assert ticket(world).status == "resolved", "not what the macro would have made of it"
        told = says(world, "ana", "#idioma es\n#macro cobro-duplicado dias=5 importe=20 tono=formal")
        assert told.sent[0].text.startswith("Estimada: 20 en 5.")
        check(world, [], "")


MIDST = "Hola, Lucía:\n\n- lo miramos ayer\n{}\nSi no llega, escríbame.\n\n#kb cobro-repetido\n\nUn saludo."
EXPANDED = (
    "Hola, Lucía:\n\n- lo miramos ayer\n\n"
    "Hola Lucia: la devolución de 20 llega en 5 días. Ana Ruiz, Tienda Acme\n\nSi no llega, escríbame.\n\n"
    "Por qué aparece dos veces\n\nEl banco lo muestra dos veces.\n\nUn saludo."
)


@pytest.mark.parametrize(
    "commands", ["", "#prioridad alta\n\n", "#cc +jefe@cliente.example\n#prioridad alta\n"]
)
@pytest.mark.parametrize("below", ["", "\n\n#etiqueta +vip", "\n\n-- \nAna"])
def test_between_her_words_its_text_comes_in_the_place_of_its_line(
    below: str, commands: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop_of(tmp_path, cell, POLICY) as world:
        writes(world, "lucia", "La factura")
        told = says(
            world, "ana", f"{commands}{MIDST.format('#macro cobro-duplicado dias=5 importe=20')}{below}"
        )
        assert told.outcome == "threaded" and told.sent[0].text.startswith(EXPANDED), told.sent[0].text
        assert "#" not in told.sent[0].text and ticket(world).status == "waiting"
        check(world, [], "")


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("#macro cobro-duplicada dias=5 importe=20", "Reintentar con cobro-duplicado"),
        ("#marco cobro-duplicado dias=5 importe=20", "Reintentar con #macro"),
        (
            "*#macro cobro-duplicado dias=5 importe=20*",
            "Reintentar con #macro cobro-duplicado dias=5 importe=20",
        ),
    ],
)
def test_there_it_stays_when_it_was_written_wrong_and_she_taps_the_fix(
    line: str, fix: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop_of(tmp_path, cell, POLICY) as world:
        writes(world, "lucia", "La factura")
        assert says(world, "ana", MIDST.format(line)).reason == "command-error"
        told = tap(world, "ana", fix)
        assert told.mails == ["reply to lucia"] and told.sent[0].text.startswith(EXPANDED)


def test_so_it_does_in_html(tmp_path: Path, cell: ParseCell) -> None:
    with shop_of(tmp_path, cell, POLICY) as world:
        writes(world, "lucia", "La factura")
        text = MIDST.format("#macro cobro-duplicado dias=5 importe=20")
        html = "".join(f"<div>{line or '<br>'}</div>" for line in text.split("\n"))
        for body, head in ((html, HTML), (alternatives(text, html), BOTH)):
            told = by_mail(world, "ana", body, head=head)
            assert told.mails == ["reply to lucia"] and told.sent[0].text.startswith(EXPANDED)


def test_of_a_note_it_is_no_part_and_no_other_verb_stands_there(tmp_path: Path, cell: ParseCell) -> None:
    with shop_of(tmp_path, cell, POLICY) as world:
        writes(world, "lucia", "La factura")
        told = says(world, "ana", f"#nota\n\n{MIDST.format('#macro cobro-duplicado dias=5 importe=20')}")
        assert told.reason == "command-error" and "lleva texto para el cliente" in told.sent[0].text
        told = says(world, "ana", MIDST.format("#resolver"))
        assert told.reason == "command-error", "what changes the case stands at an end"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("#macro cobro-duplicado dias=5", "Escribe: #macro cobro-duplicado dias=5 importe=…"),
        ("#macro cobro-duplicado dias=5 importe=2 dia=5", "la plantilla no tiene «dia». ¿dias?"),
        (
            "#macro cobro-duplicada dias=5",
            "no hay plantilla «cobro-duplicada». ¿cobro-duplicado (Cobro duplicado)?",
        ),
        ("#macro solo-vip", "la plantilla «solo-vip» no es para este caso."),
        ("#macro cobro-duplicado dias=5 dias=6 importe=1", "dice otra cosa que una orden anterior."),
        ("#nota\n#macro cobro-duplicado dias=5 importe=2", "lleva texto para el cliente"),
        ("#kb cobro-repe", "no hay artículo «cobro-repe». ¿cobro-repetido (Por qué aparece dos veces)?"),
    ],
)
def test_what_cannot_be_written_out_stops_the_whole_mail(
    body: str, shown: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop_of(tmp_path, cell, POLICY) as world:
        writes(world, "lucia", "La factura")
        told = says(world, "ana", f"#prioridad baja\n{body}\n\nUn saludo.")
        assert (told.outcome, told.reason, told.mails) == ("held", "command-error", ["receipt to ana"])
        assert shown in told.sent[0].text and "^" in told.sent[0].text
        assert ticket(world).priority != "low"
        check(world, [], "")


def test_from_the_addresses_of_notes_and_commands_no_text_for_the_customer_goes_out(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop_of(tmp_path, cell, POLICY) as world:
        writes(world, "lucia", "La factura")
        note = says(world, "ana", "#nota\n#kb cobro-repetido\n\nEsto le explico.")
        assert (note.outcome, note.mails) == ("note", [])
        [*_, last] = world.store.messages(ticket(world).protocol)
        assert (
            last.own_words
            == "Por qué aparece dos veces\n\nEl banco lo muestra dos veces.\n\nEsto le explico."
        )
        from tests.story.rig.tell import tell

        for address in ("n-address of notification to ana", "c-address of receipt to ana"):
            if address.startswith("c-"):
                says(world, "ana", "#macro nada")
                address = "reply-to of receipt to ana"
            told = tell(
                world,
                "Date: {date}\nMessage-ID: <x"
                + address[0]
                + "@acme.example>\nSubject: {subject of notification to ana}\n"
                "From: Ana <ana@acme.example>\nTo: {"
                + address
                + "}\n\n#macro cobro-duplicado dias=5 importe=2\n",
                "ana",
                "pass",
            )
            assert (told.outcome, told.mails) == ("held", ["receipt to ana"]), address
            assert "lleva texto para el cliente" in told.sent[0].text
        check(world, [], "")


@pytest.mark.parametrize("line", ["#macro cobro-duplicado dias=5 importe=2", "#kb cobro-repetido"])
def test_from_the_shell_the_same_as_by_mail(line: str, tmp_path: Path, cell: ParseCell) -> None:
    found = []
    for name in ("mail", "do"):
        (tmp_path / name).mkdir()
        with shop_of(tmp_path / name, cell, POLICY) as world:
            writes(world, "lucia", "La factura")
            found.append(_one_way(world, name, line))
    assert found[0] == found[1]
    assert found[0][1] == ["reply to lucia"]


def _one_way(world: World, name: str, line: str) -> tuple[object, list[str], str]:
    before = len(world.sent)
    if name == "mail":
        says(world, "ana", f"{line}\n\nUn saludo.")
    else:
        [ana] = [agent for agent in world.desk.agents if agent.id == "ana"]
        received(world.desk, ticket(world), ana, [line, "", "Un saludo."])
        world.settle()
    return kinds(world), mails(world, before), world.sent[-1].text.replace(ticket(world).protocol, "")
