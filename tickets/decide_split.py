"""What splitting a message off a ticket changes: pure; the message itself is moved when all is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from helpdesk.tickets.beside import Move
from helpdesk.tickets.model import Agent, Changes, Event, Message, Ticket
from helpdesk.tickets.sla_state import SlaState

SPLIT = "split"  # the kind of link from the new ticket to the one it came of


def split(
    changes: Changes,
    ticket: Ticket,
    opened: Changes,
    message: Message,
    agent: Agent,
    at: datetime,
    because: str,
) -> Changes:
    """`changes` of `ticket` with its `message` gone to the ticket that `opened` makes of it; all of `opened` is kept
    but its message, which is not written twice."""
    last, new = changes.ticket or ticket, opened.protocol
    actor = f"agent:{agent.id}"
    made = replace(
        opened,
        messages=(),
        links=((new, ticket.protocol, SPLIT),),
        events=(Event(new, at, actor, SPLIT, ticket.protocol, new, because), *opened.events),
        tallies=(),
    )
    return replace(
        changes,
        ticket=replace(last, message_count=last.message_count - 1, updated_at=max(last.updated_at, at)),
        events=(*changes.events, Event(ticket.protocol, at, actor, SPLIT, str(message.n), new, because)),
        moves=(Move(ticket.protocol, new, message.n, full=True),),
        beside=(made,),
        protocol=changes.protocol or ticket.protocol,
    )


def without(state: SlaState, last_customer_at: datetime | None) -> SlaState:
    """The promises of the ticket that stays: nobody waits in it any more for the answer to what is gone."""
    return replace(state, last_customer_at=last_customer_at)
