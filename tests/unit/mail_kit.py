"""Mails for the tests of reading, made up: a few lines each, CRLF, and the corpus of real ones where it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpdesk.tickets.mail import Envelope

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("HELPDESK_CORPUS") or ROOT.parent / "shared" / "corpus")

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="no real-mail corpus beside the project")

HEAD = (
    "From: =?utf-8?Q?Luc=C3=ADa_P=C3=A9rez?= <lucia@cliente.example>",
    "To: Soporte <soporte@acme.example>",
    "Subject: Factura duplicada",
    "Date: Mon, 16 Nov 2026 10:00:00 +0100",
    "Message-ID: <1@cliente.example>",
)


def letter(*headers: str, body: str | bytes = "Hola\r\n", head: tuple[str, ...] = HEAD) -> bytes:
    """A mail of HEAD (less what `headers` give anew), `headers` and `body`; str is encoded as utf-8."""
    given = {line.partition(":")[0].lower() for line in headers}
    kept = [line for line in head if line.partition(":")[0].lower() not in given]
    text = "\r\n".join((*kept, *headers)) + "\r\n\r\n"
    return text.encode("utf-8", "surrogateescape") + (body.encode() if isinstance(body, str) else body)


def multipart(*parts: str | bytes, kind: str = "mixed", boundary: str = "b1", extra: str = "") -> bytes:
    """A multipart mail; each part is its own headers, a blank line and its body, with LF or CRLF."""
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + _wire(part) + b"\r\n" for part in parts)
    return letter(
        "MIME-Version: 1.0",
        f'Content-Type: multipart/{kind}; boundary="{boundary}"{extra}',
        body=body + b"--" + boundary.encode() + b"--\r\n",
    )


def envelope(mail_from: str = "lucia@cliente.example", **changes: object) -> Envelope:
    """How a mail came: by SMTP from the customer, unless said otherwise."""
    fields: dict[str, object] = {
        "source": "smtp",
        "mail_from": mail_from,
        "recipients": ("soporte@acme.example",),
        "mailbox": "soporte",
    }
    return Envelope(**(fields | changes))  # type: ignore[arg-type]


def corpus(*folders: str) -> list[Path]:
    """The files of these folders of the corpus, none where it is absent."""
    return [path for folder in folders for path in sorted((CORPUS / folder).glob("*")) if path.is_file()]


def _wire(part: str | bytes) -> bytes:
    data = part.encode() if isinstance(part, str) else part
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
