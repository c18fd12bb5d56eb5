"""Text of others made safe to look at and safe to put in a header: nothing in it can hide or break a line."""

from __future__ import annotations

import re
import unicodedata

from helpdesk.mailflow.unseen import (
    CONTROLS,
    HIDDEN,
    JOINED,
    MONGOLIAN,
    REORDERING,
    SEPARATORS,
    SURROGATES,
    TAGS,
)

HEADER_LIMIT = 200

# What makes a family of four heads, or writes Persian, hides nothing.
_JOINING = re.compile(f"(?<=[{JOINED}])[\u200c\u200d](?=[{JOINED}])")
_INVISIBLE = re.compile(f"[{CONTROLS}{SEPARATORS}{SURROGATES}{HIDDEN}{MONGOLIAN}{TAGS}]")
# In a header the line breaks go too, and the marks that re-order the words around them.
_BREAKS_HEADER = re.compile(f"[{CONTROLS}\t\n{SEPARATORS}{REORDERING}]+")
_SURROGATE = re.compile(f"[{SURROGATES}]")


def visible(text: str) -> str:
    r"""`text` with C0, C1, bidi and zero-width characters as escapes (`\u202e`); tab and line feed stay, and
    so do joiners in the scripts that are written with them (A8)."""
    return _INVISIBLE.sub(_escape, text)


def clean_header(text: str, limit: int = HEADER_LIMIT) -> str:
    """`text` as it may go out in a header: one line, controls as a space, NFC, at most `limit` characters (A28)."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text.strip()
    # Cut first: composing a long run of combining marks is quadratic.
    text = _SURROGATE.sub("\ufffd", text[: limit * 4])
    text = _BREAKS_HEADER.sub(" ", unicodedata.normalize("NFC", _BREAKS_HEADER.sub(" ", text))).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _escape(match: re.Match[str]) -> str:
    if _JOINING.match(match.string, match.start()):
        return match.group()
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
