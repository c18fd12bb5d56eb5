"""Warnings that rules owe to agents: set as timers, of which tickets/timers.py makes one for each agent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from helpdesk.daemon.desk import Desk
from helpdesk.rules.warn_time import warn_at
from helpdesk.tickets.decide_rules import because
from helpdesk.tickets.model import Changes, Timer
from helpdesk.tickets.sla_state import ENDED
from helpdesk.tickets.timers import WARN_AGENT
from helpdesk.tickets.times import from_micros, to_micros
from helpdesk.tickets.verdict import Clock, Facts, Line, Notify

_CLOCK = re.compile(r"sla\.(first_response|next_response|resolution)")
_NAMES: dict[str, Clock] = {each: each for each in get_args(Clock)}


@dataclass(frozen=True, slots=True)
class Owed:
    """One warning on its way: of which ticket, about what ('sla.first_response 80%; forgotten'), by which rule, why in
    words, since when, and whether the ticket had ended even then."""

    ticket: str
    about: str
    rule: str
    why: str
    since: datetime
    ended: bool


def gathered(
    desk: Desk, now: datetime, changes: Changes, facts: Facts, action: Notify, line: Line
) -> Changes:
    """`changes` with a timer for each agent who is to be told. No mail is written yet: one a ticket would be a storm
    after an outage (B31)."""
    ticket = changes.ticket or facts.ticket
    dues = [
        state.due
        for clock in clocks_in(action.about)
        if (state := facts.clocks.get(clock)) is not None and state.due is not None and state.due > now
    ]
    payload = {
        "about": action.about,
        "rule": line.rule,
        "why": because(line, desk.policy.revision),
        "since": to_micros(now),
        "ended": ticket.status in ENDED,
    }
    timers = [
        Timer(
            WARN_AGENT,
            warn_at(now, desk.store.last_counted(warned_key(agent)), min(dues, default=None)),
            {"agent": agent, **payload},
            ticket.protocol,
        )
        for agent in action.agents
    ]
    return replace(changes, timers=(*changes.timers, *timers))


def owed_by(timer: Timer) -> list[Owed]:
    """The warnings of a timer that has gathered them."""
    return [_owed(one) for one in timer.payload["warnings"]]


def clocks_in(about: str) -> list[Clock]:
    """The clocks that 'sla.first_response 80%, sla.resolution 100%' names."""
    return [_NAMES[name] for name in _CLOCK.findall(about)]


def warned_key(agent: str) -> str:
    """The tally of an agent's mails of warnings."""
    return f"warned:{agent}"


def _owed(payload: Mapping[str, Any]) -> Owed:
    return Owed(
        str(payload["ticket"]),
        str(payload["about"]),
        str(payload["rule"]),
        str(payload["why"]),
        from_micros(int(payload["since"])),
        bool(payload["ended"]),
    )
