"""The first mail to a vendor, where a rule has moved a case to the vendor's team: as `#escalar` writes it (2.6).

No agent wrote a text for the vendor, so the customer's first words stand alone: a rule's reason is for customers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.letters.gate import RuleGate, counted
from helpdesk.daemon.letters.speaker import owed
from helpdesk.daemon.lookups.past import forbidden
from helpdesk.mailflow import compose
from helpdesk.tickets.decide_rules import because, mail_key
from helpdesk.tickets.model import Alert, Changes, Event
from helpdesk.tickets.verdict import Escalate, Line

OPENED = "vendor"  # the event of a thread's first mail; `after` is the vendor's address


class VendorLetters(RuleGate):
    """Written once for a case: who reads the thread goes on with it by hand."""

    def vendor(self, now: datetime, changes: Changes, action: Escalate, line: Line) -> Changes:
        """The changes with the thread opened; unchanged where the team has no vendor, a pin kept the case where it was,
        or the thread is there already. Held back by the brake, and not written where it would show something internal.
        """
        ticket, team = self._ticket_of(changes), self._desk.policy.teams.get(action.team)
        if ticket is None or team is None or not team.vendor or ticket.team != action.team:
            return changes
        if self._desk.store.because_of(ticket.protocol, OPENED):
            return changes
        speaker, mint = self.speaker(ticket.mailbox)
        language = self._desk.language(ticket.mailbox)
        past = self._past_of(ticket, changes)
        first = next((one for one in past if one.direction == "in" and one.standing == "full"), None)
        braked, before = self._braked(now, changes, line.rule), len(changes.outgoing)
        what = f"mail to the vendor {team.vendor}"
        try:
            changes = owed(
                changes,
                lambda: compose.vendor_mail(
                    speaker,
                    mint,
                    now,
                    ticket=ticket,
                    agent=None,
                    side=compose.Side(team.vendor, language, original=first.own_words if first else ""),
                    text="",
                    forbidden=forbidden(self._desk.agents, ticket, (), ()),
                ),
            )
        except compose.Leak as leak:
            alert = Alert("leak", f"{line.place} {line.rule}: {leak.reason}", ticket.protocol)
            changes = replace(changes, alerts=(*changes.alerts, alert))
            return self._not_told(now, changes, ticket, line, what, leak.reason)
        if len(changes.outgoing) == before:
            return changes
        event = Event(
            ticket.protocol, now, "rule", OPENED, "", team.vendor, because(line, self._desk.policy.revision)
        )
        changes = replace(changes, events=(*changes.events, event))
        if braked:
            return self._held_back(now, changes, before, ticket, line, what)
        return counted(changes, now, [mail_key(line.rule)])


def vendor_asked(changes: Changes) -> bool:
    """Whether these changes open the thread."""
    return any(event.kind == OPENED for event in changes.events)
