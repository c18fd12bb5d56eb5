"""An agent's commands on their way into a ticket: all are obeyed in one transaction, or none and she is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.answering import answered
from helpdesk.daemon.beyond import beyond
from helpdesk.daemon.command_mail import mailed
from helpdesk.daemon.contacts import remembered
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.expansions import written_out
from helpdesk.daemon.letters import Letters
from helpdesk.daemon.order import Order
from helpdesk.daemon.past import sent_to
from helpdesk.daemon.relay import relay
from helpdesk.daemon.rulings import ruled
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.vocabulary import vocabulary, zone_of
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.command_fault import mended, mends, said, shown
from helpdesk.mailflow.command_values import meant
from helpdesk.mailflow.commands import count_commands, parse
from helpdesk.mailflow.htmltext import text_of
from helpdesk.mailflow.identity import AgentAccepted
from helpdesk.mailflow.release import release_of
from helpdesk.tickets.decide import Arrived, hold
from helpdesk.tickets.decide_agent import add_note
from helpdesk.tickets.decide_verbs import changed_fields, obey
from helpdesk.tickets.deeds import (
    LONE,
    Ask,
    CommandFault,
    Commands,
    Deed,
    HandUp,
    KeepInside,
    MoveToTeam,
    People,
    PutAside,
    Quiet,
    Restore,
    Split,
)
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.model import Agent, Changes, Handle, Ticket

_REASONS = {
    "command_not_built": "command-not-available",
    "command_differs": "command-differs",
    "commands_only": "commands-only",
    "written_into": "written-into",
    "command_is_aside": "set-aside",
}
# What is wrong with a mail as a whole, and no line of it.
_WHOLE = {
    "command_differs": "the HTML part and the text part do not hold the same commands",
    "commands_only": "this address takes commands only",
    "written_into": "answers are announced between the lines of a quote that nothing marks",
    "command_is_aside": "the ticket was put aside as spam or discarded",
}


def read_order(
    desk: Desk, sheet: Sheet, arrived: Arrived, ticket: Ticket | None, agent: Agent, kind: str = ""
) -> Order | CommandFault:
    """The commands of an accepted agent's mail, read against the policy in force; without a ticket there is nothing
    that one could be about. `kind`: where her handle says that the words go."""
    commands = parse(arrived.own_words)
    if isinstance(commands, CommandFault):
        return commands
    if parts_differ(desk, sheet, ticket, agent):
        return CommandFault(0, 0, "command_differs")
    order = Order(replace(arrived, own_words=commands.text))
    if not commands.verbs:
        return order
    if ticket is None:
        first = commands.verbs[0]
        return CommandFault(first.line, 1, "command_not_built", (), f"#{first.word}", first.source)
    deeds = meaning(desk, commands, agent, sheet.now)
    if isinstance(deeds, CommandFault):
        return deeds
    order = replace(order, deeds=deeds, verbs=commands.verbs, above=commands.above)
    return written_out(desk, sheet, order, ticket, agent, kind)


def meaning(desk: Desk, commands: Commands, agent: Agent, now: datetime) -> tuple[Deed, ...] | CommandFault:
    """What `commands` ask for, against the policy in force."""
    deeds = meant(commands, vocabulary(desk), agent, now, zone_of(desk, agent))
    if isinstance(deeds, CommandFault):
        return deeds
    return _own_address(desk, commands, deeds) or deeds


def mended_order(
    desk: Desk, sheet: Sheet, arrived: Arrived, ticket: Ticket, agent: Agent, kind: str
) -> tuple[Order | CommandFault, Arrived]:
    """The same, with what the agent chose to have in place of what was wrong, fault after fault; and her words so."""
    order = read_order(desk, sheet, arrived, ticket, agent, kind)
    for fix in release_of(sheet.row.released_by).fixes:
        if not isinstance(order, CommandFault) or not mends(order):
            break
        arrived = replace(arrived, own_words=mended(arrived.own_words, order, fix))
        order = read_order(desk, sheet, arrived, ticket, agent, kind)
    return order, arrived


def carry_out(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    order: Order,
    ticket: Ticket,
    accepted: AgentAccepted,
    handle: Handle | None,
) -> Changes:
    """Her mail done as she says, or the receipt that says why nothing of it was."""
    try:
        return perform(desk, letters, sheet, order, ticket, accepted, handle)
    except Refused as refused:
        return refuse(letters, sheet, order.arrived, ticket, accepted.agent, placed(order, refused))


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
        return relay(desk, letters, sheet, arrived, ticket, agent, how, handle, then, order.resolves)
    if not words:
        start = Changes("done", "command", because, protocol=ticket.protocol, sender=arrived.sender)
        return then(replace(start, subject=arrived.mail.subject))
    noted = then(add_note(arrived, ticket, agent, because))
    if noted.ticket is not None and noted.ticket.assignee == ticket.assignee:
        noted = letters.tell_colleague(sheet, noted, agent)  # a new one gets it with the hand-over
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
    letters: Letters,
    sheet: Sheet,
    arrived: Arrived,
    ticket: Ticket | None,
    agent: Agent,
    fault: CommandFault,
) -> Changes:
    """Nothing is sent and nothing changes; her whole text comes back with the place and the nearest fix (2.4)."""
    reason = _REASONS.get(fault.what, "command-error")
    because = _WHOLE.get(fault.what) or f"line {fault.line}: {fault.source}: {said(fault, 'en')}"
    changes = hold(arrived, reason, because, ticket=ticket, agent=agent.id)
    marked = shown(fault, agent.languages[0])
    return letters.receipt(sheet, changes, agent, ticket, marked=marked, fixes=mends(fault))


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
    changes = remembered(desk, _explained(changes, order, sheet, agent, because), ticket)
    changes = _ruled(desk, order, ticket, sheet, changes)
    changes = mailed(desk, letters, sheet, order, ticket, agent, changes)
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


def parts_differ(desk: Desk, sheet: Sheet, ticket: Ticket | None, agent: Agent) -> bool:
    """Whether what she saw and what stands beside it as plain text hold a different number of commands."""
    mail = sheet.mail
    seen_alone = text_of(mail.html) if mail.html else ""
    if not mail.html or mail.text.strip() in ("", seen_alone.strip()):
        return False  # there is one part only
    sent = sent_to(desk.store, ticket, mail.in_reply_to, agent) if ticket else []
    alone = own_words(replace(mail, html=""), sent, strict=ticket is not None)
    seen = own_words(replace(mail, text=seen_alone), sent, strict=ticket is not None)
    return count_commands(alone.text) != count_commands(seen.text)


def _own_address(desk: Desk, commands: Commands, deeds: Sequence[Deed]) -> CommandFault | None:
    """Neither the desk nor an agent takes part as a customer: mail would go round in circles."""
    for verb, deed in zip(commands.verbs, deeds, strict=True):
        for address in deed.add if isinstance(deed, People) else ():
            if desk.is_own(address) or desk.agent_of(address):
                at = verb.source.find(address, verb.value_column - 1) + 1
                return CommandFault(verb.line, at, "command_own_address", (), address, verb.source)
    return None


def placed(order: Order, refused: Refused) -> CommandFault:
    """The fault of a command that the ticket does not allow."""
    verb = order.verbs[refused.n]
    at = verb.source.find(refused.about, verb.value_column - 1) + 1 or verb.source.find(refused.about) + 1
    return CommandFault(verb.line, at or 1, refused.what, refused.fixes, refused.about, verb.source)
