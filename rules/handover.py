"""When a ticket leaves the agent who has it, and when to look at it again for the sake of who is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from helpdesk.rules.availability import next_shift, posts, return_due
from helpdesk.rules.book import Book, Team
from helpdesk.tickets.model import Ticket
from helpdesk.tickets.verdict import Facts

# A queue where somebody is there and full: who has room again is not told, so it is looked for.
FULL = timedelta(minutes=15)
_LIVE = ("new", "open")


def leaves(book: Book, facts: Facts) -> str:
    """Why the ticket leaves its agent now, '' where it stays.

    Because the policy knows them no more; because they did not touch it within the team's `return_after`; or because
    their shift is over, the customer waits, and in a team that follows the sun somebody else works now. Only new and
    open tickets leave somebody who is still there.
    """
    ticket = facts.ticket
    who = ticket.assignee
    if not who:
        return ""
    if who not in book.staff:
        return f"{who} is no agent any more"
    team = book.teams.get(ticket.team)
    if team is None or ticket.status not in _LIVE:
        return ""
    if facts.untouched_since is not None:
        due = return_due(book, team, who, facts.untouched_since)
        if due is not None and due <= facts.at:
            span = team.return_after.source if team.return_after else ""
            return f"not touched by {who} in {span}".rstrip()
    return _shift_over(book, team, facts) if team.follow_the_sun and facts.waits else ""


def next_look(
    book: Book, ticket: Ticket, untouched_since: datetime | None, waits: bool, at: datetime
) -> datetime | None:
    """When the ticket may leave its agent or its queue, UTC; None: people coming and going change nothing for it."""
    team = book.teams.get(ticket.team)
    if team is None or ticket.status not in _LIVE:
        return None
    return min(
        (each for each in _looks(book, team, ticket, untouched_since, waits, at) if each > at), default=None
    )


def _looks(
    book: Book, team: Team, ticket: Ticket, untouched_since: datetime | None, waits: bool, at: datetime
) -> Iterator[datetime]:
    if not ticket.assignee or (team.follow_the_sun and waits):
        shift = next_shift(book, team, at)
        if shift is not None:
            yield shift
    if not ticket.assignee and any(not post.absent(at) for post in posts(book, team)):
        yield at + FULL
    if ticket.assignee and untouched_since is not None:
        due = return_due(book, team, ticket.assignee, untouched_since)
        if due is not None:
            yield due


def _shift_over(book: Book, team: Team, facts: Facts) -> str:
    """Why its agent is not there, where somebody else of the team is."""
    who = facts.ticket.assignee
    why, others = "", False
    for post in posts(book, team):
        absent = post.absent(facts.at)
        if post.staff.agent.id != who:
            others = others or not absent
        elif not absent:
            return ""
        else:
            why = absent
    return f"{who}: {why}" if why and others else ""
