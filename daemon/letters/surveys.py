"""The letter that asks a customer how her case was; by the same gate as the mail of rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.letters.rules import RuleLetters
from helpdesk.daemon.lookups.page_links import open_page
from helpdesk.daemon.lookups.past import proven
from helpdesk.mailflow import compose
from helpdesk.mailflow.letter import Written
from helpdesk.mailflow.words import day
from helpdesk.tickets.beside import Survey, SurveyKind
from helpdesk.tickets.model import Changes, Message, Ticket
from helpdesk.tickets.verdict import Line


class SurveyLetters(RuleLetters):
    """Written where leave is given; else the ticket says why it was not."""

    def survey(self, now: datetime, changes: Changes, ticket: Ticket, kind: SurveyKind) -> Changes:
        """The changes with the question, and the row that waits for its answer."""
        box, mint = self.speaker(ticket.mailbox)
        plus = self._desk.mailbox(ticket.mailbox).plus_addressing
        resolved = day(ticket.resolved_at or ticket.updated_at, box.zone, ticket.language)
        line = Line("sla", f"survey {ticket.protocol}", "helpdesk.toml", True, kind)
        if not proven(ticket, self._past_of(ticket, changes)):
            return self._not_told(now, changes, ticket, line, "survey", "nothing proves who wrote")

        to, language = ticket.requester.address, ticket.language
        page = open_page(self._desk, "survey", to, language, now, ticket.protocol)
        stop = open_page(self._desk, "stop", to, language, now, ticket.protocol)

        def write(thread: compose.Thread, _: Sequence[Message]) -> Written:
            return compose.survey(
                box,
                mint,
                now,
                ticket=ticket,
                kind=kind,
                resolved=resolved,
                thread=thread,
                plus=plus,
                page=page.url if page else "",
                stop_page=stop.url if stop else "",
            )

        before = len(changes.outgoing)
        changes = self._to_customer(now, changes, ticket, line, f"survey {kind}", False, write)
        if len(changes.outgoing) == before:
            return changes
        sent = changes.outgoing[-1]
        asked = Survey(sent.message_id, kind, ticket.protocol, sent.recipients[0], now, ticket.assignee)
        opens = [replace(one.link, message_id=sent.message_id) for one in (page, stop) if one]
        return replace(changes, surveys=(*changes.surveys, asked), page_links=(*changes.page_links, *opens))
