"""Limits, alerts, timers, IMAP places, passwords and logins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.model import Alert, Changes, Tally, Timer
from helpdesk.tickets.sla_state import SlaState
from helpdesk.tickets.store import Store
from tests.unit.store_kit import MINUTE, NOW, arrival, take

pytest_plugins = ("tests.unit.store_fixtures",)
P = "HD-2611-AAAAAA"
HOUR = timedelta(hours=1)


def test_counting_looks_back_and_stops(store: Store) -> None:
    for n in range(10):
        store.count(Tally("a", NOW + n * MINUTE))
    assert store.count_since("a", NOW + 4 * MINUTE, 99) == 6
    assert store.count_since("a", NOW, 3) == 3
    assert store.count_since("b", NOW, 3) == 0


def test_tidying_forgets_only_what_nobody_asks_for(store: Store) -> None:
    store.count(Tally("a", NOW - timedelta(days=9)))
    store.count(Tally("a", NOW))
    store.new_login("old", "a@b", NOW - MINUTE)
    store.new_login("new", "a@b", NOW + MINUTE)
    store.tidy(NOW)
    assert store.count_since("a", NOW - timedelta(days=99), 9) == 1
    assert store.use_login("old", NOW - HOUR) is None
    assert store.use_login("new", NOW) == "a@b"


def test_one_alert_mail_an_hour_for_each_reason(store: Store) -> None:
    alert = Alert("loop", "peer@x")
    assert [store.alert(alert, NOW + n * 20 * MINUTE) for n in range(5)] == [True, False, False, True, False]
    assert store.alert(Alert("disk", "full"), NOW)
    [loop] = store.alerts(NOW + MINUTE)
    assert (loop.count, loop.first_at, loop.last_at) == (5, NOW, NOW + 80 * MINUTE)
    assert store.alert(alert, NOW - HOUR)  # the clock jumped back: rather one mail too many


def test_alerts_of_a_save_are_mailed_later(store: Store) -> None:
    [row] = store.receive([arrival(1)])
    store.save(
        row, Changes("done", "loop", "x", alerts=(Alert("loop", "peer"), Alert("loop", "peer again"))), NOW
    )
    assert store.alerts_to_mail(NOW) == [Alert("loop", "peer again")]
    assert store.alerts_to_mail(NOW + 2 * HOUR) == []


def test_due_timers_become_journal_rows_once(store: Store) -> None:
    take(store, 1, P)
    for n in (3, 1, 2):
        store.add_timer(Timer("first_response", NOW + n * HOUR, {"n": n}, P))
    store.add_timer(Timer("digest", NOW + HOUR, {}))
    assert store.due_timers(NOW, 9) == 0
    assert store.due_timers(NOW + HOUR, 1) == 1
    assert store.due_timers(NOW + HOUR, 9) == 1
    assert store.due_timers(NOW, 9) == 0
    rows = store.waiting(9)
    assert [(row.timer.kind, row.timer.ticket, dict(row.timer.payload)) for row in rows if row.timer] == [
        ("first_response", P, {"n": 1}),
        ("digest", "", {}),
    ]
    assert {(row.envelope.source, row.raw_key, row.digest) for row in rows} == {("timer", "", "")}
    assert store.digest_seen("", 99) is None
    assert store.verify().sound
    assert store.cancel_timers(P, "first_response") == 2
    assert (store.timers(P), store.next_timer()) == ([], None)


def test_warnings_of_one_agent_are_one_journal_row(store: Store) -> None:
    take(store, 1, P)
    for agent, minutes in (("ana", 9), ("luis", 2), ("ana", 1), ("ana", 11), ("ana", 0)):
        store.add_timer(Timer("warn-agent", NOW + minutes * HOUR / 60, {"agent": agent, "n": minutes}, P))
    assert store.due_timers(NOW + HOUR / 60, 9) == 2
    [row] = store.waiting(9)
    assert row.timer is not None and row.timer.ticket == P
    assert row.timer.payload == {
        "agent": "ana",
        # In the order in which they were owed.
        "warnings": [{"agent": "ana", "n": n, "ticket": P} for n in (9, 1, 11, 0)],
    }
    assert [timer.payload["agent"] for timer in store.timers(P)] == ["luis"]
    assert store.due_timers(NOW + HOUR, 9) == 1
    assert store.due_timers(NOW + HOUR, 9) == 0
    assert store.verify().sound


def test_when_something_was_counted_last(store: Store) -> None:
    assert store.last_counted("warned:ana") is None
    for minutes in (5, 9, 2):
        store.count(Tally("warned:ana", NOW + minutes * HOUR / 60))
    assert store.last_counted("warned:ana") == NOW + 9 * HOUR / 60


def test_a_timer_number_is_never_used_again(store: Store) -> None:
    for n in range(3):
        store.add_timer(Timer("digest", NOW, {"n": n}))
        assert store.due_timers(NOW, 9) == 1
    assert len(store.waiting(9)) == 3


def test_due_times_show_on_the_ticket(store: Store) -> None:
    take(store, 1, P, sla=SlaState("tienda", resolution=NOW + HOUR))
    shown = store.ticket_show(P)
    assert shown is not None
    assert shown["due"] == {
        "first_response": None,
        "next_response": None,
        "resolution": "2026-11-21T11:00:00.123Z",
    }


def test_uids_are_remembered_one_by_one(store: Store) -> None:
    [row] = store.receive([arrival(1)])
    store.mark_uid("acct", "INBOX", 7, 3, row)
    store.mark_uid("acct", "INBOX", 7, 9, None, "too big")
    store.mark_uid("acct", "INBOX", 7, 9, None, "vanished")
    assert store.seen_uids("acct", "INBOX", 7) == {3, 9}
    assert store.seen_uids("acct", "INBOX", 7, 4) == {9}
    assert store.seen_uids("acct", "INBOX", 8) == set()
    assert store.imap_first_start("acct", "INBOX") is None
    for n in range(2):
        store.set_imap_first_start("acct", "INBOX", NOW + n * HOUR)
    assert store.imap_first_start("acct", "INBOX") == NOW


def test_logins_are_spent_once_and_expire(store: Store) -> None:
    store.new_login("hash", "ana@corp.example", NOW + HOUR)
    store.new_login("late", "ana@corp.example", NOW + HOUR)
    assert store.use_login("hash", NOW) == "ana@corp.example"
    assert store.use_login("hash", NOW) is None
    assert store.use_login("late", NOW + HOUR) is None


def test_passwords_and_notes_are_replaced(store: Store) -> None:
    assert store.password_hash("ana") is None
    assert store.note("policy") is None
    for value in ("one", "two"):
        store.set_password("ana", value)
        store.put_note("policy", value)
    assert (store.password_hash("ana"), store.note("policy")) == ("two", "two")


def test_timers_of_an_unknown_ticket_are_refused(store: Store) -> None:
    with pytest.raises(Contradiction):
        store.add_timer(replace(Timer("x", NOW, {}), ticket="HD-NOBODY"))
