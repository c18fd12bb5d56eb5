"""The running daemon: its parts started in order, kept alive, and drained when it is told to end."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Collection

from apscheduler.schedulers.background import BackgroundScheduler

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.errors import TryLater
from helpdesk.daemon.failpoints import failpoint
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.notify import notify, watchdog_seconds
from helpdesk.daemon.parts import listeners, make_pollers, make_receiver, make_sender
from helpdesk.daemon.supervise import Body, Keeper
from helpdesk.daemon.timers.heartbeat import Heartbeat
from helpdesk.daemon.web.listener import WebThread
from helpdesk.tickets.model import Alert

ROLES = ("receive", "poll", "work", "send", "timers", "web")
HEARTBEAT = 1.0  # seconds; timers live in the database, this only looks whether one is due
# Seconds between two foldings of the write-ahead log: at full speed a second writes more than one commit should fold.
FOLDING = 0.25
LOOK_EVERY = 1.0  # seconds between two looks into the journal when nobody calls: other processes add rows too
GRACE = 25.0  # seconds for what is in hand at the end; with the rest it stays under 30 (B35)
LATE = 300.0  # seconds a mail may wait in the journal before /readyz says so
INDEXED_AT_ONCE = 200


class Daemon:
    """All parts of the roles asked for, in one process."""

    def __init__(self, desk: Desk, roles: Collection[str] = ROLES, *, shadow: bool = False) -> None:
        self._desk = desk
        self._roles = frozenset(roles)
        self._letters = Letters(desk)
        self._heartbeat = Heartbeat(desk)
        self._work_waits = threading.Event()
        self.sender = make_sender(desk, self.raise_alert, shadow=shadow)
        self._intake = Intake(desk, on_commit=self._committed)
        self._commit, self._receiver = make_receiver(desk, self.wake)
        self._pollers = (
            make_pollers(desk, self.wake, self.raise_alert, shadow=shadow) if "poll" in self._roles else []
        )
        self._keepers: list[Keeper] = []
        self._scheduler: BackgroundScheduler | None = None
        self.web: WebThread | None = None
        self.working_since = desk.clock.monotonic()

    def start(self) -> None:
        """Start everything. Raises OperatorError where a socket cannot be had."""
        if "send" in self._roles:
            self.sender.recover()
            host = self._desk.settings.smarthost
            for n in range(host.connections if host else 1):
                self._keep(f"send-{n + 1}", self.sender.run)
        if "work" in self._roles:
            self._intake.recover()
            self._keep("work", self._work)
        if "timers" in self._roles:
            self._scheduler = self._heart()
        if "receive" in self._roles and self._desk.settings.listeners:
            self._commit.start()
            self._receiver.start(listeners(self._desk.settings))
        for poller in self._pollers:
            poller.start()
        if "web" in self._roles and self._desk.settings.web.enabled:
            self.web = WebThread(self._desk, self)
            self.web.start()
        notify("READY=1")

    def has(self, role: str) -> bool:
        """Whether this process has the role."""
        return role in self._roles

    def addresses(self) -> list[tuple[str, str]]:
        """(kind, address) of every open listener."""
        if "receive" not in self._roles or not self._desk.settings.listeners:
            return []
        return [(bound.listener.kind, str(bound)) for bound in self._receiver.addresses()]

    def stop(self) -> None:
        """Take nothing new, finish or give back what is in hand, end within 30 seconds (B35)."""
        notify("STOPPING=1")
        if "receive" in self._roles and self._desk.settings.listeners:
            self._receiver.drain(GRACE / 2)
            self._commit.close(GRACE / 2)
        for poller in self._pollers:
            poller.stop()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
        for keeper in self._keepers:
            keeper.stop()
        self.wake()
        self.sender.drain(GRACE / 2)
        for keeper in self._keepers:
            keeper.join(GRACE / 2)
        if self.web is not None:
            self.web.stop()

    def wake(self) -> None:
        """Something was committed to the journal."""
        self._work_waits.set()

    def _committed(self) -> None:
        """Intake saved tickets: their mail is to be sent, and their messages may follow them at the IMAP server."""
        self.sender.wake()
        for poller in self._pollers:
            poller.nudge()

    def raise_alert(self, alert: Alert) -> None:
        """Something an admin must know: logged, shown, and mailed at most once an hour for each reason."""
        now = self._desk.clock.now()
        self._desk.log.alerted(alert.reason, alert.detail)
        if self._desk.store.alert(alert, now):
            for written in self._letters.alerts([alert]):
                self._desk.store.send([written.outgoing], written.handles, now)

    def troubles(self) -> tuple[str, ...]:
        """What does not move, in plain words; () = ready."""
        stopped = [f"the {keeper.name} thread has ended" for keeper in self._keepers if not keeper.alive]
        counts = self._desk.store.counts(self._desk.clock.now(), by_status=False)
        if counts.oldest_waiting_seconds > LATE:
            stopped.append(f"mail has waited in the journal for {counts.oldest_waiting_seconds:.0f} seconds")
        if "send" in self._roles and self.sender.trouble:
            stopped.append(f"outgoing mail stands still: {self.sender.trouble}")
        stopped += [
            f"IMAP {p.status.account}: {p.status.state}" for p in self._pollers if p.status.state == "refused"
        ]
        return tuple(stopped)

    # -- threads ----------------------------------------------------------------------------------

    def _keep(self, name: str, body: Body) -> None:
        keeper = Keeper(name, body, self._desk.clock, self._desk.log, self._fault)
        self._keepers.append(keeper)
        keeper.start()

    def _fault(self, name: str, fault: BaseException) -> None:
        self.raise_alert(
            Alert("fault", f"the {name} thread stopped and is started again: {type(fault).__name__}")
        )

    def _work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._work_waits.clear()
            try:
                taken = self._intake.work()
            except TryLater as trouble:
                self._desk.log.work_waits(str(trouble))
                stop.wait(LOOK_EVERY)
                continue
            if not taken:
                self._work_waits.wait(LOOK_EVERY)

    def _heart(self) -> BackgroundScheduler:
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # its troubles come by the listener below
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 30}
        scheduler = BackgroundScheduler(timezone="UTC", job_defaults=defaults)
        scheduler.add_job(self._guarded(self._beat), "interval", seconds=HEARTBEAT)
        scheduler.add_job(self._guarded(self._desk.store.fold_log), "interval", seconds=FOLDING)
        scheduler.add_job(self._guarded(self._tidy), "interval", hours=1)
        if watchdog_seconds():
            scheduler.add_job(self._watchdog, "interval", seconds=watchdog_seconds())
        scheduler.start()
        return scheduler

    def _beat(self) -> None:
        """Timers that fell due become journal rows; alerts of other processes are mailed; the index catches up."""
        store, now = self._desk.store, self._desk.clock.now()
        fired, jumped = self._heartbeat.beat()
        if jumped is not None:
            self.raise_alert(jumped)
        if fired:
            failpoint("timers.after-claim")
            self.wake()
        due = store.alerts_to_mail(now)
        for written in self._letters.alerts(due):
            store.send([written.outgoing], written.handles, now)
        if due:
            self.sender.wake()
        while store.index_pending(INDEXED_AT_ONCE) == INDEXED_AT_ONCE:
            pass

    def _tidy(self) -> None:
        self._desk.store.tidy(self._desk.clock.now())

    def _watchdog(self) -> None:
        """systemd restarts a daemon whose parts have ended; one that only waits for a server is alive."""
        if all(keeper.alive for keeper in self._keepers):
            notify("WATCHDOG=1")

    def _guarded(self, job: Callable[[], None]) -> Callable[[], None]:
        """A heartbeat that meets trouble says so and beats again."""

        def run() -> None:
            try:
                job()
            except TryLater as trouble:
                self._desk.log.work_waits(str(trouble))
            except Exception as fault:  # noqa: BLE001  said aloud, and the heart beats on
                self._desk.log.fault(secrets.token_hex(4), "timers", fault)
                self._fault("timers", fault)

        return run
