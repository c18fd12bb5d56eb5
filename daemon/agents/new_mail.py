"""An agent's new mail, about no ticket: to a customer where it says so, else an internal item of hers (A14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.daemon.agents.commands import refuse
from helpdesk.daemon.agents.doubt import in_doubt
from helpdesk.daemon.agents.forward_in import Inside, forward_in, inside, passes_on, the_one
from helpdesk.daemon.agents.order import Order
from helpdesk.daemon.agents.outbound import outbound
from helpdesk.daemon.agents.read_order import mended_order, mended_words
from helpdesk.daemon.agents.whose import asks_whose
from helpdesk.daemon.customers.mail import assign, guests, why_hers
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.lookups.found import look_up, unknown_parents
from helpdesk.daemon.lookups.hers import Hers
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.mailflow import compose
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.commands import private_in
from helpdesk.mailflow.evidence import Past
from helpdesk.mailflow.leaking_line import located
from helpdesk.mailflow.release import release_of
from helpdesk.mailflow.taps import says_whose
from helpdesk.mailflow.threading import clues
from helpdesk.mailflow.words import say
from helpdesk.tickets.decide import Arrived, open_ticket
from helpdesk.tickets.deeds import CommandFault, Deed, ForCustomer, KeepInside
from helpdesk.tickets.mail import Address, NewTicket, OwnWords
from helpdesk.tickets.model import Agent, Changes


def take_new_mail(desk: Desk, letters: Letters, sheet: Sheet, agent: Agent, how: str) -> Changes:
    """Her own words alone are looked at for commands: what she passes on is somebody else's."""
    words = _words(desk, sheet)
    own, hidden = sheet.arrived(words), private_in(words.signed)
    if hidden is not None and not sheet.row.released_by:
        return refuse(desk, letters, sheet, own, None, agent, hidden)
    release = release_of(sheet.row.released_by)
    if words.doubtful and not (release.whole or release.bare) and says_whose(words.text):
        return in_doubt(letters, sheet, None, agent, words)
    return _by_order(desk, letters, sheet, Hers(desk, sheet, None, agent), own, agent, how, release.fixes)


def _words(desk: Desk, sheet: Sheet) -> OwnWords:
    """What she pasted into a mail is hers to send; into one that answers another, a program may have quoted it."""
    mail = sheet.mail
    if passes_on(mail):
        return own_words(sheet.reading, strict=True)
    past = Past(desk=desk.addresses, elsewhere=bool(mail.in_reply_to or mail.references))
    whole = release_of(sheet.row.released_by).whole
    return own_words(sheet.reading, strict=True, past=past, with_doubtful=whole)


def _by_order(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    hers: Hers,
    own: Arrived,
    agent: Agent,
    how: str,
    fixes: Sequence[str],
) -> Changes:
    read = mended_order(desk, sheet, hers, own, None, agent, "", fixes)
    order, own = read.order, read.arrived
    if isinstance(order, CommandFault):
        return refuse(desk, letters, sheet, own, None, agent, order)
    customer, found = named_in(order), inside(desk, sheet)
    made: Changes | CommandFault
    if found is not None:
        made = _passed_on(desk, letters, sheet, order, found, customer, agent, how)
    elif customer is None:
        arrived = order.arrived if order.verbs else sheet.arrived()
        made = _internal(desk, letters, sheet, arrived, agent, how)
    elif passes_on(sheet.mail):  # what stands above it is not meant for the customer
        made = _at_fault(order, ForCustomer, "command_unread_forward")
    elif any(isinstance(deed, KeepInside) for deed in order.deeds):  # a note is for nobody outside
        made = _at_fault(order, KeepInside, "command_note_for")
        made = replace(made, fixes=(f"-{_at_fault(order, ForCustomer, '').line}",))
    else:
        made = outbound(desk, letters, sheet, order, customer, agent, how)
    fault = made if isinstance(made, CommandFault) else _leaking(desk, sheet, own, made)
    if fault and read.left and (after := mended_words(own, fault, read.left[0])) != own:
        return _by_order(desk, letters, sheet, hers, after, agent, how, read.left[1:])
    if not isinstance(made, CommandFault):
        return made
    return refuse(desk, letters, sheet, own, None, agent, made)


def _leaking(desk: Desk, sheet: Sheet, own: Arrived, changes: Changes) -> CommandFault | None:
    if changes.held_reason != "leak":
        return None
    return located(own.own_words, changes.because, desk.mailbox(sheet.row.envelope.mailbox).address)


def named_in(order: Order) -> Address | None:
    """The customer her mail is for, None where it says none."""
    found = (Address(deed.address, deed.name) for deed in order.deeds if isinstance(deed, ForCustomer))
    return next(found, None)


def _passed_on(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    order: Order,
    found: Inside,
    customer: Address | None,
    agent: Agent,
    how: str,
) -> Changes | CommandFault:
    """The case of the customer whose mail she passes on; hers, and a question to her, where that is not sure."""
    if any(not isinstance(deed, ForCustomer | KeepInside) for deed in order.deeds):
        other = next(type(deed) for deed in order.deeds if not isinstance(deed, ForCustomer | KeepInside))
        return _at_fault(order, other, "command_no_case_here")
    whose = customer or the_one(found)
    made = (
        forward_in(desk, letters, sheet, order.arrived, found, whose, agent, how)
        if whose is not None
        else None
    )
    if made is None:
        return asks_whose(desk, letters, sheet, order.arrived, found, agent, how)
    if customer is None:
        return made
    language = agent.languages[0]
    said = say(language, "done_passed_on", to=customer.address, protocol=made.protocol)
    told = compose.Answer(say(language, "done_subject"), (said,), made.ticket)
    return letters.answer(sheet, made, agent, told)


def _at_fault(order: Order, kind: type[Deed], what: str) -> CommandFault:
    verb = next(verb for verb, deed in zip(order.verbs, order.deeds, strict=True) if isinstance(deed, kind))
    return CommandFault(verb.line, 1, what, (), f"#{verb.word}", verb.source)


def _internal(
    desk: Desk, letters: Letters, sheet: Sheet, arrived: Arrived, agent: Agent, how: str
) -> Changes:
    """An internal item with her as its requester."""
    assignment = assign(desk, sheet.row.envelope.mailbox)
    changes = open_ticket(
        arrived,
        NewTicket(f"an agent's own mail: {how}"),
        protocol=desk.new_protocol(sheet.row.received_at),
        language=agent.languages[0],
        assignment=assignment,
        guests=guests(desk, arrived, ()),
    )
    known = clues(sheet.mail, sheet.row.envelope, desk.addresses, desk.prefixes, arrived.own_words)
    changes = replace(changes, parent_ids=unknown_parents(known, look_up(desk.store, known, sheet.now)))
    changes = ruled(desk, changes, "opened", sheet.now, sheet)
    return mail_of_rules(desk, letters, sheet.now, letters.notify(sheet, changes, because=why_hers(changes)))
