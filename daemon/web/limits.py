"""How often somebody may do something, remembered in this process alone: a GET must not write to the database."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

KEYS = 20_000  # the oldest are forgotten: whoever comes from everywhere is no matter for a limit by address


class Limits:
    """Counts within a sliding time, by key."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._seen: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()

    def allow(self, what: str, who: str, most: int, within: timedelta) -> bool:
        """Whether `who` may do `what` once more; if so it is counted."""
        now = self._now()
        with self._lock:
            times = self._seen.setdefault((what, who), deque(maxlen=most))
            self._seen.move_to_end((what, who))
            while times and times[0] <= now - within:
                times.popleft()
            if len(times) >= most:
                return False
            times.append(now)
            while len(self._seen) > KEYS:
                self._seen.popitem(last=False)
        return True
