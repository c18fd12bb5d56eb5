"""An agent's answer on its way to the customer: who gets it, what would stop it, and a mail that is new throughout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.agents.vocabulary import zone_of
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.letters.speaker import UNWRITABLE, add, unwritable
from helpdesk.daemon.lookups.past import answered, forbidden, shared_ids
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import dot_atom, fold
from helpdesk.mailflow.command_fault import shown
from helpdesk.mailflow.leaking_line import located
from helpdesk.mailflow.letter import Written
from helpdesk.mailflow.parse import part_bytes
from helpdesk.mailflow.release import release_of
from helpdesk.mailflow.words import deadline, lasting, say, short
from helpdesk.tickets.decide import Arrived, hold
from helpdesk.tickets.decide_agent import relay_reply
from helpdesk.tickets.deeds import CommandFault
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Alert, Changes, Handle, Message, Ticket
from helpdesk.tickets.moving import MERGED

LOOKED_BACK = 40  # messages of the ticket that References and the leak guard look at


def relay(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    arrived: Arrived,
    ticket: Ticket,
    agent: Agent,
    because: str,
    handle: Handle | None,
    then: Callable[[Changes], Changes] | None = None,
    resolves: bool = False,
    whole: str = "",
) -> Changes:
    """The public answer, or a hold with a receipt that gives her the whole text back. `then` does what else her mail
    asks for, in the same transaction; without it the rules alone look at what she changed. `resolves`: the case is
    taken as resolved with it, and the same mail says so. `whole`: her words with the commands, as she counts lines."""
    past = desk.store.messages(ticket.protocol, after_n=max(0, ticket.message_count - LOOKED_BACK))
    problem = _stops(desk, sheet, arrived, ticket, agent, handle, past)
    if problem:
        return _held(letters, sheet, arrived, ticket, agent, *problem)
    to = [Address(p.address, p.name) for p in desk.store.participants(ticket.protocol) if p.role != "guest"]
    cc = copied(desk, sheet, to)
    try:
        written = _written(desk, letters, sheet, arrived, ticket, agent, to, cc, past, resolves)
    except compose.Leak as leak:
        fault = None
        if leak.code == "leak":  # of what is sealed no line is to blame
            fault = located(whole or arrived.own_words, leak.reason, desk.mailbox(ticket.mailbox).address)
        detail = "" if fault else leak.reason.partition(": ")[2]
        return _held(letters, sheet, arrived, ticket, agent, leak.code, leak.reason, detail, fault)
    except compose.BadAddress as bad:
        return _held(letters, sheet, arrived, ticket, agent, "bad-address", str(bad), str(bad))
    except UNWRITABLE as fault:
        # The mail of the ticket stands; her text waits until the template is mended (B27).
        why = unwritable(fault)
        changes = _held(letters, sheet, arrived, ticket, agent, "template", why, why)
        return replace(changes, alerts=(*changes.alerts, Alert("template", why, ticket.protocol)))
    changes = relay_reply(
        arrived, ticket, agent, message_id=written.outgoing.message_id, to=to, cc=cc, because=because
    )
    changes = replace(changes, received_ids=(sheet.mail.message_id,) if sheet.mail.message_id else ())
    changes = add(changes, written)
    if then is not None:
        return then(changes)
    return mail_of_rules(desk, letters, sheet.now, ruled(desk, changes, "changed", sheet.now))


def _written(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    arrived: Arrived,
    ticket: Ticket,
    agent: Agent,
    to: Sequence[Address],
    cc: Sequence[Address],
    past: Sequence[Message],
    resolves: bool,
) -> Written:
    speaker, mint = letters.speaker(ticket.mailbox)
    readers = [*to, *cc]
    ids = shared_ids(past, readers)
    # What she has sent after all was her own note before.
    others = [one for one in past if one.direction != "note" or one.raw_key != arrived.raw_key]
    return compose.reply(
        speaker,
        mint,
        sheet.now,
        ticket=ticket,
        agent=agent,
        text=arrived.own_words,
        to=to,
        cc=cc,
        files=files_of(sheet),
        in_reply_to=ids[-1] if ids else "",
        references=ids,
        original=_original(past),
        resolves=resolves and desk.settings.life.tell_resolved,
        until=deadline(arrived.at + desk.reopen_window, speaker.zone, ticket.language),
        forbidden=forbidden(
            desk.agents,
            ticket,
            others,
            readers,
            desk.store.because_of(ticket.protocol, "assigned"),
            answered(desk.store, sheet.mail.in_reply_to, agent),
        ),
    )


def _stops(
    desk: Desk,
    sheet: Sheet,
    arrived: Arrived,
    ticket: Ticket,
    agent: Agent,
    handle: Handle | None,
    past: Sequence[Message],
) -> tuple[str, str, str] | None:
    """What holds the answer: the reason's code, why in the record's words, and what the agent is shown of it."""
    if not arrived.own_words.strip() and not sheet.mail.attachments:
        return "empty", "no words of the agent's own and no files", ""
    if not dot_atom(ticket.requester.address):
        address = ticket.requester.address
        return (
            "bad-address",
            f"the customer's address cannot be written to: {address or 'there is none'}",
            address,
        )
    seen = release_of(sheet.row.released_by).as_it_is
    if handle is None or seen or desk.settings.desk.stale_reply == "send":
        return None
    if handle.version >= ticket.version:
        return None
    merged = _merged_meanwhile(desk, ticket, agent, handle)
    if merged is not None:
        return merged
    colleague = next((m for m in reversed(past) if m.direction == "out" and m.author != agent.id), None)
    if colleague is None or ticket.version - handle.version <= _own_answers(past, colleague, agent):
        return None
    because = f"answered meanwhile by {colleague.author} (message {colleague.n})"
    return "stale", because, _answered_by(desk, colleague, agent, sheet.now)


def _answered_by(desk: Desk, colleague: Message, agent: Agent, now: datetime) -> str:
    """`Ana ya respondió hace 4 min (hoy 09:26):` and below it what."""
    by, language = desk.agent(colleague.author), agent.languages[0]
    head = say(
        language,
        "answered_by",
        name=by.name if by else colleague.author,
        ago=lasting(now - colleague.at),
        at=short(colleague.at, zone_of(desk, agent), language, now),
    )
    return f"{head}:\n\n{colleague.own_words[:2000]}"


def _merged_meanwhile(
    desk: Desk, ticket: Ticket, agent: Agent, handle: Handle
) -> tuple[str, str, str] | None:
    """Whether another ticket was put into this one since the mail that she answers was written: by a colleague, or by
    herself where it is another customer's, who would not get what she writes to them now."""
    event = next((one for one in reversed(desk.store.events(ticket.protocol)) if one.kind == MERGED), None)
    if event is None or handle.created_at is None or event.at <= handle.created_at:
        return None
    gone = desk.store.ticket(event.before)
    of_one = gone is not None and fold(gone.requester.address) == fold(ticket.requester.address)
    if of_one and event.actor == f"agent:{agent.id}":
        return None
    by = desk.agent(event.actor.removeprefix("agent:"))
    who = by.name if by else event.actor
    return "merged", f"{event.before} was merged into it meanwhile by {who}", f"{who}: {event.before}."


def _own_answers(past: Sequence[Message], colleague: Message, agent: Agent) -> int:
    """How many answers of her own came after the colleague's: they raised the version too, and she knows them."""
    return sum(1 for m in past if m.direction == "out" and m.author == agent.id and m.n > colleague.n)


def _held(
    letters: Letters,
    sheet: Sheet,
    arrived: Arrived,
    ticket: Ticket,
    agent: Agent,
    reason: str,
    because: str,
    detail: str,
    fault: CommandFault | None = None,
) -> Changes:
    changes = hold(arrived, reason, because, ticket=ticket, agent=agent.id)
    marked = shown(fault, agent.languages[0]) if fault else []
    changes = replace(changes, told=tuple(marked))
    return letters.receipt(sheet, changes, agent, ticket, detail, marked=marked, fault=fault)


def copied(desk: Desk, sheet: Sheet, to: Sequence[Address]) -> list[Address]:
    """Outsiders in the agent's own Cc: she added them (threats E5). The desk and agents are not outsiders."""
    known = {fold(person.address) for person in to}
    return [
        person
        for person in sheet.mail.cc
        if fold(person.address) not in known
        and dot_atom(person.address)
        and not desk.is_own(person.address)
        and not desk.agent_of(person.address)
    ]


def files_of(sheet: Sheet) -> list[compose.File]:
    """The files of a mail, with their bytes."""
    return [
        compose.File(one.filename, one.content_type, one.size, part_bytes(sheet.raw, one.part))
        for one in sheet.mail.attachments
    ]


def _original(past: Sequence[Message]) -> compose.Original | None:
    """The customer's mail, quoted under the first answer only (product.md 1.2)."""
    if any(message.direction == "out" for message in past):
        return None
    first = next((m for m in past if m.direction == "in" and m.standing == "full"), None)
    return compose.Original(first.sender, first.at, first.own_words) if first else None
