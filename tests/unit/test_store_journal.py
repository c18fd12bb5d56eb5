"""The journal: durable once, found again, held against its digest."""

from __future__ import annotations

import threading
import zlib
from dataclasses import replace

import pytest

from helpdesk.tickets.errors import Contradiction, Damaged
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Changes
from helpdesk.tickets.store import Store
from tests.unit.store_kit import NOW, arrival, key_of, opening, raw_mail, take

pytest_plugins = ("tests.unit.store_fixtures",)
P = "HD-2611-AAAAAA"


def test_what_arrives_is_there_after_a_new_start(store: Store, database_url: str) -> None:
    mails = [arrival(n) for n in range(5)]
    ids = store.receive(mails)
    store.close()
    again = Store.open(database_url)
    rows = again.waiting(10)
    assert [row.id for row in rows] == ids == sorted(ids)
    for row, mail in zip(rows, mails, strict=True):
        assert (row.source_key, row.digest, row.envelope, row.received_at) == (
            mail.source_key,
            mail.digest,
            mail.envelope,
            mail.received_at,
        )
        assert again.raw(row.raw_key) == mail.raw
        assert (row.state, row.result, row.timer, row.attempts) == ("received", None, None, 0)
    again.close()


def test_an_envelope_keeps_all_it_knows(store: Store) -> None:
    envelope = Envelope(
        "submission", "", ("a@b", "c@d"), "box", "192.0.2.9", "ana@corp", "pass", True, "too-big", 9
    )
    [inbox_id] = store.receive([replace(arrival(1), envelope=envelope)])
    row = store.inbox(inbox_id)
    assert row is not None
    assert row.envelope == envelope


def test_a_known_source_key_is_the_old_row(store: Store) -> None:
    [first] = store.receive([arrival(1)])
    assert store.receive([arrival(1, raw=b"other bytes"), arrival(2), arrival(2)]) == [
        first,
        first + 1,
        first + 1,
    ]
    assert len(store.waiting(10)) == 2
    with pytest.raises(KeyError):
        store.raw(key_of(b"other bytes"))


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    raw = raw_mail(1)
    store.receive([arrival(1, raw=raw), arrival(2, raw=raw)])
    assert store.verify().raws == 1


def test_receiving_can_share_the_callers_transaction(store: Store) -> None:
    def cut_short() -> None:
        with store.write():
            store.receive([arrival(1)])
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        cut_short()
    assert store.waiting(10) == []
    assert store.receive([arrival(1)])


def test_waiting_goes_on_after_a_row(store: Store) -> None:
    ids = store.receive([arrival(n) for n in range(9)])
    assert [row.id for row in store.waiting(3, ids[4])] == ids[5:8]


def test_a_digest_is_known_by_the_row_that_was_taken(store: Store) -> None:
    first = take(store, 1, P)
    second, third = store.receive([arrival(2, digest="digest-1"), arrival(3, digest="digest-1")])
    assert store.digest_seen("digest-1", first) is None
    assert store.digest_seen("digest-1", second) == (P, 1, first)
    assert store.digest_seen("digest-1", third) == (P, 1, first)
    assert store.digest_seen("", third) is None
    store.save(second, Changes("done", "duplicate", "a test", protocol=P), NOW)
    assert store.digest_seen("digest-1", first) is None, "its own duplicate says nothing of it"


def test_of_two_that_wait_the_one_taken_first_counts(store: Store) -> None:
    first, second = store.receive([arrival(4, digest="new"), arrival(5, digest="new")])
    assert store.digest_seen("new", second) is None
    store.save(second, Changes("held", "held", "a test", held_reason="unreadable"), NOW)
    assert store.digest_seen("new", first) == ("", 0, second)


def test_tries_are_counted(store: Store) -> None:
    [inbox_id] = store.receive([arrival(1)])
    assert [store.attempted(inbox_id), store.attempted(inbox_id)] == [1, 2]
    row = store.inbox(inbox_id)
    assert row is not None
    assert row.attempts == 2
    with pytest.raises(Contradiction):
        store.attempted(99)
    assert store.inbox(99) is None


def test_the_same_mail_at_another_mailbox_is_noted(store: Store) -> None:
    take(store, 1, P)
    store.add_mailbox(P, 1, "sales")
    store.add_mailbox(P, 1, "sales")
    assert store.messages(P)[0].mailboxes == ("support", "sales")
    with pytest.raises(Contradiction):
        store.add_mailbox(P, 2, "sales")


@pytest.mark.parametrize("packed", [b"rubbish", zlib.compress(b"other bytes")])
def test_bytes_that_changed_are_never_handed_out(store: Store, packed: bytes) -> None:
    store.receive([arrival(1)])
    store._db.run("UPDATE raw SET packed = ?", packed)
    with pytest.raises(Damaged):
        store.raw(key_of(raw_mail(1)))


@pytest.mark.slow  # threads on a real database
def test_many_receivers_and_a_worker_at_once(store: Store) -> None:
    """Nothing is lost, nothing doubled, and nobody is starved."""
    each, receivers = 40, 4
    faults: list[BaseException] = []

    def receive(who: int) -> None:
        try:
            for n in range(each):
                store.receive([arrival(who * 1000 + n)])
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=receive, args=(who,)) for who in range(receivers)]
    for thread in threads:
        thread.start()
    done = 0
    while done < each * receivers and not faults:
        for row in store.waiting(10):
            with store.write():
                raw = store.raw(row.raw_key)
                store.save(row.id, opening(f"HD-{row.id:06d}", raw, row.received_at))
            done += 1
    for thread in threads:
        thread.join()
    assert not faults
    report = store.verify()
    assert report.sound, report.findings
    assert (report.received, report.done, report.waiting) == (each * receivers, each * receivers, 0)


def test_times_keep_their_microseconds(store: Store) -> None:
    store.receive([arrival(0)])
    assert store.waiting(1)[0].received_at == NOW
