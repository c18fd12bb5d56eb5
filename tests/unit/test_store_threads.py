"""Finding where a mail belongs: handles, Message-IDs, replies before their parents."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from helpdesk.tickets.model import Changes, NewHandle
from helpdesk.tickets.store import Store
from tests.unit.store_kit import LUCIA, NOW, arrival, key_of, message, outgoing, raw_mail, take, ticket

pytest_plugins = ("tests.unit.store_fixtures",)
P = "HD-2611-AAAAAA"
Q = "HD-2611-BBBBBB"
DAY = timedelta(days=1)
NOTE = f"<note.{P}@helpdesk.example>"


def end(store: Store, at: datetime | None) -> None:
    """Resolves the ticket, or opens it again."""
    before = store.ticket(P)
    assert before is not None
    after = replace(before, status="resolved" if at else "open", resolved_at=at)
    [row] = store.receive([arrival(int(before.message_count) + (50 if at else 60))])
    store.save(row, Changes("done", "command", "x", ticket=after, protocol=P))


def test_a_handle_is_found_by_secret_and_by_twin(store: Store) -> None:
    take(store, 1, P)
    by_secret = store.handle("r", f"r{P}".upper(), NOW)
    by_twin = store.handle_of_message_id(NOTE)
    assert by_secret is not None
    assert by_twin is not None
    assert (by_secret.ticket, by_secret.agent, by_secret.via, by_secret.revoked) == (
        P,
        "ana",
        "address",
        False,
    )
    assert (by_twin.kind, by_twin.agent, by_twin.via) == ("r", "ana", "message-id")
    assert store.handle("n", f"r{P}", NOW) is None  # a secret is good for its own kind
    assert store.handle("r", "unknown", NOW) is None
    assert store.handle_of_message_id("") is None
    assert store.handle_of_message_id("<unknown@x>") is None


def test_the_secret_is_not_in_the_database(store: Store) -> None:
    take(store, 1, P)
    rows = store._db.rows("SELECT * FROM handles")
    assert rows
    assert not any(f"r{P}".lower() in str(value).lower() for row in rows for value in row)


def test_a_bounce_handle_leads_to_its_mail_and_customer(store: Store) -> None:
    take(store, 1, P)
    handle = store.handle("b", f"b{P}", NOW)
    assert handle is not None
    assert handle.customer == LUCIA.address
    row = store.find_sent(handle.outgoing_message_id)
    assert row is not None
    assert row.outgoing.message_id == handle.outgoing_message_id == f"<ack.{P}@helpdesk.example>"


def test_a_handle_lives_while_its_ticket_is_open_and_as_long_again(store: Store) -> None:
    take(store, 1, P)
    later = NOW + 100 * DAY

    def expires() -> datetime:
        handle = store.handle("r", f"r{P}", later)
        assert handle is not None
        return handle.expires_at

    assert expires() == later + 30 * DAY
    end(store, NOW + 50 * DAY)
    assert expires() == NOW + 80 * DAY
    end(store, None)
    assert expires() == later + 30 * DAY


def test_a_handle_that_releases_a_held_mail_lives_only_its_time(store: Store) -> None:
    [held] = store.receive([arrival(2)])
    secret = NewHandle("c", "confirm", P, "ana", 0, NOW + DAY, held=held)
    take(store, 1, P, handles=(secret,))
    found = store.handle("c", "confirm", NOW + 9 * DAY)
    assert found is not None
    assert (found.expires_at, found.held) == (NOW + DAY, held)


@pytest.mark.parametrize("how", ["carrier", "secret"])
def test_revoked_handles_say_so(store: Store, how: str) -> None:
    take(store, 1, P)
    if how == "secret":
        store.revoke(f"r{P}")
    else:
        [row] = store.receive([arrival(2)])
        store.save(row, Changes("done", "command", "burnt", revoked_messages=(NOTE,), protocol=P))
    found = store.handle("r", f"r{P}", NOW)
    other = store.handle("n", f"n{P}", NOW)
    assert found is not None
    assert other is not None
    assert (found.revoked, other.revoked) == (True, how == "carrier")


def test_known_ids_of_both_directions(store: Store) -> None:
    take(store, 1, P)
    ids = [f"<{P}.1@customer.example>", "<unknown@x>", NOTE]
    came, sent = store.known_ids(ids)
    assert (came.message_id, came.ticket, came.direction, came.sent_to, came.to_agent) == (
        ids[0],
        P,
        "in",
        (),
        "",
    )
    assert (sent.direction, sent.sent_to, sent.to_agent) == ("out", ("ana@corp.example",), "ana")
    assert store.known_ids([]) == []


def test_our_own_id_comes_before_who_stole_it(store: Store) -> None:
    take(store, 1, P)
    take(store, 2, Q, messages=(message(Q, 1, raw_mail(2), NOTE),))
    assert [(k.direction, k.ticket) for k in store.known_ids([NOTE])] == [("out", P), ("in", Q)]


def test_an_agents_answer_is_known_by_both_ids(store: Store) -> None:
    take(store, 1, P)
    [row] = store.receive([arrival(2)])
    before = store.ticket(P)
    assert before is not None
    copy = "<r.copy@helpdesk.example>"
    changes = Changes(
        "done",
        "threaded",
        "ana answered",
        ticket=replace(before, message_count=2),
        messages=(message(P, 2, raw_mail(2), copy, direction="out", to=(LUCIA,), text="Ya está."),),
        outgoing=(outgoing(P, copy, LUCIA.address, kind="reply"),),
        received_ids=("<own@corp.example>",),
        protocol=P,
    )
    store.save(row, changes)
    sent, own = store.known_ids([copy, "<own@corp.example>"])
    assert (sent.direction, sent.sent_to, own.direction) == ("out", (LUCIA.address,), "in")
    assert store.same_message_id("<own@corp.example>") == [(P, 2, "key-2", key_of(raw_mail(2)))]
    said = store.sent_message(P, copy)
    assert said is not None
    assert (said.n, said.text) == (2, "Ya está.")
    assert store.sent_message(P, "<own@corp.example>") is None
    assert store.sent_message(Q, copy) is None
    assert store.sent_texts(P, None, 5) == ["Ya está."]
    assert store.sent_texts(P, LUCIA.address.upper(), 5) == ["Ya está."]
    assert store.sent_texts(P, "carlos@other.example", 5) == []


def test_the_same_id_with_other_content_is_both_kept(store: Store) -> None:
    take(store, 1, P)
    take(
        store, 2, Q, messages=(message(Q, 1, raw_mail(2), f"<{P}.1@customer.example>", content_key="other"),)
    )
    assert store.same_message_id(f"<{P}.1@customer.example>") == [
        (P, 1, "key-1", key_of(raw_mail(1))),
        (Q, 1, "other", key_of(raw_mail(2))),
    ]


def test_a_reply_before_its_parent_is_met_again(store: Store) -> None:
    take(store, 1, P, parent_ids=("<lost@customer.example>", "<older@customer.example>"))
    assert store.orphans_of("<lost@customer.example>") == [(P, 1)]
    assert store.orphans_of("<never@x>") == []
    [known] = store.known_ids(["<older@customer.example>"])
    assert (known.ticket, known.direction) == (P, "in")


def test_no_id_is_repeated_without_end(store: Store) -> None:
    rows = [("<same@x>", 1, None, 0, "[]", "", n, None) for n in range(500)]
    store._db.many(
        "INSERT INTO message_ids (message_id, came, ticket_id, n, sent_to, to_agent, at, outbox_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    assert len(store.known_ids(["<same@x>"])) == 20


def test_a_ticket_without_a_requesters_address(store: Store) -> None:
    nobody = replace(ticket(P), requester=replace(LUCIA, address=""))
    take(store, 1, P, ticket=nobody, participants=(), outgoing=(), handles=())
    read = store.ticket(P)
    assert read is not None
    assert read.requester.address == ""
