"""The viewer's figures: the samples of a period taken once a minute, put together for the reader who asks."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.tickets.figures import COUNTABLE, Taken
from helpdesk.tickets.times import to_micros
from helpdesk.web_min.shown import FiguresPage, Reader, Size
from helpdesk.web_min.sums import Names, day_borders, grouped, per_day, sums

KEPT = timedelta(minutes=1)


class FiguresView:
    """Figures by reader, period and what they are split by. Samples and whole pages are kept for a minute: a page that
    is looked at again costs what it costs to draw it, however many tickets its period has."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._taken: dict[tuple[tuple[str, ...] | None, int], tuple[datetime, Taken]] = {}
        self._firsts: dict[datetime, int] = {}
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
        at, taken = self._take(reader.mailboxes, days, now)
        shown = [one for one in taken.samples if one.agent == mine] if mine else taken.samples
        asked = [one for one in taken.asked if one.agent == mine] if mine else taken.asked
        named = {agent.id: agent.name for agent in self._desk.agents} if by == "agent" else {}
        groups = grouped(shown, asked, self._split()[by])
        zone = ZoneInfo(self._desk.settings.desk.timezone)
        since, until = (now - timedelta(days=days - 1)).astimezone(zone).date(), now.astimezone(zone).date()
        borders = day_borders(since, until, zone)
        dates = [border.date() for border in borders[:-1]]
        opened, resolved = self._days(taken, borders)
        return at, FiguresPage(
            days=days,
            by=by,
            whole=sums(taken.samples, taken.asked),
            groups=tuple((named.get(name, name), found) for name, found in groups.items()),
            opened=tuple(zip(dates, opened, strict=True)),
            resolved=tuple(zip(dates, resolved, strict=True)),
            backlog=tuple(Size(*size) for size in self._desk.store.backlog(reader.mailboxes, now)),
            tickets=taken.tickets,
            questions=taken.questions,
            counted=not taken.tickets.cut or (taken.tickets.exact and taken.tickets.of <= COUNTABLE),
            only_mine=bool(mine),
        )

    def _days(self, taken: Taken, borders: Sequence[datetime]) -> tuple[list[int], list[int]]:
        """How many were opened on each day, and resolved: counted, or reckoned from those that were looked at."""
        part, store = taken.tickets, self._desk.store
        if part.cut and part.exact and part.of <= COUNTABLE:
            return self._opened(taken, borders), store.resolved(taken.first, borders)
        micros = [to_micros(border) for border in borders]
        ends = (one.created + one.took for one in taken.samples if one.took is not None)
        resolved = [part.reckoned(n) for n in per_day(ends, micros)]
        if part.cut and part.exact:
            return self._opened(taken, borders), resolved
        opened = per_day((one.created for one in taken.samples), micros)
        return [part.reckoned(n) for n in opened], resolved

    def _opened(self, taken: Taken, borders: Sequence[datetime]) -> list[int]:
        """Counted by the days' first tickets, which are looked for once."""
        with self._lock:
            firsts = dict(self._firsts)
        unknown = [border for border in borders if border not in firsts]
        found = self._desk.store.first_tickets(taken.samples, unknown)
        firsts |= zip(unknown, found, strict=True)
        now = self._desk.clock.now()
        with self._lock:
            self._firsts = {border: first for border, first in firsts.items() if border < now}
        return self._desk.store.opened([firsts[border] for border in borders])

    def _take(self, mailboxes: tuple[str, ...] | None, days: int, now: datetime) -> tuple[datetime, Taken]:
        key = (mailboxes, days)
        with self._lock:
            kept = self._taken.get(key)
        if kept is not None and timedelta(0) <= now - kept[0] < KEPT:
            return kept
        taken = self._desk.store.taken(mailboxes, now - timedelta(days=days), now)
        with self._lock:
            self._taken = {key: old for key, old in self._taken.items() if now - old[0] < KEPT}
            self._taken[key] = (now, taken)
        return now, taken

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
