"""The sender as a running thing: threads, waking, shadow mode, draining, a store that cannot record."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from helpdesk.daemon.outbox.send import Sender
from helpdesk.daemon.outbox.smarthost import Smarthost
from helpdesk.daemon.outbox.worker import BEGIN_WITHIN
from helpdesk.tickets.errors import StoreFull
from helpdesk.tickets.model import DeliveryState
from tests.fakes.smtp_sink import SILENT
from tests.unit.sending_kit import ANA, BEA, CARL, Sending

pytest_plugins = ("tests.unit.sending_fixtures",)
PATIENCE = 20.0


@contextmanager
def running(sender: Sender, threads: int = 1) -> Iterator[threading.Event]:
    """`run` in so many threads; joined at the end."""
    stop = threading.Event()
    runners = [threading.Thread(target=sender.run, args=(stop,)) for _ in range(threads)]
    for each in runners:
        each.start()
    yield stop
    stop.set()
    sender.wake()
    for each in runners:
        each.join(PATIENCE)
        assert not each.is_alive()


def test_a_mail_committed_while_it_runs_goes_out_at_the_call(sending: Sending) -> None:
    sender = sending.sender()
    with running(sender):
        for n in range(1, 4):
            sending.owe(ANA)
            sender.wake()
            sending.sink.wait_for_mails(n)
    assert sending.sink.connections == 1
    assert sender.counts.sent == 3


def test_several_threads_send_every_mail_once(sending: Sending) -> None:
    rows = [sending.owe(ANA) for _ in range(60)]
    sender = sending.sender()
    with running(sender, threads=3):
        sending.sink.wait_for_mails(60)
    assert len({mail.raw for mail in sending.sink.mails}) == len(sending.sink.mails) == 60
    assert {state for row in rows for state in sending.states(row).values()} == {"sent"}


def test_shadow_mode_sends_nothing_and_changes_nothing(sending: Sending) -> None:
    row = sending.owe(ANA)
    before = sending.row(row)
    sender = sending.sender(shadow=True)
    assert sender.send_due(10) == 0
    with running(sender):
        sender.wake()
    assert (sending.row(row), sending.sink.connections) == (before, 0)


def test_send_due_stops_at_its_limit(sending: Sending) -> None:
    for _ in range(25):
        sending.owe(ANA)
    assert sending.sender().send_due(13) == 13
    assert len(sending.sink.mails) == 13


# -- B35: ending ----------------------------------------------------------------------------------


def test_b35_drain_finishes_the_mail_in_hand_and_gives_back_the_rest(sending: Sending) -> None:
    rows = [sending.owe(to) for to in (ANA, BEA, CARL)]
    sender = sending.sender()
    original = sending.sink.keep

    def keep_and_drain(mail: object) -> None:
        original(mail)  # type: ignore[arg-type]
        sender._draining = True  # what drain() does first, at the worst moment

    sending.sink.keep = keep_and_drain  # type: ignore[method-assign]
    with running(sender):
        sending.sink.wait_for_mails(1)
        assert sender.drain(PATIENCE)
    assert [list(sending.states(row).values()) for row in rows] == [["sent"], ["queued"], ["queued"]]
    sending.sink.keep = original  # type: ignore[method-assign]
    assert sending.sender().send_due(10) == 2, "no claim is left behind"


def test_b35_a_relay_that_does_not_answer_in_time_is_cut_off_and_the_mail_is_unsure(sending: Sending) -> None:
    row = sending.owe(ANA)
    sending.sink.fail("body", SILENT)
    sender = sending.sender()
    with running(sender):
        sending.sink.wait_for_command("(end of mail)")
        assert not sender.drain(0.05)
    assert sending.states(row) == {ANA: "unsure"}


def test_claims_not_begun_in_time_are_given_back(sending: Sending) -> None:
    """A slow relay must not hold mails so long that somebody else claims them too."""
    for to in (ANA, BEA, CARL):
        sending.owe(to)
    original = sending.sink.keep

    def slow(mail: object) -> None:
        original(mail)  # type: ignore[arg-type]
        sending.clock.advance(BEGIN_WITHIN + 1)

    sending.sink.keep = slow  # type: ignore[method-assign]
    relay = sending.relay(recycle_seconds=1e9)
    worker_rounds: list[int] = []
    sender = sending.sender(carrier=lambda: Smarthost(relay, sending.clock))
    with sender._worker() as worker:
        while (claimed := worker.round(10, lambda: True)[0]) > 0:
            worker_rounds.append(claimed)
    assert worker_rounds == [3, 2, 1]
    assert len(sending.sink.mails) == 3


def test_a_mail_held_by_an_admin_while_the_relay_is_spoken_to_is_not_sent(sending: Sending) -> None:
    row = sending.owe(ANA)
    original = sending.sink.fault

    def hold_at_rcpt(stage: str, to: str = "") -> str:
        if stage == "rcpt":
            sending.store.hold_outbox(row, "an admin wants to read it first")
        return original(stage, to)  # type: ignore[arg-type]

    sending.sink.fault = hold_at_rcpt  # type: ignore[method-assign]
    assert sending.sender().send_due(10) == 0
    assert (sending.sink.mails, sending.states(row)) == ([], {ANA: "held"})
    assert "DATA" not in sending.sink.commands


# -- B13: the store cannot record -----------------------------------------------------------------


def test_b13_a_mail_is_not_sent_when_its_mark_cannot_be_stored(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = sending.owe(ANA)

    def full(*_: object) -> list[str]:
        raise StoreFull("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(sending.store, "sending", full)
        with pytest.raises(StoreFull):
            sending.sender().send_due(10)
    assert (sending.sink.mails, sending.states(row)) == ([], {ANA: "queued"})
    assert sending.sender().send_due(10) == 1, "the claim was given back"


def test_b13_a_result_that_cannot_be_stored_is_kept_in_hand_and_nothing_else_is_sent(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [sending.owe(ANA), sending.owe(BEA)]
    mark = sending.store.mark
    failures = [StoreFull("the disk is full")] * 3
    sent_while_full: list[int] = []

    def mark_or_fail(
        row_id: int, address: str, state: DeliveryState, error: str = "", next_try: object = None
    ) -> None:
        if failures:
            sent_while_full.append(len(sending.sink.mails))
            raise failures.pop()
        mark(row_id, address, state, error, next_try)  # type: ignore[arg-type]

    monkeypatch.setattr(sending.store, "mark", mark_or_fail)
    sender = sending.sender()
    with running(sender):
        deadline = time.monotonic() + PATIENCE
        while len(sending.sink.mails) < 2 and time.monotonic() < deadline:
            sender.wake()
    assert sent_while_full == [1, 1, 1]
    assert [list(sending.states(row).values()) for row in rows] == [["sent"], ["sent"]]
    assert len(sending.sink.mails) == 2
    assert sending.events("outbox not stored")


def test_a_fault_of_our_own_while_sending_leaves_no_mail_in_between(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = sending.owe(ANA)

    def broken(*_: object) -> None:
        raise RuntimeError("a fault")

    with monkeypatch.context() as patched:
        patched.setattr(Smarthost, "_data", broken)
        with pytest.raises(RuntimeError, match="a fault"):
            sending.sender().send_due(10)
    recipient = sending.recipient(row)
    assert (recipient.state, recipient.last_error) == ("unsure", "a fault in the desk: RuntimeError")
