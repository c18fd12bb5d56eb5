"""A batch: an agent's mail to the command address, done line by line, each whole or not at all, and answered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.daemon.agents.answering import news_of
from helpdesk.daemon.agents.asking import reply_to
from helpdesk.daemon.agents.commands import perform, refuse
from helpdesk.daemon.agents.nearest import nearest
from helpdesk.daemon.agents.order import Order, placed, text_in
from helpdesk.daemon.agents.read_order import meaning
from helpdesk.daemon.agents.two_parts import differing, words_of_part
from helpdesk.daemon.agents.ways_out import best_of, ways_out, with_all_at_once
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.lookups.hers import Hers
from helpdesk.daemon.lookups.queue_people import may_see
from helpdesk.daemon.lookups.strangers import admitted
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.timers.life import lived_on
from helpdesk.mailflow import compose
from helpdesk.mailflow.batch import Line, lines_of
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.command_fault import shown
from helpdesk.mailflow.identity import AgentAccepted
from helpdesk.mailflow.mending import part_named
from helpdesk.mailflow.release import release_of
from helpdesk.mailflow.words import say
from helpdesk.tickets.deeds import Ask, CommandFault, Commands, Deed
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.model import Agent, Changes, Ticket

WRONG_IN_A_ROW = 5  # and what follows is hardly meant for a machine


def take_batch(desk: Desk, letters: Letters, sheet: Sheet, accepted: AgentAccepted) -> Changes:
    """What each line changes is stored before the next is read; the transcript is the answer, whatever came of them."""
    agent = accepted.agent
    parts = {part_named(fix) for fix in release_of(sheet.row.released_by).fixes} - {""}
    words = own_words(sheet.reading, strict=bool(sheet.mail.in_reply_to)).text
    hers = Hers(desk, sheet, None, agent)
    if parts:
        words = words_of_part(hers, parts.pop())
    elif (differs := differing(hers)) is not None:
        return refuse(desk, letters, sheet, sheet.arrived(), None, agent, differs)
    lines, ended_by = lines_of(words, desk.prefixes)
    if all(line.is_text for line in lines):  # written to somebody: it comes back to her whole
        text = text_in(words, words)
        return refuse(desk, letters, sheet, sheet.arrived(), None, agent, text)
    return _transcript(desk, letters, sheet, accepted, lines, ended_by)


def _transcript(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    accepted: AgentAccepted,
    lines: Sequence[Line],
    ended_by: str,
) -> Changes:
    agent, language = accepted.agent, accepted.agent.languages[0]
    told: list[str] = []
    offers: list[compose.Offer] = []
    best: list[compose.Offer] = []
    done = wrong = in_a_row = 0
    for line in lines:
        outcome = _one(desk, letters, sheet, accepted, line)
        if isinstance(outcome, CommandFault):
            wrong, in_a_row = wrong + 1, in_a_row + 1
            told.append("\n".join(shown(line.as_written(outcome), language)))
            found = ways_out(desk, line, outcome, agent)
            offers, best = [*offers, *found], [*best, *best_of(outcome, found)]
        else:
            done, in_a_row = done + 1, 0
            told.append(f"{line.number} | {line.written}\n{outcome}".rstrip())
        if in_a_row == WRONG_IN_A_ROW:
            told.append(say(language, "batch_stopped", count=str(WRONG_IN_A_ROW)))
            break
    if ended_by:
        told.append(say(language, "batch_ended", about=ended_by))
    because = f"commands: {done} done, {wrong} not · {accepted.how}"
    subject = say(language, "batch_subject", done=str(done), wrong=str(wrong))
    changes = Changes("done", "command", because, sender=sheet.arrived().sender, subject=sheet.mail.subject)
    changes = replace(changes, told=tuple(told), refused=wrong)
    answer = compose.Answer(subject, tuple(told), offers=with_all_at_once(offers, best, language))
    return letters.answer(sheet, changes, agent, answer)


def _one(
    desk: Desk, letters: Letters, sheet: Sheet, accepted: AgentAccepted, line: Line
) -> str | CommandFault:
    """What is told of a line that was done; or why it was not, and then nothing of it was."""
    found = desk.store.ticket(desk.store.survivor(line.protocol)) if line.protocol else None
    ticket = found if found is not None and may_see(accepted.agent, found) else None
    outcome = _done(desk, letters, sheet, accepted, line, ticket)
    if isinstance(outcome, CommandFault):
        return nearest(desk, outcome, ticket, accepted.agent)
    return outcome


def _done(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    accepted: AgentAccepted,
    line: Line,
    ticket: Ticket | None,
) -> str | CommandFault:
    agent, verb = accepted.agent, line.verb
    if line.fault is not None or verb is None:
        return line.fault or CommandFault(line.number, 1, "command_unknown", (), line.source, line.source)
    deeds = meaning(desk, Commands((verb,), ""), agent, sheet.now)
    if isinstance(deeds, CommandFault):
        return deeds
    [deed] = deeds
    if isinstance(deed, Ask) and deed.what != "status":
        return _indented(reply_to(desk, letters, deed, agent, None, _nothing(), sheet.now).blocks)
    if ticket is None:
        at = line.source.rfind(" ") + 2
        return CommandFault(line.number, at, "command_no_ticket", (), line.source[at - 1 :], line.source)
    named = admitted(desk, sheet, ticket, agent, (verb,), deeds)
    if isinstance(named, CommandFault):
        return named
    [deed] = named
    arrived = replace(sheet.arrived(), own_words="", mail=replace(sheet.mail, attachments=()))
    order = Order(arrived, named, (verb,), quiet=True)
    try:
        changes = perform(desk, letters, sheet, order, ticket, replace(accepted, kind="c"), None)
    except Refused as refused:
        return placed(order, refused)
    changes = lived_on(desk, letters, sheet.now, letters.taken(sheet.now, changes, ticket, agent))
    desk.store.keep(sheet.row.id, changes, sheet.now)
    return _indented(_said(desk, letters, sheet, deed, agent, changes, ticket))


def _said(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    deed: Deed,
    agent: Agent,
    changes: Changes,
    ticket: Ticket,
) -> Sequence[str]:
    after = changes.ticket or ticket
    if isinstance(deed, Ask):
        return reply_to(desk, letters, deed, agent, after, changes, sheet.now).blocks
    blocks = news_of(letters, sheet, deed, after, agent)
    return blocks or (say(agent.languages[0], "batch_done" if changes.events else "batch_was_so"),)


def _nothing() -> Changes:
    return Changes("done", "command", "")


def _indented(blocks: Sequence[str]) -> str:
    return "\n".join(f"  | {line}" for block in blocks for line in block.split("\n"))
