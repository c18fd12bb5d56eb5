"""The promises of one open ticket made anew, on purpose, under the policy now in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.verdicts.rulings import TIMER, ruled, timeline_of
from helpdesk.rules.sla import TELL_AT, thresholds
from helpdesk.tickets.model import Changes, Ticket, Timer


def promised_anew(desk: Desk, ticket: Ticket, by: str, now: datetime) -> Changes:
    """What `helpdesk sla recalc`, typed by `by`, changes of the ticket: its promises, and when the rules look next."""
    command = f"helpdesk sla recalc by {by}"
    changes = Changes("done", "command", command, ticket=ticket, protocol=ticket.protocol)
    changes = ruled(desk, changes, "recalc", now)
    events = tuple(
        replace(event, actor="admin", because=f"{command} · {event.because}") for event in changes.events
    )
    return _looked_at_once(desk, replace(changes, events=events), now)


def _looked_at_once(desk: Desk, changes: Changes, now: datetime) -> Changes:
    """A share of a promise that is past when it is made has no moment to come: the rules look now."""
    ticket, sla = changes.ticket, changes.sla
    if ticket is None or sla is None:
        return changes
    shares = (TELL_AT,) if sla.tell_customer else ()
    if not any(due <= now for due, _, _ in thresholds(desk.policy, timeline_of(ticket, sla), shares)):
        return changes
    others = tuple(timer for timer in changes.timers if timer.kind != TIMER)
    return replace(changes, timers=(*others, Timer(TIMER, now, {}, ticket.protocol)))
