"""The sheet that goes with one mail through the rooms: what is known of it before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.mailflow.authenticity import assess
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.guard import guard
from helpdesk.mailflow.reading import Reading, reading_of
from helpdesk.tickets.decide import Arrived
from helpdesk.tickets.mail import (
    Accept,
    Address,
    Authentication,
    Guarded,
    InboundMail,
    OwnWords,
    SetAside,
    Unreadable,
)
from helpdesk.tickets.model import InboxRow

NOTHING = Authentication("none")


@dataclass(slots=True)
class Sheet:
    """One journal row on its way. `read` is the mail's one reading, which every step is handed, or why it cannot be
    read; `now` is the time of taking."""

    row: InboxRow
    raw: bytes
    now: datetime
    read: Reading | Unreadable
    authentication: Authentication
    guarded: Guarded
    words: OwnWords

    @property
    def reading(self) -> Reading:
        """The mail as it is read; only asked for where `read` was found to be one."""
        if isinstance(self.read, Unreadable):
            raise self.read
        return self.read

    @property
    def mail(self) -> InboundMail:
        """The parsed mail; only asked for as `reading` is."""
        return self.reading.mail

    @property
    def automatic(self) -> str:
        """Why no person wrote this, or ''."""
        return self.guarded.because if not isinstance(self.guarded, Accept) else ""

    @property
    def accepted(self) -> Accept:
        """The guard's leave to file it; an automatic mail that is filed all the same gets no receipt."""
        return self.guarded if isinstance(self.guarded, Accept) else Accept(no_receipt=self.guarded.because)

    def arrived(self, words: OwnWords | None = None) -> Arrived:
        """What decisions start from; `words` where the ticket is known and better ones could be cut."""
        return Arrived(
            mail=self.mail,
            raw_key=self.row.raw_key,
            mailbox=self.row.envelope.mailbox,
            at=self.row.received_at,
            own_words=(words or self.words).whole,
            authentication=self.authentication,
        )


def read_sheet(desk: Desk, row: InboxRow) -> Sheet:
    """Reads a row's bytes and finds out all that needs no ticket: outside any transaction, since it is the
    slow part and DNS may be asked."""
    now = desk.clock.now()
    if row.timer is not None:
        return unread_sheet(desk, row, _NO_MAIL)
    raw = desk.store.raw(row.raw_key)
    limit = desk.settings.limits.mail
    try:
        # SMTP and IMAP keep to the limit themselves; a file is only known by its bytes. Who releases one waits.
        if len(raw) > limit and not row.released_by:
            raise Unreadable("too-big", f"it is {len(raw)} bytes long and the limit is {limit} (limits.mail)")
        mail = desk.cell.read(raw)
    except Unreadable as problem:
        return unread_sheet(desk, row, problem)
    authentication = assess(mail, raw, row.envelope, desk.trust, desk.keys, now)
    guarded = guard(mail, row.envelope, desk.addresses, raw, desk.store.sent_under, desk.prefixes)
    reading = reading_of(mail)
    return Sheet(row, raw, now, reading, authentication, guarded, own_words(reading))


def unread_sheet(desk: Desk, row: InboxRow, problem: Unreadable) -> Sheet:
    """The sheet of a mail that cannot, or must not, be read."""
    return Sheet(row, b"", desk.clock.now(), problem, NOTHING, Accept(), OwnWords(""))


_NO_MAIL = Unreadable("timer", "a timer has no mail")

__all__ = ["NOTHING", "Address", "SetAside", "Sheet", "read_sheet", "unread_sheet"]
