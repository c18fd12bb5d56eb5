"""What customers do on their pages: each button comes to intake as a timer that is due; there is no other way in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.customers.scores import agent_hears, scored
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.mailflow.scores import Score, kept
from helpdesk.tickets.decide_life import comment_by_page
from helpdesk.tickets.decide_words import noted
from helpdesk.tickets.model import Changes, Timer

SCORE = "page-score"  # payload: 'survey' (the mail that asked), 'score', 'comment'
STOP = "page-stop"  # payload: 'address', 'by'


def take_page_score(desk: Desk, letters: Letters, now: datetime, timer: Timer) -> Changes:
    """An answer given on the page of a question: it counts like one that came by mail, the last one of both."""
    asked = desk.store.survey(str(timer.payload["survey"]))
    ticket = desk.store.ticket(timer.ticket)
    if asked is None or ticket is None:
        return Changes("done", "command", "the question is gone")
    found = Score(int(timer.payload["score"]), str(timer.payload["comment"]))
    changes = scored(asked, ticket, found, now, "by link, and the button on its page")
    if found.comment:
        changes = comment_by_page(changes, ticket, ticket.requester, now, kept(asked.kind, found))
    return agent_hears(desk, letters, now, changes, ticket, asked, found)


def take_stop(desk: Desk, _letters: Letters, now: datetime, timer: Timer) -> Changes:
    """No more surveys and notices for this address. What she asks is answered as before (product.md 1.3)."""
    contact = desk.store.contact(str(timer.payload["address"]))
    because = f"no surveys and notices: {timer.payload['by']}"
    changes = Changes(
        "done",
        "command",
        because,
        protocol=timer.ticket,
        contacts=(replace(contact, surveys=False),),
    )
    ticket = desk.store.ticket(timer.ticket) if timer.ticket else None
    return noted(changes, ticket, now, "surveys-off", contact.address) if ticket else changes
