"""A ticket's promises as one bar: its time from the opening on, where the clocks stood still, and what was when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.web_min.shown import TicketPage

WIDTH = 600
_LEAST = 2.0  # so that a pause of a minute in a week is seen


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the bar: 'run' while clocks run, 'stand' while they stand still, 'over' past a promise not kept."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment: its key in words/ ('opened_at', 'pause_begins', a clock, ...), and where it stands in the bar."""

    name: str
    at: datetime
    x: float
    due: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar from `since` to `until` and its moments in order; `paused` is how long the clocks stood still in all, in
    `pauses` times."""

    since: datetime
    until: datetime
    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]
    paused: timedelta
    pauses: int

    @property
    def dues(self) -> tuple[Mark, ...]:
        """The moments something was promised for."""
        return tuple(mark for mark in self.marks if mark.due)


def bar(page: TicketPage, now: datetime) -> Bar | None:
    """The bar of a ticket that was promised something; None of one that was not. By the wall clock: hours in which the
    calendar is closed look like others, and what is promised is where the clocks have put it."""
    if not page.promises:
        return None
    begin, until = page.ticket.created_at, _until(page, now)
    pauses = [(max(since, begin), min(to or until, until)) for since, to in page.pauses]
    pauses = [(since, to) for since, to in pauses if to > since]
    end = max([until, *(due.at for due in page.promises)])
    scale = WIDTH / max((end - begin).total_seconds(), 1)

    def place(at: datetime) -> float:
        return round((at - begin).total_seconds() * scale, 1)

    parts = [Part("run", 0, place(until))]
    late = min((due.at for due in page.promises if due.state in ("late", "broken")), default=None)
    if late is not None and begin <= late < until:
        parts.append(Part("over", place(late), round(place(until) - place(late), 1)))
    parts += [
        Part("stand", place(since), max(round(place(to) - place(since), 1), _LEAST)) for since, to in pauses
    ]
    moments = sorted(_moments(page, pauses, until), key=lambda one: one[1])
    return Bar(
        since=begin,
        until=until,
        parts=tuple(parts),
        marks=tuple(Mark(name, at, place(at), due) for name, at, due in moments),
        paused=sum((to - since for since, to in pauses), timedelta()),
        pauses=len(pauses),
    )


def _until(page: TicketPage, now: datetime) -> datetime:
    """Where the ticket's time ends so far."""
    ended = page.ticket.status in ("resolved", "closed")
    return max((page.ticket.resolved_at or page.ticket.updated_at) if ended else now, page.ticket.created_at)


def _moments(
    page: TicketPage, pauses: Sequence[tuple[datetime, datetime]], until: datetime
) -> Iterator[tuple[str, datetime, bool]]:
    yield "opened_at", page.ticket.created_at, False
    if page.replied is not None:
        yield "answered_first", page.replied, False
    for since, to in pauses:
        yield "pause_begins", since, False
        if to < until:
            yield "pause_ends", to, False
    for due in page.promises:
        yield f"promised_{due.clock}", due.at, True
    yield ("ended_at" if page.ticket.status in ("resolved", "closed") else "now_at"), until, False
