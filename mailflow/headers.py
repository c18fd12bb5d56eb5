"""The one gate for header fields going out: every name and value is cleaned, encoded and folded here, then read back.

RFC 5322 folding and RFC 2047 words on our own few lines: the standard library's way costs milliseconds a mail,
and it turns long Message-IDs into encoded words that Outlook cannot thread by.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from functools import lru_cache

import idna

from helpdesk.mailflow.addresses import clean_header, dot_atom
from helpdesk.mailflow.visible import HEADER_LIMIT
from helpdesk.tickets.mail import Address

LINE = 76  # RFC 5322 2.1.1 asks for 78, RFC 2047 2 for 76
ONE_LINE = 60  # what fits beside a field name without a fold
HARD_LINE = 998
ID_LIMIT = 900  # an id cannot be folded: it must fit one line
REFERENCES_KEPT = 20  # product.md 1.3: the root and the last twenty

_ID = re.compile(r"<[!-;=?-~]+>")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_BROKEN = re.compile(rb"\r(?!\n)|(?<!\r)\n|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]")
_Q_SAFE = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")  # RFC 2047 5 (3)
_Q = tuple("_" if byte == 0x20 else chr(byte) if byte in _Q_SAFE else f"={byte:02X}" for byte in range(256))
_Q_ROOM = 63  # 75 - len("=?utf-8?q?" + "?=")
_B_ROOM = 45  # bytes that make at most 60 base64 characters


class BadAddress(ValueError):
    """An address that must not stand in an envelope or header (A29): nothing is sent to it, somebody is told."""


class BrokenHeader(RuntimeError):
    """A header block does not read back as what was put into it (A28): the mail must not go out."""


class Head:
    """The header fields of one mail or part, in order; `block` gives the checked bytes."""

    def __init__(self) -> None:
        self._fields: list[tuple[str, str]] = []

    def text(self, name: str, value: str) -> None:
        """Free text, of others or ours: cleaned, folded, as encoded words where it is not ASCII."""
        self._fields.append((name, fold(name, text_tokens(value))))

    def mailboxes(self, name: str, people: Sequence[Address]) -> None:
        """An address list. Raises BadAddress. No field at all for nobody."""
        if people:
            self._fields.append((name, fold(name, _list_tokens(people))))

    def ids(self, name: str, ids: Iterable[str]) -> None:
        """Message-IDs, one a line, never encoded (libraries 3.10); what is not an id is left out."""
        good = [one for one in ids if is_id(one)]
        if good:
            self._fields.append((name, f"{name}: " + "\r\n ".join(good)))

    def token(self, name: str, value: str) -> None:
        """A value of our own making, ASCII, already folded where it is long."""
        self._fields.append((name, f"{name}: {value}"))

    def block(self) -> bytes:
        """The fields as bytes, each line ended by CRLF. Raises BrokenHeader."""
        written = "".join([line + "\r\n" for _, line in self._fields]).encode("ascii", "backslashreplace")
        check_block(written, [name for name, _ in self._fields])
        return written


def check_block(block: bytes, names: Sequence[str]) -> None:
    """Raises BrokenHeader unless `block` reads as exactly the fields `names`, in order, in ASCII, CRLF only."""
    bad = _BROKEN.search(block)
    if bad:
        raise BrokenHeader(f"byte {bad.group()[:1].hex()} at {bad.start()} of a header block")
    lines = block.split(b"\r\n")
    if lines.pop():
        raise BrokenHeader("a header block does not end with a line break")
    read: list[str] = []
    for line in lines:
        if len(line) > HARD_LINE:
            raise BrokenHeader(f"a header line of {len(line)} bytes")
        if line[:1] in {b" ", b"\t"}:
            if not read or not line.strip():
                raise BrokenHeader("a continuation line of nothing")
            continue
        read.append(line.partition(b":")[0].decode("ascii"))
    if read != list(names):
        raise BrokenHeader(f"the fields read back as {read}, not {list(names)}")
    singles = [name.lower() for name in names]
    if len(set(singles)) != len(singles) or not all(_NAME.fullmatch(name) for name in names):
        raise BrokenHeader(f"a field repeated or misnamed among {list(names)}")


def is_id(value: str) -> bool:
    """Whether `value` is one Message-ID that can be repeated as it stands."""
    return len(value) <= ID_LIMIT and _ID.fullmatch(value) is not None


def thread(references: Sequence[str], parent: str = "") -> tuple[str, ...]:
    """References: the root and the last twenty, each once, the parent last (RFC 5322 3.6.4, product.md 1.3)."""
    unique = list(dict.fromkeys(one for one in references if is_id(one) and one != parent))
    if is_id(parent):
        unique.append(parent)
    kept = unique if len(unique) <= REFERENCES_KEPT + 1 else [unique[0], *unique[-REFERENCES_KEPT:]]
    return tuple(kept)


@lru_cache(maxsize=4096)
def safe_address(address: str) -> str:
    """`address` with its domain as A-labels. Raises BadAddress where it is no ASCII dot-atom (A29, RFC 6531)."""
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise BadAddress(f"the domain of {clean_header(address)} cannot be written in ASCII") from error
    whole = f"{local}@{domain}"
    if not dot_atom(whole) or len(whole) > 254:
        raise BadAddress(f"{clean_header(address) or 'an empty address'} cannot stand in an envelope")
    return whole


def text_tokens(value: str) -> list[str]:
    """`value` cleaned and cut into what a line may be broken between; encoded words where they are needed."""
    # Most values are plain: then there is nothing to clean.
    if not (value.isascii() and value.isprintable() and len(value) <= HEADER_LIMIT):
        value = clean_header(value)
    words = [word for word in value.split(" ") if word]
    odd = [n for n, word in enumerate(words) if not word.isascii() or "=?" in word or len(word) > LINE - 10]
    if not odd:
        return words
    # One run from the first odd word to the last: the space between two encoded words does not count (RFC 2047 6.2).
    run = encoded_words(" ".join(words[odd[0] : odd[-1] + 1]))
    some = [*words[: odd[0]], *run, *words[odd[-1] + 1 :]]
    if sum(map(len, some)) + len(some) <= ONE_LINE:
        return some
    # Many readers lose the space where a fold falls between a plain and an encoded word: then all are encoded.
    return list(encoded_words(" ".join(words)))


@lru_cache(maxsize=1024)  # the same few names stand on every mail of a ticket
def encoded_words(text: str) -> tuple[str, ...]:
    """`text` as RFC 2047 words of at most 75 characters, none cutting a character in two."""
    coded = [text_char.encode("utf-8", "replace") for text_char in text]
    total = sum(map(len, coded))
    q_form = ["".join([_Q[byte] for byte in char]) for char in coded]
    if sum(map(len, q_form)) <= total * 4 // 3 + 8:
        return tuple(f"=?utf-8?q?{chunk}?=" for chunk in chunks(q_form, _Q_ROOM))
    runs = chunks([char.decode("latin-1") for char in coded], _B_ROOM)
    packed = [b2a_base64(run.encode("latin-1"), newline=False).decode("ascii") for run in runs]
    return tuple(f"=?utf-8?b?{chunk}?=" for chunk in packed)


def chunks(pieces: Sequence[str], room: int) -> list[str]:
    """`pieces` joined into strings of at most `room` characters, none of them cut."""
    whole: list[str] = []
    current: list[str] = []
    size = 0
    for piece in pieces:
        if size + len(piece) > room:
            whole.append("".join(current))
            current, size = [], 0
        current.append(piece)
        size += len(piece)
    return [*whole, "".join(current)]


def mailbox_tokens(person: Address) -> list[str]:
    """`Name <local@domain>` as tokens. Raises BadAddress."""
    address = safe_address(person.address)
    # A quoted newline is gone by now; what is left that could end a quoted string is escaped (RFC 5322 3.2.4).
    name = clean_header(person.name, 100)
    if not name:
        return [address]
    if not name.isascii() or "=?" in name:
        return [*encoded_words(name), f"<{address}>"]
    if _ATOMS.fullmatch(name) and "  " not in name:
        return [*name.split(" "), f"<{address}>"]
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return [f'"{escaped}"', f"<{address}>"]


def _list_tokens(people: Sequence[Address]) -> list[str]:
    tokens: list[str] = []
    for n, person in enumerate(people):
        mailbox = mailbox_tokens(person)
        if n < len(people) - 1:
            mailbox[-1] += ","
        tokens += mailbox
    return tokens


def fold(name: str, tokens: Sequence[str]) -> str:
    """The field `name` with `tokens`, a space between them and a line break where a line is full."""
    parts = [name, ":"]
    used = len(name) + 1
    for token in tokens:
        if used + 1 + len(token) > LINE and used > len(name) + 1:
            parts.append("\r\n")
            used = 0
        parts += (" ", token)
        used += 1 + len(token)
    return "".join(parts)
