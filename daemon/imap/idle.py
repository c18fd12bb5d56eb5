"""Waiting: for a server's push, for the next poll, for the end of a back-off, and always for stop()."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Sequence
from typing import Literal, Protocol

from helpdesk.daemon.imap.link import Link, ServerSaidNo, said

Woken = Literal["stop", "data", "time"]
# The peer answers DONE at once or is gone; the read timeout of a fetch would be too patient (B20).
DONE_TIMEOUT = 20.0


class Doze(Protocol):
    """How a poller waits; a test's own one moves a clock instead."""

    def wait(self, seconds: float, sock: socket.socket | None = None) -> Woken:
        """Returns on stop(), when `sock` is readable or broken, or after `seconds`."""
        ...

    def wait_or_nudge(self, seconds: float, sock: socket.socket | None = None) -> Woken:
        """The same, and a nudge since the last such wait ends it as data would."""
        ...

    def nudge(self) -> None:
        """From any thread: there is work that nothing on the socket tells of."""
        ...

    def stop(self) -> None:
        """From any thread: end this wait and every later one."""
        ...

    @property
    def stopped(self) -> bool:
        """Whether stop() was called."""
        ...

    def close(self) -> None:
        """Gives back what it holds, once nobody waits any more."""
        ...


class SocketDoze:
    """Waits in poll() on the server's socket and on a pair of our own that stop() writes to."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._nudged, self._nudger = socket.socketpair()
        self._nudged.setblocking(False)
        self._nudge_waits = False
        self._stopped = threading.Event()
        self._lock = threading.Lock()

    @property
    def stopped(self) -> bool:
        """Whether stop() was called."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ends every wait, now and later."""
        with self._lock:
            if not self._stopped.is_set():
                self._stopped.set()
                self._writer.send(b"x")

    def nudge(self) -> None:
        """Ends the wait that heeds it, this one or the next; any number of nudges count as one."""
        with self._lock:
            if not self._nudge_waits and not self._stopped.is_set():
                self._nudge_waits = True
                self._nudger.send(b"x")

    def wait(self, seconds: float, sock: socket.socket | None = None) -> Woken:
        """See Doze."""
        return self._wait(seconds, [] if sock is None else [sock])

    def wait_or_nudge(self, seconds: float, sock: socket.socket | None = None) -> Woken:
        """See Doze."""
        woken = self._wait(seconds, [self._nudged] if sock is None else [self._nudged, sock])
        with self._lock:
            if self._nudge_waits and not self._stopped.is_set():
                self._nudged.recv(1)
                self._nudge_waits = False
        return woken

    def _wait(self, seconds: float, sockets: Sequence[socket.socket]) -> Woken:
        poller = select.poll()
        for sock in (self._reader, *sockets):
            poller.register(sock, select.POLLIN)
        ready = {descriptor for descriptor, _ in poller.poll(max(0.0, seconds) * 1000)}
        if self._stopped.is_set():
            return "stop"
        return "data" if ready else "time"

    def close(self) -> None:
        """Gives the sockets back, once nobody waits any more."""
        with self._lock:
            self._stopped.set()
            for end in (self._reader, self._writer, self._nudged, self._nudger):
                end.close()


def idle(link: Link, doze: Doze, seconds: float) -> Woken:
    """IDLE (RFC 2177) in the open folder until the server says anything, `seconds` pass, or stop().

    What the server said is not looked at: the caller searches anew, whatever it was. imapclient's idle_check
    is not used: it fails on half a line, and on a dead peer returns nothing for ever (libraries.md 3.2).
    Raises LinkLost, ServerSaidNo.
    """
    wire = link.wire
    with said("IDLE"):
        tag = wire._command("IDLE")
        pushed = False
        # Some servers tell of changes before the continuation; imapclient's idle() gives up there.
        while wire._get_response() is not None:
            pushed = True
            if wire.tagged_commands[tag]:
                break
        refused = wire.tagged_commands.pop(tag) if wire.tagged_commands[tag] else None
    if refused:
        raise ServerSaidNo(f"IDLE: {refused}")
    woken: Woken = "data" if pushed or wire.buffered() else doze.wait_or_nudge(seconds, wire.sock)
    _done(link, tag)
    return woken


def _done(link: Link, tag: bytes) -> None:
    wire = link.wire
    with said("DONE"):
        timeout = wire.sock.gettimeout()
        wire.sock.settimeout(DONE_TIMEOUT)
        wire.send(b"DONE\r\n")
        while not wire.tagged_commands[tag]:
            wire._get_response()
            wire._check_bye()
        wire.tagged_commands.pop(tag)
        wire.sock.settimeout(timeout)
