"""Hours nobody covers: the worked example, shifts of their own, days off, and winter against summer."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpdesk.rules.book import Book, Staff, Team
from helpdesk.rules.calendars import is_open
from helpdesk.rules.coverage import uncovered
from tests.unit.policy_kit import book, calendar, staff

EXAMPLE = (
    Team("n0", "teams.yaml:2", "N0"),
    Team("n1", "teams.yaml:3", follow_the_sun=("n1-madrid", "n1-bogota")),
    Team("n1-madrid", "teams.yaml:4", calendar="madrid"),
    Team("n1-bogota", "teams.yaml:5", calendar="bogota"),
    Team("n2", "teams.yaml:6", "N2", "madrid"),
    Team("n3", "teams.yaml:7", "N3", "madrid", vendor="ayuda@pasarela.example"),
)
PEOPLE = (staff("ana", "n1-madrid"), staff("luis", "n1-bogota"), staff("marta", "n2", role="lead"))


def words(desk: Book, team: str) -> list[str]:
    """The gaps of a team as people read them."""
    return [gap.words for gap in uncovered(desk, team)]


def office(*people: Staff, hours: str = "09:00-18:00") -> Book:
    """One team that works office hours."""
    desk = book((Team("t", "p", calendar="office"),), people)
    days = calendar("office", "Europe/Madrid", {"0-4": hours})
    return Book(
        desk.revision, desk.agents, desk.staff, desk.places, teams=desk.teams, calendars={"office": days}
    )


def test_the_worked_example_has_one_gap() -> None:
    """Madrid 9-18 and Bogotá 10-19: nobody from 01:00 (winter) to 09:00, and no word of teams of one calendar."""
    desk = book(EXAMPLE, PEOPLE)
    found = {team.id: words(desk, team.id) for team in EXAMPLE}
    assert found.pop("n1") == ["nobody covers n1 Mon-Fri 01:00-09:00 (Madrid)"]
    assert not any(found.values())
    assert uncovered(desk, "n1")[0].share == pytest.approx(8 / 24)


def test_a_third_shift_closes_it() -> None:
    """With Sydney, whose Friday night in Madrid is its Saturday, nothing is missing."""
    sydney = calendar("sydney", "Australia/Sydney", {"0-4": "08:00-19:00"})
    team = Team("n1", "p", follow_the_sun=("n1-madrid", "n1-bogota", "n1-sydney"))
    teams = (team, *EXAMPLE[2:4], Team("n1-sydney", "p", calendar="sydney"))
    desk = book(teams, (*PEOPLE, staff("kim", "n1-sydney")))
    calendars = {**desk.calendars, "sydney": sydney}
    desk = book(teams, (*PEOPLE, staff("kim", "n1-sydney")), calendars=calendars)
    assert words(desk, "n1") == []


def test_a_shift_that_closes_early_on_one_day() -> None:
    """What is missing on one day alone is said of that day."""
    bogota = calendar(
        "bogota", "America/Bogota", {"0-2": "10:00-19:00", "3": "10:00-14:00", "4": "10:00-19:00"}
    )
    desk = book(EXAMPLE, PEOPLE)
    desk = book(EXAMPLE, PEOPLE, calendars={**desk.calendars, "bogota": bogota})
    assert words(desk, "n1") == [
        "nobody covers n1 Mon-Thu 01:00-09:00 (Madrid)",
        "nobody covers n1 Thu 20:00-24:00 (Madrid)",
        "nobody covers n1 Fri 00:00-09:00 (Madrid)",
    ]


def test_an_empty_shift_covers_nothing() -> None:
    """Bogotá without anybody: the night is longer, and the evening of the day before is missing too."""
    assert words(book(EXAMPLE, PEOPLE[:1]), "n1") == [
        "nobody covers n1 Mon-Fri 00:00-09:00 (Madrid)",
        "nobody covers n1 Mon-Fri 18:00-24:00 (Madrid)",
    ]


def test_shifts_of_their_own() -> None:
    """Office hours that nobody's own shift covers; somebody without a shift covers all of them."""
    early = staff("ana", "t", hours={"0-4": "09:00-14:00"})
    late = staff("luis", "t", hours={"0": "16:00-18:00", "2": "14:00-18:00"})
    assert words(office(early), "t") == ["nobody covers t Mon-Fri 14:00-18:00 (Madrid)"]
    assert words(office(early, late), "t") == [
        "nobody covers t Mon 14:00-16:00 (Madrid)",
        "nobody covers t Tue, Thu, Fri 14:00-18:00 (Madrid)",
    ]
    assert words(office(early, staff("eva", "t")), "t") == []
    assert words(office(early, hours="09:00-24:00"), "t") == ["nobody covers t Mon-Fri 14:00-24:00 (Madrid)"]


def test_nobody_in_it_or_no_such_team() -> None:
    """No people: no promise. No team: nothing to say."""
    assert words(office(), "t") == []
    assert words(office(), "gone") == []


def test_a_team_without_calendar_is_there_around_the_clock() -> None:
    """Unless all of its people have shifts."""
    everybody = book((Team("t", "p"),), (staff("ana", "t"),))
    assert words(everybody, "t") == []
    days = book((Team("t", "p"),), (staff("ana", "t", hours={"0-6": "08:00-24:00"}),))
    assert words(days, "t") == ["nobody covers t Mon-Sun 00:00-08:00 (Madrid)"]


def test_agrees_with_the_clock_all_through_a_year() -> None:
    """On every working day but the first after days off: each missing hour of the year lies in the gap."""
    desk = book(EXAMPLE, PEOPLE)
    gap = uncovered(desk, "n1")[0]
    shifts = [calendar("m", "Europe/Madrid", {"0-4": "09:00-18:00"}), desk.calendars["bogota"]]
    moment, seen = datetime.fromisoformat("2026-01-01T00:00+00:00"), 0
    for _ in range(365 * 24):
        moment += timedelta(hours=1)
        local = moment.astimezone(ZoneInfo(gap.zone))
        missed = local.weekday() in gap.days and gap.since <= local.hour * 60 < gap.until
        if not any(is_open(cal, moment) for cal in shifts) and not missed:
            assert moment.weekday() in (4, 5, 6)  # of days off, and the hour that the Sunday shift would have
        seen += missed
    assert seen == pytest.approx(8 * 261, rel=0.02)
