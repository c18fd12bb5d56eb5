"""One process a role: the second is told who holds it, also when it comes in the very moment of the taking."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Timer

import pytest

from helpdesk.daemon.lock import Held, RoleLocks

DEAD = "4194305"  # above the largest pid there can be


def test_the_second_is_told_who_holds_the_role(tmp_path: Path) -> None:
    first, second = RoleLocks(tmp_path), RoleLocks(tmp_path)
    first.take(["receive", "work"])
    with pytest.raises(Held, match=f"'work' is held by the process {os.getpid()}$"):
        second.take(["send", "work"])
    RoleLocks(tmp_path).take(["send"])  # nothing is kept of what could not be had whole
    first.release()
    second.take(["receive", "work"])


@pytest.mark.slow  # each step is a process of its own
def test_the_pid_of_a_dead_holder_is_never_named(tmp_path: Path) -> None:
    first = RoleLocks(tmp_path)
    first.take(["receive"])
    lock = tmp_path / "receive.lock"
    lock.write_text(DEAD)
    late = Timer(0.2, lock.write_text, [str(os.getpid())])
    late.start()
    with pytest.raises(Held, match=f"process {os.getpid()}$"):
        RoleLocks(tmp_path).take(["receive"])
    late.join()
    lock.write_text("")
    with pytest.raises(Held, match="process unknown"):
        RoleLocks(tmp_path).take(["receive"])
    first.release()
