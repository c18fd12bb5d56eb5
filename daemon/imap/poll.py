"""The poller of one IMAP account: one thread, one connection, IDLE and a full poll beside it, patience with failure."""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from helpdesk.daemon.clock import Clock
from helpdesk.daemon.errors import GiveUp, TryLater
from helpdesk.daemon.imap.account import ImapAccount
from helpdesk.daemon.imap.idle import Doze, SocketDoze, idle
from helpdesk.daemon.imap.link import Link, LinkLost, ServerSaidNo
from helpdesk.daemon.imap.login import LoginRefused, log_in_renewing
from helpdesk.daemon.imap.mirror import Mirror
from helpdesk.daemon.imap.ports import ImapLog, MailStore, NoRoom, Ports
from helpdesk.daemon.imap.sync import FolderSync
from helpdesk.daemon.imap.tidy import Tidier
from helpdesk.tickets import errors as store_errors

FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
# How often a full disk is looked at again.
ROOM_WAIT = 30.0
# After so many pushes in a row without new mail, each further one is heard so many seconds late.
CHATTER, CHATTER_WAIT = 10, 5.0
DAY = 86_400.0
State = Literal["starting", "polling", "idle", "waiting", "refused", "no-room", "stopped"]


@dataclass(frozen=True, slots=True)
class ImapStatus:
    """How an account is, for readiness and the viewer. `last_pass`: when all folders were last read whole."""

    account: str
    state: State
    last_pass: datetime | None
    trouble: str = ""


class ImapPoller:
    """Fetches one account's mail for as long as the daemon runs. `start`, then `stop` from another thread."""

    def __init__(
        self,
        account: ImapAccount,
        store: MailStore,
        clock: Clock,
        *,
        log: ImapLog,
        alert: Callable[[str, str], None],
        disk_free: Callable[[], int],
        received: Callable[[Sequence[int]], None] = lambda ids: None,
        connect: Callable[[ImapAccount], Link] = Link,
        doze: Doze | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """`alert(reason, detail)` tells the admin; `disk_free()` is in bytes; `received(ids)` wakes intake.

        `connect`, `doze` and `jitter` (0 to 1) are for tests.
        """
        self._account, self._clock, self._log, self._alert = account, clock, log, alert
        self._connect, self._jitter = connect, jitter
        self._doze = doze or SocketDoze()
        self._ports = Ports(
            account=account,
            store=store,
            clock=clock,
            log=log,
            alert=alert,
            disk_free=disk_free,
            received=received,
            stopped=lambda: self._doze.stopped,
        )
        tidier = Tidier(self._ports)
        self._folders = [FolderSync(self._ports, tidier, folder) for folder in account.folders]
        self._mirror = Mirror(self._ports, self._learn)
        self._told: dict[str, float] = {}
        self._failures = 0
        self._refused = False
        self._taken = self._for_nothing = 0
        self._heard = clock.monotonic()
        self._next_full = clock.monotonic()
        self._link: Link | None = None
        self._readable: set[str] = set()  # folders read on this connection
        self._status = ImapStatus(account.name, "starting", None)
        self._thread = threading.Thread(target=self.run, name=f"imap-{account.name}", daemon=True)

    @property
    def status(self) -> ImapStatus:
        """How the account is now; safe from any thread."""
        return self._status

    def start(self) -> None:
        """Runs in a thread of its own."""
        self._thread.start()

    def nudge(self) -> None:
        """From any thread: tickets were saved, so messages may be due to follow them. Asks the store that alone."""
        if self._mirror.waits:
            self._doze.nudge()

    def stop(self, grace: float = 5.0) -> bool:
        """Ends waiting at once and work after the message in hand; after `grace` seconds the connection is cut.

        Returns whether the thread ended; one that is still connecting ends by itself within `connect_timeout`.
        What is durable stays; what was being fetched is fetched next time.
        """
        self._doze.stop()
        if self._thread.ident is None:
            self._doze.close()
            return True
        self._thread.join(grace)
        link = self._link
        if self._thread.is_alive() and link is not None:
            link.cut()
            self._thread.join(grace)
        return not self._thread.is_alive()

    def run(self) -> None:
        """The thread's life: connect, read, idle; after a failure wait and begin again. Returns after stop()."""
        try:
            while not self._doze.stopped:
                wait = self._once()
                if wait > 0 and not self._doze.stopped:
                    self._look_at_silence()
                    self._doze.wait(wait)
        finally:
            self._now("stopped")
            self._doze.close()

    def _once(self) -> float:
        """One connection from greeting to end. Returns how many seconds to wait before the next."""
        try:
            self._ports.look_for_room()
            self._stay_connected()
            return 0.0
        except (LoginRefused, GiveUp) as refused:
            return self._when_refused(str(refused))
        except (NoRoom, store_errors.StoreFull) as full:
            return self._when_full(str(full))
        except (LinkLost, ServerSaidNo, TryLater, store_errors.TryLater) as trouble:
            return self._when_lost(str(trouble))
        except Exception as fault:  # noqa: BLE001  mail must keep coming whatever we got wrong; told, never hidden
            incident = uuid.uuid4().hex[:12]
            self._log.fault(incident, f"imap {self._account.name}", fault)
            self._tell("imap-fault", f"{self._account.place}: incident {incident}, {type(fault).__name__}")
            return self._when_lost(f"incident {incident}")

    # -- while all is well --------------------------------------------------------------------------

    def _stay_connected(self) -> None:
        link = log_in_renewing(self._open, self._account, renew=self._refused)
        try:
            self._refused = False
            self._well("imap-refused")
            self._log.imap_connected(self._account.name, self._account.place)
            self._next_full = self._clock.monotonic()
            self._readable.clear()
            while not self._doze.stopped:
                self._read(link)
                self._wait(link)
        except LinkLost:
            link.drop()
            raise
        finally:
            self._link = None
            link.close()

    def _open(self) -> Link:
        self._link = self._connect(self._account)  # kept here so that stop() can cut a login that hangs
        return self._link

    def _read(self, link: Link) -> None:
        """All folders whole when that is due, else the newest messages of the first."""
        full = self._clock.monotonic() >= self._next_full
        self._now("polling")
        before = self._taken
        read = [
            self._read_one(folder, link, full) for folder in (self._folders if full else self._folders[:1])
        ]
        mirrored = self._mirror.follow(link, again=full)
        if mirrored or (full and len(self._folders) > 1):
            # The first folder once more: it must be the open one when IDLE begins, and nothing may slip between.
            self._read_one(self._folders[0], link, False)
        if self._doze.stopped:
            return
        if full:
            self._next_full = self._clock.monotonic() + self._account.poll_seconds
            if all(read):
                self._status = replace(self._status, last_pass=self._clock.now())
        self._for_nothing = 0 if full or mirrored or self._taken > before else self._for_nothing + 1
        self._failures = 0
        self._well("imap-fault", "disk-full")
        if any(read):
            self._heard = self._clock.monotonic()
            self._well("imap-silent")

    def _read_one(self, folder: FolderSync, link: Link, full: bool) -> bool:
        """Whether this folder could be read; the others are read in any case."""
        key = f"imap-folder {folder.name}"
        try:
            self._taken += folder.read(link, full=full)
        except ServerSaidNo as no:
            if folder.name in self._readable:
                # A server's session goes bad for good where its folder was made anew under it: a new one may not.
                raise LinkLost(f"{folder.name} cannot be read any more: {no}") from no
            self._tell("imap-folder", f"{self._account.place}, folder {folder.name}: {no}", key)
            return False
        self._readable.add(folder.name)
        self._well(key)
        return True

    def _learn(self, mailbox: str, uidvalidity: int, uids: Iterable[int]) -> None:
        for folder in self._folders:
            if folder.name == mailbox:
                folder.learn(uidvalidity, uids)

    def _wait(self, link: Link) -> None:
        """Until the server pushes something or the full poll is due."""
        left = self._next_full - self._clock.monotonic()
        if left <= 0 or self._doze.stopped or link.has_news() or self._mirror.more:
            return
        self._now("idle")
        if self._for_nothing >= CHATTER:
            # A server that speaks at every IDLE, or a mailbox in which others flag without end.
            self._doze.wait(min(left, CHATTER_WAIT))
        first = self._account.folders[0]
        watched = link.opened is not None and link.opened.folder == first
        if not (watched and self._account.idle and link.can("IDLE")):
            self._doze.wait_or_nudge(left)
            return
        try:
            idle(link, self._doze, min(left, self._account.idle_max))
        except ServerSaidNo as no:
            self._log.imap_note(self._account.name, first, str(no))
            self._doze.wait(left)

    # -- after a failure ----------------------------------------------------------------------------

    def _when_refused(self, why: str) -> float:
        """Rarely again, so that nobody is locked out (B11); the mail stays at the provider."""
        self._refused = True
        self._now("refused", why)
        self._tell("imap-refused", f"{self._account.place}: {why}")
        self._log.imap_trouble(self._account.name, why, self._account.refused_wait)
        return self._account.refused_wait

    def _when_full(self, why: str) -> float:
        if self._status.state != "no-room":
            self._log.imap_trouble(self._account.name, why, ROOM_WAIT)
        self._now("no-room", why)
        self._tell("disk-full", f"fetching from {self._account.place} waits: {why}")
        return ROOM_WAIT

    def _when_lost(self, why: str) -> float:
        """1, 2, 4 ... 300 seconds, the upper half of each at random: servers are not all called at once."""
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(self._failures, 16)) * (0.5 + self._jitter() / 2)
        self._failures += 1
        self._now("waiting", why)
        self._log.imap_trouble(self._account.name, why, wait)
        return wait

    def _look_at_silence(self) -> None:
        silent = self._clock.monotonic() - self._heard
        # A refusal or a full disk was told by its own name.
        if silent >= self._account.silence_seconds and self._status.state == "waiting":
            why = self._status.trouble
            self._tell(
                "imap-silent", f"{self._account.place}: nothing read for {int(silent // 60)} minutes: {why}"
            )

    def _tell(self, reason: str, detail: str, key: str = "") -> None:
        """Once a day until it is well again; the store sees to it that mail about it stays rare."""
        key, now = key or reason, self._clock.monotonic()
        if now - self._told.get(key, -DAY) < DAY:
            return
        self._told[key] = now
        try:
            self._alert(reason, detail)
        except Exception as fault:  # noqa: BLE001  an alert that cannot be stored must not stop the mail
            del self._told[key]
            self._log.fault(uuid.uuid4().hex[:12], f"imap {self._account.name}, alert {reason}", fault)

    def _well(self, *keys: str) -> None:
        for key in keys:
            self._told.pop(key, None)

    def _now(self, state: State, trouble: str = "") -> None:
        self._status = replace(self._status, state=state, trouble=trouble)
