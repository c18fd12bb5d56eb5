"""Many deliveries share one durable commit: one writer thread, everybody waits for the same flush."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from helpdesk.daemon.errors import TryLater
from helpdesk.daemon.failpoints import failpoint
from helpdesk.tickets.model import Arrival

_MOST = 64
_MOST_BYTES = 8 * 1024 * 1024


class Journal(Protocol):
    """What makes arrivals durable: on return the rows are flushed to the disk; the answer is their ids."""

    def receive(self, arrivals: Sequence[Arrival]) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An arrival and who wants to hear of it: a coroutine in `loop`, or a thread where that is None."""

    arrival: Arrival
    loop: asyncio.AbstractEventLoop | None
    future: asyncio.Future[int] | Future[int]


class GroupCommit:
    """The only writer of new mail. Whoever comes while a commit runs shares the next one; nobody waits for company.

    A group that cannot be stored is tried again one by one, so that one bad arrival fails alone.
    """

    def __init__(self, journal: Journal, on_commit: Callable[[], None] = lambda: None) -> None:
        """`on_commit()` is called in the writer's thread after each commit; it must not raise."""
        self._journal = journal
        self._on_commit = on_commit
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._write_all, name="group-commit", daemon=True)

    def start(self) -> None:
        """Start the writer thread."""
        self._thread.start()

    async def accept(self, arrival: Arrival) -> int:
        """Make `arrival` durable; returns its journal row's id.

        A cancelled waiter does not take its mail back: the commit goes on (the peer that hung up sends
        again, and the copy is recognised by its digest). Raises what the journal raised, TryLater when closed.
        """
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._take(_Waiting(arrival, loop, future))
        return await asyncio.shield(future)

    def submit(self, arrival: Arrival) -> Future[int]:
        """The same for a caller in any thread, as a future that cannot be cancelled."""
        future: Future[int] = Future()
        future.set_running_or_notify_cancel()
        self._take(_Waiting(arrival, None, future))
        return future

    def _take(self, waiting: _Waiting) -> None:
        with self._lock:
            if self._closed:
                raise TryLater("the store is closed")
            self._queue.put(waiting)

    def close(self, timeout: float | None = None) -> bool:
        """Store what is queued, then end the thread. Returns False if that took more than `timeout` seconds."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _write_all(self) -> None:
        last = False
        while not last:
            group, last = self._next_group()
            if group:
                self._commit(group)

    def _next_group(self) -> tuple[list[_Waiting], bool]:
        """What is queued, up to the limits, waiting only for the first; and whether that was the end."""
        group: list[_Waiting] = []
        size = 0
        while len(group) < _MOST and size < _MOST_BYTES:
            try:
                item = self._queue.get(block=not group)
            except queue.Empty:
                break
            if item is None:
                return group, True
            group.append(item)
            size += len(item.arrival.raw)
        return group, False

    def _commit(self, group: list[_Waiting]) -> None:
        failpoint("smtp.before-commit")
        try:
            ids = self._journal.receive([waiting.arrival for waiting in group])
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits, and they know what to say
            if len(group) == 1 or isinstance(error, TryLater):
                _tell_all(group, [error] * len(group))
            else:
                for single in group:
                    self._commit([single])
            return
        failpoint("smtp.after-commit")
        _tell_all(group, ids)
        self._on_commit()


_Answer = int | Exception


def _tell_all(group: Sequence[_Waiting], answers: Sequence[_Answer]) -> None:
    """Tell everybody; a loop is woken once for all of its own."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[int], _Answer]]] = {}
    for waiting, answer in zip(group, answers, strict=True):
        if waiting.loop is not None and isinstance(waiting.future, asyncio.Future):
            by_loop.setdefault(waiting.loop, []).append((waiting.future, answer))
        else:
            _tell([(waiting.future, answer)])
    for loop, told in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits there any more
            loop.call_soon_threadsafe(_tell, told)


def _tell(told: Sequence[tuple[asyncio.Future[int] | Future[int], _Answer]]) -> None:
    for future, answer in told:
        if future.done():
            continue
        if isinstance(answer, int):
            future.set_result(answer)
        else:
            future.set_exception(answer)
