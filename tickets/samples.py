"""What is counted of one ticket, and of one question to a customer, in the viewer's figures; times in microseconds."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from helpdesk.tickets.database import Row
from helpdesk.tickets.packing import unpack_plain_list, unpack_strings
from helpdesk.tickets.sla_state import ENDED

KINDS_OF_TAGS = 4_096  # different rows of tags that are kept unpacked: most tickets have one of few


class Sample(NamedTuple):
    """A ticket. `reply`, `took`: how long until the first reply and the end, None where there was none; `.._kept`: the
    promise, None for one that is neither kept nor past; `parked`: for what part of its life its clocks stood still;
    `offered`: its acknowledgement had an article in it. A tuple, as thousands are made while somebody waits."""

    id: int
    created: int
    reply: int | None = None
    took: int | None = None
    reply_kept: bool | None = None
    resolution_kept: bool | None = None
    answers: int = 0
    ended: bool = False
    parked: float = 0.0
    reopened: bool = False
    offered: bool = False
    agent: str = ""
    team: str = ""
    service: str = ""
    mailbox: str = ""
    tags: tuple[str, ...] = ()


class Question(NamedTuple):
    """A question to a customer, about a ticket of these. `score` None: no answer; `opened`: its page was opened, by a
    person or a scanner of links."""

    kind: str
    score: int | None = None
    opened: bool = False
    agent: str = ""
    team: str = ""
    service: str = ""
    mailbox: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """How many of something were looked at, and how many there are: reckoned from the part unless `exact`."""

    looked: int
    of: int
    exact: bool = True

    @property
    def cut(self) -> bool:
        """Whether not all were looked at."""
        return self.looked < self.of or not self.exact

    def reckoned(self, looked: int) -> int:
        """How many of all there are, where so many of those looked at are."""
        return two_digits(looked * self.of / self.looked) if self.cut and self.looked else looked


def two_digits(reckoned: float) -> int:
    """As much of a number as is worth saying where it is no count."""
    step: int = 10 ** max(len(str(int(reckoned))) - 2, 0)
    return round(reckoned / step) * step


def sample_of(row: Row, marks: Set[tuple[int, str]], now: int) -> Sample:
    """A row as `tickets/figures.py` reads it, with what events of these tickets count."""
    id_, created, resolved, status, agent, team, service, mailbox, tags, version, messages, *clocks = row
    replied, reply_due, resolution_due, pauses = clocks
    ended = status in ENDED
    if ended and not messages:  # merged into another: opened it was, and what became of it that one tells
        return Sample(
            id_, created, agent=agent, team=team, service=service, mailbox=mailbox, tags=_tags(tags)
        )
    until = now if resolved is None else resolved
    return Sample(
        id_,
        created,
        None if replied is None else replied - created,
        resolved - created if ended and resolved is not None else None,
        _kept(reply_due, replied, now),
        _kept(resolution_due, resolved, now),
        version,
        ended,
        _parked(pauses, created, until) if pauses not in (None, "[]") else 0.0,
        (id_, "reopened") in marks,
        (id_, "suggested") in marks,
        agent,
        team,
        service,
        mailbox,
        _tags(tags),
    )


def question_of(row: Row) -> Question:
    """Likewise."""
    kind, score, opened, agent, team, service, mailbox, tags = row
    return Question(kind, score, bool(opened), agent, team, service, mailbox, _tags(tags))


_tags = lru_cache(KINDS_OF_TAGS)(unpack_strings)


def _kept(due: int | None, done: int | None, now: int) -> bool | None:
    if due is None or (done is None and due > now):
        return None
    return done is not None and done <= due


def _parked(pauses: str, created: int, until: int) -> float:
    stood = sum(max(min(end or until, until) - begin, 0) for begin, end in unpack_plain_list(pauses))
    return stood / (until - created) if until > created else 1.0 if stood else 0.0
