"""Figures of a part: page, CSV, JSON, report and mail have the same tickets and say of how many, in three languages."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.commands.report import print_figures
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.timers.weekly import counted, plan_reports
from helpdesk.daemon.web import figures as web_figures
from helpdesk.daemon.web.figures import FiguresView
from helpdesk.mailflow.weekly import _lines
from helpdesk.tickets import figures
from helpdesk.tickets.model import Language
from helpdesk.tickets.samples import Part, Sample
from helpdesk.tickets.saving_ticket import Protocols, put_ticket
from helpdesk.tickets.times import from_micros
from helpdesk.web_min.shown import Reader
from helpdesk.web_min.sums import sums
from tests.story.rig.shop import shop
from tests.story.rig.template import last
from tests.story.rig.world import World
from tests.unit.store_kit import ticket
from tests.web.rig import Viewer, viewer_of

HOW = {
    "es": ("Son de {n} casos de 300,", "unos ", "Las cifras son de {n} casos de 300,",
           "Casos: 300; las cifras son de {n}"),
    "en": ("These are of {n} tickets out of 300,", "about ", "The figures are of {n} tickets out of 300,",
           "Tickets: 300; the figures are of {n}"),
    "pt": ("São de {n} casos de 300,", "cerca de ", "Os números são de {n} casos de 300,",
           "Casos: 300; os números são de {n}"),
}  # fmt: skip
AGENTS = """
agents:
  ana: {name: Ana Ruiz, email: ana@acme.example, teams: [n1-madrid], langs: [LANG], report: weekly, digest: no}
  luis: {name: Luis Gómez, email: luis@acme.example, teams: [n1-bogota], langs: [es], digest: no}
  marta: {name: Marta Gil, email: marta@acme.example, teams: [n2], digest: no}
"""


def week(world: World) -> None:
    """300 tickets in the week before the mail of its figures goes out, a fifth of them tagged; and that mail."""
    plan_reports(world.desk)
    [(due,)] = world.store._db.rows("SELECT min(due) FROM timers WHERE kind = 'report'")
    until = from_micros(due)
    with world.store.write():
        known = Protocols(world.store._db)
        for at in range(300):
            made = until - timedelta(days=7) + (at + 1) * timedelta(days=7) / 301
            one = replace(ticket(f"HD-2611-{at:06d}"), created_at=made, tags=("pago",) if at % 5 == 0 else ())
            put_ticket(
                world.store._db, replace(one, mailbox="tienda", assignee=("ana", "luis")[at % 2]), known
            )
    world.live(until - world.clock.now())


def printed(world: World, *, as_csv: bool = False, as_json: bool = False) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    print_figures(world.desk, Printer(json=as_json, out=out), 7, "tag", csv=as_csv)
    return out.buffer.getvalue().decode()


@pytest.mark.parametrize("language", sorted(HOW))
def test_all_ways_say_of_which_tickets_they_are(
    tmp_path: Path, cell: ParseCell, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(figures, "SAMPLES", 60)
    with shop(tmp_path, cell, {"agents.yaml": AGENTS.replace("LANG", language)}) as world:
        week(world)
        mail = " ".join(last(world, "digest", "ana").text.split())
        viewer = viewer_of(world.desk)
        viewer.sign_in("ana@acme.example")
        told = viewer.get("/figures.json?days=7").get_json()
        n, page = told["looked_at"], text(viewer)
        assert (told["cut"], told["opened"], told["opened_exact"]) == (True, 300, True) and 40 <= n <= 80
        whole, paid = told["figures"]
        assert (whole["tickets"], whole["opened"]) == (n, 300)
        assert paid["part"] == 1 and abs(paid["opened"] - 60) <= 25 and paid["tickets"] < 30
        on_page, about, in_mail, row = HOW[language]
        assert on_page.format(n=n) in page and f"{about}{paid['opened']} n = {paid['tickets']}" in page
        assert in_mail.format(n=n) in mail and row.format(n=n) in mail and f"{about}{paid['opened']};" in mail
        assert json.loads(printed(world, as_json=True)) == told
        assert printed(world, as_csv=True).splitlines() == viewer.get("/figures.csv?days=7").text.splitlines()
        rows = list(csv.DictReader(io.StringIO(printed(world, as_csv=True))))
        assert [row["part"] for row in rows] == ["1", "1"]
        report = printed(world)
        assert f"300 tickets opened in the last 7 days; figures of {n} taken evenly" in report
        assert f"about {paid['opened']} ({paid['tickets']} taken)" in report
        opened = re.findall(r"\d{4}-\d\d-\d\d (\d+) ", page.partition("<table")[0])
        assert sum(map(int, opened[:7])) >= 250, "each day counted, none reckoned"


def test_who_sees_a_part_of_the_desk_and_who_sees_too_much_to_count(
    tmp_path: Path, cell: ParseCell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "SAMPLES", 60)
    with shop(tmp_path, cell, {"agents.yaml": AGENTS.replace("LANG", "en")}) as world:
        week(world)
        ana = world.desk.agent("ana")
        assert ana is not None
        world.store._db.run("UPDATE tickets SET mailbox = 'otra' WHERE id % 3 = 0")
        world.store._db.run(
            "UPDATE tickets SET status = 'closed', resolved_at = created_at + 1 WHERE id % 2 = 0"
        )
        all_, part = (
            FiguresView(world.desk).page(Reader(replace(ana, mailboxes=boxes)), 7, "mailbox")
            for boxes in ((), ("tienda",))
        )
        assert (all_.tickets.of, all_.tickets.exact, all_.counted) == (300, True, True)
        assert 120 <= sum(n for _, n in all_.resolved) <= 150, "all but those of the day that is cut"
        assert [name for name, _ in part.groups] == ["tienda"] and not part.tickets.exact and not part.counted
        assert 40 <= part.tickets.looked <= 80 and 150 <= part.tickets.of <= 250, (
            "as many, though he sees two thirds"
        )
        assert 120 <= sum(n for _, n in part.opened) <= 280
        monkeypatch.setattr(web_figures, "COUNTABLE", 299)
        more = FiguresView(world.desk).page(Reader(ana), 7, "mailbox")
        assert more.tickets.exact and not more.counted and more.opened == all_.opened
        assert 75 <= sum(n for _, n in more.resolved) <= 210


def text(viewer: Viewer) -> str:
    """The page's words in a row."""
    return " ".join(re.sub(r"<[^>]+>", " ", viewer.get("/figures?days=7").text).split())


@pytest.mark.parametrize(
    ("language", "whole", "group"),
    [("es", "Casos: 25.951; las cifras son de 1.196 de ellos", "Casos: unos 5.200; las cifras son de 240 de ellos"),
     ("en", "Tickets: 25,951; the figures are of 1,196 of them",
      "Tickets: about 5,200; the figures are of 240 of them"),
     ("pt", "Casos: 25.951; os números são de 1.196 deles", "Casos: cerca de 5.200; os números são de 240 deles")],
)  # fmt: skip
def test_numbers_are_written_as_the_reader_writes_them(language: Language, whole: str, group: str) -> None:
    part = Part(1_196, 25_951)
    looked = {name: sums([Sample(at, 0) for at in range(n)]) for name, n in (("", 1_196), ("pago", 240))}
    assert [next(_lines(language, counted(name, found, part))) for name, found in looked.items()] == [
        whole,
        group,
    ]
