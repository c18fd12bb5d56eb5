"""What a verdict of the rules changes: pure, from actions to the ticket's fields, its history and its timers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, assert_never

from helpdesk.tickets.model import Changes, Event, Tally, Ticket, Timer
from helpdesk.tickets.sla_state import CLOCKS, SlaState
from helpdesk.tickets.times import rfc3339
from helpdesk.tickets.verdict import (
    Action,
    AddTag,
    AssignTo,
    Escalate,
    Facts,
    Line,
    MoveTo,
    Notify,
    Quarantine,
    SendMacro,
    SetPriority,
    SetService,
    Verdict,
)


@dataclass
class _Draft:
    """The ticket while the actions are done one after the other; copied once, at the end."""

    before: Ticket
    sla: SlaState
    pins: frozenset[str]
    now: datetime
    verdict: Verdict
    values: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    fired: list[str] = field(default_factory=list)
    turn: tuple[str, str] | None = None

    def told(self, kind: str, before: str, after: str, line: Line) -> None:
        """Writes the event, with its reason."""
        self.told_because(kind, before, after, because(line, self.verdict.revision))

    def told_because(self, kind: str, before: str, after: str, reason: str) -> None:
        """Writes the event with a reason in words."""
        self.events.append(Event(self.before.protocol, self.now, "rule", kind, before, after, reason))

    def value(self, name: str) -> Any:
        """The ticket's field as it now is."""
        return self.values[name] if name in self.values else getattr(self.before, name)

    def ticket(self) -> Ticket:
        """The ticket as it shall be; the same one where nothing about it is new."""
        new = {name: value for name, value in self.values.items() if value != getattr(self.before, name)}
        if not new:
            return self.before
        return replace(self.before, **new, updated_at=max(self.before.updated_at, self.now))


def apply(
    verdict: Verdict,
    changes: Changes,
    now: datetime,
    *,
    facts: Facts,
    sla: SlaState,
    timers: Sequence[Timer] = (),
    cancel_timers: Sequence[str] = (),
) -> Changes:
    """`changes` with all the verdict does to the ticket, and the verdict itself to be stored with `facts`.

    `sla` is the ticket's promises before the verdict, this event's message already lived (`sla_state.lived`); `timers`
    are those of its thresholds, which replace what stands of the kinds in `cancel_timers`. What a person has pinned is
    left as it is, whatever the verdict says. Nothing is sent here: Notify and SendMacro become events, the macro with a
    tally `rule-mail:RULE` for the brake (threats B26), and the caller writes the mail.
    """
    before = changes.ticket or facts.ticket
    draft = _Draft(before, sla, facts.pins, now, verdict)
    for action, line in verdict.actions:
        _do(action, line, draft)
    # Escalations and macros act once for a ticket.
    fired = [line.rule for line in verdict.trace if line.stage == "escalate" and line.hit] + draft.fired
    ticket = draft.ticket()
    return replace(
        changes,
        ticket=changes.ticket if ticket is before else ticket,
        events=(*changes.events, *draft.events),
        tallies=(*changes.tallies, *draft.tallies),
        timers=(*changes.timers, *timers),
        cancel_timers=tuple(dict.fromkeys((*changes.cancel_timers, *cancel_timers))),
        turn=draft.turn or changes.turn,
        fired=tuple(dict.fromkeys((*changes.fired, *fired))),
        sla=draft.sla,
        verdict=(facts, verdict),
        protocol=changes.protocol or ticket.protocol,
    )


def because(line: Line, revision: str) -> str:
    """The reason of an event: the rule by file and line, what matched, and the revision of the policy."""
    rule = " ".join(part for part in (line.place, line.rule) if part)
    return " · ".join(part for part in (rule, line.matched, revision) if part)


def told_by(action: Notify, line: Line, verdict: Verdict) -> tuple[tuple[str, ...], ...]:
    """Why people are told, by every rule that says so, for each thing the notice is about; by that of `line`, where the
    notice names none."""
    lines = {each.rule: each for each in verdict.trace if each.stage == line.stage}
    rules = action.rules or ((line.rule,),) * len(action.about.split("; "))
    return tuple(
        tuple(because(lines.get(rule, line), verdict.revision) for rule in of_one) for of_one in rules
    )


def _do(action: Action, line: Line, draft: _Draft) -> None:
    match action:
        case AddTag():
            _tag(action, line, draft)
        case SetPriority():
            _set("priority", "priority", action.priority, line, draft)
        case MoveTo():
            _set("folder", "filed", action.folder, line, draft)
        case SetService():
            _promise(action, line, draft)
        case AssignTo():
            _assign(action, line, draft)
        case Escalate():
            _escalate(action, line, draft)
        case Notify():
            after = f"{', '.join(action.agents)} ({action.about})"
            reasons = dict.fromkeys(why for whys in told_by(action, line, draft.verdict) for why in whys)
            draft.told_because("notified", "", after, "; ".join(reasons))
        case SendMacro():
            draft.told("macro", "", action.macro, line)
            draft.fired.append(line.rule)
            draft.tallies.append(Tally(mail_key(line.rule), draft.now))
        case Quarantine():
            pass  # where it takes effect there is no ticket; released, it is an ordinary one
        case _:
            assert_never(action)


def mail_key(rule: str) -> str:
    """The tally under which the mails a rule has sent are counted."""
    return f"rule-mail:{rule}"


def _tag(action: AddTag, line: Line, draft: _Draft) -> None:
    tags = draft.value("tags")
    if action.tag in tags or f"tag:{action.tag}" in draft.pins:
        return
    draft.values["tags"] = (*tags, action.tag)
    draft.told("tagged", "", action.tag, line)


def _set(name: str, kind: str, value: str, line: Line, draft: _Draft) -> None:
    """One field of the ticket that has a pin of its own name."""
    before = draft.value(name)
    if before == value or name in draft.pins:
        return
    draft.values[name] = value
    draft.told(kind, before, value, line)


def _promise(action: SetService, line: Line, draft: _Draft) -> None:
    """A clock the action does not name keeps its promise; one it sets to None stops."""
    before = draft.sla
    draft.values["service"] = action.service
    draft.sla = replace(
        before,
        service=action.service,
        target=action.target,
        first_response=action.due.get("first_response", before.first_response),
        next_response=action.due.get("next_response", before.next_response),
        resolution=action.due.get("resolution", before.resolution),
        tell_customer=action.tell_customer,
    )
    if draft.sla != before:
        draft.told("promised", _promised(before), _promised(draft.sla), line)


def _promised(state: SlaState) -> str:
    """'tienda[0] first_response 2026-11-20T08:40:00.000Z resolution ...', '' where nothing is promised."""
    if not state.service:
        return ""
    dues = zip(CLOCKS, (state.first_response, state.next_response, state.resolution), strict=True)
    return " ".join(
        [f"{state.service}[{state.target}]", *(f"{clock} {rfc3339(due)}" for clock, due in dues if due)]
    )


def _assign(action: AssignTo, line: Line, draft: _Draft) -> None:
    _set("team", "team", action.team, line, draft)
    if action.tier and "team" not in draft.pins:
        draft.values["tier"] = action.tier
    if "assignee" in draft.pins:
        return
    _set("assignee", "assigned", action.agent, line, draft)
    if action.turn:
        draft.turn = (action.turn, action.agent)


def _escalate(action: Escalate, line: Line, draft: _Draft) -> None:
    """To another team altogether: where a person has said which team it is, it stays."""
    if "team" in draft.pins:
        return
    before = f"{draft.value('tier')} {draft.value('team')}".strip()
    draft.values |= {"team": action.team, "tier": action.tier}
    draft.told("escalated", before, f"{action.tier} {action.team} ({action.reason})", line)
    _set("assignee", "assigned", action.agent, line, draft)
    if action.turn:
        draft.turn = (action.turn, action.agent)
