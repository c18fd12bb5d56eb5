"""Switching an open connection to TLS, whether it was asked for by STARTTLS or is owed from the first byte."""

from __future__ import annotations

import asyncio
import ssl
from asyncio import sslproto


def begin_tls(
    protocol: asyncio.Protocol, transport: asyncio.BaseTransport, context: ssl.SSLContext, patience: float
) -> tuple[sslproto.SSLProtocol, asyncio.Future[None]]:
    """Put TLS between `protocol` and `transport`. Returns the layer, and a future that is done with the handshake.

    aiosmtpd's own way, since asyncio's start_tls cannot take bytes that were already read (`feed`), and a
    listener that speaks TLS from the start would neither count a connection nor read a PROXY header before.
    """
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[None] = loop.create_future()
    # Whole seconds, because the type says so.
    seconds = max(1, round(patience))
    layer = sslproto.SSLProtocol(
        loop, protocol, context, waiter, server_side=True, ssl_handshake_timeout=seconds
    )
    transport.set_protocol(layer)
    layer.connection_made(transport)
    return layer, waiter


def feed(layer: sslproto.SSLProtocol, early: bytes) -> None:
    """Give the layer bytes of the handshake that were read before it was there."""
    while early:
        room = layer.get_buffer(len(early))
        size = min(len(room), len(early))
        room[:size] = early[:size]
        layer.buffer_updated(size)
        early = early[size:]
