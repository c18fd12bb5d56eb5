"""Receiving: the listeners for SMTP, LMTP and submission, from the first 220 to the last 421."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from helpdesk.daemon.clock import Clock, SystemClock
from helpdesk.daemon.errors import OperatorError, Problem
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.smtp.group_commit import GroupCommit
from helpdesk.daemon.smtp.options import Listener, ReceiverOptions
from helpdesk.daemon.smtp.shared import Shared
from helpdesk.daemon.smtp.verbs import SHUTTING_DOWN, Conversation

_BACKLOG = 512


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a listener really listens: host and port, or path."""

    listener: Listener
    host: str
    port: int
    path: str = ""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.path or f"{host}:{self.port}"


class Receiver:
    """All listeners of the desk, in the running event loop. See `ReceiverThread` for a loop of its own."""

    def __init__(
        self,
        options: ReceiverOptions,
        commit: GroupCommit,
        log: MailLog | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._log = log or MailLog.silent()
        self._shared = Shared(options, commit, self._log, clock or SystemClock())
        self._servers: list[asyncio.Server] = []
        self._bound: list[Bound] = []

    async def start(self, listeners: Sequence[Listener]) -> None:
        """Listen everywhere or nowhere. Raises OperatorError with every listener that cannot."""
        # aiosmtpd logs every command and every traceback; what an operator needs is in MailLog.
        for name in ("mail.log", "mail.debug"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        problems = [problem for listener in listeners for problem in await self._listen(listener)]
        if problems:
            await self._stop_listening()
            raise OperatorError(problems)
        for bound in self._bound:
            self._log.listening(bound.listener.title, str(bound))

    def addresses(self) -> tuple[Bound, ...]:
        """The real addresses, in the order of the listeners (a host name may have several)."""
        return tuple(self._bound)

    async def drain(self, grace: float) -> None:
        """Take nothing new (421), let mails in progress finish for `grace` seconds, then cut what is left (B35)."""
        self._shared.draining = True
        for guest in self._conversations():
            if guest.waiting or guest.silent:
                guest.show_out(SHUTTING_DOWN, "drain")
        before = len(self._conversations())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await self._all_gone()
        left = self._conversations()
        for guest in left:
            guest.cut("drain: the grace is over")
        await self._stop_listening()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                await self._all_gone()
        self._shared.close()
        self._log.drained(before - len(left), len(left))

    def _conversations(self) -> tuple[Conversation, ...]:
        return tuple(guest for guest in self._shared.door.inside if isinstance(guest, Conversation))

    async def _all_gone(self) -> None:
        while self._shared.door.inside:
            self._shared.door.somebody_left.clear()
            await self._shared.door.somebody_left.wait()

    async def _listen(self, listener: Listener) -> list[Problem]:
        loop = asyncio.get_running_loop()
        shared = self._shared
        where = listener.path or f"{listener.host}:{listener.port}"
        if listener.kind == "submission" and listener.tls is None:
            fix = "Give it a certificate and a key."
            return [Problem(listener.title, f"submission on {where} needs TLS: agents log in there", fix)]
        try:
            if listener.path:
                self._servers.append(await self._listen_on_path(listener))
                self._bound.append(Bound(listener, "", 0, listener.path))
                return []
            server = await loop.create_server(
                lambda: Conversation(shared, listener, loop), listener.host, listener.port, backlog=_BACKLOG
            )
        except OSError as error:
            what = f"cannot listen on {where}: {error.strerror or error}"
            return [Problem(listener.title, what, "Choose another address or stop what listens there.")]
        self._servers.append(server)
        self._bound.extend(Bound(listener, *bound.getsockname()[:2]) for bound in server.sockets)
        return []

    async def _listen_on_path(self, listener: Listener) -> asyncio.Server:
        """A Unix socket. A stale one is replaced, a file that is none is not."""
        loop = asyncio.get_running_loop()
        shared = self._shared
        server = await loop.create_unix_server(
            lambda: Conversation(shared, listener, loop), listener.path, backlog=_BACKLOG
        )
        os.chmod(listener.path, listener.mode)  # who may write to it may deliver
        return server

    async def _stop_listening(self) -> None:
        for server in self._servers:
            server.close()
        for bound in self._bound:
            if bound.path:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(bound.path)
        self._servers.clear()
        self._bound.clear()


class ReceiverThread:
    """A receiver in an event loop and a thread of its own, beside the daemon's other threads."""

    def __init__(
        self,
        options: ReceiverOptions,
        commit: GroupCommit,
        log: MailLog | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._make = (options, commit, log, clock)
        self._receiver: Receiver | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started: Future[tuple[Bound, ...]] = Future()
        self._thread = threading.Thread(target=self._run, name="receiver", daemon=True)
        self._listeners: tuple[Listener, ...] = ()

    def start(self, listeners: Sequence[Listener]) -> tuple[Bound, ...]:
        """Listen; returns the real addresses. Raises OperatorError."""
        self._listeners = tuple(listeners)
        self._thread.start()
        return self._started.result()

    def addresses(self) -> tuple[Bound, ...]:
        """The real addresses."""
        return self._started.result()

    @property
    def alive(self) -> bool:
        """Does the thread run?"""
        return self._thread.is_alive()

    def drain(self, grace: float) -> None:
        """As `Receiver.drain`; blocks until it is done and the thread has ended. Harmless a second time."""
        loop, receiver = self._loop, self._receiver
        if loop is None or receiver is None or not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(receiver.drain(grace), loop).result()
        loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        options, commit, log, clock = self._make
        receiver = Receiver(options, commit, log, clock)
        try:
            await receiver.start(self._listeners)
        except Exception as error:  # noqa: BLE001 - it is raised again in the thread that called start()
            self._started.set_exception(error)
            return
        self._receiver = receiver
        self._started.set_result(receiver.addresses())
        await self._ended.wait()
