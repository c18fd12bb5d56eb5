"""Text of others made safe to look at and safe to put in a header: nothing in it can hide or break a line."""

from __future__ import annotations

import re
import unicodedata

HEADER_LIMIT = 200

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
_ZERO_WIDTH = "\u00ad\u180e\u200b-\u200d\u2060-\u2065\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_INVISIBLE = re.compile(f"[{_CONTROLS}{_BIDI}{_ZERO_WIDTH}]")
# In a header the line breaks go too, and the marks that re-order the words around them.
_BREAKS_HEADER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    r"""`text` with C0, C1, bidi and zero-width characters as escapes (`\u202e`); tab and line feed stay (A8)."""
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
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
