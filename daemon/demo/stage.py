"""The demo's stage: the real daemon and the village's post office in one process, and what has happened so far."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from helpdesk.daemon.demo.cast import Person
from helpdesk.daemon.demo.folder import Folder, Ports, free_port
from helpdesk.daemon.demo.letters import Letter, Received
from helpdesk.daemon.demo.mailboxes import Mailboxes
from helpdesk.daemon.demo.post import PostOffice, send
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.lock import RoleLocks
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.running import ROLES, Daemon
from helpdesk.daemon.told import Told
from helpdesk.daemon.web.login_link import new_link
from helpdesk.daemon.wiring import open_desk
from helpdesk.tickets.model import InboxRow

PATIENCE = 30.0  # seconds a mail may take from SMTP to the last Maildir before the demo says that it hangs
LOOK_EVERY = 0.01
USUAL_WEB, USUAL_SMTP = 8080, 2525


class Stuck(Exception):
    """What should have happened by now has not."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail that reached somebody. `kind` is the desk's word for it, '' where another person wrote it."""

    person: Person
    mail: Received
    kind: str


class Stage:
    """Where mail is sent and looked at. One thread at a time."""

    def __init__(
        self, folder: Folder, desk: Desk, daemon: Daemon, post: PostOffice, mailboxes: Mailboxes, told: Told
    ) -> None:
        self.folder = folder
        self.desk = desk
        self.daemon = daemon
        self.post = post
        self.mailboxes = mailboxes
        self.told = told
        self._delivered: queue.SimpleQueue[tuple[Person, Received]] = queue.SimpleQueue()
        self._last_row = 0

    def note(self, person: Person, mail: Received) -> None:
        """A mail reached a Maildir (called by the post office)."""
        self._delivered.put((person, mail))

    def send(self, letter: Letter, *, past_the_provider: bool = False) -> str:
        """Hand a letter to the post office, or straight to the desk's listener; returns the SMTP reply."""
        return send(self.post.desk_port if past_the_provider else self.post.port, letter)

    def settle(self) -> None:
        """Until everything that came in has taken effect and everything owed has arrived.

        Raises Stuck, KeyboardInterrupt where the demo is told to end meanwhile.
        """
        clock, store = self.desk.clock, self.desk.store
        begun = clock.monotonic()
        while True:
            counts = store.counts(clock.now())
            if not counts.waiting and not counts.queued:
                return
            if clock.monotonic() - begun > PATIENCE:
                troubles = "; ".join(self.daemon.troubles()) or "it does not say why"
                waits = f"{counts.waiting} mails wait to be read, {counts.queued} to be sent"
                raise Stuck(f"{waits}: {troubles}. See {self.folder.log}")
            if self.told.wait(LOOK_EVERY) is not None:
                raise KeyboardInterrupt

    def new_rows(self) -> list[InboxRow]:
        """Mails that took effect since the last call."""
        rows: list[InboxRow] = []
        while (row := self.desk.store.inbox(self._last_row + 1)) is not None and row.state != "received":
            self._last_row += 1
            if row.timer is None:
                rows.append(row)
        return rows

    def new_deliveries(self) -> list[Delivered]:
        """Mails that reached somebody since the last call, in order."""
        found: list[Delivered] = []
        while not self._delivered.empty():
            person, mail = self._delivered.get()
            sent = self.desk.store.find_sent(mail.message_id)
            found.append(Delivered(person, mail, sent.outgoing.kind if sent else ""))
        return found

    def login_link(self, person: Person) -> str:
        """A one-use link to the viewer for an agent, '' where no viewer runs."""
        if self.daemon.web is None:
            return ""
        return new_link(self.desk.store, self.daemon.web.url, person.address, self.desk.clock.now())


@contextmanager
def open_stage(folder: Folder, told: Told, *, usual_ports: bool) -> Iterator[Stage]:
    """Everything running in a fresh folder; ended again, in order. `usual_ports`: 8080 and 2525 where they are free.

    Raises Stop, OperatorError, Held.
    """
    folder.begin_anew()
    with ExitStack() as stack:
        mailboxes = Mailboxes(folder.mail)
        post = PostOffice(mailboxes)
        stack.callback(post.close)
        smtp, web = (USUAL_SMTP, USUAL_WEB) if usual_ports else (0, 0)
        ports = Ports(post.port, free_port(smtp), free_port(web))
        folder.write(ports)
        locks = RoleLocks(folder.data)
        locks.take(ROLES)
        stack.callback(locks.release)
        log = MailLog.to(stack.enter_context(folder.log.open("w", encoding="utf-8")))
        desk = stack.enter_context(open_desk(folder.settings, folder.data, log=log, check=True))
        daemon = Daemon(desk)
        stage = Stage(folder, desk, daemon, post, mailboxes, told)
        post.on_delivery, post.desk_port = stage.note, ports.smtp
        post.open()
        daemon.start()
        stack.callback(daemon.stop)
        folder.say_running(post.port)
        stack.callback(folder.say_ended)
        yield stage
