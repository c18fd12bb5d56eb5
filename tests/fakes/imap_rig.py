"""The IMAP poller on a bench: a store in memory, recorded alerts and log lines, a still clock, hooks between steps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from imapclient import IMAPClient

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.imap.account import ImapAccount
from helpdesk.daemon.imap.copyuid import Copied
from helpdesk.daemon.imap.idle import SocketDoze, Woken
from helpdesk.daemon.imap.link import Link
from helpdesk.daemon.imap.login import log_in
from helpdesk.daemon.imap.mirror import Mirror
from helpdesk.daemon.imap.ports import MailStore, Ports
from helpdesk.daemon.imap.sync import FolderSync
from helpdesk.daemon.imap.tidy import Tidier
from helpdesk.tickets.imap_copies import Copy
from helpdesk.tickets.model import Arrival

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BEFORE, AFTER = START - timedelta(days=30), START + timedelta(hours=1)


def mail(subject: str, body: str = "Hola.\r\n", size: int = 0) -> bytes:
    """A small mail; `size` > 0 pads it to so many bytes exactly."""
    head = f"From: Lucia <lucia@example.org>\r\nTo: desk@example.com\r\nSubject: {subject}\r\n"
    raw = (head + f"Message-ID: <{subject}@example.org>\r\n\r\n{body}").encode()
    assert not size or size >= len(raw) + 2
    return raw + (b"x" * (size - len(raw) - 2) + b"\r\n" if size else b"")


@dataclass(frozen=True)
class Place:
    """Where a server under test listens, and who may log in."""

    port: int
    user: str
    password: str
    host: str = "127.0.0.1"

    def client(self) -> Any:
        """Another client, logged in, as an agent's mail program would be."""
        client = IMAPClient(self.host, self.port, ssl=False, timeout=20)
        client.plain_login(self.user, self.password)
        client.normalise_times = False
        return client


class MemoryStore:
    """The part of the store that the poller uses, in memory. `arrived` is set when mail is received."""

    def __init__(self) -> None:
        self.rows: dict[str, Arrival] = {}
        self.marks: dict[tuple[str, str, int], dict[int, tuple[int | None, str]]] = {}
        self.first: dict[tuple[str, str], datetime] = {}
        self.noted: list[tuple[int, str, int, int, str]] = []
        self.arrived = threading.Condition()
        self.fail: BaseException | None = None
        self.cursed = b""

    @contextmanager
    def write(self) -> Iterator[None]:
        with self.arrived:
            if self.fail:
                raise self.fail
            yield
            self.arrived.notify_all()

    def receive(self, arrivals: Sequence[Arrival]) -> list[int]:
        if self.cursed and any(self.cursed in arrival.raw for arrival in arrivals):
            raise RuntimeError("cannot be stored")
        for arrival in arrivals:
            self.rows.setdefault(arrival.source_key, arrival)
        keys = list(self.rows)
        return [keys.index(arrival.source_key) + 1 for arrival in arrivals]

    def seen_uids(self, account: str, mailbox: str, uidvalidity: int) -> set[int]:
        return set(self.marks.get((account, mailbox, uidvalidity), {}))

    def received_uids(self, account: str, mailbox: str, uidvalidity: int, lowest: int) -> dict[int, str]:
        marks = self.marks.get((account, mailbox, uidvalidity), {})
        return {uid: why for uid, (row, why) in marks.items() if row is not None and uid >= lowest}

    def mark_uid(
        self, account: str, mailbox: str, uidvalidity: int, uid: int, inbox_id: int | None, why: str = ""
    ) -> None:
        self.marks.setdefault((account, mailbox, uidvalidity), {})[uid] = (inbox_id, why)

    def note_copy(
        self, inbox_id: int, account: str, mailbox: str, uidvalidity: int, uid: int, message_id: str
    ) -> None:
        self.noted.append((inbox_id, mailbox, uidvalidity, uid, message_id))

    def next_move(self, account: str, after: tuple[str, str] = ("", "")) -> tuple[str, str] | None:
        return None

    def due_copies(self, account: str, folder: str, mailbox: str, limit: int) -> list[Copy]:
        return []

    def copies_lie(
        self, account: str, folder: str, mailbox: str, uidvalidity: int, uids: Mapping[int, int]
    ) -> None:
        raise AssertionError("nothing was due")

    def copies_lost(self, inbox_ids: Sequence[int]) -> None:
        raise AssertionError("nothing was due")

    def imap_first_start(self, account: str, mailbox: str) -> datetime | None:
        return self.first.get((account, mailbox))

    def set_imap_first_start(self, account: str, mailbox: str, at: datetime) -> None:
        self.first.setdefault((account, mailbox), at)

    def wait_for(self, count: int) -> bool:
        """Whether `count` mails are there within a while."""
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.rows) >= count, 20)

    @property
    def subjects(self) -> list[str]:
        found = []
        for arrival in self.rows.values():
            head = arrival.raw.partition(b"\r\n\r\n")[0].decode()
            found.append(next(line[9:] for line in head.split("\r\n") if line.startswith("Subject: ")))
        return found


@dataclass
class Recorder:
    """A log that remembers."""

    lines: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: self.lines.append((name, (*args, *kwargs.values())))

    def of(self, name: str) -> list[tuple[object, ...]]:
        return [args for line, args in self.lines if line == name]


class Rig:
    """One account on one server. `sync` reads every folder once, with a fresh connection."""

    def __init__(self, place: Place, store: MailStore | None = None, **options: Any) -> None:
        defaults: dict[str, Any] = {"name": "acct", "mailbox": "support", "tls": "plain", "read_timeout": 20}
        defaults |= {"host": place.host, "port": place.port, "user": place.user, "password": place.password}
        self.account = ImapAccount(**(defaults | options))
        self.place = place
        self.memory = MemoryStore()
        self.store: MailStore = store or self.memory
        self.clock = ManualClock(START)
        self.log = Recorder()
        self.alerts: list[tuple[str, str]] = []
        self.free = 10**12
        self.woken: list[int] = []
        self.stopped = False
        self.before_bodies: Callable[[HookedLink, Sequence[int]], None] = lambda link, uids: None
        self.before_move: Callable[[HookedLink], None] = lambda link: None
        self.before_remove: Callable[[], None] = lambda: None
        self.lacks: set[str] = set()  # what the server is made to lack
        self.hears_copyuid = True
        self.forget()

    def forget(self) -> None:
        """As after a restart of the process: only the store remembers."""
        self.ports = Ports(
            account=self.account,
            store=self.store,
            clock=self.clock,
            log=self.log,
            alert=lambda reason, detail: self.alerts.append((reason, detail)),
            disk_free=lambda: self.free,
            received=self.woken.extend,
            stopped=lambda: self.stopped,
        )
        tidier = Tidier(self.ports)
        self.folders = [FolderSync(self.ports, tidier, folder) for folder in self.account.folders]
        self.mirror = Mirror(self.ports, self.learn)

    def learn(self, mailbox: str, uidvalidity: int, uids: Iterable[int]) -> None:
        for folder in self.folders:
            if folder.name == mailbox:
                folder.learn(uidvalidity, uids)

    def link(self, account: ImapAccount | None = None) -> HookedLink:
        """A connection that calls the hooks; not logged in."""
        return HookedLink(account or self.account, self)

    def sync(self, *, full: bool = True) -> int:
        """One pass over all folders; returns how many messages became durable."""
        link = self.link()
        try:
            log_in(link, self.account, renew=False)
            took = sum(folder.read(link, full=full) for folder in self.folders)
            self.mirror.follow(link, again=full)
            return took
        finally:
            link.close()


class HookedLink(Link):
    """A connection at which other things happen between two commands."""

    def __init__(self, account: ImapAccount, rig: Rig) -> None:
        self.rig = rig
        super().__init__(account)

    def bodies(self, uids: Sequence[int], at_most: int, expected: int) -> dict[int, bytes]:
        self.rig.before_bodies(self, uids)
        return super().bodies(uids, at_most, expected)

    def move(self, uids: Sequence[int], folder: str) -> None:
        self.rig.before_move(self)
        super().move(uids, folder)

    def can(self, capability: str) -> bool:
        return capability not in self.rig.lacks and super().can(capability)

    def remove(self, uids: Sequence[int]) -> None:
        self.rig.before_remove()
        super().remove(uids)

    def copied(self) -> Copied | None:
        return super().copied() if self.rig.hears_copyuid else None


class NoDoze(SocketDoze):
    """Waits only for sockets; a wait for time moves the clock and returns. `waits` are the seconds asked for.

    `idling` is set when the poller idles. After `limit` waits for time it stops the poller.
    """

    def __init__(self, clock: ManualClock, limit: int = 1000) -> None:
        super().__init__()
        self.clock = clock
        self.limit = limit
        self.waits: list[float] = []
        self.idling = threading.Semaphore(0)
        self.pass_time = False

    def wait(self, seconds: float, sock: Any = None) -> Woken:
        self.waits.append(seconds)
        self.clock.advance(seconds)
        if len(self.waits) >= self.limit:
            self.stop()
        return "stop" if self.stopped else "time"

    def wait_or_nudge(self, seconds: float, sock: Any = None) -> Woken:
        if sock is None or self.pass_time:
            return self.wait(seconds)
        self.idling.release()
        return super().wait_or_nudge(20, sock)
