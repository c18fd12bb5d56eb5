"""kill -9 around the commit, with the real store: every mail that got 250 is there, none in halves (B1, B2)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.store import Store
from tests.fakes.smtp_rig import Peer

ROOT = Path(__file__).resolve().parents[2]


class Desk:
    """The receiver of bench/acceptance in a process, started again whenever it is found dead."""

    def __init__(self, folder: Path, failpoint: str) -> None:
        self._folder, self._failpoint = folder, failpoint
        self.starts = 0
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-m", "bench.acceptance", "--serve", "desk", "--folder", str(self._folder)]
        env = {**os.environ, "HELPDESK_FAILPOINT": self._failpoint}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.port = int(json.loads(self._process.stdout.readline()))
        self.starts += 1

    def deliver(self, mail: bytes) -> bool:
        """True for a 250; after anything else the process has died, and is started again."""
        with Peer(self.port) as peer:
            peer.begin()
            if peer.data(mail).startswith("250"):
                return True
        self._process.communicate(timeout=30)
        assert self._process.returncode == -9
        self._start()
        return False

    def close(self) -> None:
        self._process.communicate(timeout=30)
        assert self._process.returncode == 0


@pytest.mark.parametrize("failpoint", ["smtp.before-commit:2", "smtp.after-commit:2", "smtp.after-commit:3"])
def test_b1_b2_every_mail_that_got_250_is_there_after_kill_9(tmp_path: Path, failpoint: str) -> None:
    mails = [f"From: ana@client.test\r\nSubject: {n}\r\n\r\nbody {n}\r\n".encode() for n in range(6)]
    desk = Desk(tmp_path, failpoint)
    for mail in mails:
        while not desk.deliver(mail):
            pass
    starts = desk.starts
    desk.close()
    assert starts > 2
    store = Store.open(f"sqlite:///{tmp_path / 'bench.db'}", check=True)
    rows = store.waiting(100)
    assert {row.digest for row in rows} == {mail_digest(mail) for mail in mails}
    assert {store.raw(row.raw_key) for row in rows} == set(mails)
    # Killed before the commit, the second copy is the only one; after it, there are two of the same digest.
    assert len(rows) == len(mails) if "before" in failpoint else len(rows) == len(mails) + starts - 1
    store.close()
