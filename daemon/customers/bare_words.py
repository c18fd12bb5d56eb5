"""A customer's own words without the signature that her earlier mails on the case end in, too; and whom she greets."""

from __future__ import annotations

from functools import cached_property

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.ending import without_ending
from helpdesk.tickets.model import Ticket

LOOKED_AT = 20  # of the case's last messages; and its first, which is hers as a rule
LONGEST = 4_000  # characters: what is longer is no word, no digit and no thanks, whatever it ends in


class Bare:
    """Called with words of a mail, gives what is left of them; the case's mails are read once, and only if need be."""

    def __init__(self, desk: Desk, sheet: Sheet, ticket: Ticket) -> None:
        self._desk = desk
        self._sheet = sheet
        self._ticket = ticket

    def __call__(self, words: str) -> str:
        """`words` less the ending they share with an earlier mail of the same writer's, believed as hers."""
        if "\n" not in words.strip() or len(words) > LONGEST:
            return words
        return without_ending(words, self._earlier)

    @cached_property
    def _earlier(self) -> tuple[str, ...]:
        store, name = self._desk.store, self._ticket.protocol
        first = store.message(name, 1)
        last = store.messages(name, max(1, self._ticket.message_count - LOOKED_AT), LOOKED_AT)
        return tuple(
            one.own_words
            for one in ([first] if first else []) + last
            if one.direction == "in"
            and one.standing == "full"
            and same(one.sender.address, self._sheet.mail.sender.address)
        )


def greeted(desk: Desk, ticket: Ticket) -> tuple[str, ...]:
    """Whom a mail on the case may greet by name."""
    agent = desk.agent(ticket.assignee)
    return (desk.mailbox(ticket.mailbox).display_name, *((agent.name,) if agent else ()))
