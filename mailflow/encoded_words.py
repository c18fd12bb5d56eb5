"""RFC 2047 encoded words in a display name or a subject, decoded: linear, and never an exception (A44)."""

from __future__ import annotations

import binascii
import codecs
import re

# RFC 2047 2: at most 75 characters; real mail has longer ones, so only the pieces are bounded.
_WORD = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z-]{0,20})?\?([BbQq])\?([^?\s]{0,4000})\?=")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_CHARSET = re.compile(
    r"utf-?8|us-ascii|ascii|iso-?8859-?\d{1,2}|latin-?1|windows-?\d{3,4}|cp\d{3,4}|koi8-[rut]|gb2312|gbk|gb18030"
    r"|big5|euc-(?:jp|kr)|iso-2022-(?:jp|kr)|shift[_-]jis|ks_c_5601-1987|tis-620|mac(?:intosh|-?roman)|utf-16(?:le|be)?"
)


def decoded(text: str) -> str:
    """`text` with its encoded words decoded. White space between two of them goes (RFC 2047 6.2); an unknown
    charset is read as latin-1, a word that cannot be decoded stays as it stands."""
    out: list[str] = []
    pending: list[bytes] = []  # neighbours in one charset are joined first: some mailers split a character
    charset = ""
    end = 0
    for word in _WORD.finditer(text):
        payload = _bytes(word.group(2), word.group(3))
        if payload is None:
            continue
        between = text[end : word.start()]
        touching = bool(pending) and not between.strip(" \t\r\n")
        if not touching or charset != word.group(1).lower():
            out.append(_text(b"".join(pending), charset))
            pending = []
        if not touching:
            out.append(between)
        pending.append(payload)
        charset = word.group(1).lower()
        end = word.end()
    out.append(_text(b"".join(pending), charset))
    out.append(text[end:])
    return "".join(out)


def _bytes(encoding: str, payload: str) -> bytes | None:
    raw = payload.encode("utf-8", "surrogateescape")
    if encoding in "Qq":
        return _HEX.sub(lambda hit: bytes.fromhex(hit.group(1).decode()), raw.replace(b"_", b" "))
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return None


def _text(raw: bytes, charset: str) -> str:
    if not raw:
        return ""
    # An allow-list: some of Python's codecs are quadratic, and some are no charsets at all.
    if not _CHARSET.fullmatch(charset):
        charset = "latin-1"
    try:
        return raw.decode(codecs.lookup(charset).name, "replace")
    except (LookupError, UnicodeError):
        return raw.decode("latin-1")
