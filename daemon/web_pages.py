"""The archive as a reader sees it: every question is asked with the reader's mailboxes; nothing else is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.web_blind import Blind
from helpdesk.daemon.web_files import attachment, frame_html, original
from helpdesk.daemon.web_ticket import ticket_page
from helpdesk.tickets.model import Ticket
from helpdesk.tickets.queues import Asked, Promise
from helpdesk.tickets.times import from_micros, to_micros
from helpdesk.web_min.shown import Download, Due, QueuePage, QueueRow, Reader, Size, TicketPage, Views
from helpdesk.web_min.speech import speech

PAGE = 50


class DeskPages:
    """`web_min.window.Pages` over a desk."""

    def __init__(self, desk: Desk, key: bytes) -> None:
        self._desk = desk
        self._cover = Blind(key)

    def views(self, reader: Reader) -> Views:
        """Sizes stop counting at a thousand: a number nobody reads is not worth reading a table for."""
        book, store = self._desk.policy, self._desk.store
        every = Asked(reader.mailboxes)

        def size(asked: Asked) -> Size:
            return Size(*store.queue_size(asked))

        return Views(
            sizes={
                "open": size(every),
                "mine": size(replace(every, who=reader.agent.id)),
                "unowned": size(replace(every, who="-")),
                "overdue": Size(*store.overdue(reader.mailboxes, self._desk.clock.now())),
            },
            folders=tuple((folder.name, size(replace(every, folder=folder.name))) for folder in book.folders),
            teams=tuple((team, size(replace(every, team=team))) for team in book.teams),
            tags=tuple(book.tags),
            agents=tuple((agent.id, agent.name) for agent in book.agents),
        )

    def queue(self, reader: Reader, asked: Mapping[str, str], before: str) -> QueuePage:
        """`before` is blinded: row numbers tell how many tickets there are (A52)."""
        page = self._desk.store.queue(_asked(reader, asked), self._unblind(before), PAGE)
        rows = tuple(self._row(ticket, page.promises.get(ticket.id)) for ticket in page.tickets)
        return QueuePage(rows, self._blind(page.more), cut=len(rows) < PAGE and bool(page.more))

    def board(self, reader: Reader, asked: Mapping[str, str], after: str) -> QueuePage:
        """Soonest first."""
        at, _, number = after.partition(".")
        begin = (_instant(at), self._unblind(number)) if at.isdecimal() and number else None
        found, more = self._desk.store.due_board(_asked(reader, asked), begin, PAGE)
        rows = tuple(self._row(ticket, promise) for ticket, promise in found)
        next_ = f"{to_micros(more[0])}.{self._blind(more[1])}" if more else ""
        return QueuePage(rows, next_, cut=len(rows) < PAGE and bool(more))

    def ticket(self, reader: Reader, protocol: str, until: int) -> TicketPage | None:
        """None where it is none of the reader's."""
        ticket = self._ticket(reader, protocol)
        return None if ticket is None else ticket_page(self._desk, reader, ticket, until)

    def html(self, reader: Reader, protocol: str, n: int) -> str | None:
        """Of customers' mail alone: what agents wrote stands in plain text."""
        ticket = self._ticket(reader, protocol)
        message = self._desk.store.message(protocol, n) if ticket else None
        blocked = speech(reader.language)["blocked_image"]
        return None if message is None else frame_html(self._desk.store, message, blocked)

    def original(self, reader: Reader, protocol: str, n: int) -> Download | None:
        """Not of mail that agents wrote: it is addressed to their handles (A13)."""
        ticket = self._ticket(reader, protocol)
        message = self._desk.store.message(protocol, n) if ticket else None
        return None if message is None else original(self._desk.store, message, reader)

    def attachment(self, reader: Reader, protocol: str, n: int, part: str) -> Download | None:
        """None for a part that is no attachment of that message."""
        ticket = self._ticket(reader, protocol)
        message = self._desk.store.message(protocol, n) if ticket else None
        return None if message is None else attachment(self._desk.store, message, part)

    def _ticket(self, reader: Reader, protocol: str) -> Ticket | None:
        return self._desk.store.ticket_in(protocol, reader.mailboxes)

    def _row(self, ticket: Ticket, promise: Promise | None) -> QueueRow:
        owner = self._desk.agent(ticket.assignee)
        paused = promise is None and bool(ticket.service) and ticket.status == "waiting"
        return QueueRow(
            ticket,
            owner.name if owner else ticket.assignee,
            Due(promise.due, promise.clock) if promise else None,
            paused,
        )

    def _blind(self, number: int) -> str:
        return self._cover.hide(number) if number else ""

    def _unblind(self, text: str) -> int:
        return self._cover.find(text) if text else 0


def _asked(reader: Reader, asked: Mapping[str, str]) -> Asked:
    who = {"me": reader.agent.id, "nobody": "-"}.get(asked.get("who", ""), asked.get("who", ""))
    status = asked.get("status", "")
    return Asked(
        mailboxes=reader.mailboxes,
        folder=asked.get("folder", ""),
        tag=asked.get("tag", ""),
        team=asked.get("team", ""),
        who=who,
        status="*" if status == "all" else status,
    )


def _instant(micros: str) -> datetime:
    return from_micros(int(micros[:17]))
