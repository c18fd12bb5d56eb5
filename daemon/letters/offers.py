"""Whether a customer may be offered more in this case: not who is unhappy, nor who is in a hurry (product.md 1.9)."""

from __future__ import annotations

from helpdesk.daemon.desk import Desk
from helpdesk.rules.fold import fold
from helpdesk.tickets.model import Ticket
from helpdesk.tickets.surveys import LOW


def offer(desk: Desk, ticket: Ticket) -> dict[str, str]:
    """The value `may_offer` of macros, where it is known: a block that asks for it is dropped in every other case."""
    unhappy = {fold(tag) for tag in ticket.tags} & {fold(tag) for tag in desk.settings.life.no_offers}
    last = desk.store.last_answer(ticket.requester.address)
    low = last is not None and last.score is not None and last.score <= LOW[last.kind]
    return {} if unhappy or low or ticket.priority in ("high", "urgent") else {"may_offer": "yes"}
