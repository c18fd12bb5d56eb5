"""What a ticket left alone sets off: people are warned, and it moves on to those who can do more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from helpdesk.rules.assign import choose, rule_for
from helpdesk.rules.audience import audience
from helpdesk.rules.book import Answer, Book, Condition, EscalationRule
from helpdesk.rules.condition_tree import Atom, Either, Every, Tree
from helpdesk.tickets.verdict import Action, Escalate, Facts, Line, Notify, SendMacro

_PINS = ("team", "assignee")
_DONE = ("resolved", "closed")


@dataclass(slots=True)
class _Sweep:
    """What the rules set off so far, and the ticket as it stands after it."""

    book: Book
    facts: Facts
    lines: dict[str, Line] = field(default_factory=dict)
    told: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # agent -> what about -> rules
    move: tuple[Escalate, Line] | None = None
    macro: tuple[SendMacro, Line] | None = None


def due(book: Book, facts: Facts) -> tuple[list[tuple[Action, Line]], list[Line]]:
    """Ask every rule that has not fired for this ticket yet; one that holds fires, and never again for it.

    A rule sees the ticket as those before it leave it, and all are asked again once it has moved: so what was missed
    in an outage leads straight to the highest team due. Of several moves only the last is made, of several macros
    the last is sent, and each person is told once of everything: nobody gets three mails for three days. The rules
    that fired are those of the lines that hit. A ticket that is done sets off only rules that ask for its status.
    A person's pin on team or assignee forbids the move; then the assignee and the lead are told that it was due.
    """
    sweep = _Sweep(book, facts)
    before = None
    while before != sweep.facts.ticket.team:
        before = sweep.facts.ticket.team
        for rule in book.escalation_rules:
            line = sweep.lines.get(rule.id)
            if line is None or not (line.hit or line.skipped):
                sweep.lines[rule.id] = _ask(rule, sweep)
    return list(_actions(sweep, facts.ticket.team)), list(sweep.lines.values())


def _ask(rule: EscalationRule, sweep: _Sweep) -> Line:
    if rule.id in sweep.facts.fired:
        return Line("escalate", rule.id, rule.place, False, "has fired for this ticket", skipped=True)
    status = sweep.facts.ticket.status
    if status in _DONE and "status" not in rule.when.needs:
        return Line("escalate", rule.id, rule.place, False, f"it is {status}")
    answer = rule.when.test(sweep.facts)
    if not answer.holds:
        return Line("escalate", rule.id, rule.place, False, answer.words)
    return _fire(rule, answer, sweep)


def _fire(rule: EscalationRule, answer: Answer, sweep: _Sweep) -> Line:
    ticket, pins = sweep.facts.ticket, sweep.facts.pins
    pinned = [pin for pin in _PINS if pin in pins]
    there = rule.to == ticket.team or rule.to not in sweep.book.teams
    moves = bool(rule.to) and not pinned and not there
    if rule.to and there and not rule.notify and not rule.macro:
        why = f"{rule.to} has it" if rule.to == ticket.team else f"there is no team {rule.to}"
        return Line("escalate", rule.id, rule.place, False, f"{answer.words}: {why}", skipped=True)
    line = Line("escalate", rule.id, rule.place, True, answer.words)
    notify, about = rule.notify, subject(rule, sweep)
    if rule.to and pinned and not there:
        line = replace(line, matched=f"{answer.words}: not moved to {rule.to}, a person set the {pinned[0]}")
        notify, about = (*notify, "assignee", "lead"), f"{about}, not moved to {rule.to}"
    if notify:
        for who in audience(sweep.book, sweep.facts, notify):
            sweep.told.setdefault(who, {}).setdefault(about, []).append(rule.id)
    if moves:
        line = _moved(rule, line, sweep)
    if rule.macro:
        sweep.macro = (SendMacro(rule.macro), line)
    return line


def _moved(rule: EscalationRule, line: Line, sweep: _Sweep) -> Line:
    """Move the ticket in the sweep, with an agent of the new team; an earlier move of this sweep is overtaken."""
    book, facts = sweep.book, sweep.facts
    if sweep.move is not None:
        earlier = sweep.move[1]
        sweep.lines[earlier.rule] = replace(earlier, matched=f"{earlier.matched}; overtaken by {rule.id}")
        if sweep.macro is not None and sweep.macro[1].rule == earlier.rule:
            sweep.macro = None
    free = replace(facts, ticket=replace(facts.ticket, team="", assignee=""))
    given, why = choose(book, free, rule.to, rule_for(book, facts, rule.to))
    agent, turn = (given.agent, given.turn) if given else ("", "")
    team = book.teams[rule.to]
    if team.vendor and not team.members:  # the vendor answers the desk; somebody has to answer the customer
        agent = facts.ticket.assignee
    line = replace(line, matched=f"{line.matched} → {agent or 'the queue'} of {team.id} ({why.matched})")
    action = Escalate(team.id, team.tier, agent, rule.reason, rule.handoff, rule.tell_customer, turn)
    sweep.move = (action, line)
    sweep.facts = replace(facts, ticket=replace(facts.ticket, team=team.id, tier=team.tier, assignee=agent))
    return line


def _actions(sweep: _Sweep, was: str) -> Iterator[tuple[Action, Line]]:
    """One notice for those who are told the same by the same rules, then the move, then the macro."""
    groups: dict[tuple[tuple[str, tuple[str, ...]], ...], list[str]] = {}
    for who, abouts in sweep.told.items():
        groups.setdefault(tuple((about, tuple(rules)) for about, rules in abouts.items()), []).append(who)
    for said, agents in groups.items():
        about, rules = "; ".join(about for about, _ in said), tuple(rules for _, rules in said)
        yield Notify(tuple(agents), about, rules), sweep.lines[rules[-1][-1]]
    if sweep.move is not None and sweep.move[0].team != was:
        yield sweep.move
    if sweep.macro is not None:
        yield sweep.macro


def subject(rule: EscalationRule, sweep: _Sweep) -> str:
    """What a warning is about: 'sla.first_response 80%', of several the highest reached; else the rule's name.

    After an outage a rule of 80 % and one of 100 % are both about 100 %, so that this is said once.
    """
    words = []
    for name, clock in sweep.facts.clocks.items():
        asked = [share for share in _shares(rule.when, f"sla.{name}") if share <= clock.used]
        reached = [share for key, share in sweep.book.thresholds if key == name and share <= clock.used]
        if asked:
            words.append(f"sla.{name} {max([*asked, *reached]):.0%}")
    return ", ".join(words) or rule.id


def _shares(condition: Condition, key: str) -> Iterator[float]:
    """The shares of a clock that a condition asks for; what stands under a `not` is not asked for."""
    source = condition.source
    parts: Sequence[Tree] = [source] if isinstance(source, Atom | Every | Either) else []
    while parts:
        first, *rest = parts
        if isinstance(first, Atom) and first.key == key and first.op in (">=", ">"):
            yield first.bound
        parts = [*first.parts, *rest] if isinstance(first, Every | Either) else rest
