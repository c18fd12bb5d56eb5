"""When timers may fire: at their time by the wall clock, unless that clock has just jumped (threats B29)."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpdesk.daemon.desk import Desk
from helpdesk.tickets.model import Alert

JUMP = timedelta(minutes=10)  # ahead of the steady clock: more than any drift, less than any promise
CYCLE = 60.0  # seconds that timers wait after a jump: who set the clock wrong has time to set it right
TIMERS_AT_ONCE = 200


class Heartbeat:
    """Looks for due timers; call `beat` again and again, from one thread.

    A clock set back needs no care: a timer that fired is gone, and rules that acted have acted. A clock set on would
    make everybody's promises late at once: that is said, and nothing fires before it has stood for a cycle. A machine
    that was asleep is seen as the same; a daemon that was stopped is not, since it was told so by whoever stopped it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._last: tuple[datetime, float] | None = None
        self._waits_until = 0.0

    def beat(self) -> tuple[int, Alert | None]:
        """How many timers became journal rows; the alert of a clock that jumped since the last beat."""
        now, steady = self._desk.clock.now(), self._desk.clock.monotonic()
        alert = self._jumped(now, steady)
        self._last = now, steady
        if alert is not None:
            self._waits_until = steady + CYCLE
        if steady < self._waits_until:
            return 0, alert
        return self._desk.store.due_timers(now, TIMERS_AT_ONCE), alert

    def _jumped(self, now: datetime, steady: float) -> Alert | None:
        if self._last is None:
            return None
        before, since = self._last
        off = now - before - timedelta(seconds=steady - since)
        if off > JUMP:
            minutes = off.total_seconds() / 60
            what = f"the clock jumped {minutes:.0f} minutes ahead, to {now:%Y-%m-%d %H:%M} UTC"
            return Alert("clock-jump", f"{what}: timers wait {CYCLE:.0f} seconds, is it right?")
        if off < -JUMP:
            # Set back to where it was: what waited for the wrong time waits no more.
            self._waits_until = 0.0
        return None
