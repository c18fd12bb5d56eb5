"""One save writes everything a mail changes, or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.model import Alert, Changes, Event, Participant, Timer
from helpdesk.tickets.store import Store
from tests.unit.store_kit import (
    LUCIA,
    MINUTE,
    NOW,
    arrival,
    key_of,
    message,
    opening,
    outgoing,
    raw_mail,
    take,
    ticket,
)

pytest_plugins = ("tests.unit.store_fixtures",)
P = "HD-2611-AAAAAA"
Q = "HD-2611-BBBBBB"


def test_what_is_saved_is_read_back_as_it_was(store: Store) -> None:
    changes = opening(P, raw_mail(1))
    inbox_id = take(store, 1, P)
    read = store.ticket(P)
    assert read is not None
    assert read.id > 0
    assert replace(read, id=0) == ticket(P)
    assert store.messages(P) == list(changes.messages)
    assert store.message(P, 1) == changes.messages[0]
    assert store.message(P, 2) is None
    assert set(store.participants(P)) == set(changes.participants)
    assert store.events(P) == list(changes.events)
    assert store.turn("support") == "ana"
    assert store.turn("nobody's") == ""
    row = store.inbox(inbox_id)
    assert row is not None
    assert (row.state, row.result) == ("done", {"outcome": "opened", "protocol": P})
    assert store.waiting(10) == []


def test_a_ticket_is_updated_with_its_tags(store: Store) -> None:
    take(store, 1, P)
    before = store.ticket(P)
    assert before is not None
    after = replace(before, status="waiting", tags=("vip",), message_count=2, resolved_at=NOW, version=1)
    raw = raw_mail(2)
    [second] = store.receive([arrival(2)])
    store.save(
        second, Changes("done", "threaded", "reply", ticket=after, messages=(message(P, 2, raw),), protocol=P)
    )
    assert store.ticket(P) == after
    assert [m.n for m in store.messages(P)] == [1, 2]


def test_a_refused_save_leaves_nothing(store: Store) -> None:
    take(store, 1, P)
    [second] = store.receive([arrival(2)])
    with store.write():
        with pytest.raises(Contradiction), store.savepoint():
            store.save(second, opening(P, raw_mail(2)))
        store.save(second, opening(Q, raw_mail(2)))
    assert len(store.messages(P)) == 1
    assert len(store.messages(Q)) == 1
    assert len(store.next_due(NOW + MINUTE * 9, 99, 60)) == 4


@pytest.mark.parametrize(
    "changes",
    [
        Changes("done", "note", "x", events=(Event("HD-NOBODY", NOW, "desk", "x", "", "", ""),)),
        Changes("done", "note", "x", messages=(message(P, 1, b"bytes never stored"),)),
        Changes("done", "note", "x", ticket=replace(ticket(Q), id=77)),
        Changes("held", "held", "a held mail needs its reason"),
    ],
)
def test_changes_that_fit_nothing_are_refused(store: Store, changes: Changes) -> None:
    take(store, 1, P)
    [second] = store.receive([arrival(2)])
    with pytest.raises(Contradiction):
        store.save(second, changes)
    assert store.still_waiting(second)


def test_a_message_number_is_given_once(store: Store) -> None:
    take(store, 1, P)
    [second] = store.receive([arrival(2)])
    with pytest.raises(Contradiction):
        store.save(second, Changes("done", "note", "x", messages=(message(P, 1, raw_mail(2)),), protocol=P))


def test_an_unknown_journal_row_is_refused(store: Store) -> None:
    with pytest.raises(Contradiction):
        store.save(99, Changes("done", "note", "x"))


def test_guests_are_never_demoted_nor_promoted_by_cc(store: Store) -> None:
    take(store, 1, P)
    [second] = store.receive([arrival(2)])
    carlos = "Carlos@Customer.example"
    people = (
        Participant(P, LUCIA.address.upper(), "", "guest", NOW),
        Participant(P, carlos, "Carlos", "added", NOW + MINUTE, "ana"),
    )
    store.save(second, Changes("done", "command", "#admitir", participants=people, protocol=P))
    now = {p.address: (p.role, p.added_by) for p in store.participants(P)}
    assert now == {LUCIA.address: ("requester", ""), carlos: ("added", "ana")}


def test_links_timers_alerts_replay_keys(store: Store) -> None:
    take(store, 1, P)
    timer = Timer("first_response", NOW + timedelta(hours=4), {"level": 1}, Q)
    take(
        store,
        2,
        Q,
        links=((Q, P, "quotes"),),
        timers=(timer,),
        alerts=(Alert("loop", "too many", Q),),
        seen_replay_keys=("d,b",),
        received_ids=("<agents-own@corp.example>",),
    )
    assert store.links(P) == store.links(Q) == [(Q, P, "quotes")]
    [set_timer] = store.timers(Q)
    assert replace(set_timer, id=0) == timer
    assert store.next_timer() == timer.due
    assert store.replay_seen("d,b")
    assert not store.replay_seen("other")
    [told] = store.alerts_to_mail(NOW)
    assert told == Alert("loop", "too many", Q)
    assert store.alerts_to_mail(NOW) == []
    [known] = store.known_ids(["<agents-own@corp.example>"])
    assert (known.ticket, known.direction) == (Q, "in")


def test_text_no_database_could_hold_is_made_storable(store: Store) -> None:
    bad = "nul \0 and \ud800 surrogate"
    take(
        store, 1, P, messages=(message(P, 1, raw_mail(1), subject=bad, text=bad, own_words=bad),), subject=bad
    )
    [kept] = store.messages(P)
    assert kept.subject == kept.text == kept.own_words == "nul \ufffd and ? surrogate"


def test_mail_without_a_journal_row_is_queued(store: Store) -> None:
    [row_id] = store.send([outgoing("", "<login@helpdesk.example>", kind="login")], [], NOW)
    row = store.outbox(row_id)
    assert row is not None
    assert row.outgoing.ticket == ""
    assert row.created_at == NOW


def test_parked_mail_waits_for_a_person(store: Store) -> None:
    take(store, 1, P, outgoing=(outgoing(P, "<a@x>", park="receipts-an-hour"),), handles=())
    assert store.next_due(NOW + MINUTE * 9, 9, 60) == []
    row = store.find_sent("<a@x>")
    assert row is not None
    assert [(r.state, r.last_error) for r in row.recipients] == [("held", "receipts-an-hour")]
    assert store.retry_outbox(row.id, NOW) == 1
    assert len(store.next_due(NOW, 9, 60)) == 1


def test_the_bytes_of_owed_mail_are_kept_once(store: Store) -> None:
    take(store, 1, P)
    row = store.find_sent(f"<ack.{P}@helpdesk.example>")
    assert row is not None
    assert store.raw(key_of(row.outgoing.raw)) == row.outgoing.raw
    assert row.outgoing == opening(P, raw_mail(1)).outgoing[0]
