"""A rule's answer by a macro; to a first mail it is the receipt as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.letters.at_opening import moved_at_once, opening, unsaid
from helpdesk.daemon.letters.customer import promised
from helpdesk.daemon.letters.rules import RuleLetters, told_in_receipt
from helpdesk.daemon.lookups.past import forbidden, proven
from helpdesk.daemon.lookups.receipts import sender_counts
from helpdesk.mailflow import compose
from helpdesk.mailflow.letter import Written
from helpdesk.mailflow.receipt import writes_often
from helpdesk.tickets.model import Alert, Changes, Message, Outgoing, Ticket
from helpdesk.tickets.verdict import Line


class MacroLetters(RuleLetters):
    """Written as every letter of a rule is: by the same gate, with an event 'told' or 'not-told'."""

    def macro(
        self,
        now: datetime,
        changes: Changes,
        text: str,
        line: Line,
        *,
        automatic: bool = False,
        ends: bool = False,
    ) -> Changes:
        """Answers the customer with a macro's expanded text, which `ends` the case or not. Where the same mail is owed
        a receipt, the answer is that, too, and the receipt is not sent: one mail in, one mail out. Held back where
        nothing proves that the address is the writer's (the text may repeat him, A19), and where it would show
        something internal."""
        ticket = self._ticket_of(changes)
        if ticket is None:
            return changes
        why = "" if proven(ticket, self._past_of(ticket, changes)) else "nothing proves who wrote"
        why = why or self._asks_often(now, changes, ticket)
        if why:
            return self._not_told(now, changes, ticket, line, "macro", why)
        box, mint = self.speaker(ticket.mailbox)
        receipt = receipt_of(changes)
        said = self._receipt_says(now, changes, ticket, box, ends) if receipt else None

        def write(thread: compose.Thread, past: Sequence[Message]) -> Written:
            secret = forbidden(self._desk.agents, ticket, past, [ticket.requester])
            return compose.macro(
                box, mint, now, ticket=ticket, text=text, forbidden=secret, thread=thread, opening=said
            )

        before = len(changes.outgoing)
        try:
            changes = self._to_customer(now, changes, ticket, line, "macro", automatic, write, own=1)
            sent = len(changes.outgoing) > before and not changes.outgoing[-1].park
            return _instead(changes, receipt) if sent and receipt and said else changes
        except compose.Leak as leak:
            alert = Alert("leak", f"{line.place} {line.rule}: {leak.reason}", ticket.protocol)
            changes = replace(changes, alerts=(*changes.alerts, alert))
            return self._not_told(now, changes, ticket, line, "macro", leak.reason)

    def _receipt_says(
        self, now: datetime, changes: Changes, ticket: Ticket, box: compose.Desk, ends: bool
    ) -> compose.Opening | None:
        """What the answer has to say in the receipt's place: no promise where it ends the case. None where the desk's
        own words around it cannot say all of that: the receipt is sent beside it."""
        by = "" if ends else promised(changes, ticket, box, now)
        by_itself = any(one.kind == "sla" and not one.to_agent for one in changes.outgoing)
        in_it = told_in_receipt(changes) and not by_itself
        moved = moved_at_once(self._desk, changes, ticket) if in_it else None
        said = opening(self._desk, changes, ticket, by, moved[0] if moved else None)
        return None if unsaid(self._desk, ticket, said) else said

    def _asks_often(self, now: datetime, changes: Changes, ticket: Ticket) -> str:
        """Why the mail that opens a ticket is answered by no macro, '' where it is: the limits are those of receipts,
        whose place the macro takes. Within a ticket each rule answers once anyway."""
        mails = [one for one in changes.messages if one.ticket == ticket.protocol]
        if ticket.id or not mails or mails[0].direction != "in":
            return ""
        return writes_often(sender_counts(self._desk, mails[0].sender.address, now), self._desk.receipts)


def receipt_of(changes: Changes) -> Outgoing | None:
    """The receipt among these mails, where it goes out at once."""
    return next((one for one in changes.outgoing if one.kind == "ack" and not one.park), None)


def _instead(changes: Changes, receipt: Outgoing) -> Changes:
    """The changes without a receipt, whose place another mail takes, and without the articles that it offered."""
    return replace(
        changes,
        outgoing=tuple(one for one in changes.outgoing if one is not receipt),
        handles=tuple(one for one in changes.handles if one.outgoing_message_id != receipt.message_id),
        events=tuple(one for one in changes.events if one.kind != "suggested"),
    )
