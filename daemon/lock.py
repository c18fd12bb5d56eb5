"""One daemon a role on a data directory: the second says who holds it and ends with 75 (B19)."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable
from pathlib import Path

from helpdesk.daemon.errors import TryLater


class Held(TryLater):
    """Another process has this role; the text names its pid."""


# The holder writes its pid just after it has the lock: one that comes in between looks again, for a second.
LOOKS, LOOK_EVERY = 20, 0.05


class RoleLocks:
    """flock on one file a role. The kernel frees it with the process, so a stale lock cannot be."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self._open: list[int] = []

    def take(self, roles: Iterable[str]) -> None:
        """Takes every role or none. Raises Held naming the role and the holder's pid."""
        for role in roles:
            path = self._folder / f"{role}.lock"
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = _holder(descriptor)
                os.close(descriptor)
                self.release()
                raise Held(f"{self._folder}: the role {role!r} is held by the process {holder}") from None
            os.ftruncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode("ascii"))
            self._open.append(descriptor)

    def release(self) -> None:
        """Gives every role back."""
        for descriptor in self._open:
            os.close(descriptor)
        self._open.clear()


def holder_of(data_dir: Path, role: str) -> int | None:
    """The pid of the living process that holds `role`, None where none does. Takes nothing."""
    try:
        descriptor = os.open(data_dir / f"{role}.lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = _holder(descriptor)
        return int(pid) if pid.isdigit() else None
    else:
        return None
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    """The pid in a lock file, once it is that of a living process: before, it is still that of the one before."""
    for _ in range(LOOKS):
        pid = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        if _alive(pid):
            return pid
        time.sleep(LOOK_EVERY)
    return "unknown"


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    return True
