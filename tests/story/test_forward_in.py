"""An agent passes a customer's mail on to the desk: the customer has a case; or she is asked whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.invariant import check
from tests.story.rig.shop import shop, ticket, writes, writes_again
from tests.story.rig.tap import links, tap
from tests.story.rig.tell import Told, tell
from tests.story.rig.template import last, protocols_of
from tests.story.rig.world import World
from tests.story.test_commands import FILES, says

pytestmark = pytest.mark.slow  # whole lives of a desk: make check has not the time

GMAIL = """---------- Forwarded message ---------
De: Lucía Pérez <lucia.perez@gmail.example>
Date: vie, 20 nov 2026 a las 18:02
Subject: La factura de noviembre
To: <ana@acme.example>


Me cobraron dos veces.
¿Lo miran?
"""
OUTLOOK = """________________________________
De: Lucía Pérez <lucia.perez@gmail.example>
Enviado el: viernes, 20 de noviembre de 2026 18:02
Para: Ana Ruiz <ana@acme.example>
Asunto: La factura de noviembre

Me cobraron dos veces.
¿Lo miran?
"""
OUTLOOK_OLD = """-----Mensaje original-----
De: Lucía Pérez [mailto:lucia.perez@gmail.example]
Enviado el: viernes, 20 de noviembre de 2026 18:02
Para: Ana Ruiz
Asunto: La factura de noviembre

Me cobraron dos veces.
¿Lo miran?
"""
APPLE = """Inicio del mensaje reenviado:

> De: Lucía Pérez <lucia.perez@gmail.example>
> Asunto: La factura de noviembre
> Fecha: 20 de noviembre de 2026, 18:02:11 CET
> Para: Ana Ruiz <ana@acme.example>
>\x20
> Me cobraron dos veces.
> ¿Lo miran?
"""
THUNDERBIRD = """-------- Forwarded Message --------
Subject: \tLa factura de noviembre
Date: \tFri, 20 Nov 2026 18:02:11 +0100
From: \tLucía Pérez <lucia.perez@gmail.example>
To: \tana@acme.example



Me cobraron dos veces.
¿Lo miran?
"""
GERMAN = """Von: Lucía Pérez <lucia.perez@gmail.example>
Gesendet: Freitag, 20. November 2026 18:02
An: Ana Ruiz <ana@acme.example>
Betreff: La factura de noviembre

Me cobraron dos veces.
¿Lo miran?
"""
ORIGINAL = """Message-ID: <orig-1@mail.gmail.example>
Date: Fri, 20 Nov 2026 18:02:11 +0100
From: =?utf-8?q?Luc=C3=ADa_P=C3=A9rez?= <{who}>
To: ana@acme.example
Subject: La factura de noviembre
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="in"

--in
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Me cobraron dos veces.
¿Lo miran?

--in
Content-Type: application/pdf; name="extracto.pdf"
Content-Disposition: attachment; filename="extracto.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--in--
"""
WORDS = "Me cobraron dos veces.\n¿Lo miran?"


def passes_on(
    world: World, body: str, *, subject: str = "RV: La factura de noviembre", proof: str = "pass"
) -> Told:
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <fwd{world.arrivals + 1}@acme.example>\nSubject: {subject}\n"
        f"From: Ana Ruiz <ana@acme.example>\nTo: tienda@acme.example\n"
        f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n",
        "ana",
        proof,
    )


def attaches(world: World, text: str, *mails: str, proof: str = "pass") -> Told:
    parts = "".join(
        f"--out\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n{one}\n" for one in mails
    )
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <att{world.arrivals + 1}@acme.example>\nSubject: Fwd: La factura\n"
        f"From: Ana Ruiz <ana@acme.example>\nTo: tienda@acme.example\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/mixed; boundary="out"\n\n--out\nContent-Type: text/plain; charset=utf-8\n'
        f"Content-Transfer-Encoding: 8bit\n\n{text}\n\n{parts}--out--\n",
        "ana",
        proof,
    )


@pytest.mark.parametrize(
    "block",
    [GMAIL, OUTLOOK, OUTLOOK_OLD, APPLE, THUNDERBIRD, GERMAN],
    ids=["gmail", "outlook", "outlook-old", "apple", "thunderbird", "german"],
)
def test_one_address_and_the_customer_has_a_case(block: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = passes_on(world, f"Es la del banco, ojo.\n\n{block}")
        case = ticket(world)
        assert told.outcome == "opened", told.line
        assert sorted(told.mails) == ["ack to lucia", f"notification to {case.assignee}"]
        assert (case.requester.address, case.requester.name) == ("lucia.perez@gmail.example", "Lucía Pérez")
        assert (case.subject, "facturacion" in case.tags) == ("La factura de noviembre", True)
        theirs, note = world.store.messages(case.protocol)
        assert (theirs.direction, theirs.own_words, theirs.standing) == ("in", WORDS, "full")
        assert (note.direction, note.own_words, note.author) == ("note", "Es la del banco, ojo.", "ana")
        [ack] = [one for one in told.sent if one.kind == "ack"]
        assert case.protocol in ack.text and "banco" not in ack.text and "ana@" not in ack.everything.lower()
        told = writes_again(world, "lucia", "Gracias.")
        assert (told.outcome, told.line["protocol"]) == ("threaded", case.protocol)
        assert says(world, case.assignee, "Hecho.").mails == ["reply to lucia"]
        assert world.store.verify().sound
        check(world, [], "")


def test_as_attachment_it_is_the_very_mail(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = attaches(world, "Me llegó a mí.", ORIGINAL.format(who="lucia.perez@gmail.example"))
        case = ticket(world)
        assert told.outcome == "opened" and "ack to lucia" in told.mails
        theirs, note = world.store.messages(case.protocol)
        assert (theirs.message_id, theirs.own_words) == ("<orig-1@mail.gmail.example>", WORDS)
        assert [one.filename for one in theirs.attachments] == ["extracto.pdf"]
        assert world.store.raw(theirs.raw_key).startswith(b"Message-ID: <orig-1@mail.gmail.example>")
        assert note.own_words == "Me llegó a mí."
        assert ("agent:ana", "passed-on") in {(e.actor, e.kind) for e in world.store.events(case.protocol)}
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <again@mail.gmail.example>\nSubject: Re: La factura de noviembre\n"
            "In-Reply-To: <orig-1@mail.gmail.example>\nFrom: lucia.perez@gmail.example\nTo: tienda@acme.example\n\n"
            "¿Alguna novedad?\n",
            "lucia",
            "pass",
        )
        assert told.line["protocol"] == case.protocol
        assert world.store.verify().sound
        check(world, [], "")


def test_an_answer_that_went_to_her_joins_the_case_it_answers(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        [case] = protocols_of(world)
        answer = ORIGINAL.format(who="lucia.perez@gmail.example").replace(
            "To: ana", f"Subject: Re: La factura [{case}]\nTo: ana"
        )
        answer = answer.replace("Subject: La factura de noviembre\n", "")
        told = attaches(world, "Me escribió a mí.", answer)
        assert (told.outcome, told.line["protocol"]) == ("threaded", case)
        assert [one.direction for one in world.store.messages(case)] == ["in", "in", "note"]
        assert len(protocols_of(world)) == 1
        check(world, [], "")


def test_para_says_otherwise_and_is_confirmed(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = passes_on(world, f"#para Pedro <pedro@empresa.example>\nEs su jefe.\n\n{GMAIL}")
        case = ticket(world)
        assert case.requester.address == "pedro@empresa.example"
        assert "ack to pedro" in told.mails and "receipt to ana" in told.mails
        assert "ack to lucia" not in told.mails
        assert world.store.messages(case.protocol)[1].own_words == "Es su jefe."
        [receipt] = [one for one in told.sent if one.kind == "receipt"]
        assert case.protocol in receipt.text
        assert world.store.verify().sound


SEVERAL = [
    (GMAIL.replace("<lucia.perez@gmail.example>", ""), []),
    (
        GMAIL.replace("Lucía Pérez <lucia.perez@gmail.example>", "a@x.example, b@x.example"),
        ["a@x.example", "b@x.example"],
    ),
    (
        GMAIL.replace("Lucía Pérez <lucia.perez@gmail.example>", "Luis <luis@acme.example>")
        + "\n\n"
        + OUTLOOK,
        ["lucia.perez@gmail.example"],
    ),
]
MINE = "Ojo: este cliente es un pesado."


@pytest.mark.parametrize(("block", "offered"), SEVERAL, ids=["no address", "two", "a colleague's forward"])
def test_several_or_none_and_she_is_asked(
    block: str, offered: list[str], tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = passes_on(world, f"{MINE}\n\n{block}")
        case = ticket(world)
        assert (told.outcome, case.requester.address) == ("opened", "ana@acme.example")
        assert (case.assignee, told.mails) == ("ana", ["receipt to ana"])
        [receipt] = told.sent
        assert "¿Quién es el cliente?" in str(receipt.mail["Subject"])
        assert list(links(receipt)) == offered
        theirs, note = world.store.messages(case.protocol)
        assert (theirs.direction, note.direction, note.own_words) == ("in", "note", MINE)
        assert "Me cobraron dos veces." in theirs.own_words
        assert "pesado" not in theirs.own_words + theirs.text
        check(world, [], "")


@pytest.mark.parametrize(("language", "verb"), [("es", "#para"), ("en", "#for"), ("pt", "#para")])
def test_one_tap_says_whose_it_is_and_the_customer_has_a_case(
    language: str, verb: str, tmp_path: Path, cell: ParseCell
) -> None:
    files = {**FILES, "agents.yaml": FILES["agents.yaml"].replace("langs: [es, en]", f"langs: [{language}]")}
    with shop(tmp_path, cell, files) as world:
        passes_on(world, f"{MINE}\n\n{SEVERAL[1][0]}")
        before = ticket(world)
        question = last(world, "receipt", "ana")
        assert f"[b@x.example] {verb} b@x.example" in question.text
        told = tap(world, "ana", "b@x.example")
        case = ticket(world)
        assert case.protocol != before.protocol and case.requester.address == "b@x.example"
        [ack] = [one for one in told.sent if one.kind == "ack"]
        assert ack.to == "b@x.example" and case.protocol in ack.text and "pesado" not in ack.everything
        [done] = [one for one in told.sent if one.kind == "receipt"]
        assert (done.to, case.protocol in done.text) == ("ana@acme.example", True)
        theirs, note = world.store.messages(case.protocol)
        assert (theirs.direction, theirs.own_words, note.direction, note.own_words) == (
            "in",
            WORDS,
            "note",
            MINE,
        )
        assert world.desk.ticket(before.protocol).aside == "discarded"
        answer = says(world, case.assignee, "Hecho.")
        assert answer.mails == ["reply to b@x.example"] and "pesado" not in answer.sent[0].everything
        again = tap(world, "ana", "a@x.example", n=1)
        assert [one.to for one in again.sent] == ["ana@acme.example"]
        assert len(protocols_of(world)) == 2
        assert world.store.verify().sound
        check(world, [], "")


def test_another_address_than_those_offered_is_hers_to_give(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = passes_on(world, f"{MINE}\n\n{SEVERAL[0][0]}")
        to = str(told.sent[0].mail["Reply-To"])
        for address, mails in (("luis@acme.example", ["receipt to ana"]), ("pedro@empresa.example", None)):
            told = tell(
                world,
                f"Date: {{date}}\nMessage-ID: <say{world.arrivals}@acme.example>\nSubject: Re: x\n"
                f"From: Ana Ruiz <ana@acme.example>\nTo: {to}\n\n#para {address}\n\nAna Ruiz\n",
                "ana",
                "pass",
            )
            assert told.mails == mails or (mails is None and "ack to pedro" in told.mails)
        assert ticket(world).requester.address == "pedro@empresa.example"


def test_several_mails_of_several_people_and_she_is_asked(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        first = ORIGINAL.format(who="lucia.perez@gmail.example")
        second = ORIGINAL.format(who="pedro@empresa.example").replace("orig-1", "orig-2")
        told = attaches(world, "Dos.", first, second)
        assert list(links(told.sent[0])) == ["lucia.perez@gmail.example", "pedro@empresa.example"]
        assert ticket(world).requester.address == "ana@acme.example"
        told = tap(world, "ana", "lucia.perez@gmail.example")
        assert "ack to lucia" in told.mails
        theirs = world.store.messages(ticket(world).protocol)[0]
        assert (theirs.message_id, theirs.own_words) == ("<orig-1@mail.gmail.example>", WORDS)
        assert world.store.verify().sound


def test_a_notification_of_the_desks_that_is_passed_on_is_no_customers(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        block = GMAIL.replace("lucia.perez@gmail.example", "tienda@acme.example")
        told = passes_on(world, f"Mirad esto.\n\n{block}")
        assert told.outcome == "opened" and ticket(world).requester.address == "ana@acme.example"
        assert not [one for one in told.sent if world.desk.agent_of(one.to) is None]
        told = passes_on(world, f"#para lucia.perez@gmail.example\nEsto no es para ella.\n\n{block}")
        assert (told.outcome, told.reason) == ("held", "command-error")
        assert "reenvíalo como adjunto" in told.sent[0].text
        check(world, [], "")


def test_nobody_is_written_to_on_a_forgers_word(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        for proof in ("none", "fail"):
            told = passes_on(world, GMAIL, proof=proof)
            assert told.outcome == "held"
            assert not [one for one in told.sent if one.to == "lucia.perez@gmail.example"]
        assert world.store.tickets(limit=5) == []
        check(world, [], "")


def test_a_command_in_the_mail_passed_on_is_text(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        told = passes_on(world, GMAIL.replace("¿Lo miran?", "#resolver\n#para otro@x.example"))
        assert told.outcome == "opened" and ticket(world).status == "new"
        assert ticket(world).requester.address == "lucia.perez@gmail.example"
        told = passes_on(world, f"#resolver\n\n{GMAIL}")
        assert (told.outcome, told.reason) == ("held", "command-error")
        check(world, [], "")
