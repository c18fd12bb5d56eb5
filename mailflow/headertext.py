"""Header text of others made readable: 8-bit bytes, RFC 2047 encoded words, control characters."""

from __future__ import annotations

import binascii
import re

from helpdesk.mailflow.charsets import decoded

# Every repetition ends at a character it cannot hold, and a name is short: linear on any header.
_WORD = re.compile(r"=\?(?P<charset>[^?\s]{1,64})\?(?P<how>[BbQq])\?(?P<text>[^?\r\n]*)\?=")
_FOLD = re.compile(r"(?:\r\n|\r|\n)+[ \t]?")
# C0, DEL, C1 and the two line separators: never part of a header's text (threats A28, A44).
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_Q_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def unfolded(value: str) -> str:
    """A raw field value on one line: folding removed (RFC 5322 2.2.3), 8-bit bytes read, no NUL, no surrogates."""
    if "\n" in value or "\r" in value:
        value = _FOLD.sub(" ", value)
    return readable(value).strip(" \t")


def readable(value: str) -> str:
    """Bytes that stand in `value` as surrogates, read as utf-8 or windows-1252; NUL becomes a space."""
    if not value.isascii():
        try:
            value = decoded(value.encode("utf-8", "surrogateescape")).text
        except UnicodeEncodeError:
            value = value.encode("utf-8", "replace").decode("utf-8")
    return value.replace("\0", " ") if "\0" in value else value


def header_text(value: str) -> str:
    """The text of an unstructured header: encoded words decoded, control characters as spaces. Never raises."""
    text = unfolded(value)
    if "=?" in text:
        text = decoded_words(text)
    return _CONTROL.sub(" ", text).strip()


def decoded_words(text: str) -> str:
    """`text` with its encoded words decoded (RFC 2047 6.2): the space between two of them is not shown.

    Neighbours of one charset are joined before they are decoded: mailers cut letters in half.
    """
    shown: list[str] = []
    octets, charset, end = b"", "", 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        name = match["charset"].partition("*")[0].lower()
        if octets and (between.strip() or name != charset):
            shown.append(_word(octets, charset))
            octets = b""
        if not (end and not between.strip()):
            shown.append(between)
        octets += _octets(match["how"], match["text"])
        charset, end = name, match.end()
    if octets:
        shown.append(_word(octets, charset))
    shown.append(text[end:])
    return "".join(shown)


def _word(octets: bytes, charset: str) -> str:
    # Not stripped: a word may carry the space that stands before the next one.
    return _CONTROL.sub(" ", decoded(octets, charset).text)


def _octets(how: str, text: str) -> bytes:
    """The bytes in one encoded word; what cannot be decoded stays as it stands."""
    data = text.encode("utf-8", "replace")
    if how in "qQ":
        return _Q_HEX.sub(lambda m: bytes.fromhex(m[1].decode("ascii")), data.replace(b"_", b" "))
    clean = _NOT_BASE64.sub(b"", data)
    # One character alone past a multiple of four carries no byte.
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
