"""SMTP and LMTP as the desk speaks them: RFC 5321, 2033, 1870, 2034, 2920, 3207, 4954, 6531."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

from helpdesk.daemon.smtp.delivery import deliver
from helpdesk.daemon.smtp.login import MECHANISMS, log_in, refuse_banned
from helpdesk.daemon.smtp.options import Listener
from helpdesk.daemon.smtp.path import read_path
from helpdesk.daemon.smtp.shared import Shared, incident
from helpdesk.daemon.smtp.wire import Done, Farewell, Wire

SHUTTING_DOWN = "421 4.3.2 Shutting down, try again later"
_MAIL_PARAMETERS = {"SIZE", "BODY", "SMTPUTF8", "AUTH"}


class Conversation(Wire):
    """One peer's conversation: every verb answers with its reply, '' where there is none."""

    def __init__(self, shared: Shared, listener: Listener, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(shared, listener, loop)
        self.tls_context = listener.tls
        self.helo = ""
        self.login = ""
        self.sender: str | None = None  # '' is the null sender, None is no MAIL yet
        self.recipients: list[str] = []
        self.mailbox = ""
        self._commands = self._errors = self._unknown = 0

    async def talk(self) -> None:
        """Greet, then obey line by line."""
        if self.listener.kind == "submission":
            refuse_banned(self)
        await self.say(f"220 {self.hostname} {'LMTP' if self.listener.kind == 'lmtp' else 'ESMTP'} helpdesk")
        while True:
            if self.shared.draining and self.sender is None:
                raise Farewell(SHUTTING_DOWN, "drain")
            self.waiting = self.sender is None
            self._reset_timeout()
            line = await self.next_line()
            self.waiting = False
            if line is None:
                return
            self.silent = False
            self._reset_timeout()
            reply = await self._obey(line)
            if reply:
                await self.say(reply)
                self._count(reply)

    async def _obey(self, line: bytes) -> str:
        if not line.endswith(b"\r\n") or b"\r" in line[:-2] or b"\0" in line:
            # RFC 5321 2.3.8; and a program that ends commands with a bare LF is how smuggled mail begins (A25).
            return "500 5.5.2 Line too long" if not line else "500 5.5.2 Lines end with CR LF"
        verb, _, argument = line[:-2].partition(b" ")
        method = self._verbs.get(verb.upper())
        if method is None or not self._speaks(verb.upper()):
            self._unknown += 1
            if self._unknown > self.limits.unknown_commands:
                raise Farewell("421 4.7.0 Too many unknown commands", "unknown commands")
            return "500 5.5.1 Command not recognized"
        try:
            return await method(self, argument.decode("utf-8").strip())
        except UnicodeDecodeError:
            return "501 5.5.2 Arguments are ASCII or UTF-8"
        except (Farewell, Done, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 - our own fault: the peer keeps its mail and is told nothing (A53)
            number = incident()
            self.shared.log.fault(number, verb.decode("ascii", "replace"), error)
            return f"451 4.3.0 Try again later (incident {number})"

    def _speaks(self, verb: bytes) -> bool:
        lmtp = self.listener.kind == "lmtp"
        if verb in {b"EHLO", b"HELO", b"LHLO"}:
            return lmtp == (verb == b"LHLO")  # RFC 2033 4.1
        return verb != b"AUTH" or self.listener.kind == "submission"

    def _count(self, reply: str) -> None:
        """Floods end here: commands that bring no mail, and errors (A31)."""
        self._commands += 1
        self._errors += reply[0] == "5"
        if self._commands > self.limits.commands_between_mails or self._errors > self.limits.errors:
            raise Farewell("421 4.7.0 Too many commands or errors", "flood of commands")

    def forget_mail(self) -> None:
        """Back to before MAIL."""
        self.sender, self.recipients, self.mailbox = None, [], ""

    # -- the verbs, in the order of a conversation ------------------------------------------------

    async def _hello(self, argument: str) -> str:
        if not argument:
            return "501 5.5.4 Your name is missing"
        self.forget_mail()
        self.helo = argument
        lines = [
            self.hostname,
            "PIPELINING",
            f"SIZE {self.limits.size}",
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
        ]
        if self.listener.tls is not None and not self.secure:
            lines.append("STARTTLS")
        if self.listener.kind == "submission" and self.secure:
            lines.append(f"AUTH {MECHANISMS}")
        return "\r\n".join(f"250{' ' if line is lines[-1] else '-'}{line}" for line in lines)

    async def _helo(self, argument: str) -> str:
        if not argument:
            return "501 5.5.4 Your name is missing"
        self.forget_mail()
        self.helo = argument
        return f"250 {self.hostname}"

    async def _starttls(self, argument: str) -> str:
        if self.listener.tls is None or self.secure:
            return "503 5.5.1 TLS is not available now"
        if argument:
            return "501 5.5.4 No arguments"
        await self.say("220 2.0.0 Ready to start TLS")
        # RFC 3207 4.2, A26: nothing said in clear counts any more, and what was sent after STARTTLS is thrown
        # away unread (aiosmtpd empties the buffer as the handshake ends).
        self.forget_mail()
        self.helo = ""
        if not await self.start_tls():
            raise Done
        return ""

    async def _auth(self, argument: str) -> str:
        if not self.secure:
            return "538 5.7.11 Encryption required for authentication"
        if not self.helo:
            return "503 5.5.1 Say EHLO first"
        if self.login or self.sender is not None:
            return "503 5.5.1 Not now"
        self.login, reply = await log_in(self, argument)
        return reply

    async def _mail(self, argument: str) -> str:
        if not self.helo:
            return "503 5.5.1 Say hello first"
        if self.listener.kind == "submission" and not self.login:
            return "530 5.7.0 Authentication required"
        if self.sender is not None:
            return "503 5.5.1 Nested MAIL command"
        path = read_path(argument, "FROM:")
        if path is None or path.address.lower() == "postmaster":
            return "501 5.1.7 Syntax: MAIL FROM:<address>"
        problem = self._parameter_problem(path.parameters)
        if problem:
            return problem
        if path.international and "SMTPUTF8" not in path.parameters:
            return "553 5.6.7 SMTPUTF8 is required for this address"
        if self.shared.disk_is_low():
            self.shared.log.refused(self.listener.title, self.peer, "452 4.3.1", "disk nearly full")
            return "452 4.3.1 Insufficient system storage"
        self.sender = path.address
        return "250 2.1.0 Ok"

    def _parameter_problem(self, parameters: dict[str, str | None]) -> str:
        """Why these parameters of MAIL are refused, as a reply; '' where they are good."""
        # DSN's RET and ENVID are refused like any other that was not offered: to take them would promise reports.
        if not parameters.keys() <= _MAIL_PARAMETERS:
            return "555 5.5.4 Unsupported parameter"
        size = parameters.get("SIZE", "0") or ""
        if not (size.isascii() and size.isdigit() and len(size) <= 20):
            return "501 5.5.4 SIZE is a number"
        if (parameters.get("BODY", "7BIT") or "").upper() not in {"7BIT", "8BITMIME"}:
            return "501 5.5.4 BODY is 7BIT or 8BITMIME"
        if parameters.get("SMTPUTF8") is not None:
            return "501 5.5.4 SMTPUTF8 has no value"
        return "552 5.3.4 Message too big" if int(size) > self.limits.size else ""

    async def _rcpt(self, argument: str) -> str:
        if self.sender is None:
            return "503 5.5.1 Need MAIL first"
        path = read_path(argument, "TO:")
        if path is None or not path.address:
            return "501 5.1.3 Syntax: RCPT TO:<address>"
        if path.parameters:
            return "555 5.5.4 Unsupported parameter"
        if len(self.recipients) >= self.limits.recipients:
            return "452 4.5.3 Too many recipients"
        mailbox = self.shared.options.accepts(path.address)
        if mailbox is None:
            self.shared.log.refused(self.listener.title, self.peer, "550 5.1.1", "unknown recipient")
            return "550 5.1.1 No such mailbox here"
        self.mailbox = self.mailbox or mailbox
        self.recipients.append(path.address)
        return "250 2.1.5 Ok"

    async def _data(self, argument: str) -> str:
        if argument:
            return "501 5.5.4 No arguments"
        if not self.recipients:
            return "503 5.5.1 Need MAIL first" if self.sender is None else "554 5.5.1 No valid recipients"
        await self.say("354 End data with <CR><LF>.<CR><LF>")
        count = len(self.recipients) if self.listener.kind == "lmtp" else 1
        try:
            reply = await deliver(self, self.sender or "", tuple(self.recipients), self.mailbox, self.login)
        finally:
            self.forget_mail()
        if reply.startswith("2"):
            self._commands = self._errors = 0
        return "\r\n".join([reply] * count)  # RFC 2033 4.2: one for each recipient, whatever happened

    async def _rset(self, argument: str) -> str:
        self.forget_mail()
        return "250 2.0.0 Ok"

    async def _noop(self, argument: str) -> str:
        return "250 2.0.0 Ok"

    async def _help(self, argument: str) -> str:
        return "214 2.0.0 See RFC 5321"

    async def _vrfy(self, argument: str) -> str:
        return "252 2.1.5 Cannot verify, send the mail to see"

    async def _expn(self, argument: str) -> str:
        return "502 5.5.1 Not offered"

    async def _quit(self, argument: str) -> str:
        await self.say("221 2.0.0 Bye")
        raise Done

    _verbs: ClassVar[dict[bytes, Callable[[Conversation, str], Awaitable[str]]]] = {
        b"EHLO": _hello,
        b"LHLO": _hello,
        b"HELO": _helo,
        b"STARTTLS": _starttls,
        b"AUTH": _auth,
        b"MAIL": _mail,
        b"RCPT": _rcpt,
        b"DATA": _data,
        b"RSET": _rset,
        b"NOOP": _noop,
        b"HELP": _help,
        b"VRFY": _vrfy,
        b"EXPN": _expn,
        b"QUIT": _quit,
    }
