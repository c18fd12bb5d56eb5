"""The names that commands may use, as the policy in force has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.rules.synonyms import PRIORITY_WORDS, reason_words
from helpdesk.tickets.deeds import Vocabulary
from helpdesk.tickets.model import Agent, Language
from helpdesk.tickets.review import REVIEW_FOLDER


def vocabulary(desk: Desk) -> Vocabulary:
    """A desk without teams.yaml knows the teams its agents are in."""
    book = desk.policy
    teams: dict[str, tuple[str, ...]] = {team.id: (team.tier,) for team in book.teams.values()}
    if not teams:
        teams = {team: () for agent in desk.agents for team in agent.teams}
    folders = tuple(dict.fromkeys((*(folder.name for folder in book.folders), REVIEW_FOLDER)))
    return Vocabulary(
        agents={agent.id: _names(agent) for agent in desk.agents},
        teams=teams,
        tags=tuple(book.tags),
        folders=folders if book.folders else (),
        reasons=tuple(book.reasons),
        reason_words={reason: reason_words(reason) for reason in book.reasons},
        priorities=PRIORITY_WORDS,
        macros={
            each.id: _titles([(key[0], title) for key, title in each.titles.items()], desk)
            for each in book.macros.values()
        },
        prefixes=desk.prefixes,
        articles={each.id: _titles(each.titles.items(), desk) for each in book.articles.values()},
    )


def _titles(titles: Iterable[tuple[Language, str]], desk: Desk) -> tuple[str, ...]:
    """What a macro or an article is called, in the desk's own language first."""
    own = desk.settings.desk.language
    return tuple(dict.fromkeys(title for _, title in sorted(titles, key=lambda each: each[0] != own)))


def _names(agent: Agent) -> tuple[str, ...]:
    """What people call an agent: her name, or an address of hers."""
    return (agent.name, *agent.addresses)


def zone_of(desk: Desk, agent: Agent) -> tzinfo:
    """Where an agent's clock hangs: with the calendar of her first team that has one, else with the desk."""
    book = desk.policy
    for team in agent.teams:
        calendar = book.calendars.get(book.teams[team].calendar) if team in book.teams else None
        if calendar is not None:
            return ZoneInfo(calendar.zone)
    return ZoneInfo(desk.settings.desk.timezone)
