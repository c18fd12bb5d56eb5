"""A verdict for people and for programs: every rule, whether it held, where it stands, why, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

from helpdesk.rules.book import Book
from helpdesk.tickets.verdict import (
    STAGES,
    Action,
    AddTag,
    AssignTo,
    Escalate,
    Line,
    MoveTo,
    Notify,
    Quarantine,
    SendMacro,
    SetPriority,
    SetService,
    Verdict,
)

_HIT, _MISS, _SKIPPED = "✓", "✗", "–"


def explain(verdict: Verdict, book: Book) -> str:
    """Return the table of `rules explain`: a line for each rule in the order it was asked.

    ✓ held; ✗ did not, with the first condition that failed; – would have, but something stood before it. After →
    stands what came of it.
    """
    rows = [
        (line.stage, _mark(line), line.rule, line.place, line.matched, _done(line, verdict))
        for line in verdict.trace
    ]
    rule_width = max((len(row[2]) for row in rows), default=0)
    place_width = max((len(row[3]) for row in rows), default=0)
    shown, before = [], ""
    for stage, mark, rule, place, matched, done in rows:
        name = stage if stage != before else ""
        before = stage
        outcome = f"  → {done}" if done else ""
        shown.append(
            f"{name:<9}{mark} {rule:<{rule_width}}  {place:<{place_width}}  {matched}{outcome}".rstrip()
        )
    missing = [stage for stage in STAGES if all(row[0] != stage for row in rows)]
    shown += [f"{stage:<9}no rules" for stage in missing]
    shown.append(
        f"policy {verdict.revision}"
        + ("" if verdict.revision == book.revision else f" (now {book.revision})")
    )
    return "\n".join(shown) + "\n"


def as_records(verdict: Verdict) -> list[dict[str, object]]:
    """Return each rule's answer as plain data, with the actions it caused."""
    return [
        {
            "stage": line.stage,
            "rule": line.rule,
            "place": line.place,
            "hit": line.hit,
            "skipped": line.skipped,
            "matched": line.matched,
            "actions": [
                action_record(action) for action, cause in verdict.actions if _caused(action, cause, line)
            ],
        }
        for line in verdict.trace
    ]


def action_record(action: Action) -> dict[str, object]:
    """Return an action as plain data: its kind and its fields, times in ISO 8601."""
    return {
        "action": type(action).__name__,
        **{each.name: _plain(getattr(action, each.name)) for each in fields(action)},
    }


def action_words(action: Action) -> str:
    """Return what an action does, in a few words."""
    match action:
        case AddTag(tag):
            return f"+{tag}"
        case SetPriority(priority):
            return f"priority {priority}"
        case MoveTo(folder):
            return f"folder {folder}"
        case SetService(service, target):
            return f"service {service}[{target}]"
        case AssignTo(agent, team):
            return f"{agent or 'the queue'} of {team}"
        case Escalate(team, tier, agent, reason):
            return f"{team} ({tier}), {agent or 'its queue'}, because {reason}"
        case Notify(agents, about):
            return f"tell {', '.join(agents)}: {about}"
        case SendMacro(macro):
            return f"macro {macro}"
        case Quarantine():
            return "quarantine"


def _mark(line: Line) -> str:
    return _HIT if line.hit else _SKIPPED if line.skipped else _MISS


def _done(line: Line, verdict: Verdict) -> str:
    done = [action for action, cause in verdict.actions if _caused(action, cause, line)]
    return ", ".join(map(action_words, done))


def _caused(action: Action, cause: Line, line: Line) -> bool:
    """Whether the line's rule did it: of a notice, any of those that say so."""
    if (
        isinstance(action, Notify)
        and line.stage == cause.stage
        and any(line.rule in rules for rules in action.rules)
    ):
        return True
    return (cause.stage, cause.rule, cause.place) == (line.stage, line.rule, line.place)


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case tuple() | list() | frozenset():
            return [_plain(each) for each in value]
    return value
