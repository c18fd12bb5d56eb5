"""What signals tell the process, one after the other: taken up where the main thread waits, never inside its work."""

from __future__ import annotations

import select
import signal
import socket
from types import FrameType, TracebackType
from typing import Any, Self


class Told:
    """`with Told(SIGTERM, SIGHUP) as told:` these signals interrupt nothing; `told.wait()` says which came.

    A KeyboardInterrupt may fall between the taking of a lock and the `try` that gives it back, and then whoever closes
    the store waits for ever; Event.set() in a handler may wait for the lock that the wait() it interrupted holds. And a
    handler only runs once the main thread stirs, which a signal that another thread was given does not make it do. So
    the interpreter writes each signal's number into a socket, and the main thread reads there.
    """

    def __init__(self, *numbers: signal.Signals) -> None:
        self._numbers = numbers
        self._reader, self._writer = socket.socketpair()
        self._before: dict[signal.Signals, Any] = {}
        self._descriptor = -1

    def tell(self, number: int) -> None:
        """As if the signal had come; from any thread."""
        self._writer.send(bytes([number]))

    def wait(self, seconds: float | None = None) -> int | None:
        """The next signal, None where none came in so many seconds, or another than those asked for."""
        ready, _, _ = select.select([self._reader], [], [], seconds)
        number = self._reader.recv(1)[0] if ready else 0
        return number if number in self._numbers else None

    def __enter__(self) -> Self:
        """In the main thread alone, as Python wants it."""
        self._writer.setblocking(False)  # what a full socket cannot take has been told 200,000 times before
        self._descriptor = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in self._numbers:
            self._before[number] = signal.signal(number, _heard)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._descriptor)
        self._reader.close()
        self._writer.close()


def _heard(number: int, frame: FrameType | None) -> None:
    """The number is in the socket already; without a handler of Python's it would not be."""
