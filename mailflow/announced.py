"""Whether a sender shows what he quotes: 'The bank wrote to me:', or a sentence of ours said again. It stays."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.mailflow.attributions import UNSEEN, attribution, is_quoted
from helpdesk.mailflow.ours import Block, Sent
from helpdesk.mailflow.quotes import header_line, names_somebody

_NEAR = 3  # lines
_LEAST_OURS = 12  # words in a block at an end of a customer's mail before it counts as quoted
_SURELY_OURS = 40


def announced(lines: Sequence[str], at: int) -> bool:
    """Whether words that end in a colon stand right above line `at`, and are neither a greeting nor a program's."""
    above = next((n for n in range(at - 1, max(-1, at - _NEAR - 1), -1) if lines[n].strip(UNSEEN)), -1)
    if above < 0 or not lines[above].rstrip(UNSEEN).endswith((":", "：")):
        return False
    program = attribution(lines, above)[1] or header_line(lines[above])
    return not program and not names_somebody(lines[above].strip(UNSEEN))


def said_again(lines: Sequence[str], block: Block, blocks: Sequence[Block], sent: Sent) -> bool:
    """Whether words of ours at an end of a customer's mail are no quote of it: few, announced, not half of what we
    sent, or less than he quotes elsewhere. So comes the one of two offers that he takes, copied."""
    if block.words < _LEAST_OURS:
        return True
    if block.words >= _SURELY_OURS or is_quoted(lines[block.lines[0]]):
        return False
    less = block.words < max(one.words for one in blocks)
    return less or not sent.half_said_in(block.words) or announced(lines, block.lines[0])
