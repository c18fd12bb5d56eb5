"""The mail of an agent's morning: at her hour, on her working days, once, with what waits for her and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.timers.digests import DIGEST, plan
from helpdesk.tickets.beside import Survey
from helpdesk.tickets.model import Timer
from helpdesk.tickets.saving_ticket import Protocols
from helpdesk.tickets.surveys import put_surveys
from tests.story.rig.shop import at, later, replies, sets, shop, ticket, writes, writes_again
from tests.story.rig.tap import tap
from tests.story.rig.tell import tell
from tests.story.rig.template import last
from tests.story.rig.world import World
from tests.story.test_commands import FILES, says

pytestmark = pytest.mark.slow  # whole lives of a desk: make check has not the time

ANA_ALONE = {
    "agents.yaml": """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], skills: [facturacion], langs: [es, en]}
  luis:  {name: Luis Gómez, email: luis@acme.example,  teams: [n1-bogota], skills: [tecnico], langs: [es]}
  marta: {name: Marta Gil,  email: marta@acme.example, teams: [n2], role: lead, digest: no}
"""
}


def digests(world: World, by: str = "") -> list[tuple[str, str]]:
    """Who got one, and the hour in Madrid, while time passes."""
    before = len(world.sent)
    if by:
        later(world, by)
    return [
        (one.to.partition("@")[0], f"{str(one.mail['Date'])[:3]} {str(one.mail['Date'])[17:22]}")
        for one in world.sent[before:]
        if one.kind == "digest"
    ]


def section(world: World, title: str, who: str = "ana") -> str:
    text = last(world, "digest", who).text
    assert title in text, text
    return text.partition(title)[2].partition("\n\n\n")[0]


def test_it_comes_at_half_past_eight_where_she_lives_on_working_days(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ANA_ALONE) as world:
        assert plan(world.desk) == 2 and plan(world.desk) == 0
        writes(world, "lucia", "La factura")
        sets(world, assignee="ana")
        told = digests(world, "7d")
        assert [hour for who, hour in told if who == "ana"] == [
            "Tue 08:30", "Wed 08:30", "Thu 08:30", "Fri 08:30", "Mon 08:30",
        ]  # fmt: skip
        assert not [who for who, _ in told if who == "marta"], "digest: no"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "YOURS, BY DEADLINE (1)"),
        ("pt", "SEUS, POR PRAZO (1)"),
    ],
)
def test_in_her_language(language: str, title: str, tmp_path: Path, cell: ParseCell) -> None:
    files = {"agents.yaml": ANA_ALONE["agents.yaml"].replace("langs: [es, en]", f"langs: [{language}, es]")}
    with shop(tmp_path, cell, files) as world:
        plan(world.desk)
        writes(world, "lucia", "La factura")
        sets(world, assignee="ana")
        assert digests(world, "24h") == [("ana", "Tue 08:30")]
        assert last(world, "digest", "ana").text.startswith(title)
        assert last(world, "digest", "ana").mail["Content-Language"] == language


def test_who_has_nothing_to_read_gets_nothing(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ANA_ALONE) as world:
        plan(world.desk)
        assert digests(world, "8d") == []
        assert world.store.planned_for(DIGEST) == {"ana", "luis"}, "and the next morning is set all the same"


def test_after_an_outage_one_comes_and_not_one_for_each_morning(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ANA_ALONE) as world:
        plan(world.desk)
        writes(world, "lucia", "La factura")
        sets(world, assignee="ana")
        before = len(world.sent)
        world.advance(timedelta(days=3, hours=4))  # the desk stood still until Thursday, 13:10
        assert [one.to for one in world.sent[before:] if one.kind == "digest"] == ["ana@acme.example"]
        assert digests(world, "24h") == [("ana", "Fri 08:30")]


def test_two_timers_for_one_morning_are_one_mail_and_one_timer_again(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ANA_ALONE) as world:
        plan(world.desk)
        writes(world, "lucia", "La factura")
        sets(world, assignee="ana")
        morning = datetime(2026, 11, 24, 8, 30, tzinfo=ZoneInfo("Europe/Madrid"))
        for _ in range(3):
            world.store.add_timer(Timer(DIGEST, morning, {"agent": "ana"}))
        assert digests(world, "24h") == [("ana", "Tue 08:30")]
        assert digests(world, "24h") == [("ana", "Wed 08:30")]


def test_what_stands_in_it_and_that_its_links_do_what_they_say(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        plan(world.desk)
        writes(world, "lucia", "La factura primera")
        first = ticket(world).protocol
        writes(world, "john", "URGENTE: la factura segunda")
        second = ticket(world).protocol
        for n in (1, 2):
            sets(world, n=n, assignee="ana")
        writes(world, "joana", "Sin dueño, la factura")
        sets(world, assignee="", team="n1-madrid")
        third = ticket(world).protocol
        assert replies(world, "ana", "#etiqueta +facturacion\n#prioridad alta").outcome == "command"
        told = replies(world, "ana", "#asignar luiz\n\nHoy mismo.")
        assert told.outcome == "held"
        at(world, 32.5)
        text = last(world, "digest", "ana").text
        mine = section(world, "TUYOS, POR PLAZO (2)")
        assert mine.index(second) < mine.index(first), "by what is due first"
        assert "VENCI" in mine or "VENCE" in mine
        assert third in section(world, "SIN DUEÑO EN TU EQUIPO (1)") and "[Tomar] #tomar" in text
        assert "#etiqueta +facturacion #prioridad alta" in section(world, "LO QUE HICISTE POR ORDEN (1)")
        assert "CORREO RETENIDO (1)" in text and "[Guardar como nota] NOTA" in text
        assert "ESPERAN" not in text and "DESPIERTAN" not in text
        assert str(last(world, "digest", "ana").mail["Reply-To"]).startswith("Comandos")
        assert tap(world, "ana", "Tomar", "digest").outcome == "command"
        assert world.desk.ticket(third).assignee == "ana"
        assert tap(world, "ana", "Guardar como nota", "digest").outcome == "command"
        assert world.store.held() == []


def test_what_waits_for_days_and_what_wakes_today(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ANA_ALONE) as world:
        plan(world.desk)
        writes(world, "lucia", "La factura uno")
        sets(world, assignee="ana")
        assert replies(world, "ana", "¿Qué número tiene?\n\n#esperar").outcome == "threaded"
        writes(world, "john", "La factura dos")
        sets(world, assignee="ana")
        assert replies(world, "ana", "#posponer viernes 12:00").outcome == "command"
        later(world, "70h")
        assert "ESPERAN" not in last(world, "digest", "ana").text
        at(world, 24 + 9)
        text = last(world, "digest", "ana").text
        assert "ESPERAN MÁS DE 3 DÍAS (1)" in text and "desde hace 3 d" in text
        assert "DESPIERTAN HOY (1)" in text and "hoy 12:00" in text


def test_thanks_that_reopened_nothing_are_a_line_of_the_next_morning(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ANA_ALONE) as world:
        plan(world.desk)
        at(world, 5 * 24 + 10)  # Saturday
        writes(world, "lucia", "La factura")
        sets(world, assignee="ana")
        assert replies(world, "ana", "Ya está.\n\n#resolver").outcome == "threaded"
        assert writes_again(world, "lucia", "¡Muchas gracias, Ana!", kind="reply").mails == []
        at(world, 48 + 9)
        assert "LA FACTURA" in section(world, "DIERON LAS GRACIAS, SIN REABRIR (1)").upper()
        assert "«¡Muchas gracias, Ana!»" in last(world, "digest", "ana").text
        before = len(world.sent)
        at(world, 24 + 9)
        assert [one for one in world.sent[before:] if one.kind == "digest"] == [], "once"


def test_a_reply_to_it_is_lines_of_commands_and_its_words_go_nowhere(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ANA_ALONE) as world:
        plan(world.desk)
        writes(world, "lucia", "La factura")
        sets(world, assignee="ana")
        at(world, 33)
        told = tell(
            world,
            "Date: {date}\nMessage-ID: <d@acme.example>\nSubject: Re: x\nFrom: Ana <ana@acme.example>\n"
            "To: {reply-to of digest to ana}\nIn-Reply-To: {message-id of digest to ana}\n\n"
            "Ya lo miro yo, Lucía.\n#resolver {protocol}\n",
            "ana",
            "pass",
        )
        assert (told.outcome, told.mails) == ("command", ["sla to lucia", "receipt to ana"])
        assert ticket(world).status == "resolved" and len(world.store.messages(ticket(world).protocol)) == 1


def test_what_was_put_aside_of_hers_is_a_line_with_the_way_back(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        plan(world.desk)
        writes(world, "lucia", "La factura")
        sets(world, assignee="ana")
        case = ticket(world).protocol
        assert says(world, "ana", "#spam").outcome == "command"
        writes(world, "john", "La factura otra vez")
        sets(world, assignee="ana")
        replies(world, "ana", "#asignar luiz\n\nHoy mismo.")
        assert tap(world, "ana", "Descartar").outcome == "command"
        at(world, 32.5)
        shown = section(world, "APARTADO DE LO TUYO (2)")
        assert case in shown and "marcado como spam por Ana Ruiz" in shown
        assert "descartado por Ana Ruiz" in shown and "correo retenido" in shown
        assert tap(world, "ana", "Restaurar", "digest").outcome == "command"
        assert world.desk.ticket(case).aside == ""
        at(world, 32.5 + 24)
        assert "APARTADO" not in last(world, "digest", "ana").text, "once"


def test_a_question_that_was_opened_and_not_answered_is_a_line(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ANA_ALONE) as world:
        plan(world.desk)
        writes(world, "lucia", "La factura")
        sets(world, assignee="ana")
        case, now = ticket(world).protocol, world.clock.now()
        asked = [Survey(f"<s{n}@acme.example>", "csat", case, "lucia@x.example", now, "ana") for n in (1, 2)]
        with world.store.write():
            put_surveys(world.store._db, asked, Protocols(world.store._db))
            world.store.survey_opened("<s1@acme.example>", now)
        at(world, 32.5)
        assert "abierta lun 23, 09:10" in section(world, "ENCUESTAS ABIERTAS SIN RESPONDER (1)")
