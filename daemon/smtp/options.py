"""What the receiver must be told: where to listen, whom to believe, and how much of anything is enough."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Literal

Kind = Literal["smtp", "lmtp", "submission"]
Network = IPv4Network | IPv6Network
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass(frozen=True, slots=True)
class Listener:
    """One socket to listen on: host and port, or the path of a Unix socket (LMTP).

    `peers`: who may connect at all, () for anyone who reaches the socket.
    `tls` offers STARTTLS, or is spoken from the first byte where `implicit_tls`. `proxy_from`: peers that must
    begin with a PROXY header and whose word on the real address is taken. `trusted`: relays whose
    Authentication-Results may be believed (threats A2); a Unix socket always is one, and for LMTP the own
    machine, since there an MTA stands in front.
    """

    kind: Kind
    host: str = "127.0.0.1"
    port: int = 0
    path: str = ""
    mode: int = 0o660
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    peers: tuple[Network, ...] = ()
    proxy_from: tuple[Network, ...] = ()
    trusted: tuple[Network, ...] = ()
    name: str = ""

    @property
    def title(self) -> str:
        """What the log calls it."""
        return self.name or self.kind

    def admits(self, peer: str) -> bool:
        """May `peer` ('' for a Unix socket, which the file system guards) connect?"""
        return not self.peers or not peer or among(peer, self.peers)

    def trusts(self, peer: str) -> bool:
        """Is `peer` ('' for a Unix socket) a relay of ours?"""
        if not peer:
            return True
        return among(peer, self.trusted + LOOPBACK if self.kind == "lmtp" else self.trusted)


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds (threats A31, A46)."""

    size: int = 25 * 1024 * 1024
    line: int = 64 * 1024
    command_line: int = 1000
    recipients: int = 100
    connections: int = 50
    connections_per_address: int = 10
    idle: float = 60.0
    slowest_bytes_a_second: int = 8192
    commands_between_mails: int = 250
    errors: int = 50
    unknown_commands: int = 5
    bytes_in_flight: int = 256 * 1024 * 1024
    free_disk: int = 100 * 1024 * 1024
    proxy_header: float = 5.0
    linger: float = 5.0  # for the last reply to leave; a peer that does not read must not keep its place
    login_failures: int = 5


def _no_login(user: str, password: str) -> str | None:
    return None


def _plenty() -> int:
    return 1 << 62


@dataclass(frozen=True, slots=True)
class ReceiverOptions:
    """How this desk receives. The callables are called by the receiver and must not raise but where said.

    `accepts(address)`: the desk mailbox that takes mail for it, or None (in the event loop: must be quick).
    `check_login(user, password)`: the agent's address, or None; blocking, called in a worker thread; what it
    raises is answered 454. `disk_free()`: bytes left where the data lies. `pause(seconds)`: how a failed login waits.
    """

    hostname: str
    accepts: Callable[[str], str | None]
    check_login: Callable[[str, str], str | None] = _no_login
    disk_free: Callable[[], int] = _plenty
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    limits: Limits = field(default_factory=Limits)


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Networks from '192.0.2.0/24' or single addresses. Raises ValueError naming the text that is neither."""
    return tuple(ip_network(text, strict=False) for text in texts)


def address(text: object) -> str:
    """The canonical form of a peer's IP address: no zone, an IPv4 address never in IPv6 clothes."""
    bare = ip_address(str(text).partition("%")[0])
    mapped = bare.ipv4_mapped if isinstance(bare, IPv6Address) else None
    return str(mapped or bare)


def among(peer: str, of: tuple[Network, ...]) -> bool:
    """Is the IP address `peer` in one of the networks? False for what is no IP address."""
    try:
        known: IPv4Address | IPv6Address = ip_address(peer)
    except ValueError:
        return False
    return any(known in network for network in of)


def server_tls(certificate: Path, key: Path) -> ssl.SSLContext:
    """A context for a listener, TLS 1.2 or newer. Raises OSError or ssl.SSLError for files that cannot serve.

    A renewed certificate is taken by `context.load_cert_chain(certificate, key)` on the same context.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context
