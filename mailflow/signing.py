"""Which lines of what is left of a mail, when its quotes are off, are a signature or the legal text below one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from helpdesk.mailflow.attributions import UNSEEN
from helpdesk.mailflow.disclaimers import disclaimer_from
from helpdesk.mailflow.signature import looks_signed, signature_lines


def signing(
    lines: Sequence[str],
    gone: AbstractSet[int],
    signed: AbstractSet[int],
    pasted: AbstractSet[int],
    *,
    private: bool,
) -> set[int]:
    """The indexes of the lines that are signatures. `signed`: what a program marked as one; `pasted`: lines that an
    agent pasted for the customer to read."""
    found: set[int] = set()
    marked = [lines[at] for at in sorted(signed)]
    if marked and looks_signed(marked):
        found |= signed
    below = min(gone, default=len(lines))
    for run in _runs(len(lines), gone | found):
        left = [lines[at] for at in run]
        if run[0] > below:  # servers put it below the quote
            found.update(run[disclaimer_from(left) :])
        ends = [run[n] for n in signature_lines(left, private=private)]
        if not pasted.isdisjoint(ends):  # the signature of what she pasted; hers to say goes on below it
            blank = (n for n, at in enumerate(ends) if n and not lines[at].strip(UNSEEN))
            ends = ends[: next(blank, len(ends))]
        found.update(ends)
    return found


def _runs(length: int, gone: AbstractSet[int]) -> Iterator[list[int]]:
    """What is left, cut where quotes stood: a signature above a quote says nothing of the answers below it."""
    run: list[int] = []
    for at in range(length):
        if at not in gone:
            run.append(at)
        elif run:
            yield run
            run = []
    if run:
        yield run
