"""Cuts an address header into tokens and mailboxes in one pass over its characters (RFC 5322 3.4, hostile-safe)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["text", "quoted", "comment", "angle", ",", ";", ":", "broken"]

_SEPARATORS: dict[str, TokenKind] = {",": ",", ";": ";", ":": ":"}
_PLAIN = re.compile(r'[^"(<>,;:]+')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LONGEST = 998  # characters of one name or address kept


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an address header; `text` is without its quotes or brackets. 'broken': one that does not end."""

    kind: TokenKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox as it stands, nothing checked: `address` may be anything, '' where there is none."""

    name: str
    address: str


def tokens(value: str) -> Iterator[Token]:
    """The tokens of one unfolded header value, in order. Never fails: what does not end ends with the value."""
    at = 0
    while at < len(value):
        char = value[at]
        if char == '"':
            end = _end_of_quoted(value, at + 1)
            text = _ESCAPE.sub(r"\1", value[at + 1 : end])
            yield Token("quoted" if end < len(value) else "broken", text)
            at = end + 1
        elif char == "(":
            end = _end_of_comment(value, at + 1)
            yield Token("comment" if end < len(value) else "broken", value[at + 1 : end])
            at = end + 1
        elif char == "<":
            end = value.find(">", at)
            yield Token("angle", value[at + 1 : end]) if end >= 0 else Token("broken", value[at + 1 :])
            at = end + 1 if end >= 0 else len(value)
        elif char == ">":
            yield Token("broken", char)
            at += 1
        elif char in _SEPARATORS:
            yield Token(_SEPARATORS[char])
            at += 1
        else:
            plain = _PLAIN.match(value, at)
            assert plain is not None
            yield Token("text", plain.group())
            at = plain.end()


def mailboxes(value: str, limit: int) -> list[Mailbox]:
    """The mailboxes of one unfolded address header, at most `limit`, in order; members of groups one by one (RFC
    5322 3.4), comments left out. Never fails: what is broken comes back as it stands."""
    found: list[Mailbox] = []
    held: list[Token] = []
    for token in tokens(value):
        if token.kind in (",", ";"):
            found.extend(_mailbox(held))
            held = []
        elif token.kind == ":":
            held = []  # what stood before was a group's name
        else:
            held.append(token)
        if len(found) >= limit:
            return found
    found.extend(_mailbox(held))
    return found


def name_of(held: Sequence[Token]) -> str:
    """The words of a display name, white space single."""
    return " ".join("".join(token.text for token in held if token.kind != "comment").split())[:_LONGEST]


def _mailbox(held: Sequence[Token]) -> list[Mailbox]:
    angle = next((token for token in held if token.kind == "angle"), None)
    if angle is not None:
        return [Mailbox(name_of([t for t in held if t.kind != "angle"]), angle.text.strip()[:_LONGEST])]
    # Without brackets the whole is an address (its local part perhaps in quotes) or no address at all.
    whole = "".join(
        f'"{t.text}"' if t.kind == "quoted" else t.text for t in held if t.kind != "comment"
    ).strip()
    return [Mailbox("", whole[:_LONGEST])] if whole else []


def _end_of_quoted(value: str, at: int) -> int:
    while at < len(value) and value[at] != '"':
        at += 2 if value[at] == "\\" else 1
    return min(at, len(value))


def _end_of_comment(value: str, at: int) -> int:
    depth = 1  # counted, not recursed: 500 nested brackets end Python's own parser (A39)
    while at < len(value):
        if value[at] == "\\":
            at += 1
        elif value[at] == "(":
            depth += 1
        elif value[at] == ")":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return len(value)
