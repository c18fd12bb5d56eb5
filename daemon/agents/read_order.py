"""The commands of an agent's mail as they are meant: read against the policy in force, or the first thing wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.daemon.agents.beyond import foreseen
from helpdesk.daemon.agents.expansions import written_out
from helpdesk.daemon.agents.order import Order
from helpdesk.daemon.agents.two_parts import differing, unsaid_by_one, with_both, words_of_part
from helpdesk.daemon.agents.vendor import is_for_vendor
from helpdesk.daemon.agents.vocabulary import vocabulary, zone_of
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.lookups.hers import Hers
from helpdesk.daemon.lookups.strangers import admitted
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.command_values import meant
from helpdesk.mailflow.commands import MOST_SHOWN, keeps_inside, read
from helpdesk.mailflow.mending import ANYWAY, mended, part_named
from helpdesk.tickets.decide import Arrived
from helpdesk.tickets.deeds import (
    LONE,
    Ask,
    CommandFault,
    Commands,
    Deed,
    ForCustomer,
    HandUp,
    KeepInside,
    People,
    PutAside,
    Quiet,
    Restore,
)
from helpdesk.tickets.model import Agent, Ticket

# What is done to a case there is, and not to one that the mail opens.
_OF_A_CASE = (*LONE, PutAside, Restore, Quiet, Ask, HandUp)


def read_order(
    desk: Desk,
    sheet: Sheet,
    hers: Hers,
    arrived: Arrived,
    ticket: Ticket | None,
    agent: Agent,
    kind: str = "",
    chosen: bool = False,
) -> Order | CommandFault:
    """The commands of an accepted agent's mail, read against the policy in force; without a ticket those alone
    that one may open with. `kind`: where her handle says that the words go; `chosen`: she has said by which part of
    her mail."""
    commands, faults = read(arrived.own_words)
    if not faults and not chosen and (differs := differing(hers)) is not None:
        return differs
    deeds = meaning(desk, commands, agent, sheet.now)
    faults += [replace(deeds, more=()), *deeds.more] if isinstance(deeds, CommandFault) else []
    if faults:
        faults += _of_the_rest(desk, sheet, arrived, ticket, agent, kind, commands, faults)
        first, *more = sorted(faults, key=lambda fault: fault.line)[:MOST_SHOWN]
        return replace(first, more=tuple(more))
    assert not isinstance(deeds, CommandFault)
    words = commands.text
    if not chosen and _goes_out(desk, sheet, ticket, kind, deeds):
        if (lost := unsaid_by_one(hers)) is not None:
            return lost
    elif not chosen and kind != "c":
        words = with_both(hers, words)
    order = Order(replace(arrived, own_words=words), whole=arrived.own_words)
    if not commands.verbs:
        return order
    astray = _astray(commands, deeds, ticket)
    if astray is not None:
        return astray
    named = admitted(desk, sheet, ticket, agent, commands.verbs, deeds)
    if isinstance(named, CommandFault):
        return named
    order = replace(order, deeds=named, verbs=commands.verbs, above=commands.above, pieces=commands.pieces)
    if ticket is None:
        return order  # its texts are written out for the case that it opens
    return foreseen(desk, order, ticket, agent) or written_out(desk, sheet, order, ticket, agent, kind)


def _goes_out(desk: Desk, sheet: Sheet, ticket: Ticket | None, kind: str, deeds: Sequence[Deed]) -> bool:
    """Whether her words leave the house."""
    if any(isinstance(deed, KeepInside) for deed in deeds):
        return False
    if ticket is None:
        return any(isinstance(deed, ForCustomer) for deed in deeds)
    return kind == "r" or is_for_vendor(desk, sheet)


def _of_the_rest(
    desk: Desk,
    sheet: Sheet,
    arrived: Arrived,
    ticket: Ticket | None,
    agent: Agent,
    kind: str,
    commands: Commands,
    faults: Sequence[CommandFault],
) -> list[CommandFault]:
    """What would be wrong with the other lines once these are mended: she hears of all of it at once."""
    wrong = {fault.line for fault in faults}
    verbs = tuple(verb for verb in commands.verbs if verb.line not in wrong)
    deeds = meaning(desk, replace(commands, verbs=verbs), agent, sheet.now)
    if ticket is None or not verbs or isinstance(deeds, CommandFault):
        return []
    order = Order(replace(arrived, own_words=commands.text), deeds, verbs, commands.above)
    found = foreseen(desk, order, ticket, agent) or written_out(desk, sheet, order, ticket, agent, kind)
    return [found] if isinstance(found, CommandFault) else []


def meaning(desk: Desk, commands: Commands, agent: Agent, now: datetime) -> tuple[Deed, ...] | CommandFault:
    """What `commands` ask for, against the policy in force."""
    deeds = meant(commands, vocabulary(desk), agent, now, zone_of(desk, agent))
    if isinstance(deeds, CommandFault):
        return deeds
    return _own_address(desk, commands, deeds) or deeds


@dataclass(frozen=True, slots=True)
class Mended:
    """An order read with what the agent chose to have in place of what was wrong, and her words so; `left` are the
    fixes that nothing was wrong for yet."""

    order: Order | CommandFault
    arrived: Arrived
    left: tuple[str, ...]


def mended_order(
    desk: Desk,
    sheet: Sheet,
    hers: Hers,
    arrived: Arrived,
    ticket: Ticket | None,
    agent: Agent,
    kind: str,
    fixes: Sequence[str],
) -> Mended:
    """The order of her mail, fault after fault with one of the `fixes`."""
    order = read_order(desk, sheet, hers, arrived, ticket, agent, kind)
    left, chosen = list(fixes), False
    while left:
        if (part := part_named(left[0])) == ANYWAY:
            break  # it is of what is found out below
        if part:
            chosen, words = True, words_of_part(hers, part)
            after = replace(arrived, own_words=words)
        elif isinstance(order, CommandFault):
            after = mended_words(arrived, order, left[0])
        else:
            break
        left = left[1:]
        if after == arrived and not chosen:
            break
        arrived = after
        order = read_order(desk, sheet, hers, arrived, ticket, agent, kind, chosen)
    return Mended(order, arrived, tuple(left))


def mended_words(arrived: Arrived, fault: CommandFault, fix: str) -> Arrived:
    """Her words with the fix. What kept them inside goes on doing so: only the tap for a note decides that."""
    words = mended(arrived.own_words, fault, fix)
    if keeps_inside(arrived.own_words) and not keeps_inside(words):
        return arrived
    return replace(arrived, own_words=words)


def _astray(commands: Commands, deeds: Sequence[Deed], ticket: Ticket | None) -> CommandFault | None:
    """A command that is about a ticket, where there is none; or the one that opens one, where there is."""
    opens = [n for n, deed in enumerate(deeds) if isinstance(deed, ForCustomer)]
    for n, (verb, deed) in enumerate(zip(commands.verbs, deeds, strict=True)):
        what = ""
        if isinstance(deed, ForCustomer):
            what = (
                "command_for_new"
                if ticket is not None
                else "command_for_first"
                if n or not commands.above
                else ""
            )
        elif (
            ticket is None
            and not isinstance(deed, KeepInside)
            and (not opens or isinstance(deed, _OF_A_CASE))
        ):
            what = "command_no_case_here"
        if what:
            fixes = (verb.source,) if what == "command_for_first" else ()
            return CommandFault(verb.line, 1, what, fixes, f"#{verb.word}", verb.source)
    return None


def _own_address(desk: Desk, commands: Commands, deeds: Sequence[Deed]) -> CommandFault | None:
    """Neither the desk nor an agent takes part as a customer: mail would go round in circles."""
    for verb, deed in zip(commands.verbs, deeds, strict=True):
        named = (
            deed.add if isinstance(deed, People) else (deed.address,) if isinstance(deed, ForCustomer) else ()
        )
        for address in named:
            if desk.is_own(address) or desk.agent_of(address):
                at = verb.source.find(address, verb.value_column - 1) + 1
                return CommandFault(verb.line, at, "command_own_address", (), address, verb.source)
    return None
