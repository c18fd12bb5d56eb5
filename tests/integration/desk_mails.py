"""Mails of the stories: what customers and agents send, and every way in which a mail that came can be read."""

from __future__ import annotations

import base64
import html
import quopri
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import formatdate, parseaddr
from itertools import count
from urllib.parse import unquote

from tests.integration.desk_rig import AUTHSERV, SUPPORT

LUCIA = "Lucía Pérez <lucia@client.test>"
_numbers = count(1)


def letter(
    subject: str,
    text: str = "Me siguen cobrando dos veces. ¿Qué hago?",
    *,
    sender: str = LUCIA,
    to: str = SUPPORT,
    extra: str = "",
    proved: bool = False,
) -> bytes:
    """A person's mail as it comes from her server; `proved` = the desk's own border server vouches for From.

    `extra` are further header lines, each with its CRLF.
    """
    address = parseaddr(sender)[1]
    head = vouched(address) if proved else ""
    head += f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {formatdate()}\r\n{extra}"
    if "message-id:" not in extra.lower():
        head += f"Message-ID: <{next(_numbers)}.{id(text):x}@{address.rpartition('@')[2]}>\r\n"
    head += (
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    )
    return f"{head}\r\n{crlf(text)}\r\n".encode()


def vouched(address: str, verdict: str = "pass", authserv: str = AUTHSERV) -> str:
    """The header that a border server writes about From."""
    domain = address.rpartition("@")[2]
    return f"Authentication-Results: {authserv}; dmarc={verdict} header.from={domain}\r\n"


def answer(
    notification: bytes,
    words: str,
    *,
    sender: str,
    to: str = "",
    subject: str = "",
    in_reply_to: str = "",
    cc: str = "",
    rich: bool = False,
    extra: str = "",
) -> bytes:
    """What a mail client makes of "reply": the words above, all that was answered quoted below, card and all.

    `rich`: with an HTML part too, quoted as Gmail does it. What is given replaces what the client would take.
    """
    asked = message_from_bytes(notification)
    parent = in_reply_to or str(asked["Message-ID"])
    quoted = part(asked, "text/plain")
    text = f"{words}\n\nEl dom, 22 nov 2026 a las 10:00, alguien escribió:\n" + "".join(
        f"> {line}\n" for line in quoted.splitlines()
    )
    head = (
        f"{extra}From: {sender}\r\nTo: {to or header(asked, 'Reply-To')}\r\n"
        + (f"Cc: {cc}\r\n" if cc else "")
        + f"Subject: Re: {subject or header(asked, 'Subject')}\r\nDate: {formatdate()}\r\n"
        f"Message-ID: <{next(_numbers)}.answer@{parseaddr(sender)[1].rpartition('@')[2]}>\r\n"
        f"In-Reply-To: {parent}\r\nReferences: {parent}\r\nMIME-Version: 1.0\r\n"
    )
    if not rich:
        return (
            f"{head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{crlf(text)}"
        ).encode()
    shown = "".join(f"<div>{html.escape(line)}</div>" for line in words.splitlines())
    whole = (
        f'<div dir="ltr">{shown}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f'El dom, 22 nov 2026 a las 10:00, alguien escribió:<br></div><blockquote class="gmail_quote">'
        f"{part(asked, 'text/html')}</blockquote></div>"
    )
    parts = "".join(
        f"--edge\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(body.encode()).decode().replace("\n", "\r\n")
        for kind, body in (("text/plain", text), ("text/html", whole))
    )
    return f'{head}Content-Type: multipart/alternative; boundary="edge"\r\n\r\n{parts}--edge--\r\n'.encode()


def crlf(text: str) -> str:
    """Lines as mail has them."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


# -- reading --------------------------------------------------------------------------------------


def header(mail: Message, name: str) -> str:
    """A header decoded and unfolded, '' where it is not."""
    return decoded(str(mail.get(name, "")))


def decoded(value: str) -> str:
    """A header's value, unfolded and decoded."""
    return str(make_header(decode_header(re.sub(r"\r?\n", "", value))))


def part(mail: Message, kind: str) -> str:
    """The first part of this type as text, '' where there is none."""
    for one in mail.walk():
        if one.get_content_type() == kind:
            payload = one.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return payload.decode(one.get_content_charset("utf-8")).replace("\r\n", "\n")
    return ""


def text_of(raw: bytes) -> str:
    """What a person reads."""
    return part(message_from_bytes(raw), "text/plain")


def head_of(raw: bytes, name: str) -> str:
    """A header of a mail that came."""
    return header(message_from_bytes(raw), name)


def readings(raw: bytes) -> str:
    """All that any program could make of these bytes, one reading below the other."""
    mail = message_from_bytes(raw)
    found = [raw.decode("latin-1"), quopri.decodestring(raw).decode("utf-8", "replace")]
    for one in mail.walk():
        found += [decoded(str(value)) for value in one.values()]
        payload = one.get_payload(decode=True)
        if isinstance(payload, bytes):
            found.append(payload.decode("utf-8", "replace"))
    found += [unquote(text) for text in found] + [html.unescape(text) for text in found]
    found += [re.sub(r"<[^>]*>", "", text) for text in found]
    found += [re.sub(r"\s+", " ", text) for text in found]
    return "\n".join(found)


def card_lines(notification: bytes) -> list[str]:
    """The lines that only an agent may see: everything below the customer's words."""
    lines = text_of(notification).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(("! ", "-- ")))
    found = [line.strip("|-! ").strip() for line in lines[start:]]
    return [line for line in found if len(line) > 11]


def secrets_of(notification: bytes) -> list[str]:
    """Every secret in a mail to an agent: handles, and the one in its Message-ID."""
    found = re.findall(r"(?:\+[rncb]-|<[a-z]\.)([a-z2-7]{16,24})(?=@)", readings(notification))
    assert len(set(found)) >= 3, "r, n and the Message-ID"
    return sorted(set(found))
