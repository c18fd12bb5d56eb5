"""Letters of a case's life: taken as resolved, still waiting; by the same gate as the mail of rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from helpdesk.daemon.letters.rules import RuleLetters
from helpdesk.mailflow import compose
from helpdesk.mailflow.letter import Written
from helpdesk.mailflow.words import deadline
from helpdesk.tickets.model import Changes, Message, Ticket
from helpdesk.tickets.verdict import Line


class LifeLetters(RuleLetters):
    """Each method returns the changes with the mail, its handles and an event 'told', or with 'not-told' and why."""

    def resolved(
        self, now: datetime, changes: Changes, ticket: Ticket, *, unanswered: bool = False
    ) -> Changes:
        """Tells the requester that the case is taken as resolved, and how long an answer reopens it."""
        box, mint = self.speaker(ticket.mailbox)
        ends = (ticket.resolved_at or now) + self._desk.reopen_window
        until = deadline(ends, box.zone, ticket.language)

        def write(thread: compose.Thread, _: Sequence[Message]) -> Written:
            return compose.resolved(
                box, mint, now, ticket=ticket, until=until, unanswered=unanswered, thread=thread
            )

        return self._to_customer(now, changes, ticket, _line(ticket, "resolved"), "resolved", False, write)

    def waiting(self, now: datetime, changes: Changes, ticket: Ticket, ends: datetime | None) -> Changes:
        """Reminds the requester that the case waits for her. `ends`: when it is taken as resolved."""
        box, mint = self.speaker(ticket.mailbox)
        until = deadline(ends, box.zone, ticket.language) if ends else ""

        def write(thread: compose.Thread, _: Sequence[Message]) -> Written:
            return compose.waiting(box, mint, now, ticket=ticket, until=until, thread=thread)

        return self._to_customer(now, changes, ticket, _line(ticket, "waiting"), "reminder", False, write)


def _line(ticket: Ticket, what: str) -> Line:
    """Where a rule's line would be named. The brake on rules counts by it: one case's life is no rule run wild."""
    return Line("sla", f"life {ticket.protocol}", "helpdesk.toml", True, what)
