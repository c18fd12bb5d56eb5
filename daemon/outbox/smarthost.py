"""Hands mails to the smarthost over a connection kept open, and tells exactly what became of each recipient."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from helpdesk.daemon.clock import Clock
from helpdesk.daemon.outbox.port import Answer, Later, Lost, Refused, RelayDown, Taken
from helpdesk.daemon.outbox.relay_ids import new_message_id
from helpdesk.daemon.outbox.retry import SIGN_IN_WAIT
from helpdesk.daemon.outbox.smarthost_link import Link
from helpdesk.daemon.outbox.smarthost_open import Relay
from helpdesk.daemon.outbox.smarthost_words import Gone, Reply
from helpdesk.tickets.model import OutboxRow

_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_STUFF = re.compile(rb"^\.|(?<=\r\n)\.")
# Our own sign-in is at fault, not the mail (RFC 4954 6): the mail waits, it does not fail.
_SIGN_IN_CODES = frozenset({530, 534, 535, 538})

BeforeBytes = Callable[[Sequence[str]], None]


class Smarthost:
    """A Carrier to one relay: one thread, one connection, recycled by count and age."""

    certain = False

    def __init__(self, relay: Relay, clock: Clock) -> None:
        self._relay = relay
        self._clock = clock
        self._link: Link | None = None
        self._opened = self._used = 0.0
        self._mails = 0
        self.connections = 0

    def open(self) -> None:
        """Have a connection, a new one where the old is worn. Raises RelayDown."""
        if self._link is not None and self._worn():
            self.close()
        if self._link is None:
            self._link = Link(self._relay)
            self._opened = self._used = self._clock.monotonic()
            self._mails = 0
            self.connections += 1

    def carry(
        self, row: OutboxRow, addresses: Sequence[str], before_bytes: BeforeBytes
    ) -> Mapping[str, Answer]:
        """One mail transaction. A connection that the relay closed between two mails is opened again, once."""
        self.open()
        fresh = self._mails == 0
        try:
            return self._carry(row, addresses, before_bytes)
        except Gone as gone:
            self._drop()
            if fresh:
                said = f"the connection broke before the mail was sent: {gone}"
                return {address: Later(said, relay_wide=True) for address in addresses}
        self.open()
        return self.carry(row, addresses, before_bytes)

    def tidy(self) -> None:
        """Close a connection that nobody has used for long: relays count them."""
        if self._link is not None and self._clock.monotonic() - self._used >= self._relay.idle_seconds:
            self.close()

    def close(self) -> None:
        """End the connection in good order."""
        link, self._link = self._link, None
        if link is not None:
            link.quit()

    def cut(self) -> None:
        """From another thread: break the connection."""
        link = self._link
        if link is not None:
            link.cut()

    # -- one transaction --------------------------------------------------------------------------

    def _carry(
        self, row: OutboxRow, addresses: Sequence[str], before_bytes: BeforeBytes
    ) -> Mapping[str, Answer]:
        link = self._live()
        self._mails += 1
        wire = wire_form(row.outgoing.raw)
        link.nothing_unasked()
        code, said = link.command(f"MAIL FROM:<{row.outgoing.envelope_from}>{self._options(wire)}")
        if code != 250:
            answer = self._no(code, said, relay_wide=True)
            self._reset(code)
            return dict.fromkeys(addresses, answer)
        answers = self._recipients(addresses)
        accepted = [address for address in addresses if address not in answers]
        if accepted:
            try:
                before_bytes(accepted)
            except BaseException:
                self._reset()  # nothing of the mail has left
                raise
            answer = self._data(wire, row.outgoing.message_id)
            answers |= dict.fromkeys(accepted, answer)
        else:
            self._reset()
        self._used = self._clock.monotonic()
        return answers

    def _recipients(self, addresses: Sequence[str]) -> dict[str, Answer]:
        """Name every recipient; the answers of those the relay will not have (B7)."""
        link = self._live()
        answers: dict[str, Answer] = {}
        for address in addresses:
            code, said = link.command(f"RCPT TO:<{address}>")
            if code == 421:
                raise Gone(f"{code} {said}")
            if not 200 <= code < 300:
                answers[address] = self._no(code, said)
        return answers

    def _data(self, wire: bytes, message_id: str) -> Answer:
        """Send the bytes. Until the last of them has left, no copy exists; after that only the relay knows (B6)."""
        link = self._live()
        try:
            code, said = link.command("DATA")
            if code != 354:
                answer = self._no(code, said, relay_wide=True)
                self._reset(code)
                return answer
            link.nothing_unasked()
            link.payload(wire)
        except Gone as gone:
            self._drop()
            return Later(f"the connection broke before the mail was sent whole: {gone}", relay_wide=True)
        try:
            code, said = link.last_answer()
        except Gone as gone:
            self._drop()
            return Lost(f"the relay's answer to the mail was lost: {gone}")
        if 200 <= code < 300:
            said = f"{code} {said}"
            return Taken(said, new_message_id(self._relay.endpoint.host, said, message_id))
        answer = self._no(code, said, relay_wide=code < 500)
        self._reset(code)
        return answer

    # -- answers ----------------------------------------------------------------------------------

    def _no(self, code: int, said: str, *, relay_wide: bool = False) -> Answer:
        """What a refusal means. Raises RelayDown where it is our sign-in that is refused."""
        if code in _SIGN_IN_CODES:
            self._drop()
            raise RelayDown(f"{self._relay.endpoint}: {code} {said}", SIGN_IN_WAIT)
        if code >= 500:
            return Refused(f"{code} {said}")
        return Later(f"{code} {said}", relay_wide)

    def _reset(self, code: int = 0) -> None:
        """After an error the relay forgets the transaction, or the connection is not used again."""
        if self._link is None:
            return
        try:
            if code == 421 or not _good(self._link.command("RSET")):
                self._drop()
        except Gone:
            self._drop()

    def _options(self, wire: bytes) -> str:
        link = self._live()
        options = f" SIZE={len(wire)}" if link.offers("size") else ""
        if link.offers("8bitmime") and not wire.isascii():
            options += " BODY=8BITMIME"
        return options

    def _live(self) -> Link:
        if self._link is None:
            raise Gone("there is no connection")
        return self._link

    def _worn(self) -> bool:
        old = self._clock.monotonic() - self._opened >= self._relay.recycle_seconds
        return old or self._mails >= self._relay.recycle_mails

    def _drop(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.drop()


def wire_form(raw: bytes) -> bytes:
    """A mail as it goes over the wire: CRLF alone ends a line, dots are stuffed, the end is there (A27).

    No byte of a customer's can then end the mail early, whatever a relay takes for a line's end.
    """
    body = raw if not _BARE.search(raw) else _BARE.sub(b"\r\n", raw)
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    return _STUFF.sub(b"..", body) + b".\r\n"


def _good(reply: Reply) -> bool:
    return 200 <= reply[0] < 300
