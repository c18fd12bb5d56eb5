"""A mail passed on whose customer is not sure: it is filed as the agent's, she is asked, and her answer opens the case.

Nobody is guessed at: a wrong guess writes to a stranger (product.md 2.6c; FreeScout #2497, #2813). Her own words are a
note from the start, so that whoever becomes the customer later is shown none of them.
"""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.agents.forward_in import Inside, forward_in, inside
from helpdesk.daemon.agents.read_order import meaning, mended_order
from helpdesk.daemon.agents.tap import told
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.lookups.found import look_up, unknown_parents
from helpdesk.daemon.lookups.hers import Hers
from helpdesk.daemon.sheet import Sheet, read_sheet
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.commands import parse
from helpdesk.mailflow.release import release_of
from helpdesk.mailflow.taps import first_line, says_whose
from helpdesk.mailflow.threading import clues
from helpdesk.mailflow.words import say
from helpdesk.tickets.decide import Arrived, open_ticket
from helpdesk.tickets.decide_agent import add_note
from helpdesk.tickets.decide_verbs import obey
from helpdesk.tickets.deeds import CommandFault, ForCustomer, PutAside
from helpdesk.tickets.mail import Address, NewTicket
from helpdesk.tickets.model import Agent, Changes, Handle, InboxRow, Ticket

CANDIDATES = 5


def asks_whose(
    desk: Desk, letters: Letters, sheet: Sheet, own: Arrived, found: Inside, agent: Agent, how: str
) -> Changes:
    """The case that is hers for now, with the mail she passes on and her words as a note; and the question."""
    because = f"passed on by {agent.name}, and whose it is is not certain: {how}"
    mail = replace(found.mail, sender=sheet.mail.sender, message_id=sheet.mail.message_id)
    mail = replace(mail, attachments=sheet.mail.attachments, content_key=sheet.mail.content_key)
    changes = open_ticket(
        replace(sheet.arrived(), mail=mail, own_words=found.mail.text.strip("\n")),
        NewTicket(because),
        protocol=desk.new_protocol(sheet.row.received_at),
        language=agent.languages[0],
        assignment=None,
    )
    if changes.ticket is not None:
        hers = replace(changes.ticket, assignee=agent.id, team=agent.teams[0] if agent.teams else "")
        changes = _noted(replace(changes, ticket=hers), own, agent, because)
    known = clues(sheet.mail, sheet.row.envelope, desk.addresses, desk.prefixes, own.own_words)
    changes = replace(changes, parent_ids=unknown_parents(known, look_up(desk.store, known, sheet.now)))
    changes = ruled(desk, changes, "opened", sheet.now, sheet, stays=frozenset({"assignee", "team"}))
    return _asked(letters, sheet, mail_of_rules(desk, letters, sheet.now, changes), found, agent)


def take_whose(
    desk: Desk, letters: Letters, sheet: Sheet, agent: Agent, ticket: Ticket | None, handle: Handle | None
) -> Changes | None:
    """Her answer to that question, None for a mail that is none: the customer's case, by the way that `#para` above a
    forward goes, receipt and all. What was hers for now is put aside; a second answer finds nothing to do."""
    customer = (
        _named(desk, sheet, agent) if handle is not None and handle.held and handle.kind == "c" else None
    )
    row = desk.store.inbox(handle.held) if handle is not None and customer is not None else None
    if handle is None or ticket is None or customer is None or row is None or not _is_question(row):
        return None
    if ticket.aside:
        return told(letters, sheet, agent, ticket, "dealt-with")
    if desk.is_own(customer.address) or desk.agent_of(customer.address):
        return told(letters, sheet, agent, ticket, "tap-not-offered")
    old = read_sheet(desk, row)
    found = inside(desk, old)
    fixes = release_of(old.row.released_by).fixes
    hers = Hers(desk, old, None, agent)
    read = mended_order(desk, old, hers, old.arrived(hers.words()), None, agent, "", fixes)
    own = read.arrived if isinstance(read.order, CommandFault) else read.order.arrived
    how = f"she said whose it is (journal row {sheet.row.id})"
    made = forward_in(desk, letters, old, own, found, customer, agent, how) if found is not None else None
    if made is None:
        return told(letters, sheet, agent, ticket, "tap-not-offered")
    language = agent.languages[0]
    aside = obey(
        Changes("done", "command", how, protocol=ticket.protocol),
        ticket,
        agent,
        (PutAside("discarded"),),
        sheet.now,
        f"its customer is {customer.address}: {made.protocol}",
        people=desk.store.participants(ticket.protocol),
    )
    made = replace(
        made,
        outcome="command",
        beside=(*made.beside, aside),
        revoked_messages=(*made.revoked_messages, handle.message_id),
    )
    said = say(language, "done_passed_on", to=customer.address, protocol=made.protocol)
    return letters.answer(
        sheet, made, agent, compose.Answer(say(language, "done_subject"), (said,), made.ticket)
    )


def _noted(changes: Changes, own: Arrived, agent: Agent, because: str) -> Changes:
    """The case with her words as a note, where she wrote any."""
    if changes.ticket is None or not own.own_words.strip():
        return changes
    noted = add_note(own, changes.ticket, agent, because)
    note = replace(noted.messages[0], message_id="", text=own.own_words, attachments=(), content_key="")
    return replace(
        changes,
        ticket=noted.ticket,
        messages=(*changes.messages, note),
        events=(*changes.events, *noted.events),
    )


def _asked(letters: Letters, sheet: Sheet, changes: Changes, found: Inside, agent: Agent) -> Changes:
    language = agent.languages[0]
    people = {fold(one.address): one for one in reversed((*found.senders, *found.others))}
    choices = [one.address for one in people.values()][::-1][:CANDIDATES]
    told = compose.Answer(
        say(language, "who_subject"),
        (say(language, "who_is_it"),),
        changes.ticket,
        held=sheet.row.id,
        choices=tuple((one, f"{say(language, 'who_verb')} {one}") for one in choices),
    )
    return letters.answer(sheet, changes, agent, told)


def _is_question(row: InboxRow) -> bool:
    """Whether the mail of this row is one that she was asked about."""
    return row.state == "done" and (row.result or {}).get("outcome") == "opened"


def _named(desk: Desk, sheet: Sheet, agent: Agent) -> Address | None:
    """The customer that the first line of her answer names; a signature may stand below it."""
    if not says_whose(sheet.words.text):
        return None
    commands = parse(first_line(sheet.words.text))
    deeds = () if isinstance(commands, CommandFault) else meaning(desk, commands, agent, sheet.now)
    if isinstance(deeds, CommandFault) or len(deeds) != 1 or not isinstance(deeds[0], ForCustomer):
        return None
    return Address(deeds[0].address, deeds[0].name)
