"""Charts as numbers for a small SVG: bars side by side, whole pixels, the largest as high as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 80
WIDTH = 600


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, how many, and where it stands."""

    name: str
    n: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A row of bars in a box of WIDTH by HEIGHT; `most` is the largest of them."""

    bars: tuple[Bar, ...]
    most: int
    total: int


def bars(values: Sequence[tuple[str, int]]) -> Bars:
    """Bars for named numbers, in their order; one that is not nothing is never too low to be seen."""
    most = max((n for _, n in values), default=0)
    step = WIDTH / max(len(values), 1)
    made = []
    for place, (name, n) in enumerate(values):
        high = max(HEIGHT * n / most, 2) if n else 0
        made.append(
            Bar(
                name, n, round(place * step, 1), round(HEIGHT - high, 1), round(step * 0.8, 1), round(high, 1)
            )
        )
    return Bars(tuple(made), most, sum(n for _, n in values))
