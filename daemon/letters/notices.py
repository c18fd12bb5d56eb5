"""The letter of a notice to many cases; by the same gate as the mail of rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.letters.rules import RuleLetters
from helpdesk.daemon.lookups.page_links import open_page
from helpdesk.daemon.lookups.past import forbidden, proven
from helpdesk.mailflow import compose
from helpdesk.mailflow.letter import Written
from helpdesk.tickets.model import Alert, Changes, Message, Ticket
from helpdesk.tickets.verdict import Line


class NoticeLetters(RuleLetters):
    """Written where leave is given; else the ticket says why it was not."""

    def notice(self, now: datetime, changes: Changes, ticket: Ticket, macro: str, text: str) -> Changes:
        """The changes with the notice `macro`, whose expanded text is `text`, to the ticket's requester."""
        box, mint = self.speaker(ticket.mailbox)
        plus = self._desk.mailbox(ticket.mailbox).plus_addressing
        line = Line("sla", f"notice {macro} {ticket.protocol}", "helpdesk notify", True, changes.because)
        what = f"notice {macro}"
        if not proven(ticket, self._past_of(ticket, changes)):
            return self._not_told(now, changes, ticket, line, what, "nothing proves who wrote")

        stop = open_page(self._desk, "stop", ticket.requester.address, ticket.language, now, ticket.protocol)

        def write(thread: compose.Thread, past: Sequence[Message]) -> Written:
            secret = forbidden(self._desk.agents, ticket, past, [ticket.requester])
            return compose.broadcast(
                box,
                mint,
                now,
                ticket=ticket,
                text=text,
                forbidden=secret,
                thread=thread,
                plus=plus,
                stop_page=stop.url if stop else "",
            )

        before = len(changes.outgoing)
        try:
            changes = self._to_customer(now, changes, ticket, line, what, False, write)
        except compose.Leak as leak:
            alert = Alert("leak", f"notice {macro}: {leak.reason}", ticket.protocol)
            changes = replace(changes, alerts=(*changes.alerts, alert))
            return self._not_told(now, changes, ticket, line, what, leak.reason)
        if stop is None or len(changes.outgoing) == before:
            return changes
        return replace(changes, page_links=(*changes.page_links, stop.link))
