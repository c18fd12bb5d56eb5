"""A customer's answer to a survey: the digit counts, what she writes below it is a note, and the case stays ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.customers.bare_words import greeted
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.decoration import files_said
from helpdesk.mailflow.scores import Score, kept, score_in
from helpdesk.mailflow.words import say
from helpdesk.tickets.beside import Survey
from helpdesk.tickets.decide_life import comment_on, file_thanks
from helpdesk.tickets.mail import Joins
from helpdesk.tickets.model import Changes, Event, Ticket
from helpdesk.tickets.sla_state import ENDED
from helpdesk.tickets.surveys import LOW, SCORES


def take_score(
    desk: Desk, letters: Letters, sheet: Sheet, ticket: Ticket, words: str, because: str
) -> Changes | None:
    """What the mail changes if it answers a question that was put to its writer; None for every other mail.

    It answers one by being a reply to it, or by being no reply at all (a face that was tapped) while one stands open.
    """
    if sheet.automatic or sheet.accepted.list_mail or files_said(sheet.mail):
        return None
    asked = _asked(desk, sheet, ticket)
    people = (sheet.mail.sender.name, sheet.mail.sender.address, *greeted(desk, ticket))
    found = score_in(words, *SCORES[asked.kind], people) if asked else None
    if asked is None:
        return None
    if found is None:
        return _beyond(sheet, ticket, asked, words, people, because)
    changes = replace(
        scored(asked, ticket, found, sheet.now, because),
        sender=sheet.mail.sender,
        subject=sheet.mail.subject,
        received_ids=(sheet.mail.message_id,) if sheet.mail.message_id else (),
    )
    if found.comment:
        changes = comment_on(changes, sheet.arrived(), ticket, kept(asked.kind, found))
    return agent_hears(desk, letters, sheet.now, changes, ticket, asked, found)


def _beyond(
    sheet: Sheet, ticket: Ticket, asked: Survey, words: str, people: Sequence[str], because: str
) -> Changes | None:
    """Ten of ten is no answer of five, and no reason to take the case up again: it is kept as thanks are."""
    ten = score_in(words, 10, 10, people) if SCORES[asked.kind][1] < 10 else None
    if ten is None or ten.comment or ticket.status not in ENDED:
        return None
    return file_thanks(sheet.arrived(), ticket, Joins(ticket.protocol, because))


def scored(asked: Survey, ticket: Ticket, found: Score, at: datetime, because: str) -> Changes:
    """The answer on record, in place of one that was there."""
    before = "" if asked.score is None else str(asked.score)
    because = f"{asked.kind} {found.score} of {SCORES[asked.kind][1]} · {because}"
    return Changes(
        inbox_state="done",
        outcome="command",
        because=because,
        events=(Event(ticket.protocol, at, "customer", asked.kind, before, str(found.score), because),),
        surveys=(replace(asked, score=found.score, answered_at=at),),
        protocol=ticket.protocol,
    )


def _asked(desk: Desk, sheet: Sheet, ticket: Ticket) -> Survey | None:
    """The question to this writer that the mail can answer."""
    mine = [
        one
        for one in desk.store.surveys_of(ticket.protocol)
        if fold(one.address) == fold(sheet.mail.sender.address)
    ]
    parents = (*sheet.mail.in_reply_to, *sheet.mail.references)
    answered = next((one for one in mine if one.message_id in parents), None)
    return answered or (mine[-1] if mine and not parents else None)


def agent_hears(
    desk: Desk, letters: Letters, now: datetime, changes: Changes, ticket: Ticket, asked: Survey, found: Score
) -> Changes:
    """The changes with one line to the ticket's agent, where there is something to do about the answer."""
    agent = desk.agent(ticket.assignee)
    if agent is None or not (found.comment or found.score <= LOW[asked.kind]):
        return changes
    about = say(
        agent.languages[0],
        "customer_score",
        kind=asked.kind.upper(),
        score=str(found.score),
        highest=str(SCORES[asked.kind][1]),
    )
    if found.comment:
        about = f"{about}: {' '.join(found.comment.split())[:500]}"
    warned = compose.Warned(ticket, about=about, why=changes.because, kind="survey")
    return letters.warn(now, changes, agent, [(warned, ("survey",))])
