"""What the rules need of a ticket is kept with it: pins, fired escalations, promises, verdicts, hits, policies."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from helpdesk.tickets.errors import Contradiction, Damaged
from helpdesk.tickets.model import Timer
from helpdesk.tickets.queues import Asked
from helpdesk.tickets.sla_state import SlaState, lived
from helpdesk.tickets.store import Store
from helpdesk.tickets.verdict import Facts, Verdict
from tests.unit.rules_kit import CARPETA, FACTURA, P, a_verdict, change, facts, stored
from tests.unit.store_kit import MINUTE, NOW, message, take, ticket

pytest_plugins = ("tests.unit.store_fixtures",)
Q = "HD-2611-BBBBBB"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PROMISED = SlaState(
    "tienda",
    1,
    first_response=NOW + HOUR,
    resolution=NOW + 3 * DAY,
    last_customer_at=NOW,
    pauses=((NOW, NOW + MINUTE),),
    tell_customer=True,
)


def test_pins_come_and_go_and_fired_rules_stay(store: Store) -> None:
    take(store, 1, P, pins=("folder", "tag:vip"), fired=("aviso-80",))
    kept = store.rule_facts(stored(store), frozenset(), NOW)
    assert [*map(sorted, (kept.pins, kept.fired))] == [["folder", "tag:vip"], ["aviso-80"]]
    change(
        store,
        2,
        protocol=P,
        pins=("folder", "priority"),
        unpins=("tag:vip",),
        fired=("n1-n2",),
    )
    kept = store.rule_facts(stored(store), frozenset(), NOW)
    assert [*map(sorted, (kept.pins, kept.fired))] == [["folder", "priority"], ["aviso-80", "n1-n2"]]
    take(store, 3, Q)
    assert store.rule_facts(stored(store, Q), frozenset(), NOW).pins == frozenset()


def test_promises_come_back_as_they_were(store: Store) -> None:
    take(store, 1, P, sla=PROMISED)
    assert store.sla(stored(store).id) == PROMISED
    later = replace(
        PROMISED, first_reply_at=NOW, last_reply_at=NOW, next_response=NOW + HOUR, pauses=((NOW, None),)
    )
    change(store, 2, protocol=P, sla=later)
    assert store.sla(stored(store).id) == later
    change(store, 3, ticket=replace(stored(store), folder="x"))
    assert store.sla(stored(store).id) == later
    assert store.sla(0) == store.sla(99) == SlaState()


def board(store: Store, limit: int = 50) -> list[tuple[str, str, datetime]]:
    """What is owed, the soonest first: protocol, clock, when."""
    return [(ticket.protocol, one.clock, one.due) for ticket, one in store.due_board(Asked(), limit=limit)[0]]


def test_every_ticket_has_its_promises_even_if_none(store: Store) -> None:
    take(store, 1, P)
    assert store._db.row("SELECT count(*) FROM sla") == (1,)
    assert board(store) == []


def test_the_board_shows_the_soonest_promise_owed(store: Store) -> None:
    take(store, 1, P, sla=PROMISED)
    take(store, 2, Q, sla=SlaState("tienda", resolution=NOW + MINUTE))
    assert board(store) == [
        (Q, "resolution", NOW + MINUTE),
        (P, "first_response", NOW + HOUR),
    ]
    assert board(store, 1) == [(Q, "resolution", NOW + MINUTE)]
    change(store, 3, protocol=P, sla=replace(PROMISED, first_reply_at=NOW, pauses=()))
    assert board(store)[1] == (P, "resolution", NOW + 3 * DAY)
    change(store, 4, ticket=replace(stored(store, Q), status="resolved", resolved_at=NOW))
    assert [protocol for protocol, _, _ in board(store)] == [P]
    change(store, 5, ticket=replace(stored(store, Q), status="open", resolved_at=None))
    assert [protocol for protocol, _, _ in board(store)] == [Q, P]
    change(store, 6, protocol=P, sla=replace(PROMISED, pauses=((NOW, None),)))
    assert [protocol for protocol, _, _ in board(store)] == [Q]


def test_what_is_due_is_shown_until_it_is_kept(store: Store) -> None:
    take(store, 1, P, sla=PROMISED)
    shown = store.ticket_show(P)
    assert shown is not None
    assert shown["due"] == {
        "first_response": "2026-11-21T11:00:00.123Z",
        "next_response": None,
        "resolution": "2026-11-24T10:00:00.123Z",
    }
    change(store, 2, protocol=P, sla=replace(PROMISED, first_reply_at=NOW))
    shown = store.ticket_show(P)
    assert shown is not None
    assert shown["due"]["first_response"] is None


def test_a_ticket_lives_by_the_mail_of_people() -> None:
    came, went = message(P, 1, b"x", at=NOW), message(P, 2, b"y", at=NOW + HOUR, direction="out")
    note = message(P, 3, b"z", at=NOW + 2 * HOUR, direction="note")
    waiting = frozenset({"waiting"})
    state = lived(SlaState(), [came], "new", waiting, NOW)
    assert state == SlaState(last_customer_at=NOW)
    state = lived(state, [went, note], "waiting", waiting, NOW + HOUR)
    assert (state.first_reply_at, state.last_reply_at) == (NOW + HOUR, NOW + HOUR)
    assert state.pauses == ((NOW + HOUR, None),)
    assert state.paused
    assert lived(state, [], "waiting", waiting, NOW + DAY) == state
    woken = lived(state, [replace(came, at=NOW + DAY)], "open", waiting, NOW + DAY)
    assert (woken.last_customer_at, woken.pauses) == (NOW + DAY, ((NOW + HOUR, NOW + DAY),))
    again = lived(woken, [replace(went, at=NOW + 2 * DAY)], "open", waiting, NOW + 2 * DAY)
    assert (again.first_reply_at, again.last_reply_at) == (NOW + HOUR, NOW + 2 * DAY)
    ended = lived(SlaState(), [], "resolved", waiting, NOW)
    assert lived(ended, [], "open", waiting, NOW + DAY).pauses == ((NOW, NOW + DAY),)
    back = lived(state, [], "open", waiting, NOW)
    assert back.pauses == ((NOW + HOUR, NOW + HOUR),), "the clock went back: no pause ends before it began"


def test_the_next_response_is_owed_while_the_customer_has_the_last_word() -> None:
    state = SlaState(next_response=NOW, first_reply_at=NOW, last_reply_at=NOW, last_customer_at=NOW + MINUTE)
    assert state.owed("open") == {"next_response": NOW}
    assert replace(state, last_reply_at=NOW + HOUR).owed("open") == {}
    assert state.owed("closed") == {}


def test_timers_of_a_kind_make_room_for_new_ones(store: Store) -> None:
    old, other = Timer("sla", NOW + HOUR, {}, P), Timer("wake", NOW + HOUR, {}, P)
    take(store, 1, P, timers=(old, other))
    change(store, 2, protocol=P, cancel_timers=("sla",), timers=(Timer("sla", NOW + DAY, {"n": 1}, P),))
    assert [(timer.kind, timer.due) for timer in store.timers(P)] == [
        ("wake", NOW + HOUR),
        ("sla", NOW + DAY),
    ]


# -- verdicts ------------------------------------------------------------------------------------------


def decided(store: Store, n: int, at: Facts, verdict: Verdict | None = None) -> int:
    return change(store, n, protocol=P, verdict=(at, verdict or a_verdict()))


def test_a_verdict_is_found_again_with_all_it_was_taken_on(store: Store) -> None:
    verdict = a_verdict()
    first = take(store, 1, P, verdict=(facts(), verdict))
    found = store.last_verdict(P)
    assert found is not None
    assert (found.facts, found.actions, found.revision, found.inbox) == (
        facts(),
        verdict.actions,
        "r1",
        first,
    )
    assert found.lines == tuple(line for line in verdict.trace if line.hit)
    other = facts(happening="timer", at=NOW + HOUR)
    second = decided(store, 2, other, Verdict((), (), "r2"))
    found = store.last_verdict(P)
    assert found is not None
    assert (found.facts, found.inbox, found.lines) == (other, second, ())
    assert [one.inbox for one in store.verdicts_of(P)] == [second, first]
    assert store.last_verdict(Q) is None


def test_verdicts_stream_from_a_time_on_and_from_where_one_stopped(store: Store) -> None:
    take(store, 0, P)
    for n in range(1, 8):
        decided(store, n, facts(at=NOW + n * HOUR))
    streamed = list(store.verdicts(NOW + 3 * HOUR))
    assert [one.facts.at for one in streamed] == [NOW + n * HOUR for n in range(3, 8)]
    assert store.count_verdicts(NOW + 3 * HOUR) == 5
    half = list(store.verdicts(NOW, limit=3))
    rest = list(store.verdicts(NOW, after_id=half[-1].id))
    assert [one.facts.at for one in half + rest] == [NOW + n * HOUR for n in range(1, 8)]
    assert list(store.verdicts(NOW + DAY)) == []


def test_pages_of_the_stream_meet(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.tickets.verdicts.PAGE", 2)
    take(store, 0, P)
    for n in range(1, 6):
        decided(store, n, facts(at=NOW + n * HOUR))
    assert len(list(store.verdicts(NOW))) == 5
    assert len(list(store.verdicts(NOW, limit=3))) == 3


def test_a_verdict_of_no_stored_ticket_is_refused_whole(store: Store) -> None:
    with pytest.raises(Contradiction):
        decided(store, 1, facts())
    assert store.count_verdicts(NOW) == 0


def test_a_spoilt_verdict_is_named(store: Store) -> None:
    take(store, 1, P, verdict=(facts(), a_verdict()))
    store._db.run("UPDATE verdicts SET packed = ?", b"\x01nonsense")
    with pytest.raises(Damaged):
        store.last_verdict(P)


def test_hits_are_counted_by_the_day(store: Store) -> None:
    take(store, 1, P)
    for n in range(2, 6):
        decided(store, n, facts(at=NOW + n * DAY))
    assert store.rule_hits("factura", NOW + 4 * DAY) == 2
    assert store.rule_hits("factura", NOW) == 4
    assert store.rule_hits("averia", NOW) == 0
    assert store.all_rule_hits(NOW)[CARPETA.rule] == 4
    assert FACTURA.rule in store.all_rule_hits(NOW + 5 * DAY)
    assert store.all_rule_hits(NOW + 6 * DAY) == {}
    box = facts().ticket.mailbox
    assert store.all_rule_hits(NOW, (box, "another")) == store.all_rule_hits(NOW)
    assert store.all_rule_hits(NOW, ("another",)) == {} == store.last_hits(("another",))
    assert store.last_hits((box,)) == store.last_hits()
    store.tidy(NOW + 404 * DAY)
    assert store.rule_hits("factura", NOW) == 2


# -- policies ------------------------------------------------------------------------------------------


def test_the_last_good_policy_survives_a_restart(store: Store, database_url: str) -> None:
    assert (store.good_policy(), store.good_revision()) == (None, "")
    first = {"agents.yaml": "agents: {ana: {…}}\n", "macros/hola.es.md": "¡Hola!\n"}
    store.put_policy("r1", first)
    store.put_policy("r2", {"agents.yaml": "agents: {}\n"})
    store.close()
    again = Store.open(database_url)
    assert (again.good_policy(), again.good_revision()) == ({"agents.yaml": "agents: {}\n"}, "r2")
    assert again.policy_files("r1") == first
    assert again.policy_files("r9") is None
    again.put_policy("r1", first)
    assert again.good_revision() == "r1"
    again._db.run("UPDATE policies SET packed = ?", b"x")
    with pytest.raises(Damaged):
        again.good_policy()
    again.close()


def test_a_ticket_of_before_is_what_it_was(store: Store) -> None:
    take(store, 1, P, sla=PROMISED, verdict=(facts(), a_verdict()))
    assert replace(stored(store), id=0) == ticket(P)
