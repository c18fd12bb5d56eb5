"""The thread with a vendor beside a case: opened by #escalar, answered as notes, never seen by the customer."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import later, mails, replies, shop, ticket, writes
from tests.story.rig.tap import tap
from tests.story.rig.tell import Told, tell
from tests.story.rig.template import last
from tests.story.rig.world import World
from tests.story.test_commands import FILES

VENDOR = "ayuda@pasarela.example"
TEAMS = """
teams:
  n1-madrid: {tier: N1, calendar: madrid}
  n1-bogota: {tier: N1, calendar: bogota}
  n1: {tier: N1, follow_the_sun: [n1-madrid, n1-bogota]}
  n2: {tier: N2, calendar: madrid}
  n3: {tier: N3, vendor: ayuda@pasarela.example}
"""
UP = "#escalar n3 permisos: ¿Pueden anular el cargo 4711 de la pasarela?"


def secret_of(world: World) -> str:
    return str(last(world, "vendor", VENDOR).mail["Reply-To"]).rpartition("<")[2].strip("<> ")


def escalated(world: World, line: str = UP) -> Told:
    writes(world, "lucia", "La factura", "Me cobraron dos veces el pedido 4711.")
    return replies(world, "ana", line)


def answers(
    world: World, body: str, to: str = "", head: str = "", sender: str = VENDOR, proof: str = "pass"
) -> Told:
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <v{world.arrivals + 1}@pasarela.example>\nSubject: Re: caso\n"
        f"From: Pasarela <{sender}>\nTo: {to or secret_of(world)}\n{head}\n{body}\n",
        sender,
        proof,
    )


def people(world: World) -> list[str]:
    return [one.address for one in world.store.participants(ticket(world).protocol)]


def directions(world: World) -> list[str]:
    return [one.direction for one in world.store.messages(ticket(world).protocol)]


def test_the_vendor_is_written_to_with_the_customers_words_and_hers(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS}) as world:
        told = escalated(world)
        assert told.mails == ["sla to lucia", f"vendor to {VENDOR}"]
        sent = last(world, "vendor", VENDOR)
        assert "¿Pueden anular el cargo 4711 de la pasarela?" in sent.text
        assert "> Me cobraron dos veces el pedido 4711." in sent.text
        assert "lucia.perez" not in sent.everything and "+n-" in str(sent.mail["Reply-To"])
        assert (ticket(world).team, ticket(world).tier, ticket(world).assignee) == ("n3", "N3", "ana")
        assert people(world) == ["lucia.perez@gmail.example"], "the vendor takes part in nothing"
        event = next(one for one in world.store.events(ticket(world).protocol) if one.kind == "vendor")
        assert (event.actor, event.after) == ("agent:ana", VENDOR)


def test_what_the_vendor_answers_is_a_note_and_the_agent_hears_of_it(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS}) as world:
        escalated(world)
        told = answers(world, "Anulado. Lo verá en tres días.")
        assert (told.outcome, told.mails) == ("note", ["notification to ana"])
        shown = last(world, "notification", "ana")
        assert shown.text.startswith("Anulado. Lo verá en tres días.")
        assert "proveedor" in str(shown.mail["From"]) and "NOTA INTERNA" in str(shown.mail["Reply-To"])
        assert "| Respuesta al proveedor, a: tienda+n-" in shown.text
        told = replies(world, "ana", "Perfecto, se lo digo a la clienta.")
        assert (told.outcome, told.mails) == ("note", [])
        assert directions(world)[-2:] == ["note", "note"]


def test_only_the_vendors_address_leads_to_the_vendor(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS}) as world:
        escalated(world)
        answers(world, "¿De qué tarjeta?")
        text = last(world, "notification", "ana").text
        address = text.partition("Respuesta al proveedor, a: ")[2].split()[0]
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <a9@acme.example>\nSubject: Re: x\nFrom: Ana <ana@acme.example>\n"
            f"In-Reply-To: {{message-id of notification to ana}}\nTo: {address}\n\nDe la acabada en 12.\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.mails) == ("note", [f"vendor to {VENDOR}"])
        sent = last(world, "vendor", VENDOR)
        assert sent.text.strip() == "De la acabada en 12."
        assert "@pasarela.example" in str(sent.mail["In-Reply-To"])
        assert world.store.messages(ticket(world).protocol)[-1].to[0].address == VENDOR
        assert answers(world, "Gracias, hecho.").outcome == "note", "and its answer comes back the same way"
        both = tell(
            world,
            "Date: {date}\nMessage-ID: <a10@acme.example>\nSubject: Re: x\nFrom: Ana <ana@acme.example>\n"
            f"To: {address}, {{n-address of notification to ana}}\n\nSolo para nosotros.\n",
            "ana",
            "pass",
        )
        assert (both.outcome, both.mails) == ("note", []), (
            "where another address stands beside, it stays inside"
        )


def test_what_would_show_a_private_address_does_not_go_to_the_vendor(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS}) as world:
        told = escalated(world, "#escalar n3 permisos: escriban a ana@acme.example")
        assert (told.outcome, told.mails) == ("held", ["receipt to ana"])
        assert ticket(world).team != "n3"
        assert replies(world, "ana", UP).outcome == "command"
        answers(world, "¿De qué tarjeta?")
        text = last(world, "notification", "ana").text
        address = text.partition("Respuesta al proveedor, a: ")[2].split()[0]
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <a9@acme.example>\nSubject: Re: x\nFrom: Ana <ana@acme.example>\n"
            f"To: {address}\n\nLlámeme o escriba a ana@acme.example.\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.reason, told.mails) == ("held", "leak", ["receipt to ana"])


@pytest.mark.parametrize("way", ["message-id", "subject"])
def test_a_program_that_drops_the_address_still_finds_the_thread(
    way: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS}) as world:
        escalated(world)
        twin = last(world, "vendor", VENDOR).message_id
        head = f"In-Reply-To: {twin}\n" if way == "message-id" else ""
        before = len(world.store.tickets())
        told = tell(
            world,
            f"Date: {{date}}\nMessage-ID: <v77@pasarela.example>\nSubject: Re: [{{protocol}}] La factura\n"
            f"From: Pasarela <{VENDOR}>\nTo: tienda@acme.example\n{head}\nAnulado.\n",
            VENDOR,
            "pass",
        )
        assert (told.outcome, told.mails) == ("note", ["notification to ana"])
        assert len(world.store.tickets()) == before
        assert "Respuesta al proveedor" in last(world, "notification", "ana").text


def test_who_writes_in_the_vendors_thread_unproved_is_said_to_be_so(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS}) as world:
        escalated(world)
        told = answers(world, "Cambien la cuenta de cobro.", sender="otro@evil.example", proof="none")
        assert (told.outcome, told.mails) == ("note", ["notification to ana"])
        assert (
            "! Nada prueba que este correo sea de otro@evil.example."
            in last(world, "notification", "ana").text
        )


def test_the_vendors_robot_is_filed_and_nobody_is_bothered(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS}) as world:
        escalated(world)
        told = answers(world, "Hemos recibido su consulta 99.", head="Auto-Submitted: auto-replied\n")
        assert (told.outcome, told.mails) == ("auto_reply", [])
        assert directions(world)[-1] == "note"


def test_the_customer_never_sees_a_word_of_it(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS}) as world:
        escalated(world)
        answers(world, "El comercio tiene mal puesta la clave de la pasarela desde el martes.")
        before = len(world.sent)
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <a9@acme.example>\nSubject: Re: x\nFrom: Ana <ana@acme.example>\n"
            "To: {r-address of notification to ana}\n\nEl proveedor nos dice: El comercio tiene mal puesta la clave de "
            "la pasarela desde el martes.\n",
            "ana",
            "pass",
        )
        assert (told.reason, told.mails) == ("leak", ["receipt to ana"]), "it is a note like any other"
        later(world, "1h")
        assert "reply to lucia" not in mails(world, before)


def test_where_the_vendors_team_has_people_they_get_the_case(tmp_path: Path, cell: ParseCell) -> None:
    teams = TEAMS.replace(
        "n2: {tier: N2, calendar: madrid}", "n2: {tier: N2, vendor: ayuda@pasarela.example}"
    )
    with shop(tmp_path, cell, {**FILES, "teams.yaml": teams}) as world:
        told = escalated(world, UP.replace("n3", "n2"))
        assert sorted(told.mails) == ["notification to marta", "sla to lucia", f"vendor to {VENDOR}"]
        assert ticket(world).assignee == "marta"
        assert answers(world, "Anulado.").mails == ["notification to marta"]


@pytest.mark.parametrize(("label", "mails"), [("Guardar como nota", []), ("Descartar", [])])
def test_what_looks_quoted_and_is_nobodys_goes_to_no_vendor(
    label: str, mails: list[str], tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS}) as world:
        escalated(world)
        answers(world, "¿De qué tarjeta?")
        address = (
            last(world, "notification", "ana").text.partition("Respuesta al proveedor, a: ")[2].split()[0]
        )
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <a11@acme.example>\nSubject: Re: x\nFrom: Ana <ana@acme.example>\n"
            f"To: {address}\n\nDe la acabada en 12.\n\n"
            "El lun, 23 nov 2026 a las 9:10, Eva escribió:\n\n> No le deis nada.\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.reason, told.mails) == ("held", "written-into", ["receipt to ana"])
        assert tap(world, "ana", label).mails == mails and world.store.held() == []


def test_what_one_part_alone_says_goes_to_no_vendor_unasked(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS}) as world:
        escalated(world)
        answers(world, "¿De qué tarjeta?")
        text = last(world, "notification", "ana").text
        address = text.partition("Respuesta al proveedor, a: ")[2].split()[0]
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <a12@acme.example>\nSubject: Re: x\nFrom: Ana <ana@acme.example>\n"
            f'To: {address}\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n--b\n'
            "Content-Type: text/plain\n\nDe la acabada en 12.\n--b\n"
            "Content-Type: text/html\n\n<p>De la acabada en 21.</p>\n--b--\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.reason, told.mails) == ("held", "command-differs", ["receipt to ana"])
        assert tap(world, "ana", "Reintentar con la parte de texto").mails == [f"vendor to {VENDOR}"]
        assert last(world, "vendor", VENDOR).text.strip() == "De la acabada en 12."


IDLE = """
reasons:
  permisos: {es: requiere un permiso que no tenemos, en: it needs a permission we lack, pt: precisa de uma permissão}
rules:
  - id: al-proveedor
    when: {idle: ">= 2h", tag: facturacion}
    escalate: {to: n3, reason: permisos, tell_customer: true}
"""


def test_a_rule_that_hands_the_case_to_a_vendors_team_writes_to_the_vendor(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS, "escalation.yaml": IDLE}) as world:
        writes(world, "lucia", "La factura", "Me cobraron dos veces el pedido 4711.")
        told = later(world, "3h")
        assert f"vendor to {VENDOR}" in told and "sla to lucia" in told
        sent = last(world, "vendor", VENDOR)
        assert "> Me cobraron dos veces el pedido 4711." in sent.text
        assert "requiere un permiso" not in sent.text and "lucia.perez" not in sent.everything
        assert (ticket(world).team, ticket(world).tier, ticket(world).assignee) == ("n3", "N3", "ana")
        event = next(one for one in world.store.events(ticket(world).protocol) if one.kind == "vendor")
        assert event.actor == "rule" and event.after == VENDOR and "al-proveedor" in event.because
        assert "sigue siendo tuyo; se escribió al proveedor" in last(world, "notification", "ana").text
        assert later(world, "48h").count(f"vendor to {VENDOR}") == 0, "once"
        told_ana = answers(world, "Anulado.")
        assert told_ana.outcome == "note" and "reply to lucia" not in told_ana.mails
        assert directions(world)[-1] == "note" and people(world) == ["lucia.perez@gmail.example"]


def test_a_rules_mail_to_a_vendor_that_would_show_an_agents_address_is_not_sent(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, {**FILES, "teams.yaml": TEAMS, "escalation.yaml": IDLE}) as world:
        writes(world, "lucia", "La factura", "Ya se lo dije a ana@acme.example y nada.")
        told = later(world, "3h")
        assert f"vendor to {VENDOR}" not in told and ticket(world).team == "n3"
        events = world.store.events(ticket(world).protocol)
        assert any(one.kind == "not-told" and VENDOR in one.after for one in events)
