"""What the IMAP poller asks of the rest of the desk: a durable store, a clock, a log, room on the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpdesk.daemon.clock import Clock
from helpdesk.daemon.errors import TryLater
from helpdesk.daemon.imap.account import ImapAccount
from helpdesk.tickets.imap_copies import Copy
from helpdesk.tickets.model import Arrival


class NoRoom(TryLater):
    """The disk is nearly full: fetching waits until there is room (B12); the mail stays at the provider."""


class MailStore(Protocol):
    """The part of tickets/store.py that keeps IMAP positions. `mailbox` is the folder's name."""

    def write(self) -> AbstractContextManager[object]:
        """One durable transaction."""
        ...

    def receive(self, arrivals: Sequence[Arrival]) -> list[int]:
        """Journal rows, in the order given; a known source key returns the row it has."""
        ...

    def seen_uids(self, account: str, mailbox: str, uidvalidity: int) -> set[int]:
        """Every UID that was marked."""
        ...

    def received_uids(self, account: str, mailbox: str, uidvalidity: int, lowest: int) -> dict[int, str]:
        """The marked UIDs from `lowest` up that became journal rows, each with its `why`."""
        ...

    def mark_uid(
        self, account: str, mailbox: str, uidvalidity: int, uid: int, inbox_id: int | None, why: str = ""
    ) -> None:
        """Remember a UID: received as `inbox_id`, or given up (None) for the reason `why`."""
        ...

    def note_copy(
        self, inbox_id: int, account: str, mailbox: str, uidvalidity: int, uid: int, message_id: str
    ) -> None:
        """A message was taken from here and will follow its ticket's folder."""
        ...

    def next_move(self, account: str, after: tuple[str, str] = ("", "")) -> tuple[str, str] | None:
        """The next (ticket folder, mailbox to leave) after this one that messages are due for."""
        ...

    def due_copies(self, account: str, folder: str, mailbox: str, limit: int) -> list[Copy]:
        """The first of those messages."""
        ...

    def copies_lie(
        self, account: str, folder: str, mailbox: str, uidvalidity: int, uids: Mapping[int, int]
    ) -> None:
        """Messages (journal row to UID) that followed `folder` lie here now, and count as seen here."""
        ...

    def copies_lost(self, inbox_ids: Sequence[int]) -> None:
        """Messages that nobody finds any more."""
        ...

    def imap_first_start(self, account: str, mailbox: str) -> datetime | None:
        """When this folder was first read, or None if never."""
        ...

    def set_imap_first_start(self, account: str, mailbox: str, at: datetime) -> None:
        """Remember when this folder was first read; an earlier one stays."""
        ...


class ImapLog(Protocol):
    """The poller's lines in daemon/maillog.py."""

    def imap_connected(self, account: str, place: str) -> None:
        """Logged in."""
        ...

    def imap_received(self, account: str, folder: str, *, count: int, octets: int) -> None:
        """Messages became durable."""
        ...

    def imap_vanished(self, account: str, folder: str, uids: Sequence[int]) -> None:
        """Messages were listed and gone before they could be read: somebody else moved or removed them."""
        ...

    def imap_mirrored(self, account: str, folder: str, target: str, count: int) -> None:
        """Messages followed their tickets into another folder."""
        ...

    def imap_left_out(self, account: str, folder: str, uid: int, why: str, size: int) -> None:
        """Only the headers of a message were taken."""
        ...

    def imap_new_uidvalidity(self, account: str, folder: str, before: int, now: int) -> None:
        """The folder was made anew: everything in it is read again."""
        ...

    def imap_trouble(self, account: str, why: str, wait: float) -> None:
        """The connection failed; the next try is in `wait` seconds."""
        ...

    def imap_note(self, account: str, folder: str, what: str) -> None:
        """Something worth a line that changes nothing."""
        ...

    def fault(self, incident: str, where: str, error: BaseException) -> None:
        """A fault of our own."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """All of it. `alert(reason, detail)` tells the admin; `disk_free()` is in bytes; `received(ids)` wakes intake;
    `stopped()` says that the poller should come to an end after the message in hand."""

    account: ImapAccount
    store: MailStore
    clock: Clock
    log: ImapLog
    alert: Callable[[str, str], None]
    disk_free: Callable[[], int]
    received: Callable[[Sequence[int]], None]
    stopped: Callable[[], bool]

    def look_for_room(self) -> None:
        """Raises NoRoom while the disk holds less than the account's `min_free_bytes`."""
        free = self.disk_free()
        if free < self.account.min_free_bytes:
            raise NoRoom(f"{free} bytes free on the disk, {self.account.min_free_bytes} wanted")
