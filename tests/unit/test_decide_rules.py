"""What a verdict does to a ticket: fields, reasons, promises, turns; and never against a person's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.tickets.decide_rules import apply, because
from helpdesk.tickets.model import Changes, Tally, Timer
from helpdesk.tickets.sla_state import SlaState
from helpdesk.tickets.verdict import (
    Action,
    AddTag,
    AssignTo,
    Escalate,
    Line,
    MoveTo,
    Notify,
    SendMacro,
    SetPriority,
    SetService,
    Verdict,
)
from tests.unit.rules_kit import CARPETA, FACTURA, RESTO, TIENDA, URGENTE, P, a_verdict, facts, line
from tests.unit.store_kit import NOW, raw_mail, ticket
from tests.unit.store_kit import opening as opening_of

LATER = NOW + timedelta(minutes=1)
AVISO = line("escalate", "aviso-80", "sla.first_response 84%")
PLAIN = facts(pins=frozenset(), fired=frozenset())


def opening() -> Changes:
    return replace(opening_of(P, raw_mail(1)), events=(), tallies=(), turn=None)


def done(*actions: tuple[Action, Line], pins: tuple[str, ...] = (), **changed: object) -> Changes:
    before: Changes = replace(opening(), **changed)  # type: ignore[arg-type]
    verdict = Verdict(actions, tuple(line for _, line in actions), "r1")
    return apply(verdict, before, LATER, facts=replace(PLAIN, pins=frozenset(pins)), sla=SlaState())


def events(changes: Changes) -> list[tuple[str, str, str]]:
    return [(event.kind, event.before, event.after) for event in changes.events]


def test_a_whole_verdict_is_done_in_order_each_thing_with_its_reason() -> None:
    timer = Timer("sla", NOW, {}, P)
    verdict = a_verdict()
    changes = apply(
        verdict, opening(), LATER, facts=PLAIN, sla=SlaState(), timers=[timer], cancel_timers=("sla",)
    )
    after = changes.ticket
    assert after is not None
    assert (after.tags, after.priority, after.folder) == (
        ("facturación", "facturacion"),
        "urgent",
        "Facturación",
    )
    assert (after.service, after.team, after.assignee, after.updated_at) == ("tienda", "n1", "luis", LATER)
    assert events(changes) == [
        ("tagged", "", "facturacion"),
        ("priority", "normal", "urgent"),
        ("filed", "", "Facturación"),
        ("promised", "", "tienda[0] first_response 2026-11-21T10:30:00.123Z"),
        ("team", "", "n1"),
        ("assigned", "", "luis"),
    ]
    assert {event.actor for event in changes.events} == {"rule"}
    assert changes.events[0].because == 'tags.yaml:3 factura · subject ∋ "factura" · r1'
    assert changes.sla == SlaState(
        "tienda", 0, first_response=NOW + timedelta(minutes=30), tell_customer=True
    )
    assert (changes.timers, changes.cancel_timers, changes.turn) == ((timer,), ("sla",), ("team:n1", "luis"))
    assert changes.verdict == (PLAIN, verdict)
    assert changes.messages == opening().messages


def test_a_verdict_that_says_nothing_new_changes_nothing() -> None:
    changes = done((AddTag("facturación"), FACTURA), (SetPriority("normal"), URGENTE), (MoveTo(""), CARPETA))
    assert changes.ticket == opening().ticket
    assert events(changes) == []


@pytest.mark.parametrize(
    ("pin", "action"),
    [
        ("tag:vip", AddTag("vip")),
        ("priority", SetPriority("urgent")),
        ("folder", MoveTo("Facturación")),
        ("team", Escalate("n2", "N2", "marta", "tiempo")),
    ],
)
def test_what_a_person_pinned_stays(pin: str, action: Action) -> None:
    assert done((action, RESTO), pins=(pin,)).ticket == opening().ticket
    assert done((action, RESTO), pins=("language",)).ticket != opening().ticket


def test_a_pinned_agent_keeps_the_ticket_and_loses_no_turn() -> None:
    act: tuple[Action, Line] = (AssignTo("luis", "n1", "team:n1"), RESTO)
    kept = done(act, pins=("assignee",), ticket=replace(ticket(P), assignee="ana"))
    assert kept.ticket is not None
    assert (kept.ticket.assignee, kept.ticket.team, kept.turn) == ("ana", "n1", None)
    team = done(act, pins=("team",), ticket=replace(ticket(P), team="n2"))
    assert team.ticket is not None
    assert (team.ticket.assignee, team.ticket.team) == ("luis", "n2")


def test_escalation_moves_the_tier_and_says_why() -> None:
    act: tuple[Action, Line] = (Escalate("n2", "N2", "", "tiempo", ("notes",), True), AVISO)
    changes = done(act, ticket=replace(ticket(P), team="n1", assignee="ana"))
    assert events(changes) == [("escalated", "N1 n1", "N2 n2 (tiempo)"), ("assigned", "ana", "")]
    assert changes.fired == ("aviso-80",)


def test_people_are_told_and_macros_counted_for_the_brake() -> None:
    changes = done(
        (Notify(("ana", "marta"), "sla.first_response 80%"), AVISO),
        (SendMacro("hola"), FACTURA),
        fired=("x",),
    )
    assert events(changes) == [("notified", "", "ana, marta (sla.first_response 80%)"), ("macro", "", "hola")]
    assert changes.tallies == (Tally("rule-mail:factura", LATER),)
    assert changes.fired == ("x", "aviso-80", "factura")


def test_a_promise_not_named_is_kept_and_one_set_to_none_stops() -> None:
    before = SlaState(
        "tienda", 1, first_response=NOW, next_response=NOW, resolution=NOW, last_customer_at=NOW
    )
    act: tuple[Action, Line] = (
        SetService("tienda", 1, {"next_response": LATER, "resolution": None}, False),
        TIENDA,
    )
    changes = apply(Verdict((act,), (), "r1"), opening(), LATER, facts=PLAIN, sla=before)
    assert changes.sla is not None
    assert changes.sla == replace(before, next_response=LATER, resolution=None)
    again = apply(Verdict((act,), (), "r1"), opening(), LATER, facts=PLAIN, sla=changes.sla)
    assert (again.sla, again.events) == (changes.sla, ())


def test_a_timers_verdict_starts_from_the_ticket_of_its_facts() -> None:
    bare = Changes("done", "command", "a timer")
    changes = apply(Verdict(((MoveTo("x"), CARPETA),), (), "r1"), bare, LATER, facts=PLAIN, sla=SlaState())
    assert changes.ticket is not None
    assert (changes.ticket.folder, changes.protocol) == ("x", P)
    still = apply(Verdict((), (), "r1"), bare, LATER, facts=PLAIN, sla=SlaState())
    assert (still.ticket, still.protocol, still.verdict) == (None, P, (PLAIN, Verdict((), (), "r1")))


def test_reasons_leave_out_what_is_not_there() -> None:
    assert because(Line("folder", "", "", True, ""), "r1") == "r1"
    assert because(Line("folder", "Todo", "folders.yaml:9", True, ""), "") == "folders.yaml:9 Todo"
