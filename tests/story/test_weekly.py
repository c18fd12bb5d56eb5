"""The mail of the week's figures: to those who asked, once a week, in their language, with the page's own numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.timers.weekly import REPORT, counted, plan_reports
from helpdesk.daemon.web.figures import FiguresView
from helpdesk.mailflow.weekly import _lines
from helpdesk.tickets.model import Timer
from helpdesk.tickets.times import from_micros
from helpdesk.web_min.shown import Reader
from tests.story.rig.shop import later, replies, sets, shop, writes
from tests.story.rig.template import last
from tests.story.rig.world import World

ASKED = {
    "agents.yaml": """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], skills: [facturacion], langs: [LANG],
          report: weekly, digest: no}
  luis:  {name: Luis Gómez, email: luis@acme.example,  teams: [n1-bogota], skills: [tecnico], langs: [es], digest: no}
  marta: {name: Marta Gil,  email: marta@acme.example, teams: [n2], role: lead, report: weekly, digest: no}
"""
}  # fmt: skip


def asked(language: str = "es") -> dict[str, str]:
    return {name: text.replace("LANG", language) for name, text in ASKED.items()}


def reports(world: World, by: str) -> list[tuple[str, str]]:
    """Who got figures while time passed, and when, in Madrid."""
    before = len(world.sent)
    later(world, by)
    return [
        (one.to.partition("@")[0], f"{str(one.mail['Date'])[:3]} {str(one.mail['Date'])[17:22]}")
        for one in world.sent[before:]
        if one.kind == "digest"
    ]


def busy(world: World) -> None:
    writes(world, "lucia", "La factura 4711", "Está duplicada.")
    sets(world, assignee="ana")
    later(world, "30m")
    replies(world, "ana", "Hola, Lucía:\n\nYa está.\n\n#resolver")
    writes(world, "tomas", "No puedo entrar", "La contraseña no vale.")
    sets(world, assignee="luis")


def test_on_monday_morning_to_those_who_asked_and_once_a_week(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, asked()) as world:
        assert plan_reports(world.desk) == 2 and plan_reports(world.desk) == 0
        told = reports(world, "15d")
        assert [hour for who, hour in told if who == "ana"] == ["Mon 08:30"] * 2
        assert [hour for who, hour in told if who == "marta"] == ["Mon 08:30"] * 2
        assert not [who for who, _ in told if who == "luis"], "he asked for none"
        again = Timer(REPORT, world.clock.now(), {"agent": "ana"})
        world.store.add_timer(again)
        world.store.add_timer(again)
        assert [who for who, _ in reports(world, "1m")] == ["ana"], "once a day, whatever is set"


def test_it_has_the_numbers_of_the_page_and_of_what_she_may_see(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, asked()) as world:
        busy(world)
        plan_reports(world.desk)
        [(due,)] = world.store._db.rows("SELECT min(due) FROM timers WHERE kind = 'report'")
        world.live(
            from_micros(due) - world.clock.now()
        )  # the page of the moment in which the mail was written
        text = last(world, "digest", "ana").text
        ana = world.desk.agent("ana")
        assert ana is not None
        page = FiguresView(world.desk).page(Reader(ana), 7, "tag")
        assert page.whole.n == 2 and page.whole.reply.median == timedelta(minutes=30)
        for name, found in (("", page.whole), *page.groups):
            lines = (
                [name, *_lines("es", counted(name, found, page.tickets))]
                if name
                else list(_lines("es", counted("", found, page.tickets)))
            )
            assert "\n".join(line for line in lines if line) in text, text
        for size in page.backlog:
            assert f": {size}\n" in text.partition("ABIERTOS AHORA")[2]
        mine = text.partition("POR AGENTE")[2].partition("ABIERTOS AHORA")[0]
        assert "Ana Ruiz" in mine and "Luis" not in mine
        everybody = (
            last(world, "digest", "marta").text.partition("POR AGENTE")[2].partition("ABIERTOS AHORA")[0]
        )
        assert re.findall(r"^(?:Ana Ruiz|Luis Gómez)$", everybody, re.M) == ["Ana Ruiz", "Luis Gómez"], (
            "by name"
        )


@pytest.mark.parametrize(
    ("language", "words"), [("en", "ALL THAT YOU MAY SEE"), ("pt", "TUDO O QUE VOCÊ PODE VER")]
)
def test_in_her_language(tmp_path: Path, cell: ParseCell, language: str, words: str) -> None:
    with shop(tmp_path, cell, asked(language)) as world:
        busy(world)
        plan_reports(world.desk)
        reports(world, "7d")
        got = last(world, "digest", "ana")
        assert words in got.text and got.mail["Content-Language"] == language


def test_who_asks_no_more_gets_none(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, asked()) as world:
        plan_reports(world.desk)
        staff = world.desk.policy.staff
        gone = {who: replace(one, report="") for who, one in staff.items()}
        world.desk.adopt(replace(world.desk.policy, staff=gone))
        assert reports(world, "8d") == []
        assert world.store.planned_for(REPORT) == set()
