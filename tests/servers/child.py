"""A server process of ours: started in the foreground, waited for until it answers, ended by its own pid."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

START_SECONDS = 30
STOP_SECONDS = 20


class Missing(Exception):
    """The server cannot run on this machine, for this reason: its tests are skipped (in CI they fail)."""


def in_ci() -> bool:
    """Whether a missing server is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def program(name: str) -> str:
    """Where a server's program lies, '' if nowhere; also where the PATH of a plain `su` does not look."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin") or ""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses now.

    Not one of those that the system hands to outgoing connections: tests beside this one would take it.
    """
    for _ in range(1000):
        port = random.randint(10_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Missing("no free port on 127.0.0.1")


class Child:
    """A process group of our own."""

    def __init__(self, command: list[str], log: Path) -> None:
        self.log = log
        with log.with_suffix(".out").open("wb") as out:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )

    def wait_for(self, *ports: int) -> None:
        """Until each port of 127.0.0.1 takes a connection. Raises RuntimeError with the log if it never does."""
        end = time.monotonic() + START_SECONDS
        for port in ports:
            while not _answers(port):
                try:
                    code = self._process.wait(0.05)
                except subprocess.TimeoutExpired:
                    code = None
                if code is not None or time.monotonic() > end:
                    self.end()
                    raise RuntimeError(f"the server did not start (exit {code}):\n{self.said()}")

    def said(self) -> str:
        """What the server wrote to its log and its output."""
        files = (self.log, self.log.with_suffix(".out"))
        return "\n".join(file.read_text(errors="replace")[-5000:] for file in files if file.exists())

    def end(self) -> None:
        """TERM, then KILL, to the process group that we started and to nobody else."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is None:
                os.killpg(self._process.pid, sign)
                try:
                    self._process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    continue


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True
