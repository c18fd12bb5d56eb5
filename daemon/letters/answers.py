"""Letters that answer an agent's commands: what she asked for, and what she must know was done."""

from __future__ import annotations

from helpdesk.daemon.letters.speaker import Speaker, owed, own_mail
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.tickets.model import Agent, Changes


class AnswerLetters(Speaker):
    """Written to the registered address, in her language."""

    def answer(self, sheet: Sheet, changes: Changes, agent: Agent, told: compose.Answer) -> Changes:
        """The changes with one mail that says `told`."""
        speaker, mint = self.speaker(told.ticket.mailbox if told.ticket else sheet.row.envelope.mailbox)
        mail = own_mail(sheet.mail, sheet.row)
        return owed(
            changes, lambda: compose.answer(speaker, mint, sheet.now, agent=agent, mail=mail, told=told)
        )
