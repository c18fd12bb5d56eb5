"""The digest that says two deliveries are the same mail, whatever way each of them came."""

from __future__ import annotations

import hashlib
import re

# Headers that the way of a mail writes, not its author: they differ between two copies of one mail
# (house.md 3.2). A folded field goes whole, with its continuation lines (RFC 5322 2.2.3).
_TRACE = re.compile(
    rb"^(?:Return-Path|Received|Delivered-To|X-Original-To|Authentication-Results|Received-SPF"
    rb"|ARC-[!-9;-~]+|X-Spam-[!-9;-~]+)[ \t]*:.*\n?(?:[ \t].*\n?)*",
    re.IGNORECASE | re.MULTILINE,
)
_MBOX_FROM = re.compile(rb"\AFrom .*\n")


def mail_digest(raw: bytes) -> str:
    """The SHA-256, in hex, of `raw` without trace headers.

    Line ends count as CRLF whatever they are, trailing blank lines and an mbox `From ` line at the top
    do not count. Linear in the size of the mail; never raises.
    """
    mail = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in raw else raw
    head, blank, body = _MBOX_FROM.sub(b"", mail, count=1).partition(b"\n\n")
    mail = (_TRACE.sub(b"", head + b"\n") + blank[1:] + body).rstrip(b"\n")
    return hashlib.sha256(mail.replace(b"\n", b"\r\n")).hexdigest()
