"""#deshacer: her last change is taken back, unless somebody has changed it since; what was sent stays sent."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.mailflow import compose
from helpdesk.mailflow.command_words import taught
from helpdesk.mailflow.words import say, when
from helpdesk.tickets.decide_undo import undo
from helpdesk.tickets.decide_verbs import changed_fields
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.model import Agent, Changes, Language, Ticket

_TURNS = {"open": "reopen", "new": "reopen", "waiting": "pending", "resolved": "solve", "closed": "solve"}
_OPPOSITES = {"#restaurar": "restore", "#descartar": "discard", "#silenciar": "mute"}
_FIELDS = {"priority": "priority", "folder": "folder", "language": "lang", "assignee": "assign"}
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
            by, meant = _by(desk, refused.about, language), _by_hand(refused.fixes[0], language)
            raise Refused(refused.what, by, fixes=(meant,) if meant else ()) from refused
        opposite = tuple(_opposite(fix, language) for fix in refused.fixes)
        raise Refused(refused.what, refused.about, fixes=opposite) from refused
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


def _opposite(fix: str, language: Language) -> str:
    word, _, value = fix.partition(" ")
    return f"{taught(_OPPOSITES[word], language)} {value}".rstrip()


def _by_hand(put_back: str, language: Language) -> str:
    """The command that makes of a field what it was before her change, whoever has changed it since; '' for none."""
    name, _, value = put_back.partition("=")
    if name.startswith(("tag:", "person:")):
        kind, _, what = name.partition(":")
        return f"{taught('tag' if kind == 'tag' else 'cc', language)} {value or '+'}{what}"
    if name == "team":  # "N2 n2"
        team = value.rpartition(" ")[2]
        return f"{taught('team', language)} {team}" if team else ""
    if name == "status":
        return taught(_TURNS[value], language) if value in _TURNS else ""
    if name == "assignee" and not value:
        return taught("drop", language)
    return f"{taught(_FIELDS[name], language)} {value}" if name in _FIELDS and value else ""


def _by(desk: Desk, about: str, language: Language) -> str:
    """`ana, 23 nov 2026, 09:12` of who and when as the history has them."""
    actor, _, at = about.partition("|")
    agent = desk.agent(actor.removeprefix("agent:"))
    zone = ZoneInfo(desk.settings.desk.timezone)
    who = agent.name if agent else say(language, f"by_{actor if actor in _ACTORS else 'desk'}")
    return f"{who}, {when(datetime.fromisoformat(at), zone, language)}"
