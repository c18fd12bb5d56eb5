"""A notice to the addresses of a table: shown before, once each, slowly, ended by one click, and answers are cases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from helpdesk.daemon.commands.notify_list import notify_list
from helpdesk.daemon.errors import BadData
from helpdesk.daemon.exits import Stop
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.why_words import spoken
from tests.story.rig.carrier import Sent
from tests.story.rig.invariant import check
from tests.story.rig.links import PUBLIC, Browser
from tests.story.rig.shop import later, shop, ticket
from tests.story.rig.tell import Told, tell
from tests.story.rig.world import World

FILES = {
    "macros/cierre.es.md": "---\ntitle: Cerramos en agosto\nvars: {dia: cuándo}\n---\n"
    "Hola{% if customer_name is defined %}, {{ customer_name }}{% endif %}: cerramos el {{ dia }}.\n",
    "macros/cierre.en.md": "---\ntitle: Closed in August\nvars: {dia: when}\n---\nWe close on {{ dia }}.\n",
    "macros/caso.es.md": "---\ntitle: De un caso\n---\nSu caso {{ protocol }}.\n",
    "macros/vip.es.md": "---\ntitle: VIP\nwhen: {tag: vip}\n---\nHola.\n",
    "macros/ana.es.md": "---\ntitle: Ana\n---\nEscriba a ana@acme.example.\n",
}
TABLE = (
    "address,name,language,dia\n"
    "pilar@nueva.example,Pilar Gómez,,1 de agosto\n"
    "john.smith@nueva.example,John,en,August 1\n"
    "sin-dia@nueva.example,,,\n"
    "tienda@acme.example,Nosotros,,hoy\n"
    '"raro,dir@nueva.example",,,hoy\n'
    "jean@nueva.example,,fr,hoy\n"
)


@pytest.fixture
def desk(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    with shop(tmp_path, cell, FILES) as world:
        settings = world.desk.settings
        world.desk.settings = replace(settings, web=replace(settings.web, public_url=PUBLIC))
        yield world


def run(
    world: World,
    capsys: pytest.CaptureFixture[str],
    table: str = TABLE,
    macro: str = "cierre",
    **options: Any,
) -> list[Any]:
    file = world.store.path.parent / "tabla.csv"
    file.write_text(table, "utf-8")
    chosen: dict[str, Any] = {"per_minute": 30, "dry": False, **options}
    mailbox = chosen.pop("mailbox", "")
    capsys.readouterr()
    assert notify_list(world.desk, Printer(json=True), file, macro, mailbox, **chosen) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def sent_to(world: World, since: int = 0) -> list[str]:
    return [one.to.partition("@")[0] for one in world.sent[since:] if one.kind == "macro"]


def notice(world: World, who: str = "pilar") -> Sent:
    return next(one for one in reversed(world.sent) if one.kind == "macro" and one.to.startswith(who))


def answers(world: World, sent: Sent, body: str, proof: str = "pass", sender: str = "") -> Told:
    who = sender or sent.to
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <c{world.arrivals + 1}@nueva.example>\nSubject: Re: {sent.mail['Subject']}\n"
        f"In-Reply-To: {sent.mail['Message-ID']}\nFrom: Pilar <{who}>\nTo: tienda@acme.example\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{body}\n",
        who,
        proof,
    )


def test_shown_then_sent_once_each_slowly(desk: World, capsys: pytest.CaptureFixture[str]) -> None:
    *rows, total = run(desk, capsys, dry=True)
    assert total == {"addresses": 6, "notices": 2, "left_out": 4, "dry_run": True}
    left_out = {row["address"].partition("@")[0]: row["left_out"] for row in rows}
    assert left_out["pilar"] is None and left_out["john.smith"] is None
    assert "dia" in left_out["sin-dia"] and "speaks no 'fr'" in left_out["jean"]
    assert left_out["tienda"] == left_out["raro,dir"] == "the address cannot be written to"
    desk.settle()
    assert desk.sent == [] and desk.store.next_timer() is None, "nothing was sent"
    assert run(desk, capsys, per_minute=1)[-1]["notices"] == 2
    desk.settle()
    assert sent_to(desk) == ["pilar"], "one a minute"
    later(desk, "2m")
    assert sent_to(desk) == ["pilar", "john.smith"]
    again = run(desk, capsys)
    assert [row["left_out"] for row in again[:2]] == ["it was sent before, or is on its way"] * 2
    later(desk, "5m")
    assert sent_to(desk) == ["pilar", "john.smith"]
    check(desk, desk.sent, "")


def test_nobody_inside_the_desk_gets_it_and_both_runs_say_so(
    desk: World, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "address,dia\nAna@acme.example,hoy\nTienda+x@acme.example,hoy\npilar@nueva.example,hoy\n"
    for dry in (True, False):
        *rows, total = run(desk, capsys, table, dry=dry)
        assert [row["left_out"] for row in rows] == [
            "it is an agent's address",
            "the address cannot be written to",
            None,
        ]
        assert (total["notices"], total["left_out"]) == (1, 2)
    later(desk, "5m")
    assert sent_to(desk) == ["pilar"]
    assert not [one for one in desk.sent if one.kind == "alert"], "nothing for the admin to read"
    check(desk, desk.sent, "")


def test_the_mail(desk: World, capsys: pytest.CaptureFixture[str]) -> None:
    run(desk, capsys)
    later(desk, "1m")
    sent = notice(desk)
    assert "Hola, Pilar Gómez: cerramos el 1 de agosto." in sent.text and "SIN ENCUESTAS" in sent.text
    assert "Protocolo" not in sent.text and sent.mail["Subject"] == "Cerramos en agosto"
    assert sent.mail["Auto-Submitted"] == "auto-generated" and "+b-" in sent.envelope_from
    assert "In-Reply-To" not in sent.mail and sent.ticket == ""
    head = sent.raw.split(b"\r\n\r\n")[0]
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert b"List-Unsubscribe: <mailto:tienda+c-" in head
    english = notice(desk, "john")
    assert "We close on August 1." in english.text and english.mail["Content-Language"] == "en"


def test_each_answer_opens_a_case_of_its_own(desk: World, capsys: pytest.CaptureFixture[str]) -> None:
    run(desk, capsys)
    later(desk, "1m")
    first = answers(desk, notice(desk), "¿Y en septiembre abren?")
    assert first.outcome == "opened" and "ack to pilar@nueva.example" in first.mails
    assert first.line["because"] == 'answers the notice "Cerramos en agosto"'
    assert spoken(str(first.line["because"]), "es") == 'contesta al aviso "Cerramos en agosto"'
    opened = ticket(desk)
    assert opened.requester.address == "pilar@nueva.example"
    assert answers(desk, notice(desk), "Otra pregunta, esta sin relación.").outcome == "opened"
    assert ticket(desk).protocol != opened.protocol
    stranger = answers(desk, notice(desk), "SIN ENCUESTAS", sender="otra@ajena.example")
    assert stranger.outcome == "opened" and desk.store.contact("pilar@nueva.example").surveys


@pytest.mark.parametrize("how", ["word", "mail", "click"])
def test_one_word_mail_or_click_ends_them(desk: World, capsys: pytest.CaptureFixture[str], how: str) -> None:
    run(desk, capsys)
    later(desk, "1m")
    sent = notice(desk)
    by_mail, by_click = re.findall(r"<([^>]+)>", str(sent.mail["List-Unsubscribe"]))
    if how == "word":
        quoted = "\n".join(f"> {line}" for line in sent.text.splitlines())
        told = answers(
            desk,
            sent,
            f"Sin encuestas\n\nEl 23 nov 2026 a las 9:11, Tienda (<tienda@acme.example>) escribió:\n\n{quoted}",
            "none",
        )
        assert (told.outcome, told.mails) == ("command", [])
    elif how == "mail":
        parts = urlsplit(by_mail)
        body = parse_qs(parts.query)["body"][0]
        told = tell(
            desk,
            f"Date: {{date}}\nMessage-ID: <t@x.example>\nSubject: x\nFrom: <otro.alias@nueva.example>\n"
            f"To: {unquote(parts.path)}\n\n{body}\n",
            "otro.alias@nueva.example",
            "none",
        )
        assert (told.outcome, told.mails) == ("command", [])
    else:
        assert Browser(desk).post(by_click, {"List-Unsubscribe": "One-Click"}).status_code == 200
        desk.settle()
    assert not desk.store.contact("pilar@nueva.example").surveys
    assert desk.store.tickets() == []
    assert run(desk, capsys, macro="ana", dry=True, table="address\nPilar@nueva.example\n")[0][
        "left_out"
    ] == ("the customer wants no notices")


def test_who_wants_none_meanwhile_gets_none(desk: World, capsys: pytest.CaptureFixture[str]) -> None:
    table = "address,dia\na@nueva.example,hoy\nb@nueva.example,hoy\n"
    run(desk, capsys, table, per_minute=1)
    desk.settle()
    with desk.store.write():
        from helpdesk.tickets.beside import Contact
        from helpdesk.tickets.contacts import put_contacts

        put_contacts(desk.store._db, [Contact("b@nueva.example", surveys=False)], desk.clock.now())
    later(desk, "5m")
    assert sent_to(desk) == ["a"]


def test_what_came_back_is_written_to_no_more(desk: World, capsys: pytest.CaptureFixture[str]) -> None:
    run(desk, capsys)
    later(desk, "1m")
    sent = notice(desk)
    report = (
        f"From: MAILER-DAEMON@nueva.example\nTo: {sent.envelope_from}\nSubject: Undelivered Mail\n"
        "Message-ID: <dsn@nueva.example>\nMIME-Version: 1.0\nAuto-Submitted: auto-replied\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\n\n'
        "--r\nContent-Type: text/plain\n\nNo such user.\n\n"
        "--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; nueva.example\n\n"
        "Final-Recipient: rfc822; pilar@nueva.example\nAction: failed\nStatus: 5.1.1\n\n--r--\n"
    )
    told = tell(desk, report, "", rcpt=(sent.envelope_from,))
    assert (told.outcome, told.reason, told.mails) == ("bounce", "", [])
    [row, _] = run(desk, capsys, "address,dia\npilar@nueva.example,hoy\n", dry=True)
    assert row["left_out"] == "a notice to this address came back"
    assert desk.store.held_list() == []


@pytest.mark.parametrize(
    ("macro", "why"), [("caso", "protocol"), ("vip", "has a condition, and there is no ticket")]
)
def test_a_macro_that_needs_a_case_is_for_nobody(
    desk: World, capsys: pytest.CaptureFixture[str], macro: str, why: str
) -> None:
    [row, total] = run(desk, capsys, "address\nx@nueva.example\n", macro)
    assert why in row["left_out"] and total["notices"] == 0


def test_what_is_internal_stays_inside(desk: World, capsys: pytest.CaptureFixture[str]) -> None:
    run(desk, capsys, "address\nx@nueva.example\n", "ana")
    later(desk, "1m")
    assert sent_to(desk) == []
    assert any(one.alert.reason == "leak" for one in desk.store.alerts(desk.clock.now().replace(year=2020)))


def test_a_table_that_is_none_sends_nothing(desk: World, capsys: pytest.CaptureFixture[str]) -> None:
    for table, what in [
        ("nombre,dia\nx,y\n", "no column is called address. address,name,language"),
        ('address\n"a@b.example\n', "CSV"),
    ]:
        with pytest.raises(BadData, match=what):
            run(desk, capsys, table)
    with pytest.raises(Stop, match=r"no macro 'cierr'.*cierre"):
        run(desk, capsys, macro="cierr")
    with pytest.raises(Stop, match="no mailbox"):
        run(desk, capsys, mailbox="nadie")
    file = desk.store.path.parent / "latin.csv"
    file.write_bytes("address,name\na@b.example,José\n".encode("cp1252"))
    with pytest.raises(Stop, match="UTF-8"):
        notify_list(desk.desk, Printer(json=True), file, "ana", "", per_minute=1, dry=False)
    assert desk.store.next_timer() is None


def test_a_desk_that_stood_still_sends_slowly_all_the_same(
    desk: World, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "address,dia\n" + "".join(f"n{n}@nueva.example,hoy\n" for n in range(9))
    run(desk, capsys, table, per_minute=2)
    desk.advance(timedelta(hours=1))
    assert len(sent_to(desk)) == 2, "all nine were due"
    later(desk, "2m")
    assert len(sent_to(desk)) <= 2 + 2 * 2 + 1
    later(desk, "5m")
    assert sorted(sent_to(desk)) == [f"n{n}" for n in range(9)]


def test_a_table_as_people_write_it(desk: World, capsys: pytest.CaptureFixture[str]) -> None:
    table = "\ufeffEmail;Name;Language;dia\nA@nueva.example;Ana;en-GB;today\na@NUEVA.example;Ana;ES;hoy\n"
    first, second, total = run(desk, capsys, table)
    assert (first["language"], first["left_out"]) == ("en", None)
    assert (second["left_out"], total["notices"]) == ("it stands here twice, and the first row counts", 1)
    later(desk, "1m")
    assert sent_to(desk) == ["A"]


def test_an_address_that_stands_there_again_is_written_to_once_and_the_rest_is_said(
    desk: World, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "address,dia\na@nueva.example,hoy\nb@nueva.example,hoy\na@nueva.example,ayer\na@nueva.example,\n"
    *rows, total = run(desk, capsys, table)
    told = [(row["address"].partition("@")[0], row["left_out"]) for row in rows]
    twice = "it stands here twice, and the first row counts"
    assert told == [("a", None), ("a", twice), ("a", twice), ("b", None)]
    assert total == {"addresses": 4, "notices": 2, "left_out": 2, "dry_run": False}
    later(desk, "1m")
    assert sent_to(desk) == ["a", "b"] and "cerramos el hoy" in notice(desk, "a").text


def test_a_list_of_a_thousand(desk: World, capsys: pytest.CaptureFixture[str]) -> None:
    table = "address,dia\n" + "".join(f"n{n}@nueva.example,hoy\n" for n in range(1000))
    assert run(desk, capsys, table, per_minute=600)[-1]["notices"] == 1000
    assert run(desk, capsys, table)[-1]["notices"] == 0
