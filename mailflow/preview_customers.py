"""The mails of a case's life, on a made-up case: the part of `preview` that answers customers' words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from helpdesk.mailflow.announcement import announcement
from helpdesk.mailflow.customer_notices import Thread
from helpdesk.mailflow.leaks import Forbidden
from helpdesk.mailflow.letter import Desk, Mint, Written
from helpdesk.mailflow.life_notices import resolved, waiting
from helpdesk.mailflow.notice import broadcast
from helpdesk.mailflow.preview_speech import SPEECH
from helpdesk.mailflow.survey import survey
from helpdesk.mailflow.word_answers import Standing, word_answer
from helpdesk.mailflow.words import day, deadline, promise, when
from helpdesk.tickets.model import Ticket

_PAGES = "https://ayuda.acme.example"
_SECRET = "u4xk7q2m5w3n6t4j2r7c5b3v6d2f4"  # noqa: S105  of nobody


def word_previews(desk: Desk, mint: Mint, now: datetime, ticket: Ticket) -> dict[str, Written]:
    """One of each answer to a word, by the name of its template and, after a colon, of its case."""
    language = ticket.language
    told = partial(word_answer, desk, mint, now, to=ticket.requester, language=language)
    at = partial(when, zone=desk.zone, language=language)
    by = promise(now + timedelta(hours=4), desk.zone, language, now)
    open_case = partial(told, ticket=ticket, told="status")
    plain = Standing(last="customer", last_at=at(now))
    ended = Standing(
        ended=at(now),
        last="desk",
        last_at=at(now),
        until=deadline(now + timedelta(days=7), desk.zone, language),
    )
    closed = replace(ticket, status="closed", resolved_at=now)
    nobodys = replace(ticket, assignee="")
    return {
        "word_status": open_case(standing=replace(plain, promise=by)),
        "word_status:page": open_case(standing=replace(plain, promise=by, page=f"{_PAGES}/s/{_SECRET}")),
        "word_status:solve": open_case(standing=replace(plain, promise=by, solve=True)),
        "word_status:late": open_case(standing=replace(plain, late=True)),
        "word_status:moved": told(ticket=nobodys, told="status", standing=replace(plain, last="moved")),
        "word_status:new": told(ticket=replace(nobodys, status="new"), told="status", standing=Standing()),
        "word_status:new, taken": told(ticket=replace(ticket, status="new"), told="status", standing=plain),
        "word_status:waiting": told(
            ticket=replace(ticket, status="waiting"), told="status", standing=replace(plain, last="desk")
        ),
        "word_status:resolved": told(
            ticket=replace(closed, status="resolved"), told="status", standing=ended
        ),
        "word_status:over": told(ticket=closed, told="status", standing=replace(ended, until="")),
        "word_closed": told(ticket=closed, told="closed", standing=ended),
        "word_reopened": told(ticket=ticket, told="reopened", standing=plain),
        "word_reopened:promise": told(ticket=ticket, told="reopened", standing=replace(plain, promise=by)),
        "word_human": told(ticket=ticket, told="human", standing=plain),
        "word_human:promise": told(ticket=ticket, told="human", standing=replace(plain, promise=by)),
        "word_surveys_off": told(ticket=ticket, told="surveys_off", standing=plain),
        "word_language": told(ticket=ticket, told="language", standing=plain),
    }


def life_previews(desk: Desk, mint: Mint, now: datetime, ticket: Ticket) -> dict[str, Written]:
    """One of each notice of a case's life."""
    until = deadline(now + timedelta(days=7), desk.zone, ticket.language)
    ends = partial(resolved, desk, mint, now, ticket=ticket, thread=Thread("<a@cliente.example>"))
    waits = partial(waiting, desk, mint, now, ticket=ticket, thread=Thread("<a@cliente.example>"))
    asks = partial(
        survey, desk, mint, now, ticket=ticket, resolved=day(now, desk.zone, ticket.language), thread=Thread()
    )
    opens = partial(asks, page=f"{_PAGES}/q/{_SECRET}", stop_page=f"{_PAGES}/u/{_SECRET}")
    return {
        "resolved": ends(until=until),
        "resolved:unanswered": ends(until="", unanswered=True),
        "waiting": waits(until=until),
        "waiting:for ever": waits(until=""),
        "notice": broadcast(
            desk,
            mint,
            now,
            ticket=ticket,
            text=SPEECH[ticket.language].notice,
            forbidden=Forbidden(),
            thread=Thread(),
        ),
        "notice:to a list": announcement(
            desk,
            mint,
            now,
            to=ticket.requester,
            language=ticket.language,
            subject="Factura",
            text="1. Abra.\n2. Cierre.",
            forbidden=Forbidden(),
            stop_page=f"{_PAGES}/u/{_SECRET}",
        ),
        "survey_csat": asks(kind="csat"),
        "survey_nps": asks(kind="nps"),
        "survey_csat:by link": opens(kind="csat"),
        "survey_nps:by link": opens(kind="nps"),
    }
