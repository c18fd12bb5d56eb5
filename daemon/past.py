"""What a mail to a ticket's customer may refer to and must not show: found in the ticket's messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import fold, same
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Message, Ticket


def shared_ids(past: Sequence[Message], readers: Sequence[Address]) -> list[str]:
    """Ids that every reader sent or was sent: an id of a mail somebody never saw is history given away."""
    wanted = {fold(person.address) for person in readers}
    ids: list[str] = []
    for message in past:
        # What a guest or an unproved mail says of its own readers is only said.
        proved = message.direction == "out" or message.standing == "full"
        if not proved or not message.message_id:
            continue
        knew = {fold(person.address) for person in (*message.to, *message.cc)}
        if wanted <= knew | {fold(message.sender.address)}:
            ids.append(message.message_id)
    return ids


def forbidden(
    agents: Iterable[Agent],
    ticket: Ticket,
    past: Sequence[Message],
    readers: Sequence[Address],
    because: str = "",
) -> compose.Forbidden:
    """What `readers` must not see: agents' addresses but their own, words of notes that were never public, and
    `because`, why the ticket is its agent's, which her card says a reason a line."""
    own = {fold(person.address) for person in readers}  # an agent who asked the desk knows her own address
    return compose.Forbidden(
        protocol=ticket.protocol,
        addresses=tuple(
            address for agent in agents for address in agent.addresses if fold(address) not in own
        ),
        card_lines=tuple(because.split("\n")),
        notes=tuple(message.own_words for message in past if message.direction == "note"),
        public=tuple(message.own_words for message in past if message.direction != "note"),
    )


def proven(ticket: Ticket, past: Sequence[Message]) -> bool:
    """Whether the requester's address is known to be the writer's: a mail of hers passed authentication or came with
    the proof of this ticket, or an agent has written to her. Else it may be anybody's, put there by a forger (A19)."""
    for message in past:
        if message.direction == "out":
            return True
        hers = message.direction == "in" and same(message.sender.address, ticket.requester.address)
        if hers and (message.authentication == "pass" or (message.n > 1 and message.standing == "full")):
            return True
    return False
