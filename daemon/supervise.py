"""Keeps the daemon's threads alive: one that dies of a fault is started again, later each time, and said aloud."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable

from helpdesk.daemon.clock import Clock
from helpdesk.daemon.errors import OperatorError
from helpdesk.daemon.maillog import MailLog

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0

Body = Callable[[threading.Event], None]


class Keeper:
    """One thread running `body(stop)` until `stop` is set; a fault in it is logged and it begins again.

    `body` returns when `stop` is set. `on_fault(name, fault)` is told of each fault (an ALERT).
    """

    def __init__(
        self,
        name: str,
        body: Body,
        clock: Clock,
        log: MailLog,
        on_fault: Callable[[str, BaseException], None],
    ) -> None:
        self.name = name
        self._body = body
        self._clock = clock
        self._log = log
        self._on_fault = on_fault
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=name, daemon=True)
        self.faults = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; `join` waits for it."""
        self._stop.set()

    def join(self, seconds: float) -> bool:
        """Whether it ended within `seconds`."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def _keep(self) -> None:
        wait = FIRST_WAIT
        while not self._stop.is_set():
            began = self._clock.monotonic()
            try:
                self._body(self._stop)
            except OperatorError as problem:  # nothing that waiting mends: say it and end
                self._on_fault(self.name, problem)
                return
            except Exception as fault:  # noqa: BLE001  said aloud, and begun again
                self.faults += 1
                self._log.fault(secrets.token_hex(4), self.name, fault)
                self._on_fault(self.name, fault)
                wait = (
                    FIRST_WAIT
                    if self._clock.monotonic() - began > LONGEST_WAIT
                    else min(wait * 2, LONGEST_WAIT)
                )
                self._stop.wait(wait)
