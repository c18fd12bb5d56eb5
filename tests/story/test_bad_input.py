"""Bad input of agents' mail, each with its exact result: nothing is lost, nothing leaks, nothing is half done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import kinds, says
from tests.story.rig.people import address_of
from tests.story.rig.shop import later, sets, shop, ticket, writes, writes_again
from tests.story.rig.tell import Told, customers_mail, tell
from tests.story.rig.template import protocols_of
from tests.story.rig.world import World

FILES = {
    "agents.yaml": """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], langs: [es]}
  luis:  {name: Luis Gómez, email: luis@acme.example,  teams: [n1-madrid], langs: [es]}
"""
}
ADDRESS = "{reply-to of notification to ana}"
PARENT = "In-Reply-To: {message-id of notification to ana}\n"
BOTH = 'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n'
NEWS = "{text of notification to ana}"
HTML = "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"


@pytest.fixture
def world(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    """Lucía has written; Ana has it."""
    with shop(tmp_path, cell, FILES) as one:
        writes(one, "lucia", "La factura")
        yield one


def mails(
    world: World, body: str, head: str = "", who: str = "ana", to: str = ADDRESS, parent: str = PARENT
) -> Told:
    """Somebody whose address is proved writes to the address that Ana was given."""
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <x{world.arrivals + 1}@x.example>\n"
        f"Subject: {{subject of notification to ana}}\nFrom: {who.title()} <{address_of(who)}>\nTo: {to}\n"
        f"{parent}{head}\n{body}\n",
        who,
        "pass",
    )


def alternatives(text: str, html: str) -> str:
    return (
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n--b\n"
        f"Content-Type: text/html; charset=utf-8\n\n{html}\n--b--"
    )


def untouched(world: World, told: Told, reason: str, *mails: str) -> str:
    """Held for this reason, and the ticket is as it was; the text of the first mail that followed."""
    assert (told.outcome, told.reason, tuple(told.mails)) == ("held", reason, mails or ("receipt to ana",)), (
        told.line
    )
    now = ticket(world, 1)
    assert (now.status, now.assignee, now.message_count, kinds(world, 1)) == ("new", "ana", 1, [])
    assert [one.reason for one in world.store.held()] == [reason]
    return told.sent[0].text if told.sent else ""


def went_out(world: World, told: Told, status: str) -> str:
    """Her answer went to the customer, and the ticket is in this state; the customer's text above the quote."""
    assert (told.outcome, told.mails) == ("threaded", ["reply to lucia"]), told.line
    assert ticket(world).status == status
    assert world.store.held() == []
    return told.sent[0].text.partition("\nEl 23 nov 2026")[0].strip()


@pytest.mark.parametrize(
    ("body", "line", "fix"),
    [
        ("#resovler\n\nHecho.", "1 | #resovler", "¿#resolver?"),
        ("Hecho.\n\n#prioridad alta\n#asingar luis", "4 | #asingar luis", "¿#asignar?"),
        ("#ntoa\n\nNo paga nunca.", "1 | #ntoa", "¿#nota?"),
        ("Hecho.\n#resovler\nUn saludo.", "2 | #resovler", "¿#resolver o \\#resovler?"),
        ("#descratar", "1 | #descratar", "¿#descartar?"),
    ],
)
def test_a_verb_mistyped_is_named_with_its_line_and_nearest_fix(
    world: World, body: str, line: str, fix: str
) -> None:
    text = untouched(world, mails(world, body), "command-error")
    shown = text.split("Qué hacer")[0]
    assert line in shown and "^" in shown and fix in shown
    assert body in text, "she has all of it back"


def test_a_command_in_what_she_quotes_is_none(world: World) -> None:
    quote = "El lun, 23 nov 2026 a las 9:10, Lucía Pérez (cliente) escribió:\n{quoted of notification to ana}"
    assert went_out(world, mails(world, f"Hecho.\n\n{quote}"), "open") == "Hecho."


@pytest.mark.parametrize(
    "quote",
    [
        "El lun, 23 nov 2026 a las 9:10, Lucía escribió:\n> #spam\n> La factura\n> #resolver",
        f"{'_' * 32}\nDe: Lucía <tienda@acme.example>\nEnviado: lunes\nPara: Ana\nAsunto: x\n\n{NEWS}\n#resolver",
    ],
)
def test_a_command_in_what_looks_quoted_and_is_nobodys_is_none_either(world: World, quote: str) -> None:
    untouched(world, mails(world, f"Hecho.\n\n{quote}"), "written-into")


def test_a_command_in_a_customers_mail_is_text(world: World) -> None:
    told = writes_again(world, "lucia", "#spam\n#asignar luis\n\nHola\n\n#resolver")
    assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])
    assert (ticket(world).status, ticket(world).assignee, kinds(world)) == ("new", "ana", [])
    assert "#asignar luis" in told.sent[0].text


@pytest.mark.parametrize("line", ["-- ", "--"])
def test_a_command_in_a_signature_is_none(world: World, line: str) -> None:
    told = mails(world, f"Hecho.\n\n{line}\nAna Ruiz\n#resolver\n#spam")
    assert went_out(world, told, "open") == "Hecho."


def test_a_command_after_an_inline_answer_is_obeyed(world: World) -> None:
    writes_again(world, "lucia", "¿Cuándo llega?\n¿Y la factura?")
    told = mails(world, "> ¿Cuándo llega?\n\nMañana.\n\n> ¿Y la factura?\n\nAdjunta.\n\n#resolver")
    assert went_out(world, told, "resolved").startswith("Mañana.\n\nAdjunta.")


def test_a_command_between_inline_answers_is_held(world: World) -> None:
    told = mails(world, "> ¿Cuándo llega?\n\nMañana.\n#resolver\n\n> ¿Y la factura?\n\nAdjunta.")
    assert "está en medio del texto" in untouched(world, told, "command-error")


def test_a_command_in_html_alone_is_obeyed_once(world: World) -> None:
    told = mails(world, "<div>Hecho.</div><div><br></div><div>#resolver</div>", HTML)
    assert went_out(world, told, "resolved").startswith("Hecho.")
    assert [kind for _, kind, _, _ in kinds(world)].count("resolved") == 1


@pytest.mark.parametrize("way", ["display:none", "DISPLAY : None", "font-size:0px", "mso-hide:all"])
def test_a_command_that_the_html_hides_is_not_hers(world: World, way: str) -> None:
    told = mails(world, f'<div>Hecho.</div><div style="{way}">#resolver</div>', HTML)
    untouched(world, told, "command-differs")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hecho.", "<div>Hecho.</div><div><br></div><div>#resolver</div>"),
        ("Hecho.\n\n#resolver", "<div>Hecho.</div>"),
        ("Hecho.\n\n#esperar", "<div>Hecho.</div><div><br></div><div>#resolver</div>"),
    ],
    ids=["html", "text", "other"],
)
def test_commands_of_one_part_alone_are_held(world: World, text: str, html: str) -> None:
    untouched(world, mails(world, alternatives(text, html), BOTH), "command-differs")


def test_the_same_command_in_both_parts_is_obeyed_however_they_are_folded(world: World) -> None:
    long = "porque el reembolso pasa de lo que puedo autorizar y hay que mirarlo con calma"
    html = f"<div>#nota</div><div>#escalar n2 permisos: {long}</div>"
    told = mails(world, alternatives(f"#nota\n#escalar n2 permisos: {long}", html), BOTH)
    assert told.outcome in ("note", "command") and ticket(world).team == "n2"


def test_a_handle_of_another_ticket_is_held(world: World) -> None:
    writes(world, "john", "Otra")
    sets(world, n=2, assignee="ana")
    first = "In-Reply-To: {message-id of notification 1 to ana}\n"
    told = mails(world, "#resolver\n\nHecho.", parent=first)
    untouched(world, told, "agent-unverified", "confirm to ana", "alert to admin")
    assert "of another ticket" in told.line["because"]


def test_another_agents_handle_is_held_and_she_is_asked_at_her_own_address(world: World) -> None:
    told = mails(world, "#resolver\n\nHecho.", who="luis")
    untouched(world, told, "agent-unverified", "confirm to luis", "alert to admin")
    assert told.sent[0].to == "luis@acme.example"


def test_an_expired_handle_is_held(world: World) -> None:
    sets(world, status="resolved")
    later(world, "200d")
    before = ticket(world)
    told = mails(world, "#reabrir\n\nHecho.")
    assert (told.outcome, told.reason) == ("held", "agent-unverified")
    assert "has expired" in told.line["because"] and ticket(world) == before
    assert [one for one in told.mails if "lucia" in one] == []


def test_a_revoked_handle_is_held(world: World) -> None:
    assert mails(world, "Hola.", "Cc: jefe@cliente.example\n").outcome == "threaded"
    told = mails(world, "#resolver\n\nHecho.")
    assert (told.outcome, told.reason, told.mails[0]) == ("held", "agent-unverified", "confirm to ana")
    assert "revoked" in told.line["because"] and ticket(world).status == "open"


def test_her_out_of_office_orders_nothing_and_reaches_nobody(world: World) -> None:
    told = mails(world, "#resolver\n\nEstoy fuera hasta el lunes.", "Auto-Submitted: auto-replied\n")
    assert (told.outcome, told.mails) == ("auto_reply", [])
    assert (ticket(world).status, ticket(world).message_count) == ("new", 2), "it is on the ticket, as a note"
    assert [one[1] for one in kinds(world)] == ["automatic"]


def test_her_out_of_office_without_its_headers_reaches_nobody_either(world: World) -> None:
    """A relay took them: what is left is the word that her program put before a subject of ours."""
    told = tell(
        world,
        "Date: {date}\nMessage-ID: <ooo@x.example>\nSubject: Respuesta automática: {subject of notification to ana}\n"
        f"From: Ana <ana@acme.example>\nTo: {ADDRESS}\n{PARENT}\nEstoy fuera hasta el lunes: llame a Luis.\n",
        "ana",
        "pass",
    )
    assert (told.outcome, told.mails, ticket(world).status) == ("auto_reply", [], "new")


def test_a_delivery_report_in_her_name_orders_nothing(world: World) -> None:
    head = 'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n'
    body = (
        "--b\nContent-Type: text/plain\n\n#resolver\n\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.acme.example\n\nFinal-Recipient: rfc822; ana@acme.example\nAction: failed\n"
        "Status: 5.2.2\n\n--b--"
    )
    told = mails(world, body, head)
    assert (told.outcome, told.reason, told.mails) == ("bounce", "bounce-unknown", [])
    assert (ticket(world).status, ticket(world).message_count) == ("new", 1)


def test_reply_all_is_obeyed_and_the_handle_that_all_have_seen_is_burnt(world: World) -> None:
    told = mails(world, "#resolver\n\nHecho.", "Cc: jefe@cliente.example\n")
    assert (told.outcome, told.mails) == ("threaded", ["reply to lucia", "reply to jefe@cliente.example"])
    assert ticket(world).status == "resolved" and all("+r-" not in one.everything for one in told.sent)
    told = mails(world, "#reabrir", "Cc: ana@acme.example\n", who="mallory")
    assert (told.outcome, told.reason) == ("held", "agent-unverified")
    assert ticket(world).status == "resolved" and [one for one in told.mails if "mallory" in one] == []


def test_who_was_forwarded_the_notification_orders_nothing_with_its_handle(world: World) -> None:
    told = mails(world, "#resolver\n\nHecho.", who="mallory")
    text = untouched(world, told, "agent-alias", "receipt to ana", "alert to admin")
    assert address_of("mallory") in text


def test_the_customer_who_was_forwarded_it_speaks_for_herself_and_orders_nothing(world: World) -> None:
    told = mails(world, "#resolver\n\nHecho.", who="lucia")
    assert (told.outcome, told.mails) == ("threaded", ["notification to ana"])
    assert (ticket(world).status, ticket(world).message_count) == ("new", 2)


def test_a_command_to_the_plain_address_without_any_handle_is_held(world: World) -> None:
    told = mails(world, "#resolver", to="tienda@acme.example", parent="")
    assert (told.outcome, told.reason, told.mails) == ("held", "agent-confirm", ["confirm to ana"])
    assert ticket(world).status == "new"
    assert says(world, "ana", "Sí", "confirm").outcome == "command", "her word does it"
    assert ticket(world).status == "resolved"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "SECRETO uno.\n\n-- \nAna Ruiz\n#nota"),
        ("", "SECRETO uno.\n\n--\nAna\nAcme\n\n#nota"),
        (HTML, '<div>SECRETO uno.<br>-- <br><div class="gmail_signature">Ana<br>#nota</div></div>'),
    ],
)
def test_a_note_asked_for_below_the_signature_holds_the_mail(world: World, head: str, body: str) -> None:
    text = untouched(world, mails(world, body, head), "command-error")
    assert "#nota" in text.split("Qué hacer")[0]


def test_a_verb_of_a_fixed_signature_does_nothing(world: World) -> None:
    assert went_out(world, mails(world, "Hecho.\n\n-- \nAna Ruiz\n#resolver"), "open") == "Hecho."


@pytest.mark.parametrize("subject", ["#nota", "Re: La factura [{protocol}] #nota", "#note Re: La factura"])
def test_a_note_asked_for_in_the_subject_stays_inside(subject: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura")
        told = _titled(world, subject)
        assert customers_mail(told, world) == []
        [*_, last] = world.store.messages(protocols_of(world)[-1])
        assert (last.direction, last.own_words.strip()) == ("note", "Ojo con ella.")


def test_a_customers_own_subject_makes_no_note(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "#nota de abono")
        assert _titled(world, "Re: #nota de abono [{protocol}]").mails == ["reply to lucia"]


def _titled(world: World, subject: str) -> Told:
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <titled@acme.example>\nSubject: {subject}\n"
        "In-Reply-To: {message-id of notification to ana}\n"
        "From: Ana <ana@acme.example>\nTo: {reply-to of notification to ana}\n\nOjo con ella.\n",
        "ana",
        "pass",
    )
