"""Letters to agents about answers of theirs that did not arrive."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.daemon.letters.agent import thread_root
from helpdesk.daemon.letters.speaker import Speaker, owed
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.agent_notices import OwnMail
from helpdesk.tickets.mail import Failure
from helpdesk.tickets.model import Agent, Changes, Message, Ticket


class UndeliveredLetters(Speaker):
    """Written to the registered address, with her text, so that nothing has to be typed twice."""

    def undeliverable(
        self, sheet: Sheet, changes: Changes, ticket: Ticket, message_id: str, failed: Sequence[Failure]
    ) -> Changes:
        """Tells the agent that her answer did not arrive, with its text (B9)."""
        sent = self._desk.store.sent_message(ticket.protocol, message_id)
        agent = self._desk.agent(sent.author if sent else "") or self._desk.agent(ticket.assignee)
        if agent is None:
            return changes
        why = "; ".join(f"{failure.status} {failure.diagnostic}".strip() for failure in failed)
        who = ", ".join(failure.address for failure in failed if failure.address)
        return self.not_delivered(sheet, changes, ticket, agent, sent, who, why)

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
        # The customer's id would be his token in her hands: her client threads by the root of her notifications.
        root = thread_root(ticket, agent, speaker.address)
        mail = OwnMail("", ticket.subject, sent.own_words if sent else "", references=(root,))
        return owed(
            changes,
            lambda: compose.not_delivered(
                speaker,
                mint,
                sheet.now,
                agent=agent,
                mail=mail,
                address=address,
                reason=why,
                ticket=ticket,
                still_trying=still_trying,
            ),
        )
