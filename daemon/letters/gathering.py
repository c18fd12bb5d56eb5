"""Warnings that rules owe to agents: set as timers, of which tickets/timers.py makes one for each agent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from helpdesk.daemon.desk import Desk
from helpdesk.rules.warn_time import warn_at
from helpdesk.tickets.decide_rules import because, told_by
from helpdesk.tickets.model import Agent, Changes, Timer
from helpdesk.tickets.sla_state import ENDED
from helpdesk.tickets.timers import WARN_AGENT
from helpdesk.tickets.times import from_micros, to_micros
from helpdesk.tickets.verdict import Clock, Facts, Line, Notify, Verdict

HANDED_OVER = "handed-over"
_CLOCK = re.compile(r"sla\.(first_response|next_response|resolution)")
_NAMES: dict[str, Clock] = {each: each for each in get_args(Clock)}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a warning is about ('sla.first_response 80%'), the rules that say so, and why, a line a rule. Of a
    hand-over, `words` tell it in her language, and `holder` is the agent who then had the ticket ('' = the queue)."""

    about: str
    rules: tuple[str, ...]
    why: str
    words: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """One warning on its way: of which ticket, what it says, since when, and whether the ticket had ended even then."""

    ticket: str
    said: tuple[Said, ...]
    since: datetime
    ended: bool

    @property
    def about(self) -> str:
        """All it is about: 'sla.first_response 80%; forgotten'."""
        return "; ".join(one.about for one in self.said)

    @property
    def why(self) -> str:
        """Why in one line, by all its rules."""
        return "; ".join(dict.fromkeys(line for one in self.said for line in one.why.split("\n")))


def gathered(
    desk: Desk,
    now: datetime,
    changes: Changes,
    facts: Facts,
    verdict: Verdict,
    action: Notify,
    line: Line,
) -> Changes:
    """`changes` with a timer for each agent who is to be told. No mail is written yet: one a ticket would be a storm
    after an outage (B31)."""
    ticket = changes.ticket or facts.ticket
    dues = [
        state.due
        for clock in clocks_in(action.about)
        if (state := facts.clocks.get(clock)) is not None and state.due is not None and state.due > now
    ]
    abouts = action.about.split("; ")
    rules = action.rules or ((line.rule,),) * len(abouts)
    payload = {
        "said": [
            {"about": about, "rules": list(of_one), "why": "\n".join(why)}
            for about, of_one, why in zip(abouts, rules, told_by(action, line, verdict), strict=True)
        ],
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


def given(desk: Desk, now: datetime, changes: Changes, agent: Agent, words: str, line: Line) -> Changes:
    """`changes` with the hand-over of their ticket told to an agent among her warnings: it is one of many."""
    ticket = changes.ticket
    if ticket is None:
        return changes
    said = {
        "about": HANDED_OVER,
        "rules": [line.rule],
        "why": because(line, desk.policy.revision),
        "words": words,
        "holder": ticket.assignee,
    }
    payload = {"agent": agent.id, "said": [said], "since": to_micros(now), "ended": False}
    at = warn_at(now, desk.store.last_counted(warned_key(agent.id)), None)
    return replace(changes, timers=(*changes.timers, Timer(WARN_AGENT, at, payload, ticket.protocol)))


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
        tuple(map(_said, _saids(payload))),
        from_micros(int(payload["since"])),
        bool(payload["ended"]),
    )


def _saids(payload: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What it says; one that an earlier release set has a single rule for all it is about."""
    if "said" in payload:
        return list(payload["said"])
    rule, why = payload["rule"], payload["why"]
    return [{"about": about, "rules": [rule], "why": why} for about in payload["about"].split("; ")]


def _said(plain: Mapping[str, Any]) -> Said:
    rules = tuple(map(str, plain["rules"]))
    words, holder = str(plain.get("words", "")), str(plain.get("holder", ""))
    return Said(str(plain["about"]), rules, str(plain["why"]), words, holder)
