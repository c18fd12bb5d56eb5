"""Handles and Message-IDs: random but for their hour, looked up exactly (A12), kept out of what others read (A13)."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime
from typing import cast

from helpdesk.mailflow.addresses import fold
from helpdesk.tickets.model import HandleKind

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_HANDLE = re.compile(r"([rncb])-([a-z2-7]{16})")
# In text an address may stand percent-encoded (mailto:), as an HTML reference or quoted-printable.
_PLUS = r"(?:\+|%2b|=2b|&#0?43;|&#x2b;|&plus;)"
_DASH = r"(?:-|%2d|=2d|&#0?45;|&#x2d;)"
_TAGGED = re.compile(rf"{_PLUS}[rncb]{_DASH}[a-z2-7]{{16}}(?![a-z0-9])", re.IGNORECASE | re.ASCII)
_OWN_ID = re.compile(
    r"(?:<|&lt;|%3c|=3c|(?<![a-z0-9]))[rncb]\.[a-z2-7]{24}(?:@|%40|=40|&#0?64;)[a-z0-9.-]{1,253}(?:>|&gt;|%3e|=3e)?",
    re.IGNORECASE | re.ASCII,
)
# A link to a customer's page, as it stands in her quotes and in what link checkers make of it (lookups/page_links.py).
_SLASH = r"(?:/|%2f|=2f|&#0?47;|&#x2f;|&sol;)"
_PAGE = re.compile(rf"({_SLASH}[qus]{_SLASH})[a-z2-7]{{29}}(?![a-z0-9])", re.IGNORECASE | re.ASCII)


def new_handle(at: datetime) -> str:
    """16 base32 characters, lower case: the hour in 3, then 65 random bits."""
    return hour(at)[-3:] + _random(10)[-13:]


def new_link(at: datetime) -> str:
    """The secret of a link to a page: 29 base32 characters, the hour in 3, then 130 random bits. Letters and digits
    alone: a sign at the end would be left out where a program finds addresses in text."""
    return hour(at)[-3:] + _random(20)[:26]


def message_id(kind: HandleKind, domain: str, at: datetime) -> str:
    """A Message-ID `<r.(24 base32)@domain>`: the letter of its kind, the hour in 4, then 100 random bits (A12)."""
    return f"<{kind}.{hour(at)}{_random(15)[-20:]}@{domain}>"


def hour(at: datetime) -> str:
    """The hour as 4 base32 characters. It stands first so that what is made together lies together in the store's
    indexes (docs/decisions/0017): a mail by random ids alone touches a page more for each of them."""
    hours = int(at.timestamp()) // 3600
    return "".join(_ALPHABET[hours >> shift & 31] for shift in (15, 10, 5, 0))


def _random(octets: int) -> str:
    return base64.b32encode(secrets.token_bytes(octets)).decode("ascii").lower()


def handle_address(mailbox_address: str, kind: HandleKind, secret: str) -> str:
    """The plus-address of a handle: support@acme.example -> support+r-(secret)@acme.example."""
    local, _, domain = mailbox_address.rpartition("@")
    return f"{local}+{kind}-{secret}@{domain}"


def parse_handle(address: str, mailbox_address: str) -> tuple[HandleKind, str] | None:
    """Kind and secret of a recipient address that is a handle of this mailbox, else None. Any ASCII case."""
    local, _, domain = fold(address).rpartition("@")
    own_local, _, own_domain = fold(mailbox_address).rpartition("@")
    if not own_domain or domain != own_domain or not local.startswith(own_local + "+"):
        return None
    hit = _HANDLE.fullmatch(local[len(own_local) + 1 :])
    return (cast(HandleKind, hit.group(1)), hit.group(2)) if hit else None


def scrub(text: str) -> str:
    """`text` with every handle address reduced to its mailbox, and every Message-ID of ours and secret of a
    customer's page as `[…]`: who reads her quotes could answer her survey (A13).

    For bodies that are relayed, for log lines and for pages. Works on text of any kind, encoded addresses too.
    """
    return _PAGE.sub(r"\1[…]", _OWN_ID.sub("[…]", _TAGGED.sub("", text)))


def carries_secret(text: str) -> bool:
    """Whether `text` still shows a handle or a Message-ID of ours: the last look before a mail goes out."""
    return _TAGGED.search(text) is not None or _OWN_ID.search(text) is not None
