"""An agent's mail: her answer goes out as the desk's, her note to nobody, and what is doubtful waits for her word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from helpdesk.daemon.agents.batch import take_batch
from helpdesk.daemon.agents.commands import refuse
from helpdesk.daemon.agents.confirm import take_confirmation
from helpdesk.daemon.agents.doubt import in_doubt
from helpdesk.daemon.agents.new_mail import take_new_mail
from helpdesk.daemon.agents.obeying import by_order
from helpdesk.daemon.agents.overheard import with_overheard
from helpdesk.daemon.agents.relay import relay
from helpdesk.daemon.agents.success import with_success
from helpdesk.daemon.agents.tap import take_tap
from helpdesk.daemon.agents.two_parts import unsaid_by_one, with_both, words_of_part
from helpdesk.daemon.agents.vendor import is_for_vendor, with_vendor
from helpdesk.daemon.agents.whose import take_whose
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.lookups.asked_inside import asked_inside
from helpdesk.daemon.lookups.handles import burn_all, burn_exposed, find_handles, is_batch, talks_past
from helpdesk.daemon.lookups.hers import Hers
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.body import own_words, too_long
from helpdesk.mailflow.claims import claimed_addresses
from helpdesk.mailflow.commands import private_in, says_note, verbs_of, without_commands
from helpdesk.mailflow.identity import (
    AgentAccepted,
    AgentAutomatic,
    AgentConfirm,
    AgentHold,
    Customer,
    Identity,
    identify,
)
from helpdesk.mailflow.mending import part_named
from helpdesk.mailflow.others_receipts import is_absence
from helpdesk.mailflow.reaction import reaction
from helpdesk.mailflow.release import release_of
from helpdesk.mailflow.threading import clues
from helpdesk.tickets.decide import Arrived, hold
from helpdesk.tickets.decide_agent import add_note
from helpdesk.tickets.model import Agent, Alert, Changes, Handle, Ticket, Timer

RECHECK_AFTER = timedelta(minutes=15)
RECHECK_UNTIL = timedelta(hours=24)
CONFIRM_WITHIN = timedelta(hours=24)


def take_agent_mail(desk: Desk, letters: Letters, sheet: Sheet) -> Changes | None:
    """Whatever claims to be an agent's ends here, one way or another; None for everybody else's mail."""
    address_handle, twin_handle = find_handles(desk, sheet)
    carried = [one for one in (address_handle, twin_handle) if one is not None and one.agent]
    by_program = _by_program(desk, sheet, carried)
    confirmed = None if by_program else take_confirmation(desk, letters, sheet, address_handle, twin_handle)
    if confirmed is not None:
        return confirmed
    known = clues(sheet.mail, sheet.row.envelope, desk.addresses, desk.prefixes, sheet.words.text)
    named = {desk.store.survivor(one) or one for one in known.subject_protocols[:3]}
    subject_protocol = named.pop() if len(named) == 1 else ""
    identity = identify(
        sheet.mail,
        sheet.authentication,
        desk.agents,
        address_handle,
        twin_handle,
        subject_protocol,
        sheet.now,
        automatic=sheet.automatic or by_program,
        released_by=sheet.row.released_by,
        login=sheet.row.envelope.login,
    )
    if (
        isinstance(identity, AgentHold)
        and identity.reason == "agent-alias"
        and _is_the_customers(desk, sheet, carried)
    ):
        # Whoever answers what an agent passed on speaks for herself, and orders nothing (product.md 2.1).
        if identity.agent is not None and identity.agent.trust == "token":
            burn_all(desk, sheet)  # it would do without any proof of From, and it is no secret any more
        return None
    if isinstance(identity, AgentAccepted) and identity.kind == "r" and talks_past(desk, sheet):
        identity = replace(identity, kind="")
    return _act(desk, letters, sheet, identity, twin_handle or address_handle, by_program)


def _by_program(desk: Desk, sheet: Sheet, carried: Sequence[Handle]) -> str:
    """Why an agent's program wrote it, though no header says so, or ''. Who has released one has read it."""
    author = desk.agent_of(sheet.mail.sender.address)
    if author is None:
        return ""
    if carried and not sheet.row.released_by and is_absence(sheet.mail.subject):
        return f"its subject is that of an absence notice ({sheet.mail.subject[:60]!r}) and of no answer"
    return reaction(sheet.mail, [author.name])


def _is_the_customers(desk: Desk, sheet: Sheet, carried: Sequence[Handle]) -> bool:
    """Whether a mail with an agent's handle, proved to be its sender's, is of somebody who takes part in that case.
    Only by the handle that answers customers: who has one of the inside, has seen what she should not."""
    sender = sheet.mail.sender.address
    if any(one.kind != "r" or one.held for one in carried) or any(
        desk.agent_of(claimed) for claimed in claimed_addresses(sheet.mail)
    ):
        return False
    tickets = {desk.store.survivor(one.ticket) for one in carried}
    people = desk.store.participants(tickets.pop()) if len(tickets) == 1 and "" not in tickets else []
    return any(one.role != "guest" and same(one.address, sender) for one in people)


def _act(
    desk: Desk, letters: Letters, sheet: Sheet, identity: Identity, handle: Handle | None, by_program: str
) -> Changes | None:
    match identity:
        case Customer():
            return None
        case AgentAutomatic():
            return _automatic(desk, sheet, identity.agent, handle, by_program)
        case AgentConfirm():
            return _confirm(desk, letters, sheet, identity)
        case AgentHold():
            return _hold(desk, letters, sheet, identity)
        case AgentAccepted():
            changes = _accepted(desk, letters, sheet, identity, handle)
            before = desk.store.ticket(changes.protocol) if changes.ticket and changes.ticket.id else None
            changes = letters.taken(sheet.now, changes, before, identity.agent) if before else changes
            changes = with_vendor(desk, letters, sheet, changes, identity.agent)
            changes = with_overheard(desk, letters, sheet, changes, identity.agent)
            return with_success(desk, letters, sheet, changes, identity.agent)


def _accepted(
    desk: Desk, letters: Letters, sheet: Sheet, accepted: AgentAccepted, handle: Handle | None
) -> Changes:
    agent = accepted.agent
    ticket = desk.store.ticket(accepted.ticket) if accepted.ticket else None
    burn_exposed(desk, sheet)
    if too_long(sheet.mail):
        return _too_long(letters, sheet, agent, ticket)
    if desk.agent_of(sheet.mail.sender.address) is None and _gives_orders_alone(desk, sheet, accepted):
        return _unheard(desk, letters, sheet, accepted)
    tapped = take_whose(desk, letters, sheet, agent, ticket, handle) or take_tap(
        desk, letters, sheet, agent, ticket, handle
    )
    if tapped is not None:
        return tapped
    if is_batch(desk, sheet) or (ticket is None and accepted.kind == "c"):
        # So is her answer to a mail about several tickets: it belongs to none of them.
        return take_batch(desk, letters, sheet, accepted)
    if ticket is None:
        return take_new_mail(desk, letters, sheet, agent, accepted.how)
    hers = Hers(desk, sheet, ticket, agent)
    words = hers.words()
    release = release_of(sheet.row.released_by)
    if accepted.kind == "r" and not release.send and _noted_above(sheet, ticket):
        accepted = replace(accepted, kind="n", how=f"{accepted.how}; the subject asks for a note")
    if words.doubtful and not (release.whole or release.bare):
        out = accepted.kind == "r" or release.send or is_for_vendor(desk, sheet)
        if out and not (release.note or says_note(words.text)):
            return in_doubt(letters, sheet, ticket, agent, words)
        words = words if accepted.kind == "c" else hers.words(doubtful=True)
    arrived = sheet.arrived(words)
    hidden = private_in(words.signed)
    if hidden is not None and not (release.plain or release.note):
        return refuse(desk, letters, sheet, arrived, ticket, agent, hidden)
    if release.send:
        accepted = replace(accepted, kind="r")
    if release.plain or release.note or desk.agent_of(sheet.mail.sender.address) is None:
        # Her word lets a stranger's words out; his commands were never hers.
        return _plainly(desk, letters, sheet, hers, arrived, ticket, accepted, handle)
    return by_order(desk, letters, sheet, hers, arrived, ticket, accepted, handle, release.fixes)


def _too_long(letters: Letters, sheet: Sheet, agent: Agent, ticket: Ticket | None) -> Changes:
    """Held as it came, before a line of it is looked at: the worker takes everybody's mail (A42)."""
    because = "it is too long to look for quotes in"
    changes = hold(sheet.arrived(), "too-long", because, ticket=ticket, agent=agent.id)
    return letters.receipt(sheet, changes, agent, ticket)


def _noted_above(sheet: Sheet, ticket: Ticket) -> bool:
    """Whether she put #nota into the subject: no command is read there, but that her words stay inside is taken from
    anywhere. A customer's own subject may have it too ('#nota de crédito'), and says nothing."""
    return says_note(sheet.mail.subject) and not says_note(ticket.subject)


def _gives_orders_alone(desk: Desk, sheet: Sheet, accepted: AgentAccepted) -> bool:
    """Whether there is nothing in a stranger's mail, or nothing at its address, but what only an agent may say."""
    release = release_of(sheet.row.released_by)
    if is_batch(desk, sheet) or (accepted.kind == "c" and not (release.note or release.send)):
        return True
    words = own_words(sheet.reading, strict=True).text
    orders = bool(verbs_of(words)) or without_commands(words) != words.strip("\n")
    return orders and (not accepted.ticket or not (release.note or without_commands(words).strip()))


def _unheard(desk: Desk, letters: Letters, sheet: Sheet, accepted: AgentAccepted) -> Changes:
    """Held still: nobody's word makes the commands of an address that is not registered an agent's."""
    sender = sheet.mail.sender.address
    because = f"its commands came from {sender or 'nobody'}, which is no registered address: none is obeyed"
    ticket = desk.store.ticket(accepted.ticket) if accepted.ticket else None
    changes = hold(sheet.arrived(), "agent-alias", because, ticket=ticket, agent=accepted.agent.id)
    return letters.receipt(sheet, changes, accepted.agent, ticket, sender)


def _plainly(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    hers: Hers,
    arrived: Arrived,
    ticket: Ticket,
    accepted: AgentAccepted,
    handle: Handle | None,
) -> Changes:
    """Her words without any command, as she chose when they came back to her; or all of them as a note."""
    agent, release = accepted.agent, release_of(sheet.row.released_by)
    if desk.store.why_held(sheet.row.id) == "written-into":
        # Which words are hers nobody can tell: inside, all of them may be read.
        arrived = replace(arrived, own_words=sheet.mail.text.strip())
    if release.note or asked_inside(hers):
        arrived = replace(arrived, own_words=with_both(hers, arrived.own_words))
        return letters.tell_colleague(sheet, add_note(arrived, ticket, agent, accepted.how), agent)
    if part := next((one for one in map(part_named, release.fixes) if one in ("=html", "=text")), ""):
        arrived = replace(arrived, own_words=words_of_part(hers, part))
    elif desk.store.why_held(sheet.row.id) == "command-differs":
        # What came back to her was the text part: where the two differ, that is what she has seen.
        arrived = sheet.arrived(hers.words(hers.reading.plain))
    elif accepted.kind == "r" and (lost := unsaid_by_one(hers)) is not None:
        return refuse(desk, letters, sheet, arrived, ticket, agent, lost)
    arrived = replace(arrived, own_words=without_commands(arrived.own_words))
    if accepted.kind != "r":
        return letters.tell_colleague(sheet, add_note(arrived, ticket, agent, accepted.how), agent)
    return relay(desk, letters, sheet, arrived, ticket, agent, accepted.how, handle)


def _automatic(desk: Desk, sheet: Sheet, agent: Agent, handle: Handle | None, by_program: str) -> Changes:
    """An agent's out-of-office is logged on its ticket, relayed to nobody, and obeyed by nothing (A16). So is her
    reaction to a mail (`by_program`): a thumb is no answer."""
    ticket = desk.store.ticket(handle.ticket) if handle and handle.ticket else None
    because = f"automatic mail of {agent.name}: {sheet.automatic or by_program}"
    if ticket is None:
        return hold(sheet.arrived(), "agent-automatic", because, agent=agent.id, outcome="auto_reply")
    return add_note(sheet.arrived(), ticket, agent, because, outcome="auto_reply")


def _confirm(desk: Desk, letters: Letters, sheet: Sheet, doubt: AgentConfirm) -> Changes:
    """Held until the registered address says yes; a reminder after a day."""
    ticket = desk.store.ticket(doubt.ticket) if doubt.ticket else None
    changes = hold(sheet.arrived(), "agent-confirm", doubt.because, ticket=ticket, agent=doubt.agent.id)
    reminder = Timer(
        "confirm-reminder",
        sheet.now + CONFIRM_WITHIN,
        {"held": sheet.row.id, "agent": doubt.agent.id},
        ticket.protocol if ticket else "",
    )
    changes = replace(changes, timers=(*changes.timers, reminder))
    return letters.confirm(sheet, changes, doubt.agent, ticket)


def _hold(desk: Desk, letters: Letters, sheet: Sheet, identity: AgentHold) -> Changes:
    """Claims to be an agent and is not believed: reaches nobody, the agent and the admin are told (A1)."""
    ticket = desk.store.ticket(identity.ticket) if identity.ticket else None
    named = identity.agent.id if identity.agent else ""
    changes = hold(sheet.arrived(), identity.reason, identity.because, ticket=ticket, agent=named)
    if sheet.authentication.result == "temperror" and sheet.now - sheet.row.received_at < RECHECK_UNTIL:
        again = Timer("recheck-sender", sheet.now + RECHECK_AFTER, {"held": sheet.row.id}, changes.protocol)
        changes = replace(changes, timers=(*changes.timers, again))
    changes = replace(
        changes, alerts=(*changes.alerts, Alert(identity.reason, identity.because, changes.protocol))
    )
    if identity.tell is None:
        return changes
    hers = desk.agent_of(sheet.mail.sender.address) is identity.tell
    if identity.reason == "agent-unverified" and not hers:
        # Somebody else wrote to her handle: her "yes" would send a stranger's words in her name.
        return letters.tell_held(sheet, changes, ticket, identity.tell)
    if identity.reason == "agent-unverified":
        return letters.confirm(sheet, changes, identity.tell, ticket)
    whose = sheet.arrived().sender.address if identity.reason == "agent-alias" else ""
    return letters.receipt(sheet, changes, identity.tell, ticket, whose)
