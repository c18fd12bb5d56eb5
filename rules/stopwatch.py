"""One clock of an SLA running on a calendar: it stands still in pauses and tells which share of its time is used."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from helpdesk.rules.book import Calendar
from helpdesk.rules.calendars import add_microseconds, open_microseconds
from helpdesk.tickets.verdict import Clock, ClockFacts

Pause = tuple[datetime, datetime | None]  # without an end: it lasts
Crossing = tuple[datetime, Clock, float]
_ALMOST = math.nextafter(1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the clocks of a ticket depend on; instants are UTC.

    `last_customer_at`: the customer's last mail, whether answered or not. `pauses`: when the ticket stood in a state
    that pauses its service, and while it was resolved before it came back. `service` and `target` are those of
    SetService. `promised`: its due times, so that a later change of sla.yaml breaks no promise; without them, or
    for a clock that began after its promise, the target's span counts.
    """

    created_at: datetime
    first_reply_at: datetime | None = None
    last_customer_at: datetime | None = None
    last_reply_at: datetime | None = None
    resolved_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    service: str = ""
    target: int = 0
    promised: Mapping[Clock, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """A clock that began at `start`, stopped at `stop` if it did, and is due at `due` if nothing pauses it.

    Its whole time is what is open between `start` and `due`. `pauses` are those of `merged`.
    """

    cal: Calendar
    start: datetime
    stop: datetime | None
    due: datetime
    pauses: tuple[Pause, ...]

    def facts(self, now: datetime) -> ClockFacts:
        """The clock at `now`, or where it stopped before."""
        until = now if self.stop is None else min(self.stop, now)
        due = self._reached(1.0, until)
        whole = open_microseconds(self.cal, self.start, self.due)
        used = self._used(until) / whole if whole else 0.0
        if due is not None:
            used = min(used, _ALMOST) if until < due else max(used, 1.0)
        paused = self.stop is None and any(
            since <= now and (end is None or now < end) for since, end in self.pauses
        )
        return ClockFacts(due, used, paused, self.stop is not None)

    def when(self, share: float) -> datetime | None:
        """The first instant at which `share` is used; None where an unfinished pause or the calendar forbids it."""
        return self._reached(share, None)

    def _reached(self, share: float, now: datetime | None) -> datetime | None:
        whole = open_microseconds(self.cal, self.start, self.due)
        amount = math.ceil(share * whole)
        while whole and amount / whole < share:
            amount += 1  # the product was rounded down
        moment = self._after(amount, now)
        if moment is None or (whole and share < 1.0):
            return moment
        # Nine hours are over at 18:00, yet what is due at the next opening is not late before it.
        return max(moment, self.due)

    def _used(self, until: datetime) -> int:
        """Microseconds of open time from the start to `until`, less those of pauses."""
        gone = open_microseconds(self.cal, self.start, until)
        for since, end in self.pauses:
            stop = until if end is None else min(end, until)
            gone -= open_microseconds(self.cal, max(since, self.start), stop)
        return gone

    def _after(self, amount: int, now: datetime | None) -> datetime | None:
        """When `amount` is used. A pause without an end lasts until `now`, or for ever."""
        cursor = self.start
        for since, end in self.pauses:
            if end is not None and end <= cursor:
                continue
            gone = open_microseconds(self.cal, cursor, since)
            if gone >= amount:
                break
            amount -= gone
            resumed = end or now
            if resumed is None:
                return None
            cursor = max(resumed, since, cursor)
        return add_microseconds(self.cal, cursor, amount)


def before_pauses(
    cal: Calendar, start: datetime, due: datetime, pauses: Iterable[Pause], now: datetime
) -> datetime:
    """The instant to promise at `now`, so that the pauses there were since `start` move it to `due`."""
    stood = sum(
        open_microseconds(cal, max(since, start), min(end or now, due)) for since, end in merged(pauses)
    )
    if not stood:
        return due
    return add_microseconds(cal, start, open_microseconds(cal, start, due) - stood) or due


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """Pauses in order, with those that overlap made one, and empty ones left out."""
    found: list[Pause] = []
    for since, end in sorted(pauses, key=lambda pause: pause[0]):
        if end is not None and end <= since:
            continue
        if found and (found[-1][1] is None or since <= found[-1][1]):
            before = found[-1][1]
            found[-1] = (found[-1][0], None if before is None or end is None else max(before, end))
        else:
            found.append((since, end))
    return tuple(found)
