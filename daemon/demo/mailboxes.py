"""The Maildirs of the demo's people: any mail program opens them."""

from __future__ import annotations

import mailbox
import threading
from pathlib import Path

from helpdesk.daemon.demo.cast import CAST, Person
from helpdesk.daemon.demo.letters import Received


class Mailboxes:
    """One Maildir a person. Safe in any thread, and beside a mail program that marks and moves."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def make(self) -> None:
        """Make all of them, empty ones too: so that `mutt -f` finds them."""
        for person in CAST:
            self._maildir(person)

    def path(self, person: Person) -> Path:
        """Where a person's mail lies."""
        return self._folder / person.id

    def of(self, person: Person) -> list[Received]:
        """All mails of a person, the oldest first."""
        with self._lock:
            box = self._maildir(person)
            return [Received.of(box.get_bytes(key)) for key in sorted(box.keys(), key=_arrival)]

    def deliver(self, person: Person, raw: bytes) -> None:
        """Add a mail."""
        with self._lock:
            self._maildir(person).add(raw)

    def _maildir(self, person: Person) -> mailbox.Maildir:
        return mailbox.Maildir(self.path(person), create=True)


def _arrival(key: str) -> tuple[float, int]:
    """The order of arrival: a name begins with seconds, then M and microseconds, then Q and the process's count."""
    second, _, rest = key.partition(".")
    micros = rest.partition("M")[2].partition("P")[0]
    count = rest.partition("Q")[2].partition(".")[0]
    moment = float(f"{second}.{micros:0>6}") if second.isdigit() and micros.isdigit() else 0.0
    return moment, int(count) if count.isdigit() else 0
