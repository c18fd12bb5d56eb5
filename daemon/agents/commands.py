"""An agent's commands on their way into a ticket: all are obeyed in one transaction, or none and she is told."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.agents.answering import answered
from helpdesk.daemon.agents.beyond import beyond
from helpdesk.daemon.agents.command_mail import mailed
from helpdesk.daemon.agents.nearest import nearest
from helpdesk.daemon.agents.order import Order
from helpdesk.daemon.agents.relay import relay
from helpdesk.daemon.agents.vendor import keeps_it, opened
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.lookups.contacts import remembered
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.mailflow.command_fault import said, shown
from helpdesk.mailflow.identity import AgentAccepted
from helpdesk.mailflow.mending import WITHOUT, mended
from helpdesk.tickets.decide import Arrived, hold
from helpdesk.tickets.decide_agent import add_note
from helpdesk.tickets.decide_verbs import changed_fields, obey
from helpdesk.tickets.deeds import (
    LONE,
    Ask,
    CommandFault,
    HandUp,
    KeepInside,
    MoveToTeam,
    PutAside,
    Quiet,
    Restore,
    Split,
)
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.model import Agent, Changes, Handle, Ticket

REASONS = {
    "command_differs_text": "command-differs",
    "command_differs_html": "command-differs",
    "command_differs_hidden": "command-differs",
    "commands_only": "commands-only",
    "command_is_aside": "set-aside",
}


def perform(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    order: Order,
    ticket: Ticket,
    accepted: AgentAccepted,
    handle: Handle | None,
) -> Changes:
    """The words first, where there are any, by the way the handle says; then the commands, in the same transaction.

    Raises Refused, and then nothing of it is done.
    """
    agent, arrived, how = accepted.agent, order.arrived, accepted.how
    words = bool(arrived.own_words.strip() or any(not file.inline for file in arrived.mail.attachments))
    inside = accepted.kind != "r" or any(isinstance(deed, KeepInside) for deed in order.deeds)
    because = f"{order.because} · {how}"

    def then(changes: Changes) -> Changes:
        for n, deed in enumerate(order.deeds):
            if isinstance(deed, LONE):
                return beyond(desk, letters, sheet, (n, deed), ticket, agent, because, changes, handle)
        return _obeyed(desk, letters, sheet, order, ticket, agent, because, changes)

    if words and not inside:
        _says_something(order, ticket)
        return relay(
            desk, letters, sheet, arrived, ticket, agent, how, handle, then, order.resolves, order.whole
        )
    if not words:
        start = Changes("done", "command", because, protocol=ticket.protocol, sender=arrived.sender)
        return then(replace(start, subject=arrived.mail.subject))
    noted = then(add_note(arrived, ticket, agent, because))
    handed_over = noted.ticket is not None and noted.ticket.assignee != ticket.assignee
    noted = letters.tell_colleague(sheet, noted, agent, handed_over=handed_over)
    return letters.filed_as_note(sheet, noted, agent, accepted.kind)


def _says_something(order: Order, ticket: Ticket) -> None:
    """Nobody who is put aside is told so, and nobody who was is written to before he is back."""
    for n, deed in enumerate(order.deeds):
        if isinstance(deed, PutAside):
            raise Refused("command_says_nothing", order.verbs[n].word, n)
        if isinstance(deed, Split):
            raise Refused("command_split_words", order.verbs[n].word, n)
    if ticket.aside and not any(isinstance(deed, Restore) for deed in order.deeds):
        raise Refused("command_is_aside", ticket.protocol)


def refuse(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    arrived: Arrived,
    ticket: Ticket | None,
    agent: Agent,
    fault: CommandFault,
) -> Changes:
    """Nothing is sent and nothing changes; her whole text comes back with the place and the nearest fix (2.4)."""
    fault = _leaving_something(nearest(desk, fault, ticket, agent), arrived.own_words)
    reason = REASONS.get(fault.what, "command-error")
    changes = hold(arrived, reason, in_the_record(fault), ticket=ticket, agent=agent.id)
    marked = shown(fault, agent.languages[0])
    return letters.receipt(
        sheet, replace(changes, told=tuple(marked)), agent, ticket, marked=marked, fault=fault
    )


def _leaving_something(fault: CommandFault, words: str) -> CommandFault:
    """Without the taps that would leave out all there is."""
    left = tuple(
        fix for fix in fault.fixes if not WITHOUT.fullmatch(fix) or mended(words, fault, fix).strip()
    )
    return replace(fault, fixes=left)


def in_the_record(fault: CommandFault) -> str:
    """What was wrong, for whoever reads the journal: in English, as all that the desk says of itself."""
    return "; ".join(
        f"line {one.line}: {one.source}: {said(one, 'en')}" for one in (replace(fault, more=()), *fault.more)
    )


def _obeyed(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    order: Order,
    ticket: Ticket,
    agent: Agent,
    because: str,
    changes: Changes,
) -> Changes:
    """The deeds done, then what the rules say of the ticket as it now is, then the mail that both owe."""
    stored = desk.store.rule_facts(ticket, (), sheet.now)
    alone = changes.ticket is None and all(isinstance(deed, Ask | Quiet) for deed in order.deeds)
    changes = obey(
        changes,
        ticket,
        agent,
        order.deeds,
        sheet.now,
        because,
        people=desk.store.participants(ticket.protocol),
        pinned=stored.pins,
        tiers={team.id: team.tier for team in desk.policy.teams.values()},
        muted=desk.store.muted_by(ticket.protocol),
        history=(*desk.store.events(ticket.protocol), *changes.events) if ticket.aside else (),
    )
    if alone:  # nothing for a rule to look at
        return answered(desk, letters, sheet, order, ticket, agent, changes)
    changes = keeps_it(desk, order, ticket, agent, changes)
    changes = remembered(desk, _explained(changes, order, sheet, agent, because), ticket)
    changes = _ruled(desk, order, ticket, sheet, changes)
    changes = mailed(desk, letters, sheet, order, ticket, agent, changes)
    changes = opened(desk, letters, sheet, order, agent, changes)
    return answered(desk, letters, sheet, order, ticket, agent, changes)


def _ruled(desk: Desk, order: Order, ticket: Ticket, sheet: Sheet, changes: Changes) -> Changes:
    """What the rules say of the ticket as it now is: who gets it, where a person has said which team's it is."""
    after = changes.ticket or ticket
    moved = any(isinstance(deed, MoveToTeam | HandUp) for deed in order.deeds) and not after.assignee
    given_up = ticket.assignee and not after.assignee and not moved
    pins = changes.pins
    if moved:  # the pin on the team is for later
        changes = replace(
            changes,
            pins=tuple(pin for pin in pins if pin != "team"),
            unpins=tuple(dict.fromkeys((*changes.unpins, "team"))),
        )
    changes = ruled(
        desk,
        changes,
        "changed",
        sheet.now,
        stays=frozenset({"assignee", "team"}) if given_up else frozenset(),
        changed=changed_fields(ticket, after),
    )
    if moved:
        changes = replace(changes, pins=pins, unpins=tuple(u for u in changes.unpins if u not in pins))
    return changes


def _explained(changes: Changes, order: Order, sheet: Sheet, agent: Agent, because: str) -> Changes:
    """What she wrote behind the reason of an escalation is a note of its own: the customer gets the reason's words."""
    text = next((deed.text for deed in order.deeds if isinstance(deed, HandUp) and deed.text), "")
    if not text or changes.ticket is None:
        return changes
    ticket = changes.ticket
    noted = add_note(replace(order.arrived, own_words=text), ticket, agent, because)
    # Not the mail, a line of it: the mail's id and bytes are the message's that holds her words.
    note = replace(noted.messages[0], message_id="", text=text, attachments=(), raw_key="", content_key="")
    return replace(
        changes,
        ticket=replace(ticket, message_count=note.n, updated_at=max(ticket.updated_at, sheet.now)),
        messages=(*changes.messages, note),
        events=(*changes.events, *noted.events),
    )
