"""Two copies of one mail have one digest; two mails never share one (threats A48)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.digest import mail_digest

MAIL = b"From: ana@x.example\r\nSubject: Hola\r\nMessage-ID: <1@x>\r\n\r\nUno\r\n\r\nDos\r\n"

TRACES = [
    b"Return-Path: <ana@x.example>\r\n",
    b"Received: from a by b\r\n\twith SMTP; Mon, 1 Jan 2026\r\n id 7\r\n",
    b"DELIVERED-TO: soporte@acme.example\r\n",
    b"X-Original-To: soporte@acme.example\r\n",
    b"Authentication-Results: mx.acme.example;\r\n dmarc=pass\r\n",
    b"received-spf: pass\r\n",
    b"ARC-Seal: i=1;\r\n b=abc\r\nARC-Message-Signature: i=1\r\n",
    b"X-Spam-Status: No\r\nX-Spam-Flag: NO\r\n",
]


@pytest.mark.parametrize("trace", TRACES)
def test_a48_trace_headers_do_not_count(trace: bytes) -> None:
    assert mail_digest(trace + MAIL) == mail_digest(MAIL)
    inside = MAIL.replace(b"Subject:", trace + b"Subject:")
    assert mail_digest(inside) == mail_digest(MAIL)
    last = MAIL.replace(b"Message-ID: <1@x>\r\n", b"Message-ID: <1@x>\r\n" + trace)
    assert mail_digest(last) == mail_digest(MAIL)


@pytest.mark.parametrize(
    "copy",
    [
        MAIL.replace(b"\r\n", b"\n"),
        MAIL.replace(b"\r\n", b"\r"),
        MAIL + b"\r\n\r\n",
        MAIL.rstrip(),
        b"From ana@x.example Mon Jan  1 00:00:00 2026\n" + MAIL,
    ],
)
def test_a48_line_ends_do_not_count(copy: bytes) -> None:
    assert mail_digest(copy) == mail_digest(MAIL)


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"Uno", b"Otro"),
        MAIL.replace(b"Hola", b"hola"),
        MAIL.replace(b"\r\n\r\nUno", b"\r\nUno"),
        MAIL.replace(b"\r\n\r\nDos", b"\r\nDos"),
        MAIL.replace(b"Uno", b"Received: from a\r\nUno"),
        b"X-Received: by z\r\n" + MAIL,
        b"Receivedx: by z\r\n" + MAIL,
        MAIL.replace(b"<1@x>", b"<2@x>"),
    ],
)
def test_a48_other_content_counts(other: bytes) -> None:
    assert mail_digest(other) != mail_digest(MAIL)


def test_header_only_mail_with_a_trace_header_last() -> None:
    assert mail_digest(b"Subject: x\r\nReceived: y") == mail_digest(b"Subject: x")
    assert mail_digest(b"Received: y\r\n\r\ntext") == mail_digest(b"\r\ntext")


@given(st.binary(max_size=400))
def test_any_bytes_have_a_digest(raw: bytes) -> None:
    assert len(mail_digest(raw)) == 64


@pytest.mark.timeout(60)  # each is a moment's work; what grows with the square would take hours
@pytest.mark.parametrize(
    "filler", [b"Received:\n", b" \n", b"\n", b"\r", b"ARC-", b"X-Spam-a ", b"a" * 64 + b"\n"]
)
def test_a41_hostile_megabytes_have_a_digest(filler: bytes) -> None:
    assert len(mail_digest(filler * (2_000_000 // len(filler)))) == 64
