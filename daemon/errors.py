"""Errors named by what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing an operator must mend. `place` is file:line:column or its like; `fix` the nearest fix."""

    place: str
    what: str
    fix: str = ""

    def __str__(self) -> str:
        line = f"{self.place}: {self.what}" if self.place else self.what
        return f"{line} ({self.fix})" if self.fix else line


class TryLater(Exception):
    """It may well work the next time: keep the work, come back. The text is for the operator's log only."""


class GiveUp(Exception):
    """It will never work: set the work aside with this reason, and go on with the next."""


class OperatorError(Exception):
    """A person must mend something before this can run: every problem at once, exit code 78."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
