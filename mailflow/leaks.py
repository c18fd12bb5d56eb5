"""The leak guard: what must not go out to a customer, looked for in the words and again in the final bytes."""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from helpdesk.mailflow.addresses import clean_header
from helpdesk.mailflow.marks import is_card, is_separator
from helpdesk.mailflow.mime import File
from helpdesk.mailflow.tokens import carries_secret

NOTE_RUN = 8  # consecutive words of a note that give it away (product.md 2.2)

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


class Leak(Exception):
    """A public mail would show something internal: it is held, and the agent is told `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What a customer must not see. `public`: texts the customer knows already: a note may quote them."""

    protocol: str = ""
    addresses: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    card_lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    public: tuple[str, ...] = ()


def leaks(text: str, forbidden: Forbidden) -> str:
    """What in `text` is internal, in plain words; '' where nothing is. Linear in the texts."""
    if carries_secret(text) or any(secret in text.lower() for secret in forbidden.handles):
        return "a private reply address of the desk"
    pattern = _pattern(forbidden.addresses)
    found = pattern.search(text) if pattern else None
    if found:
        return f"the private address {clean_header(found.group())}"
    cards = {_bare(line) for line in forbidden.card_lines} - {""}
    for line in text.split("\n"):
        if (
            is_separator(line)
            or _bare(line) in cards
            or (forbidden.protocol and is_card(line, forbidden.protocol))
        ):
            return f"a line of the desk's card: {clean_header(line, 80)}"
    return _of_a_note(text, forbidden)


def leaks_bytes(raw: bytes, forbidden: Forbidden) -> str:
    """The same question asked of a finished mail: private addresses and handles, encoded or quoted-printable."""
    head, _, body = raw.partition(b"\r\n\r\n")
    # The head carries our own Message-ID and those sent to this person before: secrets are looked for below it.
    written = head.replace(b"\r\n ", b" ").decode("latin-1")
    texts = (body.decode("latin-1"), a2b_qp(body).decode("latin-1"))
    pattern = _pattern(forbidden.addresses)
    for text in (written, *texts):
        found = pattern.search(text) if pattern else None
        if found:
            return f"the private address {clean_header(found.group())}"
        if any(secret in text for secret in forbidden.handles):
            return "a private reply address of the desk"
    return "a private reply address of the desk" if any(map(carries_secret, texts)) else ""


def leaking_file(files: Iterable[File], forbidden: Forbidden) -> str:
    """What in an attachment is internal: handles in any, private addresses in texts and mails; '' = nothing."""
    pattern = _pattern(forbidden.addresses)
    for file in files:
        text = (file.data or b"").decode("latin-1")
        readable = file.content_type.lower().startswith(("text/", "message/"))
        if carries_secret(text) or carries_secret(file.filename):
            return f"a private reply address of the desk, in {clean_header(file.filename, 80)}"
        found = pattern.search(text if readable else file.filename) if pattern else None
        if found:
            return f"the private address {clean_header(found.group())}, in {clean_header(file.filename, 80)}"
    return ""


def relayable(files: Iterable[File]) -> tuple[File, ...]:
    """The attachments of an agent's mail that may go on: all but signatures and keys, which name her."""
    return tuple(file for file in files if file.content_type.strip().lower() not in _SIGNATURES)


@lru_cache(maxsize=64)
def _pattern(addresses: Sequence[str]) -> re.Pattern[str] | None:
    if not addresses:
        return None
    any_of = "|".join(sorted(map(re.escape, addresses)))
    # mariana@x is not ana@x, and ana@x.example is not ana@x.
    return re.compile(rf"(?<![A-Za-z0-9._%+-])(?:{any_of})(?![A-Za-z0-9-]|\.[A-Za-z0-9])", re.IGNORECASE)


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
    words = _WORD.findall(text.casefold())
    return zip(*(words[n:] for n in range(NOTE_RUN)), strict=False)
