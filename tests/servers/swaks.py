"""swaks, a client we did not write: says on the wire exactly what it is told, and shows what it was answered."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from tests.servers.child import Missing, program

_ANSWER = re.compile(r"^[ =]?<(?:-|~|\*\*|~\*)\s+(.*)$")


@dataclass(frozen=True)
class Said:
    """`status` 0 = all went well; `replies` are the server's lines, TLS or not; `all` is the whole conversation."""

    status: int
    replies: tuple[str, ...]
    all: str

    def count(self, start: str) -> int:
        """How many of the server's lines begin so."""
        return sum(line.startswith(start) for line in self.replies)


def check(*, tls: bool = False) -> None:
    """Raises Missing with the reason where tests cannot use it."""
    if not program("swaks"):
        raise Missing("no swaks here: make servers installs it")
    if not tls:
        return
    able = subprocess.run([program("swaks"), "--support"], capture_output=True, text=True, check=False)
    if "*** TLS" in able.stdout + able.stderr:
        raise Missing("swaks has no TLS here: make servers installs libnet-ssleay-perl")


def swaks(port: int, mail: bytes, sender: str, to: Sequence[str], *options: str) -> Said:
    """Hand `mail` over at a port of this machine. `options` are more of its own."""
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(mail.removesuffix(b"\r\n"))  # swaks ends the last line itself
        file.flush()
        command = [
            program("swaks"), "--server", "127.0.0.1", "--port", str(port), "--helo", "client.test", "--from", sender,
            "--to", ",".join(to), "--data", f"@{file.name}", "--suppress-data", *options,
        ]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, timeout=60, check=False)
    said = (ran.stdout + ran.stderr).decode("utf-8", "replace")
    replies = [found[1] for line in said.splitlines() if (found := _ANSWER.match(line))]
    return Said(ran.returncode, tuple(replies), said)


def login(user: str, password: str, *, implicit: bool = False, mechanism: str = "PLAIN") -> tuple[str, ...]:
    """The options of somebody who signs in, over STARTTLS or over TLS from the first byte."""
    tls = "--tls-on-connect" if implicit else "--tls"
    return (tls, "--auth", mechanism, "--auth-user", user, "--auth-password", password)
