"""One connection to the smarthost: TLS as the settings demand it or nothing at all, then signed in (threats A26)."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from helpdesk.daemon.errors import OperatorError
from helpdesk.daemon.maillog import redacted
from helpdesk.daemon.outbox_port import RelayDown
from helpdesk.daemon.retry import SIGN_IN_WAIT
from helpdesk.daemon.settings_places import Endpoint, is_loopback

# RFC 5321 4.5.3.2.6: the answer to a whole mail may take ten minutes; giving up earlier makes doubles.
LAST_ANSWER_FACTOR = 10.0
_LONGEST_REPLY = 300
# The connection is encrypted or does not leave the machine, so the plain ones do.
_MECHANISMS = ("PLAIN", "LOGIN")

Reply = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Relay:
    """The smarthost as the settings name it. `timeout` in seconds; `password` is asked for at each sign-in.

    `ca_file` is trusted instead of the system's authorities. `recycle_mails` and `recycle_seconds` end a
    connection after so many mails and so long; `idle_seconds` ends one that nobody uses.
    """

    endpoint: Endpoint
    helo: str
    user: str = ""
    password: Callable[[], str] | None = None
    ca_file: Path | None = None
    timeout: float = 60.0
    recycle_mails: int = 100
    recycle_seconds: float = 300.0
    idle_seconds: float = 20.0


class Gone(Exception):
    """The connection broke, or what came is no SMTP. `str()` is plain words."""


class Link:
    """A connection over which mails can go. One thread only, `cut` apart. Methods raise Gone."""

    def __init__(self, relay: Relay) -> None:
        """Connect, secure, sign in. Raises RelayDown: nothing but EHLO, STARTTLS and QUIT went in the clear."""
        self.relay = relay
        tls = relay.endpoint.tls
        if tls == "none" and not is_loopback(relay.endpoint.host):
            raise RelayDown(f"{relay.endpoint}: no mail goes to another machine unencrypted")
        with _down(relay):
            self._smtp = self._connect()
        try:
            with _down(relay):
                self._greet()
                if tls == "starttls":
                    self._starttls()
                    self._greet()
                self._sign_in()
        except BaseException:
            self._smtp.close()
            raise

    def command(self, line: str) -> Reply:
        """Send a command; its answer."""
        with _gone():
            return self._reply(*self._smtp.docmd(line))

    def payload(self, wire: bytes) -> None:
        """Send the bytes of a mail, its end included. Raises Gone when not all of them could leave."""
        with _gone():
            self._socket().sendall(wire)

    def last_answer(self) -> Reply:
        """What the relay says to a whole mail. Raises Gone: nobody knows whether it was taken."""
        with _gone():
            self._socket().settimeout(self.relay.timeout * LAST_ANSWER_FACTOR)
            try:
                return self._reply(*self._smtp.getreply())
            finally:
                if self._smtp.sock is not None:
                    self._smtp.sock.settimeout(self.relay.timeout)

    def nothing_unasked(self) -> None:
        """Raise Gone if an answer lies here that nobody asked for: from then on, none can be told from the next."""
        with _gone():
            if self._leftover():
                raise Gone("the relay answered more than it was asked")

    def offers(self, extension: str) -> str | None:
        """The parameters of an EHLO extension (lower case), None where it is not offered."""
        value = self._smtp.esmtp_features.get(extension)
        return None if value is None else str(value)

    def quit(self) -> None:
        """End in good order if that still works. Never raises."""
        try:
            self._socket().settimeout(min(5.0, self.relay.timeout))
            self._smtp.docmd("QUIT")
        except (OSError, smtplib.SMTPException, Gone):
            pass  # every mail has its answer already: QUIT is a courtesy
        self.drop()

    def drop(self) -> None:
        """Close at once."""
        self._smtp.close()

    def cut(self) -> None:
        """From another thread: whatever waits for the relay fails at once."""
        sock = self._smtp.sock
        if sock is None:
            return
        try:
            # The plain socket's method: SSLSocket.shutdown would pull TLS from under the thread that reads.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
        except OSError:
            return  # closed already, which is what was wanted

    # -- opening ----------------------------------------------------------------------------------

    def _connect(self) -> smtplib.SMTP:
        relay = self.relay
        at = relay.endpoint
        if at.tls == "implicit":
            return smtplib.SMTP_SSL(
                at.host, at.port, relay.helo, timeout=relay.timeout, context=tls_context(relay)
            )
        return smtplib.SMTP(at.host, at.port, relay.helo, timeout=relay.timeout)

    def _greet(self) -> None:
        code, said = self._reply(*self._smtp.ehlo(self.relay.helo))
        if not 200 <= code < 300:
            raise RelayDown(f"EHLO was refused: {code} {said}")

    def _starttls(self) -> None:
        """RFC 3207. smtplib would pass over an answer injected behind the 220; here that ends it (A26)."""
        if "starttls" not in self._smtp.esmtp_features:
            raise RelayDown("the relay offers no STARTTLS; nothing is sent in the clear")
        code, said = self._reply(*self._smtp.docmd("STARTTLS"))
        if code != 220:
            raise RelayDown(f"the relay refused STARTTLS: {code} {said}")
        if self._leftover():
            raise RelayDown("somebody put an answer behind the relay's STARTTLS; nothing is sent")
        plain, host = self._socket(), self.relay.endpoint.host
        self._smtp.sock = tls_context(self.relay).wrap_socket(plain, server_hostname=host)
        self._smtp.file = None  # what was read in the clear is not believed
        self._smtp.ehlo_resp = self._smtp.helo_resp = None
        self._smtp.esmtp_features = {}
        self._smtp.does_esmtp = False

    def _sign_in(self) -> None:
        relay = self.relay
        if not relay.user or relay.password is None:
            return
        offered = str(self._smtp.esmtp_features.get("auth", "")).upper().split()
        mechanism = next((each for each in _MECHANISMS if each in offered), "")
        if not mechanism:
            raise RelayDown(
                "the relay offers no sign-in that the desk knows (AUTH PLAIN, LOGIN)", SIGN_IN_WAIT
            )
        try:
            lines = _sign_in_lines(mechanism, relay.user, relay.password())
        except (OperatorError, UnicodeError) as unusable:  # a secret that cannot be read now may be mended
            raise RelayDown(
                f"the password of {relay.user} cannot be used: {unusable}", SIGN_IN_WAIT
            ) from None
        # Not smtplib's login(): it knows ASCII only, and tries one mechanism after the other, each a failure.
        for line in lines:
            code, said = self._reply(*self._smtp.docmd(line))
            if code not in {235, 334}:
                wait = SIGN_IN_WAIT if code >= 500 else 0.0
                raise RelayDown(f"the relay refused the sign-in of {relay.user}: {code} {said}", wait)
        if code != 235:
            raise RelayDown(f"the relay did not end the sign-in of {relay.user}: {code} {said}")

    # -- underneath -------------------------------------------------------------------------------

    def _socket(self) -> socket.socket:
        if self._smtp.sock is None:
            raise Gone("the connection was closed")
        return self._smtp.sock

    def _reply(self, code: int, said: bytes | str) -> Reply:
        text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
        if not 200 <= code <= 599:
            raise Gone(f"the relay's answer is no SMTP: {_plain(text)}")
        return code, _plain(text)

    def _leftover(self) -> bool:
        """Whether bytes have come that no command asked for. Waits for nothing."""
        sock, stream = self._socket(), self._smtp.file
        if stream is None:
            return False
        sock.settimeout(0)
        try:
            return bool(stream.peek(1))
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        finally:
            sock.settimeout(self.relay.timeout)


def _sign_in_lines(mechanism: str, user: str, password: str) -> list[str]:
    """The lines of AUTH PLAIN (RFC 4616) or of the older LOGIN."""
    if mechanism == "PLAIN":
        return [f"AUTH PLAIN {_base64(f'{chr(0)}{user}{chr(0)}{password}')}"]
    return ["AUTH LOGIN", _base64(user), _base64(password)]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def tls_context(relay: Relay) -> ssl.SSLContext:
    """TLS 1.2 or newer, certificate and name verified; there is no setting that weakens it."""
    context = ssl.create_default_context(cafile=relay.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextmanager
def _down(relay: Relay) -> Iterator[None]:
    """While opening, every fault means the same: the relay cannot be used now."""
    try:
        yield
    except RelayDown as down:
        raise RelayDown(f"{relay.endpoint}: {down}", down.wait) from down.__cause__
    except ssl.SSLCertVerificationError as bad:
        raise RelayDown(f"{relay.endpoint}: its certificate is not good: {bad.verify_message}") from bad
    except (OSError, EOFError, Gone) as fault:  # SMTPException is an OSError
        raise RelayDown(f"{relay.endpoint}: {_words(fault)}") from fault


@contextmanager
def _gone() -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError) as fault:
        raise Gone(_words(fault)) from fault


def _words(fault: BaseException) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        said = fault.smtp_error
        text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
        return f"{fault.smtp_code} {_plain(text)}"
    if isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError):
        return "no answer in time"
    return _plain(str(fault)) or type(fault).__name__


def _plain(text: str) -> str:
    """A relay's words on one line, without controls, not longer than anybody reads."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    line = str(redacted(line))  # relays repeat the return address, and its handle is a secret (A13)
    return line if len(line) <= _LONGEST_REPLY else line[:_LONGEST_REPLY] + "..."
