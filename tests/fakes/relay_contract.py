"""What the sender owes whatever the relay: the same tests run on the fake one and on a real Postfix."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.fakes.smtp_sink import Caught, SmtpSink
from tests.unit.sending_kit import ANA, Sending

# What the relay of these tests says to anybody named like this.
REFUSED, PUT_OFF = "nobody@refused.example", "somebody@later.example"
ENDS = [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\r", b"\r\n.\n", b"\r.\r\n", b"\r\n.\r\n"]


@dataclass
class RelayPlace:
    """A relay on `port` that refuses REFUSED, puts PUT_OFF off, and hands everything else on to `behind`."""

    port: int
    behind: SmtpSink

    def arrived(self, count: int) -> list[Caught]:
        """The mails that came out behind the relay, once there are so many."""
        return self.behind.wait_for_mails(count)


class SenderContract:
    """Give a `place` fixture."""

    @pytest.fixture(autouse=True)
    def _to_the_relay(self, sending: Sending, place: RelayPlace) -> None:
        sending.relay_port = place.port

    def test_a_mail_comes_out_behind_the_relay_with_its_envelope_and_bytes(
        self, sending: Sending, place: RelayPlace
    ) -> None:
        row = sending.owe(ANA)
        assert sending.sender().send_due(10) == 1
        [mail] = place.arrived(1)
        assert (mail.envelope_from, mail.recipients) == ("support+b-abc@desk.example", (ANA,))
        assert mail.raw.endswith(sending.row(row).outgoing.raw)  # a real relay writes Received above

    def test_the_null_sender_stays_null(self, sending: Sending, place: RelayPlace) -> None:
        sending.owe(ANA, envelope_from="")
        sending.sender().send_due(10)
        assert place.arrived(1)[0].envelope_from == ""

    def test_b7_the_recipients_are_judged_one_by_one(self, sending: Sending, place: RelayPlace) -> None:
        row = sending.owe(ANA, REFUSED, PUT_OFF)
        assert sending.sender().send_due(10) == 1
        assert sending.states(row) == {ANA: "sent", REFUSED: "failed", PUT_OFF: "queued"}
        assert [mail.recipients for mail in place.arrived(1)] == [(ANA,)]
        assert [(address, final) for _, address, _, final in sending.told] == [(REFUSED, True)]
        assert "550 5.1.1" in sending.recipient(row, REFUSED).last_error
        assert "450 4.2.0" in sending.recipient(row, PUT_OFF).last_error

    def test_b8_put_off_mail_comes_back_and_is_given_up_after_days(
        self, sending: Sending, place: RelayPlace
    ) -> None:
        row = sending.owe(PUT_OFF)
        sender = sending.sender()
        began = sending.clock.now()
        while (next_try := sending.recipient(row, PUT_OFF).next_try) is not None:
            sending.clock.advance(max(next_try - sending.clock.now(), timedelta()))
            sender.send_due(10)
        assert sending.states(row) == {PUT_OFF: "failed"}
        assert sending.clock.now() - began >= timedelta(days=4)
        assert [final for _, _, _, final in sending.told] == [False, True]

    @pytest.mark.parametrize("end", ENDS)
    def test_a27_a_body_with_any_form_of_end_is_one_mail(
        self, sending: Sending, place: RelayPlace, end: bytes
    ) -> None:
        evil = b"MAIL FROM:<evil@x.test>\r\nRCPT TO:<victim@x.test>\r\nDATA\r\nSubject: evil\r\n\r\nevil"
        sending.owe(ANA, raw=b"Subject: hola\r\n\r\nbefore" + end + evil + end + b"after\r\n")
        sending.owe("marker@customer.example")
        assert sending.sender().send_due(10) == 2
        mails = place.arrived(2)
        assert sorted(mail.recipients for mail in mails) == [(ANA,), ("marker@customer.example",)]
        [mail] = [mail for mail in mails if mail.recipients == (ANA,)]
        assert b"\r\n.\r\nMAIL FROM:<evil@x.test>\r\n" in mail.raw
        assert mail.raw.endswith(b"\r\n.\r\nafter\r\n")

    def test_a29_no_address_can_say_more_than_an_address(self, sending: Sending, place: RelayPlace) -> None:
        row = sending.owe(ANA, 'x@x.test> ORCPT=rfc822;"@y.test', "b@x.test\r\nRCPT TO:<victim@y.test>")
        assert sending.sender().send_due(10) == 1
        assert list(sending.states(row).values()) == ["sent", "failed", "failed"]
        assert [mail.recipients for mail in place.arrived(1)] == [(ANA,)]

    def test_one_connection_serves_fifty_mails(self, sending: Sending, place: RelayPlace) -> None:
        rows = [sending.owe(f"c{n}@customer.example") for n in range(50)]
        assert sending.sender().send_due(100) == 50
        assert len(place.arrived(50)) == 50
        assert {state for row in rows for state in sending.states(row).values()} == {"sent"}
