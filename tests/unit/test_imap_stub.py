"""A mail of which only the headers came: still a complete mail, the same at every fetch, in the mailbox's language."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

import pytest

from helpdesk.daemon.imap.stub import LeftOut, stub
from helpdesk.tickets.model import Language

HEADER = (
    b"DKIM-Signature: v=1; d=example.org;\r\n\tb=abc\r\n"
    b"From: lucia@example.org\r\nSubject: planos\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed;\r\n boundary="x"\r\n\r\n'
)


def made(
    header: bytes = HEADER, why: LeftOut = "too-big", language: Language = "es", aside: str = "too-big"
) -> bytes:
    return stub(
        header, why, size=31, limit=30, folder="INBOX", aside=aside, account="soporte", language=language
    )


def body(message: Message) -> str:
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def test_it_reads_as_plain_text_with_the_senders_headers() -> None:
    message = message_from_bytes(made())
    assert (message["From"], message["Subject"]) == ("lucia@example.org", "planos")
    assert message.get_content_type() == "text/plain"
    assert message["X-Original-Content-Type"] == 'multipart/mixed;\r\n boundary="x"'
    assert body(message) == (
        "Este correo ocupa 31 bytes y el límite es de 30. Solo se leyó su cabecera. El correo entero sigue en el "
        "servidor, en la carpeta «INBOX» de la cuenta soporte, o, si se pudo mover, en «too-big».\r\n"
    )


def test_a_signature_over_a_body_that_is_absent_is_no_failed_signature() -> None:
    message = message_from_bytes(made())
    assert message["DKIM-Signature"] is None
    assert message["X-Original-DKIM-Signature"] == "v=1; d=example.org;\r\n\tb=abc"


@pytest.mark.parametrize("language", ["es", "en", "pt"])
@pytest.mark.parametrize("why", ["too-big", "unreadable"])
def test_every_language_has_its_words(language: Language, why: LeftOut) -> None:
    said = body(message_from_bytes(made(why=why, language=language)))
    assert "31" in said
    assert "INBOX" in said
    assert "soporte" in said
    assert "{" not in said
    assert ("too-big" in said) == (why == "too-big")


def test_a_header_cut_in_the_middle_loses_its_last_line_only() -> None:
    message = message_from_bytes(made(b"From: a@b\r\nSubject: planos\r\nTo: somebo"))
    assert (message["From"], message["Subject"], message["To"]) == ("a@b", "planos", None)


def test_no_header_at_all_is_still_a_mail() -> None:
    assert message_from_bytes(made(b"\r\n")).get_content_type() == "text/plain"


def test_line_ends_are_crlf_and_nothing_varies() -> None:
    assert made(HEADER.replace(b"\r\n", b"\n")) == made()
    assert made().replace(b"\r\n", b"").count(b"\n") == 0
