"""`helpdesk check`: settings and policy looked over as the daemon would read them, without any network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from helpdesk.daemon.errors import Problem
from helpdesk.daemon.exits import CONFIGURATION, DONE, FINDINGS, USAGE
from helpdesk.daemon.policy.files import shown, surroundings
from helpdesk.daemon.policy.lab import try_folder
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.settings.values import Settings, built_in, find_file, settle
from helpdesk.rules.book import Book
from helpdesk.rules.load import Surroundings


def check(
    config: Path | None, data: Path | None, *, strict: bool = False, json: bool = False, form: str = "text"
) -> int:
    """Print everything wrong with the files. Returns 0 (warnings too, unless `strict`: 1), or 78 on any error.

    `form` 'github' prints annotations for a pull request. With `json` a line for each, and last one for the whole.
    """
    printer = Printer(json=json)
    if form not in ("text", "github"):
        printer.complain("--format", f"{form} is not one of text, github")
        return USAGE
    settings, policy, problems = inspect(config, data)
    for problem in problems:
        if json:
            printer.record(as_record(problem), "")
        elif form == "github":
            printer.say(annotation(problem))
        else:
            printer.problem(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    if json:
        printer.record(_verdict(settings, policy, errors, len(problems) - errors), "")
    elif settings and policy and not errors:
        printer.say(_summary(settings, policy, len(problems)))
    if errors:
        return CONFIGURATION
    return FINDINGS if strict and problems else DONE


def inspect(config: Path | None, data: Path | None) -> tuple[Settings | None, Book | None, Sequence[Problem]]:
    """Read settings and policy, and return all that is wrong with both; None for what cannot be used."""
    from helpdesk.daemon.settings.read import read_document

    file = find_file(config, os.environ)
    problems: tuple[Problem, ...] = ()
    settings: Settings | None
    if file is None:
        settings = built_in(data, os.environ)
    else:
        document, problems = read_document(file, os.environ, outside=True)
        settings = settle(file, document, data, os.environ) if document else None
        if settings is None and not file.exists():
            return None, None, problems
    folder = settings.config_dir if settings else (file or Path()).parent / "config"
    around = surroundings(settings) if settings else Surroundings()
    tried = try_folder(folder, around)
    # Failed tests are errors: reload refuses such a policy, and so does a start where a good one was in force before.
    return settings, tried.book, (*problems, *tried.problems, *tried.failures)


def as_record(problem: Problem) -> dict[str, object]:
    """Return a problem as the line of JSON it is printed as."""
    file, line, column = problem.position
    return {
        "severity": problem.severity,
        "file": file,
        "line": line,
        "column": column,
        "what": problem.what,
        "fix": problem.fix,
    }


def annotation(problem: Problem) -> str:
    """Return a problem as a workflow command, which shows it beside the line in a pull request."""
    file, line, column = problem.position
    where = (
        f"file={_escaped(file, ',:')}"
        + (f",line={line}" if line else "")
        + (f",col={column}" if column else "")
    )
    said = str(problem)[len(problem.place) + 2 :]
    return f"::{problem.severity} {where}::{_escaped(said)}"


def _escaped(text: str, also: str = "") -> str:
    """Escape what would end a workflow command or its property."""
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _verdict(settings: Settings | None, policy: Book | None, errors: int, warnings: int) -> dict[str, object]:
    """The last line of JSON: whether the daemon would take these files, and which they are."""
    return {
        "ok": not errors,
        "errors": errors,
        "warnings": warnings,
        "settings": str(settings.path) if settings and settings.path else None,
        "config": str(settings.config_dir) if settings else None,
        "revision": policy.revision if policy else None,
    }


def _summary(settings: Settings, policy: Book, warnings: int) -> str:
    """Say what was found good, so that nobody checks the wrong file."""
    boxes = ", ".join(box.address for box in settings.mailboxes)
    agents = ", ".join(agent.id for agent in policy.agents)
    source = shown(settings.path) if settings.path else "the built-in desk"
    verdict = "good" if not warnings else f"good, with {warnings} warning{'s' if warnings > 1 else ''}"
    return f"{verdict}: {source} ({boxes}), {shown(settings.config_dir)} (agents {agents}; revision {policy.revision})"
