"""What shows that lines of an agent's mail are quoted: the texts, addresses and subject of the ticket it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.attributions import UNSEEN, Grade, attribution, is_quoted
from helpdesk.mailflow.ours import Sent, spoken
from helpdesk.mailflow.quotes import block_values, forwarded_line, header_block, may_head, original_line

_ADDRESS = re.compile(r"([\w.-]{1,64})(?:\+[\w.+-]{0,64})?@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_READ = 2000  # characters of a header
_COMPARED = 512 * 1024  # characters of what was said, with and without its links
_TOP = 3  # lines below the headers in which a quoted mail begins


@dataclass(frozen=True)
class Past:
    """What was said on a ticket, in mails and notes; the desk's addresses, folded and without tags; its customers'.

    `elsewhere`: the agent's mail answers one that the desk knows nothing of, so a program may have quoted that one.
    """

    texts: Sequence[str] = ()
    desk: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    protocol: str = ""
    subject: str = ""
    elsewhere: bool = False

    @cached_property
    def said(self) -> Sent:
        """The texts, ready to be compared with a mail."""
        return Sent([one for text in self.texts for one in dict.fromkeys((text, spoken(text)))], _COMPARED)

    @cached_property
    def hashed(self) -> frozenset[str]:
        """The lines of the texts that begin with a hash."""
        lines = (" ".join(line.split()) for text in self.texts for line in text.split("\n") if "#" in line)
        return frozenset(line.lstrip("> ") for line in lines)


def whose(
    past: Past, lines: Sequence[str], at: int, block: int, size: int, gone: AbstractSet[int] = frozenset()
) -> Literal["quoted", "pasted", "unsure"]:
    """Whether headers at line `block` stand above a mail of the ticket, or above one that the agent pasted to show it.

    `at`: the line that introduces them. Unsure is what a program may have written and nothing on the ticket knows,
    and what is known in part. `gone`: lines that are known to be quoted.
    """
    values = block_values(lines, block, size)
    stop = goes_to(lines, block + size, gone)
    below = [line for line in lines[block + size : stop] if line.strip(UNSEEN)]
    if _names_us(past, values) or (below and past.said.says(" ".join(below[:_TOP]))):
        return "quoted"
    foreign = "@" in values.get("from", "") and not original_line(lines[at]) and not past.elsewhere
    if not foreign or (below and past.said.says(" ".join(below))):
        return "unsure"
    return "pasted"


def pasted_forward(past: Past, lines: Sequence[str], at: int, gone: AbstractSet[int]) -> bool:
    """Whether the forward's line `at` stands above somebody else's mail, which an agent pasted; its headers begin
    within three lines. `gone`: lines that are known to be quoted."""
    near = range(at + 1, min(at + 4, len(lines)))
    block = next((n for n in near if lines[n].strip(UNSEEN)), at)
    size = header_block(lines, block) if block > at else 0
    return size > 0 and whose(past, lines, at, block, size, gone) == "pasted"


def pasted_quote(past: Past, lines: Sequence[str], begin: int, end: int, gone: AbstractSet[int]) -> range:
    """What an agent pasted from line `begin` on with the attribution that ends in line `end`, to show it to the
    customer; empty where it may be a quote. It names somebody by an address who has no part in the ticket, nothing
    below it was said there, and no program quoted it."""
    nothing = range(begin, begin)
    named = _addresses(" ".join(lines[begin : end + 1]))
    if not named or past.elsewhere or is_quoted(lines[begin]) or named & (past.desk | past.customers):
        return nothing
    stop = goes_to(lines, end + 1, gone)
    words = " ".join(line.lstrip("> ") for line in lines[end + 1 : stop] if line.strip(UNSEEN))
    return nothing if not words or past.said.says(words) else range(begin, stop)


def goes_to(lines: Sequence[str], start: int, gone: AbstractSet[int]) -> int:
    """Where the mail ends whose text begins in line `start`: where another begins, what is known to be quoted, or
    what is marked where it is not, and the other way round."""
    first = next((n for n in range(start, len(lines)) if lines[n].strip(UNSEEN)), len(lines))
    marked = first < len(lines) and is_quoted(lines[first])
    for at in range(first, len(lines)):
        line = lines[at]
        if at in gone or (line.strip(UNSEEN) and is_quoted(line) != marked):
            return at
        begin, grade = attribution(lines, at)
        if grade >= Grade.DATED and begin >= start:
            return begin
        if may_head(line) and (original_line(line) or forwarded_line(line) or header_block(lines, at)):
            return at
    return len(lines)


def _names_us(past: Past, values: Mapping[str, str]) -> bool:
    sender = _addresses(values.get("from", ""))
    readers = _addresses(values.get("to", "")) | _addresses(values.get("cc", ""))
    if (sender | readers) & past.desk or sender & past.customers:
        return True
    subject, ours = values.get("subject", "")[:_READ].casefold(), past.subject.strip().casefold()
    if past.protocol and past.protocol.casefold() in subject:
        return True
    return bool(ours) and (subject == ours or subject.endswith((f": {ours}", f"] {ours}")))


def _addresses(value: str) -> set[str]:
    return {fold(f"{local}@{domain}") for local, domain in _ADDRESS.findall(value[:_READ])}
