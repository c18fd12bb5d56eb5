"""The viewer's pages about the desk itself: how its rules do, and how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.policy.files import surroundings
from helpdesk.daemon.policy.lab import try_files
from helpdesk.mailflow.tokens import scrub
from helpdesk.mailflow.why_words import spoken, spoken_alert
from helpdesk.rules.case import rule_ids
from helpdesk.rules.cases import untested
from helpdesk.tickets.model import Language
from helpdesk.tickets.reasons import reason
from helpdesk.web_min.said import rule_called
from helpdesk.web_min.shown import HealthPage, Reader, RuleRow, RulesPage, Size
from helpdesk.web_min.speech import speech

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
LATELY = timedelta(days=7)
MANY = 1_000


class Troubled(Protocol):
    """Who knows what does not move."""

    def troubles(self) -> tuple[str, ...]:
        """Plain words; () = ready."""
        ...


class RulesView:
    """The policy's rules with their figures. Its own tests are run once for each revision."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tested: tuple[str, frozenset[str] | None] = ("", None)

    def page(self, reader: Reader) -> RulesPage:
        """Every rule of the policy in force, in the order of its files; a reader of some mailboxes gets the figures of
        those alone (A52)."""
        mine = reader.mailboxes
        store, book, now = self._desk.store, self._desk.policy, self._desk.clock.now()
        week, month, last = (
            store.all_rule_hits(now - WEEK, mine),
            store.all_rule_hits(now - MONTH, mine),
            store.last_hits(mine),
        )
        places = rule_ids(book)
        overruled = dict.fromkeys(places, 0)
        agents = [agent.id for agent in book.agents]
        for because, times in store.overruled(now - MONTH, agents, mine).items():
            # 'tags.yaml:5 invoice · ...': lines move, ids stay.
            named = because.partition(" · ")[0].partition(" ")[2]
            if named in overruled:
                overruled[named] += times
        words = speech(reader.language)
        left = self._untested(book.revision)
        rows = [
            RuleRow(
                rule_called(rule, words) or rule, place,
                week.get(rule, 0), month.get(rule, 0), last.get(rule), overruled[rule],
                untested=rule in (left or ()),
            )
            for rule, place in places.items()
        ]  # fmt: skip
        return RulesPage(book.revision, tuple(rows), left is not None)

    def _untested(self, revision: str) -> frozenset[str] | None:
        """Rules that no case of the policy makes hit; None where it has no cases."""
        if self._tested[0] != revision:
            files = self._desk.store.good_policy() or {}
            tried = try_files(files, surroundings(self._desk.settings), self._desk.settings.config_dir)
            cases = tried.book is not None and tried.book.revision == revision and bool(tried.results)
            left = frozenset(untested(tried.book, tried.results)) if cases and tried.book else None
            self._tested = (revision, left)
        return self._tested[1]


def health_page(desk: Desk, daemon: Troubled, reader: Reader, language: Language) -> HealthPage:
    """The figures of the moment, each by an index over what it counts; where things lie is for admins. A reader of some
    mailboxes learns how the machine does, and nothing of what came to the others (A52): an alert names people and
    cases, so it is for who reads them all."""
    now = desk.clock.now()
    counts = desk.store.counts(now, by_status=False)
    waiting = f"{counts.waiting}" + (f" ({_span(counts.oldest_waiting_seconds)})" if counts.waiting else "")
    overdue = f" ({_span(counts.overdue_seconds)})" if counts.overdue_seconds > 60 else ""
    figures = (
        ("fig_waiting", waiting),
        ("fig_held", str(_held(desk, reader, counts.held))),
        ("fig_queued", f"{counts.queued}{overdue}"),
        *((f"state_{state}", str(n)) for state, n in counts.parked.items() if reader.mailboxes is None),
        ("fig_timers", _span(counts.late_timer_seconds)),
        ("fig_unindexed", str(counts.not_searchable)),
    )
    alerts = tuple(
        (
            one.last_at,
            one.count,
            one.alert.reason,
            reason(one.alert.reason, language).words,
            scrub(spoken_alert(one.alert, language)),
        )
        for one in desk.store.alerts(now - LATELY)
        if reader.mailboxes is None
    )
    return HealthPage(
        troubles=tuple(spoken(words, language) for words in daemon.troubles()),
        figures=figures,
        alerts=alerts,
        revision=desk.policy.revision,
        policy_refused=_refused(desk, now, language),
        system=tuple(desk.store.describe().items()) if reader.is_admin else (),
    )


def _held(desk: Desk, reader: Reader, all_of_them: int) -> Size:
    if reader.mailboxes is None:
        return Size(all_of_them)
    mine, more = desk.store.held_page(reader.mailboxes, limit=MANY)
    return Size(len(mine), more=bool(more))


def _refused(desk: Desk, now: datetime, language: Language) -> tuple[tuple[str, bool], ...]:
    """Why the files of the policy are not those in force, a line each and whether it is English: what `check` says is
    (docs/decisions/0030); () where they are."""
    if not desk.store.note("policy-refused"):
        return ()
    told = (one.alert for one in desk.store.alerts(now - MONTH) if one.alert.reason == "policy")
    last = next(told, None)
    if last is None:
        return ()
    here = spoken_alert(last, language).splitlines()
    return tuple((said, said == line) for said, line in zip(here, last.detail.splitlines(), strict=True))


def _span(seconds: float) -> str:
    minutes = int(seconds) // 60
    return f"{int(seconds)} s" if minutes < 2 else f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
