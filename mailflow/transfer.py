"""Content-Transfer-Encoding undone: base64, quoted-printable, uuencode; bad data never raises (threats A44)."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\n]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Plain:
    """The bytes of a part, and a remark for people where the encoding was broken ('' otherwise)."""

    octets: bytes
    note: str = ""


def undone(payload: bytes, encoding: str) -> Plain:
    """`payload` (line ends LF) decoded by the name of its transfer encoding.

    What is not encoded comes with CRLF line ends, as it stood on the wire; so does anything that cannot be
    decoded, which is shown as it is, with a note.
    """
    match encoding.partition(";")[0].strip().lower():
        case "base64":
            return _base64(payload)
        case "quoted-printable":
            return Plain(binascii.a2b_qp(_wire(payload)))
        case "x-uuencode" | "uuencode" | "uue" | "x-uue":
            return _uu(payload)
        case _:
            return Plain(_wire(payload))


def _base64(payload: bytes) -> Plain:
    try:
        octets = binascii.a2b_base64(payload)
    except binascii.Error:
        clean = _NOT_BASE64.sub(b"", payload)
        clean = clean[: len(clean) - (len(clean) % 4 == 1)]
        octets = binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
        if octets:
            return Plain(octets, "damaged base64: decoded as far as it goes")
    if not octets and payload.strip():
        return Plain(_wire(payload), "not base64 at all: shown as it stands")
    return Plain(octets)


def _uu(payload: bytes) -> Plain:
    begin = _UU_BEGIN.search(payload)
    if begin is None:
        return Plain(_wire(payload), "not uuencoded at all: shown as it stands")
    octets: list[bytes] = []
    for line in payload[begin.end() :].split(b"\n"):
        if line.strip() in (b"end", b"", b"`"):
            break
        # The first character says how many bytes follow; encoders that pad a line too far are common.
        length = (line[0] - 32) & 63
        try:
            octets.append(binascii.a2b_uu(line[: 1 + (length + 2) // 3 * 4]))
        except binascii.Error:
            return Plain(b"".join(octets) or _wire(payload), "damaged uuencoding: decoded as far as it goes")
    return Plain(b"".join(octets))


def _wire(payload: bytes) -> bytes:
    return payload.replace(b"\n", b"\r\n")
