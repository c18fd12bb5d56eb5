"""What is promised and kept, told to the whole desk of the worked example: clocks, pauses, pins, jumps of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.queues import Asked
from tests.story.rig.agents import shell
from tests.story.rig.invariant import check
from tests.story.rig.shop import (
    answers,
    because,
    later,
    mails,
    replies,
    sets,
    shop,
    ticket,
    writes,
    writes_again,
)
from tests.story.rig.template import protocols_of
from tests.story.rig.world import START, World

NEXT = """
reasons:
  tiempo: {es: "se acerca la hora prometida", en: "it is late", pt: "está atrasado"}
rules:
  - {id: aviso-80, when: {sla.first_response: ">= 80%"}, notify: [assignee]}
  - {id: siguiente-50, when: {sla.next_response: ">= 50%"}, notify: [assignee]}
"""
ALWAYS = """
rules:
  - {id: factura, when: {from: "@gmail.example"}, add: [facturacion]}
  - {id: averia, when: {text: "no funciona"}, add: [tecnico]}
  - {id: urgente, when: {text: urgente}, set: {priority: urgente}}
"""
AN_HOUR = timedelta(hours=1)


def state(world: World) -> tuple[datetime | None, datetime | None, datetime | None]:
    promises = world.store.sla(ticket(world).id)
    return promises.first_response, promises.next_response, promises.resolution


def test_an_answer_meets_the_first_promise_and_the_next_mail_starts_another(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, {"escalation.yaml": NEXT}) as world:
        writes(world, "lucia", "Factura")
        first = START + 4 * AN_HOUR
        assert state(world)[:2] == (first, None)
        later(world, "1h")
        assert replies(world, "ana").mails == ["reply to lucia"]
        assert later(world, "7h") == []  # 17:10, and nobody was warned
        assert writes_again(world, "lucia", "¿Y ahora?", "reply").mails == ["notification to ana"]
        # Eight hours of Madrid's: 50 minutes of today, the rest from nine tomorrow.
        assert state(world)[1] == datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
        [(_, owed)], _ = world.store.due_board(Asked())
        assert owed.clock == "next_response"
        assert later(world, "18h") == ["notification to luis", "notification to ana"]  # with the sun
        assert later(world, "2h") == ["sla to ana"]
        assert answers(world, "ana").mails == ["reply to lucia"]
        assert state(world)[1] is None
        check(world, [], "")


def test_while_it_waits_for_the_customer_no_clock_runs(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "cfo", "URGENTE: factura")
        replies(world, "ana")
        sets(world, status="waiting")
        assert later(world, "5h") == []  # the solution was promised for 13:10
        assert ticket(world).team == "n1"
        assert writes_again(world, "cfo", "Aquí lo tiene.", "reply").mails == ["notification to ana"]
        assert ticket(world).status == "open"
        # 14:10 now: four hours from here, 60 % of it at 16:34.
        assert later(world, "2h20m") == []
        assert later(world, "5m") == ["sla to cfo", "notification to marta"]
        check(world, [], "")


def test_what_a_pause_has_moved_is_kept_in_the_figures_on_the_board_and_in_show(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "cfo", "URGENTE: factura")
        replies(world, "ana")
        sets(world, status="waiting")
        later(world, "2h")
        promised = world.store.sla(ticket(world).id).resolution
        assert promised == START + 4 * AN_HOUR
        writes_again(world, "cfo", "Aquí lo tiene.", "reply")
        moved = promised + 2 * AN_HOUR
        sla = world.store.sla(ticket(world).id)
        assert (sla.resolution, sla.due("resolution")) == (promised, moved)
        [(_, owed)], _ = world.store.due_board(Asked())
        assert (owed.clock, owed.due) == ("resolution", min(moved, sla.due("next_response") or moved))
        later(world, "2h30m")  # past what was promised, before what the pause made of it
        assert shell(world, "ana", "#resolver").outcome == "command"
        assert promised < world.clock.now() < moved
        shown = world.store.taken(None, START - AN_HOUR, world.clock.now())
        [case] = shown.samples
        assert case.resolution_kept is True
        check(world, [], "")


def test_the_card_tells_the_hour_that_a_pause_has_moved(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "cfo", "URGENTE: factura")
        replies(world, "ana")
        sets(world, status="waiting")
        later(world, "2h")
        writes_again(world, "cfo", "Aquí lo tiene.", "reply")
        [card] = [line for line in world.sent[-1].text.split("\n") if "esoluci" in line]
        assert "15:10" in card


def test_a_ticket_that_comes_back_is_not_charged_for_its_rest(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "cfo", "URGENTE: factura")
        replies(world, "ana")
        later(world, "1h")
        sets(world, status="resolved")
        assert world.store.timers(protocols_of(world)[0]) == []
        assert later(world, "5h") == []
        assert writes_again(world, "cfo", "Sigue igual.", "reply").mails == ["notification to ana"]
        assert ticket(world).resolved_at is None
        assert later(world, "1h20m") == []
        assert later(world, "5m") == ["sla to cfo", "notification to marta"]
        check(world, [], "")


def test_what_a_person_set_no_rule_changes(tmp_path: Path, cell: ParseCell) -> None:
    always = "tags: {facturacion: {}, tecnico: {}, vip: {}, boletin: {}}\n" + ALWAYS
    with shop(tmp_path, cell, {"tags.yaml": always}) as world:
        writes(world, "lucia", "Factura")
        sets(world, folder="Clientes VIP", priority="low", tags=())
        replies(world, "ana")
        writes_again(world, "lucia", "Es urgente y no funciona.", "reply")
        held = ticket(world)
        assert (held.folder, held.priority) == ("Clientes VIP", "low")
        assert held.tags == ("tecnico",)  # what a person took off stays off
        assert held.assignee == "ana"
        check(world, [], "")


def test_a_later_mail_adds_tags_stays_in_its_folder_and_is_promised_anew(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura")
        assert (ticket(world).folder, state(world)[0]) == ("Facturación", START + 4 * AN_HOUR)
        later(world, "1h")
        writes_again(world, "lucia", "Es urgente: la página no funciona.")
        assert (ticket(world).tags, ticket(world).folder) == (("facturacion", "tecnico"), "Facturación")
        assert ticket(world).priority == "urgent"
        # Half an hour from the opening is past: half an hour from now, for nothing is promised that is broken.
        assert state(world)[0] == START + 1.5 * AN_HOUR
        assert because(world, "promised").startswith(
            "sla.yaml:7 tienda[0] · first_response 30m → 10:40 Madrid"
        )
        assert later(world, "25m") == ["sla to ana", "sla to marta"]
        check(world, [], "")


def test_a_pinned_team_is_not_moved_and_the_lead_hears_of_it(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "cfo", "URGENTE: factura")
        sets(world, team="n1")
        before = len(world.sent)
        later(world, "3h")
        assert (ticket(world).team, ticket(world).tier) == ("n1", "N1")
        told = mails(world, before)
        assert told.count("sla to cfo") == 1, "that the first answer is late; nothing of a move"
        assert told.count("sla to ana") == told.count("sla to marta") == 2
        check(world, [], "")


def test_b29_a_clock_set_on_fires_nothing_before_it_has_stood(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "cfo", "URGENTE: factura")
        before = len(world.sent)
        world.jump(timedelta(hours=3))
        assert mails(world, before) == ["alert to admin"]
        world.jump(timedelta(hours=-3))
        assert mails(world, before) == ["alert to admin"]
        assert later(world, "25m") == ["sla to ana", "sla to marta"]
        world.jump(timedelta(hours=3))
        before = len(world.sent)
        world.advance(timedelta(seconds=61))
        assert mails(world, before) == ["sla to cfo", "notification to marta"]
        check(world, [], "")


def test_b29_a_clock_set_back_never_tells_twice(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "cfo", "URGENTE: factura")
        later(world, "5h")
        before = len(world.sent)
        world.jump(timedelta(hours=-5))
        assert later(world, "10h") == []
        assert mails(world, before) == []
        check(world, [], "")


def test_b30_promises_run_over_the_hour_that_is_twice(tmp_path: Path, cell: ParseCell) -> None:
    """The last Sunday of October 2027; the desk is open around the clock."""
    hours = 'hours: {mon-sun: "00:00-24:00"}'
    always = f"calendars: {{madrid: {{tz: Europe/Madrid, {hours}}}, bogota: {{tz: America/Bogota, {hours}}}}}"
    with shop(tmp_path, cell, {"calendars.yaml": always}) as world:
        world.live(datetime(2027, 10, 30, 23, 0, tzinfo=UTC) - world.clock.now())  # one at night in Madrid
        writes(world, "lucia", "Factura")
        assert state(world)[0] == datetime(2027, 10, 31, 3, 0, tzinfo=UTC)  # 04:00 there, four hours later
        assert "04:00" in world.sent[0].text
        assert later(world, "3h11m") == []
        assert later(world, "2m") == ["sla to ana", "sla to marta"]


def test_every_act_is_told_with_its_rule_its_reason_and_the_revision(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "cfo", "URGENTE: factura")
        later(world, "3h")
        found = world.store.ticket_show(protocols_of(world)[0])
        assert found is not None
        by_rules = [event for event in found["events"] if event["actor"] == "rule"]
        revision = world.desk.policy.revision
        assert len(by_rules) == 10
        for event in by_rules:
            place, _, rest = event["because"].partition(" ")
            assert place.partition(":")[0].endswith(".yaml") and place.partition(":")[2].isdigit()
            assert rest.endswith(f" · {revision}") and rest.count(" · ") >= 2, event
        stored = list(world.store.verdicts(START - AN_HOUR))
        assert [one.facts.happening for one in stored] == ["opened", "timer", "timer", "timer", "timer"]
        assert {one.revision for one in stored} == {revision}
        answers(world, "marta")
        check(world, [], "")
