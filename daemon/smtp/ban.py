"""Who guesses passwords waits, and longer each time (threats A30)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from helpdesk.daemon.clock import Clock

_LONGEST = 3600.0
_FORGOTTEN_AFTER = 6 * 3600.0
_REMEMBERED = 10_000


@dataclass(slots=True)
class _Record:
    failures: int
    last: float
    banned_until: float = 0.0


class Bans:
    """Failed logins by address; IPv6 by /64, since that is what one subscriber has. Bounded; safe in any thread."""

    def __init__(self, clock: Clock, allowed: int = 5) -> None:
        self._clock = clock
        self._allowed = allowed
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._lock = threading.Lock()

    def banned_for(self, peer: str) -> float:
        """Seconds until `peer` may try again; 0.0 where it may now."""
        with self._lock:
            record = self._records.get(_key(peer))
            return max(0.0, record.banned_until - self._clock.monotonic()) if record else 0.0

    def failed(self, peer: str) -> tuple[int, float]:
        """Note a failure. Returns (failures so far, seconds to wait before the answer).

        The answer comes later with each failure, 1, 2, 4, 8 s; from the last one allowed on the address is
        banned, for 1 minute, 2, 4, up to an hour.
        """
        now = self._clock.monotonic()
        with self._lock:
            key = _key(peer)
            record = self._records.pop(key, None)
            if record is None or now - record.last > _FORGOTTEN_AFTER:
                record = _Record(0, now)
            record.failures += 1
            record.last = now
            over = record.failures - self._allowed
            if over >= 0:
                record.banned_until = now + min(_LONGEST, 60.0 * 2 ** min(over, 10))
            self._records[key] = record
            while len(self._records) > _REMEMBERED:
                self._records.popitem(last=False)
            return record.failures, min(8.0, 2.0 ** (record.failures - 1))

    def succeeded(self, peer: str) -> None:
        """Forget the failures of `peer`."""
        with self._lock:
            self._records.pop(_key(peer), None)


def _key(peer: str) -> str:
    """What is counted together: an IPv4 address, an IPv6 /64, or any other name as it is."""
    try:
        known = ip_address(peer)
    except ValueError:
        return peer
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else str(known)
