"""Which '>' lines of a mail are quotes: a sender marks lines of his own too, a log or a price list he was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from helpdesk.mailflow.announced import announced
from helpdesk.mailflow.attributions import UNSEEN, Grade, attribution, is_quoted
from helpdesk.mailflow.marks import CARD
from helpdesk.mailflow.ours import Sent
from helpdesk.mailflow.quotes import header_block, may_head
from helpdesk.mailflow.signature import phone_line

# A lone '> 5 GB' is a comparison.
_COMPARED = re.compile(r"\s{0,4}>\s?=?\s?(?!\d{1,2}[.)]\s)[\d€$£]")
# What mailboxes of the kind mbox make of a line that begins with 'From'.
_ESCAPED = re.compile(r">From \S")
_MARK = re.compile(r"\s*>\s?")
_LEAST_UNPROVEN = 2  # lines at the end of a mail that answers nothing


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a mail, those taken off so far, and what the desk sent.

    `marked`: the lines that a program marked in HTML. `typed`: '>' lines that its HTML has as they are, though it marks
    quotes in another way: somebody typed them.
    """

    lines: Sequence[str]
    gone: AbstractSet[int]
    sent: Sent
    marked: AbstractSet[int] = frozenset()
    typed: AbstractSet[str] = frozenset()


def quoted_lines(page: Page, end: int) -> set[int]:
    """The '>' lines above line `end` of a mail that answers one, less those that are likelier the sender's."""
    blocks = list(_blocks(page.lines, end))
    headed = [_headed(page, block) for block in blocks]
    first = headed.index(True) if True in headed else 0
    taken: set[int] = set()
    for n, block in enumerate(blocks):
        if headed[n]:
            taken.update(block)
        elif not page.marked.isdisjoint(block):  # by a program; its editor has a button for that, too
            taken.update(block if not announced(page.lines, block[0]) else ())
        # Above the first quote with a head nothing is one that does not show it: a log, a list he was sent.
        elif _shown(page, block) or (n >= first and _likely(page, block)):
            taken.update(block)
    marked = {at for at in range(end) if is_quoted(page.lines[at])}
    return {at for at in taken if at in page.marked or not _compares(page, at, marked)}


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
        bare = [_bare(page.lines[at]) for at in block]
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


def _headed(page: Page, block: Sequence[int]) -> bool:
    """Whether an attribution or headers stand above a block or in it."""
    return _above(page, block) in page.gone or _introduced([_bare(page.lines[at]) for at in block])


def _shown(page: Page, block: Sequence[int]) -> bool:
    """Whether a block without a head is a quote by a second '>' inside it, or by words that the desk sent."""
    bare = [_bare(page.lines[at]) for at in block]
    return any(map(is_quoted, bare)) or page.sent.says(" ".join(bare))


def _likely(page: Page, block: Sequence[int]) -> bool:
    """Whether a block that nothing shows to be a quote is one still: the desk does not know what was quoted, and the
    sender neither announced it ('It says:') nor typed its marks."""
    if page.sent or (page.typed and all(typed_form(page.lines[at]) in page.typed for at in block)):
        return False
    above = _above(page, block)
    return above < 0 or not page.lines[above].rstrip(UNSEEN).endswith((":", "："))


def _above(page: Page, block: Sequence[int]) -> int:
    return next((n for n in range(block[0] - 1, -1, -1) if page.lines[n].strip(UNSEEN)), -1)


def typed_form(line: str) -> str:
    """A '>' line as it is compared between the two versions of a mail."""
    return "".join(line.split())


def _bare(line: str) -> str:
    return _MARK.sub("", line, count=1)


def _introduced(bare: Sequence[str]) -> bool:
    return any(
        attribution(bare, at)[1] >= Grade.DATED or (may_head(line) and header_block(bare, at) > 0)
        for at, line in enumerate(bare)
    )


def _compares(page: Page, at: int, marked: AbstractSet[int]) -> bool:
    """Whether a '>' line stands inside a paragraph of the sender's and begins with a number, or is one by a mailbox."""
    if at - 1 in marked or at + 1 in marked:
        return False
    if _ESCAPED.match(page.lines[at]):
        return True
    if not _COMPARED.match(page.lines[at]):
        return False
    beside = [n for n in (at - 1, at + 1) if 0 <= n < len(page.lines) and page.lines[n].strip(UNSEEN)]
    return bool(beside) and not any(n in page.gone for n in beside)
