"""Gives the cases that were resolved before the desk closed cases by itself their timer of it, some a minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.tickets.decide_life import CLOSE
from helpdesk.tickets.model import Changes, Ticket, Timer

SWEEP = "window-sweep"  # set once, by the migration that came with it; its payload: 'before', a ticket's id
AT_ONCE = 100  # cases looked at in one go: mail that comes meanwhile does not wait behind a million of them
PAUSE = timedelta(minutes=1)


def set_closings(desk: Desk, letters: Letters, now: datetime, timer: Timer) -> Changes:
    """The next of them, the newest first, and when to go on. What may be reopened still is closed when its time is
    over, what may not, now."""
    page = desk.store.tickets(status="resolved", before_id=int(timer.payload.get("before", 0)), limit=AT_ONCE)
    timers = list(_closings(desk, page, now))
    because = f"{len(timers)} cases of before are closed when they can be reopened no more"
    if len(page) == AT_ONCE:
        timers.append(Timer(SWEEP, now + PAUSE, {"before": page[-1].id}))
    return Changes("done", "command", because, timers=tuple(timers))


def _closings(desk: Desk, page: list[Ticket], now: datetime) -> Iterator[Timer]:
    for ticket in page:
        set_before = any(one.kind == CLOSE for one in desk.store.timers(ticket.protocol))
        if not ticket.aside and not set_before:
            over = (ticket.resolved_at or ticket.updated_at) + desk.reopen_window
            yield Timer(CLOSE, max(over, now), {}, ticket.protocol)
