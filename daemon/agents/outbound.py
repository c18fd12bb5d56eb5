"""#para: a case that an agent opens: her new mail goes to the customer as the desk's first message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.daemon.agents.expansions import written_out
from helpdesk.daemon.agents.order import Order, placed
from helpdesk.daemon.agents.relay import copied, files_of
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.letters.speaker import UNWRITABLE, add, unwritable
from helpdesk.daemon.lookups.contacts import language_of_opening
from helpdesk.daemon.lookups.past import forbidden
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.mailflow import compose
from helpdesk.mailflow.command_fault import shown
from helpdesk.mailflow.leaking_line import located
from helpdesk.mailflow.words import say
from helpdesk.tickets.decide import hold
from helpdesk.tickets.decide_outbound import new_case, opened_by_us
from helpdesk.tickets.decide_verbs import obey
from helpdesk.tickets.deeds import CommandFault, ForCustomer, KeepInside
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Alert, Changes, Ticket


def outbound(
    desk: Desk, letters: Letters, sheet: Sheet, order: Order, customer: Address, agent: Agent, how: str
) -> Changes | CommandFault:
    """The new case with the mail that is its first message; held, with her text given back, where it must not go out.

    It is hers, whatever the rules say; her other commands are obeyed on it. She always hears that it went (2.4).
    """
    ticket = new_case(
        protocol=desk.new_protocol(sheet.row.received_at),
        customer=customer,
        agent=agent,
        mailbox=sheet.row.envelope.mailbox,
        subject=sheet.mail.subject,
        language=language_of_opening(desk, sheet, customer)[0],
        at=sheet.row.received_at,
    )
    full = written_out(desk, sheet, order, ticket, agent, "r")
    if isinstance(full, CommandFault):
        return full
    if not full.arrived.own_words.strip() and not sheet.mail.attachments:
        return _held(letters, sheet, full, agent, "empty", "no words of the agent's own and no files", "")
    cc = copied(desk, sheet, [customer])
    because = f"{full.because} · {how}"
    try:
        changes = opened_by_us(full.arrived, ticket, agent, cc=cc, because=because)
        changes = _obeyed(desk, full, changes, agent, sheet, because)
        case = changes.ticket or ticket
        written = _written(desk, letters, sheet, full, case, agent, [customer], cc)
    except Refused as refused:
        return placed(full, refused)
    except compose.Leak as leak:
        if leak.code != "leak":
            return _held(letters, sheet, full, agent, leak.code, leak.reason, leak.reason.partition(": ")[2])
        return _leaks(desk, letters, sheet, full, agent, leak.reason)
    except compose.BadAddress as bad:
        return _held(letters, sheet, full, agent, "bad-address", str(bad), str(bad))
    except UNWRITABLE as fault:
        why = unwritable(fault)
        changes = _held(letters, sheet, full, agent, "template", why, why)
        return replace(changes, alerts=(*changes.alerts, Alert("template", why)))
    [message] = changes.messages
    changes = replace(changes, messages=(replace(message, message_id=written.outgoing.message_id),))
    changes = replace(changes, received_ids=(sheet.mail.message_id,) if sheet.mail.message_id else ())
    changes = add(changes, written)
    changes = ruled(desk, changes, "opened", sheet.now, stays=frozenset({"assignee", "team"}))
    changes = mail_of_rules(desk, letters, sheet.now, changes)
    language, case = agent.languages[0], changes.ticket or case
    said = say(language, "done_outbound", to=customer.address, protocol=case.protocol)
    told = compose.Answer(say(language, "done_subject"), (said,), case)
    return letters.answer(sheet, changes, agent, told)


def _obeyed(desk: Desk, order: Order, changes: Changes, agent: Agent, sheet: Sheet, because: str) -> Changes:
    """Her other commands, on the case that is not stored yet."""
    case = changes.ticket
    places = [n for n, deed in enumerate(order.deeds) if not isinstance(deed, ForCustomer | KeepInside)]
    if case is None or not places:
        return changes
    tiers = {team.id: team.tier for team in desk.policy.teams.values()}
    deeds = [order.deeds[n] for n in places]
    try:
        return obey(changes, case, agent, deeds, sheet.now, because, people=changes.participants, tiers=tiers)
    except Refused as refused:
        raise Refused(refused.what, refused.about, places[refused.n], refused.fixes) from refused


def _written(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    order: Order,
    ticket: Ticket,
    agent: Agent,
    to: Sequence[Address],
    cc: Sequence[Address],
) -> compose.Written:
    speaker, mint = letters.speaker(ticket.mailbox)
    return compose.reply(
        speaker,
        mint,
        sheet.now,
        ticket=ticket,
        agent=agent,
        text=order.arrived.own_words,
        to=to,
        cc=cc,
        files=files_of(sheet),
        forbidden=forbidden(desk.agents, ticket, (), [*to, *cc]),
        first=True,
    )


def _leaks(desk: Desk, letters: Letters, sheet: Sheet, order: Order, agent: Agent, reason: str) -> Changes:
    """The line that is internal, and what may stand there."""
    changes = hold(order.arrived, "leak", reason, agent=agent.id)
    fault = located(order.whole, reason, desk.mailbox(sheet.row.envelope.mailbox).address)
    marked = shown(fault, agent.languages[0]) if fault else []
    detail = "" if fault else reason.partition(": ")[2]
    changes = replace(changes, told=tuple(marked))
    return letters.receipt(sheet, changes, agent, None, detail, marked=marked, fault=fault)


def _held(
    letters: Letters, sheet: Sheet, order: Order, agent: Agent, reason: str, because: str, detail: str
) -> Changes:
    changes = hold(order.arrived, reason, because, agent=agent.id)
    return letters.receipt(sheet, changes, agent, None, detail)
