"""Mails that the calendar owes an agent, a morning's or a week's: whoever gets them has a timer for the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.rules.book import Calendar, Staff
from helpdesk.rules.mornings import calendar_of
from helpdesk.tickets.model import Timer

# The timer of the next such mail after an instant; none for who gets none.
Following = Callable[[Desk, Staff, datetime], Iterable[Timer]]


def plan_all(desk: Desk, kind: str, following: Following) -> int:
    """Set the timer of everybody who has none of this kind; how many were set. For a start, and a new policy."""
    now = desk.clock.now()
    with desk.store.write():
        planned = desk.store.planned_for(kind)
        missing = [staff for who, staff in desk.policy.staff.items() if who not in planned]
        timers = [timer for staff in missing for timer in following(desk, staff, now)]
        for timer in timers:
            desk.store.add_timer(timer)
    return len(timers)


def calendar_for(desk: Desk, staff: Staff) -> Calendar:
    """The calendar they live by, the desk's zone where they have none."""
    return calendar_of(desk.policy, staff, desk.settings.desk.timezone)
