"""Errors named by what happens next, and what an operator is told: every problem at once, with place and fix."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from helpdesk.tickets.errors import TryLater  # the archive raises it too: one name for one thing

__all__ = ["EXIT_CONFIGURATION", "BadData", "GiveUp", "OperatorError", "Problem", "TryLater"]

EXIT_CONFIGURATION = 78  # EX_CONFIG of sysexits.h
EXIT_DATA = 65  # EX_DATAERR


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. `place` is 'file:line:column', 'file' or a name; `fix` is what to do, or ''."""

    place: str
    what: str
    fix: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        """`place: what. fix`, as it is printed to an operator."""
        said = self.what if self.what.endswith((".", "?", "!")) else f"{self.what}."
        return f"{self.place}: {said} {self.fix}".removeprefix(": ").rstrip()

    @property
    def position(self) -> tuple[str, int, int]:
        """`place` as (file, line, column); 0 where it has none."""
        found = re.fullmatch(r"(.*?):(\d+)(?::(\d+))?", self.place)
        if not found:
            return self.place, 0, 0
        return found[1], int(found[2]), int(found[3] or 0)


class OperatorError(Exception):
    """The settings or the policy cannot be used as they are: exit 78 and print every problem."""

    code = EXIT_CONFIGURATION

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class BadData(OperatorError):
    """A file handed to a command cannot be used as it is: exit 65. Nothing is wrong with the desk itself."""

    code = EXIT_DATA


class GiveUp(Exception):
    """It will never work: set the work aside with this reason, and go on with the next."""
