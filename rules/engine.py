"""From facts to a verdict: one pass over the rulebook, in the order tags, folder, sla, assign, escalate. Pure.

How rules meet:
- tags: every rule is asked, in file order; what they add adds up, and a rule sees the tags of those before it. Of
  several priorities the highest wins; after the opening a rule may raise the priority, never lower it.
- folder, sla, assign: the first rule that holds wins. A folder whose condition reads the mail keeps its tickets when
  later mails say something else, unless a folder before it holds.
- a field a person has set (a pin) is never changed; the trace says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from helpdesk.rules import assign, escalate, handover, sla
from helpdesk.rules.book import AssignRule, Book, Folder, TagRule
from helpdesk.rules.synonyms import PRIORITIES
from helpdesk.rules.word_index import awake
from helpdesk.tickets.model import Priority
from helpdesk.tickets.verdict import (
    Action,
    AddTag,
    Clock,
    ClockFacts,
    Facts,
    Line,
    MoveTo,
    Quarantine,
    SendMacro,
    SetPriority,
    SetService,
    Verdict,
)

_PINNED = "a person has set it"
_NO_PERSON = "no person wrote"
_OF_THE_MAIL = frozenset({"subject", "text", "from", "attachment", "authenticated", "automatic"})
_DONE = ("resolved", "closed")
_NO_LINES: Mapping[int, Line] = {}


@dataclass(slots=True)
class _Pass:
    """A verdict in the making."""

    book: Book
    facts: Facts
    actions: list[tuple[Action, Line]] = field(default_factory=list)
    trace: list[Line] = field(default_factory=list)

    def act(self, action: Action, line: Line) -> None:
        self.actions.append((action, line))

    def ticket(self, **changes: object) -> None:
        """Let the stages that follow see what was decided."""
        self.facts = replace(self.facts, ticket=replace(self.facts.ticket, **changes))  # type: ignore[arg-type]


def decide(book: Book, facts: Facts) -> Verdict:
    """Return what the rules say of `facts`, each action with the line that caused it, and every rule's answer."""
    running = _Pass(book, facts)
    if facts.happening == "recalc":
        _sla_anew(running)
        return Verdict(tuple(running.actions), tuple(running.trace), book.revision)
    _tags(running)
    _folder(running)
    if facts.automatic:
        _nobody_waits(running)
    else:
        _sla(running)
        _assign(running)
        _escalate(running)
    return Verdict(tuple(running.actions), tuple(running.trace), book.revision)


def _nobody_waits(running: _Pass) -> None:
    """A machine is promised nothing and is nobody's work: what it writes is tagged and filed."""
    book = running.book
    for service in book.services:
        running.trace.append(Line("sla", service.id, service.place, False, _NO_PERSON))
    for rule in book.assign_rules:
        running.trace.append(Line("assign", rule.id, rule.place, False, _NO_PERSON))
    for step in book.escalation_rules:
        running.trace.append(Line("escalate", step.id, step.place, False, _NO_PERSON))


def _tags(running: _Pass) -> None:
    book, rules = running.book, running.book.tag_rules
    wanted: list[tuple[Priority, Line]] = []
    if book.tag_index is None:
        for rule in rules:
            running.trace.append(_tag_rule(rule, running, wanted))
    else:
        lines, known = list(book.tag_index.lines), book.tag_index.known
        for number in awake(book.tag_index, running.facts):
            lines[number] = _tag_rule(rules[number], running, wanted, known)
        running.trace += [line for line in lines if line is not None]
    if wanted:
        _priority(running, wanted)


def _tag_rule(
    rule: TagRule, running: _Pass, wanted: list[tuple[Priority, Line]], known: Mapping[int, Line] = _NO_LINES
) -> Line:
    facts = running.facts
    answer = rule.when.test(facts)
    line = None if answer.holds else known.get(id(answer))
    if line is None:
        line = Line("tags", rule.id, rule.place, answer.holds, answer.words)
    if not answer.holds:
        return line
    new = tuple(tag for tag in rule.add if tag not in facts.ticket.tags)
    free = tuple(tag for tag in new if f"tag:{tag}" not in facts.pins)
    if new != free:
        held = ", ".join(tag for tag in new if tag not in free)
        idle = not (free or rule.priority or rule.macro or rule.quarantine)
        words = f"{answer.words} (not {held}: {_PINNED})"
        line = Line("tags", rule.id, rule.place, not idle, words, skipped=idle)
    for tag in free:
        running.act(AddTag(tag), line)
    if free:
        running.ticket(tags=(*facts.ticket.tags, *free))
    if rule.priority:
        wanted.append((rule.priority, line))
    if rule.macro and rule.id not in facts.fired and not facts.automatic:
        running.act(SendMacro(rule.macro), line)
    if rule.quarantine and facts.happening == "opened":
        running.act(Quarantine(rule.id), line)
    return line


def _priority(running: _Pass, wanted: list[tuple[Priority, Line]]) -> None:
    """The highest priority that rules ask for; the first of those who ask for it gave it."""
    priority, line = max(wanted, key=lambda each: PRIORITIES.index(each[0]))
    current = running.facts.ticket.priority
    raises = PRIORITIES.index(priority) > PRIORITIES.index(current)
    if "priority" in running.facts.pins or priority == current:
        return
    if raises or running.facts.happening == "opened":
        running.act(SetPriority(priority), line)
        running.ticket(priority=priority)


def _folder(running: _Pass) -> None:
    chosen: Folder | None = None
    facts = running.facts
    current = facts.ticket.folder if facts.happening != "opened" else ""
    pinned = "folder" in facts.pins
    for folder in running.book.folders:
        holds, words = _in_folder(folder, facts, current)
        if not holds:
            running.trace.append(Line("folder", folder.name, folder.place, False, words))
        elif chosen is not None or pinned:
            before = f"{chosen.name} comes first" if chosen else _PINNED
            words = f"{words}: {before}" if words else before
            running.trace.append(Line("folder", folder.name, folder.place, False, words, skipped=True))
            chosen = chosen or folder
        else:
            chosen = folder
            line = Line("folder", folder.name, folder.place, True, words)
            running.trace.append(line)
            if folder.name != facts.ticket.folder:
                running.act(MoveTo(folder.name), line)
                running.ticket(folder=folder.name)


def _in_folder(folder: Folder, facts: Facts, current: str) -> tuple[bool, str]:
    if folder.when is None:
        return True, "default"
    answer = folder.when.test(facts)
    if not answer.holds and folder.name == current and _reads_mail(folder.when.needs):
        return True, "is here already, by an earlier mail"
    return answer.holds, answer.words


def _reads_mail(needs: frozenset[str]) -> bool:
    return any(need in _OF_THE_MAIL or need.startswith("header.") for need in needs)


def _sla(running: _Pass) -> None:
    """A ticket keeps what it was promised when it was opened, unless its priority changes: promises hang on it."""
    if not running.book.services:
        return
    changed = "priority" in running.facts.changed or any(
        isinstance(act, SetPriority) for act, _ in running.actions
    )
    again = changed and bool(running.facts.ticket.service)
    service, lines = sla.choose(running.book, running.facts, again)
    running.trace += lines
    hits = [line for line in lines if line.hit]
    if service is not None and hits:
        running.act(service, hits[-1])
        running.ticket(service=service.service)
        running.facts = replace(running.facts, clocks=_started(running.facts.clocks, service))


def _sla_anew(running: _Pass) -> None:
    """The promises made again, by whichever service and target hold now; where none does, there are none any more."""
    if running.facts.automatic:
        _nobody_waits(running)
        return
    service, lines = sla.choose(running.book, running.facts, again=True)
    running.trace += lines
    if service is None and running.facts.ticket.service:
        lines = [Line("sla", "", "sla.yaml", True, "no service promises it anything now")]
        running.trace += lines
        service = SetService("", 0, dict.fromkeys(sla.CLOCKS), tell_customer=False)
    if service is not None:
        running.act(service, next(line for line in reversed(lines) if line.hit))


def _started(clocks: Mapping[Clock, ClockFacts], service: SetService) -> dict[Clock, ClockFacts]:
    """The clocks as they stand after a promise: those already running keep their share until they are read again."""
    started = {clock: ClockFacts(due, 0.0) for clock, due in service.due.items() if due is not None}
    return {**started, **clocks}


def _assign(running: _Pass) -> None:
    """The first rule that holds chooses, where nobody has the ticket, or they lose it, and no person decided."""
    chosen: AssignRule | None = None
    facts = running.facts
    ticket = facts.ticket
    stands = leaves = ""
    if "assignee" in facts.pins or "team" in facts.pins:
        stands = _PINNED
    elif ticket.status in _DONE:
        stands = f"it is {ticket.status}"
    elif ticket.assignee:
        leaves = handover.leaves(running.book, facts)
        stands = "" if leaves else f"{ticket.assignee} has it"
    for rule in running.book.assign_rules:
        answer = rule.when.test(facts) if rule.when else None
        words = answer.words if answer else "always"
        why = stands
        if chosen:
            why = why or f"{chosen.id} comes first"
        elif ticket.team not in ("", rule.to):
            why = why or f"it is with {ticket.team}"
        if answer and not answer.holds:
            running.trace.append(Line("assign", rule.id, rule.place, False, words))
        elif why:
            running.trace.append(Line("assign", rule.id, rule.place, False, f"{words}: {why}", skipped=True))
        else:
            chosen = rule
            _choose(running, rule.to, rule, leaves)
    if ticket.team in running.book.teams and not chosen and not stands:
        _choose(running, ticket.team, None, leaves)


def _choose(running: _Pass, team_id: str, rule: AssignRule | None, leaves: str) -> None:
    """Give the ticket to somebody of the team, by a rule, or (where no rule sends there) to whoever is free; not to
    the one it `leaves`."""
    team = running.book.teams.get(team_id)
    but = (running.facts.ticket.assignee,) if leaves else ()
    given, line = assign.choose(running.book, running.facts, team_id, rule, but)
    if leaves:
        line = replace(line, matched=f"{leaves}; {line.matched}")
    if rule is None and team:
        line = replace(line, rule=f"queue of {team_id}", place=team.place)
    running.trace.append(line)
    if given is not None:
        running.act(given, line)
        tier = team.tier if team else running.facts.ticket.tier
        running.ticket(assignee=given.agent, team=given.team, tier=tier)


def _escalate(running: _Pass) -> None:
    if not running.book.escalation_rules:
        return
    found, lines = escalate.due(running.book, running.facts)
    running.trace += lines
    running.actions += found
