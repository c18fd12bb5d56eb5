"""Where the reading of each IMAP mailbox stands: UIDs seen are remembered one by one, never a high-water mark."""

from __future__ import annotations

from datetime import datetime

from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, to_micros

_START = (
    "INSERT INTO imap_folders (account, mailbox, first_start) VALUES (?, ?, ?) "
    "ON CONFLICT (account, mailbox) DO NOTHING"
)
MARK = (
    "INSERT INTO imap_uids (account, mailbox, uidvalidity, uid, inbox_id, why) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (account, mailbox, uidvalidity, uid) DO UPDATE SET inbox_id = excluded.inbox_id, why = excluded.why"
)


class ImapPlaces(Shelf):
    """Positions by (account, mailbox, UIDVALIDITY, UID)."""

    def seen_uids(self, account: str, mailbox: str, uidvalidity: int, lowest: int = 0) -> set[int]:
        """The UIDs that were dealt with, from `lowest` up."""
        rows = self._db.rows(
            "SELECT uid FROM imap_uids WHERE account = ? AND mailbox = ? AND uidvalidity = ? AND uid >= ?",
            account,
            mailbox,
            uidvalidity,
            lowest,
        )
        return {int(row[0]) for row in rows}

    def received_uids(self, account: str, mailbox: str, uidvalidity: int, lowest: int) -> dict[int, str]:
        """Of the UIDs from `lowest` up, those that became journal rows, each with its `why` ('' = all of it came)."""
        rows = self._db.rows(
            "SELECT uid, why FROM imap_uids WHERE account = ? AND mailbox = ? AND uidvalidity = ? AND uid >= ? "
            "AND inbox_id IS NOT NULL",
            account,
            mailbox,
            uidvalidity,
            lowest,
        )
        return {int(row[0]): str(row[1]) for row in rows}

    def mark_uid(
        self, account: str, mailbox: str, uidvalidity: int, uid: int, inbox_id: int | None, why: str = ""
    ) -> None:
        """This UID was dealt with: it is that journal row, or there is none and `why` says why."""
        with self._db.joined():
            self._db.run(MARK, account, mailbox, uidvalidity, uid, inbox_id, why)

    def imap_first_start(self, account: str, mailbox: str) -> datetime | None:
        """When this folder was first read, None if never."""
        row = self._db.row(
            "SELECT first_start FROM imap_folders WHERE account = ? AND mailbox = ?", account, mailbox
        )
        return from_micros(row[0]) if row else None

    def set_imap_first_start(self, account: str, mailbox: str, at: datetime) -> None:
        """Notes when this folder was first read; an earlier note stays."""
        with self._db.joined():
            self._db.run(_START, account, mailbox, to_micros(at))
