"""Takes the time of each stage of the pipeline: functions wrapped from outside, an inner one's time counts once."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from helpdesk.daemon import intake as heart
from helpdesk.daemon import sheet
from helpdesk.daemon.agents import mail as intake_agent
from helpdesk.daemon.agents import obeying, relay, two_parts
from helpdesk.daemon.customers import mail as intake_customer
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.lookups import hers
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.database import Database
from helpdesk.tickets.store import Store

# Stage, and what belongs to it: (owner, name) as the pipeline calls it.
STAGES: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("read back", Store, ("waiting", "raw")),
    ("parse", ParseCell, ("read",)),
    ("authenticate", sheet, ("assess",)),
    ("guard", sheet, ("guard",)),
    ("own words", sheet, ("own_words",)),
    ("own words", intake_customer, ("own_words",)),
    ("own words", intake_agent, ("own_words",)),
    ("own words", hers, ("own_words", "told", "past_of")),
    ("own words", two_parts, ("apart", "hidden_in", "lines_like_commands")),
    ("duplicates", heart, ("take_duplicate",)),
    ("who", intake_agent, ("identify", "find_handles", "clues")),
    ("thread", intake_customer, ("clues", "look_up", "thread")),
    ("facts for rules", Store, ("rule_facts",)),
    ("rules", intake_customer, ("assign", "ruled")),
    ("rules", intake_agent, ("ruled",)),
    ("rules", relay, ("ruled",)),
    ("mail of rules", intake_customer, ("mail_of_rules",)),
    ("mail of rules", intake_agent, ("mail_of_rules",)),
    ("mail of rules", relay, ("mail_of_rules",)),
    (
        "compose",
        Letters,
        ("acknowledge", "notify", "undeliverable", "neutral_receipt", "tell_held", "receipt"),
    ),
    ("compose", intake_agent, ("relay",)),
    ("compose", obeying, ("relay",)),
    ("commit", Store, ("save",)),
)
ORDER = (
    "read back", "parse", "authenticate", "guard", "own words", "duplicates", "who", "thread",
    "facts for rules", "rules", "mail of rules", "compose", "commit", "the rest",
)  # fmt: skip


class Stages:
    """CPU seconds of this thread by stage, each without what it called of others."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._stack: list[str] = []
        self._since = 0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Every stage of intake is measured inside; what is none of them is 'the rest'."""
        patches = []
        for stage, owner, names in STAGES:
            for name in names:
                if hasattr(owner, name):
                    patches.append(patch.object(owner, name, self._wrapped(stage, getattr(owner, name))))
        patches.append(patch.object(Database, "run", self._commits(Database.run)))
        for each in patches:
            each.start()
        try:
            yield
        finally:
            for each in reversed(patches):
                each.stop()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """The body's time is `name`'s."""
        before, self._since = self._since, time.thread_time_ns()
        if self._stack:
            self.seconds[self._stack[-1]] += (self._since - before) / 1e9
        self._stack.append(name)
        try:
            yield
        finally:
            now = time.thread_time_ns()
            self.seconds[name] += (now - self._since) / 1e9
            self._stack.pop()
            self._since = now

    def _wrapped(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            with self.stage(stage):
                return function(*given, **named)

        return call

    def _commits(self, run: Callable[..., None]) -> Callable[..., None]:
        def call(database: Database, sql: str, *params: Any) -> None:
            if sql != "COMMIT":
                return run(database, sql, *params)
            with self.stage("commit"):
                return run(database, sql, *params)

        return call
