"""What all connections of one receiver have in common."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor

from helpdesk.daemon.clock import Clock
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.smtp.ban import Bans
from helpdesk.daemon.smtp.door import Door
from helpdesk.daemon.smtp.group_commit import GroupCommit
from helpdesk.daemon.smtp.options import ReceiverOptions

_DISK_LOOKED_AT_EVERY = 1.0


class Shared:
    """Options, store, log, clock and the counters that no single connection may exceed."""

    def __init__(self, options: ReceiverOptions, commit: GroupCommit, log: MailLog, clock: Clock) -> None:
        limits = options.limits
        self.options = options
        self.commit = commit
        self.log = log
        self.clock = clock
        self.door = Door(limits.connections, limits.connections_per_address)
        self.bans = Bans(clock, limits.login_failures)
        self.in_flight = 0
        self.draining = False
        # One large mail at a time is looked through, and two passwords are checked: each costs memory and a core.
        self.heavy = ThreadPoolExecutor(1, "smtp-heavy")
        self.logins = ThreadPoolExecutor(2, "smtp-login")
        self._disk_looked_at = float("-inf")
        self._disk_low = False

    def disk_is_low(self) -> bool:
        """Is there less free disk than the limit says? Looked up once a second at most."""
        now = self.clock.monotonic()
        if now - self._disk_looked_at >= _DISK_LOOKED_AT_EVERY:
            self._disk_looked_at = now
            self._disk_low = self.options.disk_free() < self.options.limits.free_disk
        return self._disk_low

    def close(self) -> None:
        """End the worker threads once they are done."""
        self.heavy.shutdown(wait=False, cancel_futures=True)
        self.logins.shutdown(wait=False, cancel_futures=True)


def incident() -> str:
    """An id that ties a reply to a log line and says nothing to whom it is sent."""
    return secrets.token_hex(8)
