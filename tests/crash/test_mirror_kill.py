"""kill -9 around the move of a message after its ticket: it lies in one folder, once, and is no new mail (B3)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.daemon.failpoints import VARIABLE
from helpdesk.tickets.store import Store
from tests.fakes.imap_mailbox import Folder
from tests.fakes.imap_rig import mail
from tests.fakes.imap_server import FakeImapServer

ROOT = Path(__file__).resolve().parents[2]
ARRIVED = "05-Jan-2026 10:00:00 +0000"
MAILS = 6


def run_child(port: int, folder: Path, lacks: str, failpoint: str = "") -> int:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    environment |= {"PYTHONPATH": str(ROOT)} | ({VARIABLE: failpoint} if failpoint else {})
    command = [sys.executable, "-m", "tests.crash.mirror_child", str(port), str(folder), lacks]
    return subprocess.run(command, env=environment, cwd=ROOT, timeout=60, check=False).returncode


@pytest.mark.parametrize("lacks", ["", "MOVE"])
@pytest.mark.parametrize("point", ["imap.after-commit", "imap.before-move", "imap.after-move"])
@pytest.mark.parametrize("passage", [1, 2])
def test_every_message_lies_where_its_ticket_does(
    tmp_path: Path, point: str, passage: int, lacks: str
) -> None:
    with FakeImapServer() as server:
        server.folders["Impar"] = Folder("Impar")
        for n in range(MAILS):
            server.deliver(mail(f"m{n}"), arrived=ARRIVED)
        assert run_child(server.port, tmp_path, lacks, f"{point}:{passage}") == -signal.SIGKILL
        assert run_child(server.port, tmp_path, lacks) == 0
        for name, first in (("Par", 0), ("Impar", 1)):
            lie = sorted(one.raw for one in server.folders[name].mails)
            assert lie == [mail(f"m{n}") for n in range(first, MAILS, 2)], name
        assert server.inbox.mails == []
    store = Store.open(f"sqlite://{tmp_path}/desk.db")
    try:
        [(tickets,)] = store._db.rows("SELECT count(*) FROM tickets")
        [(waiting,)] = store._db.rows("SELECT count(*) FROM imap_copies WHERE due = 1")
        assert (tickets, waiting) == (MAILS, 0)
    finally:
        store.close()
