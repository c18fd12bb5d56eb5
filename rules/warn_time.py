"""When a warning goes: soon where all was quiet, gathered with others where not, and in time to act on it."""

from __future__ import annotations

from datetime import datetime, timedelta

GATHERED = timedelta(minutes=10)  # from one mail of warnings to an agent to the next (product.md 2.7)
AT_FIRST = timedelta(minutes=1)  # what falls due together (an outage, an opening hour) is said together
PART_OF_REST = 4  # one that says "soon" waits for no more than this part of the time that is left


def warn_at(now: datetime, last: datetime | None, due: datetime | None) -> datetime:
    """When an agent hears of what is owed to her since `now`. `last`: her last mail of warnings; `due`: what the
    warning is about, None where it is about no hour. All UTC.

    Never later than ten minutes from now, also where the clock was set back since her last mail.
    """
    at = now + AT_FIRST if last is None else max(now + AT_FIRST, last + GATHERED)
    at = min(at, now + GATHERED)
    if due is not None and due > now:
        at = min(at, now + (due - now) / PART_OF_REST)
    return at
