"""A notice to many cases, one at a time: who gets it, and the mail when its turn comes."""

from __future__ import annotations

from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.offers import offer
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.notices.slowly import postponed, sent
from helpdesk.daemon.verdicts.rulings import facts_of
from helpdesk.mailflow.addresses import dot_atom
from helpdesk.rules.macros import CannotExpand, Expanded, expand
from helpdesk.tickets.model import Changes, Ticket, Timer
from helpdesk.tickets.sla_state import ENDED

NOTICE = "notice"  # the timer's kind; its payload: 'macro', 'by', 'per_minute'


def refusal(desk: Desk, ticket: Ticket, macro: str, *, waiting: bool = True) -> str:
    """Why this case gets no notice, '' where it does. `waiting`: one that is on its way counts as sent."""
    address = ticket.requester.address
    if ticket.status in ENDED or ticket.aside:
        return "the case has ended"
    if not dot_atom(address) or desk.is_own(address):
        return "the requester's address cannot be written to"
    if not desk.store.contact(address).surveys:
        return "the customer wants no notices"
    told = any(
        one.kind == "told" and one.after == f"notice {macro}" for one in desk.store.events(ticket.protocol)
    )
    due = waiting and any(
        one.kind == NOTICE and one.payload.get("macro") == macro for one in desk.store.timers(ticket.protocol)
    )
    return "it was sent before" if told else "it is on its way" if due else ""


def written_for(desk: Desk, ticket: Ticket, macro: str, now: datetime) -> Expanded:
    """The macro's text for this case. Raises CannotExpand."""
    values = {"desk_name": desk.mailbox(ticket.mailbox).display_name, **offer(desk, ticket)}
    return expand(desk.policy, macro, ticket.language, values, facts_of(desk, ticket, "changed", now))


def send_notice(desk: Desk, letters: Letters, now: datetime, timer: Timer) -> Changes:
    """Its turn has come: sent once, if nothing has come between."""
    crowded = postponed(desk, timer, now)
    if crowded is not None:
        return crowded
    macro, by = str(timer.payload["macro"]), str(timer.payload["by"])
    ticket = desk.store.ticket(timer.ticket)
    why = "the ticket is gone" if ticket is None else refusal(desk, ticket, macro, waiting=False)
    if ticket is None or why:
        return Changes("done", "command", why, protocol=ticket.protocol if ticket else "")
    changes = Changes("done", "command", f"notice {macro}, by {by}", protocol=ticket.protocol)
    try:
        text = written_for(desk, ticket, macro, now).text
    except CannotExpand as problem:
        return Changes("done", "command", f"notice {macro}: {problem}", protocol=ticket.protocol)
    return sent(letters.notice(now, changes, ticket, macro, text), 0, now)
