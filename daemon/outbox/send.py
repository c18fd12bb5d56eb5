"""The sender: takes the mail that is owed to the relay, in as many threads as the settings say, until told to stop."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from helpdesk.daemon.clock import Clock
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.outbox.port import Carrier, Outbox
from helpdesk.daemon.outbox.relay_health import RelayHealth
from helpdesk.daemon.outbox.retry import UNSURE_WAIT
from helpdesk.daemon.outbox.worker import Counts, Hands, OnUndeliverable, Worker
from helpdesk.tickets.errors import TryLater
from helpdesk.tickets.model import Alert

# Mails claimed at once: few, so that what a killed process had claimed and not begun is not many.
BATCH = 10
# Seconds between two looks into the outbox when nobody calls: retries fall due, other processes add rows.
LOOK_EVERY = 1.0
_AFTER_CUT = 5.0


class Sender:
    """Sends what is due. `run` may be running in several threads, each with a carrier of its own."""

    def __init__(
        self,
        outbox: Outbox,
        carrier: Callable[[], Carrier],
        clock: Clock,
        log: MailLog,
        on_undeliverable: OnUndeliverable,
        on_alert: Callable[[Alert], None],
        *,
        shadow: bool = False,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`carrier()` makes a way out for one thread; `shadow` sends nothing and leaves every row as it is.

        `on_undeliverable(row, address, error, final)` is called inside the transaction that records it:
        `final` False means still trying after hours, told once an address as long as the process lives. `chance`
        gives the jitter, 0 to 1.
        """
        self._carrier = carrier
        self._shadow = shadow
        self.counts = Counts()
        self.health = RelayHealth(clock, chance, on_alert)
        self._hands = Hands(
            outbox, clock, log, self.health, chance, on_undeliverable, self.counts, warned=set()
        )
        self._turn = threading.Condition()
        self._calls = 0
        self._running: set[Carrier] = set()
        self._draining = False

    def recover(self) -> int:
        """Once at start, before anything is sent, by the only process that sends: what was being sent is unsure (B6).

        Returns how many recipients. Those that are not tried again are told of as undeliverable, `once` mail apart.
        """
        hands = self._hands
        now = hands.clock.now()
        with hands.outbox.write():
            unsure = hands.outbox.unsure_on_restart(now, now + UNSURE_WAIT)
            for row_id, address in unsure:
                row = hands.outbox.outbox(row_id)
                waiting = row and any(r.address == address and r.next_try for r in row.recipients)
                if row and not waiting and not row.outgoing.once:
                    error = "the desk stopped while the relay was answering, for the second time; it may have arrived"
                    hands.on_undeliverable(row, address, error, True)
        self.counts.unsure += len(unsure)
        for row_id, _ in unsure:
            hands.log.delivery("", row_id, "unsure", "the desk stopped while the relay was answering")
        return len(unsure)

    def run(self, stop: threading.Event) -> None:
        """Send whatever falls due until `stop` is set or `drain` is called. One thread a call."""
        with self._worker() as worker:
            while not (stop.is_set() or self._draining):
                calls = self._calls
                if not self._pass(worker, lambda: not (stop.is_set() or self._draining)):
                    worker.carrier.tidy()
                    self._rest(calls)

    def wake(self) -> None:
        """New rows were committed. Any thread; also makes `run` look at its `stop`."""
        with self._turn:
            self._calls += 1
            self._turn.notify_all()

    def send_due(self, limit: int) -> int:
        """Send what is due now, at most `limit` mails, in this thread; returns how many the relay took.

        Stops early when the relay cannot be used: see `trouble`.
        """
        if self._shadow:
            return 0
        begun = taken = 0
        with self._worker() as worker:
            while begun < limit and self.health.ready():
                claimed, sent = worker.round(min(BATCH, limit - begun), lambda: not self._draining)
                begun, taken = begun + claimed, taken + sent
                if not claimed:
                    break
        return taken

    def drain(self, seconds: float) -> bool:
        """Finish the mails in hand, give back the rest, end every `run`. Whether all was done in `seconds`.

        After that, connections are cut: a mail whose answer had not come is unsure (B35).
        """
        self._draining = True
        self.wake()
        if self._all_ended(seconds):
            return True
        with self._turn:
            carriers = list(self._running)
        for carrier in carriers:
            carrier.cut()
        self._all_ended(_AFTER_CUT)
        return False

    @property
    def trouble(self) -> str:
        """Why nothing goes out, in plain words; '' while all is well. For /readyz."""
        return self.health.trouble

    # -- underneath -------------------------------------------------------------------------------

    def _pass(self, worker: Worker, go_on: Callable[[], bool]) -> bool:
        """One round; False when there is nothing to do but wait."""
        if self._shadow or not self.health.ready():
            return False
        try:
            claimed, _ = worker.round(BATCH, go_on)
        except TryLater as fault:
            self._hands.log.outbox_not_stored(str(fault))
            return False
        return claimed > 0

    def _rest(self, calls: int) -> None:
        """Until somebody calls again, a second at most."""
        with self._turn:
            self._turn.wait_for(lambda: self._calls != calls, LOOK_EVERY)

    @contextmanager
    def _worker(self) -> Iterator[Worker]:
        carrier = self._carrier()
        with self._turn:
            self._running.add(carrier)
        try:
            yield Worker(self._hands, carrier)
        finally:
            carrier.close()
            with self._turn:
                self._running.discard(carrier)
                self._turn.notify_all()

    def _all_ended(self, seconds: float) -> bool:
        with self._turn:
            return self._turn.wait_for(lambda: not self._running, seconds)
