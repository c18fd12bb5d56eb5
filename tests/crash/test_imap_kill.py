"""kill -9 in the IMAP poll, at every failpoint on its way: every mail is in the journal once, none is lost (B3)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.daemon.failpoints import POINTS, VARIABLE
from helpdesk.tickets.store import Store
from tests.fakes.imap_rig import mail
from tests.fakes.imap_server import FakeImapServer

ROOT = Path(__file__).resolve().parents[2]
ARRIVED = "05-Jan-2026 10:00:00 +0000"
SUBJECTS = [f"m{n}" for n in range(5)]


def run_child(port: int, database: Path, failpoint: str = "") -> int:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    environment |= {"PYTHONPATH": str(ROOT)} | ({VARIABLE: failpoint} if failpoint else {})
    command = [sys.executable, "-m", "tests.crash.imap_child", str(port), str(database)]
    return subprocess.run(command, env=environment, cwd=ROOT, timeout=60, check=False).returncode


def journal(database: Path) -> list[str]:
    store = Store.open(f"sqlite://{database}")
    try:
        raws = [store.raw(row.raw_key) for row in store.waiting(100)]
    finally:
        store.close()
    return sorted(
        line[9:] for raw in raws for line in raw.decode().split("\r\n") if line.startswith("Subject: ")
    )


@pytest.mark.parametrize("point", [name for name in POINTS if name.startswith("imap.")])
@pytest.mark.parametrize("passage", [1, 2, 3])
def test_nothing_is_lost_or_doubled(tmp_path: Path, point: str, passage: int) -> None:
    database = tmp_path / "desk.sqlite"
    with FakeImapServer() as server:
        for n, subject in enumerate(SUBJECTS):
            server.deliver(mail(subject, size=6000 if n == 1 else 0), arrived=ARRIVED)
        assert run_child(server.port, database, f"{point}:{passage}") == -signal.SIGKILL
        # What left the inbox is in the journal already.
        moved = len(SUBJECTS) - len(server.inbox.mails)
        assert len(journal(database)) >= moved
        assert run_child(server.port, database) == 0
        assert journal(database) == SUBJECTS
        assert server.inbox.mails == []
        assert [len(server.folders[name].mails) for name in ("Helpdesk", "too-big")] == [4, 1]
