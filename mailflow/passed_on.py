"""A mail that somebody passes on inside her own: whose it was, what it was called and what it said (product.md 2.6).

Only what programs write above a forwarded mail counts: its headers, in a block. What the block does not say is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpdesk.mailflow import quotes
from helpdesk.mailflow.addresses import dot_atom, fold
from helpdesk.mailflow.attributions import is_quoted
from helpdesk.mailflow.htmltext import text_of
from helpdesk.tickets.mail import Address, InboundMail

_ADDRESS = re.compile(r"[^\s<>,;:()\[\]\"']{1,64}@[^\s<>,;:()\[\]\"']{1,255}")
_LONGEST = 1_000  # characters of a header's value
_READ = 4_000  # lines of a mail
_LINK = re.compile(r"<?mailto:", re.IGNORECASE)
_FORWARD = re.compile(r"\s*(?:fwd?|rv|enc|tr|wg|i|reenv|reenviado)\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PassedOn:
    """`senders`: who its From may mean, none where it names no address; `others`: further addresses in From of mails
    that stand in it, for a person to choose from. `text` is the mail's own, without its headers."""

    senders: tuple[Address, ...]
    others: tuple[Address, ...]
    subject: str
    text: str


def passed_on(mail: InboundMail) -> PassedOn | None:
    """The mail that stands below the sender's own words, None where none does: it answers one, or nothing shows that
    one is passed on."""
    if mail.in_reply_to and not quotes.forward_subject(mail.subject):
        return None
    text = mail.text if mail.text.strip() else text_of(mail.html)
    lines = text.split("\n")[:_READ]
    blocks = list(_blocks(lines))
    marked = next((n for n, line in enumerate(lines) if quotes.forwarded_line(line)), -1)
    if not blocks or not (marked >= 0 or quotes.forward_subject(mail.subject)):
        return None
    begin, size = next(((at, size) for at, size in blocks if at > marked), blocks[0])
    values = quotes.block_values(lines, begin, size)
    first = _people(values.get("from", ""))
    others = [
        one
        for at, length in blocks
        if at > begin
        for one in _people(quotes.block_values(lines, at, length).get("from", ""))
    ]
    subject = " ".join(values.get("subject", "").strip("*_ ").split()) or _bare(mail.subject)
    return PassedOn(first, tuple(others), _bare(subject), _unquoted(lines[begin + size :]))


def unambiguous(found: Sequence[Address]) -> Address | None:
    """The one person that all of `found` are, None where there is none or several."""
    people = {fold(one.address): one for one in reversed(found)}
    return next(iter(people.values())) if len(people) == 1 else None


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(lines):
        size = quotes.header_block(lines, at) if quotes.may_head(lines[at]) else 0
        if size:
            yield at, size
        at += size or 1


def _people(value: str) -> tuple[Address, ...]:
    """The addresses of a From as programs print it: `Lucía <l@x>`, `Lucía [mailto:l@x]`, `"l@x" <l@x>`."""
    plain = _LINK.sub("<", value[:_LONGEST])
    found: dict[str, Address] = {}
    for hit in _ADDRESS.finditer(plain):
        address = hit.group().strip(".")
        if dot_atom(address) and fold(address) not in found:
            name = plain[: hit.start()].strip(" \t*_<[(\"'") if not found else ""
            found[fold(address)] = Address(address, "" if "@" in name else name.strip())
    return tuple(found.values())


def _unquoted(lines: Sequence[str]) -> str:
    """The text, without the '>' that some programs put before each line of it."""
    written = [line for line in lines if line.strip()]
    if written and all(is_quoted(line) for line in written):
        lines = [re.sub(r"^\s*> ?", "", line) for line in lines]
    return "\n".join(lines).strip("\n ")


def _bare(subject: str) -> str:
    return _FORWARD.sub("", subject[:1_000], count=1).strip()
