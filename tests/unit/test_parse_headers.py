"""Headers of a parsed mail: decoded, harmless, never an exception; ids, addresses, dates, repeated fields."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from mailparser import MailParser

from helpdesk.mailflow.filenames import LONGEST, shown_name
from helpdesk.mailflow.headertext import header_text
from helpdesk.mailflow.parse import read
from helpdesk.tickets.mail import Address
from tests.unit.mail_kit import letter, multipart


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Hola", "Hola"),
        ("=?utf-8?Q?Se=C3=B1ora?=", "Señora"),
        ("=?UTF-8?B?U2XDsW9yYQ==?=", "Señora"),
        ("=?iso-8859-1?q?Se=F1ora_M=FCller?=", "Señora Müller"),
        ("=?utf-8?B?U2XD?= =?utf-8?B?sW9yYQ==?=", "Señora"),
        ("=?utf-8?Q?a?= =?utf-8?Q?b?= c", "ab c"),
        ("=?utf-8?Q?a?= x =?utf-8?Q?b?=", "a x b"),
        ("Re: =?utf-8*es?Q?Se=C3=B1ora?=", "Re: Señora"),
        ("=?x-unknown?Q?a=E9?=", "aé"),
        ("=?utf-8?B?!!!!?=", ""),
        ("=?utf-8?Q?=ZZ?=", "=ZZ"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("=?utf-8?Q?sin fin", "=?utf-8?Q?sin fin"),
        ("uno\r\n dos", "uno dos"),
        ("Se\udcc3\udcb1ora", "Señora"),
        ("Se\udcf1ora", "Señora"),
    ],
)
def test_header_text(raw: str, shown: str) -> None:
    assert header_text(raw) == shown


@pytest.mark.parametrize("code", ["=0D=0A", "=00", "=0A", "=E2=80=A8", "=C2=85", "=7F"])
def test_a28_encoded_control_characters_become_a_space(code: str) -> None:
    mail = read(letter(f"Subject: =?utf-8?Q?uno{code}Bcc:_x@y?="))
    assert mail.subject == "uno Bcc: x@y"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Message-ID: <a@b>", "<a@b>"),
        ("Message-ID:\r\n <a@b>", "<a@b>"),
        ("Message-ID: < a @ b >", "<a@b>"),
        ("Message-ID: a@b", "<a@b>"),
        ("Message-ID: =?utf-8?Q?=3Ca=40b=3E?=", "<a@b>"),
        ("Message-ID: nonsense", ""),
        ("Message-ID:", ""),
        ("Message-ID: <>", ""),
    ],
)
def test_message_id(header: str, found: str) -> None:
    assert read(letter(header)).message_id == found


def test_references_and_in_reply_to() -> None:
    mail = read(letter("In-Reply-To: your mail of Monday <p@x>", "References: <r@x> <q@x>\r\n <p@x> <q@x>"))
    assert mail.in_reply_to == ("<p@x>",)
    assert mail.references == ("<r@x>", "<q@x>", "<p@x>")


def test_a41_of_many_references_the_root_and_the_last_count() -> None:
    mail = read(letter("References: " + " ".join(f"<{n}@x>" for n in range(500))))
    assert len(mail.references) == 50
    assert (mail.references[0], mail.references[1], mail.references[-1]) == ("<0@x>", "<451@x>", "<499@x>")


def test_a41_at_most_a_hundred_recipients_are_looked_at() -> None:
    mail = read(letter("To: " + ", ".join(f"a{n}@x.example" for n in range(500))))
    assert (len(mail.to), mail.to[99].address) == (100, "a99@x.example")


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        ("Mon, 16 Nov 2026 10:00:00 +0100", datetime(2026, 11, 16, 9, tzinfo=UTC)),
        ("16 Nov 2026 10:00 +0000 (UTC)", datetime(2026, 11, 16, 10, tzinfo=UTC)),
        ("Mon, 16 Nov 2026 10:00:00 GMT", datetime(2026, 11, 16, 10, tzinfo=UTC)),
        ("Mon, 16 Nov 2026 10:00:00", None),
        ("16/11/2026", None),
        ("ayer", None),
        ("Mon, 99 Nov 2026 10:00:00 +0100", None),
        ("Mon, 16 Nov 99999 10:00:00 +0100", None),
        ("", None),
    ],
)
def test_dates_without_a_zone_or_sense_are_none_with_a_note(raw: str, date: datetime | None) -> None:
    mail = read(letter(f"Date: {raw}"))
    assert mail.date == date
    assert ("the Date header cannot be read" in mail.notes) is (date is None)


def test_from_is_strict_and_what_is_shown_is_kept_beside_it() -> None:
    mail = read(letter("From: agent@corp.example <evil@evil.example>"))
    assert mail.sender == Address("")
    assert mail.sender_problem
    assert mail.shown_from.address == "evil@evil.example"


def test_an_address_that_cannot_be_answered_is_shown_all_the_same() -> None:
    mail = read(letter("From: Zoë <zoë@buero.example>"))
    assert (mail.sender, mail.shown_from) == (Address(""), Address("", "Zoë <zoë@buero.example>"))


def test_a5_repeated_singletons_are_named() -> None:
    raw = letter("Subject: dos", "X-Other: 1", "X-Other: 2")
    mail = read(b"subject: uno\r\nFROM: x@y.example\r\n" + raw)
    assert mail.repeated_headers == ("From", "Subject")
    assert mail.subject == "uno"
    assert mail.sender == Address("")
    assert mail.all("x-other") == ("1", "2")


def test_every_recipient_line_counts() -> None:
    mail = read(letter("To: a@x.example", "To: b@x.example", "Cc: =?utf-8?Q?Jos=C3=A9?= <c@x.example>"))
    assert [one.address for one in mail.to] == ["a@x.example", "b@x.example"]
    assert mail.cc == (Address("c@x.example", "José"),)


def test_a45_headers_named_like_parser_attributes() -> None:
    names = [name for name in dir(MailParser) if not name.startswith("__")] + [
        "headers_json",
        "parse_raw_json_json",
    ]
    mail = read(
        letter(*(f"{name}: x" for name in names), *(f"{name.replace('_', '-')}: y" for name in names))
    )
    assert mail.text == "Hola"
    assert mail.first("attachments") == "x"


def test_headers_are_kept_in_order_and_unfolded() -> None:
    mail = read(b"B: 1\r\n\t2\r\nA: \xc3\xb1\r\nA: \x00z\r\n\r\n")
    assert mail.headers == (("B", "1 2"), ("A", "ñ"), ("A", "z"))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("../../etc/cron.d/x", "x"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("factura\u202efdp.exe", "facturafdp.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("\u200b \ufeff", ""),
        ("...", ""),
        ("C:\\Users\\ana\\año.pdf", "año.pdf"),
        ("a" * 5000 + ".pdf", "a" * (LONGEST - 4) + ".pdf"),
        ("b" * 5000, "b" * LONGEST),
    ],
)
def test_a37_filenames_are_display_data(raw: str, shown: str) -> None:
    assert shown_name(raw) == shown


@pytest.mark.parametrize(
    "header",
    [
        'Content-Disposition: attachment; filename="=?utf-8?Q?a=C3=B1o.pdf?="',
        "Content-Disposition: attachment; filename*=utf-8'es'a%C3%B1o.pdf",
        "Content-Disposition: attachment;\n filename*0*=utf-8''a%C3%B1;\n filename*1=o.pdf",
        "Content-Disposition: attachment; filename=año.pdf",
        'Content-Disposition: attachment; filename="../x/año.pdf"',
        'Content-Disposition: attachment\nContent-Type: application/pdf; name="año.pdf"',
        'Content-Disposition: attachment; filename="año.pdf',
    ],
)
def test_filenames_in_every_encoding(header: str) -> None:
    (file,) = read(multipart(f"{header}\n\nx")).attachments
    assert file.filename == "año.pdf"


def test_a_parameter_with_a_number_of_ten_thousand_digits() -> None:
    mail = read(letter(f"Content-Type: text/plain; charset*{'9' * 10000}*=utf-8''x"))
    assert mail.text == "Hola"
