"""Commands in answer to a mail from before somebody else had the ticket: nothing is taken from them unawares (2.5)."""

from __future__ import annotations

from helpdesk.daemon.agents.order import Order
from helpdesk.daemon.agents.vocabulary import zone_of
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.words import say, short
from helpdesk.tickets.deeds import CommandFault, GiveTo, HandUp, MoveToTeam, Sleep, Turn
from helpdesk.tickets.model import Agent, Handle, Ticket

# What is prefilled in notifications, or takes the ticket away.
_THEIRS = (GiveTo, MoveToTeam, HandUp, Sleep, Turn)


def taken_since(
    desk: Desk, sheet: Sheet, order: Order, ticket: Ticket, agent: Agent, handle: Handle | None
) -> CommandFault | None:
    """Who has the ticket since the mail was written that she answers, where she could not know it; with one tap it is
    done all the same. Who gave it away herself knows; what comes without a handle answers no mail."""
    n = next((n for n, deed in enumerate(order.deeds) if isinstance(deed, _THEIRS)), -1)
    if n < 0 or handle is None or handle.created_at is None or ticket.assignee in ("", agent.id):
        return None
    events = (one for one in reversed(desk.store.events(ticket.protocol)) if one.after == ticket.assignee)
    given = next((one for one in events if one.kind == "assigned"), None)
    if given is None or given.at <= handle.created_at or given.actor == f"agent:{agent.id}":
        return None
    holder, language = desk.agent(ticket.assignee), agent.languages[0]
    at = short(given.at, zone_of(desk, agent), language, sheet.now)
    about = say(language, "taken_since", name=holder.name if holder else ticket.assignee, at=at)
    verb = order.verbs[n]
    return CommandFault(verb.line, 1, "command_taken", (), about, verb.source)
