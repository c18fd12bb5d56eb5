"""Mail of the desk's day as mail programs write it: an agent's answer to a mail of the desk's, and her new mails."""

from __future__ import annotations

from email import message_from_bytes
from email.utils import formatdate, getaddresses, parseaddr
from itertools import count

from tests.fakes.smtp_sink import Caught
from tests.integration.desk_mails import head_of, vouched
from tests.leaks.programs import PROGRAMS, Asked, Posting, encoded
from tests.story.rig.carrier import Sent

_numbers = count(1)


def answered(
    caught: Caught, program: str, words: str, *, sender: str, posting: Posting = "top", to: str = ""
) -> tuple[bytes, str]:
    """What `program` makes of her words in answer to `caught`, and the address it goes to: the Reply-To, else `to`."""
    mail = message_from_bytes(caught.raw)
    sent = Sent("notification", "", caught.recipients[0], "", str(mail["Message-ID"]), caught.raw)
    asked = Asked(sent, "es")
    body = PROGRAMS[program](asked, [words], posting)
    reply_to = to or getaddresses([head_of(caught.raw, "Reply-To") or head_of(caught.raw, "From")])[0][1]
    lines = [
        *_head(sender, reply_to),
        f"Subject: Re: {mail['Subject']}",
        f"In-Reply-To: {sent.message_id}",
        f"References: {sent.message_id}",
        *body.head,
    ]
    return "".join(f"{line}\r\n" for line in lines).encode() + encoded(body, "both"), reply_to


def new(sender: str, to: str, subject: str, words: str) -> bytes:
    """A mail that answers none."""
    lines = [*_head(sender, to), f"Subject: {subject}", "Content-Type: text/plain; charset=utf-8"]
    head = "".join(f"{line}\r\n" for line in [*lines, "Content-Transfer-Encoding: 8bit"])
    return f"{head}\r\n".encode() + words.replace("\n", "\r\n").encode() + b"\r\n"


def _head(sender: str, to: str) -> list[str]:
    """The border server vouches for everybody: what it says of others is for the stories of forgers."""
    address = parseaddr(sender)[1]
    return [
        vouched(address).rstrip("\r\n"),
        f"From: {sender}",
        f"To: <{to}>",
        f"Date: {formatdate()}",
        f"Message-ID: <{next(_numbers)}.dia@{address.rpartition('@')[2]}>",
        "MIME-Version: 1.0",
    ]
