"""A whole desk in one process: store, intake and sender of the product, a clock that stands still, inboxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.parts import make_sender
from helpdesk.daemon.policy.files import policy_texts, read_policy, surroundings
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.settings.values import Settings, load
from helpdesk.daemon.timers.heartbeat import Heartbeat
from helpdesk.mailflow.digest import mail_digest
from helpdesk.rules.book import Book
from helpdesk.tickets.mail import Envelope, KeyLookup
from helpdesk.tickets.model import Alert, Arrival, InboxRow
from helpdesk.tickets.saving_ticket import Protocols, put_ticket
from helpdesk.tickets.store import Store, path_of
from tests.empty_store import put_empty
from tests.story.rig.carrier import Inboxes, Sent
from tests.story.rig.probe import a_good_mail_is_taken

STORIES = Path(__file__).parents[1]
DESK = STORIES / "desk"
# The desk of the rules' stories: the worked example of the design, changed by the files of a story.
ACME = STORIES / "acme"
ACME_POLICY = STORIES.parent / "unit" / "policies" / "acme"
START = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)  # a Monday, 09:10 in Madrid


@dataclass
class World:
    """The desk, its clock and everybody's inbox. `rows`: the journal rows of all mail that was accepted."""

    desk: Desk
    clock: ManualClock
    intake: Intake
    inboxes: Inboxes
    log: list[str]
    rows: list[int] = field(default_factory=list)
    arrivals: int = 0
    looked_at: int = 0  # rows the invariant has seen

    def __post_init__(self) -> None:
        self.heartbeat = Heartbeat(self.desk)
        self.heartbeat.beat()
        self.sender = make_sender(self.desk, self._alert)
        self.sender._carrier = lambda: self.inboxes  # the product's sender, with another way out

    def _mail_alerts(self) -> int:
        """As the daemon's heartbeat does it."""
        due = self.store.alerts_to_mail(self.clock.now())
        for written in Letters(self.desk).alerts(due):
            self.store.send([written.outgoing], written.handles, self.clock.now())
        return len(due)

    def _alert(self, alert: Alert) -> None:
        now = self.clock.now()
        if self.store.alert(alert, now):
            for written in Letters(self.desk).alerts([alert]):
                self.store.send([written.outgoing], written.handles, now)

    @property
    def store(self) -> Store:
        """The archive."""
        return self.desk.store

    @property
    def sent(self) -> list[Sent]:
        """All mail that anybody got from the desk, in order."""
        return self.inboxes.sent

    def accept(self, raw: bytes, envelope: Envelope) -> int:
        """Makes a mail durable, as a door of the desk would; nothing else happens yet."""
        self.arrivals += 1
        arrival = Arrival(f"story:{self.arrivals}", raw, mail_digest(raw), envelope, self.clock.now())
        [inbox_id] = self.store.receive([arrival])
        self.rows.append(inbox_id)
        return inbox_id

    def take(self, raw: bytes, envelope: Envelope) -> InboxRow:
        """A mail comes in and everything that follows from it happens; its journal row as it ended."""
        inbox_id = self.accept(raw, envelope)
        self.settle()
        row = self.store.inbox(inbox_id)
        assert row is not None
        return row

    def settle(self) -> None:
        """Everything due happens: timers fire, mail is worked on, mail is sent."""
        for _ in range(50):
            moved = self._send()
            moved += self._beat()
            moved += self.intake.work()
            moved += self._mail_alerts()
            if not moved:
                return
        raise AssertionError("the desk does not come to rest")

    def advance(self, by: timedelta) -> None:
        """Time passes while the desk stands still: what fell due meanwhile is found at the end of it."""
        self.clock.advance(by)
        self.settle()

    def live(self, by: timedelta) -> None:
        """Time passes and the desk is there all the while: each timer fires when it is due."""
        until = self.clock.now() + by
        while (due := self.store.next_timer()) is not None and due <= until:
            self.advance(max(due - self.clock.now(), timedelta(0)))
        self.advance(until - self.clock.now())

    def jump(self, by: timedelta) -> None:
        """Somebody sets the clock wrong, or right again; no time passes."""
        self.clock.jump(self.clock.now() + by)
        self.settle()

    def change_ticket(self, protocol: str, changes: dict[str, Any]) -> None:
        """The ticket is otherwise from now on, as an agent's command will make it when there are commands."""
        ticket = self.desk.ticket(protocol)
        if changes.get("status") in ("resolved", "closed"):
            changes["resolved_at"] = self.clock.now()
        with self.store.write():
            put_ticket(self.store._db, replace(ticket, **changes), Protocols(self.store._db))

    def _beat(self) -> int:
        fired, jumped = self.heartbeat.beat()
        if jumped is not None:
            self._alert(jumped)
        return fired + (jumped is not None)

    def _send(self) -> int:
        before = len(self.sent)
        self.sender.send_due(1_000)
        return len(self.sent) - before


@contextmanager
def open_world(
    data: Path,
    cell: ParseCell,
    *,
    settings: dict[str, Any] | None = None,
    agents: dict[str, dict[str, Any]] | None = None,
    keys: KeyLookup | None = None,
    policy: Path | None = None,
    folder: Path | None = None,
) -> Iterator[World]:
    """A desk of its own in the folder `data`. `settings`: 'ack.per_hour' or 'mailbox.soporte.reply_token' to value.
    With `policy`, the desk that has rules: those of the worked example, its files replaced by those of that folder;
    with `folder`, the desk whose helpdesk.toml stands there."""
    desk_folder = folder or (_with_rules(data, policy) if policy else DESK)
    chosen = _changed(load(desk_folder / "helpdesk.toml", data, {}), settings or {})
    book = _book(chosen)
    people = tuple(replace(agent, **(agents or {}).get(agent.id, {})) for agent in book.agents)
    clock = ManualClock(START)
    log: list[str] = []
    put_empty(path_of(chosen.database))
    store = Store.open(chosen.database)
    store._db.script("PRAGMA synchronous=OFF")  # nobody is killed here; tests/crash waits for the disk
    try:
        desk = Desk(
            chosen, replace(book, agents=people), store, cell, keys, clock, MailLog(log.append, clock)
        )
        made = World(desk, clock, Intake(desk), Inboxes(), log)
        yield made
        a_good_mail_is_taken(made)  # every story ends with it
    finally:
        store.close()


def _book(chosen: Settings) -> Book:
    """The policy of these settings, read once for all desks that have the same files: it never changes."""
    texts, unread = policy_texts(chosen.config_dir)
    key = repr((texts, surroundings(chosen)))
    if unread or key not in _BOOKS:
        _BOOKS[key] = read_policy(chosen)
    return _BOOKS[key]


_BOOKS: dict[str, Book] = {}


def _with_rules(data: Path, policy: Path) -> Path:
    """A folder with the settings and the policy of the desk that has rules."""
    folder = copytree(ACME, data / "desk")
    copytree(ACME_POLICY, folder / "config")
    if policy.is_dir():
        copytree(policy, folder / "config", dirs_exist_ok=True)
    return folder


def _changed(settings: Settings, changes: dict[str, Any]) -> Settings:
    for name, value in changes.items():
        section, *rest = name.split(".")
        if section == "mailbox":
            boxes = [
                replace(box, **{rest[1]: value}) if box.name == rest[0] else box for box in settings.mailboxes
            ]
            settings = replace(settings, mailboxes=tuple(boxes))
        else:
            part = getattr(settings, section)
            settings = replace(settings, **{section: _replaced(part, rest[0], value)})
    return settings


def _replaced(part: Any, name: str, value: Any) -> Any:
    if name not in {one.name for one in fields(part)}:
        raise KeyError(name)
    if isinstance(getattr(part, name), timedelta):
        value = duration(value)
    return replace(part, **{name: tuple(value) if isinstance(value, list) else value})


def duration(text: str) -> timedelta:
    """'90s', '30m', '24h', '8d', '2h30m', '-3h'."""
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    parts = {units[unit]: float(number) for number, unit in re.findall(r"([\d.]+)([smhd])", text)}
    return -timedelta(**parts) if text.startswith("-") else timedelta(**parts)


def recipients_of(world: World, addresses: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Those of `addresses` that are the desk's, and the name of the mailbox of the first."""
    own = [address for address in addresses if world.desk.is_own(address)]
    box = world.desk.settings.mailbox_for(own[0]) if own else None
    return tuple(own), box.name if box else world.desk.settings.mailboxes[0].name
