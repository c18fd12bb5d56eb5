"""The mail that an agent's commands owe to others: what the rules owe, and the ticket to whoever has it now."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.agents.order import Order
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.sheet import Sheet
from helpdesk.tickets.deeds import HandUp
from helpdesk.tickets.model import Agent, Changes, Ticket
from helpdesk.tickets.verdict import AssignTo, Escalate, Line, Verdict


def mailed(
    desk: Desk, letters: Letters, sheet: Sheet, order: Order, ticket: Ticket, agent: Agent, changes: Changes
) -> Changes:
    """What the rules owe; and to whoever has the ticket now by her word, what is known of it."""
    after = changes.ticket or ticket
    up = next((deed for deed in order.deeds if isinstance(deed, HandUp)), None)
    passed_on = after.assignee != agent.id and (after.assignee, after.team) != (ticket.assignee, ticket.team)
    if not passed_on or not (after.assignee or after.team != ticket.team):
        return mail_of_rules(desk, letters, sheet.now, changes)
    verdict = changes.verdict
    if verdict is not None:  # the hand-over is written here, with her reason, once
        changes = replace(changes, verdict=(verdict[0], _without_gift(verdict[1])))
    changes = mail_of_rules(desk, letters, sheet.now, changes)
    line = Line("assign", f"agent {agent.id}", "", True, order.because)
    action = Escalate(
        after.team, after.tier, after.assignee, up.reason if up else "", tell_customer=up is not None
    )
    if up is not None:
        changes = letters.escalated(sheet.now, changes, action, line)
    changes = letters.handoff(sheet.now, changes, action, line)
    return replace(changes, verdict=verdict)


def _without_gift(verdict: Verdict) -> Verdict:
    kept = tuple(pair for pair in verdict.actions if not isinstance(pair[0], AssignTo))
    return replace(verdict, actions=kept)
