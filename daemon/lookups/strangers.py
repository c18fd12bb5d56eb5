"""Who is named on a ticket and not admitted: listed with numbers where agents are told, and admitted by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.lookups.handles import handles_in_addresses
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.addresses import dot_atom, fold
from helpdesk.mailflow.filters import STRANGERS
from helpdesk.tickets.deeds import CommandFault, Deed, People, Verb
from helpdesk.tickets.model import Agent, Participant, Ticket

FEW = 5
_PARENTS = 5


def strangers(desk: Desk, ticket: Ticket, joining: Sequence[Participant] = ()) -> list[str]:
    """The guests of a ticket, in the order of the numbers that a mail written now gives them."""
    people = [*(desk.store.participants(ticket.protocol) if ticket.id else ()), *joining]
    found = {
        fold(one.address): one.address for one in people if one.role == "guest" and dot_atom(one.address)
    }
    return [found[key] for key in sorted(found)]


def admitted(
    desk: Desk,
    sheet: Sheet,
    ticket: Ticket | None,
    agent: Agent,
    verbs: Sequence[Verb],
    deeds: Sequence[Deed],
) -> tuple[Deed, ...] | CommandFault:
    """`deeds` with addresses for the numbers in `#admitir 2`.

    A number is of the mail that she answers, and means whom it named there, whoever came, was admitted or left since:
    another would be let in for them. Where she answers none that lists anybody, it is of the list as it now is.
    """
    named: list[Deed] = []
    for verb, deed in zip(verbs, deeds, strict=True):
        if not isinstance(deed, People) or not deed.numbers:
            named.append(deed)
            continue
        listed = _listed(desk, sheet, ticket, agent) if ticket is not None else []
        wrong = next((n for n in deed.numbers if not 0 < n <= len(listed)), None)
        if wrong is not None:
            column = verb.source.find(str(wrong), verb.value_column - 1) + 1
            fixes = tuple(listed[:FEW]) or (f"-{verb.line}",)
            return CommandFault(verb.line, column, "command_no_stranger", fixes, str(wrong), verb.source)
        named.append(replace(deed, add=(*deed.add, *(listed[n - 1] for n in deed.numbers))))
    return tuple(named)


def _listed(desk: Desk, sheet: Sheet, ticket: Ticket, agent: Agent) -> list[str]:
    """What the mail that she answers lists, by the header that the desk put there for this."""
    by_address = (one.message_id for one in handles_in_addresses(desk, sheet))
    for parent in (*sheet.mail.in_reply_to[:_PARENTS], *by_address):
        sent = desk.store.find_sent(parent) if parent else None
        if sent is None or sent.outgoing.to_agent != agent.id:
            continue
        head = message_from_bytes(sent.outgoing.raw)
        if desk.store.survivor(sent.outgoing.ticket) == ticket.protocol and head[STRANGERS]:
            return [one.strip() for one in str(head[STRANGERS]).split(",")]
    return strangers(desk, ticket)
