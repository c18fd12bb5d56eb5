"""An agent's mail about a ticket: her words go where the handle says, and her commands are obeyed, or it comes back."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.daemon.agents.commands import perform, refuse
from helpdesk.daemon.agents.order import first_line, placed, text_in
from helpdesk.daemon.agents.read_order import mended_order, mended_words
from helpdesk.daemon.agents.relay import relay
from helpdesk.daemon.agents.taken_since import taken_since
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.lookups.hers import Hers
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.identity import AgentAccepted
from helpdesk.mailflow.leaking_line import located
from helpdesk.mailflow.mending import ANYWAY, part_named
from helpdesk.tickets.decide import Arrived
from helpdesk.tickets.decide_agent import add_note
from helpdesk.tickets.deeds import CommandFault
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.model import Changes, Handle, Ticket


def by_order(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    hers: Hers,
    arrived: Arrived,
    ticket: Ticket,
    accepted: AgentAccepted,
    handle: Handle | None,
    fixes: Sequence[str],
) -> Changes:
    """Her words where the handle says, and her commands; with the `fixes` that she chose."""
    agent = accepted.agent
    read = mended_order(desk, sheet, hers, arrived, ticket, agent, accepted.kind, fixes)
    order, arrived = read.order, read.arrived
    if not isinstance(order, CommandFault) and accepted.kind == "c" and order.arrived.own_words.strip():
        order = text_in(arrived.own_words, order.arrived.own_words)
    if isinstance(order, CommandFault):
        return refuse(desk, letters, sheet, arrived, ticket, agent, order)
    anyway, left = (
        ANYWAY in map(part_named, read.left),
        [fix for fix in read.left if part_named(fix) != ANYWAY],
    )
    if not order.deeds:
        return _words_alone(desk, letters, sheet, hers, order.arrived, ticket, accepted, handle, left)
    taken = None if anyway else taken_since(desk, sheet, order, ticket, agent, handle)
    if taken is not None:
        return refuse(desk, letters, sheet, arrived, ticket, agent, taken)
    fault: CommandFault | None
    try:
        changes = perform(desk, letters, sheet, order, ticket, accepted, handle)
        fault = leaking(desk, arrived, ticket, changes)
        if fault is None or not left:
            return changes
    except Refused as refused:
        fault = placed(order, refused)
    if left and (after := mended_words(arrived, fault, left[0])) != arrived:
        left = [*left[1:], ANYWAY] if anyway else left[1:]
        return by_order(desk, letters, sheet, hers, after, ticket, accepted, handle, left)
    return refuse(desk, letters, sheet, arrived, ticket, agent, fault)


def _words_alone(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    hers: Hers,
    arrived: Arrived,
    ticket: Ticket,
    accepted: AgentAccepted,
    handle: Handle | None,
    fixes: Sequence[str],
) -> Changes:
    agent = accepted.agent
    if accepted.kind == "c":
        return refuse(desk, letters, sheet, arrived, ticket, agent, text_in(arrived.own_words, ""))
    if accepted.kind == "r" and ticket.aside:
        aside = first_line(arrived.own_words, "command_is_aside")
        if fixes and (after := mended_words(arrived, aside, fixes[0])) != arrived:
            return by_order(desk, letters, sheet, hers, after, ticket, accepted, handle, fixes[1:])
        return refuse(desk, letters, sheet, arrived, ticket, agent, aside)
    if accepted.kind == "r":
        changes = relay(desk, letters, sheet, arrived, ticket, agent, accepted.how, handle)
        leak = leaking(desk, arrived, ticket, changes)
        if leak and fixes and (after := mended_words(arrived, leak, fixes[0])) != arrived:
            return by_order(desk, letters, sheet, hers, after, ticket, accepted, handle, fixes[1:])
        return changes
    because = (
        accepted.how if accepted.kind == "n" else f"{accepted.how}; no handle says it may go to the customer"
    )
    changes = letters.tell_colleague(sheet, add_note(arrived, ticket, agent, because), agent)
    return letters.filed_as_note(sheet, changes, agent, accepted.kind)


def leaking(desk: Desk, arrived: Arrived, ticket: Ticket, changes: Changes) -> CommandFault | None:
    """The line of her words that kept the answer from going out, as its receipt shows it."""
    if changes.held_reason != "leak":
        return None
    return located(arrived.own_words, changes.because, desk.mailbox(ticket.mailbox).address)
