"""Letters to agents: what is new on their tickets, what was not sent and why, what waits for their word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.speaker import Speaker, add, own_mail
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.agent_notices import OwnMail
from helpdesk.mailflow.notification import Reason
from helpdesk.tickets.mail import Address, Failure
from helpdesk.tickets.model import Agent, Alert, Changes, InboxRow, Message, Tally, Ticket
from helpdesk.tickets.reasons import reason as reason_of

CONFIRMS_AN_HOUR = 10
PREVIOUS_LOOKED_AT = 10


class AgentLetters(Speaker):
    """Written to agents, in their language, always to the registered address."""

    def notify(self, sheet: Sheet, changes: Changes, because: str) -> Changes:
        """Tells the ticket's agent of a customer's or guest's new message."""
        ticket = changes.ticket
        agent = self._desk.agent(ticket.assignee) if ticket else None
        if ticket is None or agent is None or not changes.messages:
            return changes
        message = changes.messages[-1]
        reason: Reason = "guest" if message.standing == "guest" else "new" if message.n == 1 else "customer"
        mail = sheet.mail
        elsewhere = [a.address for a in mail.reply_to if not same(a.address, message.sender.address)]
        news = compose.News(
            reason=reason,
            words=message.own_words,
            author=message.sender,
            unverified=message.standing == "unverified" or sheet.authentication.result != "pass",
            reply_to=elsewhere[0] if elsewhere else "",
            copied=tuple(person.address for person in changes.participants if person.role == "guest"),
            files=self.files(sheet.raw, mail.attachments),
            previous=self._previous(ticket, message.n),
        )
        return self._tell(sheet, changes, ticket, agent, news, because)

    def tell_colleague(self, sheet: Sheet, changes: Changes, author: Agent) -> Changes:
        """A note is shown to the ticket's agent, unless she wrote it herself."""
        ticket = changes.ticket
        agent = self._desk.agent(ticket.assignee) if ticket else None
        if ticket is None or agent is None or agent is author:
            return changes
        files = self.files(sheet.raw, sheet.mail.attachments)
        news = compose.News(
            "note", changes.messages[-1].own_words, Address(author.address, author.name), files=files
        )
        return self._tell(sheet, changes, ticket, agent, news, f"{author.name}: nota")

    def filed_as_note(self, sheet: Sheet, changes: Changes, author: Agent) -> Changes:
        """Tells an agent that her mail became a note because no handle said it may go out; it offers the way."""
        ticket = changes.ticket
        if ticket is None:
            return changes
        news = compose.News("note", changes.messages[-1].own_words, Address(author.address, author.name))
        return self._tell(
            sheet, changes, ticket, author, news, reason_of("filed-as-note", author.languages[0]).words
        )

    def tell_held(self, sheet: Sheet, changes: Changes, ticket: Ticket | None) -> Changes:
        """One line to the ticket's agent about a mail held on her ticket: never its text."""
        agent = self._desk.agent(ticket.assignee) if ticket else None
        if ticket is None or agent is None:
            return changes
        line = f"{reason_of(changes.held_reason, agent.languages[0]).words} (held {sheet.row.id})"
        news = compose.News("guest", line, changes.sender, unverified=True)
        return self._tell(sheet, changes, ticket, agent, news, line)

    def receipt(
        self, sheet: Sheet, changes: Changes, agent: Agent, ticket: Ticket | None, detail: str = ""
    ) -> Changes:
        """NO ENVIADO: her mail did not go out and changed nothing; why, what to do, and her whole text."""
        language = agent.languages[0]
        why = reason_of(changes.held_reason, language)
        speaker, mint = self.speaker(sheet.row.envelope.mailbox)
        written = compose.not_sent(
            speaker,
            mint,
            sheet.now,
            agent=agent,
            mail=own_mail(sheet.mail, sheet.row),
            reason=f"{why.words} {detail}".strip(),
            advice=why.advice,
            ticket=ticket,
        )
        return add(changes, written)

    def confirm(self, sheet: Sheet, changes: Changes, agent: Agent, ticket: Ticket | None) -> Changes:
        """Asks the registered address whether she wrote it; at most ten questions an hour to one agent."""
        key = f"confirm:{agent.id}"
        hour_ago = sheet.now - timedelta(hours=1)
        if self._desk.store.count_since(key, hour_ago, CONFIRMS_AN_HOUR) >= CONFIRMS_AN_HOUR:
            return replace(
                changes, alerts=(*changes.alerts, Alert("confirm-flood", f"mail in the name of {agent.id}"))
            )
        speaker, mint = self.speaker(sheet.row.envelope.mailbox)
        written = compose.confirm(
            speaker,
            mint,
            sheet.now,
            agent=agent,
            mail=own_mail(sheet.mail, sheet.row),
            recipient=ticket.requester.name or ticket.requester.address if ticket else "",
            why=reason_of(changes.held_reason, agent.languages[0]).words,
            ticket=ticket,
        )
        return replace(add(changes, written), tallies=(*changes.tallies, Tally(key, sheet.now)))

    def remind(
        self, sheet: Sheet, changes: Changes, agent: Agent, row: InboxRow, ticket: Ticket | None
    ) -> Changes:
        """Reminds an agent of her unconfirmed mail, once; it stays held."""
        mail = self._desk.cell.read(self._desk.store.raw(row.raw_sha256))
        why = reason_of("not-confirmed", agent.languages[0])
        speaker, mint = self.speaker(row.envelope.mailbox)
        written = compose.not_sent(
            speaker,
            mint,
            sheet.now,
            agent=agent,
            mail=own_mail(mail, row),
            reason=why.words,
            advice=why.advice,
            ticket=ticket,
        )
        return add(changes, written)

    def undeliverable(
        self, sheet: Sheet, changes: Changes, ticket: Ticket, message_id: str, failed: Sequence[Failure]
    ) -> Changes:
        """Tells the agent that her answer did not arrive, with its text (B9)."""
        sent = self.sent(ticket, message_id)
        agent = self._desk.agent(sent.author if sent else "") or self._desk.agent(ticket.assignee)
        if agent is None:
            return changes
        why = "; ".join(f"{failure.status} {failure.diagnostic}".strip() for failure in failed)
        return self.not_delivered(sheet, changes, ticket, agent, sent, failed[0].address, why)

    def not_delivered(
        self,
        sheet: Sheet,
        changes: Changes,
        ticket: Ticket,
        agent: Agent,
        sent: Message | None,
        address: str,
        why: str,
        still_trying: bool = False,
    ) -> Changes:
        """The same, from the relay's refusal or a queue that stands (B8)."""
        speaker, mint = self.speaker(ticket.mailbox)
        mail = OwnMail("", ticket.subject, sent.own_words if sent else "")
        written = compose.not_delivered(
            speaker,
            mint,
            sheet.now,
            agent=agent,
            mail=mail,
            address=address,
            reason=why,
            ticket=ticket,
            still_trying=still_trying,
        )
        return add(changes, written)

    def _tell(
        self, sheet: Sheet, changes: Changes, ticket: Ticket, agent: Agent, news: compose.News, because: str
    ) -> Changes:
        speaker, mint = self.speaker(ticket.mailbox)
        written = compose.notification(
            speaker, mint, sheet.now, ticket=ticket, agent=agent, news=news, because=because
        )
        return add(changes, written)

    def _previous(self, ticket: Ticket, n: int) -> Message | None:
        if n < 2:
            return None
        before = self._desk.store.messages(ticket.protocol, after_n=max(0, n - 1 - PREVIOUS_LOOKED_AT))
        return next((m for m in reversed(before) if m.direction != "note" and m.n < n), None)
