"""A receiver on loopback with a store that can be told to fail, and a peer that sends exactly the bytes it is told."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.smtp.group_commit import GroupCommit
from helpdesk.daemon.smtp.options import Limits, Listener, ReceiverOptions, server_tls
from helpdesk.daemon.smtp.receiver import ReceiverThread
from helpdesk.daemon.smtp.recipients import AllowList
from helpdesk.tickets.model import Arrival

CERTIFICATE = Path(__file__).with_name("mx.desk.test.pem")
MAIL = b"From: ana@client.test\r\nSubject: hola\r\n\r\nbuenas\r\n"
PATIENCE = 20.0
DESK = AllowList(
    [("support", ["support@desk.test", "ayuda@desk.test"]), ("sales", ["sales@desk.test", "ñu@desk.test"])]
)


class FakeStore:
    """Keeps what it is given; `fail_next` are exceptions to raise first, `gate` holds a commit up while it is clear."""

    def __init__(self) -> None:
        self.got: list[Arrival] = []
        self.groups: list[int] = []
        self.fail_next: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    def receive(self, arrivals: Sequence[Arrival]) -> list[int]:
        self.entered.set()
        assert self.gate.wait(PATIENCE)
        if self.fail_next:
            raise self.fail_next.pop(0)
        self.groups.append(len(arrivals))
        self.got.extend(arrivals)
        return list(range(len(self.got) - len(arrivals) + 1, len(self.got) + 1))


class Peer:
    """One connection, from `address` (any of 127/8). Closed by `with`."""

    def __init__(self, port: int | str, address: str = "127.0.0.1", greet: str = "EHLO client.test") -> None:
        if isinstance(port, str):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(PATIENCE)
            self.socket.connect(port)
        else:
            self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE, (address, 0))
        self._buffer = b""
        if greet:
            self.greeting = self.reply()
            self.hello = self.say(greet)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, raw: bytes) -> None:
        """Exactly these bytes."""
        self.socket.sendall(raw)

    def line(self) -> str:
        """The next line; '' at the end of the connection."""
        while b"\n" not in self._buffer:
            try:
                more = self.socket.recv(65536)
            except ConnectionError:
                more = b""
            if not more:
                return ""
            self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode().rstrip("\r")

    def reply(self) -> str:
        """The next whole reply, lines joined by a bar; '' at the end of the connection."""
        lines = [self.line()]
        while lines[-1][3:4] == "-":
            lines.append(self.line())
        return "|".join(lines)

    def socket_bytes(self) -> bytes:
        """What comes next, raw; b'' at the end of the connection, however it ended."""
        try:
            return self.socket.recv(65536)
        except ConnectionError:
            return b""

    def say(self, command: str) -> str:
        """Send a command and return its reply."""
        self.send(command.encode() + b"\r\n")
        return self.reply()

    def replies(self) -> list[str]:
        """Everything until the other side ends the connection."""
        found = []
        while answer := self.reply():
            found.append(answer)
        return found

    def begin(self, *recipients: str, sender: str = "ana@client.test", parameters: str = "") -> list[str]:
        """MAIL and RCPT; returns their replies."""
        said = [self.say(f"MAIL FROM:<{sender}>{parameters}")]
        return said + [self.say(f"RCPT TO:<{to}>") for to in recipients or ("support@desk.test",)]

    def data(self, mail: bytes = MAIL, replies: int = 1) -> str:
        """DATA, the mail dot-stuffed, and the final reply (several for LMTP, joined by a bar)."""
        assert self.say("DATA").startswith("354")
        self.send((b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n")
        return "|".join(self.reply() for _ in range(replies))

    def deliver(self, mail: bytes = MAIL) -> str:
        """A whole transaction; returns the last reply."""
        assert all(answer.startswith("250") for answer in self.begin())
        return self.data(mail)

    def tls(self, starttls: bool = True) -> Self:
        """Go on under TLS, without looking at the certificate's issuer."""
        if starttls:
            assert self.say("STARTTLS").startswith("220")
        context = ssl.create_default_context(cafile=str(CERTIFICATE))
        self.socket = context.wrap_socket(self.socket, server_hostname="mx.desk.test")
        return self


@dataclass
class Rig:
    """A running receiver and everything a test wants to look at or to turn."""

    receiver: ReceiverThread
    commit: GroupCommit
    store: FakeStore
    ports: list[int]
    lines: list[str] = field(default_factory=list)
    clock: ManualClock = field(default_factory=ManualClock)
    pauses: list[float] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.ports[0]

    @property
    def log(self) -> str:
        return "\n".join(self.lines)


def tls_context() -> ssl.SSLContext:
    return server_tls(CERTIFICATE, CERTIFICATE)


@contextlib.contextmanager
def running(
    *listeners: Listener,
    limits: Limits | None = None,
    accepts: Callable[[str], str | None] = DESK,
    check_login: Callable[[str, str], str | None] = lambda user, password: None,
    disk_free: Callable[[], int] = lambda: 1 << 40,
    on_arrival: Callable[[], None] = lambda: None,
) -> Iterator[Rig]:
    """A receiver with these listeners (one for SMTP where none is given), drained in the end."""
    store, lines, clock = FakeStore(), list[str](), ManualClock()
    pauses: list[float] = []

    async def no_pause(seconds: float) -> None:
        pauses.append(seconds)

    commit = GroupCommit(store, on_arrival)
    commit.start()
    options = ReceiverOptions(
        "mx.desk.test",
        accepts,
        check_login=check_login,
        disk_free=disk_free,
        limits=limits or Limits(),
        pause=no_pause,
    )
    receiver = ReceiverThread(options, commit, MailLog(lines.append, clock), clock)
    bound = receiver.start(listeners or [Listener("smtp")])
    try:
        yield Rig(receiver, commit, store, [where.port for where in bound], lines, clock, pauses)
    finally:
        store.gate.set()
        receiver.drain(0.2)
        assert commit.close(PATIENCE)
