"""Who gets a ticket: the people of a team who are there and free, chosen as a rule says, with every reason in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from helpdesk.rules.availability import Post, posts
from helpdesk.rules.book import AssignRule, Book, Fastest, Team
from helpdesk.rules.picks import Candidate, Picked, after, known, pick
from helpdesk.tickets.model import Agent
from helpdesk.tickets.verdict import AgentFacts, AssignTo, Facts, Line

_MOST_NAMED = 12


def choose(
    book: Book, facts: Facts, team: str, rule: AssignRule | None = None, but: Collection[str] = ()
) -> tuple[AssignTo | None, Line]:
    """Choose among the people of `team` as `rule` says (no rule: whoever has fewest open), never one of `but`.

    Only those count who serve the mailbox, are not away, are on shift and have room under their `max_open`; of them
    those who write the ticket's language, where there are any. Nobody: the team's queue (agent ''), or None where
    the ticket stands there already. The line says the choice, and of each other person why not.
    """
    name, place = (rule.id, rule.place) if rule else ("", "")
    where = book.teams.get(team)
    if where is None:
        return None, Line("assign", name, place, False, f"there is no team {team}")
    queue = (
        AssignTo("", team, tier=where.tier) if facts.ticket.team != team or facts.ticket.assignee else None
    )
    able, passed = _able(book, facts, where, but)
    if not able:
        why = "nobody is there: it waits in the queue" if passed else "nobody is in it: it waits in the queue"
        return queue, Line("assign", name, place, True, _words(f"{team}: {why}", passed))
    speaking, strangers = _speaking(able, facts)
    found = _picked(speaking, able, facts, _order(book, where), rule)
    others = {**found.others, **strangers, **passed, **_outside(book, where, able, passed)}
    line = Line("assign", name, place, True, _words(found.words, others, found.agent))
    return AssignTo(found.agent, team, rule.id if rule and found.turn else "", where.tier), line


def rule_for(book: Book, facts: Facts, team: str) -> AssignRule | None:
    """The first rule that sends to `team` and holds: how an escalated ticket finds its agent there."""
    return next(
        (
            rule
            for rule in book.assign_rules
            if rule.to == team and (not rule.when or rule.when.test(facts).holds)
        ),
        None,
    )


def _able(
    book: Book, facts: Facts, team: Team, but: Collection[str]
) -> tuple[list[Candidate], dict[str, str]]:
    """Those who can take it, in the order of the team, and why each of the others cannot."""
    loads = {each.id: each for each in facts.agents}
    able: dict[str, Candidate] = {}
    passed: dict[str, str] = {}
    for post in posts(book, team):
        who = post.staff.agent.id
        load = loads.get(who, AgentFacts(who))
        why = "had it" if who in but else _unable(post, load, facts)
        if why:
            passed.setdefault(who, why)
        else:
            able.setdefault(who, Candidate(post.staff, load))
    return list(able.values()), {who: why for who, why in passed.items() if who not in able}


def _unable(post: Post, load: AgentFacts, facts: Facts) -> str:
    agent, cap = post.staff.agent, post.staff.max_open
    if agent.mailboxes and facts.mailbox not in agent.mailboxes:
        return f"not in mailbox {facts.mailbox}"
    why = post.absent(facts.at)
    if not why and cap is not None and load.open >= cap:
        return f"{load.open} open of {cap}"
    return why


def _speaking(able: Sequence[Candidate], facts: Facts) -> tuple[Sequence[Candidate], dict[str, str]]:
    language = facts.ticket.language
    speaking = [each for each in able if language in each.staff.agent.languages]
    if not speaking:
        return able, {}
    return speaking, {each.id: f"does not write {language}" for each in able if each not in speaking}


def _picked(
    speaking: Sequence[Candidate],
    able: Sequence[Candidate],
    facts: Facts,
    order: Sequence[str],
    rule: AssignRule | None,
) -> Picked:
    """Whoever knows the customer goes before language: they have written with each other."""
    if rule is None:
        return pick("least_open", speaking, facts, order, "", Fastest())
    if rule.sticky or rule.pick == "sticky":
        found = known(able, facts)
        if found:
            return found
    return pick(rule.pick, speaking, facts, order, facts.turns.get(rule.id, ""), rule.fastest)


def _order(book: Book, team: Team) -> list[str]:
    return list(dict.fromkeys(post.staff.agent.id for post in posts(book, team)))


def _outside(book: Book, team: Team, able: Iterable[Candidate], passed: Collection[str]) -> Mapping[str, str]:
    inside = {each.id for each in able} | set(passed)
    return {who: f"not in {team.id}" for who in book.staff if who not in inside}


def _words(words: str, others: Mapping[str, str], chosen: str = "") -> str:
    """'2 open, fewest of 3; luis: off shift (bogota); marta: not in n1'."""
    told = [f"{who}: {why}" for who, why in others.items() if who != chosen]
    more = [f"and {len(told) - _MOST_NAMED} more"] if len(told) > _MOST_NAMED else []
    return "; ".join([words, *told[:_MOST_NAMED], *more])


def in_turn(
    agents: Sequence[Agent], last_agent_id: str, mailbox: str, places: Mapping[str, str] | None = None
) -> tuple[Agent | None, str]:
    """Return the agent after `last_agent_id` among those who serve `mailbox`, and why, in the order of agents.yaml.

    This is assignment without assignment.yaml. A last agent who left, or no longer serves the mailbox, keeps their
    place in the order where it is still known; '' or an unknown one: the first agent's turn. `places` (agent id to
    'agents.yaml:3') makes `because` name the line. None where nobody serves the mailbox.
    """
    serving = [agent for agent in agents if not agent.mailboxes or mailbox in agent.mailboxes]
    if not serving:
        return None, f"agents.yaml: no agent serves the mailbox {mailbox}"
    ids = [agent.id for agent in serving]
    chosen_id = after([agent.id for agent in agents], last_agent_id, ids)
    place = (places or {}).get(chosen_id, f"agents.yaml {chosen_id}")
    turn = f"turn {ids.index(chosen_id) + 1} of {len(ids)}"
    because = f"{place}: in turn for {mailbox}, {turn}" + (
        f", after {last_agent_id}" if last_agent_id else ""
    )
    return serving[ids.index(chosen_id)], because
