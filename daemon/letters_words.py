"""Letters that answer a customer's word, and what the ticket's agent hears of it."""

from __future__ import annotations

from datetime import datetime

from helpdesk.daemon.contacts import spoken_to
from helpdesk.daemon.letters_warnings import WarningLetters
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.speaker import owed
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import dot_atom, fold
from helpdesk.mailflow.words import promise, say, when
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Changes, Event, Language, Message, Ticket
from helpdesk.tickets.sla_state import ENDED, SlaState

_AGENTS_TOLD = {"closed": "customer_closed", "reopened": "customer_reopened", "human": "customer_human"}


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
        return owed(
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

    def agent_hears(
        self, sheet: Sheet, changes: Changes, ticket: Ticket, told: compose.Told, why: str
    ) -> Changes:
        """The changes with one line to whoever has the ticket, where the word concerns her."""
        agent = self._desk.agent(ticket.assignee)
        key = _AGENTS_TOLD.get(told)
        if agent is None or key is None:
            return changes
        warned = compose.Warned(ticket, about=say(agent.languages[0], key), why=why)
        return self.warn(sheet.now, changes, agent, [(warned, ("customer-word",))])

    def _standing(
        self, now: datetime, changes: Changes, ticket: Ticket, reader: Address, language: Language
    ) -> compose.Standing:
        """Where the ticket stands for this reader: nothing from before she took part."""
        zone = self.speaker(ticket.mailbox)[0].zone
        sla = changes.sla or (self._desk.store.sla(ticket.id) if ticket.id else SlaState())
        last, last_at = self._last(ticket, reader)
        due, clock = sla.next_due(ticket.status) if sla.tell_customer else (None, "")
        ended = ticket.status in ENDED
        end = (ticket.resolved_at or ticket.updated_at) if ended else None
        until = end + self._desk.reopen_window if end else None
        return compose.Standing(
            ended=when(end, zone, language) if end else "",
            last=last,
            last_at=when(last_at, zone, language) if last_at else "",
            promise=promise(due, zone, language, now) if due and due > now else "",
            solve=clock == "resolution",
            late=due is not None and due <= now,
            until=when(until, zone, language) if until and until > now else "",
        )

    def _last(self, ticket: Ticket, reader: Address) -> tuple[compose.Last, datetime | None]:
        """What happened last that a customer may know of: a message, or that the case moved and she was told."""
        people = self._desk.store.participants(ticket.protocol)
        since = next((one.since for one in people if fold(one.address) == fold(reader.address)), None)
        told: list[tuple[datetime, compose.Last]] = []
        for message in self._desk.store.messages(ticket.protocol, max(0, ticket.message_count - 40)):
            if kind := _public(message):
                told.append((message.at, kind))
        for event in self._desk.store.events(ticket.protocol):
            if _moved(event):
                told.append((event.at, "moved"))
        told = [one for one in told if since is None or one[0] >= since]
        if not told:
            return "", None
        at, kind = sorted(told, key=lambda one: one[0])[-1]
        return kind, at


def _public(message: Message) -> compose.Last:
    if message.direction == "out":
        return "desk"
    return "customer" if message.direction == "in" and message.standing == "full" else ""


def _moved(event: Event) -> bool:
    return event.kind == "told" and event.after.startswith("escalated")
