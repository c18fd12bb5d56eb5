"""The archive as a reader sees it: every question is asked with the reader's mailboxes; nothing else is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.web.blind import Blind
from helpdesk.daemon.web.desk import RulesView, Troubled, health_page
from helpdesk.daemon.web.figures import FiguresView
from helpdesk.daemon.web.files import attachment, frame_html, original
from helpdesk.daemon.web.search import around, marked, question_of
from helpdesk.daemon.web.ticket import language_of, ticket_page, why_of
from helpdesk.mailflow.protocol import canonical
from helpdesk.mailflow.scores import remark_in
from helpdesk.mailflow.tokens import scrub
from helpdesk.mailflow.why_words import spoken
from helpdesk.rules.customers import known_customer
from helpdesk.tickets.model import HeldMail, Message, Ticket
from helpdesk.tickets.queues import Asked, Promise
from helpdesk.tickets.reasons import reason
from helpdesk.tickets.review import REVIEW_FOLDER
from helpdesk.tickets.search import query_of
from helpdesk.tickets.times import from_micros, to_micros
from helpdesk.web_min.shown import (
    CustomerPage,
    Download,
    Due,
    FiguresPage,
    Found,
    HealthPage,
    HeldRow,
    PostedRow,
    QueuePage,
    QueueRow,
    Reader,
    RulesPage,
    SearchPage,
    Size,
    TicketPage,
    Views,
)
from helpdesk.web_min.speech import speech

PAGE = 50
FOUND = 30
STATES = ("queued", "unsure", "failed", "held")


class DeskPages:
    """`web_min.window.Pages` over a desk."""

    def __init__(self, desk: Desk, daemon: Troubled, key: bytes) -> None:
        self._desk = desk
        self._daemon = daemon
        self._rules = RulesView(desk)
        self._figures = FiguresView(desk)
        self._cover = Blind(key)

    def views(self, reader: Reader) -> Views:
        """Sizes stop counting at a thousand: a number nobody reads is not worth reading a table for."""
        book, store = self._desk.policy, self._desk.store
        every = Asked(reader.mailboxes)

        def size(asked: Asked) -> Size:
            return Size(*store.queue_size(asked))

        named = {folder.name: size(replace(every, folder=folder.name)) for folder in book.folders}
        doubtful = size(replace(every, folder=REVIEW_FOLDER))
        if doubtful.n:  # no rule files there, so no policy has it
            named.setdefault(REVIEW_FOLDER, doubtful)
        return Views(
            sizes={
                "open": size(every),
                "mine": size(replace(every, who=reader.agent.id)),
                "unowned": size(replace(every, who="-")),
                "overdue": Size(*store.overdue(reader.mailboxes, self._desk.clock.now())),
            },
            folders=tuple(named.items()),
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

    def search(self, reader: Reader, words: str, before: str) -> SearchPage:
        """A filter that is not understood finds nothing, nor do signs without a word: half a question would have a
        wrong answer."""
        zone = ZoneInfo(self._desk.settings.desk.timezone)
        question = question_of(self._desk, reader, words, zone)
        wordless = bool(question.words) and not query_of(question.words)
        if question.unknown or wordless or not words.strip():
            return SearchPage((), unknown=question.unknown)
        hits, more = self._desk.store.find(question.sought, self._unblind(before), FOUND)
        promises = self._desk.store.promises([hit.ticket.id for hit in hits])
        found = tuple(
            Found(
                self._row(hit.ticket, promises.get(hit.ticket.id)),
                hit.message.n,
                hit.message.at,
                hit.message.sender.name or hit.message.sender.address,
                around(_words(hit.message), question.words),
                marked(hit.ticket.subject, question.words),
            )
            for hit in hits
        )
        return SearchPage(found, self._blind(more))

    def customer(self, reader: Reader, protocol: str, before: str) -> CustomerPage | None:
        """Called by one of the customer's tickets, so that no address stands in an address."""
        ticket = self._ticket(reader, protocol)
        if ticket is None:
            return None
        theirs = self._customers(reader, ticket)
        known = known_customer(self._desk.policy, ticket.requester.address)
        asked = Asked(reader.mailboxes, customer=ticket.requester.address, status="*")
        page = self._desk.store.queue(asked, self._unblind(before), PAGE)
        rows = tuple(self._row(one, page.promises.get(one.id)) for one in page.tickets)
        return CustomerPage(
            name=ticket.requester.name,
            address=ticket.requester.address,
            facts=tuple(known.items()),
            tickets=theirs[0],
            open_tickets=theirs[1],
            queue=QueuePage(rows, self._blind(page.more)),
        )

    def _customers(self, reader: Reader, ticket: Ticket) -> tuple[Size, Size]:
        """How many tickets, and open ones, a customer has in the reader's mailboxes, whatever page of them is shown."""
        if reader.mailboxes is None:
            facts = self._desk.store.customer_facts(ticket)
            return Size(facts.tickets), Size(facts.open_tickets)
        mine = Asked(reader.mailboxes, customer=ticket.requester.address)
        return (
            Size(*self._desk.store.queue_size(replace(mine, status="*"))),
            Size(*self._desk.store.queue_size(mine)),
        )

    def held(self, reader: Reader, after: str) -> tuple[Sequence[HeldRow], str]:
        """Oldest first: that is the order in which they should be looked at."""
        mails, more = self._desk.store.held_page(reader.mailboxes, self._unblind(after), PAGE)
        return [self._held_row(reader, mail) for mail in mails], self._blind(more)

    def held_original(self, reader: Reader, key: str) -> Download | None:
        """Of what agents wrote only for that agent and for admins: their handles stand in it (A13)."""
        mail = self._desk.store.held_mail(self._unblind(key)) if self._unblind(key) else None
        if mail is None or not self._may_read(reader, mail):
            return None
        return Download(self._desk.store.raw(mail.raw_key), f"held-{mail.received_at:%Y%m%d-%H%M%S}.eml")

    def outbox(self, reader: Reader, state: str, before: str) -> tuple[Sequence[PostedRow], str]:
        """A state there is not asks nothing."""
        asked = state if state in STATES else ""
        mails, more = self._desk.store.posted_page(reader.mailboxes, asked, self._unblind(before), PAGE)
        rows = [
            PostedRow(
                mail.kind,
                scrub(mail.subject),
                mail.protocol,
                mail.at,
                tuple(
                    (one.address, one.state, one.attempts, spoken(scrub(one.last_error), language_of(reader)))
                    for one in mail.recipients
                ),
            )
            for mail in mails
        ]
        return rows, self._blind(more)

    def figures(self, reader: Reader, days: int, by: str) -> FiguresPage:
        """See web_figures."""
        return self._figures.page(reader, days, by)

    def rules(self, reader: Reader) -> RulesPage:
        """See web_desk."""
        return self._rules.page(reader)

    def health(self, reader: Reader) -> HealthPage:
        """See web_desk."""
        return health_page(self._desk, self._daemon, reader, language_of(reader))

    def _held_row(self, reader: Reader, mail: HeldMail) -> HeldRow:
        said = reason(mail.reason, language_of(reader))
        ticket = self._ticket(reader, mail.ticket) if mail.ticket else None
        return HeldRow(
            mail=mail,
            words=said.words,
            advice=said.advice,
            why=why_of(self._desk, mail.because, language_of(reader)),
            protocol=ticket.protocol if ticket else "",
            key=self._blind(mail.id) if self._may_read(reader, mail) else "",
        )

    @staticmethod
    def _may_read(reader: Reader, mail: HeldMail) -> bool:
        mine = reader.mailboxes is None or mail.mailbox in reader.mailboxes
        return (
            mine
            and bool(mail.raw_key)
            and (not mail.agent or mail.agent == reader.agent.id or reader.is_admin)
        )

    def _ticket(self, reader: Reader, protocol: str) -> Ticket | None:
        """As the desk writes protocols, or as people do: in lower case, without dashes (product.md 1.1)."""
        known = canonical(protocol, self._desk.prefixes) or protocol
        return self._desk.store.ticket_in(known, reader.mailboxes)

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


def _words(message: Message) -> str:
    remark = remark_in(message)
    return remark.comment if remark else message.text or message.own_words


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
