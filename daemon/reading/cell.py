"""Reads mail within limits of time and memory: plain mail here and now, any other in a process of its own.

The cell lives long, since starting one costs more than most mails, and is killed and replaced when a mail
takes too much (threats A39, A43). One mail at a time is in it: its peak is many times the mail's size.
"""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from helpdesk.daemon.reading.wire import PREFIX, answered, request
from helpdesk.mailflow.parse import DEFAULT, ParseLimits, read_plain
from helpdesk.tickets.mail import InboundMail, Unreadable

CPU_SECONDS = 10
WALL_SECONDS = 10.0
MEMORY = 512 * 1024 * 1024
_CHUNK = 1 << 16
_START_SECONDS = 30.0


class ParseCell:
    """Reads mails. Any thread may use it; a forked child starts a cell of its own."""

    def __init__(
        self,
        limits: ParseLimits = DEFAULT,
        *,
        wall_seconds: float = WALL_SECONDS,
        cpu_seconds: int = CPU_SECONDS,
        memory: int = MEMORY,
        command: Sequence[str] | None = None,
    ) -> None:
        self._limits = limits
        self._wall_seconds = wall_seconds
        self._command = list(
            command
            or [
                sys.executable,
                "-P",
                "-m",
                "helpdesk.daemon.reading.cell_main",
                str(cpu_seconds),
                str(memory),
            ]
        )
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def read(self, raw: bytes) -> InboundMail:
        """The mail in `raw`. Raises Unreadable past a limit of shape, time or memory, never anything else."""
        mail = read_plain(raw, self._limits)
        if mail is not None:
            return mail
        with self._lock:
            return self._read_apart(raw)

    def close(self) -> None:
        """End the cell's process, if there is one; a later `read` starts another."""
        with self._lock:
            self._end()

    def _read_apart(self, raw: bytes) -> InboundMail:
        fresh = self._running() is None
        if fresh:
            self._start()
        # A cell that only now starts has its modules to load first.
        deadline = time.monotonic() + self._wall_seconds + (_START_SECONDS if fresh else 0)
        try:
            payload = self._exchange(request(raw, self._limits), deadline)
            return answered(payload)
        except TimeoutError:
            self._end()
            detail = f"it took more than {self._wall_seconds:.0f} seconds to read"
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            # The cell died or talked nonsense: out of memory, out of CPU time, or broken by the mail.
            self._end()
            detail = "reading it took more memory or processor time than a mail may"
        raise Unreadable("parse-limit", detail)

    def _exchange(self, frame: bytes, deadline: float) -> bytes:
        """Send a frame and wait for one. Raises TimeoutError, EOFError or OSError."""
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        unsent = memoryview(frame)
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdin, selectors.EVENT_WRITE)
            selector.register(process.stdout, selectors.EVENT_READ)
            while not _complete(received):
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise TimeoutError
                for key, _ in ready:
                    if key.fileobj is process.stdin:
                        unsent = unsent[os.write(process.stdin.fileno(), unsent[:_CHUNK]) :]
                        if not unsent:
                            selector.unregister(process.stdin)
                    else:
                        chunk = os.read(process.stdout.fileno(), _CHUNK)
                        if not chunk:
                            raise EOFError
                        received += chunk
        return bytes(received[PREFIX:])

    def _running(self) -> subprocess.Popen[bytes] | None:
        if self._process is not None and self._owner != os.getpid():
            # A fork's copy of the parent's cell: two must not talk to it.
            self._process = None
        if self._process is not None and self._process.poll() is not None:
            self._end()
        return self._process

    def _start(self) -> None:
        self._owner = os.getpid()
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell, no word of the mail
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        os.set_blocking(self._process.stdin.fileno(), False)
        os.set_blocking(self._process.stdout.fileno(), False)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()


def _complete(received: bytearray) -> bool:
    return len(received) >= PREFIX and len(received) >= PREFIX + int.from_bytes(received[:PREFIX], "big")
