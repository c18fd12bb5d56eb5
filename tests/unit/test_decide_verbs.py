"""What commands change: field by field, in their order, with the reason of each; or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from helpdesk.tickets.decide_verbs import changed_fields, obey, wake
from helpdesk.tickets.deeds import (
    Ask,
    Deed,
    FileIn,
    GiveTo,
    HandUp,
    KeepInside,
    LetRules,
    MoveToTeam,
    People,
    PutAside,
    Quiet,
    Rank,
    Restore,
    Retag,
    Sleep,
    Speak,
    Turn,
)
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Changes, Event, Participant, Ticket, Timer

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
P = "ACM-2611-7K3MGX"
ANA = Agent("ana", "Ana Ruiz", ("ana@acme.example",))
LUCIA = Participant(P, "lucia@x.example", "Lucía", "requester", NOW)
TICKET = Ticket(
    7, P, "x", "open", "tienda", Address("lucia@x.example"), "es", NOW - timedelta(hours=2), NOW - timedelta(hours=1),
    folder="A", tags=("vip",), team="n1", tier="N1", assignee="ana",
)  # fmt: skip


def done(*deeds: Deed, ticket: Ticket = TICKET, **stored: Any) -> Changes:
    return obey(
        Changes("done", "command", "#x"),
        ticket,
        ANA,
        deeds,
        NOW,
        "#x",
        tiers={"n1": "N1", "n2": "N2"},
        **stored,
    )


def after(changes: Changes) -> Ticket:
    assert changes.ticket is not None
    return changes.ticket


def told(changes: Changes) -> list[tuple[str, str, str]]:
    assert {(one.actor, one.at, one.because) for one in changes.events} <= {("agent:ana", NOW, "#x")}
    return [(one.kind, one.before, one.after) for one in changes.events]


@pytest.mark.parametrize(
    ("deed", "field", "value", "event", "pin"),
    [
        (GiveTo("luis"), "assignee", "luis", ("assigned", "ana", "luis"), "assignee"),
        (Rank("high"), "priority", "high", ("priority", "normal", "high"), "priority"),
        (FileIn("B"), "folder", "B", ("filed", "A", "B"), "folder"),
        (Speak("pt"), "language", "pt", ("language", "es", "pt"), "language"),
    ],
)
def test_a_field_is_set_told_and_pinned(
    deed: Deed, field: str, value: str, event: tuple[str, str, str], pin: str
) -> None:
    changes = done(deed)
    assert getattr(after(changes), field) == value
    assert told(changes) == [event] and changes.pins == (pin,) and changes.unpins == ()
    assert after(changes).updated_at == NOW and changes.protocol == P
    assert changed_fields(TICKET, after(changes)) == {field}


@pytest.mark.parametrize("deed", [GiveTo("ana"), Rank("normal"), FileIn("A"), Speak("es")])
def test_what_was_so_is_pinned_and_told_to_nobody(deed: Deed) -> None:
    changes = done(deed)
    assert after(changes) == TICKET and told(changes) == [] and len(changes.pins) == 1


def test_who_drops_it_gives_it_back_to_the_rules() -> None:
    changes = done(GiveTo(""))
    assert after(changes).assignee == "" and told(changes) == [("dropped", "ana", "")]
    assert (changes.pins, changes.unpins) == ((), ("assignee",))


def test_another_team_gets_it_without_its_agent_and_its_own_team_is_refused() -> None:
    changes = done(MoveToTeam("n2"))
    now = after(changes)
    assert (now.team, now.tier, now.assignee) == ("n2", "N2", "")
    assert told(changes) == [("team", "n1", "n2")]
    assert (changes.pins, changes.unpins) == (("team",), ("assignee",))
    changes = done(HandUp("n2", "permisos", "no llego"))
    assert told(changes) == [("escalated", "N1 n1", "N2 n2 (permisos)")]
    assert changes.pins == () and set(changes.unpins) == {"assignee", "team"}, "from there it may move on"
    assert after(done(MoveToTeam("otro"))).tier == "N1", "of a team without a tier nothing is known"
    with pytest.raises(Refused) as refused:
        done(Rank("high"), MoveToTeam("n1"))
    assert (refused.value.what, refused.value.about, refused.value.n) == ("command_there_already", "n1", 1)


def test_what_a_person_says_last_of_a_pin_counts() -> None:
    changes = done(GiveTo("luis"), MoveToTeam("n2"), GiveTo("marta"))
    assert after(changes).assignee == "marta"
    assert changes.pins == ("team", "assignee") and changes.unpins == ()


@pytest.mark.parametrize(
    ("status", "kind"), [("resolved", "resolved"), ("waiting", "waiting"), ("open", ""), ("closed", "status")]
)
def test_a_state_and_when_it_ended(status: Any, kind: str) -> None:
    changes = done(Turn(status))
    assert after(changes).status == status
    assert told(changes) == ([(kind, "open", status)] if kind else [])
    assert after(changes).resolved_at == (NOW if status in ("resolved", "closed") else None)


def test_reopened_it_has_not_ended() -> None:
    changes = done(Turn("open"), ticket=replace(TICKET, status="resolved", resolved_at=NOW))
    assert after(changes).resolved_at is None and told(changes) == [("reopened", "resolved", "open")]


def test_a_snooze_keeps_what_was_before_and_who_decides_the_state_ends_it() -> None:
    until = NOW + timedelta(days=2)
    changes = done(Sleep(until))
    assert after(changes).status == "snoozed"
    assert changes.timers == (Timer("wake", until, {"before": "open"}, P),)
    assert changes.cancel_timers == ("wake",), "an earlier one goes"
    asleep = after(changes)
    assert done(Turn("open"), ticket=asleep).cancel_timers == ("wake",)
    assert done(Rank("low"), ticket=asleep).cancel_timers == ()
    for ended in ("resolved", "closed"):
        with pytest.raises(Refused, match="command_has_ended"):
            done(Sleep(until), ticket=replace(TICKET, status=ended))


def test_it_wakes_as_it_was_and_only_once() -> None:
    asleep = replace(TICKET, status="snoozed")
    changes = wake(asleep, {"before": "waiting"}, NOW)
    assert changes is not None and after(changes).status == "waiting"
    assert [(one.actor, one.kind, one.before, one.after) for one in changes.events] == [
        ("desk", "woken", "snoozed", "waiting")
    ]
    for odd in ({}, {"before": "snoozed"}, {"before": "resolved"}, {"before": 3}):
        woken = wake(asleep, odd, NOW)
        assert woken is not None and after(woken).status == "open"
    assert wake(TICKET, {"before": "new"}, NOW) is None


def test_tags_come_and_go_each_pinned() -> None:
    changes = done(Retag(("a", "vip"), ("no",)))
    assert after(changes).tags == ("vip", "a") and told(changes) == [("tagged", "", "a")]
    assert set(changes.pins) == {"tag:a", "tag:vip", "tag:no"}, "what was so is said as well"
    changes = done(Retag((), ("vip",)))
    assert after(changes).tags == () and told(changes) == [("untagged", "vip", "")]
    assert changed_fields(TICKET, after(changes)) == {"tag:vip"}


def test_the_rules_get_everything_back_that_persons_had_set() -> None:
    changes = done(Rank("high"), LetRules(), pinned=frozenset({"folder", "tag:x"}))
    assert set(changes.unpins) == {"folder", "priority", "tag:x"} and changes.pins == ()
    assert told(changes)[-1] == ("unpinned", "folder, priority, tag:x", "")
    assert told(done(LetRules())) == []


def test_people_come_go_and_a_guest_is_admitted() -> None:
    guest = Participant(P, "g@x.example", "G", "guest", NOW)
    changes = done(People(("new@x.example", "G@x.example", "lucia@x.example")), people=[LUCIA, guest])
    assert [(one.address, one.name, one.role, one.added_by) for one in changes.participants] == [
        ("new@x.example", "", "added", "ana"),
        ("G@x.example", "G", "added", "ana"),
    ]
    assert told(changes) == [("participant", "", "new@x.example"), ("participant", "guest", "G@x.example")]
    changes = done(People((), ("G@x.example",)), people=[LUCIA, guest])
    assert changes.leaving == ("G@x.example",) and told(changes) == [("left", "G@x.example", "")]
    for address in ("lucia@x.example", "nobody@x.example"):
        with pytest.raises(Refused, match="command_not_taking_part"):
            done(People((), (address,)), people=[LUCIA, guest])


def test_put_aside_and_restored_within_its_time() -> None:
    changes = done(PutAside("spam"))
    gone = after(changes)
    assert (gone.status, gone.aside, gone.resolved_at) == ("closed", "spam", None)
    assert told(changes) == [("spam", "open", "closed")]
    history = changes.events
    back = done(Restore(), ticket=gone, history=history)
    assert (after(back).status, after(back).aside) == ("open", "") and told(back) == [
        ("restored", "spam", "open")
    ]
    moved = [replace(one, at=NOW - timedelta(days=30, seconds=1)) for one in history]
    for old in (moved, []):
        with pytest.raises(Refused, match="command_too_late"):
            done(Restore(), ticket=gone, history=old)
    with pytest.raises(Refused, match="command_not_aside"):
        done(Restore())
    for deed in (Rank("high"), Turn("open"), Sleep(NOW), GiveTo("ana"), LetRules()):
        with pytest.raises(Refused, match="command_is_aside"):
            done(deed, ticket=gone)
    assert after(done(KeepInside(), Ask("status"), Quiet(on=True), ticket=gone)) == replace(gone)


def test_of_two_reasons_to_put_it_aside_the_first_knows_the_state() -> None:
    gone = replace(TICKET, status="closed", aside="spam")
    history = [
        Event(P, NOW, "agent:ana", "spam", "waiting", "closed", ""),
        Event(P, NOW, "agent:ana", "restored", "spam", "waiting", ""),
        Event(P, NOW, "agent:ana", "discarded", "resolved", "closed", ""),
        Event(P, NOW, "agent:ana", "spam", "discarded", "closed", ""),
    ]
    assert after(done(Restore(), ticket=gone, history=history)).status == "resolved"


def test_silence_is_told_once_and_a_question_changes_nothing() -> None:
    changes = done(Quiet(on=True))
    assert (changes.muting, changes.unmuting, told(changes)) == (("ana",), (), [("muted", "", "ana")])
    assert told(done(Quiet(on=True), muted=frozenset({"ana"}))) == []
    changes = done(Quiet(on=False), muted=frozenset({"ana", "luis"}))
    assert (changes.muting, changes.unmuting, told(changes)) == ((), ("ana",), [("unmuted", "", "ana")])
    for what in ("status", "queue", "search", "help"):
        changes = done(Ask(what, "x"))
        assert after(changes) == TICKET and told(changes) == []


def test_one_that_cannot_be_done_undoes_those_before_it() -> None:
    start = Changes("done", "command", "#x")
    with pytest.raises(Refused) as refused:
        obey(start, TICKET, ANA, [Rank("high"), Turn("resolved"), People((), ("x@x.example",))], NOW, "#x")
    assert refused.value.n == 2 and start == Changes("done", "command", "#x") and TICKET.priority == "normal"
