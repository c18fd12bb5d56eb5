"""#deshacer: her last change is taken back, unless somebody has changed it since; what was sent stays sent."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters import Letters
from helpdesk.daemon.rule_mail import mail_of_rules
from helpdesk.daemon.rulings import ruled
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.words import say, when
from helpdesk.tickets.decide_undo import undo
from helpdesk.tickets.decide_verbs import changed_fields
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.model import Agent, Changes, Language, Ticket

_ACTORS = frozenset({"rule", "customer", "admin"})  # of events, beside agents; whatever else is the desk


def undone(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    ticket: Ticket,
    agent: Agent,
    because: str,
    changes: Changes,
) -> Changes:
    """`changes` with her last change of `ticket` taken back. Raises Refused."""
    before = changes.ticket or ticket
    language = agent.languages[0]
    try:
        done = undo(
            changes,
            before,
            agent,
            sheet.now,
            because,
            history=desk.store.events(ticket.protocol),
            people=desk.store.participants(ticket.protocol),
            tiers={team.id: team.tier for team in desk.policy.teams.values()},
        )
    except Refused as refused:
        if refused.what == "command_undo_since":
            raise Refused(refused.what, _by(desk, refused.about, language)) from refused
        raise
    after = done.changes.ticket or before
    # Whose it was it is again: the rules do not give it away once more.
    stays = frozenset({"assignee", "team"})
    fields = changed_fields(before, after)
    changes = ruled(desk, done.changes, "changed", sheet.now, stays=stays, changed=fields)
    changes = mail_of_rules(desk, letters, sheet.now, changes)
    after = changes.ticket or after
    for each in dict.fromkeys((before.assignee, after.assignee)) if before.assignee != after.assignee else ():
        reader = desk.agent(each)
        if reader is not None and reader is not agent:
            holder = desk.agent(after.assignee)
            now = holder.name if holder else say(reader.languages[0], "nobody")
            words = say(reader.languages[0], "told_undone", by=agent.name, what=done.what, now=now)
            changes = letters.tell(sheet, changes, after, reader, words, agent)
    if not done.sent:
        return changes
    told = compose.Answer(
        say(language, "done_subject"), (say(language, "done_undone_sent", what=done.what),), after
    )
    return letters.answer(sheet, changes, agent, told)


def _by(desk: Desk, about: str, language: Language) -> str:
    """`ana, 23 nov 2026, 09:12` of who and when as the history has them."""
    actor, _, at = about.partition("|")
    agent = desk.agent(actor.removeprefix("agent:"))
    zone = ZoneInfo(desk.settings.desk.timezone)
    who = agent.name if agent else say(language, f"by_{actor if actor in _ACTORS else 'desk'}")
    return f"{who}, {when(datetime.fromisoformat(at), zone, language)}"
