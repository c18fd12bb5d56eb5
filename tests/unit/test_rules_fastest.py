"""Who is fastest on similar tickets: by which clock, means drawn to the team's, a floor of samples, its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.rules.assign import choose
from helpdesk.rules.book import AssignRule, Fastest, Team
from helpdesk.tickets.rollups import WINDOW_DAYS
from helpdesk.tickets.verdict import AgentFacts, Facts, Mean
from tests.unit.policy_kit import at, book, facts, staff

DESK = book(
    (Team("t", "teams.yaml:2"), Team("day", "teams.yaml:3", calendar="madrid")),
    (
        staff("ana", "t", "day", max_open=25),
        staff("luis", "t", "day"),
        staff("eva", "t"),
        staff("marta"),
    ),
)
HOUR = 3600.0
RULE = AssignRule("urgentes", "assignment.yaml:2", None, "t", "fastest")
MORNING = at("2026-11-20T09:10+01:00")


def means(who: str, open_now: int = 0, **of: tuple[float, int]) -> AgentFacts:
    """Mean hours and samples by tag or service."""
    return AgentFacts(who, open_now, {key: Mean(hours * HOUR, number) for key, (hours, number) in of.items()})


def run(*agents: AgentFacts, rule: AssignRule = RULE, team: str = "t", **rest: object) -> tuple[str, str]:
    """Who gets it, and the words."""
    told: Facts = facts(MORNING, tags=("facturacion", "vip"), service="tienda", agents=agents, **rest)
    found, line = choose(DESK, told, team, rule)
    assert found is not None
    return found.agent, line.matched


def test_the_worked_example() -> None:
    """Ana has 2.1 h in 23; Luis none: 2,1 h in 23 similar."""
    who, words = run(means("ana", 3, facturacion=(2.1, 23)), means("luis", 1))
    assert who == "ana"
    assert words == (
        "2,1 h in 23 similar, in business hours; luis: 0 similar, under 8; eva: 0 similar, under 8; marta: not in t"
    )


def test_the_lower_mean_wins_with_its_numbers() -> None:
    """Both numbers are told."""
    who, words = run(means("ana", facturacion=(3, 100)), means("luis", facturacion=(2, 100)))
    assert who == "luis"
    assert words.startswith("2,0 h in 100 similar, in business hours; ana: 3,0 h in 100 similar")


def test_the_clock_of_the_policy_decides_and_is_named() -> None:
    """Ana's tickets wait a night, Luis works through them: who is faster depends on what counts."""
    ana = AgentFacts("ana", 0, {"facturacion": Mean(1 * HOUR, 9, 20 * HOUR)})
    luis = AgentFacts("luis", 0, {"facturacion": Mean(3 * HOUR, 9, 4 * HOUR)})
    team = {"facturacion": Mean(2 * HOUR, 18, 12 * HOUR)}
    who, words = run(ana, luis, team_means=team)
    assert who == "ana"
    assert words.startswith("1,0 h in 9 similar, taken as 1,5 h, in business hours; luis: 3,0 h")
    wall = replace(RULE, fastest=Fastest(clock="wall"))
    who, words = run(ana, luis, rule=wall, team_means=team)
    assert who == "luis"
    assert words.startswith("4,0 h in 9 similar, taken as 7,8 h, by the wall clock; ana: 20,0 h in 9 similar")


def test_facts_from_before_the_wall_clock_was_counted_say_nothing_of_it() -> None:
    """Business hours must not pass for others: the rule's `else` decides, as where nobody has resolved any."""
    wall = replace(RULE, fastest=Fastest(clock="wall"))
    who, words = run(means("ana", 5, facturacion=(1, 50)), means("luis", 2), rule=wall)
    assert (who, words.startswith("nobody has 8 similar: 0 open")) == ("eva", True)


def test_few_samples_are_drawn_to_the_team() -> None:
    """Eight lucky ones do not beat two hundred good ones: (8*1 + 8*4)/16 = 2.5 h against (200*2 + 8*4)/208."""
    team = {"facturacion": Mean(4 * HOUR, 300)}
    who, words = run(means("ana", facturacion=(1, 8)), means("luis", facturacion=(2, 200)), team_means=team)
    assert who == "luis"
    assert words.startswith(
        "2,0 h in 200 similar, taken as 2,1 h, in business hours; ana: 1,0 h in 8 similar, taken as 2,5 h"
    )


def test_the_window_is_the_one_that_sums_are_kept_of() -> None:
    """A policy may ask for no other (broken_policies/fastest-in-another-window)."""
    assert Fastest().window.days == WINDOW_DAYS


def test_under_the_floor_nobody_competes() -> None:
    """Seven samples are not eight; where nobody has eight, the rule's `else` decides."""
    who, words = run(
        means("ana", 5, facturacion=(1, 7)), means("luis", 9, facturacion=(9, 8)), means("eva", 2)
    )
    assert who == "luis" and "ana: 7 similar, under 8" in words
    who, words = run(means("ana", 5, facturacion=(1, 7)), means("luis", 9), means("eva", 2))
    assert who == "eva"
    assert words.startswith("nobody has 8 similar: 2 open, fewest of 3")
    robin = replace(RULE, fastest=Fastest(otherwise="round_robin"))
    found, _ = choose(DESK, facts(MORNING, turns={"urgentes": "ana"}), "t", robin)
    assert found is not None and (found.agent, found.turn) == ("luis", "urgentes")
    itself = replace(RULE, fastest=Fastest(otherwise="fastest"))
    assert run(means("ana", 5), rule=itself)[0] == "luis"


def test_equal_to_the_minute_goes_to_who_has_fewer() -> None:
    """Ten seconds are no difference; then the order of the team."""
    assert run(means("ana", 4, facturacion=(2, 50)), means("luis", 3, facturacion=(2.002, 50)))[0] == "luis"
    assert run(means("ana", 3, facturacion=(2, 50)), means("luis", 3, facturacion=(2, 50)))[0] == "ana"


def test_likeness_is_by_tag_then_by_service() -> None:
    """The tag with most samples; all on the same one; the service where no tag is enough."""
    ana = means("ana", facturacion=(3, 50), vip=(1, 9), tienda=(5, 90))
    luis = means("luis", facturacion=(2, 40), vip=(9, 9), tienda=(1, 90))
    assert run(ana, luis)[0] == "luis"
    few = (means("ana", facturacion=(3, 5), tienda=(5, 90)), means("luis", vip=(2, 4), tienda=(4, 90)))
    assert run(*few)[1].startswith("4,0 h in 90 similar")
    tags = replace(RULE, fastest=Fastest(similar=("tag",)))
    assert run(*few, rule=tags)[1].startswith("nobody has 8 similar")
    service = replace(RULE, fastest=Fastest(similar=("service",)))
    assert run(ana, luis, rule=service)[1].startswith("1,0 h in 90 similar")


def test_only_who_is_there_and_has_room() -> None:
    """The fastest of all is full; the next is off."""
    full = means("ana", 25, facturacion=(1, 50))
    who, words = run(full, means("luis", facturacion=(2, 50)), means("eva", facturacion=(3, 50)))
    assert who == "luis" and "ana: 25 open of 25" in words
    assert run(full, means("luis", facturacion=(2, 50)), team="day")[0] == "luis"


numbers = st.tuples(st.floats(0.1, 50), st.integers(0, 300))


@given(numbers, numbers, numbers, st.integers(1, 20))
def test_is_the_least_of_the_drawn_means(
    ana: tuple[float, int], luis: tuple[float, int], eva: tuple[float, int], floor: int
) -> None:
    """By the formula, (n*mean + k*team)/(n + k), among those with enough samples."""
    people = {"ana": ana, "luis": luis, "eva": eva}
    team = 5.0
    rule = replace(RULE, fastest=Fastest(min_samples=floor))
    who, words = run(
        *(means(name, facturacion=of) for name, of in people.items()),
        rule=rule,
        team_means={"facturacion": Mean(team * HOUR, 500)},
    )
    drawn = {
        name: (n * mean + floor * team) / (n + floor) for name, (mean, n) in people.items() if n >= floor
    }
    if not drawn:
        assert words.startswith(f"nobody has {floor} similar")
        return
    assert drawn[who] == pytest.approx(min(drawn.values()), abs=1 / 60)
