"""The mail that a verdict owes: escalations told, people warned, promises missed, macros sent; all by the one gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.gathering import gathered
from helpdesk.daemon.letters.offers import offer
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rules import Missed
from helpdesk.daemon.verdicts.rulings import timeline_of
from helpdesk.daemon.verdicts.then import done
from helpdesk.rules.macros import CannotExpand, expand
from helpdesk.rules.sla import TELL_AT, clocks_of, offered
from helpdesk.tickets.model import Alert, Changes, Event
from helpdesk.tickets.verdict import AssignTo, Clock, Escalate, Facts, Line, Notify, SendMacro

# What customers are told of, the greater one last.
_PROMISED: tuple[Clock, ...] = ("first_response", "resolution")


def mail_of_rules(desk: Desk, letters: Letters, now: datetime, changes: Changes) -> Changes:
    """`changes` with the mail that its verdict's actions owe; unchanged where no rule was asked."""
    if changes.verdict is None:
        return changes
    facts, verdict = changes.verdict
    missed, changes = _missed(desk, now, changes, facts)
    for action, line in verdict.actions:
        match action:
            case Escalate():
                changes = letters.escalated(now, changes, action, line, missed=missed)
                changes = letters.vendor(now, changes, action, line)
                changes = letters.handoff(now, changes, action, line)
                missed = None  # told in the same mail
            case SendMacro():
                changes = _macro(desk, letters, now, changes, facts, action, line)
            case AssignTo() if facts.happening in ("timer", "changed") and action.agent:
                # No mail of the customer tells her: she gets what is known of it.
                given = Escalate(action.team, action.tier, action.agent, "")
                changes = letters.handoff(now, changes, given, line)
            case Notify():
                changes = gathered(desk, now, changes, facts, verdict, action, line)
            case _:
                pass  # changes the ticket alone
    if missed is not None:
        changes = letters.delay(now, changes, missed, _promise_line(changes, missed, facts))
    return changes


def waits_to_tell(facts: Facts, clock: Clock) -> bool:
    """Whether the customer is still to hear that this promise will be missed."""
    return f"missed:{clock}" not in facts.fired


def _missed(desk: Desk, now: datetime, changes: Changes, facts: Facts) -> tuple[Missed | None, Changes]:
    """The promise that will not be kept, where its service tells customers, and the changes that remember it.

    Each is told once for a ticket; of several (the desk stood still) only the greatest is, and all count as told.
    """
    sla, found = changes.sla, None
    if facts.happening != "timer" or sla is None or not sla.tell_customer:
        return None, changes
    for clock in _PROMISED:
        state = facts.clocks.get(clock)
        if state is None or state.due is None or state.met or state.paused or state.used < TELL_AT:
            continue
        if waits_to_tell(facts, clock):
            new = offered(desk.policy, timeline_of(changes.ticket or facts.ticket, sla), clock, now)
            found = Missed(clock, state.due, new)
            changes = replace(changes, fired=(*changes.fired, f"missed:{clock}"))
    return found, changes


def _promise_line(changes: Changes, missed: Missed, facts: Facts) -> Line:
    service = changes.sla.service if changes.sla else ""
    used = facts.clocks[missed.clock].used
    return Line("sla", service, "sla.yaml", True, f"{missed.clock} at {used:.0%}, tell_customer")


def _macro(
    desk: Desk, letters: Letters, now: datetime, changes: Changes, facts: Facts, action: SendMacro, line: Line
) -> Changes:
    ticket = changes.ticket or facts.ticket
    known = replace(facts, ticket=ticket)
    if changes.sla is not None:
        known = replace(known, clocks=clocks_of(desk.policy, timeline_of(ticket, changes.sla), now))
    values = {"desk_name": desk.mailbox(ticket.mailbox).display_name, **offer(desk, ticket)}
    values |= action.values
    try:
        expanded = expand(desk.policy, action.macro, ticket.language, values, known)
    except CannotExpand as problem:
        # Nothing is sent; the ticket's change stands, and the admin reads why (B27).
        alert = Alert("template", f"{line.place} {line.rule}: {problem}", ticket.protocol)
        event = Event(ticket.protocol, now, "desk", "not-told", "", f"macro {action.macro}", str(problem))
        return replace(changes, alerts=(*changes.alerts, alert), events=(*changes.events, event))
    before = changes.outgoing
    changes = letters.macro(
        now, changes, expanded.text, line, ends=any(verb.field == "status" for verb in expanded.then)
    )
    if changes.outgoing == before or changes.outgoing[-1].park:
        return changes
    return done(desk, now, changes, facts, expanded.then, line)
