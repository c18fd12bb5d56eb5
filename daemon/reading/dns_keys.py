"""DKIM public keys by DNS, for `mailflow.dkim_check`: short timeouts, a small cache, and no answer is not a no."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import dns.exception
import dns.resolver

from helpdesk.daemon.clock import Clock, SystemClock

LIFETIME = 5.0  # seconds for one look-up in all: a mail must not wait on somebody's broken name server
KEPT_FOR = 600.0  # seconds a key, or its absence, is remembered
KEPT = 1000


class DnsKeys:
    """A `KeyLookup`. `resolvers` are addresses of DNS servers, () = this machine's. Safe in any thread."""

    def __init__(self, resolvers: Sequence[str] = (), clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._resolver: dns.resolver.Resolver | None = None
        self._resolvers = tuple(resolvers)
        self._known: OrderedDict[bytes, tuple[float, bytes | None]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, name: bytes) -> bytes | None:
        """The TXT record at `name`, None where there is none. Raises OSError when DNS cannot answer (B28)."""
        now = self._clock.monotonic()
        with self._lock:
            found = self._known.get(name)
        if found and now - found[0] < KEPT_FOR:
            return found[1]
        key = self._ask(name)
        with self._lock:
            self._known[name] = (now, key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return key

    def _ask(self, name: bytes) -> bytes | None:
        try:
            answer = self._ready().resolve(name.decode("ascii"), "TXT", lifetime=LIFETIME)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        except (dns.exception.DNSException, UnicodeDecodeError) as problem:
            raise OSError(f"DNS: {type(problem).__name__}") from problem
        return b"".join(answer[0].strings)

    def _ready(self) -> dns.resolver.Resolver:
        if self._resolver is None:
            # Read when first needed: a machine without resolv.conf can still run a desk that asks nobody.
            self._resolver = dns.resolver.Resolver(configure=not self._resolvers)
            if self._resolvers:
                self._resolver.nameservers = list(self._resolvers)
        return self._resolver
