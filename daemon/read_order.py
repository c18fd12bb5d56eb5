"""The commands of an agent's mail as they are meant: read against the policy in force, or the first thing wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.beyond import foreseen
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.expansions import written_out
from helpdesk.daemon.hers import Hers
from helpdesk.daemon.order import Order
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.vocabulary import vocabulary, zone_of
from helpdesk.mailflow.command_fault import mended, mends
from helpdesk.mailflow.command_values import meant
from helpdesk.mailflow.commands import parse, verbs_of
from helpdesk.mailflow.htmltext import seen_of, text_of
from helpdesk.mailflow.release import release_of
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
    desk: Desk, sheet: Sheet, arrived: Arrived, ticket: Ticket | None, agent: Agent, kind: str = ""
) -> Order | CommandFault:
    """The commands of an accepted agent's mail, read against the policy in force; without a ticket those alone
    that one may open with. `kind`: where her handle says that the words go."""
    commands = parse(arrived.own_words)
    if isinstance(commands, CommandFault):
        return commands
    if parts_differ(desk, sheet, ticket, agent):
        return CommandFault(0, 0, "command_differs")
    order = Order(replace(arrived, own_words=commands.text))
    if not commands.verbs:
        return order
    deeds = meaning(desk, commands, agent, sheet.now)
    if isinstance(deeds, CommandFault):
        return deeds
    astray = _astray(commands, deeds, ticket)
    if astray is not None:
        return astray
    order = replace(order, deeds=deeds, verbs=commands.verbs, above=commands.above)
    if ticket is None:
        return order  # its texts are written out for the case that it opens
    return foreseen(desk, order, ticket, agent) or written_out(desk, sheet, order, ticket, agent, kind)


def meaning(desk: Desk, commands: Commands, agent: Agent, now: datetime) -> tuple[Deed, ...] | CommandFault:
    """What `commands` ask for, against the policy in force."""
    deeds = meant(commands, vocabulary(desk), agent, now, zone_of(desk, agent))
    if isinstance(deeds, CommandFault):
        return deeds
    return _own_address(desk, commands, deeds) or deeds


def mended_order(
    desk: Desk, sheet: Sheet, arrived: Arrived, ticket: Ticket | None, agent: Agent, kind: str = ""
) -> tuple[Order | CommandFault, Arrived]:
    """The same, with what the agent chose to have in place of what was wrong, fault after fault; and her words so."""
    order = read_order(desk, sheet, arrived, ticket, agent, kind)
    for fix in release_of(sheet.row.released_by).fixes:
        if not isinstance(order, CommandFault) or not mends(order):
            break
        arrived = replace(arrived, own_words=mended(arrived.own_words, order, fix))
        order = read_order(desk, sheet, arrived, ticket, agent, kind)
    return order, arrived


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
            return CommandFault(verb.line, 1, what, (), f"#{verb.word}", verb.source)
    return None


def parts_differ(desk: Desk, sheet: Sheet, ticket: Ticket | None, agent: Agent) -> bool:
    """Whether what she saw and what stands beside it as plain text, or where she could not see it, hold different
    commands."""
    mail = sheet.mail
    if not mail.html:
        return False
    hers = Hers(desk, sheet, ticket, agent)

    def verbs(text: str) -> tuple[str, ...]:
        return verbs_of(hers.words(replace(mail, html="", text=text)).text)

    written, seen = text_of(mail.html), seen_of(mail.html)
    if written != seen and verbs(written) != verbs(seen):
        return True
    if mail.text.strip() in ("", written.strip()):
        return False  # there is one part only
    return verbs(mail.text) != verbs_of(hers.words(replace(mail, text=written)).text)


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
