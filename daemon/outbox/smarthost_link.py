"""One open connection to the smarthost: a command and its answer, a mail's bytes and theirs, and every way to end."""

from __future__ import annotations

import socket
from contextlib import suppress

from helpdesk.daemon.outbox.smarthost_open import Relay, leftover, opened, socket_of
from helpdesk.daemon.outbox.smarthost_words import Gone, Reply, or_gone, reply

__all__ = ["LAST_ANSWER_FACTOR", "Link", "Relay"]

# RFC 5321 4.5.3.2.6: the answer to a whole mail may take ten minutes; giving up earlier makes doubles.
LAST_ANSWER_FACTOR = 10.0
_QUIT_SECONDS = 5.0


class Link:
    """A connection over which mails can go. One thread only, `cut` apart. Methods raise Gone."""

    def __init__(self, relay: Relay) -> None:
        """Connect, secure, sign in. Raises RelayDown."""
        self._timeout = relay.timeout
        self._smtp = opened(relay)

    def command(self, line: str) -> Reply:
        """Send a command; its answer."""
        with or_gone():
            return reply(*self._smtp.docmd(line))

    def payload(self, wire: bytes) -> None:
        """Send the bytes of a mail, its end included. Raises Gone when not all of them could leave."""
        with or_gone():
            socket_of(self._smtp).sendall(wire)

    def last_answer(self) -> Reply:
        """What the relay says to a whole mail. Raises Gone: nobody knows whether it was taken."""
        with or_gone():
            sock = socket_of(self._smtp)
            sock.settimeout(self._timeout * LAST_ANSWER_FACTOR)
            answer = reply(*self._smtp.getreply())
            sock.settimeout(self._timeout)
            return answer

    def nothing_unasked(self) -> None:
        """Raise Gone if an answer lies here that nobody asked for: from then on, none can be told from the next."""
        with or_gone():
            if leftover(self._smtp, self._timeout):
                raise Gone("the relay answered more than it was asked")

    def offers(self, extension: str) -> bool:
        """Whether EHLO named the extension (lower case)."""
        return extension in self._smtp.esmtp_features

    def quit(self) -> None:
        """End in good order if that still works. Never raises: every mail has its answer already."""
        with suppress(OSError, Gone):
            socket_of(self._smtp).settimeout(min(_QUIT_SECONDS, self._timeout))
            self._smtp.docmd("QUIT")
        self.drop()

    def drop(self) -> None:
        """Close at once."""
        self._smtp.close()

    def cut(self) -> None:
        """From another thread: whatever waits for the relay fails at once."""
        sock = self._smtp.sock
        if sock is None:
            return
        with suppress(OSError):  # closed already, which is what was wanted
            # The plain socket's method: SSLSocket.shutdown would pull TLS from under the thread that reads.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
