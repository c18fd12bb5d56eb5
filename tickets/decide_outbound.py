"""A case that an agent opens by writing to a customer: pure, from her mail to Changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from helpdesk.tickets.decide import Arrived, message_of
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Changes, Event, Language, Participant, Ticket


def new_case(
    *,
    protocol: str,
    customer: Address,
    agent: Agent,
    mailbox: str,
    subject: str,
    language: Language,
    at: datetime,
) -> Ticket:
    """The case before its first message: the agent's, and waiting, for nobody waits for the desk."""
    return Ticket(
        id=0,
        protocol=protocol,
        subject=subject,
        status="waiting",
        mailbox=mailbox,
        requester=customer,
        language=language,
        created_at=at,
        updated_at=at,
        team=agent.teams[0] if agent.teams else "",
        assignee=agent.id,
    )


def opened_by_us(
    arrived: Arrived, ticket: Ticket, agent: Agent, *, cc: Sequence[Address], because: str
) -> Changes:
    """The case with her mail as its first message. Who stands in her Cc takes part (threats E5)."""
    at, actor = arrived.at, f"agent:{agent.id}"
    message = replace(
        message_of(arrived, ticket, 1, "out", because, ""),
        to=(ticket.requester,),
        cc=tuple(cc),
        text=arrived.own_words,
        author=agent.id,
    )
    told = [("opened", "", ticket.status), ("replied", "", "1"), ("assigned", "", agent.id)]
    told += [("participant", "", person.address) for person in cc]
    return Changes(
        inbox_state="done",
        outcome="opened",
        because=because,
        ticket=replace(ticket, message_count=1, version=1),
        messages=(message,),
        participants=(
            Participant(ticket.protocol, ticket.requester.address, ticket.requester.name, "requester", at),
            *(Participant(ticket.protocol, one.address, one.name, "added", at, agent.id) for one in cc),
        ),
        events=tuple(
            Event(ticket.protocol, at, actor, kind, before, after, because) for kind, before, after in told
        ),
        protocol=ticket.protocol,
        sender=arrived.sender,
        subject=arrived.mail.subject,
    )
