"""What becomes of each recipient when the relay takes, refuses, delays or swallows a mail (threats B5 to B9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpdesk.daemon.outbox import retry
from helpdesk.tickets.errors import StoreFull
from helpdesk.tickets.model import Outgoing
from tests.fakes.smtp_sink import DROP, SILENT, TAKE_AND_DROP
from tests.unit.sending_kit import ANA, BEA, CARL, TICKET, Sending

pytest_plugins = ("tests.unit.sending_fixtures",)
MINUTE = timedelta(minutes=1)


def test_a_mail_owed_reaches_its_recipients_with_its_bytes_and_envelope(sending: Sending) -> None:
    row = sending.owe(ANA, BEA)
    assert sending.sender().send_due(10) == 1
    [mail] = sending.sink.mails
    assert (mail.envelope_from, mail.recipients) == ("support+b-abc@desk.example", (ANA, BEA))
    assert mail.raw == sending.row(row).outgoing.raw
    assert sending.states(row) == {ANA: "sent", BEA: "sent"}
    assert sending.sender().send_due(10) == 0


def test_the_null_sender_stays_null(sending: Sending) -> None:
    sending.owe(envelope_from="")
    sending.sender().send_due(10)
    assert [command for command in sending.sink.commands if command.startswith("MAIL")] == [
        f"MAIL FROM:<> SIZE={len(sending.sink.mails[0].raw) + 3}"
    ]


# -- B6: the relay's answer is lost ---------------------------------------------------------------


@pytest.mark.parametrize("fault", [DROP, TAKE_AND_DROP, SILENT])
def test_b6_lost_answer_is_unsure_and_repeated_once_after_a_quarter_of_an_hour(
    sending: Sending, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = sending.owe(ANA)
    sending.sink.fail("body", fault)
    with monkeypatch.context() as patch:
        if fault == SILENT:  # little patience with this answer only: those before it may take their time
            patch.setattr("helpdesk.daemon.outbox.smarthost_link.LAST_ANSWER_FACTOR", 0.01)
        assert sending.sender().send_due(10) == 0
    assert sending.states(row) == {ANA: "unsure"}
    sending.clock.advance(15 * MINUTE - timedelta(seconds=1))
    assert sending.sender().send_due(10) == 0
    sending.clock.advance(1)
    assert sending.sender().send_due(10) == 1
    assert sending.states(row) == {ANA: "sent"}
    assert "may be double" in sending.recipient(row).last_error
    assert len({mail.raw for mail in sending.sink.mails}) == 1, "the same Message-ID, byte for byte"
    assert len(sending.sink.mails) == (2 if fault == TAKE_AND_DROP else 1)
    assert sending.told == []


def test_b6_twice_lost_is_not_sent_a_third_time_and_the_agent_hears_of_it(sending: Sending) -> None:
    row = sending.owe(ANA)
    sending.sink.fail("body", TAKE_AND_DROP, times=9)
    for _ in range(5):
        sending.sender().send_due(10)
        sending.clock.advance(timedelta(days=1))
    assert len(sending.sink.mails) == 2
    assert sending.states(row) == {ANA: "unsure"}
    [(told, address, error, final)] = sending.told
    assert (told, address, final) == (row, ANA, True)
    assert "second time" in error


def test_b6_receipts_and_notifications_are_not_repeated(sending: Sending) -> None:
    row = sending.owe(ANA, once=True, kind="notification")
    sending.sink.fail("body", TAKE_AND_DROP)
    sending.sender().send_due(10)
    sending.clock.advance(timedelta(days=5))
    assert sending.sender().send_due(10) == 0
    assert (len(sending.sink.mails), sending.states(row)) == (1, {ANA: "unsure"})
    assert len(sending.events("delivery")) == 1


def test_b6_after_a_crash_while_the_relay_was_answering_the_mail_is_unsure(sending: Sending) -> None:
    reply, receipt = sending.owe(ANA), sending.owe(ANA, once=True)
    sending.store.next_due(sending.clock.now(), 10, 300)
    for row in (reply, receipt):
        sending.store.sending(row, [ANA])  # and there the process died
    sender = sending.sender()
    assert sender.recover() == 2
    assert sender.send_due(10) == 0
    assert [sending.recipient(row).next_try is None for row in (reply, receipt)] == [False, True]
    sending.clock.advance(15 * MINUTE)
    assert sender.send_due(10) == 1
    assert (sending.states(reply), sending.states(receipt)) == ({ANA: "sent"}, {ANA: "unsure"})
    assert sending.told == []


def test_b6_a_crash_in_the_second_try_too_is_told(sending: Sending) -> None:
    row = sending.owe(ANA)
    sending.store.mark(row, ANA, "unsure", "lost", sending.clock.now())
    sending.store.next_due(sending.clock.now(), 10, 300)
    sending.store.sending(row, [ANA])
    assert sending.sender().recover() == 1
    assert [(told, final) for told, _, _, final in sending.told] == [(row, True)]
    assert sending.recipient(row).next_try is None


def test_b6_one_lost_answer_stops_the_round_so_that_not_every_mail_becomes_unsure(sending: Sending) -> None:
    rows = [sending.owe(ANA), sending.owe(BEA), sending.owe(CARL)]
    sending.sink.fail("body", DROP)
    sender = sending.sender()
    assert sender.send_due(10) == 0
    assert [list(sending.states(row).values()) for row in rows] == [["unsure"], ["queued"], ["queued"]]
    sending.clock.advance(2)
    assert sender.send_due(10) == 2


def test_b5_claimed_but_not_begun_when_the_process_died_is_sent_after_the_restart(sending: Sending) -> None:
    row = sending.owe(ANA, once=True)
    assert len(sending.store.next_due(sending.clock.now(), 10, 300)) == 1
    sender = sending.sender()
    assert sender.send_due(10) == 0  # the claim holds
    assert sender.recover() == 0
    assert sender.send_due(10) == 1
    assert sending.states(row) == {ANA: "sent"}


# -- B7: some recipients --------------------------------------------------------------------------


def test_b7_one_refused_of_three_two_are_sent_and_one_is_told(sending: Sending) -> None:
    row = sending.owe(ANA, BEA, CARL)
    sending.sink.fail("rcpt", "550 5.1.1 no such user", to=BEA)
    assert sending.sender().send_due(10) == 1
    assert sending.states(row) == {ANA: "sent", BEA: "failed", CARL: "sent"}
    assert [mail.recipients for mail in sending.sink.mails] == [(ANA, CARL)]
    assert sending.told == [(row, BEA, "550 5.1.1 no such user", True)]


def test_b7_the_one_put_off_is_tried_again_alone(sending: Sending) -> None:
    row = sending.owe(ANA, BEA)
    sending.sink.fail("rcpt", "451 4.7.1 come back", to=BEA)
    sender = sending.sender()
    assert sender.send_due(10) == 1
    assert sending.states(row) == {ANA: "sent", BEA: "queued"}
    sending.clock.advance(MINUTE)
    assert sender.send_due(10) == 1
    assert [mail.recipients for mail in sending.sink.mails] == [(ANA,), (BEA,)]


def test_b7_nobody_accepted_no_data_and_the_connection_is_still_good(sending: Sending) -> None:
    first, second = sending.owe(ANA), sending.owe(BEA)
    sending.sink.fail("rcpt", "550 5.1.1 no such user", to=ANA)
    assert sending.sender().send_due(10) == 1
    assert (sending.states(first), sending.states(second)) == ({ANA: "failed"}, {BEA: "sent"})
    assert sending.sink.connections == 1
    assert sending.sink.commands.count("DATA") == 1
    assert "RSET" in sending.sink.commands


# -- B8: for now ----------------------------------------------------------------------------------


def test_b8_the_retry_schedule_goes_from_a_minute_to_four_hours_for_four_days() -> None:
    waits = [retry.wait_after(tries, 0.0) for tries in range(1, 40)]
    kept = [wait for wait in waits if wait]
    assert (kept[0], max(kept)) == (MINUTE, timedelta(hours=4))
    assert kept == sorted(kept)
    assert sum(kept, timedelta()) >= timedelta(days=4)
    assert waits[len(kept) :] == [None] * (39 - len(kept))
    assert retry.wait_after(3, 1.0) == timedelta(minutes=4) * 1.1


def test_b8_greylisted_is_sent_when_the_relay_is_ready(sending: Sending) -> None:
    row = sending.owe(ANA)
    sending.sink.fail("rcpt", "451 4.7.1 greylisted", times=3)
    sender = sending.sender()
    sent = [sender.send_due(10)]
    for minutes in (1, 2, 4):
        sending.clock.advance(minutes * MINUTE - timedelta(seconds=1))
        assert sender.send_due(10) == 0
        sending.clock.advance(1)
        sent.append(sender.send_due(10))
    assert sent == [0, 0, 0, 1]
    assert (sending.states(row), sending.recipient(row).attempts) == ({ANA: "sent"}, 4)
    assert sending.told == []


def test_b8_the_agent_is_warned_once_after_four_hours_and_told_at_the_end(sending: Sending) -> None:
    row = sending.owe(ANA)
    began = sending.clock.now()
    sending.sink.fail("rcpt", "451 4.7.1 not now", times=1000)
    sender = sending.sender()
    warned_at = None
    for _ in range(60):
        sender.send_due(10)
        if sending.told and warned_at is None:
            warned_at = sending.clock.now() - began
        next_try = sending.recipient(row).next_try
        if next_try is None:
            break
        sending.clock.advance(next_try - sending.clock.now())
    assert warned_at == timedelta(hours=4)
    assert [final for _, _, _, final in sending.told] == [False, True]
    assert sending.clock.now() - began >= timedelta(days=4)
    assert sending.states(row) == {ANA: "failed"}
    assert "given up after 32 tries: 451 4.7.1 not now" in sending.told[-1][2]


@pytest.mark.parametrize("stage", ["mail", "data", "body"])
def test_b8_a_4xx_at_any_stage_is_for_now_and_certainly_no_copy(sending: Sending, stage: str) -> None:
    row = sending.owe(ANA)
    sending.sink.fail(stage, "451 4.3.0 try later")  # type: ignore[arg-type]
    sender = sending.sender()
    assert sender.send_due(10) == 0
    assert sending.states(row) == {ANA: "queued"}
    sending.clock.advance(MINUTE)
    assert sender.send_due(10) == 1
    assert len(sending.sink.mails) == 1


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_b8_a_connection_lost_before_the_bytes_left_is_for_now(sending: Sending, stage: str) -> None:
    row = sending.owe(ANA)
    sending.sink.fail(stage, DROP)  # type: ignore[arg-type]
    sender = sending.sender()
    assert sender.send_due(10) == 0
    assert sending.states(row) == {ANA: "queued"}
    sending.clock.advance(MINUTE)
    assert sender.send_due(10) == 1


def test_b8_an_older_mail_of_the_ticket_to_the_same_person_goes_first(sending: Sending) -> None:
    sending.open_ticket()
    sending.owe(ANA, ticket=TICKET, subject="first")
    second = sending.owe(ANA, BEA, ticket=TICKET, subject="second")
    sending.sink.fail("rcpt", "451 4.7.1 greylisted", to=ANA)
    sender = sending.sender()
    sender.send_due(10)
    assert sending.states(second) == {ANA: "queued", BEA: "sent"}, "only Ana's copy waits"
    sending.clock.advance(30)
    assert sender.send_due(10) == 0
    sending.clock.advance(30)
    assert sender.send_due(10) == 2
    to_ana = [mail.raw for mail in sending.sink.mails if ANA in mail.recipients]
    assert [b"<r1@" in raw for raw in to_ana] == [True, False]


# -- B9: for good ---------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "body"])
def test_b9_a_5xx_fails_at_once_and_the_agent_is_told_why(sending: Sending, stage: str) -> None:
    row = sending.owe(ANA)
    sending.sink.fail(stage, "550 5.7.1 we do not like it")  # type: ignore[arg-type]
    assert sending.sender().send_due(10) == 0
    assert sending.states(row) == {ANA: "failed"}
    assert sending.told == [(row, ANA, "550 5.7.1 we do not like it", True)]
    sending.clock.advance(timedelta(days=9))
    assert sending.sender().send_due(10) == 0


def test_b9_telling_and_failing_are_one_transaction(sending: Sending) -> None:
    """Nobody is told of what is not recorded, and nothing is given up without a word."""
    row = sending.owe(ANA)
    sending.sink.fail("rcpt", "550 5.1.1 no such user")

    def tell_by_mail(_row: object, address: str, error: str, _final: bool) -> None:
        note = Outgoing(
            "alert", "", "<told@desk.example>", "", ("agent@desk.example",), error, b"x\r\n", "support"
        )
        sending.store.send([note], [], sending.clock.now())

    sending.hear = tell_by_mail
    assert sending.sender().send_due(10) == 1, "the word to the agent went out in the same run"
    assert sending.states(row) == {ANA: "failed"}
    assert [mail.recipients for mail in sending.sink.mails] == [("agent@desk.example",)]


def test_b9_b13_when_the_word_cannot_be_stored_the_mail_is_not_given_up_either(sending: Sending) -> None:
    row = sending.owe(ANA)
    sending.sink.fail("rcpt", "550 5.1.1 no such user")
    seen: list[dict[str, str]] = []

    def full(*_: object) -> None:
        seen.append(sending.states(row))
        raise StoreFull("the disk is full")

    sending.hear = full
    with pytest.raises(StoreFull):
        sending.sender().send_due(10)
    assert (seen, sending.states(row)) == ([{ANA: "failed"}], {ANA: "queued"})


def test_b9_a_fault_in_whoever_is_told_is_raised_and_the_result_still_recorded(sending: Sending) -> None:
    row = sending.owe(ANA)
    sending.sink.fail("rcpt", "550 5.1.1 no such user")

    def fails(*_: object) -> None:
        raise RuntimeError("cannot tell")

    sending.hear = fails
    with pytest.raises(RuntimeError, match="cannot tell"):
        sending.sender().send_due(10)
    assert sending.states(row) == {ANA: "failed"}
