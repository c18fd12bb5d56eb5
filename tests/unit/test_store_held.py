"""Held mail stays whole until somebody with a name ends it."""

from __future__ import annotations

import pytest

from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Changes
from helpdesk.tickets.store import Store
from tests.unit.store_kit import LUCIA, MINUTE, NOW, arrival, key_of, opening, raw_mail, take

pytest_plugins = ("tests.unit.store_fixtures",)
P = "HD-2611-AAAAAA"


@pytest.fixture
def held(store: Store) -> int:
    """The row of a mail held for ticket P and agent ana."""
    take(store, 1, P)
    [inbox_id] = store.receive([arrival(2)])
    changes = Changes(
        "held",
        "held",
        "DMARC failed",
        held_reason="agent-unverified",
        held_for_agent="ana",
        protocol=P,
        sender=LUCIA,
        subject="Re: La factura",
        result={"outcome": "held"},
    )
    store.save(inbox_id, changes)
    return inbox_id


def test_what_is_shown_of_it(store: Store, held: int) -> None:
    [mail] = store.held()
    assert mail == store.held_mail(held) == store.held_of(P)[0]
    assert (mail.id, mail.reason, mail.because, mail.ticket, mail.agent) == (
        held,
        "agent-unverified",
        "DMARC failed",
        P,
        "ana",
    )
    assert (mail.sender, mail.subject, mail.mailbox) == (LUCIA, "Re: La factura", "support")
    assert mail.received_at == NOW + 2 * MINUTE
    assert mail.raw_key == key_of(raw_mail(2))
    [shape] = store.held_list()
    assert shape == store.held_show(held)
    assert (shape["id"], shape["protocol"], shape["reason"]) == (held, P, "agent-unverified")
    assert store.held_show(99) is None


def test_released_it_goes_through_intake_again(store: Store, held: int) -> None:
    store.attempted(held)
    store.release(held, "ana")
    assert (store.held(), store.held_of(P)) == ([], [])
    [row] = store.waiting(9)
    assert (row.id, row.released_by, row.state, row.result, row.attempts) == (
        held,
        "ana",
        "received",
        None,
        0,
    )
    store.save(held, opening("HD-2611-BBBBBB", raw_mail(2)))
    assert store.verify().sound


def test_held_again_after_a_release(store: Store, held: int) -> None:
    store.release(held, "")
    store.hold(held, "poison", "three tries", protocol=P, sender=Address("x@y"), subject="s")
    [mail] = store.held()
    assert (mail.reason, mail.agent, mail.sender.address) == ("poison", "", "x@y")
    assert store.verify().sound


def test_discarded_it_is_accounted_for_and_its_bytes_stay(store: Store, held: int) -> None:
    store.discard(held, "ana")
    row = store.inbox(held)
    assert row is not None
    assert row.state == "discarded"
    assert store.raw(row.raw_key) == raw_mail(2)
    assert store._db.row("SELECT ended, ended_by FROM held WHERE inbox_id = ?", held) == ("discarded", "ana")
    report = store.verify()
    assert (report.discarded, report.sound) == (1, True)


def test_only_what_is_held_can_be_ended_and_only_what_waits_be_held(store: Store, held: int) -> None:
    store.discard(held, "ana")
    for attempt in (store.release, store.discard):
        with pytest.raises(Contradiction):
            attempt(held, "ana")
    with pytest.raises(Contradiction):
        store.hold(held, "poison", "x")
    [fresh] = store.receive([arrival(3)])
    with pytest.raises(Contradiction):
        store.hold(fresh, "poison", "x", protocol="HD-NOBODY")
    assert store.still_waiting(fresh)
