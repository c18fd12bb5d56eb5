"""Who gets a ticket, keeps it and loses it, told to the whole desk of the worked example."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.invariant import check
from tests.story.rig.shop import (
    answers,
    at,
    because,
    later,
    replies,
    sets,
    shop,
    ticket,
    writes,
    writes_again,
)
from tests.story.rig.world import World

AGENTS = """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], skills: [facturacion], max_open: 25}
  nico:  {name: Nico Sanz,  email: nico@acme.example,  teams: [n1-madrid], langs: [es]}
  luis:  {name: Luis Gómez, email: luis@acme.example,  teams: [n1-bogota], skills: [tecnico], langs: [es]}
  marta: {name: Marta Gil,  email: marta@acme.example, teams: [n2], role: lead, mailboxes: [tienda]}
"""
RETURNS = """
teams:
  n0: {tier: N0}
  n1: {tier: N1, follow_the_sun: [n1-madrid, n1-bogota], return_after: 2h}
  n1-madrid: {calendar: madrid}
  n1-bogota: {calendar: bogota}
  n2: {tier: N2, calendar: madrid}
  n3: {tier: N3, calendar: madrid}
"""
NO_PROMISE = """
services: {otra: {describe: Otra, when: {mailbox: web}, calendar: madrid, targets: [{first_response: 4h}]}}
"""
ALL_FASTEST = """
assign:
  - {id: rapido, to: n1, pick: fastest, fastest: {similar: [tag], min_samples: 2, else: least_open}}
"""
ALL_LEAST = "assign: [{id: menos, to: n1, pick: least_open}]"


def sound(world: World) -> None:
    check(world, [], "")


def test_at_night_it_waits_in_the_queue_and_whoever_comes_first_gets_it(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, {"sla.yaml": NO_PROMISE}) as world:
        at(world, 26)  # two at night: Bogotá closed at one, Madrid opens at nine
        # Whoever looks at it at night may answer, and has it then (product 2.5).
        assert writes(world, "lucia").mails == ["ack to lucia", "notification to ana", "notification to luis"]
        assert (ticket(world).assignee, ticket(world).team) == ("", "n1")
        assert "nobody is there: it waits in the queue" in because(world, "team")
        assert later(world, "6h59m") == []
        assert later(world, "1m") == ["notification to ana"]
        assert ticket(world).assignee == "ana"
        told = [sent for sent in world.sent if sent.to == "ana@acme.example"][-1]
        assert "lo tenía la cola" in told.text and "Tengo una pregunta." in told.text
        sound(world)
        assert answers(world, "ana").mails == ["reply to lucia"]


def test_the_customer_who_waits_is_handed_on_with_the_sun(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {"sla.yaml": NO_PROMISE}) as world:
        writes(world, "lucia")
        assert ticket(world).assignee == "ana"
        assert later(world, "8h") == []  # Bogotá is there since 16:00; she is too until 18:00
        assert later(world, "1h") == ["notification to luis"]
        assert ticket(world).assignee == "luis"
        assert "ana: off shift (madrid)" in because(world, "assigned")
        assert later(world, "7h") == []  # Bogotá closes at one and nobody is there: he keeps it
        assert later(world, "8h") == ["notification to ana"]
        sound(world)


def test_what_is_answered_stays_with_who_answered(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {"sla.yaml": NO_PROMISE}) as world:
        writes(world, "lucia")
        assert replies(world, "ana").mails == ["reply to lucia"]
        assert later(world, "12h") == []
        assert ticket(world).assignee == "ana"
        # At ten past nine in the evening she writes again: Ana sleeps, Luis does not.
        assert writes_again(world, "lucia", "¿Y bien?", "reply").mails == ["notification to luis"]


def test_a_person_s_choice_is_not_handed_on(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {"sla.yaml": NO_PROMISE, "agents.yaml": AGENTS}) as world:
        writes(world, "lucia")
        sets(world, assignee="nico")
        assert later(world, "3d") == []
        assert ticket(world).assignee == "nico"
        sound(world)


def test_one_that_nobody_touches_comes_back_to_the_team(tmp_path: Path, cell: ParseCell) -> None:
    files = {"sla.yaml": NO_PROMISE, "teams.yaml": RETURNS, "agents.yaml": AGENTS}
    with shop(tmp_path, cell, files) as world:
        writes(world, "lucia")
        assert ticket(world).assignee == "ana"
        assert later(world, "1h59m") == []
        assert later(world, "1m") == ["notification to nico"]
        assert because(world, "assigned").startswith(
            "assignment.yaml:5 resto · not touched by ana in 2h; turn"
        )
        assert answers(world, "nico").mails == ["reply to lucia"]
        assert later(world, "5h") == []
        assert ticket(world).assignee == "nico"
        sound(world)


def test_what_an_agent_had_who_left_goes_to_another(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {"agents.yaml": AGENTS}) as world:
        writes(world, "lucia")
        assert ticket(world).assignee == "ana"
        without(world, "ana")
        assert writes_again(world, "lucia", "¿Hay noticias?").mails == ["notification to nico"]
        assert ticket(world).assignee == "nico"
        sound(world)


def test_and_at_the_next_look_of_the_rules_if_nobody_writes(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {"agents.yaml": AGENTS}) as world:
        writes(world, "lucia")
        without(world, "ana")
        assert later(world, "3h20m") == ["notification to nico", "sla to nico", "sla to marta"]
        assert "ana is no agent any more" in because(world, "assigned")


def without(world: World, agent: str) -> None:
    """The policy is read again without this agent."""
    book = world.desk.policy
    policy = replace(
        book,
        agents=tuple(one for one in book.agents if one.id != agent),
        staff={who: staff for who, staff in book.staff.items() if who != agent},
    )
    world.desk.adopt(policy)


def test_least_open_counts_what_each_has_now(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {"agents.yaml": AGENTS, "assignment.yaml": ALL_LEAST}) as world:
        for who in ("lucia", "john", "joana", "pedro"):
            writes(world, who)
        assert [ticket(world, n).assignee for n in (1, 2, 3, 4)] == ["ana", "nico", "ana", "nico"]
        sets(world, n=1, status="resolved")
        sets(world, n=3, status="resolved")
        writes(world, "tomas")
        assert ticket(world).assignee == "ana"
        assert "0 open, fewest of 2" in because(world, "assigned")
        writes_again(world, "joana", "No está resuelto.")  # ana's second is open again
        writes(world, "cfo")
        assert "open, fewest of 2" in because(world, "assigned")
        sound(world)


def test_a_full_team_takes_it_up_when_somebody_has_room(tmp_path: Path, cell: ParseCell) -> None:
    one = "agents: {ana: {name: Ana Ruiz, email: ana@acme.example, teams: [n1-madrid], max_open: 1}}"
    with shop(tmp_path, cell, {"agents.yaml": one, "sla.yaml": NO_PROMISE}) as world:
        writes(world, "lucia")
        writes(world, "john")
        assert (ticket(world).assignee, "1 open of 1" in because(world, "team")) == ("", True)
        sets(world, n=1, status="resolved")
        assert later(world, "15m") == ["notification to ana"]
        assert ticket(world).assignee == "ana"
        sound(world)


def test_the_fastest_is_known_by_what_was_resolved(tmp_path: Path, cell: ParseCell) -> None:
    files = {"agents.yaml": AGENTS, "assignment.yaml": ALL_FASTEST, "escalation.yaml": "rules: []"}
    with shop(tmp_path, cell, files) as world:
        for n, (agent, took) in enumerate(
            (("ana", "1h"), ("ana", "1h"), ("nico", "30m"), ("nico", "30m")), 1
        ):
            writes(world, f"c{n}@cliente.example", "Factura")
            sets(world, assignee=agent)
            later(world, took)
            sets(world, status="resolved")
        writes(world, "lucia", "Otra factura")
        assert ticket(world).assignee == "nico"
        assert because(world, "assigned").startswith("assignment.yaml:3 rapido · 30 min in 2 similar")
        assert ", in business hours; " in because(world, "assigned")
        assert "ana: 60 min" in because(world, "assigned") or "ana: 1,0 h" in because(world, "assigned")
        sound(world)


@pytest.mark.parametrize(
    ("clock", "who", "words"),
    [
        (
            "business",
            "ana",
            "5 min in 2 similar, taken as 9 min, in business hours; nico: 20 min in 2 similar",
        ),
        ("wall", "nico", "20 min in 2 similar, taken as 24 min, by the wall clock; ana: 35 min in 2 similar"),
    ],
)
def test_who_is_the_fastest_depends_on_the_clock(
    tmp_path: Path, cell: ParseCell, clock: str, who: str, words: str
) -> None:
    """Ana's customers let her wait, and then it is quickly done; Nico does it in one go."""
    fastest = ALL_FASTEST.replace("min_samples: 2", f"min_samples: 2, clock: {clock}")
    files = {"agents.yaml": AGENTS, "assignment.yaml": fastest, "escalation.yaml": "rules: []"}
    with shop(tmp_path, cell, files) as world:
        for n in range(4):
            writes(world, f"c{n}@cliente.example", "Factura")
            sets(world, assignee="ana" if n % 2 else "nico")
            later(world, "5m" if n % 2 else "20m")
            if n % 2:
                sets(world, status="waiting")
                later(world, "30m")
            sets(world, status="resolved")
        writes(world, "lucia", "Otra factura")
        assert ticket(world).assignee == who
        assert because(world, "assigned").startswith(f"assignment.yaml:3 rapido · {words}")
        sound(world)
