"""Who is told of a ticket that nobody has: the people of its team who serve its mailbox; and who may see one."""

from __future__ import annotations

from helpdesk.daemon.desk import Desk
from helpdesk.rules.availability import posts
from helpdesk.tickets.model import Agent, Ticket


def queue_people(desk: Desk, ticket: Ticket) -> list[Agent]:
    """In the team's order; nobody where the policy has no such team."""
    team = desk.policy.teams.get(ticket.team)
    people = dict.fromkeys(post.staff.agent.id for post in posts(desk.policy, team)) if team else {}
    serving = [one for each in people if (one := desk.agent(each)) is not None]
    return [one for one in serving if not one.mailboxes or ticket.mailbox in one.mailboxes]


def may_see(agent: Agent, ticket: Ticket) -> bool:
    """Whether a ticket is of a mailbox she serves, or hers."""
    return not agent.mailboxes or ticket.mailbox in agent.mailboxes or ticket.assignee == agent.id
