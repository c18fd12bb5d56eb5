"""Which numbers of a long row are looked at where not all can be: evenly spread, and the same at every look.

Not each k-th: tickets that are given to six agents in turn would, at a k of 18, all be one agent's. A number is taken
if its run's number times the golden ratio leaves a small enough fraction, which spreads evenly over the row and over
each k-th of it. What is taken does not hang on where the row begins, and of two shares the smaller is part of the
larger, so that figures taken a minute later, or by mail, are of nearly the same tickets.
"""

from __future__ import annotations

from collections.abc import Iterator

RUN = (
    4  # neighbours taken together: they lie on the same pages of the file, which makes a look a fifth cheaper
)
GOLDEN, WHOLE = 2_654_435_769, 2**32  # the golden ratio's fraction, as so many of so many


def evenly(first: int, last: int, wanted: int) -> list[int]:
    """About so many of the numbers from first to last, in order; all of them where there are no more."""
    there = last - first + 1
    if there <= wanted:
        return list(range(first, last + 1))
    share = share_of(wanted, there)
    runs = _runs(first // RUN, last // RUN, share)
    return [n for run in runs for n in range(max(run * RUN, first), min((run + 1) * RUN - 1, last) + 1)]


def share_of(wanted: int, there: int) -> int:
    """So many of so many, in parts of WHOLE; the runs taken are those whose mark is below it."""
    return WHOLE if there <= wanted else max(WHOLE * wanted // there, 1)


def _runs(first: int, last: int, share: int) -> Iterator[int]:
    """The runs with a mark below the share. From each to the next it is one of three steps (the three-gap theorem), so
    that those between need not be looked at."""
    up, down = _step(share, 1), _step(share, -1)
    higher, lower = up * GOLDEN % WHOLE, -down * GOLDEN % WHOLE
    run = first
    while run * GOLDEN % WHOLE >= share:
        run += 1
    while run <= last:
        yield run
        mark = run * GOLDEN % WHOLE
        if mark + higher < share:
            run += up
        elif mark >= lower:
            run += down
        else:
            run += up + down


def _step(share: int, way: int) -> int:
    """The shortest step that moves a mark by less than the share, up or down."""
    step = 1
    while way * step * GOLDEN % WHOLE >= share:
        step += 1
    return step
