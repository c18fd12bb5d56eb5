"""The heart: takes journal rows in order and lets each take effect whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

from helpdesk.daemon.agents.mail import take_agent_mail
from helpdesk.daemon.agents.vendor import take_vendor_mail
from helpdesk.daemon.customers.mail import take_customer_mail
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.errors import TryLater
from helpdesk.daemon.failpoints import failpoint
from helpdesk.daemon.in_work import InWork
from helpdesk.daemon.intake_machine import take_duplicate, take_machine_mail, take_unreadable
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.result_line import result_line
from helpdesk.daemon.sheet import Sheet, read_sheet, unread_sheet
from helpdesk.daemon.timers.due import take_timer
from helpdesk.daemon.timers.life import lived_on
from helpdesk.mailflow.addresses import same
from helpdesk.tickets.mail import Authentication, Unreadable
from helpdesk.tickets.model import Changes, InboxRow

# Enough rows that one flush serves many, few enough that a receiver never waits long for the database.
BATCH = 25
TRIES = 3


class Intake:
    """Carries mail from the journal into tickets. One thread at a time may call `work`.

    `on_commit` is called after each committed batch (the sender is woken by it).
    """

    def __init__(self, desk: Desk, on_commit: Callable[[], None] = lambda: None) -> None:
        self._desk = desk
        self._letters = Letters(desk)
        self._on_commit = on_commit
        self._in_work = InWork(desk.settings.data_dir)

    def recover(self) -> None:
        """After a start: counts a try for each mail that was in work when its process died (A43), so that
        one that kills its reader is set aside after three deaths instead of for ever."""
        left = self._in_work.left_behind()
        poison: list[InboxRow] = []
        if left:
            with self._desk.store.write():
                poison = [row for inbox_id in left if (row := self._suspect(inbox_id)) is not None]
        for row in poison:
            self._set_aside(row, f"the daemon died {TRIES} times with this mail in work")

    def work(self, limit: int = BATCH) -> int:
        """Takes up to `limit` waiting rows; returns how many. Raises TryLater when the database cannot."""
        rows = _apart(self._desk.store.waiting(limit))
        if rows:
            self._take_all(rows)
        return len(rows)

    def take_one(self, inbox_id: int) -> InboxRow:
        """Takes this row at once, unless somebody has, and returns it as it ended. Raises LookupError."""
        row = self._desk.store.inbox(inbox_id)
        while row is not None and row.state == "received":
            self._take_all([row])
            row = self._desk.store.inbox(inbox_id)
        if row is None:
            raise LookupError(f"there is no journal row {inbox_id}")
        return row

    def _take_all(self, rows: Sequence[InboxRow]) -> None:
        broken: list[tuple[InboxRow, Exception]] = []
        with self._in_work.holding([row.id for row in rows]):
            sheets = [sheet for row in rows if (sheet := self._read(row, broken)) is not None]
            with self._desk.store.write():
                for sheet in sheets:
                    self._take_or_undo(sheet, broken)
                self._mail_alerts()
            failpoint("intake.after-commit")
        for row, fault in broken:
            self._count_fault(row, fault)
        self._on_commit()

    def _read(self, row: InboxRow, broken: list[tuple[InboxRow, Exception]]) -> Sheet | None:
        failpoint("intake.before-parse")
        try:
            sheet = read_sheet(self._desk, row)
        except TryLater:
            raise
        except Exception as fault:  # noqa: BLE001  one bad mail never stops the next (A47)
            broken.append((row, fault))
            return None
        failpoint("intake.after-parse")
        return sheet

    def _take_or_undo(self, sheet: Sheet, broken: list[tuple[InboxRow, Exception]]) -> None:
        if not self._desk.store.still_waiting(sheet.row.id):
            return
        try:
            with self._desk.store.savepoint():
                self._take(sheet)
        except TryLater:
            raise
        except Exception as fault:  # noqa: BLE001  its savepoint is undone: the mail took no effect at all
            broken.append((sheet.row, fault))

    def _take(self, sheet: Sheet) -> None:
        changes = lived_on(self._desk, self._letters, sheet.now, self._decide(sheet))
        failpoint("intake.after-decide")
        known_as = self._known_as(sheet, changes)
        changes = replace(changes, result=result_line(sheet, changes, known_as))
        failpoint("intake.before-save")
        self._desk.store.save(sheet.row.id, changes, sheet.now)
        failpoint("intake.after-save")
        self._desk.log.took(sheet.row.id, changes.outcome, changes.protocol, changes.held_reason)

    def _decide(self, sheet: Sheet) -> Changes:
        """The way of one mail (house.md 3): each step answers, or hands on to the next."""
        if sheet.row.timer is not None:
            return take_timer(self._desk, self._letters, sheet)
        duplicate = take_duplicate(self._desk, sheet)
        if duplicate is not None:
            return duplicate
        if isinstance(sheet.read, Unreadable):
            return take_unreadable(sheet, sheet.read)
        self._count_signature_once(sheet)
        changes = (
            take_machine_mail(self._desk, self._letters, sheet)
            or take_vendor_mail(self._desk, self._letters, sheet)
            or take_agent_mail(self._desk, self._letters, sheet)
            or take_customer_mail(self._desk, self._letters, sheet)
        )
        key = sheet.authentication.replay_key
        return replace(changes, seen_replay_keys=(key,)) if key else changes

    def _count_signature_once(self, sheet: Sheet) -> None:
        """A signature counts once: the same one under another mail proves nothing (A6)."""
        key = sheet.authentication.replay_key
        if key and not sheet.row.released_by and self._desk.store.replay_seen(key):
            sheet.authentication = Authentication(
                "none", because="this signature was seen on another mail before"
            )

    def _known_as(self, sheet: Sheet, changes: Changes) -> str:
        """What the result says of the sender: only a From that every program reads alike makes anybody known (A4)."""
        address = "" if isinstance(sheet.read, Unreadable) else sheet.mail.sender.address
        if self._desk.agent_of(address):
            return "agent"
        participants = self._desk.store.participants(changes.protocol) if changes.protocol else []
        mine = [*participants, *changes.participants]
        known = any(person.role != "guest" and same(person.address, address) for person in mine)
        return "customer" if known else "unknown"

    def _mail_alerts(self) -> None:
        due = self._desk.store.alerts_to_mail(self._desk.clock.now())
        for written in self._letters.alerts(due):
            self._desk.store.send([written.outgoing], written.handles, self._desk.clock.now())

    def _count_fault(self, row: InboxRow, fault: Exception) -> None:
        """Three faults of ours with one mail and it is held, with an incident for the log (A43)."""
        incident = secrets.token_hex(4)
        self._desk.log.fault(incident, "intake", fault)
        if self._desk.store.attempted(row.id) >= TRIES:
            self._set_aside(row, f"it could not be worked on in {TRIES} tries (incident {incident})")

    def _suspect(self, inbox_id: int) -> InboxRow | None:
        """Counts a death against a row; the row, where that was one too many."""
        row = self._desk.store.inbox(inbox_id)
        if row is None or row.state != "received":
            return None
        tries = self._desk.store.attempted(inbox_id)
        self._desk.log.died_with(inbox_id, tries)
        return row if tries >= TRIES else None

    def _set_aside(self, row: InboxRow, why: str) -> None:
        """Held unread, or no more than a duplicate where the same mail is in safety already."""
        try:
            with self._desk.store.write():
                self._take(unread_sheet(self._desk, row, Unreadable("poison", why)))
        except TryLater:
            raise
        except Exception as fault:  # noqa: BLE001  whatever it is, the mail must not come up again
            self._desk.log.fault(secrets.token_hex(4), "intake", fault)
            self._desk.store.hold(row.id, "poison", why)


def _apart(rows: Sequence[InboxRow]) -> Sequence[InboxRow]:
    """The rows to take together: one that was in work when something broke is taken alone, in its turn, so that
    poison is known by itself and nobody is set aside for the company it was in."""
    suspect = next((place for place, row in enumerate(rows) if row.attempts), len(rows))
    return rows[:suspect] or rows[:1]
