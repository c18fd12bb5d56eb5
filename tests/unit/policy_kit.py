"""Rulebooks and facts made by hand, for tests of the rules that do not read YAML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Literal

from helpdesk.rules.book import Answer, Book, Calendar, Condition, Shift, Staff, Team
from helpdesk.rules.calendars import open_microseconds
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Language, Ticket
from helpdesk.tickets.verdict import Facts

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)  # a Friday, 12:00 in Madrid, 06:00 in Bogotá


def at(text: str) -> datetime:
    """An instant of ISO text with its offset."""
    return datetime.fromisoformat(text).astimezone(UTC)


def clock(text: str) -> time:
    """'09:00' as local time; '24:00' is time.max."""
    return time.max if text == "24:00" else time.fromisoformat(text)


def shift(hours: Mapping[str, str]) -> Shift:
    """{'0-4': '09:00-14:00 16:00-19:00'} by weekday numbers, Monday 0."""
    week: dict[int, tuple[tuple[time, time], ...]] = {}
    for days, spans in hours.items():
        first, _, last = days.partition("-")
        cut = [span.split("-") for span in spans.split()]
        for day in range(int(first), int(last or first) + 1):
            week[day] = tuple((clock(since), clock(until)) for since, until in cut)
    return Shift(week)


def calendar(name: str, zone: str, hours: Mapping[str, str], *holidays: str, country: str = "") -> Calendar:
    """A calendar with holidays as ISO dates."""
    return Calendar(name, zone, shift(hours), frozenset(map(date.fromisoformat, holidays)), country)


MADRID = calendar("madrid", "Europe/Madrid", {"0-4": "09:00-18:00"}, "2026-12-25")
BOGOTA = calendar("bogota", "America/Bogota", {"0-4": "10:00-19:00", "5": "09:00-13:00"})
ALWAYS = calendar("always", "UTC", {"0-6": "00:00-24:00"})


def open_seconds(cal: Calendar, start: datetime, end: datetime) -> int:
    """Whole seconds of open time in [start, end)."""
    return open_microseconds(cal, start, end) // 1_000_000


def when(test: Callable[[Facts], bool], *needs: str, words: str = "", source: object = None) -> Condition:
    """A condition of a plain function."""

    def answer(facts: Facts) -> Answer:
        holds = test(facts)
        return Answer(holds, words or ("holds" if holds else "does not hold"))

    return Condition(answer, frozenset(needs), source)


def tagged(*tags: str) -> Condition:
    """Holds where the ticket has one of the tags."""
    return when(
        lambda facts: bool(set(tags) & set(facts.ticket.tags)), "tag", words=f"tag ∋ {', '.join(tags)}"
    )


def staff(
    who: str,
    *teams: str,
    skills: tuple[str, ...] = (),
    max_open: int | None = None,
    away: tuple[tuple[str, str], ...] = (),
    hours: Mapping[str, str] | None = None,
    languages: tuple[Language, ...] = ("es",),
    mailboxes: tuple[str, ...] = (),
    role: Literal["agent", "lead", "admin"] = "agent",
) -> Staff:
    """One agent with what assignment knows."""
    agent = Agent(who, who.title(), (f"{who}@acme.example",), teams, role, languages, mailboxes)
    days = tuple((date.fromisoformat(since), date.fromisoformat(until)) for since, until in away)
    return Staff(agent, f"agents.yaml:{who}", skills, max_open, days, shift(hours) if hours else None)


def book(teams: tuple[Team, ...] = (), people: tuple[Staff, ...] = (), **rest: object) -> Book:
    """A rulebook; members of teams are those who name them, as the loader makes it."""
    calendars = {each.id: each for each in (MADRID, BOGOTA, ALWAYS)}
    with_members = {
        team.id: replace(team, members=tuple(one.agent.id for one in people if team.id in one.agent.teams))
        for team in teams
    }
    made = Book(
        "abc12345",
        tuple(one.agent for one in people),
        {one.agent.id: one for one in people},
        {one.agent.id: one.place for one in people},
        with_members,
        calendars,
    )
    return replace(made, **rest)  # type: ignore[arg-type]


def ticket(**rest: object) -> Ticket:
    """A ticket of the mailbox tienda, opened at NOON."""
    made = Ticket(
        1, "ACM-2611-7K3MG", "Factura", "new", "tienda", Address("c@x.example"), "es", NOON, NOON, version=1
    )
    return replace(made, **rest)  # type: ignore[arg-type]


def facts(now: datetime = NOON, /, **rest: object) -> Facts:
    """The facts of a mail to tienda; what belongs to the ticket (tags, team, ...) goes to it."""
    own = {key: value for key, value in rest.items() if key in Ticket.__dataclass_fields__}
    more = {key: value for key, value in rest.items() if key not in own}
    mailbox = str(own.get("mailbox", "tienda"))
    return replace(Facts("opened", now, mailbox, ticket(**own)), **more)  # type: ignore[arg-type]


NO_PEOPLE = book()
