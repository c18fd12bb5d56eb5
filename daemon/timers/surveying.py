"""When a customer is asked about her case, and when she is not: once a case, seldom, by day, never against her word."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.quiet import by_day
from helpdesk.tickets.beside import SurveyKind
from helpdesk.tickets.decide_life import SURVEY
from helpdesk.tickets.model import Changes, Ticket, Timer
from helpdesk.tickets.sla_state import ENDED


def survey_timer(desk: Desk, ticket: Ticket, now: datetime) -> Timer | None:
    """When a case that ends now is asked about; None where the desk asks nobody."""
    if not desk.settings.surveys.enabled:
        return None
    return Timer(SURVEY, _by_day(desk, now + desk.settings.surveys.after_resolved), {}, ticket.protocol)


def ask(desk: Desk, letters: Letters, now: datetime, timer: Timer) -> Changes:
    """The time has come: the question goes out, or the reason stands in the journal why it does not."""
    ticket = desk.store.ticket(timer.ticket)
    if ticket is None or ticket.status not in ENDED or ticket.aside:
        return _nothing("the case goes on")
    refusal = _refusal(desk, ticket, now)
    if refusal:
        return _nothing(refusal, ticket)
    later = _by_day(desk, now)
    if later != now:  # the desk stood still while it was day
        again = Timer(SURVEY, later, {}, ticket.protocol)
        return replace(_nothing("it is night where the desk is", ticket), timers=(again,))
    kind: SurveyKind = "nps" if _sampled(desk, ticket, now) else "csat"
    changes = Changes("done", "command", f"asks about the case ({kind})", protocol=ticket.protocol)
    return letters.survey(now, changes, ticket, kind)


def _refusal(desk: Desk, ticket: Ticket, now: datetime) -> str:
    """Why nobody is asked, '' where somebody is."""
    store, surveys = desk.store, desk.settings.surveys
    address = ticket.requester.address
    if not surveys.enabled:
        return "the desk asks nobody"
    if not store.contact(address).surveys:
        return "the customer wants no surveys"
    if store.survivor(ticket.protocol) != ticket.protocol:
        return "it is part of another case"
    if store.surveys_of(ticket.protocol):
        return "asked about this case before"
    last = store.last_survey(address)
    if last is not None and last.sent_at + surveys.gap > now:
        return "asked about another case not long ago"
    if not any(message.direction == "out" for message in store.messages(ticket.protocol)):
        return "nobody has answered in this case"
    return ""


def _sampled(desk: Desk, ticket: Ticket, now: datetime) -> bool:
    """Whether this quarter's sample for the other question has this customer in it: drawn by lot once a quarter."""
    percent = desk.settings.surveys.nps_percent
    if not percent:
        return False
    quarter = f"{now.year}-{(now.month - 1) // 3}"
    lot = hashlib.sha256(f"{quarter} {fold(ticket.requester.address)}".encode()).digest()
    return int.from_bytes(lot[:4]) % 100 < percent


def _by_day(desk: Desk, moment: datetime) -> datetime:
    surveys = desk.settings.surveys
    return by_day(moment, ZoneInfo(desk.settings.desk.timezone), surveys.begins, surveys.ends)


def _nothing(because: str, ticket: Ticket | None = None) -> Changes:
    return Changes("done", "command", because, protocol=ticket.protocol if ticket else "")
