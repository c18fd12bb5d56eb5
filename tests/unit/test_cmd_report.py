"""`helpdesk report`: the page's own numbers as a table, as CSV and as JSON; what customers said, with how many."""

from __future__ import annotations

import csv
import io
import json as jsonlib
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from helpdesk.daemon.commands.report import days_of, print_figures
from helpdesk.daemon.exits import Stop
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.beside import Survey
from helpdesk.tickets.model import Event
from helpdesk.tickets.saving_ticket import Protocols, add_history
from helpdesk.tickets.surveys import put_surveys
from helpdesk.web_min.pages_figures import SPLITS
from tests.story.rig.shop import replies, shop, writes
from tests.story.rig.world import World
from tests.unit.command_kit import Command
from tests.web.rig import viewer_of

pytest_plugins = ("tests.unit.command_fixtures",)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Three customers; all were asked, and one had an article."""
    cell = ParseCell()
    try:
        with shop(tmp_path_factory.mktemp("desk"), cell) as opened:
            for who, subject in (("lucia", "La factura"), ("tomas", "No puedo entrar"), ("john", "Refund")):
                writes(opened, who, subject)
            replies(opened, "ana", "Hello, John:\n\nDone.")
            asked(opened)
            yield opened
    finally:
        cell.close()


def asked(world: World) -> None:
    store, now = world.store, world.clock.now()
    first, second, third, *_ = (one.protocol for one in store.tickets())
    known = Protocols(store._db)
    with store.write():
        surveys = [
            Survey("<1@x>", "csat", first, "a@x.example", now, "ana", 5, now),
            Survey("<2@x>", "csat", second, "b@x.example", now, "ana"),
            Survey("<3@x>", "nps", third, "c@x.example", now, "ana", 9, now),
        ]
        put_surveys(store._db, surveys, known)
        add_history(store._db, [Event(second, now, "desk", "suggested", "", "kb-1", "0.9")], [], known)
        done = store.ticket(second)
        assert done is not None
        store._db.run("UPDATE tickets SET status = 'closed', resolved_at = updated_at WHERE id = ?", done.id)


def printed(world: World, by: str, *, json: bool = False, as_csv: bool = False) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    print_figures(world.desk, Printer(json=json, out=out), 30, by, csv=as_csv)
    return out.buffer.getvalue().decode()


def test_the_report_has_the_pages_numbers_by_whatever_they_are_split(world: World) -> None:
    before = world.desk.policy
    boss = [replace(one, role="lead", mailboxes=()) if one.id == "ana" else one for one in before.agents]
    world.desk.adopt(replace(before, agents=tuple(boss)))
    viewer = viewer_of(world.desk)
    viewer.sign_in("ana@acme.example")
    for by in SPLITS:
        page = viewer.get(f"/figures.json?by={by}").get_json()
        told = jsonlib.loads(printed(world, by, json=True))
        assert told == page, by
        assert (
            printed(world, by, as_csv=True).splitlines()
            == viewer.get(f"/figures.csv?by={by}").text.splitlines()
        )
    world.desk.adopt(before)


def test_what_customers_said_comes_with_how_many(world: World) -> None:
    [whole, *_] = csv.DictReader(io.StringIO(printed(world, "service", as_csv=True)))
    assert (whole["csat_asked"], whole["csat_answered"], whole["csat_satisfied"]) == ("2", "1", "1")
    assert (whole["nps_asked"], whole["nps_answered"], whole["nps"]) == ("1", "1", "100")
    assert (whole["articles_offered"], whole["deflected"]) == ("1", "1")
    head, row, *_ = printed(world, "agent").split("\n\n")[2].splitlines()
    assert re.split(r" {2,}", head)[-3:] == ["csat", "nps", "article enough"]
    assert re.split(r" {2,}", row)[-3:] == ["1/1 of 2 asked", "+100 of 1 asked", "1/1"]


def test_the_page_shows_them_in_a_table_of_their_own(world: World) -> None:
    viewer = viewer_of(world.desk)
    viewer.sign_in("ana@acme.example")
    page = viewer.get("/figures?by=service").text
    table = page.partition('<table role="table" class="said">')[2].partition("</table>")[0]
    assert "Lo que dicen los clientes" in table and '100 % <span class="quiet">1/1</span>' in table
    assert "+100" in table and "50 %" in table


def test_days_are_whole_and_typed_as_elsewhere() -> None:
    assert [days_of(text) for text in ("1d", "30d", "36h")] == [1, 30, 2]
    for text in ("yesterday", "0d", "9999d"):
        with pytest.raises(Stop):
            days_of(text)


def test_as_typed(helpdesk: Command) -> None:
    assert helpdesk("report", "--since", "7d", "--by", "agent", "--json").lines[0]["days"] == 7
    assert "0 tickets opened in the last 30 days" in helpdesk("report").out
    assert helpdesk("report", "--csv").out.startswith("name,tickets,first_response_n")
    for wrong in (("--by", "nothing"), ("--since", "soon"), ("--csv", "--json")):
        said = helpdesk("report", *wrong)
        assert said.code == 2 and wrong[0] in said.err
