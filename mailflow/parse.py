"""Reads the bytes of a mail into an InboundMail: within limits, never an exception but Unreadable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import MessageError
from hashlib import sha256

from mailparser.exceptions import MailParserError

from helpdesk.mailflow.addresses import parse_many, strict_from
from helpdesk.mailflow.headertext import decoded_words, header_text, unfolded
from helpdesk.mailflow.parts import Part, Reader
from helpdesk.mailflow.prescan import DEFAULT, ParseLimits, Shape, lines_of, scan_lines
from helpdesk.tickets.mail import Address, InboundMail, Unreadable

__all__ = ["DEFAULT", "ParseLimits", "part_bytes", "read", "read_plain"]

MOST_RECIPIENTS = 100
MOST_REFERENCES = 50

_SINGLETONS = (
    "From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
)  # fmt: skip
# What mail-parser and the email package are known to raise on hostile mail; a bug of ours is not hidden.
_GIVES_UP = (
    MailParserError, MessageError, RecursionError, ArithmeticError, LookupError, TypeError, ValueError
)  # fmt: skip
_BRACKETED = re.compile(r"<([^<>]{1,998})>")
_BLANK = re.compile(r"\s+")
# A field where the parser looks for one (prescan), or one that every mail knows below a line or two of noise,
# written as was allowed once (`From  :`, RFC 5322 4.5).
_TOP_FIELD = re.compile(rb"(?>(?>From |[\t ]|:)[^\n]*+\n)*+(?>[!-9;-~]+):")
_KNOWN_FIELD = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|received|return-path|delivered-to|mime-version|content-type)[\t ]*:",
    re.IGNORECASE | re.MULTILINE,
)
_LOOKED_AT = 64 * 1024


def read(raw: bytes, limits: ParseLimits = DEFAULT) -> InboundMail:
    """The mail in `raw`. Raises Unreadable('parse-limit') past a limit (threats A39-A41), and
    Unreadable('unparseable') where the parser itself fails or the bytes are no mail at all, so that they are held,
    never lost (A45)."""
    mail = lines_of(raw)
    _refuse_no_mail(mail)
    return _inbound(_reader(mail, scan_lines(mail, limits)), len(raw))


def read_plain(raw: bytes, limits: ParseLimits = DEFAULT) -> InboundMail | None:
    """As `read`, of a mail small and simple enough to be read anywhere; None for one that wants a process apart."""
    mail = lines_of(raw)
    _refuse_no_mail(mail)
    shape = scan_lines(mail, limits)
    return _inbound(_reader(mail, shape), len(raw)) if shape.plain else None


def part_bytes(raw: bytes, part: str) -> bytes:
    """The decoded bytes of the part at IMAP section path `part`; what is not encoded comes with CRLF line ends.

    Raises Unreadable as `read` does, LookupError where the mail has no such leaf.
    """
    reader = _parsed(raw)
    found: Part = reader.message
    if found.is_multipart():
        for number in part.split("."):
            children = found.children()
            if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(children):
                raise LookupError(f"the mail has no part {part!r}")
            found = children[int(number) - 1]
    elif part != "1":
        raise LookupError(f"the mail has no part {part!r}")
    if found.is_multipart():
        raise LookupError(f"part {part!r} holds other parts")
    return reader.octets(found).octets


def leaves(raw: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Section path, media type and decoded bytes of every leaf of the mail, in order. Raises Unreadable."""
    reader = _parsed(raw)
    top: Part = reader.message
    waiting = [("" if top.is_multipart() else "1", top)]
    while waiting:
        path, part = waiting.pop()
        inner = [(f"{path}.{n}" if path else str(n), one) for n, one in enumerate(part.children(), 1)]
        waiting.extend(reversed(inner))
        if not inner:
            yield path, part.declared_type(), reader.octets(part).octets


def _parsed(raw: bytes, limits: ParseLimits = DEFAULT) -> Reader:
    mail = lines_of(raw)
    return _reader(mail, scan_lines(mail, limits))


def _refuse_no_mail(mail: bytes) -> None:
    """Not one header: noise, a text, an empty file. Nobody can be answered, and nothing says what it is."""
    if _TOP_FIELD.match(mail):
        return
    head, _, _ = mail[:_LOOKED_AT].lstrip(b"\n").partition(b"\n\n")
    if not _KNOWN_FIELD.search(head):
        raise Unreadable("unparseable", "it is no mail: it has not one header line")


def _reader(mail: bytes, shape: Shape) -> Reader:
    try:
        return Reader(mail, shape.large)
    except _GIVES_UP as error:
        raise Unreadable("unparseable", f"the parser gave up on it ({type(error).__name__})") from error


def _inbound(reader: Reader, size: int) -> InboundMail:
    message: Part = reader.message
    headers = tuple((name, unfolded(value)) for name, value in message.raw_items())
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(value)
    raw_from = [_one_line(value) for name, value in message.raw_items() if name.lower() == "from"]
    sender, problem = strict_from(raw_from)
    subject = header_text(values.get("subject", [""])[0])
    text = reader.running_text
    return InboundMail(
        message_id=next(iter(_ids(values.get("message-id", ()))), ""),
        in_reply_to=_few(_ids(values.get("in-reply-to", ()))),
        references=_few(_ids(values.get("references", ()))),
        sender=sender,
        sender_problem=problem,
        shown_from=sender if sender.address else _shown(values.get("from", [])),
        reply_to=parse_many(values.get("reply-to", ()), MOST_RECIPIENTS),
        to=parse_many(values.get("to", ()), MOST_RECIPIENTS),
        cc=parse_many(values.get("cc", ()), MOST_RECIPIENTS),
        subject=subject,
        date=reader.date,
        text=text,
        html="\n".join(reader.text_html),
        attachments=tuple(reader.files),
        headers=headers,
        repeated_headers=tuple(name for name in _SINGLETONS if len(values.get(name.lower(), ())) > 1),
        content_key=_content_key(values, subject, reader.fingerprints),
        size=size,
        notes=tuple(reader.remarks),
        twice=bool(reader.left_out),
        beside=tuple(piece.text for piece in reader.left_out if not piece.html),
    )


def _one_line(value: str) -> str:
    """A raw value unfolded with its control characters left in, for the strict reader to refuse."""
    return "\0".join(unfolded(piece) for piece in value.split("\0"))


def _shown(values: list[str]) -> Address:
    """What a person reads in From where no strict reading is possible; all of it where no address in it can be used,
    for whoever wants to know who wrote would be left with a name."""
    for found in parse_many(values[:1], 1):
        if found.address:
            return found
    return Address("", header_text(values[0])[:200] if values else "")


def _ids(values: list[str] | tuple[()]) -> tuple[str, ...]:
    """The Message-IDs in header values, in order, once each, as '<id>' without blanks.

    Mailers that take an id for text encode it as words (CPython before 2025-12 did so); bare ids are old.
    """
    found: dict[str, None] = {}
    for value in values:
        text = decoded_words(value) if "=?" in value else value
        inner = _BRACKETED.findall(text) or [token for token in text.split() if "@" in token.strip("@<>")]
        found.update((f"<{_BLANK.sub('', one).strip('<>')[:998]}>", None) for one in inner if one.strip())
    return tuple(found)


def _few(ids: tuple[str, ...]) -> tuple[str, ...]:
    """The thread's root and its end: what lies between never decides (threats A41)."""
    if len(ids) <= MOST_REFERENCES:
        return ids
    return (ids[0], *ids[1 - MOST_REFERENCES :])


def _content_key(values: dict[str, list[str]], subject: str, fingerprints: list[str]) -> str:
    """SHA-256 over From, Date, Subject and every decoded part: equal for one mail whatever a relay re-encoded."""
    sender = " ".join(header_text(value) for value in values.get("from", ()))
    date = " ".join(" ".join(value.split()) for value in values.get("date", ()))
    content = "\n".join((sender, date, subject, *fingerprints))
    return sha256(content.encode("utf-8", "replace")).hexdigest()
