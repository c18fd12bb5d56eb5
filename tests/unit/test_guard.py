"""People's mail from automatic mail, loops and our own: threats A16 to A22, product.md 1.4."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.guard import guard, is_automatic
from helpdesk.mailflow.parse import read
from helpdesk.tickets.mail import Accept, Envelope, Guarded, SetAside
from tests.unit.mail_kit import envelope, letter

OWN = frozenset({"soporte@acme.example", "ventas@acme.example"})


def guarded(raw: bytes, how: Envelope | None = None) -> Guarded:
    return guard(read(raw), how or envelope(), OWN, raw)


def kind(raw: bytes, how: Envelope | None = None) -> str:
    found = guarded(raw, how)
    assert isinstance(found, SetAside), found
    assert found.because
    return found.kind


def test_a_persons_mail_is_accepted() -> None:
    assert guarded(letter()) == Accept()


@pytest.mark.parametrize(
    "value",
    [
        "auto-replied",
        "auto-generated",
        "auto-notified; owner-email=x",
        "Auto-Replied (vacation)",
        "(x (y)) auto-replied",
        "yes",
    ],
)
def test_a20_auto_submitted(value: str) -> None:
    assert kind(letter(f"Auto-Submitted: {value}")) == "auto_reply"


@pytest.mark.parametrize("value", ["no", "No", " (a person) no (really)", "no; x=y", "", "no;"])
def test_a22_auto_submitted_no_is_a_person(value: str) -> None:
    assert guarded(letter(f"Auto-Submitted: {value}")) == Accept()


def test_one_auto_submitted_among_two_is_enough() -> None:
    assert kind(letter("Auto-Submitted: no", "Auto-Submitted: auto-replied")) == "auto_reply"


@pytest.mark.parametrize(
    "header",
    [
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "X-Autorespond: x",
        "X-Auto-Reply: yes",
        "X-Autoreply-From: a@b",
        "X-FC-MachineGenerated: true",
        "X-POST-MessageClass: 9; Autoresponder",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b",
    ],
)
def test_a20_marks_of_autoresponders(header: str) -> None:
    assert kind(letter(header)) == "auto_reply"


@pytest.mark.parametrize("header", ["X-Autoreply: no", "X-Auto-Reply: false", "X-FC-MachineGenerated: 0"])
def test_a22_a_mark_that_says_no(header: str) -> None:
    assert guarded(letter(header)) == Accept()


@pytest.mark.parametrize("source", ["smtp", "lmtp"])
def test_a20_the_null_sender(source: str) -> None:
    assert kind(letter(), envelope("", source=source)) == "auto_reply"


@pytest.mark.parametrize("source", ["imap", "ingest"])
def test_without_a_dialogue_only_the_return_path_tells(source: str) -> None:
    how = envelope("", source=source)
    assert guarded(letter(), how) == Accept()
    assert guarded(letter("Return-Path: <lucia@cliente.example>"), how) == Accept()
    assert kind(letter("Return-Path: <>"), how) == "auto_reply"


# Absence notices as their programs send them; every one was answered to a mail of ours.
ABSENT = {
    "gmail": (
        "Precedence: bulk",
        "X-Autoreply: yes",
        "Auto-Submitted: auto-replied",
        "Subject: De vacaciones Re: Factura",
    ),
    "outlook": (
        "Subject: Respuesta automática: Factura",
        "X-Auto-Response-Suppress: All",
        "Auto-Submitted: auto-generated",
    ),
    "exchange": (
        "Subject: Automatic reply: Factura",
        "X-Auto-Response-Suppress: All",
        "In-Reply-To: <1@acme.example>",
    ),
    "icloud": ("Subject: Ausente", "Precedence: bulk", "Auto-Submitted: auto-replied"),
    "sieve": ("Subject: Auto: Factura", "Auto-Submitted: auto-replied (vacation)"),
    "old vacation": ("Subject: Out of office", "Precedence: junk"),
    "portuguese": (
        "Subject: Resposta automática: Fatura",
        "X-Auto-Response-Suppress: OOF",
        "References: <1@acme.example>",
    ),
}


@pytest.mark.parametrize("program", ABSENT)
def test_a16_absence_notices(program: str) -> None:
    mail = read(letter(*ABSENT[program]))
    assert is_automatic(mail, envelope())
    assert kind(letter(*ABSENT[program])) == "auto_reply"


@pytest.mark.parametrize(
    "subject",
    [
        "Vacaciones: no puedo entrar",
        "Fuera de la oficina me falla la VPN",
        "Re: Respuesta automática",
        "Out of office not working",
        "Absence de réponse: [urgent]",
    ],
)
def test_a22_people_write_about_holidays(subject: str) -> None:
    assert guarded(letter(f"Subject: {subject}", "In-Reply-To: <1@acme.example>")) == Accept()


@pytest.mark.parametrize("subject", ["Ausencia de respuesta", "Vacaciones canceladas", "Férias e reembolso"])
def test_a22_outlook_asks_for_silence_in_a_persons_mail_too(subject: str) -> None:
    mail = read(
        letter(f"Subject: {subject}", "In-Reply-To: <1@x>", "X-Auto-Response-Suppress: DR, OOF, AutoReply")
    )
    assert not is_automatic(mail, envelope())


@pytest.mark.parametrize(
    "subject",
    [
        "Ausente",
        "Vacaciones: Factura",
        "Ausencia del 3 al 9 de agosto",
        "Férias até 12/1",
        "Absence du bureau",
    ],
)
def test_a16_an_absence_in_the_persons_own_words(subject: str) -> None:
    mail = read(letter(f"Subject: {subject}", "In-Reply-To: <1@x>", "X-Auto-Response-Suppress: All"))
    assert is_automatic(mail, envelope())


@pytest.mark.parametrize(
    "word",
    [
        "Respuesta automática: ",
        "Out of Office AutoReply: Re: ",
        "Abwesend: AW: ",
        "[Auto-Reply] ",
        "[Auto-Reply] Re: ",
        "Ausente: ",
    ],
)
def test_a16_a_programs_word_before_a_subject_of_ours_needs_no_header(word: str) -> None:
    for subject, automatic in ((f"{word}[ACM-2611-7K3MGX] Factura", True), (f"{word}Factura", False)):
        mail = read(letter(f"Subject: {subject}", "In-Reply-To: <1@acme.example>"))
        assert bool(is_automatic(mail, envelope())) is automatic


@pytest.mark.parametrize("value", ["All", "OOF, AutoReply", "DR, RN, NRN, OOF, AutoReply", "oof"])
def test_a22_a_wish_for_silence_is_a_persons_mail_without_receipt(value: str) -> None:
    found = guarded(letter(f"X-Auto-Response-Suppress: {value}"))
    assert isinstance(found, Accept)
    assert "X-Auto-Response-Suppress" in found.no_receipt
    assert not found.list_mail


def test_a22_a_wish_for_no_read_receipts_concerns_no_acknowledgement() -> None:
    assert guarded(letter("X-Auto-Response-Suppress: DR, RN, NRN")) == Accept()


@pytest.mark.parametrize(
    "header",
    [
        "List-Id: <l.x.example>",
        "List-Unsubscribe: <mailto:x@y>",
        "List-Post: NO",
        "Precedence: bulk",
        "Precedence: List",
        "precedence: junk",
    ],
)
def test_a20_lists_are_filed_and_never_acknowledged(header: str) -> None:
    found = guarded(letter(header))
    assert isinstance(found, Accept)
    assert found.list_mail


@pytest.mark.parametrize(
    "address",
    ["noreply@x.example", "no-reply@x.example", "No_Reply+a@x.example", "donotreply@x.example",
     "do-not-reply@x.example", "postmaster@x.example", "MAILER-DAEMON@x.example", "no-responder@x.example",
     "bounces+1=b@x.example"],
)  # fmt: skip
def test_a20_nobody_reads_there(address: str) -> None:
    found = guarded(letter(f"From: {address}"))
    assert isinstance(found, Accept)
    assert address in found.no_receipt


@pytest.mark.parametrize(
    "address", ["norepaly@x.example", "root.ana@x.example", "daemonio@x.example", "replyna@x.example"]
)
def test_a22_a_name_that_only_resembles_them(address: str) -> None:
    assert guarded(letter(f"From: {address}")) == Accept()


@pytest.mark.parametrize(
    "sender",
    [
        "soporte@acme.example",
        "SOPORTE@Acme.Example",
        "Soporte <soporte+r-abcdefghijklmnop@acme.example>",
        "a, soporte@acme.example",
    ],
)
def test_a20_mail_in_our_own_name(sender: str) -> None:
    raw = letter(f"From: {sender}")
    found = guarded(raw)
    if sender.startswith("a,"):
        assert isinstance(found, Accept)
        assert read(raw).sender_problem
    else:
        assert kind(raw) == "own"


def test_a8_a_look_alike_of_our_address_is_not_ours() -> None:
    assert isinstance(guarded(letter("From: soporte@\u212acme.example")), Accept)


def test_a20_a_mail_of_ours_that_comes_back() -> None:
    raw = letter("Message-ID: <r.abc@acme.example>")
    mail = read(raw)
    found = guard(mail, envelope(), OWN, raw, {"<r.abc@acme.example>"}.__contains__)
    assert isinstance(found, SetAside)
    assert found.kind == "loop"
    assert guard(mail, envelope(), OWN, raw, {"<other@acme.example>"}.__contains__) == Accept()


@pytest.mark.parametrize(
    "name", ["X-Helpdesk-Loop", "X-Helpdesk-Protocol", "X-Helpdesk-Reason", "X-Helpdesk-Tier", "X-Loop"]
)
def test_a17_our_control_headers_from_outside_do_not_steer(name: str) -> None:
    for value in ("soporte@acme.example", "soporte@other.example", "ACM-2611-7K3MGX"):
        found = guarded(letter(f"{name}: {value}"))
        assert isinstance(found, Accept)
        assert not found.list_mail
        assert bool(found.no_receipt) == (name == "X-Helpdesk-Loop" and value in OWN)
