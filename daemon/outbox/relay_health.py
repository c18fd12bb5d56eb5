"""Knows whether the relay can be used: when to try it again, and when the admin must hear of it (threats B10, B11)."""

from __future__ import annotations

import threading
from collections.abc import Callable

from helpdesk.daemon.clock import Clock
from helpdesk.daemon.outbox import retry
from helpdesk.tickets.model import Alert

REASON = "outgoing mail stands still"


class RelayHealth:
    """Shared by the threads that send, so that they do not all knock at a door that is shut."""

    def __init__(self, clock: Clock, chance: Callable[[], float], on_alert: Callable[[Alert], None]) -> None:
        self._clock = clock
        self._chance = chance
        self._on_alert = on_alert
        self._lock = threading.Lock()
        self._failures = 0
        self._rest_until = 0.0
        self._since: float | None = None
        self._alerted: float | None = None
        self._said = ""

    def ready(self) -> bool:
        """Whether it is time to try the relay."""
        return self._clock.monotonic() >= self._rest_until

    def works(self) -> None:
        """The relay answered about a mail: mail goes out."""
        with self._lock:
            self._failures, self._rest_until, self._said = 0, 0.0, ""
            self._since = self._alerted = None

    def down(self, said: str, wait: float) -> None:
        """The relay could not be used; `wait` seconds at least until the next try."""
        with self._lock:
            self._failures += 1
            pause = max(wait, retry.relay_wait(self._failures, self._chance()))
            self._rest_until = self._clock.monotonic() + pause
        self.stalled(said)

    def stalled(self, said: str) -> None:
        """Something was due and did not go out, for no fault of its own. Tells the admin after ten minutes."""
        with self._lock:
            now = self._clock.monotonic()
            self._said = said
            self._since = now if self._since is None else self._since
            due = now - self._since >= retry.ALERT_AFTER
            due = due and (self._alerted is None or now - self._alerted >= retry.ALERT_AGAIN)
            minutes = int((now - self._since) // 60)
            if due:
                self._alerted = now
        if due:
            self._on_alert(Alert(REASON, f"for {minutes} minutes: {said}"))

    @property
    def trouble(self) -> str:
        """Why nothing goes out, in plain words; '' while all is well. For /readyz."""
        return self._said
