"""Who loses a ticket and when it is looked at again: agents who left, shifts that end, tickets nobody touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.rules.book import Book, Span
from helpdesk.rules.handover import FULL, leaves, next_look
from helpdesk.tickets.verdict import Facts
from tests.unit.acme_kit import a_ticket, acme
from tests.unit.acme_kit import mail as a_mail

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 09:00 in Madrid, 03:00 in Bogotá
HOUR = timedelta(hours=1)


def returning() -> Book:
    book = acme()
    n1 = replace(book.teams["n1"], return_after=Span(seconds=7200, source="2h"))
    return replace(book, teams={**book.teams, "n1": n1})


def has(agent: str, at: datetime, **changed: object) -> Facts:
    of = a_ticket(assignee=agent, team="n1", status=str(changed.pop("status", "open")))
    return replace(a_mail(happening="timer", ticket=of), at=at, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (has("", MONDAY), ""),
        (has("ana", MONDAY), ""),
        (has("pepe", MONDAY), "pepe is no agent any more"),
        (has("pepe", MONDAY, status="waiting"), "pepe is no agent any more"),
        (has("luis", MONDAY), "luis: off shift (bogota)"),
        (has("luis", MONDAY, waits=False), ""),
        (has("luis", MONDAY, status="waiting"), ""),
        (has("luis", MONDAY - HOUR), ""),  # nobody is there: he keeps it
        (has("luis", MONDAY + 8 * HOUR), ""),
        (has("marta", MONDAY), ""),  # not of this team: a person gave it to her
        (has("ana", MONDAY + 2 * HOUR, untouched_since=MONDAY), "not touched by ana in 2h"),
        (has("ana", MONDAY + 1.9 * HOUR, untouched_since=MONDAY), ""),
        (has("ana", MONDAY + 2 * HOUR), ""),
    ],
)
def test_why_a_ticket_leaves_its_agent(facts: Facts, why: str) -> None:
    assert leaves(returning(), facts) == why


@pytest.mark.parametrize(
    ("agent", "at", "untouched", "waits", "look"),
    [
        ("", MONDAY - HOUR, None, True, MONDAY),
        ("", MONDAY + HOUR, None, True, MONDAY + HOUR + FULL),  # somebody is there, and full
        ("ana", MONDAY + HOUR, None, True, MONDAY + 7 * HOUR),  # Bogotá opens
        ("ana", MONDAY + HOUR, None, False, None),
        ("ana", MONDAY + HOUR, MONDAY, False, MONDAY + 2 * HOUR),
        ("ana", MONDAY + 3 * HOUR, MONDAY, False, None),
    ],
)
def test_when_to_look_again(
    agent: str, at: datetime, untouched: datetime | None, waits: bool, look: datetime | None
) -> None:
    assert next_look(returning(), a_ticket(assignee=agent, team="n1"), untouched, waits, at) == look


def test_nobody_looks_for_a_ticket_of_no_team_or_at_rest() -> None:
    for of in (a_ticket(), a_ticket(team="gone"), a_ticket(team="n1", status="waiting")):
        assert next_look(returning(), of, None, True, MONDAY) is None
