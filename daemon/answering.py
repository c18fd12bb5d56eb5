"""What an agent is written about the commands she gave: the answers to what she asked, and what she must not miss."""

from __future__ import annotations

from helpdesk.daemon.asking import reply_to
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters import Letters
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.words import say, when
from helpdesk.tickets.decide_aside import restorable_until
from helpdesk.tickets.deeds import Ask, Deed, PutAside
from helpdesk.tickets.model import Agent, Changes, Ticket


def answered(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    deeds: tuple[Deed, ...],
    ticket: Ticket,
    agent: Agent,
    changes: Changes,
) -> Changes:
    """`changes` with the mails that answer `deeds`; `ticket` is as it was before them."""
    after = changes.ticket or ticket
    for deed in deeds:
        match deed:
            case PutAside(how="spam"):
                changes = letters.answer(sheet, changes, agent, _is_spam(letters, sheet, after, agent))
            case Ask():
                told = reply_to(desk, letters, deed, agent, after, changes, sheet.now)
                changes = letters.answer(sheet, changes, agent, told)
            case _:
                pass  # success is silent (product.md 2.4)
    return changes


def _is_spam(letters: Letters, sheet: Sheet, ticket: Ticket, agent: Agent) -> compose.Answer:
    language = agent.languages[0]
    speaker, _ = letters.speaker(ticket.mailbox)
    until = when(restorable_until(sheet.now), speaker.zone, language)
    return compose.Answer(say(language, "done_subject"), (say(language, "done_spam", until=until),), ticket)
