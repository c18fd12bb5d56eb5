"""What an agent is written about the commands she gave: the answers to what she asked, and what she must not miss."""

from __future__ import annotations

from helpdesk.daemon.agents.asking import reply_to
from helpdesk.daemon.agents.order import Order
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.words import say, when
from helpdesk.tickets.decide_aside import restorable_until
from helpdesk.tickets.deeds import Ask, Deed, People, PutAside
from helpdesk.tickets.model import Agent, Changes, Ticket


def answered(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    order: Order,
    ticket: Ticket,
    agent: Agent,
    changes: Changes,
) -> Changes:
    """`changes` with the mails that answer the order; `ticket` is as it was before it. Success is silent but where
    it must not be missed (product.md 2.4)."""
    after = changes.ticket or ticket
    language = agent.languages[0]
    for deed in () if order.quiet else order.deeds:
        if isinstance(deed, Ask):
            told = reply_to(desk, letters, deed, agent, after, changes, sheet.now)
            changes = letters.answer(sheet, changes, agent, told)
        elif news := news_of(letters, sheet, deed, after, agent):
            told = compose.Answer(say(language, "done_subject"), news, after)
            changes = letters.answer(sheet, changes, agent, told)
    return changes


def news_of(letters: Letters, sheet: Sheet, deed: Deed, ticket: Ticket, agent: Agent) -> tuple[str, ...]:
    """What she is told of a command that was obeyed; () where silence says it."""
    match deed:
        case PutAside(how="spam"):
            speaker, _ = letters.speaker(ticket.mailbox)
            language = agent.languages[0]
            until = when(restorable_until(sheet.now), speaker.zone, language)
            return (say(language, "done_spam", until=until),)
        case People(add=people, numbers=numbers) if numbers:
            who = ", ".join(people)
            return (say(agent.languages[0], "done_admitted", people=who, protocol=ticket.protocol),)
        case _:
            return ()
