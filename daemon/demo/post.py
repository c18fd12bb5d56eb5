"""The demo's post office: one SMTP server for the whole village; it stamps what goes to the desk and keeps the rest."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from collections.abc import Awaitable, Callable
from email import message_from_bytes
from email.utils import parseaddr
from functools import partial

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from helpdesk.daemon.demo.cast import AUTHSERV_ID, Person, is_desk, resident
from helpdesk.daemon.demo.letters import Letter, Received
from helpdesk.daemon.demo.mailboxes import Mailboxes
from helpdesk.mailflow.alignment import aligned

PATIENCE = 30.0  # seconds an SMTP peer on this machine may take


class PostOffice:
    """Takes everybody's mail by SMTP: for a person into their Maildir, for the desk on to its listener.

    As the desk's own border server would, it says in Authentication-Results whether From is to be believed: in this
    village a provider vouches for its own domain, so the envelope's domain must be that of From (DMARC by SPF).
    `on_delivery(person, mail)` is called in the server's thread for every mail that reaches a Maildir.
    """

    def __init__(self, mailboxes: Mailboxes) -> None:
        self._mailboxes = mailboxes
        self.on_delivery: Callable[[Person, Received], None] = _nobody_listens
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.desk_port = 0
        self._server = _Server(self, self._socket, self.port)

    def open(self) -> None:
        """Make the mailboxes and listen. Call before anybody writes."""
        self._mailboxes.make()
        self._server.start()

    def close(self) -> None:
        """Stop listening. Harmless if it never did."""
        self._server.end()
        self._socket.close()

    def deliver(self, person: Person, raw: bytes) -> None:
        """Put a mail into the person's Maildir, and say so."""
        self._mailboxes.deliver(person, raw)
        self.on_delivery(person, Received.of(raw))

    # -- aiosmtpd's hooks -----------------------------------------------------------------------------

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Only the village and its desk: the demo never writes to the world outside."""
        if not (is_desk(address) or resident(address)):
            return "550 5.1.1 Nobody in this village has that address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the mail to where it goes; the answer of the desk is the sender's answer."""
        work = partial(
            self._take,
            (envelope.mail_from or "").strip("<>"),
            list(envelope.rcpt_tos),
            _octets(envelope),
        )
        return await asyncio.get_running_loop().run_in_executor(None, work)

    def _take(self, mail_from: str, recipients: list[str], raw: bytes) -> str:
        answer = "250 2.0.0 Delivered"
        to_desk = [address for address in recipients if is_desk(address)]
        if to_desk:
            answer = hand_over(self.desk_port, mail_from, to_desk, stamped(mail_from, raw))
        for address in recipients:
            person = resident(address)
            if person is not None:
                self.deliver(person, raw)
        return answer


class _Server(Controller):
    """aiosmtpd on a socket that is bound already: any free port, and no race for it."""

    def __init__(self, office: PostOffice, bound: socket.socket, port: int) -> None:
        super().__init__(office, hostname="127.0.0.1", port=port, server_hostname=AUTHSERV_ID)
        self._bound = bound

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)

    def end(self) -> None:
        if self._thread is not None:
            self.stop()


def _octets(envelope: Envelope) -> bytes:
    content = envelope.content or b""
    return content if isinstance(content, bytes) else content.encode()


def _nobody_listens(_person: Person, _mail: Received) -> None:
    return None


def stamped(mail_from: str, raw: bytes) -> bytes:
    """The mail with what a border server writes above it: Authentication-Results and Received."""
    author = parseaddr(str(message_from_bytes(raw).get("From", "")))[1].rpartition("@")[2].lower()
    sender = mail_from.rpartition("@")[2].lower()
    dmarc = "pass" if not mail_from or aligned(sender, author) else "fail"
    stamp = (
        f"Authentication-Results: {AUTHSERV_ID};\r\n"
        f" dmarc={dmarc} header.from={author or 'unknown.invalid'};\r\n"
        f" spf=pass smtp.mailfrom={mail_from or f'postmaster@{author}'}\r\n"
        f"Received: from {sender or author} by {AUTHSERV_ID} with ESMTP\r\n"
    )
    return stamp.encode("ascii") + raw


def send(port: int, letter: Letter) -> str:
    """Give a letter to the SMTP server on `port`; returns what it said. Raises OSError, smtplib.SMTPException."""
    return hand_over(port, letter.mail_from, [letter.to], letter.raw)


def hand_over(port: int, mail_from: str, recipients: list[str], raw: bytes) -> str:
    """One SMTP transaction on this machine; returns the last reply, whatever it is."""
    with smtplib.SMTP("127.0.0.1", port, "village.example", PATIENCE) as link:
        link.ehlo_or_helo_if_needed()
        steps = [link.mail(mail_from), *(link.rcpt(address) for address in recipients)]
        refused = next((step for step in steps if step[0] >= 400), None)
        code, said = refused or link.data(raw)
    return f"{code} {said.decode('ascii', 'replace')}"
