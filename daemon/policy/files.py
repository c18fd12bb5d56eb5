"""Reads the policy's files from disk and hands their texts to the rules; what is wrong comes back as problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from helpdesk.daemon.errors import OperatorError, Problem
from helpdesk.daemon.settings.values import Settings
from helpdesk.rules.book import Book
from helpdesk.rules.case_file import read_cases
from helpdesk.rules.load import AGENTS, Surroundings, load_policy
from helpdesk.rules.yaml_text import Flaw

_LARGEST = 4 * 1024**2


def read_policy(settings: Settings) -> Book:
    """Return the policy in force. Raises OperatorError with everything wrong in its files."""
    policy, problems = inspect_policy(settings.config_dir, surroundings(settings), cases=False)
    if policy is None:
        raise OperatorError([problem for problem in problems if problem.severity == "error"])
    return policy


def surroundings(settings: Settings) -> Surroundings:
    """What the policy must agree with."""
    return Surroundings(
        own_addresses=settings.own_addresses,
        mailboxes=tuple(box.name for box in settings.mailboxes),
        language=settings.desk.language,
        services={box.name: box.service for box in settings.mailboxes if box.service},
    )


def inspect_policy(
    folder: Path, around: Surroundings, *, cases: bool = True
) -> tuple[Book | None, tuple[Problem, ...]]:
    """Return the policy (None where it has errors) and everything to be said about its files, and its `cases`."""
    files, problems = policy_texts(folder)
    if AGENTS not in files and not problems:
        return None, (unstarted(folder),)
    policy, flaws = load_tried(files, around) if AGENTS in files else (None, ())
    if policy is not None and cases:
        flaws = (*flaws, *read_cases(files, policy, around.mailboxes)[1])
    problems += problems_of(flaws, folder)
    refused = any(problem.severity == "error" for problem in problems)
    return (None if refused else policy), tuple(problems)


def unstarted(folder: Path) -> Problem:
    """That a policy has no agents' file, and how to get one."""
    fix = f"helpdesk init writes one, or set [storage] config in helpdesk.toml (now {shown(folder)})"
    return Problem(shown(folder / AGENTS), "there is no such file: the desk needs its agents", fix)


def load_tried(files: Mapping[str, str], around: Surroundings) -> tuple[Book | None, tuple[Flaw, ...]]:
    """The policy of `files`, its own mails written out once on made-up people; None where anything is an error."""
    policy, flaws = load_policy(files, around)
    if policy is None or not policy.mails:
        return policy, flaws
    from helpdesk.daemon.policy.mail_trial import try_mails  # nobody without mails of his own waits for it

    found = try_mails(policy.mails)
    return (None if found else policy), (*flaws, *found)


def policy_texts(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Return the texts of the policy's files by their names within the folder, and those that cannot be read."""
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for path in policy_paths(folder):
        text, problem = _text(path)
        if problem:
            problems.append(problem)
        else:
            files[path.relative_to(folder).as_posix()] = text
    return files, problems


def problems_of(flaws: Iterable[Flaw], folder: Path) -> list[Problem]:
    """Return flaws as an operator is told them, with the path from here."""
    return [
        Problem(
            shown(folder / flaw.file) + (f":{flaw.line}:{flaw.column}" if flaw.line else ""),
            flaw.what,
            flaw.fix,
            flaw.severity,
        )
        for flaw in flaws
    ]


def policy_paths(folder: Path) -> list[Path]:
    """Return the files the policy consists of: what stands in the folder, its macros, articles, mails and cases."""
    patterns = (
        "*.yaml",
        "*.yml",
        "*.csv",
        "macros/**/*.md",
        "kb/**/*.md",
        "tests/**/*.yaml",
        "templates/*",
    )
    found = {path for pattern in patterns for path in folder.glob(pattern)}
    found.update(path for path in (folder / AGENTS,) if path.is_symlink())
    return sorted(path for path in found if not path.name.startswith(".") and not path.is_dir())


def _text(path: Path) -> tuple[str, Problem | None]:
    """Read one file, or say why it cannot be."""
    try:
        if path.stat().st_size > _LARGEST:
            what = f"is over {_LARGEST // 1024**2} MB: this is no policy file"
            return "", Problem(shown(path), what)
        return path.read_bytes().decode("utf-8"), None
    except UnicodeDecodeError as fault:
        before = bytes(fault.object)[: fault.start]
        place = f"{shown(path)}:{before.count(10) + 1}:{len(before) - before.rfind(10)}"
        return "", Problem(place, "this is not UTF-8", "Save the file as UTF-8")
    except OSError as fault:
        return "", Problem(shown(path), f"cannot be read: {fault.strerror}")


def shown(path: Path) -> str:
    """Return a path as short as it can be said from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
