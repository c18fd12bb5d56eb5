"""Tells systemd how the daemon is (sd_notify(3)); says nothing where no one listens."""

from __future__ import annotations

import os
import socket


def notify(state: str) -> None:
    """Send `state` ('READY=1', 'STOPPING=1', 'WATCHDOG=1', 'STATUS=...') to $NOTIFY_SOCKET if it is set."""
    where = os.environ.get("NOTIFY_SOCKET", "")
    if not where:
        return
    address = "\0" + where[1:] if where.startswith("@") else where  # abstract sockets are written with @
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        channel.sendto(state.encode(), address)


def watchdog_seconds() -> float:
    """How often systemd wants to hear from us, halved for safety; 0 where it does not."""
    micros = os.environ.get("WATCHDOG_USEC", "")
    return int(micros) / 2_000_000 if micros.isdigit() else 0.0
