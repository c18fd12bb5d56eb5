"""Whether a sender says that he shows what stands below ('The bank wrote to me:'): he wants it read, so it stays."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.mailflow.attributions import UNSEEN, attribution
from helpdesk.mailflow.quotes import header_line, names_somebody

_NEAR = 3  # lines


def announced(lines: Sequence[str], at: int) -> bool:
    """Whether words that end in a colon stand right above line `at`, and are neither a greeting nor a program's."""
    above = next((n for n in range(at - 1, max(-1, at - _NEAR - 1), -1) if lines[n].strip(UNSEEN)), -1)
    if above < 0 or not lines[above].rstrip(UNSEEN).endswith((":", "：")):
        return False
    program = attribution(lines, above)[1] or header_line(lines[above])
    return not program and not names_somebody(lines[above].strip(UNSEEN))
