"""A mail address as a person writes it into a file of ours: one bare, deliverable, dot-atom address."""

from __future__ import annotations

import re

import idna

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")  # RFC 5322 3.2.3: dot-atom, no quotes, no comments


def plain_address(text: str) -> str:
    """Return `text` as local@domain: the local part as written, the domain in lower-case ASCII (IDNA 2008).

    Single-label domains pass: `support@localhost` is a real mailbox of a small host.
    Raises ValueError with what is wrong, in plain words.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > 64:
        raise ValueError(f'"{text}" is not a plain mail address')
    try:
        host = idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        host = ""
    if not host or len(host) > 253 or not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host):
        raise ValueError(f'"{text}" has no domain name after the @')
    return f"{local}@{host}"


def folded(address: str) -> str:
    """Return the form two addresses are compared in: A to Z lowered, nothing else (threats A8)."""
    return address.encode().lower().decode()
