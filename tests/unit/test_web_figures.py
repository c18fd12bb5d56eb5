"""The figures page: whose figures they are, the same as CSV and JSON, and a fixed part of the archive at any size."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets import figures
from helpdesk.tickets.beside import Survey
from helpdesk.tickets.samples import Part
from helpdesk.tickets.saving_ticket import Protocols, put_ticket
from helpdesk.tickets.store import Store
from helpdesk.tickets.surveys import put_surveys
from helpdesk.tickets.times import from_micros, to_micros
from tests.story.rig.shop import shop
from tests.story.rig.world import World
from tests.unit.store_kit import NOW, ticket
from tests.unit.test_store_rules_plans import traced
from tests.web.rig import Viewer, viewer_of
from tests.web.scene import play

pytest_plugins = ("tests.unit.store_fixtures",)
DAY = timedelta(days=1)
MERGED = 52  # each so many was merged into another: part of those resolved


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
    assert (whole["first_contact"], whole["first_contact_of"], whole["resolved"]) == (0, 0, 1), "unanswered"
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


def test_up_to_so_many_tickets_all_of_the_period_are_looked_at(store: Store) -> None:
    filled(store, 40)
    taken = store.taken(None, NOW - 7 * DAY, NOW)
    assert taken.tickets == Part(7, 7) and not taken.tickets.cut
    assert [one.created for one in taken.samples] == [to_micros(NOW - DAY * n) for n in range(7, 0, -1)]
    assert store.taken(("a",), NOW - 8 * DAY, NOW).tickets == Part(4, 4)


def many(store: Store, n: int) -> None:
    """So many in 20 days, one in ten of mailbox b, each fourth resolved after an hour, some of these as a part of
    another; a survey for one in eight."""
    with store.write():
        known = Protocols(store._db)
        for at in range(n):
            one = ticket(f"HD-2611-{at:06d}")
            made = replace(one, created_at=NOW - 20 * DAY + at * 20 * DAY / n, mailbox="aaaaaaaaab"[at % 10])
            made = replace(
                made, assignee=("ana", "luis", "zoe")[at % 3], aside="spam" if at % 100 == 7 else ""
            )
            if at % 4 == 0:
                made = replace(made, status="closed", resolved_at=made.created_at + timedelta(hours=1))
            if at % MERGED == 0:
                made = replace(made, message_count=0)
            put_ticket(store._db, made, known)
            if at % 8 == 3:
                survey = Survey(
                    f"<{at}@x>", "csat", one.protocol, f"{at}@x", NOW, "", 5 if at % 16 == 3 else None, NOW
                )
                put_surveys(store._db, [replace(survey, answered_at=NOW if survey.score else None)], known)


def test_of_more_an_even_part_is_looked_at_and_what_can_be_counted_is(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "SAMPLES", 100)
    many(store, 1_000)
    taken = store.taken(None, NOW - 10 * DAY, NOW)
    assert (taken.tickets.of, taken.tickets.exact, taken.tickets.cut) == (495, True, True), "spam is none"
    assert 90 <= taken.tickets.looked <= 110
    days = [(NOW - from_micros(one.created)) // DAY for one in taken.samples]
    assert set(days) == set(range(10)) and max(Counter(days).values()) <= 14, "from all of the period alike"
    assert max(Counter(one.agent for one in taken.samples).values()) <= 40, (
        "from who is given tickets in turn alike"
    )
    again = store.taken(None, NOW - 10 * DAY, NOW)
    assert again == taken
    borders = [NOW - n * DAY for n in range(10, -1, -1)]
    firsts = store.first_tickets(taken.samples, borders)
    assert firsts == [*range(501, 1_001, 50), 1_001]
    assert store.opened(firsts) == [
        50 - sum(at % 100 == 7 for at in range(n, n + 50)) for n in range(500, 1_000, 50)
    ]


def test_those_resolved_are_counted_by_the_day(store: Store) -> None:
    many(store, 1_000)
    days = [NOW - n * DAY for n in range(20, -1, -1)]
    by_themselves = [at for at in range(0, 1_000, 4) if at % MERGED]
    by_hand = Counter((at * 20 * DAY / 1_000 + timedelta(hours=1)) // DAY for at in by_themselves)
    assert store.resolved(1, days) == [by_hand[day] for day in range(20)]
    assert 110 <= sum(store.resolved(501, days)) <= 115, "of those opened since"


def test_what_is_counted_is_told_by_indexes_alone(store: Store) -> None:
    many(store, 100)
    asked = traced(store, lambda: (store.resolved(1, [NOW - DAY, NOW]), store.opened([1, 50])))
    plans = [
        str(store._db.rows(f"EXPLAIN QUERY PLAN {sql}", *range(sql.count("?"))))
        for sql in asked
        if "VALUES" in sql
    ]
    assert "COVERING INDEX tickets_resolved" in plans[0] and "COVERING INDEX tickets_aside" in plans[1], plans


def test_of_who_sees_one_mailbox_more_numbers_are_looked_at(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "SAMPLES", 20)
    many(store, 1_000)
    taken = store.taken(("b",), NOW - 10 * DAY, NOW)
    assert {one.mailbox for one in taken.samples} == {"b"} and {one.mailbox for one in taken.asked} <= {"b"}
    assert 12 <= taken.tickets.looked <= 28 and taken.tickets.cut
    assert 40 <= taken.tickets.of <= 60 and not taken.tickets.exact
    monkeypatch.setattr(figures, "LOOKED_AT", 50)
    assert store.taken(("b",), NOW - 10 * DAY, NOW).tickets.looked <= 8, "up to so many of everybody's"


def test_all_questions_are_read_though_their_tickets_are_not(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "SAMPLES", 40)
    many(store, 400)
    taken = store.taken(None, NOW - 20 * DAY, NOW)
    assert taken.questions == Part(48, 48) and sum(one.score == 5 for one in taken.asked) == 24
    monkeypatch.setattr(figures, "QUESTIONS", 20)
    part = store.taken(None, NOW - 20 * DAY, NOW).questions
    assert part.cut and 10 <= part.looked <= 30 and 30 <= part.of <= 75 and not part.exact


def test_the_backlog_is_counted_by_age(store: Store) -> None:
    filled(store, 40)
    assert [n for n, _ in store.backlog(None, NOW)] == [1, 2, 4, 23, 10]
    assert [n for n, _ in store.backlog(("a",), NOW)] == [0, 1, 2, 12, 5]


def test_their_number_of_questions_does_not_grow(store: Store) -> None:
    filled(store, 10)
    few = len(traced(store, lambda: (store.taken(None, NOW - 7 * DAY, NOW), store.backlog(None, NOW))))
    with store.write():
        for day in range(10, 400):
            put_ticket(store._db, ticket(f"HD-2611-{day:06d}"), Protocols(store._db))
    many = traced(store, lambda: (store.taken(None, NOW - 7 * DAY, NOW), store.backlog(None, NOW)))
    assert len(many) <= few + 5 * 7, "a look for a day is a matter of halving"
