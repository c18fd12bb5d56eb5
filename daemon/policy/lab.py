"""The policy's own tests as commands and reload run them: files to a rulebook, its cases run, a failure in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpdesk.daemon.errors import Problem
from helpdesk.daemon.policy.case_mail import judge
from helpdesk.daemon.policy.files import load_tried, policy_texts, problems_of
from helpdesk.rules.book import Book
from helpdesk.rules.case_file import read_cases
from helpdesk.rules.cases import CaseResult, run
from helpdesk.rules.load import AGENTS
from helpdesk.rules.loading import Surroundings


@dataclass(frozen=True, slots=True)
class Tried:
    """A policy that was read and put to its own tests. `book` None: it cannot be used, see `problems`."""

    files: Mapping[str, str]
    book: Book | None
    problems: tuple[Problem, ...]
    results: tuple[CaseResult, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What forbids the policy: errors in its files, then tests that failed."""
        errors = [problem for problem in self.problems if problem.severity == "error"]
        return tuple(errors + [failure(result) for result in self.results if not result.ok])


def failure(result: CaseResult) -> Problem:
    """A failed case as an operator is told it."""
    first = result.misses[0]
    place, _, said = first.words.partition(" ")
    return Problem(place, f"the case «{result.name}» {said}", "helpdesk rules test")


def try_folder(folder: Path, around: Surroundings) -> Tried:
    """Read the policy in `folder` and run its cases."""
    files, unread = policy_texts(folder)
    if unread or AGENTS not in files:
        missing = Problem(str(folder / AGENTS), "there is no such file: the desk needs its agents")
        return Tried(files, None, tuple(unread or [missing]))
    return try_files(files, around, folder)


def try_files(files: Mapping[str, str], around: Surroundings, folder: Path) -> Tried:
    """Read a policy from its texts and run its cases; `folder` is where its files stand, for messages."""
    book, flaws = load_tried(files, around)
    if book is None:
        return Tried(files, None, tuple(problems_of(flaws, folder)))
    cases, wrong = read_cases(files, book, around.mailboxes)
    problems = tuple(problems_of((*flaws, *wrong), folder))
    if any(flaw.severity == "error" for flaw in wrong):
        return Tried(files, None, problems)
    own = frozenset(address.lower() for address in around.own_addresses)
    return Tried(files, book, problems, tuple(run(cases, book, around, judge(own))))
