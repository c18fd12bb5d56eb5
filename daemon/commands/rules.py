"""`helpdesk rules test|explain|replay`: the rules laboratory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from helpdesk.daemon.clock import SystemClock
from helpdesk.daemon.commands.explaining import explain_file, explain_ticket, fresh_facts
from helpdesk.daemon.exits import CONFIGURATION, DATA, DONE, FINDINGS, USAGE, Stop
from helpdesk.daemon.policy.files import inspect_policy, policy_texts, read_policy, shown, surroundings
from helpdesk.daemon.policy.lab import Tried, try_files, try_folder
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.settings.values import Settings, load
from helpdesk.daemon.verdicts.rulings import timeline_of
from helpdesk.daemon.wiring import open_store
from helpdesk.rules.anonymise import anonymised
from helpdesk.rules.book import Book
from helpdesk.rules.cases import CaseResult, summary, untested
from helpdesk.rules.durations import elapsed
from helpdesk.rules.load import AGENTS, load_policy
from helpdesk.rules.replay import Difference, replay
from helpdesk.rules.sla import Timeline
from helpdesk.tickets.store import Store


def run_tests(config: Path | None, data: Path | None, path: Path | None, origin: str, json: bool) -> int:
    """Run the cases of config/tests, or of `path` (a file, a folder of cases, or a whole policy's folder).

    `origin`: a protocol; a case made of it is written into config/tests instead. 0 all as expected, 1 not, 78 the
    policy or a case cannot be read.
    """
    if origin:
        return _case_from(config, data, origin, json)
    settings = load(config, data, os.environ)
    tried = _tried(settings, path)
    printer = Printer(json=json)
    for problem in tried.problems:
        if problem.severity == "error":
            printer.problem(problem)
    if tried.book is None:
        return CONFIGURATION
    left = untested(tried.book, tried.results)
    for result in tried.results if json else ():
        printer.record(_case_record(result), "")
    good = sum(result.ok for result in tried.results)
    counts = {"passed": good, "failed": len(tried.results) - good, "untested": dict(left)}
    printer.record(counts, summary(tried.results, left))
    return DONE if all(result.ok for result in tried.results) else FINDINGS


def explain(config: Path | None, data: Path | None, wanted: str, json: bool) -> int:
    """Print why: every verdict of a ticket, or what the rules would say of a mail in a file."""
    file = Path(wanted)
    if file.is_file() or wanted.lower().endswith(".eml"):
        return explain_file(config, data, file, json)
    return explain_ticket(config, data, wanted, json)


def replay_past(config: Path | None, data: Path | None, since: str, folder: Path | None, json: bool) -> int:
    """Print what the policy in `folder` (default: config/ as it now is) would have done since then. Sends nothing."""
    printer = Printer(json=json)
    ago = _ago(since)
    with open_store(config, data) as (settings, store):
        old, new = _policies(settings, store, folder)
        begin = SystemClock().now() - ago
        past = printer.progress(
            store.verdicts(begin), "replaying", total=store.count_verdicts(begin), alone=True
        )
        found = replay(past, old, new, lambda protocol: _life(store, protocol))
    printer.record(_record(found, old, new), _told(found, old, new))
    return DONE


# -- what these do -------------------------------------------------------------------------------------


def _tried(settings: Settings, path: Path | None) -> Tried:
    around, folder = surroundings(settings), settings.config_dir
    if path is None:
        return try_folder(folder, around)
    if not path.exists():
        raise Stop(DATA, f"{path}: there is no such file. Cases stand in {shown(folder / 'tests')}")
    if (path / AGENTS).is_file():
        return try_folder(path, around)
    files, unread = policy_texts(folder)
    if unread:
        return Tried(folder, files, None, tuple(unread))
    files = {name: text for name, text in files.items() if not name.startswith("tests/")}
    for case in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
        try:
            files[f"tests/{case.name if case == path else case.relative_to(path)}"] = case.read_text("utf-8")
        except UnicodeDecodeError:
            raise Stop(DATA, f"{case}: this is not UTF-8. Save the file as UTF-8") from None
    return try_files(files, around, folder)


def _case_record(result: CaseResult) -> Mapping[str, object]:
    misses = [
        {"place": miss.place, "expected": f"{miss.key} {miss.expected}", "got": miss.got, "cause": miss.cause}
        for miss in result.misses
    ]
    return {"name": result.name, "place": result.place, "ok": result.ok, "misses": misses}


def _case_from(config: Path | None, data: Path | None, protocol: str, json: bool) -> int:
    """Write a case of a real ticket, with nobody's name in it."""
    with open_store(config, data) as (settings, store):
        facts = fresh_facts(store, protocol, settings.prefixes)
        book = read_policy(settings)
    language_given = replace(facts, ticket=replace(facts.ticket, tags=(), folder="", team="", assignee=""))
    text = anonymised(language_given, book, f"de {facts.ticket.protocol}")
    file = settings.config_dir / "tests" / f"{facts.ticket.protocol.lower()}.yaml"
    if file.exists():
        raise Stop(USAGE, f"{file}: this file is there already, and nothing is overwritten. Rename it?")
    _write(file, text)
    Printer(json=json).record({"file": str(file), "case": text}, f"{shown(file)}\n\n{text}")
    return DONE


def _policies(settings: Settings, store: Store, folder: Path | None) -> tuple[Book, Book]:
    """The policy that counts as the old one, and the one to compare: with a folder, config/ and the folder's; else
    the one the daemon put in force last, and config/."""
    around = surroundings(settings)
    here = read_policy(settings)
    if folder is not None:
        return here, _good(folder, settings)
    files = store.good_policy()
    before = load_policy(files, around)[0] if files else None
    return before or here, here


def _good(folder: Path, settings: Settings) -> Book:
    from helpdesk.daemon.errors import OperatorError

    book, problems = inspect_policy(folder, surroundings(settings))
    if book is None:
        raise OperatorError([problem for problem in problems if problem.severity == "error"])
    return book


def _life(store: Store, protocol: str) -> Timeline | None:
    ticket = store.ticket(protocol)
    return timeline_of(ticket, store.sla(ticket.id)) if ticket else None


def _ago(text: str) -> timedelta:
    try:
        return elapsed(text)
    except ValueError as fault:
        raise Stop(USAGE, f"--since: {fault}") from None


def _record(found: Difference, old: Book, new: Book) -> Mapping[str, object]:
    return {
        "old": old.revision,
        "new": new.revision,
        "verdicts": found.verdicts,
        "tickets": found.tickets,
        "differ": len(found.lines),
        "changes": [
            {"field": name, "before": before, "after": after, "tickets": count}
            for (name, before, after), count in sorted(found.changes.items())
        ],
        "mails_more": found.mails_more,
        "mails_fewer": found.mails_fewer,
        "breached": found.breached,
        "not_breached": found.kept,
        "by_ticket": found.lines,
        "not_recorded": _not_recorded(old, new),
    }


def _told(found: Difference, old: Book, new: Book) -> str:
    lines = [found.summary]
    if old.revision == new.revision:
        lines.append(f"(both are policy {new.revision}: name another with --config DIR)")
    missing = _not_recorded(old, new)
    if missing:
        lines.append(f"(not recorded, since no rule read it before: {', '.join(missing)})")
    lines += [f"{protocol}  {' · '.join(words)}" for protocol, words in found.lines.items()]
    return "\n".join(lines)


def _not_recorded(old: Book, new: Book) -> list[str]:
    """Headers that the new rules read and the facts of the past cannot have."""
    return sorted(need for need in new.needs - old.needs if need.startswith("header."))


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as fault:
        raise Stop(USAGE, f"{file}: cannot be written: {fault.strerror}.") from None
