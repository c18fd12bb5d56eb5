"""Delivery reports: RFC 3464 in all its shapes, older forms behind a guard on the sender (threats A18)."""

from __future__ import annotations

import pytest

from helpdesk.mailflow import bounce_text
from helpdesk.mailflow.bounce import read_report
from helpdesk.mailflow.bounce_text import flufl_pattern
from helpdesk.mailflow.guard import guard
from helpdesk.mailflow.parse import read
from helpdesk.tickets.mail import Bounce, Failure
from tests.unit.mail_kit import envelope, letter, multipart
from tests.unit.work_kit import calls

STATUS = """Content-Type: message/delivery-status

Reporting-MTA: dns; mx.x.example

Original-Recipient: rfc822;lucia@cliente.example
Final-Recipient: rfc822;lp@interno.example
Action: failed
Status: 5.1.1 (no such user)
Diagnostic-Code: smtp; 550 5.1.1 no such user
 here

Final-Recipient: RFC822; <pepe@cliente.example>
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; ana@cliente.example
Action: Delivered
Status: 2.0.0
"""
RETURNED = (
    "Content-Type: message/rfc822\n\nMessage-ID:\n <r.abc@acme.example>\nSubject: x\nReferences: <other@x>\n\n"
    "Message-ID: <no@x>"
)
SAYS = "Content-Type: text/plain\n\nYour mail could not be delivered."


def report(*parts: str, extra: str = "; report-type=delivery-status") -> Bounce | None:
    raw = multipart(*parts, kind="report", extra=extra)
    return read_report(read(raw), raw)


def test_groups_actions_and_original_ids() -> None:
    found = report(SAYS, STATUS, RETURNED)
    assert found is not None
    assert found.failures == (
        Failure("lucia@cliente.example", "failed", "5.1.1", "smtp; 550 5.1.1 no such user here"),
        Failure("pepe@cliente.example", "delayed", "4.4.1", ""),
        Failure("ana@cliente.example", "delivered", "2.0.0", ""),
    )
    assert found.original_ids == ("<r.abc@acme.example>",)


def test_an_umlaut_in_a_header_hides_no_report_from_flufl(caplog: pytest.LogCaptureFixture) -> None:
    raw = letter("From: Zustellung MAILER-DAEMON@x.example", "Subject: failure notice", body=QMAIL)
    raw = raw.replace(b"Zustellung", "Rückläufer".encode("latin-1"))
    assert flufl_pattern(raw) == [Failure("lucia@cliente.example", "failed")]
    assert not caplog.records


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822-headers"])
def test_only_the_headers_come_back(kind: str) -> None:
    found = report(SAYS, STATUS, f"Content-Type: {kind}\n\nReceived: x\nMessage-Id: <r.abc@acme.example>\n")
    assert found is not None
    assert found.original_ids == ("<r.abc@acme.example>",)


@pytest.mark.parametrize(
    ("fields", "failure"),
    [
        ("Final-Recipient: rfc822; a@b.example\nStatus: 5.0.0", Failure("a@b.example", "failed", "5.0.0")),
        ("Final-Recipient: rfc822; a@b.example\nStatus: 4.0.0", Failure("a@b.example", "delayed", "4.0.0")),
        ("Final-Recipient: rfc822; a@b.example\nAction: error", Failure("a@b.example", "failed")),
        ("Final-Recipient: a@b.example\nAction: failed (x)", Failure("a@b.example", "failed")),
        ("final-recipient: LOCAL; a@b.example\naction: EXPANDED", Failure("a@b.example", "expanded")),
        ("Final-Recipient: utf-8; jos\\x{E9}@b.example\nAction: failed", Failure("josé@b.example", "failed")),
        (
            "X-Actual-Recipient: rfc822; a@b.example\nFinal-Recipient: rfc822; x",
            Failure("a@b.example", "failed"),
        ),
    ],
)
def test_fields_of_one_recipient(fields: str, failure: Failure) -> None:
    found = report(SAYS, f"Content-Type: message/delivery-status\n\n{fields}\n")
    assert found is not None
    assert found.failures == (failure,)


def test_a_report_for_the_whole_world_and_one_in_base64() -> None:
    status = STATUS.replace("message/delivery-status", "message/global-delivery-status")
    found = report(SAYS, status)
    assert found is not None
    assert len(found.failures) == 3


@pytest.mark.parametrize("kind", ["disposition-notification", "feedback-report"])
def test_read_receipts_and_complaints_are_no_reports(kind: str) -> None:
    notice = (
        f"Content-Type: message/{kind}\n\nFinal-Recipient: rfc822; a@b.example\n"
        "Disposition: manual-action/MDN-sent-manually; displayed"
    )
    assert report(SAYS, notice, extra=f"; report-type={kind}") is None


def test_a_receipt_by_which_a_server_threw_the_mail_away() -> None:
    notice = (
        "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; a@b.example\n"
        "Original-Message-ID: <r.abc@acme.example>\nDisposition: automatic-action/MDN-sent-automatically; deleted"
    )
    raw = multipart(SAYS, notice, kind="report", extra="; report-type=disposition-notification")
    assert read_report(read(raw), raw) is None
    found = read_report(read(raw), raw, null_sender=True)
    assert found == Bounce(
        (Failure("a@b.example", "failed"),),
        ("<r.abc@acme.example>",),
        "a server's notice that it deleted the mail (RFC 8098)",
    )


QMAIL = """Hi. This is the qmail-send program at x.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<lucia@cliente.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <soporte@acme.example>
Message-ID: <r.abc@acme.example>
Subject: x
"""


def test_an_old_form_known_to_flufl() -> None:
    raw = letter("From: MAILER-DAEMON@x.example", "Subject: failure notice", body=QMAIL)
    found = guard(read(raw), envelope(""), frozenset(), raw)
    assert isinstance(found, Bounce)
    assert found.failures == (Failure("lucia@cliente.example", "failed"),)
    assert found.original_ids == ("<r.abc@acme.example>",)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "No se pudo entregar su mensaje",
            "Su mensaje no se pudo entregar a:\r\n\r\n  <lucia@cliente.example>\r\n\r\nBuzón lleno\r\n",
        ),
        (
            "Falha na entrega",
            "A mensagem não pôde ser entregue a\r\nlucia@cliente.example:\r\n550 não existe\r\n",
        ),
        ("Undelivered mail", "Could not be delivered to: \r\n* lucia@cliente.example (mailbox full)\r\n"),
        ("Unzustellbar: Rechnung", "Ihre Mail konnte nicht zugestellt werden:\r\nlucia@cliente.example\r\n"),
    ],
)
def test_a_report_by_its_words(subject: str, body: str) -> None:
    raw = letter("From: Mail System <postmaster@x.example>", f"Subject: {subject}", body=body)
    found = read_report(read(raw), raw)
    assert found is not None
    assert [one.address for one in found.failures] == ["lucia@cliente.example"]


def test_exim_and_google_name_them_in_a_header() -> None:
    raw = letter(
        "From: Mail Delivery System <Mailer-Daemon@x.example>",
        "X-Failed-Recipients: a@b.example, c@d.example",
    )
    found = read_report(read(raw), raw)
    assert found is not None
    assert [one.address for one in found.failures] == ["a@b.example", "c@d.example"]


def test_a_report_that_names_nobody_is_one_all_the_same() -> None:
    raw = letter(
        "From: MAILER-DAEMON@x.example",
        "Subject: Undeliverable mail",
        body="Sorry.\r\n\r\nMessage-ID: <r.abc@acme.example>\r\n",
    )
    assert read_report(read(raw), raw) == Bounce(
        (Failure("", "failed"),), ("<r.abc@acme.example>",), "a delivery report that names nobody"
    )


POSTFIX = (
    "This is the mail system at host mx.x.example.\r\n\r\nI'm sorry to have to inform you that your message could\r\n"
    "not be delivered to one or more recipients.\r\n\r\n"
    "<pepe@nowhere.example>: host mx.nowhere.example said: 550 5.1.1\r\n"
)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (("Subject: Fwd: Undelivered Mail Returned to Sender",), QMAIL),
        (("Subject: Re: failure notice", "In-Reply-To: <1@x>"), "Me llegó esto:\r\n" + QMAIL),
        (("Subject: Delivery failure: mi pedido no llegó",), "El repartidor no vino.\r\npepe@x.example\r\n"),
        (("Subject: Factura",), "No se pudo entregar el paquete, ¿qué hago?\r\n"),
        (
            ("Subject: Undelivered mail?", "User-Agent: Thunderbird"),
            "My mail could not be delivered:\r\na@b.example\r\n",
        ),
        (("From: postmaster@cliente.example", "Subject: Contrato"), "Quiero renovar.\r\n"),
        (
            ("From: Lucia <lucia@x.example>", "Subject: Entrega fallida"),
            "El paquete no fue entregado, y el correo dice «entrega fallida».\r\n\r\nlucia@x.example\r\n",
        ),
        (
            ("From: Despacho <envios@tienda.example>", "Subject: Delivery failed for order 1182"),
            "Your order could not be delivered because nobody was home.\r\n\r\nlucia@x.example\r\n",
        ),
        (
            ("From: Gateway Tours <gateway@tours.example>", "Subject: Your booking could not be delivered?"),
            "We tried to send the vouchers, they could not be delivered. Where to?\r\n\r\nventas@acme.example\r\n",
        ),
        (
            ("From: IT <postmaster@x.example>", "Subject: RE: Delivery problem", "User-Agent: Thunderbird"),
            "Our mail could not be delivered to you. The log says:\r\n\r\nana@acme.example: 554 rejected\r\n",
        ),
        (
            ("From: Lucia <lucia@gmail.example>", "Subject: Undelivered Mail Returned to Sender"),
            f"Me sale esto cuando escribo a Pepe, ¿qué hago?\r\n\r\n{POSTFIX}",
        ),
    ],
)
def test_a22_people_who_write_about_reports(headers: tuple[str, ...], body: str) -> None:
    raw = letter(*headers, body=body)
    assert read_report(read(raw), raw) is None


def test_a22_a_report_forwarded_by_a_person_is_hers() -> None:
    inner = multipart(SAYS, STATUS, kind="report").replace(b"b1", b"b2")
    raw = multipart(b"Content-Type: text/plain\n\nMira", b"Content-Type: message/rfc822\n\n" + inner)
    assert read_report(read(raw), raw) is None
    loose = multipart("Content-Type: text/plain\n\nMira", STATUS)
    assert read_report(read(loose), loose) is None


def test_a18_a_forged_report_is_recognised_for_what_it_says() -> None:
    raw = multipart(SAYS, STATUS, kind="report")
    found = guard(read(raw), envelope("evil@evil.example"), frozenset(), raw)
    assert isinstance(found, Bounce)
    assert found.original_ids == ()


@pytest.mark.timeout(60)  # each is a moment's work; our patterns would take hours were they quadratic
@pytest.mark.parametrize(
    "body",
    [
        " " * 500_000,
        "<" * 500_000,
        "a@" * 250_000,
        "<a@b.example>:\r\n" * 30_000,
        "-" * 500_000,
        QMAIL * 1000,
        "rcpt to:" * 60_000,
    ],
    ids=["spaces", "brackets", "ats", "addresses", "dashes", "reports", "rcpt"],
)
def test_a42_of_hostile_reports_a_bounded_part_is_looked_at(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others' patterns run over every line: they get a bounded number of lines of a bounded length."""
    given = calls(monkeypatch, bounce_text, "all_failures")
    raw = letter("From: MAILER-DAEMON@x.example", "Subject: failure notice", body=body)
    found = read_report(read(raw), raw)
    [looked_at] = [mail.as_bytes() for (mail,) in given]
    assert len(looked_at) <= 128 * 1024
    assert max(map(len, looked_at.split(b"\n"))) <= 1000
    assert found is None or len(found.failures) <= 200
