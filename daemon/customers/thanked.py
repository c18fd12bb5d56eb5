"""A customer's mail that says no more than thanks, or is only a reaction: it wakes no case that has ended."""

from __future__ import annotations

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.decoration import files_said
from helpdesk.mailflow.reaction import reaction
from helpdesk.mailflow.thanks import only_thanks
from helpdesk.tickets.decide import Arrived
from helpdesk.tickets.decide_life import file_thanks
from helpdesk.tickets.mail import Joins
from helpdesk.tickets.model import Changes, Ticket
from helpdesk.tickets.sla_state import ENDED

REACTION = "only a reaction"


def thanked(
    desk: Desk, sheet: Sheet, arrived: Arrived, ticket: Ticket, joining: Joins, words: str
) -> Changes | None:
    """The mail kept with a case that has ended and stays so; None where it says more, or the case has not ended.
    `words` are its own without her signature."""
    life = desk.settings.life
    wakes = joining.standing == "full" and ticket.status in ENDED and not sheet.automatic
    if not wakes or not life.thanks or set(life.thanks_except) & set(ticket.tags):
        return None
    if reaction(sheet.mail):
        return file_thanks(arrived, ticket, joining, REACTION)
    agent = desk.agent(ticket.assignee)
    if only_thanks(
        words,
        files=bool(files_said(sheet.mail)),
        thanked=agent.name if agent else "",
        sender=sheet.mail.sender.name,
    ):
        return file_thanks(arrived, ticket, joining)
    return None


def thanked_late(desk: Desk, sheet: Sheet, arrived: Arrived, ticket: Ticket, because: str) -> Changes | None:
    """A reaction to a case that ended too long ago to be reopened: it opens no new one either."""
    alone = desk.settings.life.thanks and not sheet.automatic and not ticket.aside
    if not alone or sheet.authentication.result != "pass" or not reaction(sheet.mail):
        return None
    return file_thanks(arrived, ticket, Joins(ticket.protocol, because), REACTION)
