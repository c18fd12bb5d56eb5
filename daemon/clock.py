"""The only place that reads the time: wall clock in UTC and a steady clock for durations."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the rooms know of time. Passed in, never imported, so that a test can hold it still."""

    def now(self) -> datetime:
        """The wall clock, aware, UTC. May jump (B29): for stamps and due-times, not for durations."""
        ...

    def monotonic(self) -> float:
        """Seconds since an arbitrary start; never goes back: for time-outs, leases and bans."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The wall clock, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since an arbitrary start, steady."""
        return time.monotonic()


class ManualClock:
    """A clock that stands still until a test moves it; safe to share between threads."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._now = start.astimezone(UTC)
        self._steady = 1000.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The time it was set to, UTC."""
        with self._lock:
            return self._now

    def monotonic(self) -> float:
        """Seconds advanced so far, plus 1000."""
        with self._lock:
            return self._steady

    def advance(self, by: timedelta | float) -> None:
        """Move both clocks on by a timedelta or a number of seconds (>= 0)."""
        step = by if isinstance(by, timedelta) else timedelta(seconds=by)
        if step < timedelta(0):
            raise ValueError("time does not go back; use jump() for a wall clock set wrong")
        with self._lock:
            self._now += step
            self._steady += step.total_seconds()

    def jump(self, to: datetime) -> None:
        """Set the wall clock alone, as an administrator or a bad NTP server would (B29)."""
        with self._lock:
            self._now = to.astimezone(UTC)
