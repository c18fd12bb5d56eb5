"""The leak guard: what must not go out to a customer, looked for in the words and again in the final bytes."""

from __future__ import annotations

import re
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise
from urllib.parse import unquote

from helpdesk.mailflow.addresses import clean_header, visible
from helpdesk.mailflow.marks import LABELS, is_card, is_separator
from helpdesk.mailflow.mime import File
from helpdesk.mailflow.sealed import sealed_file, sealed_words
from helpdesk.mailflow.tokens import carries_secret, scrub
from helpdesk.mailflow.unseen import without_unseen

NOTE_RUN = 8  # consecutive words of a note that give it away (product.md 2.2)
CARD_WORDS = 4  # a card's line of fewer words may stand in any answer: only a whole line of it is telling

_RUN = re.compile(r"[a-z0-9._+-]*")
_DOMAIN = re.compile(r"[a-z0-9.-]*")
_OWN_ID = re.compile(r"[rncb]\.[a-z2-7]{24}")
_HANDLE = re.compile(rb"\+[rncb]-[a-z2-7]{16}(?![a-z0-9])")  # exact, for megabytes of anything
_TAGS = ("+r-", "+n-", "+c-", "+b-")
_ENCODED = ("%2b", "%40", "&#43", "&#043", "&#x2b", "&plus", "&#64", "&#064", "&#x40", "&commat")
_WORD = re.compile(r"\w+")
# A signature made with the agent's key names her, and signs a mail that is not the one going out.
_SIGNATURES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
    }
)


_BASE64 = re.compile(rb"^(?:[A-Za-z0-9+/]{4,}+={0,2}\r?(?:\n|\Z))++", re.MULTILINE)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
READ_OF_A_FILE = 1_000_000  # bytes of a text file that are looked through for notes
_SUSPICIOUS = (*"@+%&=", "/q/", "/u/", "/s/")


class Leak(Exception):
    """A public mail would show something internal: it is held for `code`, and the agent is told `reason`."""

    code = "leak"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sealed(Leak):
    """The mail is in a wrapping that nobody here can open: what it would show, nobody knows."""

    code = "sealed"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What a customer must not see. `card_lines`: what the agent's card says beside what every card does, such as
    why the ticket is hers. `public`: texts the customer knows already: a note may quote them."""

    protocol: str = ""
    addresses: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    card_lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    public: tuple[str, ...] = ()


def refuse_leaks(text: str, files: Sequence[File], forbidden: Forbidden) -> None:
    """Raises Leak, or Sealed, where an agent's own words or files would show what is internal."""
    if seal := sealed_words(text) or next((one.filename for one in files if _is_sealed(one)), ""):
        raise Sealed(f"a whole mail that nobody here can look into: {clean_header(seal, 80)}")
    refuse(leaks(text, forbidden) or _leaking_file(files, forbidden))


def refuse(problem: str) -> None:
    """Raises Leak for what `leaks` or `leaks_bytes` found; nothing where that is ''."""
    if problem:
        raise Leak(problem)


def _is_sealed(file: File) -> bool:
    return sealed_file(file.filename, file.content_type.strip().lower())


def leaks(text: str, forbidden: Forbidden) -> str:
    """What in `text` is internal, in plain words; '' where nothing is. Linear in the texts. It is asked of the text
    as it is seen, too: a soft hyphen in the middle of a word hides nothing from its reader."""
    return _leaks(text, forbidden) or ("" if text.isascii() else _leaks(without_unseen(text), forbidden))


def _leaks(text: str, forbidden: Forbidden) -> str:
    return _names(text, forbidden) or _of_cards(text, forbidden) or _of_a_note(text, forbidden)


def _of_cards(text: str, forbidden: Forbidden) -> str:
    cards = {_bare(line) for line in forbidden.card_lines} - {""}
    for line in text.split("\n"):
        if is_separator(line) or _bare(line) in cards or _of_the_card(line, forbidden.protocol):
            return f"a line of the desk's card: {clean_header(line, 80)}"
    flat = _flat(text)
    hit = next((card for card in cards if len(_WORD.findall(card)) >= CARD_WORDS and _flat(card) in flat), "")
    if hit:
        return f"a line of the desk's card: {clean_header(hit, 80)}"
    return ""


def leaks_bytes(raw: bytes, forbidden: Forbidden) -> str:
    """As `leaks`, of a finished mail: private addresses and handles in any of its bytes, in words; '' for none."""
    head, _, body = raw.partition(b"\r\n\r\n")
    # The head carries our own Message-ID and those sent to this person before: ids are looked for below it.
    written = head.replace(b"\r\n ", b" ").decode("latin-1")
    return _address_in(written.lower(), forbidden.addresses) or _names_in(a2b_qp(body), forbidden)


def _leaking_file(files: Iterable[File], forbidden: Forbidden) -> str:
    """What in an attachment is internal: handles in any, private addresses, cards and notes in texts and mails."""
    for file in files:
        problem = _names(without_unseen(file.filename), forbidden) or _in_file(file, forbidden)
        if problem:
            return f"{problem} ({clean_header(file.filename, 80)})"
    return ""


def _in_file(file: File, forbidden: Forbidden) -> str:
    kind = file.content_type.strip().lower()
    # Outlook keeps a mail in UTF-16: every other byte of it is zero.
    data = (file.data or b"").replace(b"\0", b"")
    if not kind.startswith(("text/", "message/")):
        return "a private reply address of the desk" if _HANDLE.search(data) else ""
    inner = (_decoded(data),) if kind.startswith("message/") else ()
    for part in (data, *inner):
        text = _as_text(part[:READ_OF_A_FILE])
        if problem := _names_in(part, forbidden) or _of_cards(text, forbidden) or _of_a_note(text, forbidden):
            return problem
    return ""


def _decoded(data: bytes) -> bytes:
    """What stands in the encoded parts of an attached mail (RFC 2045 6.7, 6.8)."""
    blocks = (_NOT_BASE64.sub(b"", hit.group()) for hit in _BASE64.finditer(data))
    plain = (a2b_base64(block[: len(block) // 4 * 4]) for block in blocks)
    return b"\n".join((a2b_qp(data), *plain)).replace(b"\0", b"")


def _as_text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def scrubbed(text: str) -> str:
    """`text` of others without handles, ids and page secrets of ours (A13); most texts have no suspicious sign."""
    return scrub(text) if any(mark in text for mark in _SUSPICIOUS) else text


def seen(text: str) -> str:
    """`text` of others with what cannot be seen spelled out (A8)."""
    return text if text.isprintable() else visible(text)


def relayable(files: Iterable[File]) -> tuple[File, ...]:
    """The attachments of an agent's mail that may go on: all but signatures and keys, which name her."""
    return tuple(file for file in files if file.content_type.strip().lower() not in _SIGNATURES)


def _names_in(data: bytes, forbidden: Forbidden) -> str:
    problem = _names(data.decode("latin-1"), forbidden)
    if problem or data.isascii():
        return problem
    return _names(without_unseen(data.decode("utf-8", "ignore")), forbidden)


def _names(text: str, forbidden: Forbidden) -> str:
    """What private address, handle or Message-ID stands in `text`, in words."""
    lower = text.lower()
    if any(needle in lower for needle in _ENCODED):
        lower = unescape(unquote(lower))
    if any(secret in lower for secret in forbidden.handles) or (
        any(needle in lower for needle in _TAGS) and carries_secret(lower)
    ):
        return "a private reply address of the desk"
    if any(_OWN_ID.fullmatch(local[-26:]) for local, _ in _addresses(lower)):
        return "a private Message-ID of the desk"
    return _address_in(lower, forbidden.addresses)


def _address_in(lower: str, addresses: tuple[str, ...]) -> str:
    keys = _keys(addresses)
    hit = next(
        (f"{local}@{domain}" for local, domain in _addresses(lower) if f"{local}@{domain}" in keys), ""
    )
    return f"the private address {clean_header(hit)}" if hit else ""


def _addresses(lower: str) -> Iterable[tuple[str, str]]:
    # From one @ to the next: a pattern tried at every character would cost more than composing the mail.
    for before, after in pairwise(lower.split("@")):
        yield _run(before), after[: _length(_DOMAIN, after[:254])].rstrip(".-")


def _run(before: str) -> str:
    return before[len(before) - _length(_RUN, before[:-66:-1]) :]


def _length(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


@lru_cache(maxsize=64)
def _keys(addresses: tuple[str, ...]) -> frozenset[str]:
    """The addresses as `_addresses` sees them: o'brien@x stands there as brien@x."""
    split = [address.lower().rpartition("@") for address in addresses]
    return frozenset(f"{_run(local)}@{domain}" for local, _, domain in split)


def _of_the_card(line: str, protocol: str) -> bool:
    """Whether the line is of the card, or has it retyped in the middle of other words."""
    if not protocol:
        return False
    plain = line.replace("\u00a0", " ")
    return is_card(line, protocol) or f"{protocol} · " in plain or any(label in plain for label in LABELS)


def _flat(text: str) -> str:
    """The words alone: an editor wraps lines and capitalises them."""
    return " ".join(text.replace("\n>", "\n").casefold().split())


def _bare(line: str) -> str:
    return line.lstrip("> |\t\u00a0").strip()


def _of_a_note(text: str, forbidden: Forbidden) -> str:
    if not forbidden.notes:
        return ""
    secret = {run for note in forbidden.notes for run in _runs(note)}
    if secret:
        secret -= {run for known in forbidden.public for run in _runs(known)}
    hit = next((run for run in _runs(text) if run in secret), None)
    return f"words of an internal note: {' '.join(hit)}" if hit else ""


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    words = _WORD.findall(without_unseen(text).casefold())
    return zip(*(words[n:] for n in range(NOTE_RUN)), strict=False)
