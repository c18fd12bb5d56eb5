"""tags.yaml, folders.yaml, assignment.yaml and escalation.yaml: the rules proper, compiled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from helpdesk.rules.book import AssignRule, EscalationRule, Fastest, Folder, TagKind, TagRule
from helpdesk.rules.conditions import compile_when
from helpdesk.rules.durations import elapsed
from helpdesk.rules.faults import keyed, listed, top
from helpdesk.rules.load_time import maybe, plain
from helpdesk.rules.loading import Loading
from helpdesk.rules.names import check_name
from helpdesk.rules.nearest import suggestion
from helpdesk.rules.schema import TagEntry
from helpdesk.rules.schema_rules import (
    AssignEntry,
    EscalateEntry,
    EscalationEntry,
    FastestEntry,
    FolderEntry,
    ReasonEntry,
    TagRuleEntry,
)
from helpdesk.rules.synonyms import PRIORITIES
from helpdesk.rules.yaml_text import Path, Read
from helpdesk.tickets.model import Language

PEOPLE = ("assignee", "team", "lead", "admin")
_LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")


def tags(loading: Loading) -> tuple[dict[str, tuple[str, TagKind]], tuple[TagRule, ...]]:
    """Return the tags (name as people read it, kind) and the rules that put them on, in order."""
    read = loading.reads.get("tags.yaml")
    if read is None:
        return {}, ()
    top(read, ("tags", "rules"))
    named = {
        name: (entry.name or name, entry.kind)
        for name, entry in keyed(read, "tags", TagEntry, ids="tag").items()
    }
    rules = []
    for index, entry in listed(read, "rules", TagRuleEntry):
        path: Path = ("rules", index)
        _rule_id(entry.id, path, read, loading)
        for number, tag in enumerate(entry.add):
            check_name("tag", tag, loading.names, read, (*path, "add", number))
        if entry.macro:
            check_name("macro", entry.macro, loading.names, read, (*path, "macro"))
        if not (entry.add or entry.set or entry.macro or entry.quarantine):
            fix = "add: [...], set: {...}, macro: ... or quarantine: true"
            read.flaws.append(read.flaw(path, f"{entry.id} does nothing", fix))
        priority = next((each for each in PRIORITIES if entry.set and each == entry.set.priority), None)
        when = compile_when(plain(entry.when), (*path, "when"), read, loading.names)
        macro = entry.macro or ""
        rules.append(
            TagRule(entry.id, read.place(path), when, tuple(entry.add), priority, macro, entry.quarantine)
        )
    return named, tuple(rules)


def folders(loading: Loading) -> tuple[Folder, ...]:
    """Return the folders in order of precedence."""
    read = loading.reads.get("folders.yaml")
    if read is None:
        return ()
    top(read, ("folders",), "folders")
    found: list[Folder] = []
    first: dict[str, str] = {}
    for index, entry in listed(read, "folders", FolderEntry):
        path: Path = ("folders", index)
        if entry.name in first:
            what = f'the folder "{entry.name}" stands here twice ({first[entry.name]})'
            read.flaws.append(
                read.flaw((*path, "name"), what, "Join both conditions in a list: when: [{...}, {...}]")
            )
        first.setdefault(entry.name, read.place(path))
        conditional = (*path, "when") in read.keys
        if entry.default and conditional:
            read.flaws.append(
                read.flaw((*path, "when"), "the default takes what is left: it has no condition", at_key=True)
            )
        elif not entry.default and not conditional:
            fix = "when: {...}, or default: true"
            read.flaws.append(read.flaw(path, f'the folder "{entry.name}" has no condition', fix))
        when = None if entry.default else maybe(entry.when, (*path, "when"), read, loading)
        found.append(Folder(entry.name, read.place(path), when))
    if found and all(folder.when for folder in found):
        what = "no folder is the default: a ticket that fits none of them is in none"
        read.flaws.append(
            read.flaw(("folders",), what, "{name: ..., default: true}", at_key=True, severity="warning")
        )
    return tuple(found)


def assignment(loading: Loading) -> tuple[AssignRule, ...]:
    """Return the assignment rules in order."""
    read = loading.reads.get("assignment.yaml")
    if read is None:
        return ()
    top(read, ("assign",), "assign")
    found = []
    for index, entry in listed(read, "assign", AssignEntry):
        path: Path = ("assign", index)
        _rule_id(entry.id, path, read, loading)
        check_name("team", entry.to, loading.names, read, (*path, "to"))
        if entry.fastest:
            _check_fastest(entry, entry.fastest, (*path, "fastest"), read)
        when = maybe(entry.when, (*path, "when"), read, loading)
        compared = _fastest(entry.fastest or FastestEntry.model_validate({}))
        found.append(
            AssignRule(entry.id, read.place(path), when, entry.to, entry.pick, compared, entry.sticky)
        )
    return tuple(found)


def _check_fastest(entry: AssignEntry, how: FastestEntry, path: Path, read: Read) -> None:
    if entry.pick != "fastest":
        what = f'"fastest" has no effect where pick is {entry.pick}'
        read.flaws.append(read.flaw(path, what, "pick: fastest", at_key=True, severity="warning"))
    if how.otherwise == "fastest":
        read.flaws.append(
            read.flaw((*path, "else"), "fastest cannot stand in for fastest", "else: least_open")
        )
    if elapsed(how.window) != Fastest().window:
        what = "means are kept of ninety days, and of no other window"
        read.flaws.append(read.flaw((*path, "window"), what, "window: 90d"))


def _fastest(entry: FastestEntry) -> Fastest:
    window: timedelta = elapsed(entry.window)
    return Fastest(tuple(entry.similar), window, entry.min_samples, entry.clock, entry.otherwise)


def escalation(loading: Loading) -> tuple[dict[str, Mapping[Language, str]], tuple[EscalationRule, ...]]:
    """Return the reasons by language, and the rules."""
    read = loading.reads.get("escalation.yaml")
    if read is None:
        return {}, ()
    top(read, ("reasons", "rules"))
    reasons: dict[str, Mapping[Language, str]] = {}
    for name, entry in keyed(read, "reasons", ReasonEntry, ids="reason").items():
        texts: dict[Language, str] = {each: text for each in _LANGUAGES if (text := getattr(entry, each))}
        if not texts:
            read.flaws.append(
                read.flaw(("reasons", name), f'the reason "{name}" says nothing', '{es: "..."}')
            )
        reasons[name] = texts
    rules = []
    for index, each in listed(read, "rules", EscalationEntry):
        rules.append(_escalation(each, ("rules", index), read, loading))
    return reasons, tuple(rules)


def _escalation(entry: EscalationEntry, path: Path, read: Read, loading: Loading) -> EscalationRule:
    _rule_id(entry.id, path, read, loading)
    for index, who in enumerate(entry.notify):
        agents = loading.names.agent
        if who not in PEOPLE and agents is not None and who not in agents:
            fix = suggestion(who, (*PEOPLE, *agents))
            what = f'"{who}" is nobody: neither an agent nor one of {", ".join(PEOPLE)}'
            read.flaws.append(read.flaw((*path, "notify", index), what, fix))
    if entry.macro:
        check_name("macro", entry.macro, loading.names, read, (*path, "macro"))
    move = entry.escalate
    if move:
        check_name("team", move.to, loading.names, read, (*path, "escalate", "to"))
        check_name("reason", move.reason, loading.names, read, (*path, "escalate", "reason"))
    elif not entry.notify and not entry.macro:
        fix = "notify: [...], escalate: {...} or macro: ..."
        read.flaws.append(read.flaw(path, f"{entry.id} does nothing", fix))
    return EscalationRule(
        entry.id,
        read.place(path),
        compile_when(plain(entry.when), (*path, "when"), read, loading.names),
        tuple(entry.notify),
        *_moved(move),
        entry.macro or "",
    )


def _moved(move: EscalateEntry | None) -> tuple[str, str, tuple[str, ...], bool]:
    return (move.to, move.reason, tuple(move.handoff), move.tell_customer) if move else ("", "", (), False)


def _rule_id(name: str, path: Path, read: Read, loading: Loading) -> None:
    """An id may stand once in the whole policy: traces, tests and reports call rules by it."""
    here = read.place(path)
    first = loading.rule_ids.setdefault(name, here)
    if first != here:
        what = f'the rule id "{name}" is taken ({first})'
        read.flaws.append(read.flaw((*path, "id"), what, "Every rule has an id of its own"))
