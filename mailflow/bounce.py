"""Is this mail a delivery report, and about whom? RFC 3464 first, then known texts behind a guard on the sender.

A report is recognised wherever it comes from; what it may change is decided elsewhere, by a live VERP handle
or one of our Message-IDs in the returned headers (threats A18).
"""

from __future__ import annotations

import re

from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.bounce_status import (
    MOST_RECIPIENTS,
    RETURNED_TYPES,
    STATUS_TYPES,
    address_in,
    ids_in,
    read_disposition,
    read_status,
)
from helpdesk.mailflow.bounce_text import flufl_pattern, opens_as_report, own_pattern, says_failure
from helpdesk.mailflow.parse import leaves
from helpdesk.tickets.mail import Bounce, Failure, InboundMail, Unreadable

# Reports stand at the top of a mail; what they return below may be as large as it likes.
_LOOKED_AT = 512 * 1024

# Senders that are no person. "daemon" covers MAILER-DAEMON and MDaemon.
_DAEMON = re.compile(r"daemon|postmaster|maildelivery|mail-?delivery|mailadm", re.IGNORECASE)
_MACHINE = re.compile(
    r"mailer|smtp|mail[-_. ]?(?:service|system|gateway|server|scan)|\bndr\b|bounce|administrator|antivirus|gateway"
    r"|inetgw|jetmail|no-?reply|do-?not-?reply|no-?responder",
    re.IGNORECASE,
)
# A report in words says what it could not deliver: a parcel and a booking are not delivered either.
_OF_MAIL = re.compile(
    r"\b(?:e?-?mails?|messages?|correos?|mensajes?|mensagens|mensagem|nachricht(?:en)?|courriels?|messagg[io]|recipients?"
    r"|destinat[aá]ri\w*|destinatair\w*|mailbox|buz[oó]n|caixa postal|smtp|user unknown|unknown user|no such user"
    r"|mail ?server|host)\b|邮件|\b5[0-9]{2}[ -]5\.[0-9]",
    re.IGNORECASE,
)
_SAYS_SO = 2_000  # characters in which it does
_REPORT = re.compile(r"multipart/report\b", re.IGNORECASE)
_RECEIPT = re.compile(r"report-type\s*=\s*\"?disposition-notification", re.IGNORECASE)
_COMPLAINT = re.compile(r"report-type\s*=\s*\"?feedback-report", re.IGNORECASE)
_PARTS = STATUS_TYPES | RETURNED_TYPES | {"message/disposition-notification"}


def read_report(mail: InboundMail, raw: bytes, null_sender: bool = False) -> Bounce | None:
    """The delivery report in `mail`, None where it is none. `null_sender`: the envelope's sender was <>.

    A report that names nobody has one Failure with address ''. Linear in `raw`; never raises.
    """
    content_type = mail.first("Content-Type")
    structured = _REPORT.match(content_type.lstrip()) is not None
    null = null_sender or mail.first("Return-Path").strip() == "<>"
    daemon = null or _is(_DAEMON, mail)
    if structured and _COMPLAINT.search(content_type):
        return None
    if structured and _RECEIPT.search(content_type):
        return _thrown_away(mail, raw) if daemon else None
    machine = daemon or _is(_MACHINE, mail)
    if not (structured or machine or opens_as_report(mail.text)):
        return None
    files = _files(mail, raw)
    if structured or machine:
        failures = [one for kind, octets in files if kind in STATUS_TYPES for one in read_status(octets)]
        if failures:
            return _bounce(failures, mail, files, "a delivery report (RFC 3464)")
        named = [Failure(address, "failed") for address in _x_failed(mail)]
        if named:
            return _bounce(named, mail, files, "it has X-Failed-Recipients")
    if mail.first("User-Agent") and not (structured or null):
        return None  # written in a mail program, by a postmaster perhaps, who shows what the log says
    return _from_text(mail, raw, files, structured or daemon, machine)


def _thrown_away(mail: InboundMail, raw: bytes) -> Bounce | None:
    """A server's notice, in the shape of a receipt, that it deleted the mail."""
    for kind, octets in _files(mail, raw):
        if kind == "message/disposition-notification":
            failures, original = read_disposition(octets)
            if failures:
                ids = tuple(ids_in(f"Message-ID: {original}"))
                return Bounce(tuple(failures), ids, "a server's notice that it deleted the mail (RFC 8098)")
    return None


def _from_text(
    mail: InboundMail, raw: bytes, files: list[tuple[str, bytes]], certain: bool, machine: bool
) -> Bounce | None:
    """A report in words. The less the sender looks like a server, the more the words must say."""
    failing = says_failure(mail.subject)
    opening = opens_as_report(mail.text)
    # A person who pastes a report says first why.
    at_once = failing and opening and opens_as_report(_first_line(mail.text)) and not _in_a_thread(mail)
    if not (certain or (machine and (failing or opening)) or at_once):
        return None
    if not certain and not _OF_MAIL.search(f"{mail.subject}\n{mail.text[:_SAYS_SO]}"):
        return None
    known = flufl_pattern(raw)
    if known:
        return _bounce(known, mail, files, "a delivery report of a known form")
    if not (failing or opening):
        return None
    named = own_pattern(mail.text)
    if named and not certain and all(same(one.address, mail.shown_from.address) for one in named):
        return None  # a person's own address, below what she writes about a parcel
    if named:
        return _bounce(named, mail, files, "a delivery report by its words")
    if certain or (machine and failing):
        return _bounce([Failure("", "failed")], mail, files, "a delivery report that names nobody")
    return None


def _first_line(text: str) -> str:
    """The first line with a word in it."""
    return next((line for line in text[:4_000].split("\n") if any(char.isalpha() for char in line)), "")


def _bounce(
    failures: list[Failure], mail: InboundMail, files: list[tuple[str, bytes]], because: str
) -> Bounce:
    unique = {(one.address.lower(), one.action): one for one in reversed(failures)}
    kept = tuple(reversed(unique.values()))[:MOST_RECIPIENTS]
    ids: dict[str, None] = {}
    for kind, octets in files:
        if kind in RETURNED_TYPES:
            head = octets[:65536].replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")[0]
            ids.update((one, None) for one in ids_in(head.decode("ascii", "replace"))[:1])
    if not ids:
        ids.update((one, None) for one in ids_in(mail.text[:_LOOKED_AT])[:1])
    return Bounce(kept, tuple(ids), because)


def _is(pattern: re.Pattern[str], mail: InboundMail) -> bool:
    """Whether the sender's name or local part says so; the domain does not count."""
    local = mail.shown_from.address.partition("@")[0]
    shown = mail.shown_from.name if not mail.sender.address else ""
    returned = mail.first("Return-Path").strip().strip("<>").partition("@")[0]
    return bool(
        pattern.search(local) or pattern.search(shown) or (pattern is _DAEMON and pattern.search(returned))
    )


def _in_a_thread(mail: InboundMail) -> bool:
    """An answer, or written in a mail program: a person who tells of a failure, not the failure."""
    return bool(mail.in_reply_to or mail.references or mail.first("User-Agent"))


def _x_failed(mail: InboundMail) -> list[str]:
    values = ",".join(mail.all("X-Failed-Recipients"))
    return [address for one in values[:16384].split(",") if (address := address_in(one))][:MOST_RECIPIENTS]


def _files(mail: InboundMail, raw: bytes) -> list[tuple[str, bytes]]:
    """The type and bytes of the parts that a report is made of."""
    if not any(file.content_type in _PARTS for file in mail.attachments):
        return []
    try:
        return [(kind, octets) for _, kind, octets in leaves(raw[:_LOOKED_AT]) if kind in _PARTS]
    except Unreadable:
        return []
