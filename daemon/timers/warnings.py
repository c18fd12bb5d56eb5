"""An agent's warnings are due: one mail about all that is still so, and on every ticket a word that she was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.gathering import HANDED_OVER, Owed, Said, clocks_in, owed_by
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import timeline_of
from helpdesk.mailflow.compose import Warned
from helpdesk.rules.sla import clocks_of
from helpdesk.tickets.model import Changes, Event, Ticket, Timer
from helpdesk.tickets.sla_state import ENDED, SlaState


def take_warnings(desk: Desk, letters: Letters, sheet: Sheet, timer: Timer) -> Changes:
    """What is true no more (answered, ended, waiting for the customer) is left out, and its ticket says so; where
    nothing is left, no mail goes."""
    who, now = str(timer.payload["agent"]), sheet.now
    agent = desk.agent(who)
    told: list[tuple[Warned, Said, Owed]] = []
    events: list[Event] = []
    for owed in owed_by(timer):
        ticket = desk.store.ticket(owed.ticket)
        if ticket is None:
            continue
        found, over = _looked_at(desk, ticket, owed, now)
        if agent is None:
            found, over = [], "nobody has this id any more"
        told += [(warned, said, owed) for warned, said in found]
        if not found:
            what = f"warning to {who} ({owed.about})"
            events.append(Event(owed.ticket, now, "desk", "not-told", "", what, f"{over} · {owed.why}"))
    changes = Changes("done", "command", f"warnings to {who}", protocol=timer.ticket, events=tuple(events))
    if agent is None or not told:
        return changes
    changes = letters.warn(now, changes, agent, [(warned, said.rules) for warned, said, _ in told])
    if not changes.outgoing:
        return changes
    owned = dict.fromkeys(owed for _, _, owed in told)
    events += [Event(one.ticket, now, "desk", "warned", "", f"{who} ({one.about})", one.why) for one in owned]
    return replace(changes, events=tuple(events))


def _looked_at(
    desk: Desk, ticket: Ticket, owed: Owed, now: datetime
) -> tuple[list[tuple[Warned, Said]], str]:
    """What there is to say of it now; nothing, and why."""
    if ticket.status in ENDED and not owed.ended:
        return [], f"it is {ticket.status}"
    sla, over = desk.store.sla(ticket.id), ""
    found: list[tuple[Warned, Said]] = []
    for said in owed.said:
        about = said.about
        if about == HANDED_OVER:
            over = over or _passed_on(ticket, said)
            found += [] if over else [(Warned(ticket, about=said.words, why=said.why, handed=True), said)]
            continue
        if not clocks_in(about):
            spoken = _answered(desk, sla, about, owed)
            over = over or spoken
            found += [] if spoken else [(Warned(ticket, about=about, why=said.why), said)]
            continue
        clocks = clocks_of(desk.policy, timeline_of(ticket, sla), now)
        for clock in clocks_in(about):
            state = clocks.get(clock)
            if state is None or state.due is None or state.met or state.paused:
                stands = state is not None and state.paused
                over = over or f"{clock} {'stands still' if stands else 'is owed no more'}"
            else:
                found.append((Warned(ticket, clock, state.due, state.used, about, said.why), said))
    return found, over


def _passed_on(ticket: Ticket, said: Said) -> str:
    """Who has the ticket by now, where that is not who was given it."""
    return "" if ticket.assignee == said.holder else f"{ticket.assignee or 'the queue'} has it by now"


def _answered(desk: Desk, sla: SlaState, about: str, owed: Owed) -> str:
    """Why a rule that warns of silence has nothing to say any more, '' where it has or warns of something else."""
    name = about.partition(",")[0]
    silence = any("idle" in rule.when.needs for rule in desk.policy.escalation_rules if rule.id == name)
    spoken = sla.last_reply_at is not None and sla.last_reply_at >= owed.since
    return "it was answered meanwhile" if silence and spoken else ""
