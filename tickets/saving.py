"""Writes all that one mail changes, in the caller's transaction: everything or nothing (house.md 3.12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from helpdesk.tickets.alerts import note_alert
from helpdesk.tickets.contacts import put_contacts
from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.handles import add_handles, revoke_handles
from helpdesk.tickets.held import mark_held
from helpdesk.tickets.imap_copies import follow_ticket
from helpdesk.tickets.journal import ADD_RAW, pack_raw
from helpdesk.tickets.model import Changes, NewHandle, Outgoing, Status
from helpdesk.tickets.moving import move_messages
from helpdesk.tickets.packing import pack_plain
from helpdesk.tickets.page_links import put_page_links
from helpdesk.tickets.saving_mail import add_ids, add_messages, add_outgoing, add_parents
from helpdesk.tickets.saving_rules import add_rules
from helpdesk.tickets.saving_ticket import (
    Protocols,
    add_history,
    add_links,
    add_mutes,
    add_people,
    cancel_timers,
    put_ticket,
    remove_people,
)
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.surveys import put_surveys
from helpdesk.tickets.times import from_micros, to_micros

_ARRIVED = "SELECT received_at FROM inbox WHERE id = ?"
_END = "UPDATE inbox SET state = ?, outcome = ?, ticket_id = ?, message_n = ?, result = ? WHERE id = ?"
_TALLY = "INSERT INTO tallies (key, at) VALUES (?, ?)"
_TURN = (
    "INSERT INTO turns (queue, agent) VALUES (?, ?) ON CONFLICT (queue) DO UPDATE SET agent = excluded.agent"
)
_REPLAY = "INSERT INTO replay_keys (key, at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING"


class Saving(Shelf):
    """The one way a ticket changes."""

    def save(self, inbox_id: int, changes: Changes, now: datetime | None = None) -> None:
        """Stores `changes` and ends the journal row, inside the caller's `write()` or one of its own.

        `now` dates what carries no time of its own (mail owed, handles); without it, the latest time found in
        the changes. Raises Contradiction where the changes do not fit what is stored (protocol taken, message
        number taken, ticket unknown): inside a savepoint, nothing of them then remains.
        """
        with self._db.joined():
            row = self._db.row(_ARRIVED, inbox_id)
            if row is None:
                raise Contradiction(f"there is no journal row {inbox_id}")
            now = now or _latest(changes, from_micros(row[0]))
            known = Protocols(self._db)
            self._write(inbox_id, changes, known, now)
            self._end_row(inbox_id, changes, known)
            move_messages(self._db, changes.moves, known)

    def keep(self, inbox_id: int, changes: Changes, now: datetime) -> None:
        """Stores what one part of a mail changes, in the caller's transaction, before the next is decided; `save` ends
        the mail's row afterwards."""
        with self._db.joined():
            known = Protocols(self._db)
            self._write(inbox_id, changes, known, now)
            move_messages(self._db, changes.moves, known)

    def _write(self, inbox_id: int, changes: Changes, known: Protocols, now: datetime) -> None:
        every = (changes, *changes.beside)
        # All tickets first: what is owed because of one may speak of another.
        was = [
            put_ticket(self._db, each.ticket, known) if each.ticket is not None else None for each in every
        ]
        for each, status in zip(every, was, strict=True):
            self._take_effect(inbox_id, each, status, known, now)

    def _take_effect(
        self, inbox_id: int, changes: Changes, was: Status | None, known: Protocols, now: datetime
    ) -> None:
        """Writes all but the ticket, which had the status `was`, None if it is new."""
        for raw in changes.raws:
            self._db.run(ADD_RAW, *pack_raw(raw, now))
        self._write_mail(changes, known, now)
        remove_people(self._db, changes.leaving, known[_place(changes)[0]])
        add_people(self._db, changes.participants, known)  # after: who leaves may stay as a guest
        add_mutes(self._db, changes.muting, changes.unmuting, known[_place(changes)[0]])
        cancel_timers(self._db, changes.cancel_timers, known[_place(changes)[0]])
        add_history(self._db, changes.events, changes.timers, known)
        add_links(self._db, changes.links, known)
        add_rules(self._db, changes, was, inbox_id, known, now)
        put_surveys(self._db, changes.surveys, known)
        put_page_links(self._db, changes.page_links, known, now)
        self._write_memory(changes, now)

    def send(self, outgoing: Sequence[Outgoing], handles: Sequence[NewHandle], now: datetime) -> list[int]:
        """Queues mail that no journal row asked for (a login link, an alert); returns the outbox ids."""
        with self._db.joined():
            known = Protocols(self._db)
            ids = add_outgoing(self._db, outgoing, known, now)
            add_handles(self._db, handles, outgoing, known, now)
        return ids

    def _write_mail(self, changes: Changes, known: Protocols, now: datetime) -> None:
        add_outgoing(self._db, changes.outgoing, known, now)
        sent = {mail.message_id for mail in changes.outgoing}
        add_messages(self._db, changes.messages, known, sent)
        protocol, n = _place(changes)
        add_ids(self._db, changes.received_ids, known[protocol], n, now)
        if protocol:
            add_parents(self._db, changes.parent_ids, known[protocol], n, now)
        add_handles(self._db, changes.handles, changes.outgoing, known, now)
        revoke_handles(self._db, changes.revoked_messages)

    def _write_memory(self, changes: Changes, now: datetime) -> None:
        self._db.many(_TALLY, [(tally.key, to_micros(tally.at)) for tally in changes.tallies])
        for alert in changes.alerts:
            note_alert(self._db, alert, now)
        put_contacts(self._db, changes.contacts, now)
        if changes.turn is not None:
            self._db.run(_TURN, *changes.turn)
        self._db.many(_REPLAY, [(key, to_micros(now)) for key in changes.seen_replay_keys])

    def _end_row(self, inbox_id: int, changes: Changes, known: Protocols) -> None:
        protocol, n = _place(changes)
        result = None if changes.result is None else pack_plain(changes.result)
        ticket_id = known[protocol]
        self._db.run(_END, changes.inbox_state, changes.outcome, ticket_id, n, result, inbox_id)
        if ticket_id is not None:
            follow_ticket(self._db, inbox_id, ticket_id, filed=changes.inbox_state == "done")
        if changes.inbox_state == "held":
            mark_held(self._db, inbox_id, changes, known[protocol])


def _place(changes: Changes) -> tuple[str, int]:
    """Where the mail lies: its ticket's protocol and its message's number there, '' and 0 where nowhere."""
    protocol = changes.protocol or (changes.ticket.protocol if changes.ticket else "")
    return protocol, next((m.n for m in changes.messages if m.ticket == protocol), 0)


def _latest(changes: Changes, arrived: datetime) -> datetime:
    """The best guess at now: a decision's times are the clock's."""
    return max(
        arrived,
        *(message.at for message in changes.messages),
        *(event.at for event in changes.events),
        *(tally.at for tally in changes.tallies),
        arrived,
    )
