"""What shows that lines of an agent's mail are quoted: the texts, addresses and subject of the ticket it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.attributions import UNSEEN
from helpdesk.mailflow.ours import Sent
from helpdesk.mailflow.quotes import block_values, original_line

_ADDRESS = re.compile(r"([\w.-]{1,64})(?:\+[\w.+-]{0,64})?@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_READ = 2000  # characters of a header
_TOP = 3  # lines below the headers in which a quoted mail begins


@dataclass(frozen=True, slots=True)
class Past:
    """What was said on a ticket, in mails and notes; the desk's addresses, folded and without tags; its customers'."""

    texts: Sequence[str] = ()
    desk: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    protocol: str = ""
    subject: str = ""


def whose(
    past: Past, said: Sent, lines: Sequence[str], at: int, block: int, size: int
) -> Literal["quoted", "pasted", "unsure"]:
    """Whether headers at line `block` stand above a mail of the ticket, or above one that the agent pasted to show it.

    `at`: the line that introduces them. `said`: the ticket's texts. Unsure is what a program may have written and
    nothing on the ticket knows, and what is known in part.
    """
    values = block_values(lines, block, size)
    below = [line for line in lines[block + size :] if line.strip(UNSEEN)]
    if _names_us(past, values) or (below and said.says(" ".join(below[:_TOP]))):
        return "quoted"
    foreign = "@" in values.get("from", "") and not original_line(lines[at])
    if not foreign or (below and said.says(" ".join(below))):
        return "unsure"
    return "pasted"


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
