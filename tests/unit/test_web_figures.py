"""The figures page: whose figures they are, the same as CSV and JSON, and a fixed part of the archive at any size."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.daemon.parse_cell import ParseCell
from helpdesk.tickets import figures
from helpdesk.tickets.saving_ticket import Protocols, put_ticket
from helpdesk.tickets.store import Store
from tests.story.rig.shop import shop
from tests.story.rig.world import World
from tests.unit.store_kit import NOW, ticket
from tests.unit.test_store_rules_plans import traced
from tests.web.rig import Viewer, viewer_of
from tests.web.scene import play

pytest_plugins = ("tests.unit.store_fixtures",)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    cell = ParseCell()
    try:
        with shop(tmp_path_factory.mktemp("desk"), cell) as opened:
            play(opened)
            opened.store._db.run("UPDATE tickets SET assignee = 'luis' WHERE subject LIKE 'Pedido%'")
            yield opened
    finally:
        cell.close()


def reader(world: World, email: str) -> Viewer:
    viewer = viewer_of(world.desk)
    viewer.sign_in(email)
    return viewer


def names(viewer: Viewer, by: str) -> list[str]:
    page = viewer.get(f"/figures?by={by}").text.partition('class="said"')[0]
    return re.findall(r'<th role="rowheader" scope="row" class="subject">([^<]+)<', page)


@pytest.mark.slow  # a store of some size
def test_figures_by_agent_are_that_agents_and_the_leads(world: World) -> None:
    assert names(reader(world, "ana@acme.example"), "agent") == ["Todo", "Ana Ruiz"]
    assert names(reader(world, "luis@acme.example"), "agent") == ["Todo", "Luis Gómez"]
    before = world.desk.policy
    everywhere = [replace(one, mailboxes=()) if one.id == "marta" else one for one in before.agents]
    world.desk.adopt(replace(before, agents=tuple(everywhere)))
    assert names(reader(world, "marta@acme.example"), "agent") == ["Todo", "Ana Ruiz", "Luis Gómez"], (
        "by name"
    )
    world.desk.adopt(before)
    for path in ("/figures.csv?by=agent", "/figures.json?by=agent"):
        assert "Luis" not in reader(world, "ana@acme.example").get(path).text


def test_a52_figures_are_of_the_readers_mailboxes(world: World) -> None:
    marta = reader(world, "marta@acme.example").get("/figures.json?by=service").get_json()
    ana = reader(world, "ana@acme.example").get("/figures.json?by=service").get_json()
    assert (ana["figures"][0]["tickets"], marta["figures"][0]["tickets"]) == (6, 5)


def test_the_page_the_csv_and_the_json_say_the_same(world: World) -> None:
    viewer = reader(world, "ana@acme.example")
    told = viewer.get("/figures.json?by=tag&days=7").get_json()
    assert (told["days"], told["by"]) == (7, "tag")
    rows = list(csv.DictReader(io.StringIO(viewer.get("/figures.csv?by=tag&days=7").text)))
    assert (
        [row["name"] for row in rows]
        == [row["name"] for row in told["figures"]]
        == ["", *names(viewer, "tag")[1:]]
    )
    assert [row["tickets"] for row in rows] == [str(row["tickets"]) for row in told["figures"]]
    whole = told["figures"][0]
    assert (whole["first_response_n"], whole["first_response_median_s"]) == (1, 900)
    assert (whole["first_contact"], whole["resolved"]) == (1, 1)
    answer = viewer.get("/figures.csv")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]


def test_charts_have_a_title_words_and_a_table(world: World) -> None:
    page = reader(world, "ana@acme.example").get("/figures?days=7").text
    charts = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(charts) == 3
    for chart in charts:
        named = re.search(r'aria-labelledby="(\S+) (\S+)"', chart)
        assert named and f'<title id="{named[1]}">' in chart and f'<desc id="{named[2]}">' in chart
    assert charts[0].count("<rect") == 7 and not any("<script" in chart for chart in charts)
    days = re.findall(r'<td role="cell">(\d{4}-\d\d-\d\d)</td>', page)
    assert len(days) == 7 and days == sorted(days)


def test_what_is_not_known_is_not_asked(world: World) -> None:
    viewer = reader(world, "ana@acme.example")
    for path in ("/figures?by=password&days=-1", "/figures?days=99999999999999999999", "/figures?by=%00"):
        assert viewer.get(path).status_code == 200
    assert viewer_of(world.desk).get("/figures").status_code == 404


def test_a_name_is_no_formula(world: World) -> None:
    before = world.desk.policy
    ana, *others = before.agents
    world.desk.adopt(replace(before, agents=(replace(ana, name="=cmd()"), *others)))
    rows = list(csv.reader(io.StringIO(reader(world, ana.address).get("/figures.csv?by=agent").text)))
    world.desk.adopt(before)
    assert rows[2][0] == "'=cmd()"


def filled(store: Store, n: int) -> None:
    with store.write():
        for day in range(n):
            at = NOW - DAY * (n - day)
            one = replace(ticket(f"HD-2611-{day:06d}"), created_at=at, mailbox="ab"[day % 2])
            put_ticket(store._db, one, Protocols(store._db))


def test_samples_are_those_of_the_period_the_newest_of_too_many(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store, 40)
    samples, cut = store.samples(None, NOW - 7 * DAY, NOW)
    assert len(samples) == 7 and not cut
    assert len(store.samples(("a",), NOW - 8 * DAY, NOW)[0]) == 4
    monkeypatch.setattr(figures, "SAMPLES", 5)
    samples, cut = store.samples(None, NOW - 7 * DAY, NOW)
    assert len(samples) == 5 and cut
    assert max(one.created for one in samples) == NOW - DAY


def test_the_backlog_is_counted_by_age(store: Store) -> None:
    filled(store, 40)
    assert [n for n, _ in store.backlog(None, NOW)] == [1, 2, 4, 23, 10]
    assert [n for n, _ in store.backlog(("a",), NOW)] == [0, 1, 2, 12, 5]


def test_their_number_of_questions_does_not_grow(store: Store) -> None:
    filled(store, 10)
    few = len(traced(store, lambda: (store.samples(None, NOW - 7 * DAY, NOW), store.backlog(None, NOW))))
    with store.write():
        for day in range(10, 400):
            put_ticket(store._db, ticket(f"HD-2611-{day:06d}"), Protocols(store._db))
    many = traced(store, lambda: (store.samples(None, NOW - 7 * DAY, NOW), store.backlog(None, NOW)))
    assert len(many) <= few + 5 * 7, "a look for a day is a matter of halving"
