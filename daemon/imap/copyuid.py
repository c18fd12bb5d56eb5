"""COPYUID (RFC 4315 3): where a server says it put the messages that it copied or moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

_COPYUID = re.compile(rb"(\d{1,10}) ([\d,:]+) ([\d,:]+)")
# More messages than one command of ours ever moves: a server that says 1:4294967295 costs nothing.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Copied:
    """The target's UIDVALIDITY, and each message's old UID with its new one."""

    uidvalidity: int
    uids: dict[int, int]


def copied(said: Sequence[object]) -> Copied | None:
    """What these response codes say together; None where there are none, or any is not to be understood."""
    validity, uids = 0, dict[int, int]()
    for one in said:
        found = _COPYUID.fullmatch(one.strip()) if isinstance(one, bytes) else None
        if found is None or (validity and int(found[1]) != validity):
            return None
        before, after = (list(islice(_numbers(found[n]), MOST)) for n in (2, 3))
        if len(before) != len(after) or len(before) == MOST:
            return None
        validity = int(found[1])
        uids |= zip(before, after, strict=True)
    return Copied(validity, uids) if validity and uids else None


def _numbers(uids: bytes) -> Iterator[int]:
    """The numbers of a UID set, in its order: the two sets of a COPYUID correspond place by place."""
    for piece in uids.split(b","):
        low, _, high = piece.partition(b":")
        if low:
            ends = sorted((int(low), int(high or low)))
            yield from range(ends[0], ends[1] + 1)
