"""The thread with a vendor beside a ticket: opened by #escalar, or by a rule (letters_vendor.py); its answers notes.

A vendor is no customer and no agent: what comes from one is shown to the team alone, and nothing but what an agent
writes for the vendor goes there (product.md 2.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.daemon.agents.order import Order
from helpdesk.daemon.agents.relay import files_of
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.speaker import owed
from helpdesk.daemon.letters.vendor import OPENED
from helpdesk.daemon.lookups.handles import find_handles, handles_in_addresses
from helpdesk.daemon.lookups.past import answered, forbidden
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import fold, same
from helpdesk.mailflow.release import release_of
from helpdesk.mailflow.threading import clues
from helpdesk.tickets.decide import hold
from helpdesk.tickets.decide_agent import vendor_note
from helpdesk.tickets.deeds import HandUp
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Changes, Event, Ticket
from helpdesk.tickets.verdict import Escalate, Line


def take_vendor_mail(desk: Desk, letters: Letters, sheet: Sheet) -> Changes | None:
    """A vendor's answer becomes a note, and whoever has the ticket hears of it; None for everybody else's mail."""
    if desk.agent_of(sheet.mail.sender.address) is not None:
        return None
    found = _answers(desk, sheet)
    if found is None:
        return None
    ticket, mark = found
    vendor = _vendor_of(desk, mark)
    because = f"an answer in the thread with {vendor}"
    if sheet.automatic:
        return vendor_note(sheet.arrived(), ticket, f"{because}: {sheet.automatic}", outcome="auto_reply")
    changes = vendor_note(sheet.arrived(), ticket, because)
    proved = sheet.authentication.result == "pass" and same(sheet.mail.sender.address, vendor)
    news = compose.News(
        "vendor",
        changes.messages[-1].own_words,
        sheet.arrived().sender,
        unverified=not proved,
        files=letters.files(sheet.raw, sheet.mail.attachments),
        side=mark,
    )
    return letters.tell_readers(sheet, changes, news)


def keeps_it(desk: Desk, order: Order, ticket: Ticket, agent: Agent, changes: Changes) -> Changes:
    """Where nobody is in the vendor's team, whoever asked the vendor goes on answering the customer."""
    after = changes.ticket
    up = _to_vendor(desk, order)
    if after is None or up is None or desk.policy.teams[up.team].members:
        return changes
    return replace(changes, ticket=replace(after, assignee=ticket.assignee or agent.id))


def opened(
    desk: Desk, letters: Letters, sheet: Sheet, order: Order, agent: Agent, changes: Changes
) -> Changes:
    """`changes` with the first mail to the vendor, where an order hands the ticket to one. Raises Refused where her
    text would show something internal."""
    up, ticket = _to_vendor(desk, order), changes.ticket
    if up is None or ticket is None:
        return changes
    vendor = desk.policy.teams[up.team].vendor
    if ticket.assignee == agent.id:  # nobody took it over, so nobody has told the customer yet
        line = Line("assign", f"agent {agent.id}", "", True, order.because)
        moved = Escalate(ticket.team, ticket.tier, ticket.assignee, up.reason, tell_customer=True)
        changes = letters.escalated(sheet.now, changes, moved, line)
    first = desk.store.message(ticket.protocol, 1)
    side = compose.Side(vendor, desk.language(ticket.mailbox), original=first.own_words if first else "")
    try:
        changes = _written(desk, letters, sheet, changes, ticket, agent, side, up.text, ())
    except compose.Leak as leak:
        raise Refused("command_vendor_leaks", up.text, order.deeds.index(up)) from leak
    event = Event(ticket.protocol, sheet.now, f"agent:{agent.id}", OPENED, "", vendor, order.because)
    return replace(changes, events=(*changes.events, event))


def is_for_vendor(desk: Desk, sheet: Sheet) -> bool:
    """Whether an agent's mail goes on with a vendor's thread: out of the house, then."""
    return bool(_addressed(desk, sheet)) and not release_of(sheet.row.released_by).note


def with_vendor(desk: Desk, letters: Letters, sheet: Sheet, changes: Changes, agent: Agent) -> Changes:
    """A note that was written to the vendor's address, and to no other of the desk's, goes to the vendor as well; where
    it would show something internal, it is held instead."""
    mark = _addressed(desk, sheet) if is_for_vendor(desk, sheet) else ""
    note = next((one for one in changes.messages if one.direction == "note" and one.author == agent.id), None)
    if not mark or note is None or changes.ticket is None or changes.outcome != "note":
        return changes
    ticket, vendor = changes.ticket, _vendor_of(desk, mark)
    past = desk.store.messages(ticket.protocol)
    theirs = [one.message_id for one in past if one.direction == "note" and same(one.sender.address, vendor)]
    references = [each for each in dict.fromkeys((mark, *theirs[-5:])) if each]
    side = compose.Side(vendor, desk.language(ticket.mailbox), references)
    try:
        after = _written(desk, letters, sheet, changes, ticket, agent, side, note.own_words, files_of(sheet))
    except compose.Leak as leak:
        arrived = sheet.arrived()
        held = hold(arrived, leak.code, leak.reason, ticket=desk.ticket(ticket.protocol), agent=agent.id)
        return letters.receipt(sheet, held, agent, ticket, leak.reason.partition(": ")[2])
    told = tuple(replace(one, to=(Address(vendor),)) if one is note else one for one in after.messages)
    return replace(after, messages=told)


def _written(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    changes: Changes,
    ticket: Ticket,
    agent: Agent,
    side: compose.Side,
    text: str,
    files: Sequence[compose.File],
) -> Changes:
    """Notes are no secret here: the thread is made of them, and she writes it for the vendor."""
    speaker, mint = letters.speaker(ticket.mailbox)
    cards = answered(desk.store, sheet.mail.in_reply_to, agent)
    because = desk.store.because_of(ticket.protocol, "assigned")
    secret = forbidden(desk.agents, ticket, (), (), because, cards)
    return owed(
        changes,
        lambda: compose.vendor_mail(
            speaker,
            mint,
            sheet.now,
            ticket=ticket,
            agent=agent,
            side=side,
            text=text,
            files=files,
            forbidden=secret,
        ),
    )


def _answers(desk: Desk, sheet: Sheet) -> tuple[Ticket, str] | None:
    """The ticket whose thread a mail answers, and our mail it answers: by the vendor's handle, by its Message-ID, or
    from the vendor's own address with the protocol in its subject."""
    for handle in find_handles(desk, sheet):
        if handle is not None and handle.kind == "n" and not handle.agent and not handle.revoked:
            return desk.ticket(desk.store.survivor(handle.ticket)), handle.outgoing_message_id
    vendors = {fold(team.vendor) for team in desk.policy.teams.values() if team.vendor}
    if fold(sheet.mail.sender.address) not in vendors:
        return None
    known = clues(sheet.mail, sheet.row.envelope, desk.addresses, desk.prefixes, "")
    for protocol in known.subject_protocols[:1]:
        ticket = desk.store.ticket(desk.store.survivor(protocol))
        if ticket is not None and desk.store.because_of(ticket.protocol, OPENED):
            return ticket, desk.store.last_sent_of_kind(ticket.protocol, "vendor")
    return None


def _addressed(desk: Desk, sheet: Sheet) -> str:
    """Our mail to the vendor that her handle stands for; '' where any other handle was written to as well."""
    marks = {
        handle.outgoing_message_id if handle.kind == "n" else ""
        for handle in handles_in_addresses(desk, sheet)
    }
    return marks.pop() if len(marks) == 1 else ""


def _vendor_of(desk: Desk, mark: str) -> str:
    sent = desk.store.find_sent(mark)
    return sent.outgoing.recipients[0] if sent is not None and sent.outgoing.kind == "vendor" else ""


def _to_vendor(desk: Desk, order: Order) -> HandUp | None:
    ups = (deed for deed in order.deeds if isinstance(deed, HandUp))
    return next(
        (up for up in ups if up.team in desk.policy.teams and desk.policy.teams[up.team].vendor), None
    )
