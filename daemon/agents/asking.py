"""What agents ask by command: looked up for her eyes alone, never more than a mail holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.mailflow import compose
from helpdesk.mailflow.command_words import VERBS
from helpdesk.mailflow.listing import entry
from helpdesk.mailflow.search_terms import terms
from helpdesk.mailflow.words import say
from helpdesk.rules.synonyms import status as status_named
from helpdesk.tickets.deeds import Ask
from helpdesk.tickets.model import Agent, Changes, Language, Ticket
from helpdesk.tickets.review import folder_stored

SHOWN = 50  # tickets of one list
_ME = frozenset({"yo", "me", "eu", "mi", "mim"})


def reply_to(
    desk: Desk,
    letters: Letters,
    ask: Ask,
    agent: Agent,
    ticket: Ticket | None,
    changes: Changes,
    now: datetime,
) -> compose.Answer:
    """The answer, in her language. `ticket` is what the question is about, as it is after `changes`."""
    match ask.what:
        case "status":
            return _status(desk, letters, agent, ticket, changes, now)
        case "queue":
            return _queue(desk, letters, agent, changes, now)
        case "search":
            return _search(desk, letters, ask.words, agent, changes, now)
        case "help":
            return _help(agent.languages[0])


def _status(
    desk: Desk, letters: Letters, agent: Agent, ticket: Ticket | None, changes: Changes, now: datetime
) -> compose.Answer:
    language = agent.languages[0]
    if ticket is None:
        return compose.Answer(say(language, "status_subject"), (say(language, "nothing_found"),))
    because = desk.store.because_of(ticket.protocol, "assigned") if ticket.assignee else ""
    line = _entry(letters, ticket, agent, language, changes, now)
    dues = letters.dues(ticket, changes, now)
    return compose.Answer(say(language, "status_subject"), (line,), ticket, because, dues)


def _queue(desk: Desk, letters: Letters, agent: Agent, changes: Changes, now: datetime) -> compose.Answer:
    language = agent.languages[0]
    mine, my_count = desk.store.queue_of(agent.id, SHOWN)
    teams, team_count = desk.store.unowned_of(agent.teams, agent.mailboxes, SHOWN)
    blocks: list[str] = []
    for head, found, count in (("queue_mine", mine, my_count), ("queue_unowned", teams, team_count)):
        blocks.append(say(language, head, count=str(count)))
        blocks += _entries(letters, found, count, agent, language, changes, now)
    return compose.Answer(say(language, "queue_subject", count=str(my_count + team_count)), tuple(blocks))


def _search(
    desk: Desk, letters: Letters, text: str, agent: Agent, changes: Changes, now: datetime
) -> compose.Answer:
    """Full text and filters, in the mailboxes she serves. A moment's mail may not be found yet: it is indexed when
    there is time, of which a mail on its way takes one batch at most."""
    language = agent.languages[0]
    asked = terms(text)
    filters = dict(asked.filters)
    if filters.get("assignee", "").casefold() in _ME:
        filters["assignee"] = agent.id
    words = asked.words
    if "status" in filters:
        named = status_named(filters.pop("status"))
        if named is None:
            words = text
        else:
            filters["status"] = named
    desk.store.index_pending()
    found = desk.store.tickets(
        search=words,
        status=filters.get("status", ""),
        tag=filters.get("tag", ""),
        folder=folder_stored(filters.get("folder", "")),
        assignee=filters.get("assignee", ""),
        requester=filters.get("requester", ""),
        mailboxes=agent.mailboxes,
        fresh=False,
        limit=SHOWN + 1,
    )
    shown = found[:SHOWN]
    blocks = _entries(letters, shown, len(shown), agent, language, changes, now)
    if len(found) > SHOWN:
        blocks.append(say(language, "search_more", count=str(SHOWN)))
    return compose.Answer(say(language, "search_subject", about=text[:80]), tuple(blocks))


def _help(language: Language) -> compose.Answer:
    lines = [say(language, f"help.{name}") for name in dict.fromkeys(VERBS.values())]
    return compose.Answer(
        say(language, "help_subject"),
        (say(language, "help_intro"), "\n".join(lines), say(language, "help_end")),
    )


def _entries(
    letters: Letters,
    tickets: Sequence[Ticket],
    count: int,
    agent: Agent,
    language: Language,
    changes: Changes,
    now: datetime,
) -> list[str]:
    if not tickets:
        return [say(language, "nothing_found")]
    lines = [_entry(letters, ticket, agent, language, changes, now) for ticket in tickets]
    left = count - len(tickets)
    return [*lines, say(language, "line_more", count=str(left))] if left else lines


def _entry(
    letters: Letters, ticket: Ticket, agent: Agent, language: Language, changes: Changes, now: datetime
) -> str:
    box, _ = letters.speaker(ticket.mailbox)
    return entry(box, ticket, agent, language, letters.dues(ticket, changes, now))
