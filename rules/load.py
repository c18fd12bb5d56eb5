"""From the texts of the policy files to the rulebook: everything wrong at once, each with its place and nearest fix."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Literal

from helpdesk.rules import load_agents, load_people, load_routes, load_time
from helpdesk.rules.book import Book, Calendar, Condition, Macro
from helpdesk.rules.condition_tree import Atom, Either, Every, Never, atoms
from helpdesk.rules.customers_csv import read_csv
from helpdesk.rules.faults import raw_ids
from helpdesk.rules.kb_index import kb_index
from helpdesk.rules.lint import lint
from helpdesk.rules.load_kb import load_articles
from helpdesk.rules.load_macros import load_macros, sent_without_values
from helpdesk.rules.load_mails import load_mails
from helpdesk.rules.loading import AGENTS, CSV_FILE, YAML_FILES, Loading, Surroundings
from helpdesk.rules.macro_lint import lint_macros
from helpdesk.rules.match_moment import CLOCKS
from helpdesk.rules.names import Names
from helpdesk.rules.nearest import did_you_mean
from helpdesk.rules.word_index import word_index
from helpdesk.rules.yaml_text import Flaw, Read, read_yaml
from helpdesk.tickets.verdict import Clock

__all__ = ["AGENTS", "Surroundings", "load_policy", "revision_of"]


def load_policy(files: Mapping[str, str], around: Surroundings) -> tuple[Book | None, tuple[Flaw, ...]]:
    """Read the policy from `files` (name relative to the folder, to text). None where any flaw is an error."""
    if AGENTS not in files:
        fix = "helpdesk init writes one"
        return None, (Flaw(AGENTS, 0, 0, "there is no such file: the desk needs its agents", fix),)
    reads = {name: read_yaml(files[name], name) for name in YAML_FILES if name in files}
    if CSV_FILE in files:
        reads[CSV_FILE] = read_csv(files[CSV_FILE], CSV_FILE)
    calendars = load_time.calendars(reads.get("calendars.yaml"))
    loading = Loading(around, reads, _names(reads, files, around, calendars))
    macros, flaws = load_macros(files, loading)
    articles, found = load_articles(files, loading)
    flaws += found
    mails, more = load_mails(files)
    flaws += more
    book = replace(
        _book(files, loading, calendars, macros), articles=articles, mails=mails, kb=kb_index(articles)
    )
    flaws += [flaw for read in reads.values() for flaw in read.flaws]
    flaws += [*_strangers(files), *_lost_services(loading)]
    if not any(flaw.severity == "error" for flaw in flaws):
        flaws += [*lint(book, reads), *sent_without_values(book), *lint_macros(book, files, around)]
    ordered = tuple(sorted(flaws, key=lambda flaw: (_order(flaw.file), flaw.file, flaw.line, flaw.column)))
    return (None if any(flaw.severity == "error" for flaw in ordered) else book), ordered


def revision_of(files: Mapping[str, str]) -> str:
    """Return a short name for exactly these texts (tests aside): what `because` and the viewer cite."""
    digest = hashlib.sha256()
    for name in sorted(files):
        for piece in () if name.startswith("tests/") else (name, files[name]):
            raw = piece.encode("utf-8", "surrogatepass")
            digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()[:8]


def _book(
    files: Mapping[str, str],
    loading: Loading,
    calendars: Mapping[str, Calendar],
    macros: Mapping[str, Macro],
) -> Book:
    entries = load_agents.read_agents(loading.reads[AGENTS], loading.around)
    staff = load_agents.staff(loading, entries)
    teams = load_people.teams(loading, staff)
    customers = load_people.customers(loading)
    tags, tag_rules = load_routes.tags(loading)
    folders = load_routes.folders(loading)
    services = load_time.services(loading)
    assign_rules = load_routes.assignment(loading)
    reasons, escalation_rules = load_routes.escalation(loading)
    conditions = [
        *(rule.when for rule in tag_rules),
        *(folder.when for folder in folders),
        *(service.when for service in services),
        *(target.when for service in services for target in service.targets),
        *(rule.when for rule in assign_rules),
        *(rule.when for rule in escalation_rules),
    ]
    used = [condition for condition in conditions if condition is not None]
    return Book(
        revision=revision_of(files),
        agents=tuple(each.agent for each in staff.values()),
        staff=staff,
        places={who: each.place for who, each in staff.items()},
        teams=teams,
        calendars=calendars,
        customers=customers,
        tags=tags,
        tag_rules=tag_rules,
        folders=folders,
        services=services,
        assign_rules=assign_rules,
        reasons=reasons,
        escalation_rules=escalation_rules,
        macros=macros,
        thresholds=thresholds(used),
        needs=frozenset[str]().union(
            *(each.needs for each in used), *(macro.when.needs for macro in macros.values() if macro.when)
        ),
        waits=waits(used),
        tag_index=word_index(tag_rules),
    )


def _names(
    reads: Mapping[str, Read],
    files: Mapping[str, str],
    around: Surroundings,
    calendars: Mapping[str, Calendar],
) -> Names:
    """Everything the files define, broken entries too, so that one mistake is told once."""

    def defined(file: str, key: str, inner: str = "id") -> dict[str, str] | None:
        read = reads.get(file)
        if read is None:
            return {}
        if read.value is None and read.flaws:
            return None
        return {name: read.place(path) for name, path in raw_ids(read, key, inner)}

    macros = {
        PurePosixPath(name).name.split(".")[0]: name for name in sorted(files) if name.startswith("macros/")
    }
    return Names(
        tag=defined("tags.yaml", "tags"),
        folder=defined("folders.yaml", "folders", "name"),
        team=defined("teams.yaml", "teams"),
        agent=defined(AGENTS, "agents"),
        calendar=defined("calendars.yaml", "calendars"),
        service=defined("sla.yaml", "services"),
        reason=defined("escalation.yaml", "reasons"),
        macro=macros,
        mailbox=None if around.mailboxes is None else dict.fromkeys(around.mailboxes, ""),
        customer_keys=_customer_keys(reads),
        calendars=calendars,
    )


def _customer_keys(reads: Mapping[str, Read]) -> frozenset[str]:
    found: set[str] = set()
    for file in ("customers.yaml", CSV_FILE):
        read = reads.get(file)
        holder = read.value.get("customers") if read and isinstance(read.value, dict) else None
        for entry in holder.values() if isinstance(holder, dict) else ():
            if isinstance(entry, dict):
                found |= entry.keys()
    return frozenset(found)


def thresholds(conditions: Sequence[Condition]) -> tuple[tuple[Clock, float], ...]:
    """The shares of clocks that conditions look at from below: when one is passed, the rules must be asked again."""
    found = {
        (clock, atom.bound) for atom in _atoms(conditions) for clock in CLOCKS if atom.key == f"sla.{clock}"
    }
    return tuple(sorted(found))


def waits(conditions: Sequence[Condition]) -> tuple[tuple[Literal["age", "idle"], int], ...]:
    """The ages and idle times conditions look at."""
    kinds: tuple[Literal["age", "idle"], ...] = ("age", "idle")
    found = {(kind, int(atom.bound)) for atom in _atoms(conditions) for kind in kinds if atom.key == kind}
    return tuple(sorted(found))


def _atoms(conditions: Sequence[Condition]) -> Iterator[Atom]:
    for condition in conditions:
        if isinstance(condition.source, Atom | Every | Either | Never):
            yield from atoms(condition.source)


def _strangers(files: Mapping[str, str]) -> Iterator[Flaw]:
    """Files that look like policy and are none."""
    known = (*YAML_FILES, CSV_FILE)
    for name in sorted(files):
        if "/" not in name and name not in known:
            fix = did_you_mean(name, known)
            yield Flaw(name, 0, 0, "no part of the policy has this name: nobody reads it", fix, "warning")


def _lost_services(loading: Loading) -> Iterator[Flaw]:
    """Services that helpdesk.toml gives a mailbox and the policy does not have."""
    known = loading.names.service
    for box, service in loading.around.services.items():
        if known is not None and service not in known:
            what = f"helpdesk.toml gives mailbox {box} the service {service!r}, which is none of these"
            yield Flaw("sla.yaml", 0, 0, what, did_you_mean(service, known))


def _order(file: str) -> int:
    return YAML_FILES.index(file) if file in YAML_FILES else len(YAML_FILES)
