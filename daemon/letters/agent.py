"""Letters to agents: what is new on their tickets, what was not sent and why, what waits for their word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from helpdesk.daemon.letters.speaker import Speaker, owed, own_mail
from helpdesk.daemon.lookups.asked_inside import asked_inside
from helpdesk.daemon.lookups.card import known, offers
from helpdesk.daemon.lookups.handles import is_batch, kind_of, to_the_customer
from helpdesk.daemon.lookups.hers import Hers
from helpdesk.daemon.lookups.queue_people import queue_people
from helpdesk.daemon.lookups.strangers import strangers
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import domain_of, dot_atom, fold
from helpdesk.mailflow.agent_notices import OwnMail
from helpdesk.mailflow.identity import Visibility
from helpdesk.mailflow.notification import Reason
from helpdesk.mailflow.taps import LIFE, held_by, offered
from helpdesk.mailflow.words import say
from helpdesk.tickets.deeds import CommandFault
from helpdesk.tickets.mail import Address, InboundMail
from helpdesk.tickets.model import Agent, Alert, Changes, InboxRow, Message, Tally, Ticket, Timer
from helpdesk.tickets.reasons import reason as reason_of

CONFIRMS_AN_HOUR = 10
HELD_REMINDER = "held-reminder"
PREVIOUS_LOOKED_AT = 10
QUEUE_TOLD = 10  # people of a team who are told of a mail in its queue


class AgentLetters(Speaker):
    """Written to agents, in their language, always to the registered address."""

    def notify(self, sheet: Sheet, changes: Changes, because: str) -> Changes:
        """Tells the ticket's agent of a customer's or guest's new message; `because`: why the ticket is hers."""
        ticket = changes.ticket
        if ticket is None or not changes.messages:
            return changes
        message = changes.messages[-1]
        reason: Reason = "guest" if message.standing == "guest" else "new" if message.n == 1 else "customer"
        # A participant's own token is proof enough (threats E); what opens a ticket has none.
        unproved = reason != "customer" and sheet.authentication.result != "pass"
        news = compose.News(
            reason=reason,
            words=message.own_words,
            author=message.sender,
            unverified=message.standing == "unverified" or unproved,
            reply_to=_other_domain(sheet.mail),
            quotes=next((there for _, there, kind in changes.links if kind == "quotes"), ""),
            near=next(((one.before, one.after) for one in changes.events if one.kind == "hint"), ("", "")),
            copied=tuple(person.address for person in changes.participants if person.role == "guest"),
            files=self.files(sheet.raw, sheet.mail.attachments),
            previous=self._previous(ticket, message.n),
            strangers=self._strangers(changes, ticket, reason),
        )
        hushed = self.hushed(changes)
        for agent in self._readers(ticket):
            if agent.id in hushed:
                continue
            changes = self._tell(sheet, changes, ticket, agent, news, because)
        return changes

    def _strangers(self, changes: Changes, ticket: Ticket, reason: Reason) -> tuple[tuple[int, str], ...]:
        """Who is not admitted, where this news is of one of them."""
        if reason != "guest" and not any(person.role == "guest" for person in changes.participants):
            return ()
        return tuple(enumerate(strangers(self._desk, ticket, changes.participants), 1))

    def _readers(self, ticket: Ticket) -> list[Agent]:
        """Whose the ticket is; while it is nobody's, all of its queue: the first public answer claims it (2.5)."""
        agent = self._desk.agent(ticket.assignee)
        if agent is not None or not ticket.team:
            return [agent] if agent else []
        return queue_people(self._desk, ticket)[:QUEUE_TOLD]

    def tell_readers(self, sheet: Sheet, changes: Changes, news: compose.News) -> Changes:
        """Whoever reads the ticket hears this news of it."""
        ticket = changes.ticket
        if ticket is None:
            return changes
        because = self._desk.store.because_of(ticket.protocol, "assigned")
        for agent in self._readers(ticket):
            changes = self._tell(sheet, changes, ticket, agent, news, because)
        return changes

    def tell(
        self, sheet: Sheet, changes: Changes, ticket: Ticket, reader: Agent, words: str, author: Agent
    ) -> Changes:
        """Tells an agent what a colleague did with a ticket."""
        news = compose.News("note", words, Address(author.address, author.name))
        because = self._desk.store.because_of(ticket.protocol, "assigned")
        return self._tell(sheet, changes, ticket, reader, news, because)

    def filed_as_note(self, sheet: Sheet, changes: Changes, author: Agent, kind: Visibility) -> Changes:
        """Tells an agent that her mail became a note because no handle said it may go out, or because it answers a
        mail from inside (`kind` n) though she wrote to the customer's address; it offers the way."""
        ticket = changes.ticket
        meant = kind in ("r", "c") or (kind == "n" and not to_the_customer(self._desk, sheet))
        if ticket is None or meant:
            return changes
        why = reason_of("kept-as-note" if kind else "filed-as-note", author.languages[0])
        news = compose.News(
            "note", changes.messages[-1].own_words, Address(author.address, author.name), row=sheet.row.id
        )
        return self._tell(sheet, changes, ticket, author, news, f"{why.words} {why.advice}")

    def tell_held(
        self, sheet: Sheet, changes: Changes, ticket: Ticket | None, agent: Agent | None = None
    ) -> Changes:
        """One line to `agent`, or else the ticket's, about a mail held on a ticket: its sender, never its text."""
        agent = agent or (self._desk.agent(ticket.assignee) if ticket else None)
        if ticket is None or agent is None:
            return changes
        why = reason_of(changes.held_reason, agent.languages[0])
        line = f"{why.words} {why.advice}\n\n{changes.sender.address}\nhelpdesk held show {sheet.row.id}"
        foreign = changes.held_reason == "foreign-on-token" and dot_atom(changes.sender.address)
        admit = ((1, changes.sender.address),) if foreign else ()
        news = compose.News("held", line, changes.sender, strangers=admit)
        because = self._desk.store.because_of(ticket.protocol, "assigned")
        return self._tell(sheet, changes, ticket, agent, news, because)

    def receipt(
        self,
        sheet: Sheet,
        changes: Changes,
        agent: Agent,
        ticket: Ticket | None,
        detail: str = "",
        marked: Sequence[str] = (),
        fault: CommandFault | None = None,
        reason: str = "",
    ) -> Changes:
        """NO ENVIADO: her mail did not go out and changed nothing; why, what to do, and her whole text. `marked`
        shows the line that is meant, `fault` knows what may stand there. While the mail is held she can answer with one
        tap, and is reminded once; `reason` is why she is told where it is not held."""
        why = reason_of(reason or changes.held_reason, agent.languages[0])
        # A mail that was sent after all, long after it became a note, is not held: it is where it was.
        is_held = bool(changes.held_reason) and sheet.row.state == "received"
        mail = replace(own_mail(sheet.mail, sheet.row), held=sheet.row.id if is_held else 0)
        words, mailbox = f"{why.words} {detail}".strip(), sheet.row.envelope.mailbox
        kind = kind_of(self._desk, sheet)
        inside = is_held and asked_inside(Hers(self._desk, sheet, ticket, agent))
        held = held_by(changes.held_reason, kind, ticket is not None, inside, fault) if is_held else None
        changes = self._not_sent(
            sheet, changes, agent, ticket, mail, mailbox, words, why.advice, marked, held
        )
        if held is None or not offered(held):
            return changes
        payload = {"held": sheet.row.id, "agent": agent.id, "by": sheet.row.released_by}
        reminder = Timer(HELD_REMINDER, sheet.now + LIFE, payload, ticket.protocol if ticket else "")
        return replace(changes, timers=(*changes.timers, reminder))

    def confirm(self, sheet: Sheet, changes: Changes, agent: Agent, ticket: Ticket | None) -> Changes:
        """Asks the registered address whether she wrote it; at most ten questions an hour to one agent."""
        key = f"confirm:{agent.id}"
        hour_ago = sheet.now - timedelta(hours=1)
        if self._desk.store.count_since(key, hour_ago, CONFIRMS_AN_HOUR) >= CONFIRMS_AN_HOUR:
            return replace(
                changes, alerts=(*changes.alerts, Alert("confirm-flood", f"mail in the name of {agent.id}"))
            )
        speaker, mint = self.speaker(sheet.row.envelope.mailbox)
        why = reason_of(changes.held_reason, agent.languages[0])
        changes = owed(
            changes,
            lambda: compose.confirm(
                speaker,
                mint,
                sheet.now,
                agent=agent,
                mail=own_mail(sheet.mail, sheet.row),
                recipient=self._recipient(sheet, agent, ticket),
                why=why.words,
                ticket=ticket,
            ),
        )
        return replace(changes, tallies=(*changes.tallies, Tally(key, sheet.now)))

    def _recipient(self, sheet: Sheet, agent: Agent, ticket: Ticket | None) -> str:
        """Who would get the held mail, in words; '' where it is the customer, whoever that is."""
        customer = ticket.requester.name or ticket.requester.address if ticket else ""
        return say(agent.languages[0], "the_commands") if is_batch(self._desk, sheet) else customer

    def remind(
        self, sheet: Sheet, changes: Changes, agent: Agent, row: InboxRow, ticket: Ticket | None, reason: str
    ) -> Changes:
        """Reminds an agent of her held mail, once; it stays held."""
        mail = self._desk.cell.read(self._desk.store.raw(row.raw_key))
        why = reason_of(reason, agent.languages[0])
        about, words = own_mail(mail, row), why.words
        if reason == "not-confirmed":  # nothing proves that it is hers: she is shown what she was asked about
            words = f"{words} {compose.rest_held(about.text, agent.languages[0])}".rstrip()
            about = replace(about, text=compose.beginning(about.text))
        return self._not_sent(sheet, changes, agent, ticket, about, row.envelope.mailbox, words, why.advice)

    def _not_sent(
        self,
        sheet: Sheet,
        changes: Changes,
        agent: Agent,
        ticket: Ticket | None,
        mail: OwnMail,
        mailbox: str,
        reason: str,
        advice: str,
        marked: Sequence[str] = (),
        held: compose.Held | None = None,
    ) -> Changes:
        speaker, mint = self.speaker(mailbox)
        return owed(
            changes,
            lambda: compose.not_sent(
                speaker,
                mint,
                sheet.now,
                agent=agent,
                mail=mail,
                reason=reason,
                advice=advice,
                ticket=ticket,
                marked=marked,
                held=held,
                dues=self.dues(ticket, changes, sheet.now) if ticket else None,
                commands=self._desk.settings.command_address,
            ),
        )

    def _tell(
        self, sheet: Sheet, changes: Changes, ticket: Ticket, agent: Agent, news: compose.News, because: str
    ) -> Changes:
        speaker, mint = self.speaker(ticket.mailbox)
        root = thread_root(ticket, agent, speaker.address)
        facts = known(self._desk, ticket, changes.events)
        return owed(
            changes,
            lambda: compose.notification(
                speaker,
                mint,
                sheet.now,
                ticket=ticket,
                agent=agent,
                news=news,
                because=because,
                references=(root,),
                dues=self.dues(ticket, changes, sheet.now),
                known=facts,
                offers=offers(self._desk.policy, ticket, agent.languages[0]),
            ),
        )

    def _previous(self, ticket: Ticket, n: int) -> Message | None:
        if n < 2:
            return None
        before = self._desk.store.messages(ticket.protocol, after_n=max(0, n - 1 - PREVIOUS_LOOKED_AT))
        return next((m for m in reversed(before) if m.direction != "note" and m.n < n), None)


def thread_root(ticket: Ticket, agent: Agent, address: str) -> str:
    """The id all notifications of a ticket to one agent refer to, so that her client shows one conversation.

    No mail has this id and none is looked up by it: what can be guessed leads nowhere (A12).
    """
    return f"<{fold(ticket.protocol)}.{fold(agent.id)}@{domain_of(address)}>"


def _other_domain(mail: InboundMail) -> str:
    """The Reply-To that points to another domain than From: nothing goes there, the agent is shown it (A7)."""
    own = domain_of(mail.sender.address)
    return next((a.address for a in mail.reply_to if domain_of(a.address) != own), "")
