"""The life of a case after each change of its state: what its customer is told of it, and what falls due then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.customers.page_acts import SCORE, STOP, take_page_score, take_stop
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.notices.cases import NOTICE, send_notice
from helpdesk.daemon.notices.circulars import CIRCULAR, send_circular
from helpdesk.daemon.timers.closing import SWEEP, set_closings
from helpdesk.daemon.timers.surveying import ask, survey_timer
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.tickets.decide_life import CLOSE, REMIND, RESOLVE, SURVEY, close_resolved, resolve_unanswered
from helpdesk.tickets.model import Changes, Event, Ticket, Timer
from helpdesk.tickets.sla_state import ENDED

_SAID = frozenset({"reply", "macro"})  # mail of the same change that speaks to the customer itself


def lived_on(desk: Desk, letters: Letters, now: datetime, changes: Changes) -> Changes:
    """`changes` with what a new state brings: the end is told once, and a case that waits is not left waiting for ever.

    Whoever changed the state, and however: mail, command, rule or timer.
    """
    ticket = changes.ticket
    if ticket is None:
        return changes
    before = desk.store.ticket(ticket.protocol) if ticket.id else None
    if before is not None and (before.status, before.aside) == (ticket.status, ticket.aside):
        return changes
    ended = ticket.status in ENDED and not ticket.aside
    over = (REMIND, RESOLVE, CLOSE, *(() if ended else (SURVEY,)))
    cancelled = dict.fromkeys((*changes.cancel_timers, *over))
    changes = replace(changes, cancel_timers=tuple(cancelled))
    if ticket.aside:
        return changes
    if ended and before is not None and before.status not in ENDED:
        asked = survey_timer(desk, ticket, now)
        changes = replace(changes, timers=(*changes.timers, *([asked] if asked else [])))
    if ticket.status == "waiting" and desk.settings.life.remind_after:
        due = Timer(REMIND, now + desk.settings.life.remind_after, {}, ticket.protocol)
        return replace(changes, timers=(*changes.timers, due))
    if ticket.status == "resolved":
        shut = Timer(CLOSE, (ticket.resolved_at or now) + desk.reopen_window, {}, ticket.protocol)
        changes = replace(changes, timers=(*changes.timers, shut))
    # One that is restored has not just ended: its customer was told when it did.
    if ticket.status == "resolved" and before is not None and not before.aside:
        return _told_end(desk, letters, now, changes, ticket)
    return changes


def of_life(desk: Desk, letters: Letters, now: datetime, timer: Timer) -> Changes:
    """Acts on a due timer of a case's life, or on what its customer did on a page."""
    return LIFE[timer.kind](desk, letters, now, timer)


def remind(desk: Desk, letters: Letters, now: datetime, timer: Timer) -> Changes:
    """The one reminder of a case that waits for its customer, and when it is given up."""
    ticket = desk.store.ticket(timer.ticket)
    if ticket is None or ticket.status != "waiting" or ticket.aside:
        return Changes("done", "command", "the case waits no more")
    life = desk.settings.life
    ends = now + life.resolve_after if life.resolve_after else None
    because = f"no answer in {life.remind_after.days or life.remind_after} days"
    event = Event(ticket.protocol, now, "desk", "reminded", "", "", because)
    changes = Changes("done", "command", because, events=(event,), protocol=ticket.protocol)
    if ends is not None:
        changes = replace(changes, timers=(Timer(RESOLVE, ends, {}, ticket.protocol),))
    return letters.waiting(now, changes, ticket, ends)


def resolve(desk: Desk, letters: Letters, now: datetime, timer: Timer) -> Changes:
    """No answer came: the case is taken as resolved, as the reminder said."""
    ticket = desk.store.ticket(timer.ticket)
    if ticket is None or ticket.status != "waiting" or ticket.aside:
        return Changes("done", "command", "the case waits no more")
    changes = resolve_unanswered(ticket, now)
    changes = ruled(desk, changes, "changed", now, changed=frozenset({"status"}))
    return mail_of_rules(desk, letters, now, changes)


def close(desk: Desk, letters: Letters, now: datetime, timer: Timer) -> Changes:
    """The window in which an answer would have reopened the case is over. Its customer was told so at the end."""
    ticket = desk.store.ticket(timer.ticket)
    if ticket is None or ticket.status != "resolved" or ticket.aside:
        return Changes("done", "command", "the case is not resolved any more")
    changes = ruled(desk, close_resolved(ticket, now), "changed", now, changed=frozenset({"status"}))
    return mail_of_rules(desk, letters, now, changes)


def _told_end(desk: Desk, letters: Letters, now: datetime, changes: Changes, ticket: Ticket) -> Changes:
    """The customer hears of the end in a mail of its own, unless a mail of the same change spoke to her."""
    spoke = any(one.kind in _SAID and not one.to_agent for one in changes.outgoing)
    if spoke or not desk.settings.life.tell_resolved:
        return changes
    unanswered = any(event.kind == "resolved" and event.actor == "desk" for event in changes.events)
    return letters.resolved(now, changes, ticket, unanswered=unanswered)


LIFE: Mapping[str, Callable[[Desk, Letters, datetime, Timer], Changes]] = {
    REMIND: remind,
    RESOLVE: resolve,
    CLOSE: close,
    SWEEP: set_closings,
    SURVEY: ask,
    NOTICE: send_notice,
    CIRCULAR: send_circular,
    SCORE: take_page_score,
    STOP: take_stop,
}
