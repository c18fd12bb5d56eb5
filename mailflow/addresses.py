"""Addresses in headers: a strict reading where identity hangs on it, a tolerant one for To and Cc.

Identity is bytes: two addresses are the same when their ASCII bytes are, letters a-z aside (A8). Parsers
disagree about `agent@corp.com <evil@evil.x>` (A4); what two parsers may read differently is nobody's address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import idna

from helpdesk.mailflow.headertext import decoded_words
from helpdesk.mailflow.mailboxes import Token, mailboxes, name_of, tokens
from helpdesk.mailflow.visible import clean_header, visible
from helpdesk.tickets.mail import Address

__all__ = ["clean_header", "dot_atom", "domain_of", "fold", "parse_many", "same", "strict_from", "visible"]

HEADER_CAP = 16_384  # characters of one address header looked at (A41)

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def strict_from(values: Sequence[str]) -> tuple[Address, str]:
    """The one mailbox of the From header and '' - or `Address('')` and the problem in plain words (A4).

    `values` are all From headers, raw (encoded words not decoded). The domain comes back as lower-case A-labels.
    """
    if not values:
        return Address(""), "there is no From header"
    if len(values) > 1:
        return Address(""), f"there are {len(values)} From headers"
    value = _FOLD.sub("", values[0]).strip(" \t")
    if len(value) > HEADER_CAP:
        return Address(""), "the From header is too long"
    if _CONTROL.search(value):
        return Address(""), "the From header has control characters"
    parts = list(tokens(value))
    problem = _strictly(parts)
    if problem:
        return Address(""), problem
    raw = parts[-1].text
    name = name_of(parts[:-1])
    if '"' in raw or (parts[-1].kind == "text" and len(parts) == 2):
        # "ana"@x may be ana@x (RFC 5321 4.1.2) or may not: programs disagree, so it is nobody's.
        return Address(""), "the address in From has a quoted local part"
    if "=?" in raw:
        return Address(""), "the address in From is hidden in an encoded word"
    address = _bare(raw)
    if not address:
        return Address(""), "the address in From cannot be used"
    if _misleading(parts[:-1], raw):
        return Address(""), "the From header shows another address outside of quotes"
    return Address(address, clean_header(decoded_words(name))), ""


def parse_many(values: Sequence[str], limit: int = 100) -> tuple[Address, ...]:
    """The mailboxes of To, Cc or Reply-To headers, at most `limit`, in order. Linear; never an exception.

    A mailbox without a usable address keeps the sender's text as its name and '' as its address; groups give
    their members; the address is what stands in angle brackets, whatever the name pretends.
    """
    found: list[Address] = []
    for value in values:
        if len(found) >= limit:
            break
        value = _FOLD.sub("", value[:HEADER_CAP])
        for mailbox in mailboxes(value, limit - len(found)):
            address = _bare(mailbox.address)
            name = mailbox.name if address else (mailbox.name or mailbox.address)
            if address or name:
                found.append(Address(address, clean_header(decoded_words(name))))
    return tuple(found)


def fold(address: str) -> str:
    """`address` with A-Z lowered and nothing else: U+212A stays what it is (A8)."""
    return address.lower() if address.isascii() else address.translate(_ASCII_LOWER)


def same(one: str, other: str) -> bool:
    """Whether both are the same mailbox. An empty address is the same as none."""
    return bool(one) and fold(one) == fold(other)


def dot_atom(address: str) -> bool:
    """Whether `address` may stand in an envelope: ASCII dot-atom, within the lengths of RFC 5321 4.5.3.1 (A29)."""
    local, at, domain = address.partition("@")
    return (
        bool(at)
        and len(local) <= 64
        and len(domain) <= 253
        and _LOCAL.fullmatch(local) is not None
        and _DOMAIN.fullmatch(domain) is not None
    )


def domain_of(address: str) -> str:
    """The domain of a bare address, lower case, '' where there is none."""
    return fold(address.rpartition("@")[2]) if "@" in address else ""


_ODD = {
    "comment": "has a comment",
    "broken": "has a quote or bracket that does not close",
    ",": "names more than one mailbox",
    ";": "has a semicolon outside of quotes",
    ":": "names a group",
}


def _strictly(parts: Sequence[Token]) -> str:
    """Why these tokens are not exactly [name] <address>, address, or "local"@domain; '' where they are."""
    kinds = [part.kind for part in parts]
    for kind in kinds:
        if kind in _ODD:
            return f"the From header {_ODD[kind]}"
    if not kinds:
        return "the From header is empty"
    if kinds.count("angle") > 1:
        return "the From header names more than one mailbox"
    if "angle" in kinds:
        return "" if kinds[-1] == "angle" else "the From header goes on after the address"
    if kinds == ["text"] or (kinds == ["quoted", "text"] and parts[1].text.startswith("@")):
        return ""
    return "the From header has no address"


def _misleading(name: Sequence[Token], address: str) -> bool:
    # `agent@corp.com <evil@evil.x>`: two stock parsers answer agent@corp.com. Twice the same address is harmless.
    words = name_of([part for part in name if part.kind == "text"])
    return "@" in words and not same(words, address)


def _bare(text: str) -> str:
    """`text` as local@domain with an A-label domain, or '' where it is no dot-atom."""
    local, at, domain = text.rpartition("@")
    if not at:
        return ""
    if len(local) > 2 and local[0] == local[-1] == '"':
        local = local[1:-1]  # "john"@x is john@x (RFC 5321 4.1.2); any other quoting stays unusable
    try:
        # Each label by itself: the full stop of other scripts is not our full stop. No mapping: U+212A is no k.
        labels = [
            label if label.isascii() else idna.alabel(label).decode("ascii") for label in domain.split(".")
        ]
    except UnicodeError:
        return ""
    address = f"{local}@{fold('.'.join(labels))}"
    return address if dot_atom(address) else ""
