"""A desk on a folder of its own: its settings, its process, and what it says of itself."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import time
from pathlib import Path
from typing import Any

from tests.crash.zygote import Zygote

SERVER = "mx.desk.test"
ADDRESS = "support@desk.test"
AGENTS = {"ana": "ana@agents.test", "luis": "luis@agents.test"}
PATIENCE = 20.0

_SETTINGS = """
[desk]
name = "Crash"
language = "en"
timezone = "UTC"
[[mailbox]]
name = "support"
address = "support@desk.test"
[mailbox.intake.imap]
url = "imap://127.0.0.1:{imap}"
user = "desk"
password = "file:secret"
after = "move:Done"
batch = 5
[[listen]]
kind = "smtp"
port = {smtp}
[[listen]]
kind = "lmtp"
unix = "lmtp.sock"
[smarthost]
url = "smtp://127.0.0.1:{sink}"
helo = "desk.test"
[trust]
authserv_ids = ["mx.desk.test"]
own_dkim_check = false
[ack]
gap = "1s"
per_hour = 1000000
[limits]
ticket_mails = 1000
free_disk = "1MB"
[web]
enabled = false
"""
_AGENTS = """
agents:
  ana:
    name: Ana Ruiz
    email: ana@agents.test
    langs: [en]
  luis:
    name: Luis Gil
    email: luis@agents.test
    langs: [es]
"""


class Desk:
    """Settings, data and at most one process. `port` and `socket` stay the same over all its deaths."""

    def __init__(self, folder: Path, zygote: Zygote, sink: int, imap: int) -> None:
        self.folder = folder
        self.port = quiet_port()
        self.socket = str(folder / "lmtp.sock")
        self.log = folder / "log"
        self.database = folder / "helpdesk-data" / "helpdesk.db"
        self._zygote = zygote
        self._pid = 0
        (folder / "config").mkdir()
        (folder / "config" / "agents.yaml").write_text(_AGENTS)
        (folder / "secret").write_text("secret\n")
        (folder / "secret").chmod(0o600)
        (folder / "helpdesk.toml").write_text(_SETTINGS.format(imap=imap, smtp=self.port, sink=sink))

    def start(self, failpoint: str = "") -> None:
        """Begins a process; it may die before it is ready."""
        self._pid = self._zygote.start([*self._where(), "run"], self.log, failpoint)

    def ended(self) -> int | None:
        """How the process ended, None while it lives."""
        return self._zygote.ended(self._pid) if self._pid else 0

    def dies_within(self, seconds: float) -> bool:
        """Whether it killed itself in that time; any other end of its own is a fault."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            code = self.ended()
            if code is not None:
                assert code == -signal.SIGKILL, self.last_words(code)
                return True
            time.sleep(0.005)
        return False

    def kill(self) -> None:
        """SIGKILL, and wait for the end."""
        os.kill(self._pid, signal.SIGKILL)
        code = self._zygote.wait(self._pid)
        assert code == -signal.SIGKILL, self.last_words(code)

    def stop(self) -> None:
        """SIGTERM: must end by itself, in good order."""
        os.kill(self._pid, signal.SIGTERM)
        code = self._zygote.wait(self._pid)
        assert code == 0, self.last_words(code)

    def listens(self) -> bool:
        """Whether somebody answers on the port, waiting for it a while."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                code = self.ended()
                assert code is None, self.last_words(code)
                time.sleep(0.01)
            else:
                return True
        return False

    def says(self, *arguments: str) -> list[dict[str, Any]]:
        """What a command answers with --json; it must end with 0."""
        answer = self.folder / "answer"
        answer.unlink(missing_ok=True)
        code = self._zygote.wait(self._zygote.start([*self._where(), *arguments], answer))
        text = answer.read_text()
        assert code == 0, f"{arguments}: {code}\n{text}"
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    def last_words(self, code: int | None) -> str:
        """The end of the log, for whoever asks why."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([f"the desk ended with {code}", *lines[-15:]])

    def faults(self) -> list[str]:
        """Log lines about faults of the desk's own."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if '"event":"fault"' in
                line.replace(" ", "") or "Traceback" in line]  # fmt: skip

    def _where(self) -> list[str]:
        return ["--config", str(self.folder / "helpdesk.toml")]


def quiet_port() -> int:
    """A free port that no client is given as its own: below the range the kernel hands out."""
    while True:
        port = random.randrange(15_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
