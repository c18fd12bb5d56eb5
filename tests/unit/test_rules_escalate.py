"""A ticket left alone: who is warned, where it moves, once each, and after an outage only the highest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from helpdesk.rules.audience import audience
from helpdesk.rules.book import AssignRule, Book, Condition, EscalationRule, Team
from helpdesk.rules.condition_tree import Atom, Either, Every, Never
from helpdesk.rules.escalate import due
from helpdesk.tickets.verdict import Action, Clock, ClockFacts, Escalate, Facts, Notify, SendMacro
from tests.unit.policy_kit import NOON, book, facts, staff, tagged, when

TEAMS = (
    Team("n1", "teams.yaml:3", follow_the_sun=("n1-madrid",)),
    Team("n1-madrid", "teams.yaml:4", calendar="madrid"),
    Team("n2", "teams.yaml:6", "N2", "madrid"),
    Team("n3", "teams.yaml:7", "N3", "bogota"),
)
PEOPLE = (
    staff("ana", "n1-madrid"),
    staff("luis", "n1-madrid"),
    staff("marta", "n2", role="lead", mailboxes=("tienda",)),
    staff("rosa", "n2"),
    staff("jefe", "n3", role="admin"),
)


def used(clock: Clock, share: float, *more: Condition, tier: str = "") -> Condition:
    """sla.CLOCK: '>= SHARE', with its tree, and a tier."""

    def test(told: Facts) -> bool:
        state = told.clocks.get(clock)
        running = state is not None and not state.met and state.used >= share
        others = all(each.test(told).holds for each in more)
        return running and others and tier in ("", told.ticket.tier)

    tree = Every((Atom(f"sla.{clock}", ">=", bound=share), Atom("tier", "in", frozenset({tier}))))
    return when(test, f"sla.{clock}", words=f"{clock} ≥ {share:.0%}", source=tree)


WARN = EscalationRule("aviso-80", "escalation.yaml:6", used("first_response", 0.8), ("assignee", "lead"))
LATE = EscalationRule("aviso-100", "escalation.yaml:7", used("first_response", 1.0), ("assignee", "lead"))
N1_N2 = EscalationRule(
    "n1-n2", "escalation.yaml:8", used("resolution", 0.6, tier="N1"), (), "n2", "tiempo", ("summary",), True
)
N2_N3 = EscalationRule(
    "n2-n3", "escalation.yaml:9", used("resolution", 0.9, tier="N2"), ("lead",), "n3", "tiempo", (), True
)
RULES = (WARN, LATE, N2_N3, N1_N2)  # in no helpful order
SHARES: tuple[tuple[Clock, float], ...] = (
    ("first_response", 0.8),
    ("first_response", 1.0),
    ("resolution", 0.6),
    ("resolution", 0.9),
)


def desk(*rules: EscalationRule, **rest: object) -> Book:
    """The desk with these rules."""
    return book(TEAMS, PEOPLE, escalation_rules=rules, thresholds=SHARES, **rest)


def at_share(first: float, resolution: float, **rest: object) -> Facts:
    """A ticket of Ana's in n1 with its clocks so far."""
    clocks: Mapping[Clock, ClockFacts] = {
        "first_response": ClockFacts(NOON, first),
        "resolution": ClockFacts(NOON, resolution),
    }
    own: dict[str, object] = {"team": "n1", "assignee": "ana", "status": "open", **rest}
    return facts(NOON, clocks=clocks, happening="timer", **own)


def acts(policy: Book, told: Facts) -> tuple[list[Action], set[str]]:
    """What is done, and which rules fired."""
    actions, lines = due(policy, told)
    assert [line.rule for line in lines] == [rule.id for rule in policy.escalation_rules]
    assert all(line in lines for _, line in actions)
    return [action for action, _ in actions], {line.rule for line in lines if line.hit}


def test_one_step_at_a_time_and_each_once() -> None:
    """Warned, breached, moved to n2, to n3; what has fired does not fire again."""
    policy, fired = desk(*RULES), frozenset[str]()
    told = at_share(0.5, 0.1)
    assert acts(policy, told) == ([], set())
    told = at_share(0.85, 0.2)
    assert acts(policy, told) == (
        [Notify(("ana", "marta"), "sla.first_response 80%", (("aviso-80",),))],
        {"aviso-80"},
    )
    fired |= {"aviso-80"}
    told = at_share(1.02, 0.3, fired=fired)
    assert acts(policy, told) == (
        [Notify(("ana", "marta"), "sla.first_response 100%", (("aviso-100",),))],
        {"aviso-100"},
    )
    fired |= {"aviso-100"}
    told = at_share(1.5, 0.61, fired=fired)
    moved = Escalate("n2", "N2", "marta", "tiempo", ("summary",), True)
    assert acts(policy, told) == ([moved], {"n1-n2"})
    fired |= {"n1-n2"}
    told = at_share(2, 0.7, fired=fired, team="n2", tier="N2", assignee="marta")
    assert acts(policy, told) == ([], set())
    told = at_share(2.5, 0.95, fired=fired, team="n2", tier="N2", assignee="marta")
    assert acts(policy, told) == (
        [
            Notify(("marta",), "sla.resolution 90%", (("n2-n3",),)),
            Escalate("n3", "N3", "", "tiempo", (), True),
        ],
        {"n2-n3"},
    )
    fired |= {"n2-n3"}
    told = at_share(9, 9, fired=fired, team="n3", tier="N3", assignee="")
    assert acts(policy, told) == ([], set())


def test_after_three_days_stopped_it_fires_once_at_the_highest() -> None:
    """One move, to n3; everybody is told once; every rule has fired; the customer is told of one move."""
    actions, fired = acts(desk(*RULES), at_share(9.0, 3.0))
    assert fired == {rule.id for rule in RULES}
    assert actions == [
        Notify(("ana",), "sla.first_response 100%", (("aviso-80", "aviso-100"),)),
        Notify(
            ("marta",), "sla.first_response 100%; sla.resolution 90%", (("aviso-80", "aviso-100"), ("n2-n3",))
        ),
        Escalate("n3", "N3", "", "tiempo", (), True),
    ]
    lines = {line.rule: line.matched for line in due(desk(*RULES), at_share(9.0, 3.0))[1]}
    assert "overtaken by n2-n3" in lines["n1-n2"]
    assert "→ the queue of n3" in lines["n2-n3"]


def test_the_new_assignee_is_found_by_the_rule_of_the_team() -> None:
    """Fewest open, unless assignment.yaml says how for that team; a round robin moves on."""
    told = at_share(0, 0.6)
    robin = AssignRule("n2-turnos", "assignment.yaml:9", None, "n2", "round_robin")
    actions, _ = acts(desk(N1_N2, assign_rules=(robin,)), replace(told, turns={"n2-turnos": "marta"}))
    assert actions == [Escalate("n2", "N2", "rosa", "tiempo", ("summary",), True, "n2-turnos")]
    other = AssignRule("n2-vip", "assignment.yaml:9", tagged("vip"), "n2", "round_robin")
    actions, _ = acts(desk(N1_N2, assign_rules=(other,)), told)
    assert actions == [Escalate("n2", "N2", "marta", "tiempo", ("summary",), True)]


@pytest.mark.parametrize("pin", ["team", "assignee"])
def test_a_persons_pin_is_not_overridden_but_told(pin: str) -> None:
    """It does not move; those who can move it hear that it was due."""
    actions, fired = acts(desk(N1_N2), at_share(0, 0.7, pins=frozenset({pin})))
    assert actions == [Notify(("ana", "marta"), "sla.resolution 60%, not moved to n2", (("n1-n2",),))]
    assert fired == {"n1-n2"}
    _, lines = due(desk(N1_N2), at_share(0, 0.7, pins=frozenset({pin})))
    assert lines[0].matched == f"resolution ≥ 60%: not moved to n2, a person set the {pin}"


def test_a_team_that_has_it_is_not_moved_to() -> None:
    """A rule by text: not fired where the ticket is there already, so it counts later; its warning is told."""
    refund = EscalationRule(
        "reembolso", "escalation.yaml:9", tagged("facturacion"), to="n2", reason="permisos"
    )
    told = at_share(0, 0, tags=("facturacion",))
    assert acts(desk(refund), told)[0] == [Escalate("n2", "N2", "marta", "permisos")]
    there = at_share(0, 0, tags=("facturacion",), team="n2", tier="N2", assignee="rosa")
    assert acts(desk(refund), there) == ([], set())
    assert due(desk(refund), there)[1][0].skipped
    warns = replace(refund, notify=("team",))
    assert acts(desk(warns), there)[0] == [Notify(("marta", "rosa"), "reembolso", (("reembolso",),))]
    lost = replace(refund, to="n9")
    assert due(desk(lost), told)[1][0].matched.endswith("there is no team n9")


def test_there_and_back_is_no_move() -> None:
    """Two rules that contradict each other end where it was."""
    up = EscalationRule(
        "up", "p:1", when(lambda told: told.ticket.tier == "N1", "tier"), to="n2", reason="tiempo"
    )
    down = EscalationRule(
        "down", "p:2", when(lambda told: told.ticket.tier == "N2", "tier"), to="n1", reason="tiempo"
    )
    actions, fired = acts(desk(up, down), at_share(0, 0))
    assert (actions, fired) == ([], {"up", "down"})


def test_a_ticket_that_is_done_sets_off_nothing() -> None:
    """But rules that ask for its status."""
    tag = EscalationRule("tag", "p:1", tagged("vip"), ("lead",))
    asks = EscalationRule(
        "asks", "p:2", when(lambda told: told.ticket.status == "resolved", "status"), ("lead",)
    )
    told = at_share(0, 0, tags=("vip",), status="resolved")
    assert acts(desk(tag, asks), told) == ([Notify(("marta",), "asks", (("asks",),))], {"asks"})


def test_a_macro_is_sent_once() -> None:
    """The last of several; that of a move overtaken is not."""
    first = replace(N1_N2, macro="subimos")
    second = replace(N2_N3, macro="subimos-mas")
    actions, _ = acts(desk(first, second), at_share(0, 3))
    assert [action for action in actions if isinstance(action, SendMacro)] == [SendMacro("subimos-mas")]
    actions, _ = acts(desk(first, N2_N3), at_share(0, 3))
    assert not [action for action in actions if isinstance(action, SendMacro)]
    alone = EscalationRule("solo", "p:1", tagged("vip"), macro="paciencia")
    actions, _ = acts(desk(alone), at_share(0, 0, tags=("vip",)))
    assert actions == [SendMacro("paciencia")]


def test_what_a_warning_is_about() -> None:
    """The highest share reached; nothing of what stands under a not."""
    either = Either(
        (Atom("sla.first_response", ">=", bound=0.5), Never(Atom("sla.resolution", ">=", bound=0.1)))
    )
    odd = EscalationRule("odd", "p:1", when(lambda told: True, source=either), ("assignee",))
    actions, _ = acts(desk(odd), at_share(0.6, 0.95))
    assert actions == [Notify(("ana",), "sla.first_response 50%", (("odd",),))]
    plain = EscalationRule("plain", "p:1", when(lambda told: True), ("assignee",))
    assert acts(desk(plain), at_share(0.6, 0.95))[0] == [Notify(("ana",), "plain", (("plain",),))]


def test_who_is_meant() -> None:
    """Each word, each person once; and somebody always hears."""
    policy, told = desk(), at_share(0, 0)
    assert audience(policy, told, ("assignee", "ana")) == ("ana",)
    assert audience(policy, told, ("team",)) == ("ana", "luis")
    assert audience(policy, told, ("admin", "rosa")) == ("jefe", "rosa")
    assert audience(policy, replace(told, at=NOON.replace(hour=3)), ("team",)) == ("ana", "luis")
    assert audience(policy, at_share(0, 0, team="n2"), ("lead",)) == ("marta",)
    assert audience(policy, at_share(0, 0, assignee=""), ("assignee",)) == ("marta",)
    elsewhere = at_share(0, 0, mailbox="ventas", assignee="")
    assert audience(policy, elsewhere, ("lead",)) == ("jefe",)
    assert audience(policy, at_share(0, 0, team=""), ("team",)) == ("marta",)
    assert audience(policy, at_share(0, 0, assignee="gone"), ("nobody",)) == ("marta",)
