"""Which '>' lines of a mail are quotes: a sender marks lines of his own too, a log or a price list he was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from helpdesk.mailflow.attributions import UNSEEN, Grade, attribution, is_quoted
from helpdesk.mailflow.marks import CARD
from helpdesk.mailflow.ours import Sent
from helpdesk.mailflow.quotes import header_block, may_head
from helpdesk.mailflow.signature import phone_line

# A lone '> 5 GB' is a comparison.
_COMPARED = re.compile(r"\s{0,4}>\s?=?\s?[\d€$£]")
_MARK = re.compile(r"\s*>\s?")
_LEAST_UNPROVEN = 2  # lines at the end of a mail that answers nothing


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a mail, those taken off so far, and what the desk sent."""

    lines: Sequence[str]
    gone: AbstractSet[int]
    sent: Sent


def quoted_lines(page: Page, end: int, *, marked_up: bool) -> set[int]:
    """The '>' lines above line `end` of a mail that answers one, less those that are likelier the sender's.

    `marked_up`: they stand for what a program marked in HTML, so blocks need no proof.
    """
    taken: set[int] = set()
    for block in _blocks(page.lines, end):
        if marked_up or _proven(page, block, bool(taken)):
            taken.update(block)
    marked = {at for at in range(end) if is_quoted(page.lines[at])}
    return {at for at in taken if not _compares(page, at, marked)}


def quoted_at_the_end(page: Page, end: int) -> set[int]:
    """The '>' lines above line `end` of a mail that answers nothing: only a block at its end, and no lone line."""
    block: set[int] = set()
    for at in range(end - 1, -1, -1):
        line = page.lines[at]
        if is_quoted(line):
            block.add(at)
        elif line.strip(UNSEEN) and at not in page.gone and not phone_line(line):
            break
    return block if len(block) >= _LEAST_UNPROVEN else set()


def evident_lines(page: Page, end: int) -> set[int]:
    """The '>' lines of an agent's mail that something shows to be quoted: a line taken off above or among them, what
    introduces them, a card, or words of the ticket (`page.sent`). Others are hers: a prompt, a list."""
    first = min(page.gone, default=end)
    taken: set[int] = set()
    for block in _blocks(page.lines, end):
        bare = [_MARK.sub("", page.lines[at], count=1) for at in block]
        card = any(line.lstrip("> ").startswith(CARD) for line in bare)
        if first < block[-1] or card or _introduced(bare) or page.sent.says(" ".join(bare)):
            taken.update(block)
    return taken


def _blocks(lines: Sequence[str], end: int) -> Iterator[list[int]]:
    """The '>' lines in runs that only blank lines interrupt."""
    block: list[int] = []
    for at in range(end):
        if is_quoted(lines[at]):
            block.append(at)
        elif lines[at].strip(UNSEEN) and block:
            yield block
            block = []
    if block:
        yield block


def _proven(page: Page, block: Sequence[int], began: bool) -> bool:
    """Whether a block is a quote. `began`: one stands above it.

    By what introduces it, by an attribution or a second '>' inside it, by words that the desk sent. Without any of
    these it is one still where the desk does not know what was quoted, unless the sender announced it ('It says:').
    """
    above = next((n for n in range(block[0] - 1, -1, -1) if page.lines[n].strip(UNSEEN)), -1)
    if above >= 0 and above in page.gone:
        return True
    bare = [_MARK.sub("", page.lines[at], count=1) for at in block]
    if any(is_quoted(line) for line in bare) or _introduced(bare) or page.sent.says(" ".join(bare)):
        return True
    announced = above >= 0 and page.lines[above].rstrip(UNSEEN).endswith((":", "："))
    return not page.sent and (began or not announced)


def _introduced(bare: Sequence[str]) -> bool:
    return any(
        attribution(bare, at)[1] >= Grade.DATED or (may_head(line) and header_block(bare, at) > 0)
        for at, line in enumerate(bare)
    )


def _compares(page: Page, at: int, marked: AbstractSet[int]) -> bool:
    """Whether a '>' line stands inside a paragraph of the sender's and begins with a number."""
    if at - 1 in marked or at + 1 in marked or not _COMPARED.match(page.lines[at]):
        return False
    beside = [n for n in (at - 1, at + 1) if 0 <= n < len(page.lines)]
    return not any(n in page.gone for n in beside)
