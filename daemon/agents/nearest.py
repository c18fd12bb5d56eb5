"""The nearest fix of a refused command, of what the archive knows: cases, messages, people, macros that fit."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol as Shape

from helpdesk.daemon.agents.vocabulary import vocabulary
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.lookups.queue_people import may_see
from helpdesk.daemon.verdicts.rulings import facts_of
from helpdesk.mailflow import protocol
from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.command_advice import advised
from helpdesk.mailflow.command_words import taught
from helpdesk.mailflow.leaks import scrubbed
from helpdesk.mailflow.mending import BLANK
from helpdesk.tickets.deeds import CommandFault
from helpdesk.tickets.model import Agent, Ticket
from helpdesk.tickets.sla_state import ENDED

OFFERED = 3
_LOOKED_AT = 50  # of her cases, for one that is called nearly so


def nearest(desk: Desk, fault: CommandFault, ticket: Ticket | None, agent: Agent) -> CommandFault:
    """`fault`, and those behind it, with what she probably meant, or with the line to write."""
    found = _KNOWN.get(fault.what)
    if found is not None and not fault.fixes and not fault.write:
        fault = found(desk, fault, ticket, agent)
    fault = replace(fault, more=tuple(nearest(desk, each, ticket, agent) for each in fault.more))
    return advised(fault, vocabulary(desk), agent.languages[0])


def cases_meant(desk: Desk, wanted: str, ticket: Ticket | None, agent: Agent) -> tuple[str, ...]:
    """Cases one slip away from what she wrote, the same customer's first; else the same customer's, else hers."""
    slips = _slips(desk, wanted)
    theirs = _of_customer(desk, ticket) if ticket else []
    hers = [one for one in _hers(desk, agent) if ticket is None or not theirs]
    named = {one.protocol: one for one in (*theirs, *hers, *_hers(desk, agent))}
    close = [named[each] for each in difflib.get_close_matches(wanted.upper(), list(named), OFFERED, 0.85)]
    for found in (slips, close, [*theirs, *hers]):
        found.sort(key=lambda one: not ticket or not _same_customer(one, ticket))
        if offered := _offered(found, ticket, agent):
            return offered
    return ()


def _slips(desk: Desk, wanted: str) -> list[Ticket]:
    """The cases one slip away from a number with a wrong check character."""
    _, near = protocol.find(wanted, desk.prefixes)
    guesses = [guess for miss in near for guess in protocol.suggestions(miss)]
    return [one for guess in guesses if (one := desk.store.ticket(desk.store.survivor(guess))) is not None]


def _of_customer(desk: Desk, ticket: Ticket) -> list[Ticket]:
    address = ticket.requester.address
    theirs = desk.store.tickets(requester=address, limit=OFFERED + 5) if address else []
    standing = [one for one in theirs if desk.store.survivor(one.protocol) == one.protocol]
    return sorted(standing, key=lambda one: one.status in ENDED)


def _hers(desk: Desk, agent: Agent) -> list[Ticket]:
    return desk.store.queue_of(agent.id, _LOOKED_AT)[0]


def _same_customer(one: Ticket, other: Ticket) -> bool:
    return fold(one.requester.address) == fold(other.requester.address)


def _offered(found: Iterable[Ticket], ticket: Ticket | None, agent: Agent) -> tuple[str, ...]:
    others = {one.protocol: one for one in found if ticket is None or one.protocol != ticket.protocol}
    seen = [one for one in others.values() if may_see(agent, one) and not one.aside][:OFFERED]
    return tuple(f"{one.protocol} ({_short(one.subject)})" for one in seen)


def _short(subject: str) -> str:
    return subject[:40].replace(")", "").replace("(", "")


class _Finder(Shape):
    def __call__(
        self, desk: Desk, fault: CommandFault, ticket: Ticket | None, agent: Agent, /
    ) -> CommandFault: ...


def _case(desk: Desk, fault: CommandFault, ticket: Ticket | None, agent: Agent) -> CommandFault:
    return _with_case(desk, fault, cases_meant(desk, fault.about, ticket, agent))


def _case_named(desk: Desk, fault: CommandFault, _: Ticket | None, agent: Agent) -> CommandFault:
    """A batch's line means a case that is a slip away, or none: one tap would change another that is unlike it."""
    return _with_case(desk, fault, _offered(_slips(desk, fault.about), None, agent))


def _with_case(desk: Desk, fault: CommandFault, found: tuple[str, ...]) -> CommandFault:
    at = fault.source.find(fault.about, max(0, fault.column - 1)) if fault.about else -1
    if found or at < 0:
        return replace(fault, fixes=found)
    form = f"{fault.source[:at]}{_form(desk)}{fault.source[at + len(fault.about) :]}"
    return replace(fault, write=form)


def _protocol_behind(desk: Desk, fault: CommandFault, _: Ticket | None, agent: Agent) -> CommandFault:
    """A line of a batch that names no case: hers, soonest promise first."""
    cases = _offered(_hers(desk, agent), None, agent)
    if not cases:
        return replace(fault, write=f"{fault.source} {_form(desk)}")
    return replace(fault, fixes=tuple(f"{fault.source} {one}" for one in cases))


def _form(desk: Desk) -> str:
    """What a protocol looks like."""
    return f"{desk.prefixes[0]}-{desk.clock.now():%y%m}-{BLANK}"


def _to_commands(desk: Desk, fault: CommandFault, _: Ticket | None, __: Agent) -> CommandFault:
    """An order in a mail of no case: with the case behind it, to the address for orders."""
    return replace(fault, write=f"{fault.source} {_form(desk)}", to="commands")


def _message(desk: Desk, fault: CommandFault, ticket: Ticket | None, _: Agent) -> CommandFault:
    messages = desk.store.messages(ticket.protocol) if ticket else []
    received = [str(one.n) for one in messages if one.direction == "in" and one.standing]
    return replace(fault, fixes=tuple(received[-4:]))


def _participant(desk: Desk, fault: CommandFault, ticket: Ticket | None, _: Agent) -> CommandFault:
    """Who could leave, whoever is called most like it first."""
    people = desk.store.participants(ticket.protocol) if ticket else []
    leaving = [one.address for one in people if one.role not in ("requester", "guest")]
    leaving.sort(key=lambda one: -difflib.SequenceMatcher(None, one, fault.about).ratio())
    if leaving:
        return replace(fault, fixes=tuple(leaving[:OFFERED]))
    return replace(fault, fixes=(f"-{fault.line}",))


def _macro(desk: Desk, fault: CommandFault, ticket: Ticket | None, _: Agent) -> CommandFault:
    """Macros that are for this case, those made for what it is about first."""
    if ticket is None:
        return fault
    facts = facts_of(desk, ticket, "changed", desk.clock.now())
    fitting = [
        macro
        for macro in desk.policy.macros.values()
        if macro.id != fault.about and (macro.when is None or macro.when.test(facts).holds)
    ]
    fitting.sort(key=lambda macro: not set(macro.tags) & set(ticket.tags))
    return replace(fault, fixes=tuple(macro.id for macro in fitting[:OFFERED]) or (f"-{fault.line}",))


def _other_team(desk: Desk, fault: CommandFault, _: Ticket | None, __: Agent) -> CommandFault:
    others = [team for team in vocabulary(desk).teams if team != fault.about]
    return replace(fault, fixes=(*others[:OFFERED], f"-{fault.line}"))


def _colleague(desk: Desk, fault: CommandFault, _: Ticket | None, agent: Agent) -> CommandFault:
    """A colleague is given the case, she does not take part as a customer."""
    other = desk.agent_of(fault.about)
    example = f"{fault.source.split(' ', maxsplit=1)[0]} {BLANK}"
    if other is None or fault.source.casefold().startswith(("#para", "#for")):
        return replace(fault, write=example)
    return replace(fault, fixes=(f"{taught('assign', agent.languages[0])} {other.id}",))


def _restored(_: Desk, fault: CommandFault, __: Ticket | None, agent: Agent) -> CommandFault:
    return _above("restore", fault, agent)


def _reopened(_: Desk, fault: CommandFault, __: Ticket | None, agent: Agent) -> CommandFault:
    return _above("reopen", fault, agent)


def _noted(_: Desk, fault: CommandFault, __: Ticket | None, agent: Agent) -> CommandFault:
    return _above("note", fault, agent)


def _above(name: str, fault: CommandFault, agent: Agent) -> CommandFault:
    return replace(fault, fixes=(taught(name, agent.languages[0]),))


def _not_aside(_: Desk, fault: CommandFault, ticket: Ticket | None, agent: Agent) -> CommandFault:
    """Resolved is not put aside: it is opened again."""
    if ticket is not None and ticket.status in ENDED:
        return replace(fault, fixes=(taught("reopen", agent.languages[0]),))
    return replace(fault, fixes=(f"-{fault.line}",))


def _left_out(_: Desk, fault: CommandFault, __: Ticket | None, ___: Agent) -> CommandFault:
    return replace(fault, fixes=(f"-{fault.line}",))


def _new_case(_: Desk, fault: CommandFault, ticket: Ticket | None, agent: Agent) -> CommandFault:
    whom = ticket.requester.address if ticket else BLANK
    return replace(fault, write=f"{taught('for', agent.languages[0])} {whom}", to="desk")


def _new_mail(_: Desk, fault: CommandFault, __: Ticket | None, ___: Agent) -> CommandFault:
    return replace(fault, write=fault.source, to="desk")


def _to_customer(_: Desk, fault: CommandFault, __: Ticket | None, ___: Agent) -> CommandFault:
    return replace(fault, write=fault.source, to="customer")


def _vendor(desk: Desk, fault: CommandFault, ticket: Ticket | None, _: Agent) -> CommandFault:
    """The same without the addresses of agents and without handles, where that leaves something to say."""
    text = scrubbed(fault.about)
    for agent in desk.agents:
        for address in agent.addresses:
            text = text.replace(address, desk.mailbox(ticket.mailbox).address if ticket else BLANK)
    if text != fault.about and text.strip():
        return replace(fault, fixes=(text,))
    head = fault.source.partition(":")[0]
    return replace(fault, write=f"{head}: {BLANK}")


_KNOWN: Mapping[str, _Finder] = {
    "command_no_case": _case,
    "command_same_case": _case,
    "command_target_aside": _case,
    "command_no_ticket": _case_named,
    "command_needs_protocol": _protocol_behind,
    "command_no_case_here": _to_commands,
    "command_no_message": _message,
    "command_not_taking_part": _participant,
    "command_macro_elsewhere": _macro,
    "command_there_already": _other_team,
    "command_own_address": _colleague,
    "command_is_aside": _restored,
    "command_has_ended": _reopened,
    "command_says_nothing": _noted,
    "command_split_words": _noted,
    "command_not_aside": _not_aside,
    "command_up_ended": _left_out,
    "command_too_late": _new_case,
    "command_for_new": _new_mail,
    "command_text_inside": _to_customer,
    "command_vendor_leaks": _vendor,
}
