"""MIME bodies of mail going out: text, its HTML twin, attachments; 7-bit clean, CRLF only (A27)."""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from helpdesk.mailflow.addresses import clean_header
from helpdesk.mailflow.headers import HARD_LINE, Head, chunks, encoded_words

FILENAME_LIMIT = 120  # characters; what a file system takes, with room for encoding

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
_ASCII = bytes(range(128))
_NEVER = re.compile("[\x00-\x08\x0e-\x1f\x7f]")  # nothing a text needs, and NUL breaks peers
_PARAMETER_ROOM = 60
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 !#$&+^_`{}~.,()-]+")


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. `size` is of the decoded bytes; `data` None = named in the text, not attached."""

    filename: str
    content_type: str
    size: int
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A MIME part: its content header fields (name, value) and its body, which ends with CRLF."""

    fields: tuple[tuple[str, str], ...]
    body: bytes

    def whole(self) -> bytes:
        """The part with its header block, as it stands inside a multipart."""
        return _head(self.fields) + b"\r\n" + self.body


@lru_cache(maxsize=64)
def _head(fields: tuple[tuple[str, str], ...]) -> bytes:
    head = Head()
    for name, value in fields:
        head.token(name, value)
    return head.block()


def build(text: str, html: str, files: Sequence[File], seed: str) -> Part:
    """The body of a mail: text first, then its HTML twin ('' = none), then the files that have data.

    `seed` is unguessable and of this mail alone (the random part of its Message-ID): boundaries are made
    of it, so nothing written by others can hold one.
    """
    part = text_part("plain", text)
    if html:
        part = _multipart("alternative", f"=_a.{seed}", [part, text_part("html", html)])
    attached = [file_part(file) for file in files if file.data is not None]
    if attached:
        part = _multipart("mixed", f"=_m.{seed}", [part, *attached])
    return part


def text_part(subtype: str, text: str) -> Part:
    """A text part: 7bit where it is ASCII with short lines, else quoted-printable or base64, whichever is less."""
    text = _NEVER.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip("\n") + "\n"
    data = text.encode("utf-8", "replace").replace(b"\n", b"\r\n")
    odd = len(data.translate(None, _ASCII))
    if odd * 5 > len(data) * 2:
        encoding, body = "base64", base64_lines(data)
    elif odd or max(map(len, data.split(b"\r\n"))) > 78:
        # b2a_qp also writes a lone dot as =2E, so that not even a careless relay ends the mail there.
        encoding, body = "quoted-printable", b2a_qp(data, quotetabs=False, istext=True)
    else:
        encoding, body = "7bit", data
    return Part(
        (("Content-Type", f"text/{subtype}; charset=utf-8"), ("Content-Transfer-Encoding", encoding)),
        body,
    )


def file_part(file: File) -> Part:
    """An attachment, always as such and never inline (A34), its name readable by Outlook and Gmail alike."""
    data = file.data or b""
    name = safe_filename(file.filename)
    kind = file.content_type.strip().lower()
    if kind == "message/rfc822":
        return _mail_part(name, data)
    if not _TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/")):
        kind = "application/octet-stream"
    fields = (
        ("Content-Type", _with_name(kind, data, name)),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", _disposition(name)),
    )
    return Part(fields, base64_lines(data))


def _mail_part(name: str, data: bytes) -> Part:
    """A mail inside a mail. RFC 2046 5.2.1 forbids base64 there, so one that is not 7-bit goes as a file."""
    if not name.lower().endswith(".eml"):
        name += ".eml"
    body = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n").replace(b"\n", b"\r\n") + b"\r\n"
    seven_bit = body.isascii() and b"\0" not in body
    if seven_bit and max(map(len, body.split(b"\r\n"))) <= HARD_LINE:
        fields = (
            ("Content-Type", _with_name("message/rfc822", b"", name)),
            ("Content-Transfer-Encoding", "7bit"),
            ("Content-Disposition", _disposition(name)),
        )
        return Part(fields, body)
    return file_part(File(name, "application/octet-stream", len(data), data))


def base64_lines(data: bytes) -> bytes:
    """`data` in base64, 76 characters a line, ended by CRLF."""
    packed = b2a_base64(data, newline=False)
    return b"\r\n".join([packed[n : n + 76] for n in range(0, len(packed), 76)]) + b"\r\n"


def safe_filename(name: str) -> str:
    """A file name for display: no path, no control or reordering character, not endless (A37)."""
    name = (
        clean_header(name, 4 * FILENAME_LIMIT)
        .replace("/", "_")
        .replace("\\", "_")
        .replace('"', "'")
        .strip(" .")
    )
    if len(name) > FILENAME_LIMIT:
        stem, dot, ending = name.rpartition(".")
        keep = ending[:16] if dot else ""
        name = (stem or ending)[: FILENAME_LIMIT - 17].rstrip() + dot + keep
    return name or "attachment"


def _with_name(kind: str, data: bytes, name: str) -> str:
    # name= as an encoded word is against the letter of RFC 2047 5 and the only form old Outlooks read.
    words = "\r\n ".join(encoded_words(name)) if not _PLAIN_NAME.fullmatch(name) else name
    charset = "; charset=utf-8" if kind.startswith("text/") and _is_utf8(data) else ""
    return f'{kind}{charset};\r\n name="{words}"'


def _disposition(name: str) -> str:
    if _PLAIN_NAME.fullmatch(name):
        return f'attachment;\r\n filename="{name}"'
    coded = quote(name, safe="", errors="replace")
    if len(coded) <= _PARAMETER_ROOM:
        return f"attachment;\r\n filename*=utf-8''{coded}"
    pieces = chunks([quote(char, safe="", errors="replace") for char in name], _PARAMETER_ROOM)
    # RFC 2231 3 and 4.1: the charset stands in the first piece alone.
    pieces[0] = f"utf-8''{pieces[0]}"
    return "attachment;\r\n " + ";\r\n ".join(f"filename*{n}*={piece}" for n, piece in enumerate(pieces))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _multipart(subtype: str, boundary: str, parts: Sequence[Part]) -> Part:
    line = f"--{boundary}\r\n".encode("ascii")
    body = b"".join([line + part.whole() for part in parts]) + f"--{boundary}--\r\n".encode("ascii")
    kind = f'multipart/{subtype};\r\n boundary="{boundary}"'
    return Part((("Content-Type", kind), ("Content-Transfer-Encoding", "7bit")), body)
