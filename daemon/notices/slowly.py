"""Notices to many go out so many a minute, also where the desk stood still and all of them fell due at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.daemon.desk import Desk
from helpdesk.tickets.model import Changes, Tally, Timer

# A little less than a minute: what is sent every two seconds is never the thirty-first of one.
WINDOW = timedelta(seconds=59)
_SENT, _SLOT = "notices-sent", "notice-slot"


def postponed(desk: Desk, timer: Timer, now: datetime) -> Changes | None:
    """Its turn comes again, in the next free place of the queue; None where it may be sent now."""
    per_minute = int(
        timer.payload.get("per_minute", 30)
    )  # one that was set before an update says nothing of it
    if desk.store.count_since(_SENT, now - WINDOW, per_minute) < per_minute:
        return None
    taken = desk.store.note(_SLOT)
    last = max(now, datetime.fromisoformat(taken)) if taken else now
    slot = last + timedelta(seconds=60 / per_minute)
    desk.store.put_note(_SLOT, slot.isoformat())
    again = Timer(timer.kind, slot, timer.payload, timer.ticket)
    because = f"{per_minute} notices a minute have gone out: its turn comes again"
    return Changes("done", "command", because, timers=(again,), protocol=timer.ticket)


def sent(changes: Changes, before: int, now: datetime) -> Changes:
    """The changes with what counts for the next ones, if they hold more mail than `before`."""
    if len(changes.outgoing) == before:
        return changes
    return replace(changes, tallies=(*changes.tallies, Tally(_SENT, now)))
