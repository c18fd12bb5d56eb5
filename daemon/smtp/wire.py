"""A connection under SMTP's verbs: aiosmtpd's protocol with its gaps closed (lines, time, TLS, PROXY, the end)."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from aiosmtpd.smtp import SMTP

from helpdesk.daemon.smtp.body import Body
from helpdesk.daemon.smtp.door import FULL
from helpdesk.daemon.smtp.options import Listener, address, among
from helpdesk.daemon.smtp.proxy import NoProxyHeader, real_peer
from helpdesk.daemon.smtp.shared import Shared, incident
from helpdesk.daemon.smtp.tls import begin_tls, feed

_ENOUGH = 8192  # bytes of replies kept back at most
_ENDLESS = 64 * 1024  # so much of one command line is thrown away; after that the peer is not a mail program


class Farewell(Exception):
    """Say `reply` and end the connection."""

    def __init__(self, reply: str, why: str = "") -> None:
        super().__init__(reply)
        self.reply = reply
        self.why = why


class Done(Exception):
    """Everything is said: end the connection without a word."""


class _NoHooks:
    """aiosmtpd asks a handler for hooks; here the verbs are methods."""

    def __dir__(self) -> list[str]:
        return []


class Wire(SMTP):
    """One connection: bytes, lines, replies, time-outs. `talk` is what a subclass adds.

    What aiosmtpd gives: the asyncio protocol, the switch to TLS that forgets everything said in clear (A26), and
    the reading of PROXY headers. Its command loop, its DATA and its time-outs are not used: they answer
    faults with their text, grow without bound on a line that never ends, and let a slow peer stay.
    """

    line_length_limit = (
        2048  # of the stream reader: bounds its memory; the limit on commands is the listener's
    )
    _hooks: ClassVar[_NoHooks] = _NoHooks()

    def __init__(self, shared: Shared, listener: Listener, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            self._hooks, hostname=shared.options.hostname, timeout=shared.options.limits.idle, loop=loop
        )
        self.shared = shared
        self.limits = shared.options.limits
        self.listener = listener
        self.peer = ""
        self.silent = True
        self.waiting = False  # for a command, and not in the middle of anything
        self._body: Body | None = None
        self._body_end: asyncio.Future[None] | None = None
        self._body_began = self._last_byte = 0.0
        self._held = 0
        self._unsent = b""
        self._last_breath: asyncio.TimerHandle | None = None

    # -- for the verbs ----------------------------------------------------------------------------

    async def talk(self) -> None:
        """Greet and converse until the peer or a `Farewell` ends it."""
        raise NotImplementedError

    @property
    def secure(self) -> bool:
        """Is everything said now under TLS?"""
        return self._tls_protocol is not None

    async def say(self, reply: str) -> None:
        """Send one reply (several lines where it has line ends in it), together with the next one if that is due.

        RFC 2920 3.2: answers to commands that came in one go may leave in one go, and cost one packet.
        """
        self._unsent += reply.encode("utf-8", "replace") + b"\r\n"
        if b"\n" not in self._ahead() or len(self._unsent) > _ENOUGH:
            await self._send()

    async def _send(self) -> None:
        unsent, self._unsent = self._unsent, b""
        if unsent:
            self._writer.write(unsent)
            await self._writer.drain()

    async def next_line(self) -> bytes | None:
        """The next command with its line end; None when the peer is gone; b'' for one that is too long."""
        thrown = 0
        while True:
            try:
                line: bytes = await self._reader.readuntil(b"\n")
            except asyncio.IncompleteReadError:
                return None
            except asyncio.LimitOverrunError as over:
                thrown += len(await self._reader.readexactly(over.consumed))
                if thrown > _ENDLESS:
                    raise Farewell("421 4.7.0 Line without an end", "endless command line") from None
                continue
            return b"" if thrown or len(line) > self.limits.command_line else line

    async def read_body(self) -> Body:
        """Everything up to the lone dot. Raises ConnectionError when the peer hangs up before it."""
        await self._send()
        body = Body(self.limits.size, self.limits.line)
        self._body_end = self.loop.create_future()
        self._body_began = self._last_byte = self.loop.time()
        self._reset_timeout()
        early = len(self._ahead())  # what was sent before our 354; reading it does not wait
        self._body = body
        try:
            if early:
                self._take_in(await self._reader.read(early))
            await self._body_end
        finally:
            self._body = None
            if self._timeout_handle is not None:
                self._timeout_handle.cancel()  # the commit has its own limits
        return body

    def let_go_of_body(self) -> None:
        """The mail is stored or refused: its memory counts no longer."""
        self.shared.in_flight -= self._held
        self._held = 0

    async def start_tls(self, early: bytes = b"") -> bool:
        """Switch to TLS; `early` are bytes of the handshake already read (never after STARTTLS). False if it failed."""
        if self.listener.tls is None or self.transport is None:
            return False
        await self._send()
        self._original_transport = self.transport
        self._tls_protocol, waiter = begin_tls(self, self.transport, self.listener.tls, self.limits.idle)
        feed(self._tls_protocol, early)
        try:
            await waiter
        except OSError as error:  # ssl.SSLError and every way a peer can vanish
            self.shared.log.cut_off(self.listener.title, self.peer, f"TLS: {error}")
            return False
        return True

    def show_out(self, reply: str, why: str) -> None:
        """Send `reply` and end the connection now; in a TLS handshake, without a word."""
        self.shared.log.cut_off(self.listener.title, self.peer, why)
        handshake = self.secure and self.transport is self._original_transport
        in_clear_before_tls = self.listener.implicit_tls and not self.secure
        if isinstance(self.transport, asyncio.Transport) and not (handshake or in_clear_before_tls):
            self._unsent += reply.encode() + b"\r\n"
        else:
            self._unsent = b""
        self._hang_up()

    def cut(self, why: str) -> None:
        """End the connection in the middle of whatever it does."""
        self.shared.log.cut_off(self.listener.title, self.peer, why)
        wire = self._original_transport or self.transport
        if isinstance(wire, asyncio.Transport):
            wire.abort()

    # -- the life of a connection -----------------------------------------------------------------

    async def _handle_client(self) -> None:
        try:
            await self._come_in()
            await self.talk()
        except Farewell as farewell:
            self.show_out(farewell.reply, farewell.why or farewell.reply)
        except Done:
            pass
        except OSError:  # every way a peer can vanish, TLS errors too
            self.shared.log.cut_off(self.listener.title, self.peer, "the peer hung up")
        except Exception as error:  # noqa: BLE001 - one conversation's fault is no other's (A53)
            number = incident()
            self.shared.log.fault(number, "conversation", error)
            self.show_out(f"421 4.3.0 Try again later (incident {number})", "fault")
        finally:
            self.shared.door.leave(self)
            self._hang_up()

    async def _come_in(self) -> None:
        """Through the door: counted, its real address known, under TLS where that comes first."""
        peername = self.transport.get_extra_info("peername") if self.transport is not None else None
        self.peer = address(peername[0]) if isinstance(peername, tuple) else ""
        if not self.listener.admits(self.peer):
            raise Farewell("554 5.7.1 This server takes no connections from there", "not one of peers")
        proxied = among(self.peer, self.listener.proxy_from)
        if not self.shared.door.enter(self, "" if proxied else self._counted_as()):
            raise Farewell(FULL, "too many connections")
        if proxied:
            await self._read_proxy_header()
            if not self.shared.door.known_as(self, self._counted_as()):
                raise Farewell(FULL, "too many connections")
        if self.shared.draining:
            raise Farewell("421 4.3.2 Shutting down, try again later", "drain")
        if self.listener.implicit_tls:
            early = len(self._ahead())
            if not await self.start_tls(await self._reader.read(early) if early else b""):
                raise ConnectionResetError("no TLS")

    def _ahead(self) -> bytearray:
        """The bytes that have come and that nobody has read yet."""
        ahead: bytearray = self._reader._buffer  # type: ignore[attr-defined]  # no public way to ask
        return ahead

    def __dir__(self) -> list[str]:
        """Nothing: aiosmtpd looks here for verbs at every connection, which costs more than the greeting."""
        return []

    def _counted_as(self) -> str:
        """A relay of ours may open as many connections as there are."""
        return "" if self.listener.trusts(self.peer) else self.peer

    async def _read_proxy_header(self) -> None:
        self._reset_timeout(self.limits.proxy_header)
        try:
            self.peer = await real_peer(self._reader) or self.peer
        except NoProxyHeader as missing:
            raise Farewell("421 4.7.0 PROXY header expected", f"PROXY: {missing}") from None
        self._reset_timeout()

    def data_received(self, data: bytes) -> None:
        """Bytes from the wire: the mail's while there is one, else commands."""
        if self._body is None or self._body.done:
            super().data_received(data)
        else:
            self._take_in(data)

    def _take_in(self, data: bytes) -> None:
        body, end = self._body, self._body_end
        if body is None or end is None:
            return
        self._last_byte = self.loop.time()
        rest = body.feed(data)
        self.shared.in_flight += body.held - self._held
        self._held = body.held
        if self.shared.in_flight > self.limits.bytes_in_flight and not body.problem:
            body.throw_away("full")
            self.shared.in_flight += body.held - self._held
            self._held = body.held
        if body.done and not end.done():
            end.set_result(None)
            if rest:
                self._reader.feed_data(rest)
        elif body.endless and not end.done():
            end.set_exception(Farewell("552 5.3.4 Message too big", "did not stop sending"))

    def eof_received(self) -> bool:
        """The peer will say no more; what it asked for is still done and answered where the wire allows."""
        if self._reader is not None:
            self._reader.feed_eof()
        if self._body_end is not None and not self._body_end.done():
            self._body_end.set_exception(ConnectionResetError("hung up in DATA"))
        return not self.secure

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is no more."""
        self.shared.door.leave(self)
        if self._last_breath is not None:
            self._last_breath.cancel()
        super().connection_lost(error)

    def _timeout_cb(self) -> None:
        """Time is up: for a mail, when nothing has come for a while or too little all in all."""
        if self._body is not None:
            enough = self._body_began + self.limits.idle
            enough += self._body.received / self.limits.slowest_bytes_a_second
            left = min(self._last_byte + self.limits.idle, enough) - self.loop.time()
            if left > 0:
                self._reset_timeout(left + 0.001)
                return
        self.show_out("421 4.4.2 Too slow, closing", "timeout")

    def _hang_up(self) -> None:
        if self.transport is None or self._last_breath is not None:
            return
        if self._unsent and isinstance(self.transport, asyncio.Transport):
            self.transport.write(self._unsent)
            self._unsent = b""
        self.transport.close()
        wire = self._original_transport or self.transport
        if isinstance(wire, asyncio.Transport):
            self._last_breath = self.loop.call_later(self.limits.linger, wire.abort)
