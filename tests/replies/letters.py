"""One case of the set, and the mails the cases are made of."""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass, field
from html import escape

SENDER = "Lucía Pérez <lucia@cliente.example>"
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Case:
    """A mail, its sender's words, and texts of ours that the desk knows it sent."""

    name: str
    raw: bytes = field(repr=False)
    words: str
    sent: tuple[str, ...] = ()


def plain(
    text: str, *headers: str, subject: str = "Re: Factura 4711", reply: bool = True, kind: str = ""
) -> bytes:
    """A mail of plain text; `kind` are parameters of its type, like format=flowed."""
    head = _head(subject, reply, *headers)
    return head + _part("plain" + kind, text)


def html(body: str, *headers: str, subject: str = "Re: Factura 4711", reply: bool = True) -> bytes:
    """A mail of HTML alone."""
    return _head(subject, reply, *headers) + _part("html", _page(body))


def both(text: str, body: str, *headers: str, subject: str = "Re: Factura 4711", reply: bool = True) -> bytes:
    """A mail of plain text and HTML."""
    head = _head(subject, reply, *headers) + b'Content-Type: multipart/alternative; boundary="=_b"\r\n\r\n'
    parts = b"".join(
        b"--=_b\r\n" + part + b"\r\n" for part in (_part("plain", text), _part("html", _page(body)))
    )
    return head + parts + b"--=_b--\r\n"


def marked(text: str) -> str:
    """`text` as plain-text programs quote it."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def broken(text: str, tag: str = "br") -> str:
    """`text` as HTML: with <br>, or each line in a `tag` of its own."""
    lines = [escape(line, quote=False) for line in text.split("\n")]
    if tag == "br":
        return "<br>".join(lines)
    return "".join(f"<{tag}>{line or '<br>'}</{tag}>" for line in lines)


def folded(text: str) -> str:
    """`text` as it is compared: white space folded, as is U+200B and its kin."""
    return " ".join(_WORD.findall(text.replace("\xa0", " ")))


def lost(expected: str, found: str) -> list[str]:
    """The words of `expected` that are not in `found` in their order."""
    having = iter(folded(found).split())
    return [word for word in folded(expected).split() if not any(word == other for other in having)][:1]


def _head(subject: str, reply: bool, *headers: str) -> bytes:
    lines = [
        f"From: {SENDER}",
        "To: Soporte Acme <soporte@acme.example>",
        f"Subject: {subject}",
        "Date: Mon, 16 Nov 2026 11:20:00 +0100",
        "Message-ID: <answer@cliente.example>",
        *(("In-Reply-To: <r.abc@acme.example>",) if reply else ()),
        *headers,
        "MIME-Version: 1.0",
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def _part(kind: str, text: str) -> bytes:
    name, _, parameters = kind.partition(";")
    head = f"Content-Type: text/{name}; charset=utf-8{';' if parameters else ''}{parameters}\r\n"
    body = quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")
    return head.encode() + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body + b"\r\n"


def _page(body: str) -> str:
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>{body}</body></html>'
