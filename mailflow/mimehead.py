"""The value of a MIME header field taken apart: what it is, and its parameters (RFC 2045, RFC 2231).

The standard library's reading of parameters is quadratic on a quoted run of semicolons and raises on odd
continuation numbers; here every mail that came through the pre-scan reads in linear time and never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from helpdesk.mailflow.charsets import decoded

_PARAMETER = re.compile(
    r""";\s*+(?P<name>[^=;"\s]++)\s*+=\s*+(?:"(?P<quoted>(?:[^"\\]|\\.)*+)"?|(?P<bare>[^;]*+))""", re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_EXTENDED = re.compile(r"(?P<name>[^*]+)(?:\*(?P<number>[0-9]{1,3}))?(?P<percent>\*)?")
_TOKEN = re.compile(r"[!#$%&'*+.0-9A-Z^_`a-z{|}~-]+/[!#$%&'*+.0-9A-Z^_`a-z{|}~-]+")


@dataclass(frozen=True, slots=True)
class Field:
    """`value` is the lower-cased first token ('text/plain', 'attachment'); `params` have lower-case names."""

    value: str
    params: dict[str, str]


def field(raw: str) -> Field:
    """Take apart a Content-Type, Content-Disposition or like value. Continued and encoded parameters are joined."""
    value, semicolon, rest = raw.partition(";")
    params: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _PARAMETER.finditer(semicolon + rest):
        name = match["name"].lower()
        quoted = match["quoted"]
        text = _ESCAPED.sub(r"\1", quoted) if quoted is not None else match["bare"].strip()
        if "*" not in name:
            params.setdefault(name, text)
        elif extended := _EXTENDED.fullmatch(name):
            number = int(extended["number"] or 0)
            pieces.setdefault(extended["name"], {}).setdefault(number, (text, bool(extended["percent"])))
    for name, numbered in pieces.items():
        params[name] = _joined(numbered)
    return Field(value.strip().lower(), params)


def media_type(raw: str | None, default: str = "text/plain") -> str:
    """The lower-case type/subtype; what is no media type at all counts as text/plain (RFC 2045 5.2)."""
    if raw is None:
        return default
    value = raw.partition(";")[0].strip().lower()
    if _TOKEN.fullmatch(value):
        return value
    found = _TOKEN.match(value)
    return found[0] if found and value.count("/") == 1 else "text/plain"


def boundary_of(raw: str) -> str:
    """The boundary in a Content-Type value, '' where it has none. What the parser and the pre-scan both go by."""
    return field(raw).params.get("boundary", "").rstrip()


def _joined(numbered: dict[int, tuple[str, bool]]) -> str:
    """The text of a parameter from its continuations, in order, until a number is missing (RFC 2231 3, 4.1)."""
    charset = ""
    octets = b""
    for expected, number in enumerate(sorted(numbered)):
        text, percent = numbered[number]
        if number != expected:
            break
        if percent and number == 0:
            label, mark, rest = text.partition("'")
            _, second, encoded = rest.partition("'")
            charset, text = (label, encoded) if mark and second else ("", text)
        octets += unquote_to_bytes(text) if percent else text.encode("utf-8", "surrogateescape")
    return decoded(octets, charset).text
