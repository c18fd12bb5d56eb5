"""The mail that a verdict owes: escalations told, people warned, promises missed, macros sent; all by the one gate."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import get_args

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters import Letters
from helpdesk.daemon.letters_rules import Missed
from helpdesk.mailflow import compose
from helpdesk.rules.macros import CannotExpand, expand
from helpdesk.rules.sla import TELL_AT
from helpdesk.tickets.model import Alert, Changes, Event
from helpdesk.tickets.verdict import Clock, Escalate, Facts, Line, Notify, SendMacro

_CLOCK = re.compile(r"sla\.(first_response|next_response|resolution)")
_NAMES: dict[str, Clock] = {each: each for each in get_args(Clock)}


def mail_of_rules(desk: Desk, letters: Letters, now: datetime, changes: Changes) -> Changes:
    """`changes` with the mail that its verdict's actions owe; unchanged where no rule was asked."""
    if changes.verdict is None:
        return changes
    facts, verdict = changes.verdict
    missed = _missed(changes, facts)
    if missed is not None:
        changes = replace(changes, fired=(*changes.fired, f"missed:{missed.clock}"))
    warnings: dict[str, list[tuple[compose.Warned, Line]]] = {}
    for action, line in verdict.actions:
        match action:
            case Escalate():
                changes = letters.escalated(now, changes, action, line, missed=missed)
                changes = letters.handoff(now, changes, action, line)
                missed = None  # told in the same mail
            case SendMacro():
                changes = _macro(desk, letters, now, changes, facts, action, line)
            case Notify():
                for agent in action.agents:
                    warned = _warned(changes, facts, action)
                    warnings.setdefault(agent, []).append((warned, line))
            case _:
                pass  # changes the ticket alone
    if missed is not None:
        changes = letters.delay(now, changes, missed, _promise_line(changes, missed, facts))
    for agent, lines in warnings.items():
        changes = letters.warn(now, changes, agent, lines)
    return changes


def waits_to_tell(facts: Facts, clock: Clock) -> bool:
    """Whether the customer is still to hear that this promise will be missed."""
    return f"missed:{clock}" not in facts.fired


def _missed(changes: Changes, facts: Facts) -> Missed | None:
    """The promise that will not be kept, where its service tells customers; each is told once for a ticket."""
    sla = changes.sla
    if facts.happening != "timer" or sla is None or not sla.tell_customer:
        return None
    for clock in ("first_response", "resolution"):
        state = facts.clocks.get(clock)
        if state is None or state.due is None or state.met or state.paused or state.used < TELL_AT:
            continue
        if waits_to_tell(facts, clock):
            return Missed(clock, state.due)
    return None


def _promise_line(changes: Changes, missed: Missed, facts: Facts) -> Line:
    service = changes.sla.service if changes.sla else ""
    used = facts.clocks[missed.clock].used
    return Line("sla", service, "sla.yaml", True, f"{missed.clock} at {used:.0%}, tell_customer")


def _warned(changes: Changes, facts: Facts, action: Notify) -> compose.Warned:
    ticket = changes.ticket or facts.ticket
    named = _CLOCK.search(action.about)
    if named is None:
        return compose.Warned(ticket, about=action.about)
    clock = _NAMES[named.group(1)]
    state = facts.clocks.get(clock)
    return compose.Warned(
        ticket, clock, state.due if state else None, state.used if state else 0.0, action.about
    )


def _macro(
    desk: Desk, letters: Letters, now: datetime, changes: Changes, facts: Facts, action: SendMacro, line: Line
) -> Changes:
    ticket = changes.ticket or facts.ticket
    try:
        expanded = expand(desk.policy, action.macro, ticket.language, action.values, facts)
    except CannotExpand as problem:
        # Nothing is sent; the ticket's change stands, and the admin reads why (B27).
        alert = Alert("template", f"{line.place} {line.rule}: {problem}", ticket.protocol)
        event = Event(ticket.protocol, now, "desk", "not-told", "", f"macro {action.macro}", str(problem))
        return replace(changes, alerts=(*changes.alerts, alert), events=(*changes.events, event))
    return letters.macro(now, changes, expanded.text, line)
