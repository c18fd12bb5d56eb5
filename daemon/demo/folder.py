"""The demo's folder: everything the demo leaves stands in it, and it is made anew by every run."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.daemon.demo.cast import ANA, AUTHSERV_ID, BOXES, LUIS, MARTA, PREFIX
from helpdesk.daemon.exits import UNAVAILABLE, USAGE, Stop
from helpdesk.daemon.lock import RoleLocks
from helpdesk.daemon.running import ROLES
from helpdesk.daemon.settings.sample_policy import sample_policy
from helpdesk.rules.load import AGENTS

MARK = ".helpdesk-demo"
RUNNING = "running.json"
_OURS = ("helpdesk.toml", "config", "data", "mail", "helpdesk.log", RUNNING)

_TOML = """\
# The demo's desk. Written anew by every "helpdesk demo".
[desk]
name = "Soporte Acme"
prefix = "{prefix}"
language = "es"
{mailboxes}
# Mail comes from the village's own border server; what it says about a sender is believed.
[[listen]]
kind = "smtp"
port = {smtp}
trusted = ["127.0.0.1"]

[trust]
authserv_ids = ["{authserv_id}"]
own_dkim_check = false    # the demo asks no DNS server anything

# Everything the desk writes goes to the village's post office, and from there into mail/.
[smarthost]
url = "smtp://127.0.0.1:{post_office}"

# So that whoever tries it out may write as often as they like.
[ack]
gap = "1s"
per_day = 1000

[storage]
data = "data"
config = "config"

[web]
port = {web}
"""
_MAILBOX = """
[[mailbox]]
name = "{name}"
address = "{address}"
display_name = "{display_name}"
language = "{language}"
"""
_AGENTS = f"""\
# Who answers in the demo. Whose turn a new ticket is, assignment.yaml says: who knows about it, else in turn.
agents:
  marta:                      # the only one who writes Portuguese
    name: {MARTA.name}
    email: {MARTA.address}
    teams: [n1, n2, n3]
    langs: [es, pt]
    role: lead
  ana:
    name: {ANA.name}
    email: {ANA.address}
    teams: [n1]
    skills: [facturacion, devolucion]
    langs: [es, en]
  luis:
    name: {LUIS.name}
    email: {LUIS.address}
    teams: [n1]
    skills: [tecnico, cuenta]
    langs: [es, en]
"""
_CALENDARS = """\
# The demo is played at any hour: everybody is there, and clocks always run.
calendars:
  tienda: {tz: Europe/Madrid, hours: {daily: "00:00-24:00"}}
  oficina: {tz: Europe/Madrid, hours: {daily: "00:00-24:00"}}
"""
# Its cases speak of other people, and of hours.
_CASES = "tests/"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the demo's servers listen on this machine."""

    post_office: int
    smtp: int
    web: int


class Folder:
    """One demo's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings = path / "helpdesk.toml"
        self.data = path / "data"
        self.mail = path / "mail"
        self.log = path / "helpdesk.log"

    def begin_anew(self) -> None:
        """Make the folder, or empty it of what an earlier demo left. Raises Stop, Held (a demo is running in it)."""
        if self.path.exists() and not self.path.is_dir():
            raise Stop(USAGE, f"{self.path}: this is no folder. Name another: --dir DIR")
        if self.path.is_dir() and any(self.path.iterdir()) and not (self.path / MARK).is_file():
            raise Stop(
                USAGE,
                f"{self.path}: this folder is no demo's, and nothing is overwritten. Name another: --dir DIR",
            )
        if self.data.is_dir():
            locks = RoleLocks(self.data)
            locks.take(ROLES)
            locks.release()
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / MARK).write_text("A folder of `helpdesk demo`: the next one empties it.\n", "utf-8")
        for name in _OURS:
            _remove(self.path / name)
        for folder in (self.data, self.mail):
            folder.mkdir(mode=0o700)

    def write(self, ports: Ports) -> None:
        """Write the desk's settings and its policy: the sample's, with the cast as agents and all hours open."""
        boxes = "".join(
            _MAILBOX.format(
                name=box.name, address=box.address, display_name=box.display_name, language=box.language
            )
            for box in BOXES
        )
        text = _TOML.format(
            prefix=PREFIX,
            mailboxes=boxes,
            authserv_id=AUTHSERV_ID,
            smtp=ports.smtp,
            post_office=ports.post_office,
            web=ports.web,
        )
        self.settings.write_text(text, "utf-8")
        policy = {
            name: file
            for name, file in sample_policy("es", BOXES[0].name).items()
            if not name.startswith(_CASES)
        }
        for name, file in (policy | {AGENTS: _AGENTS, "calendars.yaml": _CALENDARS}).items():
            path = self.path / "config" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file, "utf-8")

    def say_running(self, post_office: int) -> None:
        """Leave word for `helpdesk demo mail` where the post office is."""
        word = json.dumps({"pid": os.getpid(), "post_office": post_office})
        (self.path / RUNNING).write_text(word + "\n", "utf-8")

    def say_ended(self) -> None:
        """Take the word back."""
        (self.path / RUNNING).unlink(missing_ok=True)

    def post_office(self) -> int:
        """The port of the running demo's post office. Raises Stop where none runs."""
        try:
            word: Mapping[str, Any] = json.loads((self.path / RUNNING).read_text("utf-8"))
            return int(word["post_office"])
        except (OSError, ValueError, KeyError, TypeError):
            raise Stop(
                UNAVAILABLE, f"{self.path}: no demo is running here. Start one: {self.again()}"
            ) from None

    def again(self) -> str:
        """The command that plays in this folder."""
        return "helpdesk demo" if self.path == Path("demo") else f"helpdesk demo --dir {self.path}"


def free_port(wanted: int = 0) -> int:
    """A port nobody listens on: `wanted` where it is one."""
    for port in (wanted, 0):
        try:
            with socket.create_server(("127.0.0.1", port)) as trial:
                return int(trial.getsockname()[1])
        except OSError:
            continue
    raise Stop(UNAVAILABLE, "this machine has no port free on 127.0.0.1.")


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
