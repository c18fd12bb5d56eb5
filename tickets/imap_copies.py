"""Where the messages of a mirroring IMAP account lie, and which of them are still to follow their ticket's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpdesk.tickets.database import Database
from helpdesk.tickets.imap_places import MARK
from helpdesk.tickets.shelf import Shelf

_NOTE = (
    "INSERT INTO imap_copies (inbox_id, account, mailbox, uidvalidity, uid, message_id) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (inbox_id) DO NOTHING"
)
# Two steps into the index: (folder, mailbox) > (?, ?) would walk over all that is due for the folder it begins with.
_NEXT_MAILBOX = (
    "SELECT folder, mailbox FROM imap_copies WHERE account = ? AND due = 1 AND folder = ? AND mailbox > ? "
    "ORDER BY mailbox LIMIT 1"
)
_NEXT_FOLDER = (
    "SELECT folder, mailbox FROM imap_copies WHERE account = ? AND due = 1 AND folder > ? "
    "ORDER BY folder, mailbox LIMIT 1"
)
_DUE = (
    "SELECT c.inbox_id, c.uidvalidity, c.uid, c.message_id, i.digest FROM imap_copies c "
    "JOIN inbox i ON i.id = c.inbox_id "
    "WHERE c.account = ? AND c.folder = ? AND c.mailbox = ? AND c.due = 1 ORDER BY c.inbox_id LIMIT ?"
)
# Not where the ticket was filed elsewhere while the message was on its way: it is due again, from its new place.
_LIES = (
    "UPDATE imap_copies SET mailbox = ?, uidvalidity = ?, uid = ?, due = CASE WHEN folder = ? THEN 0 ELSE due END "
    "WHERE inbox_id = ?"
)
_LOST = "UPDATE imap_copies SET mailbox = '', uid = 0, due = 0 WHERE inbox_id = ?"
_JOIN = "UPDATE imap_copies SET ticket_id = ? WHERE inbox_id = ?"
_FOLDER = "SELECT folder FROM tickets WHERE id = ?"
# A message that is lost is never due again; a ticket without a folder leaves its messages where they are.
_FOLLOW = (
    "UPDATE imap_copies SET folder = ?, due = CASE WHEN mailbox = '' THEN 0 ELSE ? END "
    "WHERE ticket_id = ? AND folder <> ?"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A message that is to be moved: where it lies within its folder, and how it is known again."""

    inbox_id: int
    uidvalidity: int
    uid: int
    message_id: str
    digest: str


class ImapCopies(Shelf):
    """What the mirror of one account asks (daemon/imap/mirror.py). `mailbox` is an IMAP folder's name."""

    def note_copy(
        self, inbox_id: int, account: str, mailbox: str, uidvalidity: int, uid: int, message_id: str
    ) -> None:
        """The mail of a journal row was taken from here, the UID of a folder, and will follow its ticket."""
        with self._db.joined():
            self._db.run(_NOTE, inbox_id, account, mailbox, uidvalidity, uid, message_id)

    def next_move(self, account: str, after: tuple[str, str] = ("", "")) -> tuple[str, str] | None:
        """The next (ticket folder, mailbox it is to leave) after this one that messages are due for."""
        row = self._db.row(_NEXT_MAILBOX, account, *after) or self._db.row(_NEXT_FOLDER, account, after[0])
        return (str(row[0]), str(row[1])) if row else None

    def due_copies(self, account: str, folder: str, mailbox: str, limit: int) -> list[Copy]:
        """At most `limit` messages that are due to go from `mailbox` to the ticket folder `folder`."""
        return [Copy(*row) for row in self._db.rows(_DUE, account, folder, mailbox, limit)]

    def copies_lie(
        self, account: str, folder: str, mailbox: str, uidvalidity: int, uids: Mapping[int, int]
    ) -> None:
        """Messages (journal row to UID) that followed `folder` lie here now, and are no new mail when read here."""
        with self._db.joined():
            places = [(mailbox, uidvalidity, uid, folder, inbox_id) for inbox_id, uid in uids.items()]
            self._db.many(_LIES, places)
            marks = [(account, mailbox, uidvalidity, uid, inbox_id, "") for inbox_id, uid in uids.items()]
            self._db.many(MARK, marks)

    def copies_lost(self, inbox_ids: Sequence[int]) -> None:
        """Messages that are neither where they were nor where they were to go: somebody else has them now."""
        with self._db.joined():
            self._db.many(_LOST, [(each,) for each in inbox_ids])


def follow_ticket(db: Database, inbox_id: int, ticket_id: int, *, filed: bool) -> None:
    """In the transaction that saves a ticket: its messages are due where its folder is another one now.

    `filed`: the journal row became the ticket's (a held mail did not, and stays where it is).
    """
    if filed:
        db.run(_JOIN, ticket_id, inbox_id)
    row = db.row(_FOLDER, ticket_id)
    folder = str(row[0]) if row else ""
    db.run(_FOLLOW, folder, int(folder != ""), ticket_id, folder)
