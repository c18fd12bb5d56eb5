"""Who is meant by the words of `notify`: assignee, lead, team, admin, or an agent by id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from helpdesk.rules.availability import posts
from helpdesk.rules.book import Book
from helpdesk.tickets.model import Agent
from helpdesk.tickets.verdict import Facts


def audience(book: Book, facts: Facts, words: Sequence[str]) -> tuple[str, ...]:
    """The ids of those to tell, each once, in the order of `words`.

    A warning must reach somebody: where the words mean nobody (the assignee of a ticket without one), the lead is
    told; where a team has no lead, the leads who serve the mailbox; where there are none, the admins.
    """
    found = dict.fromkeys(who for word in words for who in _meant(book, facts, word))
    return tuple(found) or tuple(_lead(book, facts))


def _meant(book: Book, facts: Facts, word: str) -> Iterator[str]:
    match word:
        case "assignee":
            if any(agent.id == facts.ticket.assignee for agent in book.agents):
                yield facts.ticket.assignee
        case "lead":
            yield from _lead(book, facts)
        case "team":
            yield from _there(book, facts)
        case "admin":
            yield from (agent.id for agent in book.agents if agent.role == "admin")
        case _:
            yield from (agent.id for agent in book.agents if agent.id == word)


def _members(book: Book, facts: Facts) -> list[Agent]:
    team = book.teams.get(facts.ticket.team)
    people = [post.staff.agent for post in posts(book, team)] if team else []
    return list({agent.id: agent for agent in people if _serves(agent, facts)}.values())


def _there(book: Book, facts: Facts) -> list[str]:
    """The people of the team who are working now; all of them where nobody is."""
    team = book.teams.get(facts.ticket.team)
    members = [agent.id for agent in _members(book, facts)]
    now = {post.staff.agent.id for post in posts(book, team) if not post.absent(facts.at)} if team else set()
    return [who for who in members if who in now] or members


def _lead(book: Book, facts: Facts) -> list[str]:
    leads = [agent.id for agent in _members(book, facts) if agent.role == "lead"]
    leads = leads or [agent.id for agent in book.agents if agent.role == "lead" and _serves(agent, facts)]
    return leads or [agent.id for agent in book.agents if agent.role == "admin"]


def _serves(agent: Agent, facts: Facts) -> bool:
    return not agent.mailboxes or facts.mailbox in agent.mailboxes
