"""Commands that change more than a ticket's fields: each is the one command of its mail."""

from __future__ import annotations

from helpdesk.daemon.agents.merge import merged, target
from helpdesk.daemon.agents.order import Order, placed
from helpdesk.daemon.agents.split import numbered, parted
from helpdesk.daemon.agents.undo import undone
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.sheet import Sheet
from helpdesk.tickets.deeds import CommandFault, Deed, Merge, Split, Undo
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.model import Agent, Changes, Handle, Ticket


def beyond(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    numbered: tuple[int, Deed],
    ticket: Ticket,
    agent: Agent,
    because: str,
    changes: Changes,
    handle: Handle | None,
) -> Changes:
    """`changes` with the deed (and its place among those of the mail) done. Raises Refused."""
    n, deed = numbered
    if ticket.aside:
        raise Refused("command_is_aside", ticket.protocol, n)
    try:
        if isinstance(deed, Merge):
            return merged(desk, letters, sheet, deed, ticket, agent, because, changes)
        if isinstance(deed, Split):
            return parted(desk, letters, sheet, deed, ticket, agent, because, changes, handle)
        if isinstance(deed, Undo):
            return undone(desk, letters, sheet, ticket, agent, because, changes)
    except Refused as refused:
        raise Refused(refused.what, refused.about, n, refused.fixes) from refused
    raise AssertionError(f"{deed} is no command of its own")


def foreseen(desk: Desk, order: Order, ticket: Ticket, agent: Agent) -> CommandFault | None:
    """What can be said of them before anything is done: so a tap may mend it like any other value."""
    for n, deed in enumerate(order.deeds):
        try:
            if isinstance(deed, Merge):
                target(desk, deed, ticket, agent)
            if isinstance(deed, Split) and deed.n:
                numbered(desk, deed, ticket)
        except Refused as refused:
            return placed(order, Refused(refused.what, refused.about, n, refused.fixes))
    return None
