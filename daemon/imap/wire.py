"""The byte level of an IMAP connection: timeouts on every step, TLS that is checked, literals that are bounded."""

from __future__ import annotations

import imaplib
import io
import ipaddress
import socket
import ssl
from typing import cast

from helpdesk.daemon.imap.account import ImapAccount

# What any one answer may hold beside the message bytes that were asked for (search lists, envelopes).
SMALL_ANSWER = 4 * 1024 * 1024


class Wire(imaplib.IMAP4):
    """imaplib's connection with what it leaves out: keep-alive, a bound on literals, a look into its buffer."""

    def __init__(self, account: ImapAccount) -> None:
        """Connects and reads the greeting. Raises OSError or imaplib's errors."""
        self._account = account
        self._allowed = SMALL_ANSWER
        super().__init__(account.host, account.port, timeout=account.connect_timeout)

    def allow(self, literal_bytes: int) -> None:
        """Let the coming answer carry `literal_bytes` of message data; more ends the connection."""
        self._allowed = literal_bytes + SMALL_ANSWER

    def read(self, size: int) -> bytes:
        """Reads a literal of `size` bytes; a server that announces more than was asked for is cut off."""
        self._allowed -= size
        if self._allowed < 0:
            raise self.abort(f"the server announced {size} bytes more than were asked for")
        return super().read(size)

    def readline(self) -> bytes:
        """Reads a line; one over imaplib's limit leaves the stream out of step, so it ends the connection."""
        try:
            return super().readline()
        except self.abort:
            raise
        except self.error as error:
            raise self.abort(str(error)) from error

    def buffered(self) -> bool:
        """Whether bytes wait in a buffer of this process, where poll() on the socket cannot see them."""
        if getattr(self, "_readbuf", None):  # Python 3.14 and later keep a buffer of their own
            return True
        stream = cast(io.BufferedReader, getattr(self, "_file", None) or self.file)
        timeout = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            return bool(stream.peek(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            self.sock.settimeout(timeout)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        raw = socket.create_connection((self._account.host, self._account.port), timeout)
        try:
            _keep_alive(raw)
            if self._account.tls == "plain" and not _is_loopback(raw):
                raise OSError("plain IMAP is for loopback only: set tls to ssl or starttls")
            if self._account.tls == "ssl":
                return tls_context(self._account).wrap_socket(raw, server_hostname=self._account.host)
            return raw
        except BaseException:
            raw.close()
            raise


def tls_context(account: ImapAccount) -> ssl.SSLContext:
    """Certificates and host names checked, against `ca_file` where one is given. Raises OSError if it is unreadable."""
    context = ssl.create_default_context(cafile=account.ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _keep_alive(raw: socket.socket) -> None:
    """A peer that vanished during IDLE is noticed in about two minutes instead of at the next poll (B20)."""
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            raw.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _is_loopback(raw: socket.socket) -> bool:
    return ipaddress.ip_address(cast(str, raw.getpeername()[0]).partition("%")[0]).is_loopback
