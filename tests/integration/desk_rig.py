"""A whole desk as a process: its files in a folder, its sockets on free ports, looked at only from outside."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.fakes.imap_rig import Place
from tests.fakes.smtp_rig import CERTIFICATE
from tests.servers.child import free_port

HELPDESK = Path(sys.executable).with_name("helpdesk")
PATIENCE = 60.0
STOP_SECONDS = 40.0
STEP = 0.1  # seconds between two looks from outside

SUPPORT, SALES = "support@desk.test", "sales@desk.test"
ANA, LUIS, ADMIN = "ana@agents.test", "luis@agents.test", "alerts@agents.test"
PASSWORD = "correct horse battery"
AUTHSERV = "mx.desk.test"

AGENTS = f"""
agents:
  ana:
    name: Ana Ruiz
    email: {ANA}
    langs: [es]
    mailboxes: [support]
  luis:
    name: Luis Gómez
    email: {LUIS}
    langs: [es]
    mailboxes: [sales]
"""


@dataclass(frozen=True)
class Sockets:
    """The desk's own ports."""

    lmtp: int = field(default_factory=free_port)
    smtp: int = field(default_factory=free_port)
    starttls: int = field(default_factory=free_port)
    implicit: int = field(default_factory=free_port)
    web: int = field(default_factory=free_port)


class Desk:
    """`with Desk(folder, smarthost=port) as desk:` runs `helpdesk run`; it must end with 0 when told to.

    `imap`: desk mailbox name -> the account it is polled from. `imap_settings` and `limits` are lines of TOML.
    `flags` are those of `helpdesk run`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        smarthost: int = 0,
        imap: Mapping[str, Place] | None = None,
        imap_settings: str = "",
        limits: str = "",
        agents: str = AGENTS,
        environ: Mapping[str, str] | None = None,
        flags: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self.port = Sockets()
        self.log = folder / "daemon.log"
        self.flags = flags
        self._environ = {**os.environ, "LC_ALL": "C.UTF-8", **(environ or {})}
        for name, place in (imap or {}).items():
            self._environ[f"IMAP_{name.upper()}"] = place.password
        self._process: subprocess.Popen[bytes] | None = None
        self._accounts = len(imap or {})
        self.put_off = 0  # recipients that a test made wait for longer than it lasts
        (folder / "config").mkdir(parents=True)
        self.write_agents(agents)
        (folder / "helpdesk.toml").write_text(self._settings(smarthost, imap or {}, imap_settings, limits))

    # -- the process ------------------------------------------------------------------------------

    def start(self) -> Self:
        """Run it, and wait until it says that it is ready and has found its IMAP accounts."""
        before = len(self.logged("imap connected"))
        self._process = self.spawn()
        self.until(self.ready, "the desk is ready")
        self.until(lambda: len(self.logged("imap connected")) >= before + self._accounts, "IMAP")
        return self

    def spawn(self) -> subprocess.Popen[bytes]:
        """`helpdesk run` without waiting for anything."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [HELPDESK, "--config", self.folder / "helpdesk.toml", "run", *self.flags],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environ, cwd=self.folder,
            )  # fmt: skip

    def signal(self, number: int) -> None:
        """To the daemon, and to nobody else."""
        assert self._process is not None
        self._process.send_signal(number)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """SIGTERM: it must end with 0 in its time, and have met no fault of its own."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        code = self.wait()
        assert code == 0, f"ended with {code}\n{self.said()}"
        assert self.logged("fault") == [], self.said()

    def wait(self) -> int:
        """Its exit status, once it has ended."""
        assert self._process is not None
        return self._process.wait(STOP_SECONDS)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        running = self._process is not None and self._process.poll() is None
        if error is None and running:
            self.stop()
        elif running and self._process is not None:
            self._process.kill()
            self._process.wait()
        if error is not None:
            error.add_note(self.said())

    def said(self) -> str:
        """The end of the log, for a person who looks why a test failed."""
        return self.log.read_text(errors="replace")[-8000:] if self.log.exists() else ""

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The log's lines of this name: for waiting, and for what only the log must say."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        entries = [json.loads(line) for line in lines if line.startswith("{")]
        return [entry for entry in entries if entry["event"] == event]

    # -- waiting ----------------------------------------------------------------------------------

    def until(self, condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Look again and again until it is so; the desk must live meanwhile."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"never came: {what}\n{self.figures()}\n{self.said()}"
            assert self._process is not None
            with suppress(subprocess.TimeoutExpired):
                code = self._process.wait(STEP)
                raise AssertionError(f"the desk ended with {code}\n{self.said()}")

    def ready(self) -> bool:
        """Whether /readyz says 200."""
        return self._page("readyz")[0] == 200

    def figures(self) -> dict[str, float]:
        """The figures of /metrics by name, labels added up."""
        found: dict[str, float] = {}
        for name, value in re.findall(
            r"^helpdesk_(\w+)(?:\{[^}]*\})? (\S+)$", self._page("metrics")[1], re.M
        ):
            found[name] = found.get(name, 0.0) + float(value)
        return found

    def quiet(self) -> None:
        """Until the journal is worked off and everything that can be sent is sent."""
        self.until(lambda: self._idle() and self._idle(), "the desk has nothing left to do")

    def wait_for(self, **wanted: int) -> None:
        """Until the figures of /metrics are at least these, and the desk is quiet: wait_for(tickets=40)."""
        self.until(lambda: all(self.figures().get(k, 0) >= v for k, v in wanted.items()), f"{wanted}")
        self.quiet()

    def _idle(self) -> bool:
        now = self.figures()
        return now.get("mails_waiting", 1) == 0 and now.get("recipients_queued", -1) == self.put_off

    def _page(self, name: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port.web}/{name}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()
        except OSError:
            return 0, ""

    # -- the command line -------------------------------------------------------------------------

    def helpdesk(self, *words: str, given: str = "", codes: Sequence[int] = (0,)) -> bytes:
        """Run a command; what it wrote. It must end with one of `codes` and never with a traceback."""
        ran = subprocess.run(
            [HELPDESK, "--config", self.folder / "helpdesk.toml", *words],
            input=given.encode(), capture_output=True, env=self._environ, cwd=self.folder, timeout=60, check=False,
        )  # fmt: skip
        assert ran.returncode in codes, (words, ran.returncode, ran.stdout[-2000:], ran.stderr.decode())
        assert b"Traceback" not in ran.stderr, ran.stderr.decode()
        return ran.stdout

    def lines(self, *words: str) -> list[dict[str, Any]]:
        """A command's JSON, an object a line."""
        return [json.loads(line) for line in self.helpdesk(*words, "--json").splitlines()]

    def tickets(self) -> list[dict[str, Any]]:
        """Every ticket, the newest first."""
        return self.lines("ticket", "list", "--limit", "100000")

    def show(self, protocol: str) -> dict[str, Any]:
        """One ticket whole."""
        return self.lines("ticket", "show", protocol)[0]

    def held(self) -> list[dict[str, Any]]:
        """What is held."""
        return self.lines("held", "list")

    def outbox(self) -> list[dict[str, Any]]:
        """Outgoing mail, the newest first."""
        return self.lines("outbox", "list", "--limit", "100000")

    def verified(self) -> None:
        """`verify` finds nothing."""
        self.helpdesk("verify", "--json")

    # -- its files --------------------------------------------------------------------------------

    def write_agents(self, text: str) -> None:
        """config/agents.yaml anew."""
        (self.folder / "config" / "agents.yaml").write_text(text)

    def _settings(self, smarthost: int, imap: Mapping[str, Place], imap_settings: str, limits: str) -> str:
        boxes = "".join(
            _MAILBOX.format(name=name, address=address) + _imap(name, imap.get(name), imap_settings)
            for name, address in (("support", SUPPORT), ("sales", SALES))
        )
        relay = (
            f'[smarthost]\nurl = "smtp://127.0.0.1:{smarthost}"\nhelo = "desk.test"\n' if smarthost else ""
        )
        return _SETTINGS.format(
            boxes=boxes, relay=relay, limits=limits, port=self.port, pem=CERTIFICATE, admin=ADMIN, id=AUTHSERV
        )


def _imap(name: str, place: Place | None, settings: str) -> str:
    if place is None:
        return ""
    return (
        f'[mailbox.intake.imap]\nurl = "imap://127.0.0.1:{place.port}"\nuser = "{place.user}"\n'
        f'password = "env:IMAP_{name.upper()}"\n{settings}\n'
    )


_MAILBOX = """
[[mailbox]]
name = "{name}"
address = "{address}"
"""

_SETTINGS = """
[desk]
name = "Soporte Acme"
prefix = "ACM"
alert_address = "{admin}"
{boxes}
[[listen]]
kind = "lmtp"
port = {port.lmtp}

[[listen]]
kind = "smtp"
port = {port.smtp}

[[listen]]
kind = "submission"
port = {port.starttls}
tls_cert = "{pem}"
tls_key = "{pem}"

[[listen]]
kind = "submission"
port = {port.implicit}
tls_cert = "{pem}"
tls_key = "{pem}"
implicit_tls = true

{relay}
[trust]
authserv_ids = ["{id}"]
own_dkim_check = false

[limits]
connections_per_ip = 50
{limits}

[web]
port = {port.web}
"""
