"""The ending that a mail shares with an earlier one of the same writer: her signature, though nothing marks it."""

from __future__ import annotations

from collections.abc import Sequence

FEWEST = 2  # lines: one may be said twice ('Gracias'), a name above a company is a signature
MOST = 12


def without_ending(text: str, earlier: Sequence[str]) -> str:
    """`text` without the lines in which it ends exactly as one of her earlier mails does; itself where these are few,
    many, or all there is.

    Only for what asks whether a mail is one word, a digit or thanks: what she says for the second time in these lines
    is not new. What is filed and shown stays whole.
    """
    lines = text.split("\n")
    said = [n for n, line in enumerate(lines) if line.strip()]
    shared = max((_shared([lines[n] for n in said], other) for other in earlier), default=0)
    if not FEWEST <= shared <= MOST or shared >= len(said):
        return text
    return "\n".join(lines[: said[-shared]]).strip("\n")


def _shared(said: Sequence[str], other: str) -> int:
    """How many lines with something in them end both."""
    before = [line for line in other.split("\n") if line.strip()]
    count = 0
    for mine, hers in zip(reversed(said), reversed(before), strict=False):
        if mine.split() != hers.split():
            break
        count += 1
    return count
