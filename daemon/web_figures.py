"""The viewer's figures: the samples of a period taken once a minute, put together for the reader who asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.tickets.figures import Sample
from helpdesk.web_min.shown import FiguresPage, Reader, Size
from helpdesk.web_min.sums import grouped, per_day, sums

KEPT = timedelta(minutes=1)
Names = Callable[[Sample], Iterable[str]]


class FiguresView:
    """Figures by reader, period and what they are split by. Samples and whole pages are kept for a minute: a page that
    is looked at again costs what it costs to draw it, however many tickets its period has."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._taken: dict[tuple[tuple[str, ...] | None, int], tuple[datetime, list[Sample], bool]] = {}
        self._pages: dict[tuple[object, ...], tuple[datetime, FiguresPage]] = {}

    def page(self, reader: Reader, days: int, by: str) -> FiguresPage:
        """By agent, an agent sees her own figures and a lead everybody's, by name: no ranking (S2)."""
        now = self._desk.clock.now()
        mine = reader.agent.id if by == "agent" and not reader.leads else ""
        key = (reader.mailboxes, days, by, mine, self._desk.policy.revision)
        with self._lock:
            kept = self._pages.get(key)
        if kept is not None and timedelta(0) <= now - kept[0] < KEPT:
            return kept[1]
        taken, page = self._page(reader, days, by, now, mine)
        with self._lock:
            self._pages = {key: old for key, old in self._pages.items() if now - old[0] < KEPT}
            self._pages[key] = (taken, page)
        return page

    def _page(
        self, reader: Reader, days: int, by: str, now: datetime, mine: str
    ) -> tuple[datetime, FiguresPage]:
        zone = ZoneInfo(self._desk.settings.desk.timezone)
        taken, samples, cut = self._samples(reader.mailboxes, days, now)
        shown = [one for one in samples if one.agent == mine] if mine else samples
        since, until = (now - timedelta(days=days - 1)).astimezone(zone).date(), now.astimezone(zone).date()
        named = {agent.id: agent.name for agent in self._desk.agents} if by == "agent" else {}
        groups = grouped(shown, self._split()[by], taken)
        return taken, FiguresPage(
            days=days,
            by=by,
            whole=sums(samples, taken),
            groups=tuple((named.get(name, name), found) for name, found in groups.items()),
            opened=tuple(per_day((one.created for one in samples), since, until, zone)),
            resolved=tuple(
                per_day((one.resolved for one in samples if one.ended and one.resolved), since, until, zone)
            ),
            backlog=tuple(Size(*size) for size in self._desk.store.backlog(reader.mailboxes, now)),
            cut=cut,
            only_mine=bool(mine),
        )

    def _samples(
        self, mailboxes: tuple[str, ...] | None, days: int, now: datetime
    ) -> tuple[datetime, list[Sample], bool]:
        key = (mailboxes, days)
        with self._lock:
            kept = self._taken.get(key)
        if kept is not None and timedelta(0) <= now - kept[0] < KEPT:
            return kept
        samples, cut = self._desk.store.samples(mailboxes, now - timedelta(days=days), now)
        with self._lock:
            self._taken = {key: old for key, old in self._taken.items() if now - old[0] < KEPT}
            self._taken[key] = (now, samples, cut)
        return now, samples, cut

    def _split(self) -> Mapping[str, Names]:
        kinds = {tag: kind for tag, (_, kind) in self._desk.policy.tags.items()}

        def of_kind(kind: str) -> Names:
            return lambda one: [tag for tag in one.tags if kinds.get(tag) == kind]

        return {
            "tag": lambda one: one.tags,
            "topic": of_kind("topic"),
            "product": of_kind("product"),
            "cause": of_kind("cause"),
            "mailbox": lambda one: [one.mailbox],
            "service": lambda one: [one.service] if one.service else [],
            "team": lambda one: [one.team] if one.team else [],
            "agent": lambda one: [one.agent] if one.agent else [],
        }
