"""Who is there: the people of a team, the hours each one works by, and why somebody cannot take a ticket now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.rules.book import Book, Calendar, Staff, Team
from helpdesk.rules.calendars import ALWAYS, add, is_open, next_change


@dataclass(frozen=True, slots=True)
class Post:
    """A person in a team (`team` is the shift's where the team follows the sun) and the hours they work there.

    `label` names those hours: the calendar's id, or 'own hours'.
    """

    staff: Staff
    team: str
    cal: Calendar
    label: str

    def absent(self, at: datetime) -> str:
        """Why this person is not working at `at`, '' where they are."""
        day = at.astimezone(ZoneInfo(self.cal.zone)).date()
        for since, until in self.staff.away:
            if since <= day <= until:
                return f"away until {until}"
        return "" if is_open(self.cal, at) else f"off shift ({self.label})"


def posts(book: Book, team: Team) -> tuple[Post, ...]:
    """Everyone who may take the team's tickets, in order: its own people, then those of each shift."""
    return tuple(_posts(book, team))


def _posts(book: Book, team: Team) -> Iterator[Post]:
    for shift in (team, *shifts(book, team)):
        base = _calendar(book, shift)
        for who in shift.members:
            staff = book.staff.get(who)
            if staff is None:
                continue
            if staff.shift is not None:
                yield Post(
                    staff, shift.id, replace(zone_calendar(book, shift), shift=staff.shift), "own hours"
                )
            else:
                yield Post(staff, shift.id, base, base.id or "always")


def shifts(book: Book, team: Team) -> tuple[Team, ...]:
    """The teams that take over from each other where `team` follows the sun."""
    return tuple(book.teams[each] for each in team.follow_the_sun if each in book.teams)


def _calendar(book: Book, team: Team) -> Calendar:
    """A team without a calendar is there around the clock."""
    return book.calendars.get(team.calendar, ALWAYS)


def zone_calendar(book: Book, team: Team) -> Calendar:
    """The calendar whose zone a team lives in: its own, its first shift's, or the first of the desk."""
    own = (each.calendar for each in (team, *shifts(book, team)))
    named = next((book.calendars[each] for each in own if each in book.calendars), None)
    return named or next(iter(book.calendars.values()), ALWAYS)


def next_shift(book: Book, team: Team, at: datetime) -> datetime | None:
    """When somebody of the team next comes or goes, UTC: the moment to hand over and to look at its queue again.

    None where nobody ever does. Days away are not looked at.
    """
    calendars = [post.cal for post in posts(book, team)]
    calendars += [_calendar(book, each) for each in shifts(book, team) or (team,)]
    # Most people work by their team's: each calendar is asked once.
    moments = (next_change(cal, at) for cal in {id(cal): cal for cal in calendars}.values())
    return min((moment for moment in moments if moment is not None), default=None)


def return_due(book: Book, team: Team, agent: str, assigned_at: datetime) -> datetime | None:
    """When a ticket that `agent` has not touched goes back to the team's queue, UTC, counted in the hours they
    work. None where the team lets it be, or they never work."""
    if team.return_after is None:
        return None
    post = next((each for each in posts(book, team) if each.staff.agent.id == agent), None)
    return add(post.cal if post else _calendar(book, team), assigned_at, team.return_after)
