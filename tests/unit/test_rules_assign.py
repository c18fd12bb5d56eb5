"""Who gets a ticket, by every way of choosing, and the reason in words for everybody else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.rules.assign import choose, rule_for
from helpdesk.rules.availability import next_shift, return_due
from helpdesk.rules.book import AssignRule, Book, Pick, Span, Team
from helpdesk.rules.picks import duration
from helpdesk.tickets.verdict import AgentFacts, AssignTo, CustomerFacts, Facts
from tests.unit.policy_kit import at, book, facts, staff, tagged

TEAMS = (
    Team("n1", "teams.yaml:3", follow_the_sun=("n1-madrid", "n1-bogota")),
    Team("n1-madrid", "teams.yaml:4", calendar="madrid"),
    Team("n1-bogota", "teams.yaml:5", calendar="bogota"),
    Team("n2", "teams.yaml:6", "N2", "madrid"),
    Team("all", "teams.yaml:8"),
)
ANA = staff("ana", "n1-madrid", "all", skills=("facturacion",), max_open=25, languages=("es", "en"))
LUIS = staff("luis", "n1-bogota", "all", skills=("tecnico",), away=(("2026-12-01", "2026-12-15"),))
MARTA = staff("marta", "n2", "all", role="lead", mailboxes=("tienda",))
DESK = book(TEAMS, (ANA, LUIS, MARTA))
MORNING = at("2026-11-20T09:10+01:00")  # Madrid alone
EVENING = at("2026-11-20T17:00+01:00")  # both shifts
NIGHT = at("2026-11-21T04:00+01:00")  # nobody


def rule(pick: Pick, **rest: object) -> AssignRule:
    """A rule of assignment.yaml."""
    return replace(AssignRule(f"r-{pick}", "assignment.yaml:3", None, "n1", pick), **rest)  # type: ignore[arg-type]


def load(**open_now: int) -> tuple[AgentFacts, ...]:
    """How many tickets each has."""
    return tuple(AgentFacts(who, number) for who, number in open_now.items())


def given_to(desk: Book, told: Facts, team: str, by: AssignRule) -> tuple[str, str]:
    """Who gets it, and the words."""
    found, line = choose(desk, told, team, by)
    assert line.stage == "assign" and line.hit and (line.rule, line.place) == (by.id, by.place)
    return found.agent if found else "", line.matched


def test_the_shift_that_is_open_takes_it() -> None:
    """Ana in the morning, either in the afternoon, Luis at night in Madrid; each other's reason is told."""
    least = rule("least_open")
    assert given_to(DESK, facts(MORNING), "n1", least) == (
        "ana",
        "0 open; luis: off shift (bogota); marta: not in n1",
    )
    evening = facts(EVENING, agents=load(ana=3, luis=1))
    assert given_to(DESK, evening, "n1", least) == (
        "luis",
        "1 open, fewest of 2; ana: 3 open; marta: not in n1",
    )
    assert given_to(DESK, facts(at("2026-11-20T23:00+01:00")), "n1", least)[0] == "luis"


def test_nobody_there_is_the_queue_with_every_reason() -> None:
    """The team's queue; nothing to do where it stands there already."""
    found, line = choose(DESK, facts(NIGHT), "n1", rule("round_robin"))
    assert found == AssignTo("", "n1", tier="N1")
    assert line.matched == (
        "n1: nobody is there: it waits in the queue; ana: off shift (madrid); luis: off shift (bogota)"
    )
    assert choose(DESK, facts(NIGHT, team="n1"), "n1", rule("round_robin"))[0] is None
    assert choose(DESK, facts(NIGHT, team="n1", assignee="ana"), "n1", rule("round_robin"))[0] == AssignTo(
        "", "n1", tier="N1"
    )
    empty, line = choose(book((Team("n3", "p", vendor="x@y.example"),)), facts(), "n3")
    assert empty == AssignTo("", "n3", tier="N1")
    assert line.matched == "n3: nobody is in it: it waits in the queue"
    gone, line = choose(DESK, facts(), "n9")
    assert gone is None and not line.hit and line.matched == "there is no team n9"


def test_days_away_in_the_zone_of_the_team() -> None:
    """Luis is away from 1 December 00:00 in Bogotá (06:00 in Madrid) to the end of the 15th."""
    for moment, there in (
        ("2026-12-01T00:30+01:00", True),  # 18:30 of 30 November in Bogotá
        ("2026-12-01T17:00+01:00", False),
        ("2026-12-15T23:30+01:00", False),
        ("2026-12-16T17:00+01:00", True),
    ):
        who, words = given_to(DESK, facts(at(moment)), "n1-bogota", rule("least_open"))
        assert who == ("luis" if there else "")
        assert there or "luis: away until 2026-12-15" in words


def test_a_shift_of_their_own_goes_before_the_calendar() -> None:
    """Hours of their own, in the zone of the team."""
    night = staff("eva", "n1-madrid", hours={"0-6": "00:00-09:00"})
    desk = book(TEAMS, (ANA, LUIS, night))
    assert given_to(desk, facts(NIGHT), "n1", rule("least_open"))[0] == "eva"
    who, words = given_to(desk, facts(MORNING), "n1", rule("least_open"))
    assert who == "ana" and "eva: off shift (own hours)" in words
    afloat = book((Team("t", "p"),), (staff("eva", "t", hours={"0-6": "00:00-09:00"}),))
    assert given_to(afloat, facts(NIGHT), "t", rule("least_open"))[0] == "eva"


def test_mailboxes_and_caps() -> None:
    """Who does not serve the mailbox, or has as many as they may, is passed over."""
    who, words = given_to(DESK, facts(MORNING, mailbox="ventas"), "n2", rule("least_open"))
    assert who == "" and "marta: not in mailbox ventas" in words
    assert given_to(DESK, facts(MORNING, agents=load(ana=24)), "n1", rule("least_open"))[0] == "ana"
    who, words = given_to(DESK, facts(MORNING, agents=load(ana=25)), "n1", rule("round_robin"))
    assert who == "" and "ana: 25 open of 25" in words


def test_round_robin_of_a_rule() -> None:
    """Everybody in turn, by the rule's own queue; the queue is named where it moves on."""
    robin = rule("round_robin")
    turns: dict[str, str] = {}
    got = []
    for _ in range(4):
        found, line = choose(DESK, facts(MORNING, turns=turns), "all", robin)
        assert found is not None and found.turn == robin.id
        turns = {**turns, found.turn: found.agent}
        got.append(found.agent)
    assert got == ["ana", "luis", "marta", "ana"]
    assert line.matched == "turn 1 of 3, after marta"
    least, _ = choose(DESK, facts(MORNING), "all", rule("least_open"))
    assert least is not None and least.turn == ""


@pytest.mark.slow  # generated queues
@given(st.lists(st.sampled_from(["ana", "luis", "marta"]), max_size=20))
def test_least_open_never_lets_one_run_ahead(answered: list[str]) -> None:
    """However tickets are finished: the next goes to somebody with fewest."""
    open_now = Counter(ana=0, luis=0, marta=0)
    for who in answered:
        found, _ = choose(DESK, facts(MORNING, agents=load(**open_now)), "all", rule("least_open"))
        assert found is not None
        assert open_now[found.agent] == min(open_now.values())
        open_now[found.agent] += 1
        open_now[who] = max(0, open_now[who] - 1)


def test_by_skill() -> None:
    """A skill that is a tag; of several who have it the fewest open; where nobody has, fewest open of all."""
    skill = rule("skill")
    told = facts(EVENING, tags=("vip", "tecnico"), agents=load(ana=0, luis=9))
    assert given_to(DESK, told, "n1", skill) == (
        "luis",
        "skill tecnico, 9 open; ana: no skill for it; marta: not in n1",
    )
    who, words = given_to(DESK, replace(told, ticket=replace(told.ticket, tags=("vip",))), "n1", skill)
    assert (who, words.split(";")[0]) == ("ana", "nobody here is skilled in it (vip): 0 open, fewest of 2")


def test_the_agent_who_knows_the_customer() -> None:
    """As a pick, or before another pick; not when they are off or full; language does not matter then."""
    told = facts(
        EVENING, customer=CustomerFacts(last_agent="luis"), agents=load(ana=0, luis=9), language="en"
    )
    for by in (rule("sticky"), rule("round_robin", sticky=True)):
        who, words = given_to(DESK, told, "n1", by)
        assert (who, words.split(";")[0]) == ("luis", "last to write with this customer")
    assert given_to(DESK, replace(told, at=MORNING), "n1", rule("sticky"))[0] == "ana"
    assert given_to(DESK, told, "n1", rule("round_robin"))[0] == "ana"


def test_the_language_of_the_ticket() -> None:
    """Who writes it goes first; where nobody does, it matters not."""
    who, words = given_to(DESK, facts(EVENING, language="en", agents=load(ana=9)), "n1", rule("least_open"))
    assert (who, "luis: does not write en" in words) == ("ana", True)
    assert (
        given_to(DESK, facts(EVENING, language="pt", agents=load(ana=9)), "n1", rule("least_open"))[0]
        == "luis"
    )


def test_never_one_who_had_it() -> None:
    """A ticket that came back goes to somebody else."""
    found, line = choose(DESK, facts(EVENING), "n1", rule("least_open"), but=("ana",))
    assert found == AssignTo("luis", "n1", tier="N1")
    assert "ana: had it" in line.matched


def test_many_reasons_are_cut() -> None:
    """Twelve are named, the others counted."""
    many = book((Team("t", "p"),), tuple(staff(f"a{number:02}", "t") for number in range(40)))
    _, words = given_to(many, facts(), "t", rule("least_open"))
    assert words.endswith("a12: 0 open; and 27 more")


def test_the_rule_of_a_team() -> None:
    """The first that sends there and holds."""
    first = AssignRule("vip", "p", tagged("vip"), "n2", "skill")
    rules = (rule("round_robin"), first, AssignRule("n2", "p", None, "n2", "least_open"))
    desk = book(TEAMS, (ANA, LUIS, MARTA), assign_rules=rules)
    assert rule_for(desk, facts(tags=("vip",)), "n2") == first
    assert rule_for(desk, facts(), "n2") == rules[2]
    assert rule_for(desk, facts(), "n3") is None


def test_when_somebody_comes_or_goes() -> None:
    """Bogotá goes; Madrid comes, Bogotá comes, Madrid goes: each is the moment to hand over."""
    n1 = DESK.teams["n1"]
    moment, seen = at("2026-11-20T00:30+01:00"), []
    for _ in range(5):
        seen.append(f"{moment.astimezone(at('2026-11-20T00:00+00:00').tzinfo):%H:%M}")
        following = next_shift(DESK, n1, moment)
        assert following is not None
        moment = following
    assert seen == ["23:30", "00:00", "08:00", "15:00", "17:00"]
    assert next_shift(DESK, DESK.teams["all"], MORNING) is None


def test_back_to_the_pool() -> None:
    """Untouched for so many of the hours its agent works; a team without the key lets it be."""
    teams = (replace(TEAMS[0], return_after=Span(4 * 3600)), *TEAMS[1:])
    desk = book(teams, (ANA, LUIS, MARTA))
    friday = at("2026-11-20T16:00+01:00")
    assert return_due(desk, desk.teams["n1"], "ana", friday) == at("2026-11-23T11:00+01:00")
    assert return_due(desk, desk.teams["n1"], "luis", friday) == friday + timedelta(hours=4)
    assert return_due(desk, desk.teams["n1"], "gone", friday) == friday + timedelta(hours=4)
    assert return_due(desk, desk.teams["n2"], "marta", friday) is None


@pytest.mark.parametrize(
    ("seconds", "words"), [(45 * 60, "45 min"), (3600, "1,0 h"), (7560, "2,1 h"), (180000, "50,0 h")]
)
def test_durations(seconds: float, words: str) -> None:
    """As the trace says them."""
    assert duration(seconds) == words
