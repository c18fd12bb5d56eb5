"""What rules write to customers, and to whom they never do, told to the whole desk of the worked example."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.decide_life import CLOSE
from tests.story.rig.invariant import check
from tests.story.rig.shop import later, mails, replies, shop, ticket, writes, writes_again
from tests.story.rig.template import protocols_of
from tests.story.rig.world import World

TAGS = "tags: {facturacion: {}, tecnico: {}, vip: {}, boletin: {}, maquina: {}}\n"
GREETS = """
rules:
  - {id: boletines, when: {header.list-unsubscribe: present}, add: [boletin]}
  - {id: maquinas, when: {automatic: true}, add: [maquina]}
  - {id: saluda, when: {text: '/factura|7.7/'}, add: [facturacion], macro: datos-factura}
"""
MACRO = """---
id: datos-factura
title: Datos de la factura
tags: [facturacion]
then: [%s]
---
Hola, {{ customer_name }}:

Sobre «{{ subject }}»: envíenos el número de la factura.
Le responderá {{ agent_name }} antes del {{ first_response_due }}.

{{ desk_name }}
"""
ASKS = {"tags.yaml": TAGS + GREETS, "macros/datos-factura.es.md": MACRO % "wait, tag +vip"}
LIST = "List-Id: <noticias.example>\nList-Unsubscribe: <mailto:baja@noticias.example>\n"
MACHINE = "Auto-Submitted: auto-generated\n"
EVIL = (("mala", "(a+)+$"), ("peor", "(.*a){20}b"))


def alerts(world: World) -> set[str]:
    since = world.clock.now().replace(year=2000)
    return {one.alert.reason for one in world.store.alerts(since)}


def test_a_rule_answers_with_a_macro_which_does_what_it_says(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ASKS) as world:
        told = writes(world, "lucia", "Factura duplicada", name="Lucía")
        assert told.mails == ["notification to ana", "macro to lucia"]
        sent = told.sent[-1]
        assert "Hola, Lucía:" in sent.text and "«Factura duplicada»" in sent.text
        assert (
            "Le responderá Ana Ruiz antes del 23/11/2026 13:10." in sent.text and "Tienda Acme" in sent.text
        )
        assert sent.mail["Auto-Submitted"] == "auto-generated"
        held = ticket(world)
        assert (held.status, held.tags) == ("waiting", ("facturacion", "vip"))
        # It is sent once for a ticket, and waiting stops the clocks.
        assert later(world, "2d") == []
        assert writes_again(world, "lucia", "La factura es la 33.", "macro").mails == ["notification to ana"]
        assert ticket(world).status == "open"
        kinds = [event.kind for event in world.store.events(held.protocol)]
        assert kinds.count("macro") == kinds.count("told") == 1
        check(world, [], "")


def test_a_macro_that_resolves_counts_as_an_end(tmp_path: Path, cell: ParseCell) -> None:
    files = {**ASKS, "macros/datos-factura.es.md": MACRO % "resolve"}
    with shop(tmp_path, cell, files) as world:
        writes(world, "lucia", "Factura")
        assert ticket(world).status == "resolved" and ticket(world).resolved_at == world.clock.now()
        left = [timer.kind for timer in world.store.timers(protocols_of(world)[0])]
        assert left == [CLOSE], "nothing is looked at any more but when it is too late to reopen it"
        writes(world, "john", "Factura")
        check(world, [], "")


def test_a_list_is_tagged_and_hears_nothing_ever(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ASKS) as world:
        told = writes(world, "lucia", "Factura urgente", head=LIST)
        assert told.outcome == "list" and told.mails == ["notification to ana"]
        assert ticket(world).tags == ("boletin", "facturacion")
        assert "sla to lucia" not in later(world, "3d")
        check(world, [], "")


def test_a_machine_is_tagged_and_given_to_nobody(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ASKS) as world:
        told = writes(world, "lucia", "Factura", head=MACHINE)
        assert told.outcome == "auto_reply" and told.mails == []
        held = ticket(world)
        assert held.tags == ("maquina", "facturacion")
        assert (held.assignee, held.team, held.service, held.folder) == ("", "", "", "Por revisar")
        assert later(world, "3d") == []
        check(world, [], "")


def test_a_machine_s_later_mail_moves_nothing(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ASKS) as world:
        writes(world, "lucia", "Una pregunta")
        replies(world, "ana")
        told = writes_again(world, "lucia", "Estoy de vacaciones. Factura.", "reply", head=MACHINE)
        assert told.outcome == "auto_reply" and told.mails == []
        assert ticket(world).assignee == "ana" and world.store.sla(ticket(world).id).next_response is None
        check(world, [], "")


@pytest.mark.slow  # dozens of tickets
def test_b26_a_rule_that_writes_to_everybody_is_stopped(tmp_path: Path, cell: ParseCell) -> None:
    wild = TAGS + "rules: [{id: loca, when: {text: hola}, macro: datos-factura}]"
    with shop(tmp_path, cell, {**ASKS, "tags.yaml": wild}) as world:
        for n in range(23):
            writes(world, f"c{n}@cliente.example", "Hola")
        told = mails(world)
        assert sum(1 for one in told if one.startswith("macro")) == 20
        assert sum(1 for one in told if one.startswith("ack")) == 3, "who got no answer is owed a receipt"
        assert alerts(world) == {"rule-brake"}
        assert len(world.store.outbox_list(state="held")) == 3, (
            "nobody's word is lost: the admin sends or drops it"
        )
        assert [event.kind for event in world.store.events(protocols_of(world)[-1])][-1] == "not-told"
        later(world, "2m")
        assert "macro to tomas" in writes(world, "tomas", "Hola").mails
        check(world, [], "")


def test_b27_a_macro_that_cannot_be_written_stops_nothing_else(tmp_path: Path, cell: ParseCell) -> None:
    asks = MACRO % "wait" + "{{ organisation }}\n"  # who is of no organisation cannot be told its name
    with shop(tmp_path, cell, {**ASKS, "macros/datos-factura.es.md": asks}) as world:
        told = writes(world, "lucia", "Factura")
        assert told.mails == ["ack to lucia", "notification to ana", "alert to admin"]
        assert (ticket(world).status, ticket(world).tags) == ("new", ("facturacion",))
        assert alerts(world) == {"template"}
        why = world.store.because_of(protocols_of(world)[0], "not-told")
        assert "organisation" in why
        assert writes(world, "john", "Una pregunta").mails == ["ack to john", "notification to ana"]
        check(world, [], "")


@pytest.mark.timeout(60)  # tried one way after the other, either pattern would take longer than there is time
def test_a42_an_evil_rule_and_an_evil_mail(tmp_path: Path, cell: ParseCell) -> None:
    bad, worse = (f"{{id: {name}, when: {{text: '/{what}/'}}, add: [vip]}}" for name, what in EVIL)
    evil = f"{TAGS}rules: [{bad}, {worse}]"
    with shop(tmp_path, cell, {"tags.yaml": evil}) as world:
        body = "\n".join(["a" * 900] * 60) + "!"
        assert writes(world, "lucia", "a" * 100, body).mails == ["ack to lucia", "notification to ana"]
        assert ticket(world).folder == "Soporte por correo"
        check(world, [], "")


def test_a50_a_template_in_a_mail_is_words(tmp_path: Path, cell: ParseCell) -> None:
    product = "1234567654321"  # longer than any digits that stand in a protocol by chance
    evil = "{{1111111*1111111}} {{ self.__init__ }} {% for x in y %} factura"
    with shop(tmp_path, cell, ASKS) as world:
        told = writes(world, "lucia", evil, evil, name='"{{1111111*1111111}}"')
        assert told.mails == ["notification to ana", "macro to lucia"]
        for sent in told.sent:
            assert "{{1111111*1111111}}" in sent.text and product not in sent.text, sent.kind
        assert "{{ self.__init__ }}" in told.sent[-1].text
        check(world, [], "")


def test_a_customer_is_written_to_in_the_language_customers_yaml_says(
    tmp_path: Path, cell: ParseCell
) -> None:
    known = 'customers: {"@outlook.example": {organisation: Miller Ltd, language: en}}'
    with shop(tmp_path, cell, {"customers.yaml": known}) as world:
        told = writes(world, "john", "Urgent: invoice")
        assert told.mails == ["ack to john", "notification to ana"]
        assert ticket(world).language == "en" and "We received your message" in told.sent[0].text
        later(world, "3h")
        last = [sent for sent in world.sent if sent.to.startswith("john")][-1]
        assert "because it is nearing its promised time" in last.text
        check(world, [], "")


@pytest.mark.slow  # dozens of tickets
def test_b31_thirty_tickets_after_three_days_lose_no_customer(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        for n in range(30):
            writes(world, f"c{n}@cliente.example", "URGENTE")
        before = len(world.sent)
        world.advance(timedelta(days=3))
        went = [one for one in mails(world, before) if one.startswith("sla to c")]
        held = [row for row in world.store.outbox_list(state="held") if row["kind"] == "sla"]
        assert len(went) + len(held) == 30
        assert {ticket(world, n).team for n in range(1, 31)} == {"n2"}
        check(world, [], "")


def test_a19_who_may_be_a_victim_hears_of_no_promise(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        told = writes(world, "lucia", "Factura urgente", proof="fail")
        assert told.mails == ["notification to ana"] and ticket(world).folder == "Por revisar"
        assert "sla to lucia" not in later(world, "3d")
        assert "failed its authentication" in world.store.because_of(protocols_of(world)[0], "not-told")
        check(world, [], "")
