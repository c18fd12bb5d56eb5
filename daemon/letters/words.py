"""Letters that answer a customer's word, and what the ticket's agent hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.letters.agent import QUEUE_TOLD
from helpdesk.daemon.letters.speaker import owed
from helpdesk.daemon.letters.warnings import WarningLetters
from helpdesk.daemon.lookups.contacts import spoken_to
from helpdesk.daemon.lookups.page_links import open_page
from helpdesk.daemon.lookups.queue_people import queue_people
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.standing import stands, steps
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import dot_atom, fold
from helpdesk.mailflow.deadlines import Kind
from helpdesk.mailflow.words import deadline, promise, say, when
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Changes, Language, Ticket
from helpdesk.tickets.sla_state import SlaState

_AGENTS_TOLD: Mapping[compose.Told, tuple[str, Kind]] = {
    "closed": ("customer_closed", "closed"),
    "reopened": ("customer_reopened", "reopened"),
    "human": ("customer_human", "human"),
}


class WordLetters(WarningLetters):
    """The answer goes to the address on file, never to what the mail says."""

    def word_answer(
        self, sheet: Sheet, changes: Changes, ticket: Ticket, to: Address, told: compose.Told
    ) -> Changes:
        """The changes with the answer `told` about `ticket`, which is as it shall be."""
        if not dot_atom(to.address):
            return changes
        speaker, mint = self.speaker(ticket.mailbox)
        language = spoken_to(self._desk, ticket, to.address)
        for contact in changes.contacts:
            if fold(contact.address) == fold(to.address) and contact.language:
                language = contact.language
        standing = self._standing(sheet.now, changes, ticket, to, language)
        page = None
        if told == "status":
            page = open_page(self._desk, "status", to.address, language, sheet.now, ticket.protocol)
            standing = replace(standing, page=page.url if page else "")
        before = len(changes.outgoing)
        changes = owed(
            changes,
            lambda: compose.word_answer(
                speaker,
                mint,
                sheet.now,
                ticket=ticket,
                to=to,
                language=language,
                told=told,
                standing=standing,
                in_reply_to=sheet.mail.message_id,
            ),
        )
        if page is None or len(changes.outgoing) == before:
            return changes
        return replace(changes, page_links=(*changes.page_links, page.link))

    def agent_hears(
        self, sheet: Sheet, changes: Changes, ticket: Ticket, told: compose.Told, why: str
    ) -> Changes:
        """The changes with one line to whoever has the ticket, where the word concerns her. Where nobody has it, who
        asks for a person is told that one knows: so the people of the queue are told."""
        agent, words = self._desk.agent(ticket.assignee), _AGENTS_TOLD.get(told)
        if words is None:
            return changes
        key, kind = words
        hushed = self.hushed(changes)
        queue = queue_people(self._desk, ticket)[:QUEUE_TOLD] if told == "human" else []
        for one in [agent] if agent else [one for one in queue if one.id not in hushed]:
            warned = compose.Warned(ticket, about=say(one.languages[0], key), why=why, kind=kind)
            changes = self.warn(sheet.now, changes, one, [(warned, ("customer-word",))])
        return changes

    def _standing(
        self, now: datetime, changes: Changes, ticket: Ticket, reader: Address, language: Language
    ) -> compose.Standing:
        """Where the ticket stands for this reader: nothing from before she took part."""
        zone = self.speaker(ticket.mailbox)[0].zone
        sla = changes.sla or (self._desk.store.sla(ticket.id) if ticket.id else SlaState())
        last, last_at = self._last(ticket, reader)
        now_at = stands(self._desk, ticket, sla, now)
        due, until = now_at.due, now_at.until
        return compose.Standing(
            ended=when(now_at.ended, zone, language) if now_at.ended else "",
            last=last,
            last_at=when(last_at, zone, language) if last_at else "",
            promise=promise(due, zone, language, now) if due and due > now else "",
            solve=now_at.solve,
            late=due is not None and due <= now,
            until=deadline(until, zone, language) if until and until > now else "",
        )

    def _last(self, ticket: Ticket, reader: Address) -> tuple[compose.Last, datetime | None]:
        """What happened last that a customer may know of: a message, or that the case moved and she was told."""
        for at, kind in reversed(steps(self._desk, ticket, reader.address)):
            if kind in ("customer", "desk", "moved"):
                return kind, at
        return "", None
