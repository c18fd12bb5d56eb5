"""Reads for people: lists and single things as the command line and the viewer show them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

from peewee import JOIN

from helpdesk.tickets.facts import Facts
from helpdesk.tickets.held import Held
from helpdesk.tickets.model import DeliveryState, Ticket
from helpdesk.tickets.packing import fold
from helpdesk.tickets.rows import recipient_of, ticket_of
from helpdesk.tickets.rule_facts import RuleFacts
from helpdesk.tickets.search import Search
from helpdesk.tickets.shape_types import HeldShape, OutboxShape, RecipientShape, TicketHead, TicketShape
from helpdesk.tickets.shapes import held_shape, recipient_shape, ticket_head, ticket_whole
from helpdesk.tickets.tables import TICKET_COLUMNS, OutboxMails, Recipients, Tickets, TicketTags
from helpdesk.tickets.timers import Timers
from helpdesk.tickets.times import from_micros, rfc3339

SEARCHED = 1_000
_OPEN = "FROM tickets WHERE id > ? AND status NOT IN ('resolved', 'closed') AND (? = '' OR service = ?)"


class Views(Facts, RuleFacts, Timers, Held, Search):
    """Lists go from the newest back; `before_id` is the row number the page before ended with."""

    def tickets(
        self,
        *,
        status: str = "",
        folder: str = "",
        tag: str = "",
        assignee: str = "",
        requester: str = "",
        search: str = "",
        mailboxes: Sequence[str] = (),
        fresh: bool = True,
        limit: int = 100,
        before_id: int = 0,
    ) -> list[Ticket]:
        """Tickets of which everything asked is true; '' asks nothing. `search` and `fresh` are as in `Search.search`,
        `mailboxes` those it may be of."""
        asked: list[Any] = []
        for column, value in (
            (Tickets.status, status),
            (Tickets.folder, folder),
            (Tickets.assignee, assignee),
            (Tickets.requester_key, fold(requester)),
        ):
            if value:
                asked.append(column == value)
        if tag:
            tagged = TicketTags.select(TicketTags.ticket_id).where(TicketTags.tag == tag)
            asked.append(Tickets.id.in_(tagged))
        if search:
            asked.append(Tickets.protocol.in_(self.tickets_with(search, SEARCHED, fresh=fresh)))
        if mailboxes:
            asked.append(Tickets.mailbox.in_(mailboxes))
        if before_id:
            asked.append(Tickets.id < before_id)
        query = Tickets.select(*TICKET_COLUMNS).order_by(Tickets.id.desc()).limit(limit)
        if asked:
            query = query.where(reduce(and_, asked))
        return [ticket_of(row) for row in self._db.select(query)]

    def open_tickets(
        self, after_id: int = 0, limit: int = 200, *, service: str = ""
    ) -> list[tuple[int, str]]:
        """(row number, protocol) of tickets that have not ended, the oldest first; begin again after the last one."""
        rows = self._db.rows(
            f"SELECT id, protocol {_OPEN} ORDER BY id LIMIT ?", after_id, service, service, limit
        )
        return [(int(id_), str(protocol)) for id_, protocol in rows]

    def count_open(self, *, service: str = "") -> int:
        """How many `open_tickets` there are."""
        row = self._db.row(f"SELECT count(*) {_OPEN}", 0, service, service)
        return int(row[0]) if row else 0

    def ticket_list(
        self,
        *,
        status: str = "",
        folder: str = "",
        tag: str = "",
        assignee: str = "",
        requester: str = "",
        search: str = "",
        limit: int = 100,
    ) -> list[TicketHead]:
        """As `tickets`, the first page, in the shape of `ticket list --json`."""
        found = self.tickets(
            status=status,
            folder=folder,
            tag=tag,
            assignee=assignee,
            requester=requester,
            search=search,
            limit=limit,
        )
        return [ticket_head(ticket) for ticket in found]

    def ticket_show(self, protocol: str) -> TicketShape | None:
        """All of a ticket in the shape of `ticket show --json` (`html` null), None if there is none."""
        ticket = self.ticket(protocol)
        if ticket is None:
            return None
        return ticket_whole(
            ticket,
            self.participants(protocol),
            self.links(protocol),
            self.sla(ticket.id),
            self.messages(protocol),
            self.events(protocol),
        )

    def held_list(self) -> list[HeldShape]:
        """What is held, oldest first, in the shape of `held list --json`."""
        return [held_shape(held) for held in self.held()]

    def held_show(self, inbox_id: int) -> HeldShape | None:
        """One held mail, None if it is not held."""
        held = self.held_mail(inbox_id)
        return None if held is None else held_shape(held)

    def outbox_list(
        self,
        *,
        state: DeliveryState | None = None,
        protocol: str = "",
        limit: int = 1_000,
        before_id: int = 0,
    ) -> list[OutboxShape]:
        """Outgoing mail, newest first, in the shape of `outbox list --json`; `state`: with a recipient in it."""
        asked: list[Any] = []
        if state is not None:
            asked.append(
                OutboxMails.id.in_(Recipients.select(Recipients.outbox_id).where(Recipients.state == state))
            )
        if protocol:
            asked.append(OutboxMails.ticket_id == self._ticket_id(protocol))
        if before_id:
            asked.append(OutboxMails.id < before_id)
        return self._outbox_shapes(asked, limit)

    def outbox_show(self, row_id: int) -> OutboxShape | None:
        """One outgoing mail, None if there is none."""
        found = self._outbox_shapes([OutboxMails.id == row_id], 1)
        return found[0] if found else None

    def _outbox_shapes(self, asked: Sequence[Any], limit: int) -> list[OutboxShape]:
        mails = OutboxMails
        query = mails.select(
            mails.id,
            Tickets.protocol,
            mails.kind,
            mails.message_id,
            mails.envelope_from,
            mails.subject,
            mails.created_at,
            mails.agent,
        ).join(Tickets, JOIN.LEFT_OUTER, on=(Tickets.id == mails.ticket_id))
        if asked:
            query = query.where(reduce(and_, asked))
        rows = self._db.select(query.order_by(mails.id.desc()).limit(limit))
        recipients = self._recipients_of([row[0] for row in rows])
        return [
            {
                "id": id_,
                "protocol": protocol,
                "kind": kind,
                "message_id": message_id,
                "envelope_from": envelope_from,
                "recipients": recipients.get(id_, []),
                "subject": subject,
                "created_at": rfc3339(from_micros(created)),
                "agent": agent,
            }
            for id_, protocol, kind, message_id, envelope_from, subject, created, agent in rows
        ]

    def _recipients_of(self, ids: Sequence[int]) -> dict[int, list[RecipientShape]]:
        found: dict[int, list[RecipientShape]] = {}
        r = Recipients
        for start in range(0, len(ids), 500):
            part = list(ids[start : start + 500])
            query = r.select(r.outbox_id, r.address, r.state, r.attempts, r.last_error, r.next_try)
            for outbox_id, *row in self._db.select(
                query.where(r.outbox_id.in_(part)).order_by(r.outbox_id, r.place)
            ):
                found.setdefault(outbox_id, []).append(recipient_shape(recipient_of(tuple(row))))
        return found
