"""Mail owed: claimed once, in order for each person, and honest about what nobody can know."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.model import OutboxRow
from helpdesk.tickets.store import Store
from tests.unit.store_kit import MINUTE, NOW, outgoing, take

pytest_plugins = ("tests.unit.store_fixtures",)
P = "HD-2611-AAAAAA"
Q = "HD-2611-BBBBBB"
A, B = "a@customer.example", "b@customer.example"


def owe(store: Store, message_id: str, *recipients: str, ticket: str = P, once: bool = False) -> int:
    [row_id] = store.send([outgoing(ticket, message_id, *recipients, once=once)], [], NOW)
    return row_id


@pytest.fixture
def desk(store: Store) -> Store:
    """Two tickets, nothing owed."""
    take(store, 1, P, outgoing=(), handles=())
    take(store, 2, Q, outgoing=(), handles=())
    return store


def due(store: Store, at: int = 0, limit: int = 9) -> list[tuple[int, list[str]]]:
    return [(r.id, [x.address for x in r.recipients]) for r in store.next_due(NOW + at * MINUTE, limit, 60)]


def states(store: Store, row_id: int) -> dict[str, str]:
    row = store.outbox(row_id)
    assert row is not None
    return {r.address: r.state for r in row.recipients}


def test_what_is_claimed_is_claimed_until_its_lease_ends(desk: Store) -> None:
    row_id = owe(desk, "<1@x>", A)
    assert due(desk) == [(row_id, [A])]
    assert due(desk) == []
    assert due(desk, 2) == [(row_id, [A])]


def test_recipients_have_their_own_fate(desk: Store) -> None:
    row_id = owe(desk, "<1@x>", A, B)
    [row] = desk.next_due(NOW, 9, 60)
    assert isinstance(row, OutboxRow)
    assert row.outgoing.recipients == (A, B)
    assert desk.sending(row_id, [A, B, "nobody@x"]) == [A, B]
    desk.mark(row_id, A, "sent", "", None)
    desk.mark(row_id, B, "queued", "451 later", NOW + 5 * MINUTE)
    assert states(desk, row_id) == {A: "sent", B: "queued"}
    assert due(desk, 4) == []
    [again] = desk.next_due(NOW + 5 * MINUTE, 9, 60)
    assert [(r.address, r.attempts, r.last_error) for r in again.recipients] == [(B, 1, "451 later")]
    assert again.outgoing == row.outgoing


def test_a_newer_mail_waits_for_the_older_of_its_ticket_and_person(desk: Store) -> None:
    first, second = owe(desk, "<1@x>", A), owe(desk, "<2@x>", A, B)
    elsewhere = owe(desk, "<3@x>", A, ticket=Q)
    assert due(desk) == [(first, [A]), (second, [B]), (elsewhere, [A])]
    desk.mark(first, A, "queued", "451", NOW + 60 * MINUTE)
    assert due(desk, 30) == [(second, [B]), (elsewhere, [A])]
    desk.mark(first, A, "sent")
    assert due(desk, 61) == [(second, [A, B]), (elsewhere, [A])]


@pytest.mark.parametrize("state", ["held", "failed", "unsure"])
def test_parked_mail_lets_the_next_pass(desk: Store, state: str) -> None:
    first, second = owe(desk, "<1@x>", A), owe(desk, "<2@x>", A)
    desk.next_due(NOW, 9, 60)
    desk.mark(first, A, state, "why", NOW + 15 * MINUTE)  # type: ignore[arg-type]
    assert due(desk) == [(second, [A])]


def test_mail_without_a_ticket_waits_for_nothing(desk: Store) -> None:
    ids = [owe(desk, f"<{n}@x>", A, ticket="") for n in range(3)]
    assert [row_id for row_id, _ in due(desk, limit=9)] == ids


def test_the_limit_counts_mails(desk: Store) -> None:
    for n in range(5):
        owe(desk, f"<{n}@x>", f"{n}@x", f"{n}@y")
    assert len(due(desk, limit=2)) == 2


def test_after_a_crash_only_what_was_being_sent_is_unsure(desk: Store) -> None:
    sending, claimed = owe(desk, "<1@x>", A), owe(desk, "<2@x>", B)
    receipt = owe(desk, "<3@x>", "c@x", once=True)
    desk.next_due(NOW, 9, 3600)
    desk.sending(sending, [A])
    desk.sending(receipt, ["c@x"])
    assert due(desk, 120) == [(claimed, [B])]  # one that is being sent is nobody else's, lease or not
    assert desk.unsure_on_restart(NOW) == [(sending, A), (receipt, "c@x")]
    assert states(desk, sending) == {A: "unsure"}
    assert due(desk) == [(claimed, [B])]
    assert due(desk, 16) == [(claimed, [B]), (sending, [A])]  # the receipt never again
    desk.sending(sending, [A])
    assert desk.unsure_on_restart(NOW) == [(sending, A)]
    assert due(desk, 999) == [(claimed, [B])]
    row = desk.outbox(sending)
    assert row is not None
    assert [(r.state, r.attempts, r.next_try) for r in row.recipients] == [("unsure", 2, None)]


def test_a_claim_can_be_given_back_untried(desk: Store) -> None:
    row_id = owe(desk, "<1@x>", A)
    desk.next_due(NOW, 9, 3600)
    desk.sender_outbox().give_back(row_id, [A], "relay down", NOW + MINUTE)
    assert due(desk) == []
    [row] = desk.next_due(NOW + MINUTE, 9, 60)
    assert [(r.attempts, r.last_error) for r in row.recipients] == [(0, "relay down")]


def test_what_was_held_meanwhile_is_not_sent(desk: Store) -> None:
    row_id = owe(desk, "<1@x>", A, B)
    desk.next_due(NOW, 9, 60)
    desk.mark(row_id, A, "sent")
    assert desk.hold_outbox(row_id, "an admin said so") == 1
    assert desk.sending(row_id, [A, B]) == []
    assert states(desk, row_id) == {A: "sent", B: "held"}
    assert desk.retry_outbox(row_id, NOW) == 1
    assert due(desk) == [(row_id, [B])]


def test_marks_must_make_sense(desk: Store) -> None:
    row_id = owe(desk, "<1@x>", A)
    with pytest.raises(Contradiction):
        desk.mark(row_id, A, "queued", "451", None)
    with pytest.raises(Contradiction):
        desk.mark(row_id, "nobody@x", "sent")
    with pytest.raises(Contradiction):
        owe(desk, "<1@x>", A)


def test_sent_mail_is_found_by_its_id_also_by_the_relays(desk: Store) -> None:
    row_id = owe(desk, "<1@x>", A)
    desk.learn_message_id(row_id, "<relay@ses>", NOW)
    for message_id in ("<1@x>", "<relay@ses>"):
        row = desk.find_sent(message_id)
        assert row is not None
        assert row.id == row_id
        [known] = desk.known_ids([message_id])
        assert (known.ticket, known.direction, known.sent_to) == (P, "out", (A,))
    assert desk.find_sent("<other@x>") is None
    assert desk.outbox(99) is None
    with pytest.raises(Contradiction):
        desk.learn_message_id(99, "<x@y>", NOW)


def test_the_list_has_the_promised_shape(desk: Store) -> None:
    first, second = owe(desk, "<1@x>", A, B), owe(desk, "<2@x>", A, ticket="")
    desk.next_due(NOW, 9, 60)
    desk.mark(first, A, "failed", "550 no")
    newest, oldest = desk.outbox_list()
    assert (newest["id"], newest["protocol"]) == (second, None)
    assert oldest == desk.outbox_show(first)
    assert {
        "id": first,
        "protocol": P,
        "kind": "ack",
        "message_id": "<1@x>",
        "envelope_from": "support+b-abc@helpdesk.example",
        "subject": "Recibido",
        "created_at": "2026-11-21T10:00:00.123Z",
    }.items() <= oldest.items()
    recipients = oldest["recipients"]
    assert isinstance(recipients, list)
    assert [(r["address"], r["state"], r["attempts"], r["last_error"]) for r in recipients] == [
        (A, "failed", 1, "550 no"),
        (B, "queued", 0, ""),
    ]
    assert [shape["id"] for shape in desk.outbox_list(state="failed")] == [first]
    assert [shape["id"] for shape in desk.outbox_list(protocol=P)] == [first]
    assert [shape["id"] for shape in desk.outbox_list(before_id=second)] == [first]
    assert desk.outbox_show(99) is None


def test_figures(desk: Store) -> None:
    owe(desk, "<1@x>", A, B)
    counts = desk.counts(NOW + timedelta(seconds=90))
    assert (counts.waiting, counts.held, counts.queued, counts.overdue_seconds) == (0, 0, 2, 90.0)
    assert (dict(counts.parked), dict(counts.tickets), counts.not_searchable) == ({}, {"new": 2}, 2)
