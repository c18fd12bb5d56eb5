"""A lock that is given in order of asking, so that a busy worker never starves the receivers."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """First come, first served; not re-entrant. threading.Lock may hand itself to its last holder for ever."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self, timeout: float) -> bool:
        """Takes the lock within `timeout` seconds; False when it could not."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # handed over in the instant the time ran out

    def release(self) -> None:
        """Hands the lock to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False
