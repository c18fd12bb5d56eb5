"""The way to the smarthost: TLS or nothing, sign-in, connections kept and renewed, bytes that cannot smuggle."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.daemon.errors import OperatorError, Problem
from helpdesk.daemon.outbox.smarthost import wire_form
from helpdesk.daemon.outbox.smarthost_open import Relay
from helpdesk.daemon.settings.places import Endpoint
from tests.fakes.certificates import Certificates
from tests.fakes.smtp_sink import DROP, SILENT, SmtpSink
from tests.unit.sending_kit import ANA, BEA, Sending

pytest_plugins = ("tests.unit.sending_fixtures",)
MINUTE = timedelta(minutes=1)


def nothing_went_out(sending: Sending, row: int, why: str) -> None:
    """The mail waits uncharged, nobody was named to the relay, and the reason is on the row and in the log."""
    assert sending.sink.mails == []
    assert [c for c in sending.sink.commands if c.split()[0] in {"AUTH", "MAIL", "RCPT", "DATA"}] == []
    recipient = sending.recipient(row)
    assert (recipient.state, recipient.attempts) == ("queued", 0)
    assert why in recipient.last_error
    assert why in str(sending.events("relay down")[-1]["why"])
    assert sending.told == []


# -- A26 and B10: TLS -----------------------------------------------------------------------------


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a26_mail_goes_over_verified_tls_and_sign_in_only_inside(
    sending: Sending, certificates: Certificates, tls: Any
) -> None:
    sending.another_sink(SmtpSink(tls, certificates.server("good"), login=("desk", "secret")))
    sending.owe(ANA)
    relay = sending.relay(tls, ca_file=certificates.authority, user="desk", password=lambda: "secret")
    assert sending.sender(relay).send_due(10) == 1
    assert [(mail.tls, mail.login) for mail in sending.sink.mails] == [(True, "desk")]
    assert "secret" not in sending.log()


@pytest.mark.parametrize(
    ("tls", "why"),
    [
        ("refused", "refused STARTTLS"),
        ("not offered", "offers no STARTTLS"),
        ("injected", "put an answer behind the relay's STARTTLS"),
    ],
)
def test_a26_no_starttls_or_an_injected_answer_and_nothing_is_sent(
    sending: Sending, certificates: Certificates, tls: Any, why: str
) -> None:
    sending.another_sink(SmtpSink(tls, certificates.server("good"), login=("desk", "secret")))
    row = sending.owe(ANA)
    relay = sending.relay("starttls", ca_file=certificates.authority, user="desk", password=lambda: "secret")
    assert sending.sender(relay).send_due(10) == 0
    nothing_went_out(sending, row, why)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        ("expired", "certificate has expired"),
        ("self-signed", "self-signed certificate"),
        ("other-name", "Hostname mismatch"),
    ],
)
def test_b10_a_wrong_certificate_and_nothing_is_sent(
    sending: Sending, certificates: Certificates, tls: Any, certificate: str, why: str
) -> None:
    sending.another_sink(SmtpSink(tls, certificates.server(certificate)))
    row = sending.owe(ANA)
    assert sending.sender(sending.relay(tls, ca_file=certificates.authority)).send_due(10) == 0
    nothing_went_out(sending, row, why)


def test_a26_an_authority_nobody_named_is_not_trusted(sending: Sending, certificates: Certificates) -> None:
    sending.another_sink(SmtpSink("implicit", certificates.server("good")))
    row = sending.owe(ANA)
    assert sending.sender(sending.relay("implicit")).send_due(10) == 0
    nothing_went_out(sending, row, "certificate is not good")


def test_a26_no_mail_leaves_this_machine_unencrypted(sending: Sending) -> None:
    row = sending.owe(ANA)
    plain = Relay(Endpoint("192.0.2.1", 25, "none", "smtp"), "desk.example")
    assert sending.sender(plain).send_due(10) == 0
    nothing_went_out(sending, row, "unencrypted")


def test_a26_an_answer_nobody_asked_for_is_not_taken_for_the_next_one(sending: Sending) -> None:
    """A 250 sent too early would be believed to be the answer to the mail."""
    row = sending.owe(ANA)
    sending.sink.fail("data", "354 go on\r\n250 2.0.0 taken, trust me")
    assert sending.sender().send_due(10) == 0
    assert (sending.states(row), sending.sink.mails) == ({ANA: "queued"}, [])
    assert "more than it was asked" in sending.recipient(row).last_error


def test_an_answer_that_is_no_smtp_is_a_broken_connection(sending: Sending) -> None:
    row = sending.owe(ANA)
    sending.sink.fail("rcpt", "hello there")
    assert sending.sender().send_due(10) == 0
    assert sending.states(row) == {ANA: "queued"}


# -- A27: bytes -----------------------------------------------------------------------------------

ENDS = [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\r", b"\r\n.\n", b"\r.\r\n", b"\r\n.\r\n", b"\n..\r\n"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("lenient", [False, True])
def test_a27_a_body_with_any_form_of_end_arrives_as_one_mail(
    sending: Sending, end: bytes, lenient: bool
) -> None:
    sending.another_sink(SmtpSink(lenient=lenient))
    body = b"before" + end + b"MAIL FROM:<evil@x.test>\r\nRCPT TO:<v@x.test>\r\nDATA\r\nevil" + end + b"after"
    sending.owe(ANA, raw=b"Subject: hola\r\n\r\n" + body)
    assert sending.sender().send_due(10) == 1
    [mail] = sending.sink.mails
    assert mail.raw.endswith(b"after\r\n")
    assert mail.raw.replace(b"\r\n", b"\n") == (
        b"Subject: hola\r\n\r\n" + body + b"\r\n"
    ).replace(b"\r\n", b"\n").replace(b"\r", b"\n")  # fmt: skip
    assert [c for c in sending.sink.commands if c.startswith("MAIL")] == [
        f"MAIL FROM:<support+b-abc@desk.example> SIZE={len(wire_form(sending.row(1).outgoing.raw))}"
    ]


@given(st.lists(st.sampled_from([b"\r", b"\n", b".", b"a", b"\r\n"]), max_size=40).map(b"".join))
def test_a27_on_the_wire_there_is_one_end_and_no_bare_line_end(raw: bytes) -> None:
    wire = wire_form(raw)
    assert wire.count(b"\r") == wire.count(b"\n") == wire.count(b"\r\n")
    assert wire.endswith(b"\r\n.\r\n")
    lines = wire[:-3].split(b"\r\n")
    assert all(not line.startswith(b".") or line.startswith(b"..") for line in lines)


# -- A29: addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        '"a@x.test> ORCPT=rfc822;b"@y.test',
        "a@x.test> ORCPT=rfc822;b@y.test",
        "a b@x.test",
        "a@x.test\r\nRCPT TO:<b@y.test>",
        "@relay.test:a@x.test",
        "ñandú@x.test",
        "a@[192.0.2.1]",
        "a..b@x.test",
        "<a@x.test>",
        "a",
    ],
)
def test_a29_only_plain_addresses_are_named_to_the_relay(sending: Sending, address: str) -> None:
    row = sending.owe(ANA, address)
    assert sending.sender().send_due(10) == 1
    assert [c for c in sending.sink.commands if c.startswith("RCPT")] == [f"RCPT TO:<{ANA}>"]
    assert sending.states(row) == {ANA: "sent", address: "failed"}
    assert sending.told == [
        (row, address, "the address cannot be used: it is not a plain local@domain", True)
    ]


def test_a29_nor_is_a_return_address_that_is_not_plain(sending: Sending) -> None:
    row = sending.owe(ANA, envelope_from="x@desk.example> SIZE=1")
    assert sending.sender().send_due(10) == 0
    assert (sending.states(row), sending.sink.commands) == ({ANA: "failed"}, [])


# -- B10, B11: the relay cannot be used -----------------------------------------------------------


def test_b10_relay_down_costs_no_mail_a_try_and_the_admin_hears_after_ten_minutes(sending: Sending) -> None:
    rows = [sending.owe(ANA), sending.owe(BEA)]
    sending.sink.down()
    sender = sending.sender()
    for _ in range(9):
        assert sender.send_due(10) == 0
        sending.clock.advance(MINUTE)
    assert sending.alerts == []
    assert "refused" in sender.trouble
    sending.clock.advance(MINUTE)
    sender.send_due(10)
    [alert] = sending.alerts
    assert alert.reason == "outgoing mail stands still"
    assert "for 10 minutes" in alert.detail
    for _ in range(24):
        sending.clock.advance(timedelta(hours=7))
        sender.send_due(10)
    assert len(sending.alerts) == 25, "again, once an hour at most"
    assert [sending.recipient(row, to).attempts for row, to in zip(rows, (ANA, BEA), strict=True)] == [0, 0]
    sending.sink.up()
    sending.clock.advance(MINUTE)
    assert sender.send_due(10) == 2
    assert (sender.trouble, sending.told) == ("", [])


def test_b10_a_relay_that_refuses_every_mail_for_now_is_no_better(sending: Sending) -> None:
    sending.owe(ANA)
    sending.sink.fail("mail", "452 4.3.1 disk full", times=100)
    sender = sending.sender()
    for _ in range(16):
        sender.send_due(10)
        sending.clock.advance(MINUTE)
    assert [alert.detail for alert in sending.alerts] == ["for 15 minutes: 452 4.3.1 disk full"]


def test_b10_greylisting_is_no_reason_to_wake_the_admin(sending: Sending) -> None:
    sending.owe(ANA)
    sending.sink.fail("rcpt", "451 4.7.1 greylisted", times=100)
    sender = sending.sender()
    for _ in range(120):
        sender.send_due(10)
        sending.clock.advance(MINUTE)
    assert sending.alerts == []


@pytest.mark.parametrize("greeting", ["421 4.3.2 too busy", "554 5.7.1 go away", DROP, SILENT, "what?"])
def test_b10_a_relay_that_does_not_greet_is_down(sending: Sending, greeting: str) -> None:
    row = sending.owe(ANA)
    sending.sink.fail("greeting", greeting)
    sender = sending.sender(sending.relay(timeout=0.05 if greeting == SILENT else 5.0))
    assert sender.send_due(10) == 0
    assert (sending.states(row), sending.recipient(row).attempts) == ({ANA: "queued"}, 0)
    sending.clock.advance(2)
    assert sending.sender().send_due(10) == 1


def test_b10_a_name_that_cannot_be_looked_up(sending: Sending) -> None:
    row = sending.owe(ANA)
    nowhere = Relay(Endpoint("relay.invalid", 465, "implicit", "smtps"), "desk.example", timeout=1.0)
    assert sending.sender(nowhere).send_due(10) == 0
    assert sending.recipient(row).last_error.startswith("smtps://relay.invalid:465: ")


def test_b11_a_refused_password_is_tried_every_five_minutes_and_no_mail_fails(sending: Sending) -> None:
    sending.another_sink(SmtpSink(login=("desk", "right")))
    row = sending.owe(ANA)
    password = ["wrong"]
    relay = sending.relay(user="desk", password=lambda: password[0])
    sender = sending.sender(relay)
    for _ in range(60):
        sender.send_due(10)
        sending.clock.advance(10)
    assert sum(command.startswith("AUTH") for command in sending.sink.commands) == 2
    assert (sending.states(row), sending.recipient(row).attempts) == ({ANA: "queued"}, 0)
    assert "wrong" not in sending.log()
    password[0] = "right"
    sending.clock.advance(300)
    assert sender.send_due(10) == 1


@pytest.mark.parametrize("mechanisms", ["PLAIN LOGIN", "LOGIN", "CRAM-MD5 LOGIN PLAIN"])
def test_sign_in_by_the_mechanism_that_is_offered(sending: Sending, mechanisms: str) -> None:
    sending.another_sink(SmtpSink(login=("desk", "pässword"), mechanisms=mechanisms))
    sending.owe(ANA)
    sender = sending.sender(sending.relay(user="desk", password=lambda: "pässword"))
    assert (sender.send_due(10), sender.trouble) == (1, "")


@pytest.mark.parametrize("code", ["530 5.7.0 sign in first", "535 5.7.8 no"])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_b11_a_relay_that_wants_a_sign_in_blames_no_mail(sending: Sending, stage: Any, code: str) -> None:
    row = sending.owe(ANA)
    sending.sink.fail(stage, code)
    assert sending.sender().send_due(10) == 0
    assert (sending.states(row), sending.recipient(row).attempts) == ({ANA: "queued"}, 0)
    sending.clock.advance(300)
    assert sending.sender().send_due(10) == 1


def test_b11_a_password_that_cannot_be_read_is_trouble_and_no_end(sending: Sending) -> None:
    sending.another_sink(SmtpSink(login=("desk", "right")))
    sending.owe(ANA)

    def missing() -> str:
        raise OperatorError([Problem("env:HD_SMTP", "this variable is not set")])

    sender = sending.sender(sending.relay(user="desk", password=missing))
    assert sender.send_due(10) == 0
    assert "env:HD_SMTP: this variable is not set" in sender.trouble


# -- connections ----------------------------------------------------------------------------------


def test_one_connection_serves_many_mails_and_is_renewed_by_count_and_age(sending: Sending) -> None:
    for _ in range(7):
        sending.owe(ANA)
    assert sending.sender(sending.relay(recycle_mails=3)).send_due(10) == 7
    assert [mail.connection for mail in sending.sink.mails] == [1, 1, 1, 2, 2, 2, 3]


@pytest.mark.parametrize("end", ["421 4.4.2 idle too long", DROP])
def test_a_connection_the_relay_closed_between_mails_is_opened_again_at_no_cost(
    sending: Sending, end: str
) -> None:
    sending.owe(ANA)
    second = sending.owe(BEA)
    sending.sink.fail("rcpt", end, to=BEA)
    assert sending.sender().send_due(10) == 2
    assert [mail.connection for mail in sending.sink.mails] == [1, 2]
    assert sending.recipient(second, BEA).attempts == 1


def test_the_return_addresses_secret_in_a_relays_words_is_not_kept(sending: Sending) -> None:
    secret = "abcdefghij234567"
    row = sending.owe(ANA, envelope_from=f"support+b-{secret}@desk.example")
    sending.sink.fail("mail", f"550 5.1.8 <support+b-{secret}@desk.example>: sender rejected")
    sending.sender().send_due(10)
    assert secret not in sending.log()
    assert sending.recipient(row).last_error == "550 5.1.8 <support+b-[secret]@desk.example>: sender rejected"


def test_timeouts_end_a_relay_that_says_nothing(sending: Sending) -> None:
    row = sending.owe(ANA)
    sending.sink.fail("rcpt", SILENT)
    assert sending.sender(sending.relay(timeout=0.05)).send_due(10) == 0
    assert sending.states(row) == {ANA: "queued"}
    assert "no answer in time" in sending.recipient(row).last_error
