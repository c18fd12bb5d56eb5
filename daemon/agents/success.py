"""What an agent is written where all went well: nothing, unless she or the desk wants to hear of everything (2.4)."""

from __future__ import annotations

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.notification import person
from helpdesk.mailflow.words import say
from helpdesk.tickets.model import Agent, Changes


def with_success(desk: Desk, letters: Letters, sheet: Sheet, changes: Changes, agent: Agent) -> Changes:
    """`changes` with one mail that says what her own did; not where one says so already, or nothing was done."""
    staff = desk.policy.staff.get(agent.id)
    wanted = (staff.receipts if staff else "") or desk.settings.desk.receipts
    told = any(one.kind == "receipt" and one.to_agent == agent.id for one in changes.outgoing)
    if wanted != "all" or told or changes.inbox_state != "done" or changes.ticket is None:
        return changes
    language, ticket = agent.languages[0], changes.ticket
    hers = [event for event in changes.events if event.actor == f"agent:{agent.id}"]
    kinds = {event.kind for event in hers}
    commands = next((one.because.partition(" · ")[0] for one in hers if one.because.startswith("#")), "")
    lines = [
        say(language, "did_send", name=person(ticket.requester)) if "replied" in kinds else "",
        say(language, "did_note") if "noted" in kinds else "",
        say(language, "did_obey", commands=commands) if commands else "",
    ]
    words = "\n".join(line for line in lines if line)
    if not words:
        return changes
    answer = compose.Answer(say(language, "done_subject"), (words,), ticket)
    return letters.answer(sheet, changes, agent, answer)
