"""The PROXY header before a connection: who the peer of a load balancer really is."""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Address, IPv6Address

from aiosmtpd.proxy_protocol import V2_CMD, get_proxy

from helpdesk.daemon.smtp.options import address


class NoProxyHeader(Exception):
    """What came first was no PROXY header; the text says why, for the log."""


async def real_peer(reader: asyncio.StreamReader) -> str | None:
    """Read a header of version 1 or 2. Returns the source's IP address, None where the proxy speaks for itself.

    Raises NoProxyHeader, ConnectionError.
    """
    try:
        header = await get_proxy(reader)
    except asyncio.IncompleteReadError:
        raise ConnectionResetError("no PROXY header") from None
    if not header.valid:
        raise NoProxyHeader(header.error or "no header")
    # LOCAL is the proxy's own health check, UNKNOWN its word that it does not know.
    source = None if header.command == V2_CMD.LOCAL else header.src_addr
    return address(source) if isinstance(source, IPv4Address | IPv6Address) else None
