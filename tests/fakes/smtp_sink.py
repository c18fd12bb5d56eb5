"""A relay on loopback that speaks real SMTP, keeps what it takes, and fails exactly as it is told."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Self

PATIENCE = 60.0

# What a fault may be instead of a reply.
DROP = "drop"  # the connection is closed, the mail is not kept
TAKE_AND_DROP = "take and drop"  # (body) the mail is kept, the connection closed before the 250
SILENT = "silent"  # nothing is said until the client hangs up

Stage = Literal["greeting", "ehlo", "auth", "mail", "rcpt", "data", "body", "rset"]
Tls = Literal["none", "implicit", "starttls", "refused", "injected", "not offered"]

_END = re.compile(rb"(?:^|\r\n)\.\r\n")
# What the most careless of mail servers take for the end of a mail.
_ANY_END = re.compile(rb"(?:^|\r\n|\r|\n)\.(?:\r\n|\r|\n)")


@dataclass(frozen=True)
class Caught:
    """A mail the relay took."""

    envelope_from: str
    recipients: tuple[str, ...]
    raw: bytes
    tls: bool
    login: str
    connection: int
    mail_options: str = ""


@dataclass
class _Fault:
    stage: Stage
    reply: str
    left: int
    to: str


class SmtpSink:
    """A relay. `with` it; `fail` tells what goes wrong next; `mails` and `commands` are what happened."""

    def __init__(
        self,
        tls: Tls = "none",
        context: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        lenient: bool = False,
        mechanisms: str = "PLAIN LOGIN",
    ) -> None:
        """`login` (user, password) is asked for by one of `mechanisms`; `lenient`: any lone dot ends a mail."""
        self.tls = tls
        self.context = context
        self.login = login
        self.lenient = lenient
        self.mechanisms = mechanisms
        self.taken = "250 2.0.0 taken"  # what it says to a whole mail
        self.mails: list[Caught] = []
        self.commands: list[str] = []
        self.connections = 0
        self.broken: list[BaseException] = []
        self.port = 0
        self._faults: list[_Fault] = []
        self._change = threading.Condition()
        self._listening: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    # -- what a test says -------------------------------------------------------------------------

    def fail(self, stage: Stage, reply: str, *, times: int = 1, to: str = "") -> None:
        """The next `times` passages of `stage` (of recipient `to`) are answered `reply`, DROP, SILENT ..."""
        with self._change:
            self._faults.append(_Fault(stage, reply, times, to))

    def wait_for_mails(self, count: int) -> list[Caught]:
        """The mails, once there are `count` of them."""
        with self._change:
            assert self._change.wait_for(lambda: len(self.mails) >= count, PATIENCE), self.commands
            return list(self.mails)

    def wait_for(self, wanted: Callable[[Caught], bool], count: int = 1) -> list[Caught]:
        """The mails of which `wanted` is true, once there are `count` of them."""
        found: list[Caught] = []

        def enough() -> bool:
            found[:] = [mail for mail in self.mails if wanted(mail)]
            return len(found) >= count

        with self._change:
            assert self._change.wait_for(enough, PATIENCE), [(m.recipients, m.raw[:400]) for m in self.mails]
        return found

    def to(self, address: str) -> list[Caught]:
        """What came for this recipient until now."""
        with self._change:
            return [mail for mail in self.mails if address in mail.recipients]

    def wait_for_command(self, start: str) -> None:
        """Until a command that begins with `start` has come."""
        with self._change:
            assert self._change.wait_for(lambda: any(c.startswith(start) for c in self.commands), PATIENCE)

    def up(self) -> None:
        """Listen, on the port it had before."""
        listening = socket.create_server(("127.0.0.1", self.port), backlog=50)
        self.port = listening.getsockname()[1]
        self._listening = listening
        self._start(self._accept, listening)

    def down(self) -> None:
        """Refuse connections, and break those there are."""
        listening, self._listening = self._listening, None
        if listening is not None:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Break every connection, as a relay does with idle ones."""
        with self._change:
            sockets = list(self._open)
        for each in sockets:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(each, socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        self.down()
        for thread in self._threads:
            thread.join(PATIENCE)
        assert self.broken == [], self.broken

    # -- connections ------------------------------------------------------------------------------

    def _start(self, target: object, argument: socket.socket) -> None:
        thread = threading.Thread(target=target, args=(argument,), daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            plain.settimeout(PATIENCE)
            with self._change:
                self._open.add(plain)
                self.connections += 1
            self._start(self._serve, plain)

    def _serve(self, plain: socket.socket) -> None:
        session = _Session(self, plain, self.connections)
        try:
            session.converse()
        except (OSError, _HungUp):
            pass
        except Exception as fault:
            self.broken.append(fault)
        finally:
            with self._change:
                self._open.discard(plain)
            session.close()

    # -- for sessions -----------------------------------------------------------------------------

    def fault(self, stage: Stage, to: str = "") -> str:
        """The fault due at this stage, '' for none."""
        with self._change:
            for fault in self._faults:
                if fault.stage == stage and fault.left and fault.to in {"", to}:
                    fault.left -= 1
                    return fault.reply
        return ""

    def note(self, command: str) -> None:
        with self._change:
            self.commands.append(command)
            self._change.notify_all()

    def keep(self, mail: Caught) -> None:
        with self._change:
            self.mails.append(mail)
            self._change.notify_all()

    def end_of(self, data: bytes) -> re.Match[bytes] | None:
        return (_ANY_END if self.lenient else _END).search(data)


class _HungUp(Exception):
    """The conversation is over."""


class _Session:
    """One connection."""

    def __init__(self, sink: SmtpSink, sock: socket.socket, number: int) -> None:
        self._sink = sink
        self._sock = sock
        self._number = number
        self._read = b""
        self._secure = False
        self._login = ""
        self._sender: str | None = None
        self._options = ""
        self._recipients: list[str] = []

    def converse(self) -> None:
        if self._sink.tls == "implicit":
            self._secure_it()
        self._answer("220 sink.test ESMTP", "greeting")
        while True:
            line = self._line()
            self._sink.note(line)
            verb, _, rest = line.partition(" ")
            handler = getattr(self, f"_{verb.lower()}", None)
            if handler is None:
                self._say("502 5.5.2 what?")
            else:
                handler(rest)

    def close(self) -> None:
        self._sock.close()

    # -- commands ---------------------------------------------------------------------------------

    def _ehlo(self, _: str) -> None:
        offers = ["sink.test", "SIZE 50000000", "8BITMIME", "PIPELINING"]
        if self._sink.tls in {"starttls", "refused", "injected"} and not self._secure:
            offers.append("STARTTLS")
        if self._sink.login and (self._secure or self._sink.tls == "none"):
            offers.append(f"AUTH {self._sink.mechanisms}")
        lines = [f"250-{offer}" for offer in offers[:-1]] + [f"250 {offers[-1]}"]
        self._answer("\r\n".join(lines), "ehlo")

    def _starttls(self, _: str) -> None:
        if self._sink.tls == "refused":
            self._say("454 4.7.0 TLS not available")
            return
        injected = "\r\n250 2.0.0 injected" if self._sink.tls == "injected" else ""
        self._say("220 2.0.0 go ahead" + injected)
        self._secure_it()

    def _auth(self, rest: str) -> None:
        assert self._sink.login is not None
        if self._give_way("auth"):
            return
        mechanism, _, first = rest.partition(" ")
        if mechanism == "PLAIN":
            user, password = _decoded(first).split("\0")[1:]
        else:
            user = _decoded(first) if first else self._ask("VXNlcm5hbWU6")
            password = self._ask("UGFzc3dvcmQ6")
        if (user, password) != self._sink.login:
            self._say("535 5.7.8 no such user or password")
            return
        self._login = user
        self._say("235 2.7.0 welcome")

    def _ask(self, question: str) -> str:
        self._say(f"334 {question}")
        return _decoded(self._line())

    def _mail(self, rest: str) -> None:
        if self._sink.login and not self._login:
            self._say("530 5.7.0 sign in first")
            return
        if self._give_way("mail"):
            return
        found = re.fullmatch(r"FROM:<([^>]*)>(.*)", rest)
        assert found, rest
        self._sender, self._options, self._recipients = found[1], found[2].strip(), []
        self._say("250 2.1.0 ok")

    def _rcpt(self, rest: str) -> None:
        found = re.fullmatch(r"TO:<([^>]*)>", rest)
        assert found and self._sender is not None, rest
        if not self._give_way("rcpt", found[1]):
            self._recipients.append(found[1])
            self._say("250 2.1.5 ok")

    def _data(self, _: str) -> None:
        if self._give_way("data"):
            return
        if not self._recipients:
            self._say("554 5.5.1 no valid recipients")
            return
        self._say("354 go on")
        raw = self._body()
        fault = self._sink.fault("body")
        if fault in {"", TAKE_AND_DROP}:
            self._sink.keep(
                Caught(
                    self._sender or "", tuple(self._recipients), raw, self._secure, self._login, self._number,
                    self._options,
                )
            )  # fmt: skip
        self._sender = None
        self._sink.note("(end of mail)")
        if fault:
            self._play(fault)
        else:
            self._say(self._sink.taken)

    def _rset(self, _: str) -> None:
        self._sender, self._recipients = None, []
        self._answer("250 2.0.0 ok", "rset")

    def _quit(self, _: str) -> None:
        self._say("221 2.0.0 bye")
        raise _HungUp

    # -- bytes ------------------------------------------------------------------------------------

    def _secure_it(self) -> None:
        assert self._sink.context is not None
        self._sock = self._sink.context.wrap_socket(self._sock, server_side=True)
        self._read = b""
        self._secure = True

    def _answer(self, usual: str, stage: Stage) -> None:
        if not self._give_way(stage):
            self._say(usual)

    def _give_way(self, stage: Stage, to: str = "") -> bool:
        """Play the fault that is due here, if any."""
        fault = self._sink.fault(stage, to)
        if fault:
            self._play(fault)
        return bool(fault)

    def _play(self, fault: str) -> None:
        if fault in {DROP, TAKE_AND_DROP}:
            raise _HungUp
        if fault == SILENT:
            while self._sock.recv(65536):
                pass
            raise _HungUp
        self._say(fault)
        if fault.startswith("421"):
            raise _HungUp

    def _say(self, text: str) -> None:
        self._sock.sendall(text.encode() + b"\r\n")

    def _line(self) -> str:
        while b"\r\n" not in self._read:
            self._more()
        line, _, self._read = self._read.partition(b"\r\n")
        return line.decode()

    def _body(self) -> bytes:
        while (end := self._sink.end_of(self._read)) is None:
            self._more()
        raw, self._read = self._read[: end.start()], self._read[end.end() :]
        return re.sub(rb"(?m)^\.\.", b".", raw + b"\r\n")

    def _more(self) -> None:
        more = self._sock.recv(65536)
        if not more:
            raise _HungUp
        self._read += more


def _decoded(text: str) -> str:
    return base64.b64decode(text).decode()
