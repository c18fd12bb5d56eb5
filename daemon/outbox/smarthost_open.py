"""Opens a connection to the smarthost: TLS as the settings demand or nothing at all, then signed in (threats A26)."""

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
from helpdesk.daemon.outbox.port import RelayDown
from helpdesk.daemon.outbox.retry import SIGN_IN_WAIT
from helpdesk.daemon.outbox.smarthost_words import Gone, reply, words
from helpdesk.daemon.settings.places import Endpoint, is_loopback

# The connection is encrypted or does not leave the machine, so the plain ones do.
_MECHANISMS = ("PLAIN", "LOGIN")


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


def opened(relay: Relay) -> smtplib.SMTP:
    """Connect, secure, sign in. Raises RelayDown: nothing but EHLO and STARTTLS went in the clear."""
    at = relay.endpoint
    if at.tls == "none" and not is_loopback(at.host):
        raise RelayDown(f"{at}: no mail goes to another machine unencrypted")
    with _or_down(relay):
        smtp = _connected(relay)
    try:
        with _or_down(relay):
            _greet(smtp, relay)
            if at.tls == "starttls":
                _secure(smtp, relay)
                _greet(smtp, relay)
            _sign_in(smtp, relay)
    except BaseException:
        smtp.close()
        raise
    return smtp


def socket_of(smtp: smtplib.SMTP) -> socket.socket:
    """The open socket. Raises Gone."""
    if smtp.sock is None:
        raise Gone("the connection was closed")
    return smtp.sock


def leftover(smtp: smtplib.SMTP, timeout: float) -> bool:
    """Whether bytes have come that no command asked for. Waits for nothing; leaves `timeout` on the socket."""
    sock, stream = socket_of(smtp), smtp.file
    if stream is None:
        return False
    sock.settimeout(0)
    try:
        return bool(stream.peek(1))
    except (ssl.SSLWantReadError, BlockingIOError):
        return False
    finally:
        sock.settimeout(timeout)


# -- the steps ------------------------------------------------------------------------------------


def _connected(relay: Relay) -> smtplib.SMTP:
    at = relay.endpoint
    if at.tls == "implicit":
        return smtplib.SMTP_SSL(at.host, at.port, relay.helo, timeout=relay.timeout, context=_context(relay))
    return smtplib.SMTP(at.host, at.port, relay.helo, timeout=relay.timeout)


def _context(relay: Relay) -> ssl.SSLContext:
    """TLS 1.2 or newer, certificate and name verified; there is no setting that weakens it."""
    context = ssl.create_default_context(cafile=relay.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _greet(smtp: smtplib.SMTP, relay: Relay) -> None:
    code, said = reply(*smtp.ehlo(relay.helo))
    if not 200 <= code < 300:
        raise RelayDown(f"EHLO was refused: {code} {said}")


def _secure(smtp: smtplib.SMTP, relay: Relay) -> None:
    """RFC 3207. smtplib would pass over an answer injected behind the 220; here that ends it (A26)."""
    if "starttls" not in smtp.esmtp_features:
        raise RelayDown("the relay offers no STARTTLS; nothing is sent in the clear")
    code, said = reply(*smtp.docmd("STARTTLS"))
    if code != 220:
        raise RelayDown(f"the relay refused STARTTLS: {code} {said}")
    if leftover(smtp, relay.timeout):
        raise RelayDown("somebody put an answer behind the relay's STARTTLS; nothing is sent")
    smtp.sock = _context(relay).wrap_socket(socket_of(smtp), server_hostname=relay.endpoint.host)
    smtp.file = None  # what was read in the clear is not believed
    smtp.ehlo_resp = smtp.helo_resp = None
    smtp.esmtp_features = {}
    smtp.does_esmtp = False


def _sign_in(smtp: smtplib.SMTP, relay: Relay) -> None:
    if not relay.user or relay.password is None:
        return
    offered = str(smtp.esmtp_features.get("auth", "")).upper().split()
    mechanism = next((each for each in _MECHANISMS if each in offered), "")
    if not mechanism:
        raise RelayDown("the relay offers no sign-in that the desk knows (AUTH PLAIN, LOGIN)", SIGN_IN_WAIT)
    try:
        lines = _sign_in_lines(mechanism, relay.user, relay.password())
    except OperatorError as unreadable:  # a secret that cannot be read now may be mended
        said = f"the password of {relay.user} cannot be used: {unreadable}"
        raise RelayDown(said, SIGN_IN_WAIT) from None
    # Not smtplib's login(): it knows ASCII only, and tries one mechanism after the other, each a failure.
    code, said = 0, ""
    for line in lines:
        code, said = reply(*smtp.docmd(line))
        if code not in {235, 334}:
            wait = SIGN_IN_WAIT if code >= 500 else 0.0
            raise RelayDown(f"the relay refused the sign-in of {relay.user}: {code} {said}", wait)
    if code != 235:
        raise RelayDown(f"the relay did not end the sign-in of {relay.user}: {code} {said}")


def _sign_in_lines(mechanism: str, user: str, password: str) -> list[str]:
    """The lines of AUTH PLAIN (RFC 4616) or of the older LOGIN."""
    if mechanism == "PLAIN":
        return [f"AUTH PLAIN {_base64(chr(0).join(('', user, password)))}"]
    return ["AUTH LOGIN", _base64(user), _base64(password)]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@contextmanager
def _or_down(relay: Relay) -> Iterator[None]:
    """While opening, every fault means the same: the relay cannot be used now."""
    try:
        yield
    except RelayDown as down:
        raise RelayDown(f"{relay.endpoint}: {down}", down.wait) from down.__cause__
    except ssl.SSLCertVerificationError as bad:
        raise RelayDown(f"{relay.endpoint}: its certificate is not good: {bad.verify_message}") from bad
    except (OSError, EOFError, Gone) as fault:  # SMTPException is an OSError
        raise RelayDown(f"{relay.endpoint}: {words(fault)}") from fault
