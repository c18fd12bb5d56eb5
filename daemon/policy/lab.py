"""The policy's own tests as commands and reload run them: files to a rulebook, its cases run, a failure in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from helpdesk.daemon.errors import Problem
from helpdesk.daemon.policy.case_mail import judge
from helpdesk.daemon.policy.files import load_tried, policy_texts, problems_of, shown, unstarted
from helpdesk.rules.book import Book
from helpdesk.rules.case_file import read_cases
from helpdesk.rules.cases import CaseResult, run
from helpdesk.rules.load import AGENTS
from helpdesk.rules.loading import Surroundings


@dataclass(frozen=True, slots=True)
class Tried:
    """A policy that was read and put to its own tests. `book` None: it cannot be used, see `problems`. `folder` is
    where its files stand, for messages."""

    folder: Path
    files: Mapping[str, str]
    book: Book | None
    problems: tuple[Problem, ...]
    results: tuple[CaseResult, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What forbids the policy: errors in its files, then tests that failed."""
        return (*(problem for problem in self.problems if problem.severity == "error"), *self.failures)

    @property
    def failures(self) -> tuple[Problem, ...]:
        """The tests that failed."""
        return tuple(failure(result, self.folder) for result in self.results if not result.ok)


def failure(result: CaseResult, folder: Path) -> Problem:
    """A failed case as an operator is told it, with the path from here."""
    first = result.misses[0]
    said = first.words.removeprefix(first.place).lstrip()
    return Problem(shown(folder / first.place), f"the case «{result.name}» {said}", "helpdesk rules test")


def try_folder(folder: Path, around: Surroundings) -> Tried:
    """Read the policy in `folder` and run its cases. A file that cannot be read hides no other."""
    files, unread = policy_texts(folder)
    if AGENTS not in files:
        return Tried(folder, files, None, tuple(unread or [unstarted(folder)]))
    tried = try_files(files, around, folder)
    if unread:  # a case may fail for want of it
        return replace(tried, book=None, problems=(*unread, *tried.problems), results=())
    return tried


def try_files(files: Mapping[str, str], around: Surroundings, folder: Path) -> Tried:
    """Read a policy from its texts and run its cases; `folder` is where its files stand, for messages."""
    book, flaws = load_tried(files, around)
    if book is None:
        return Tried(folder, files, None, tuple(problems_of(flaws, folder)))
    cases, wrong = read_cases(files, book, around.mailboxes)
    problems = tuple(problems_of((*flaws, *wrong), folder))
    if any(flaw.severity == "error" for flaw in wrong):
        return Tried(folder, files, None, problems)
    own = frozenset(address.lower() for address in around.own_addresses)
    return Tried(folder, files, book, problems, tuple(run(cases, book, around, judge(own))))
