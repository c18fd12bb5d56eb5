"""#unir: one ticket goes into another, with all that leads to it; the agent always hears that it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.lookups.queue_people import may_see
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import mended, ruled
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.words import say
from helpdesk.tickets.decide_merge import both, merge
from helpdesk.tickets.decide_verbs import changed_fields
from helpdesk.tickets.deeds import Merge
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.model import Agent, Changes, Language, Ticket

_BY_FORCE: Mapping[Language, str] = {"es": "forzar", "en": "force", "pt": "forçar"}


def merged(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    deed: Merge,
    ticket: Ticket,
    agent: Agent,
    because: str,
    changes: Changes,
) -> Changes:
    """`changes` of `ticket` with all of it put into the ticket that `deed` names. Raises Refused."""
    language = agent.languages[0]
    into = target(desk, deed, ticket, agent)
    before = changes.ticket or ticket
    changes = merge(
        changes,
        ticket,
        into,
        agent,
        sheet.now,
        because,
        people_gone=[*desk.store.participants(ticket.protocol), *changes.participants],
        people_into=desk.store.participants(into.protocol),
    )
    [beside] = changes.beside
    survivor = beside.ticket or into
    beside = ruled(desk, beside, "changed", sheet.now, changed=changed_fields(into, survivor))
    beside = mended(desk, beside, partial(both, desk.store.sla(ticket.id)), sheet.now)
    beside = mail_of_rules(desk, letters, sheet.now, beside)
    survivor = beside.ticket or survivor
    changes = replace(changes, beside=(beside,))
    for reader in _told(desk, ticket, survivor, agent):
        words = _said(before, survivor, reader.languages[0], by=agent.name)
        changes = letters.tell(sheet, changes, survivor, reader, words, agent)
    guests = [one for move in changes.moves for one in move.guests]
    blocks = [_said(before, survivor, language)]
    if guests:
        blocks.append(say(language, "done_merged_guests", people=", ".join(guests)))
    told = compose.Answer(say(language, "done_subject"), tuple(blocks), survivor)
    return letters.answer(sheet, changes, agent, told)


def target(desk: Desk, deed: Merge, ticket: Ticket, agent: Agent) -> Ticket:
    """The ticket she means, or what it was merged into; one of a mailbox that is not hers is none. Raises Refused."""
    into = desk.store.ticket(desk.store.survivor(deed.into))
    if into is None or not may_see(agent, into):
        raise Refused("command_no_case", deed.wanted)
    if into.protocol == ticket.protocol:
        raise Refused("command_same_case", deed.wanted)
    if into.aside:
        raise Refused("command_target_aside", deed.wanted)
    if fold(into.requester.address) != fold(ticket.requester.address) and not deed.force:
        raise Refused(
            "command_other_customer", deed.wanted, fixes=(f"{into.protocol} {_BY_FORCE[agent.languages[0]]}",)
        )
    return into


def _told(desk: Desk, gone: Ticket, survivor: Ticket, agent: Agent) -> list[Agent]:
    """Who had either, but for herself."""
    ids = dict.fromkeys((survivor.assignee, gone.assignee))
    people = [one for each in ids if (one := desk.agent(each)) is not None]
    return [one for one in people if one is not agent]


def _said(gone: Ticket, survivor: Ticket, language: Language, by: str = "") -> str:
    count = str(gone.message_count)
    what = {"gone": gone.protocol, "subject": gone.subject, "into": survivor.protocol, "count": count}
    return say(language, "told_merged", by=by, **what) if by else say(language, "done_merged", **what)
