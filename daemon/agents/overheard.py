"""A note, or commands, that an agent's own mail program has delivered to the customer as well: she is told, once."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.agents.vendor import is_for_vendor
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.lookups.asked_inside import asked_inside
from helpdesk.daemon.lookups.handles import kind_of
from helpdesk.daemon.lookups.hers import Hers
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import fold, visible
from helpdesk.mailflow.commands import says_note, verbs_of
from helpdesk.mailflow.words import say
from helpdesk.tickets.model import Agent, Changes, Event, Ticket

OVERHEARD = "overheard"
_NAMED = 5


def with_overheard(desk: Desk, letters: Letters, sheet: Sheet, changes: Changes, agent: Agent) -> Changes:
    """`changes` with one mail that says so, and the event: the desk sends such words to nobody, and cannot take back
    what her program has sent to all of To and Cc by itself."""
    ticket = changes.ticket or (desk.store.ticket(changes.protocol) if changes.protocol else None)
    people = _outside(desk, sheet, ticket)
    if ticket is None or not people:
        return changes
    what = _what(desk, sheet, changes, ticket, agent)
    who = ", ".join(people[:_NAMED])
    because = f"her own mail program sent it to {who} as well (journal row {sheet.row.id})"
    if not what or _told_before(desk, ticket, because):
        return changes
    event = Event(ticket.protocol, sheet.now, f"agent:{agent.id}", OVERHEARD, "", who, because)
    changes = replace(changes, events=(*changes.events, event))
    language = agent.languages[0]
    blocks = (say(language, f"overheard_{what}", who=who), say(language, "overheard_fix"))
    # Whoever was written to has the handles of her mail, so they are good no more: here are others.
    note = compose.Offer(say(language, "overheard_to_note"), "", "n", ticket)
    answer = compose.Offer(say(language, "overheard_to_customer"), "", "r", ticket)
    told = compose.Answer(say(language, "overheard_subject"), blocks, ticket, offers=(note, answer))
    return letters.answer(sheet, changes, agent, told)


def _outside(desk: Desk, sheet: Sheet, ticket: Ticket | None) -> list[str]:
    """The people of the case in To and Cc of her mail who are nobody of the desk's; not whom she brings in by it."""
    if ticket is None:
        return []
    stored = desk.store.participants(ticket.protocol) if ticket.id else []
    theirs = {fold(address) for address in (ticket.requester.address, *(one.address for one in stored))}
    named = (person.address for person in (*sheet.mail.to, *sheet.mail.cc))
    return [
        visible(one)
        for one in dict.fromkeys(named)
        if fold(one) in theirs and not desk.is_own(one) and not desk.agent_of(one)
    ]


def _what(desk: Desk, sheet: Sheet, changes: Changes, ticket: Ticket, agent: Agent) -> str:
    """What of it was for the desk alone: 'note', 'commands', or ''; of a mail that is held what she had meant."""
    hers, kind = Hers(desk, sheet, ticket if ticket.id else None, agent), kind_of(desk, sheet)
    above = says_note(sheet.mail.subject) and not says_note(ticket.subject)
    meant = kind == "n" or above or is_for_vendor(desk, sheet) or asked_inside(hers)
    noted = any(one.direction == "note" and one.author == agent.id for one in changes.messages)
    # What has no handle is a note because nothing says what she meant: of that she is told already.
    if (noted and (meant or kind)) or (meant and changes.inbox_state == "held"):
        return "note"
    return "commands" if verbs_of(hers.words().text) else ""


def _told_before(desk: Desk, ticket: Ticket, because: str) -> bool:
    """Whether she heard of it when the same mail was held."""
    events = desk.store.events(ticket.protocol) if ticket.id else []
    return any(one.kind == OVERHEARD and one.because == because for one in events)
