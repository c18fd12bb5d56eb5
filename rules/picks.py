"""The ways of choosing among those who can take a ticket; each gives its reason in words, and the others theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from helpdesk.rules.book import Fastest, Pick, Staff
from helpdesk.tickets.verdict import AgentFacts, Facts, Mean

_NOTHING = Mean(0.0, 0)
_CLOCKS = {"business": "in business hours", "wall": "by the wall clock"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can take the ticket, with their load."""

    staff: Staff
    facts: AgentFacts

    @property
    def id(self) -> str:
        """The agent's id."""
        return self.staff.agent.id


@dataclass(frozen=True, slots=True)
class Picked:
    """The choice and its reason. `others`: why not those. `turn`: whether the queue moved on."""

    agent: str
    words: str
    others: Mapping[str, str] = field(default_factory=dict)
    turn: bool = False


def pick(
    kind: Pick, able: Sequence[Candidate], facts: Facts, order: Sequence[str], last: str, how: Fastest
) -> Picked:
    """Choose among `able`, who are one or more, in the order of the team. `order` are all ids of the team, and
    `last` who had the last turn of this queue."""
    match kind:
        case "round_robin":
            return _in_turn(able, order, last)
        case "skill":
            return _skilled(able, facts)
        case "fastest":
            return _fastest(able, facts, order, last, how)
        case "sticky" | "least_open":
            return _least_open(able)


def known(able: Sequence[Candidate], facts: Facts) -> Picked | None:
    """The agent who last wrote with this customer, where they can take it."""
    last = facts.customer.last_agent
    if last and any(each.id == last for each in able):
        return Picked(last, "last to write with this customer")
    return None


def _in_turn(able: Sequence[Candidate], order: Sequence[str], last: str) -> Picked:
    ids = [each.id for each in able]
    chosen = after(order, last, ids)
    words = f"turn {ids.index(chosen) + 1} of {len(ids)}" + (f", after {last}" if last else "")
    return Picked(chosen, words, turn=True)


def after(order: Sequence[str], last: str, able: Sequence[str]) -> str:
    """The next of `able` after `last` in `order`, round and round; the first of them where `last` is not known."""
    rest = order[order.index(last) + 1 :] if last in order else order
    return next((who for who in rest if who in able), able[0])


def _least_open(able: Sequence[Candidate]) -> Picked:
    chosen = min(able, key=lambda each: each.facts.open)  # the first of equals, in the order of the team
    words = f"{chosen.facts.open} open" + (f", fewest of {len(able)}" if len(able) > 1 else "")
    return Picked(chosen.id, words, {each.id: f"{each.facts.open} open" for each in able})


def _skilled(able: Sequence[Candidate], facts: Facts) -> Picked:
    """Whoever has a skill that is a tag of the ticket; where nobody has, whoever has fewest open."""
    tags = facts.ticket.tags
    fit = {each.id: [tag for tag in tags if tag in each.staff.skills] for each in able}
    skilled = [each for each in able if fit[each.id]]
    wanted = ", ".join(tags) or "without tags"
    found = _least_open(skilled or able)
    if not skilled:
        return Picked(found.agent, f"nobody here is skilled in it ({wanted}): {found.words}", found.others)
    others = {who: "no skill for it" for who, has in fit.items() if not has} | dict(found.others)
    return Picked(found.agent, f"skill {', '.join(fit[found.agent])}, {found.words}", others)


def _fastest(
    able: Sequence[Candidate], facts: Facts, order: Sequence[str], last: str, how: Fastest
) -> Picked:
    """The lowest mean of similar tickets, each drawn to the team's by how few there are (n*mean + k*team)/(n + k).

    All are compared on the same likeness: the kinds in the order of `how.similar`, of several tags the one with most
    samples; the first of which somebody has `min_samples`. Who has fewer does not compete. Means that are the same to
    the minute are equal: then whoever has fewest open. Means are those of the clock that `how` names.
    """
    floor = how.min_samples
    for key in _likenesses(able, facts, how):
        means = {each.id: _by_clock(each.facts.means.get(key, _NOTHING), how) for each in able}
        compared = [each for each in able if means[each.id].samples >= floor]
        if not compared:
            continue
        team = _team_mean(facts, key, how)
        drawn = {each.id: _drawn(means[each.id], team, floor) for each in compared}
        chosen = min(compared, key=lambda each: (round(drawn[each.id] / 60), each.facts.open))
        words = {who: _numbers(means[who], drawn[who]) for who in drawn}
        few = {each.id: f"{means[each.id].samples} similar, under {floor}" for each in able}
        return Picked(chosen.id, f"{words[chosen.id]}, {_CLOCKS[how.clock]}", few | words)
    otherwise: Pick = "least_open" if how.otherwise == "fastest" else how.otherwise
    found = pick(otherwise, able, facts, order, last, how)
    return Picked(found.agent, f"nobody has {floor} similar: {found.words}", found.others, found.turn)


def _by_clock(mean: Mean, how: Fastest) -> Mean:
    """The mean whose seconds are those of the clock; one that never was counted by it says nothing."""
    if how.clock == "business":
        return mean
    return _NOTHING if mean.wall is None else Mean(mean.wall, mean.samples, mean.wall)


def _drawn(mean: Mean, team: float, floor: int) -> float:
    return (mean.samples * mean.seconds + floor * team) / (mean.samples + floor)


def _likenesses(able: Sequence[Candidate], facts: Facts, how: Fastest) -> list[str]:
    keys: list[str] = []
    for kind in how.similar:
        if kind == "service":
            keys += [facts.ticket.service] if facts.ticket.service else []
            continue
        counted = {
            tag: sum(each.facts.means.get(tag, _NOTHING).samples for each in able)
            for tag in facts.ticket.tags
        }
        keys += sorted(counted, key=lambda tag: -counted[tag])
    return keys


def _team_mean(facts: Facts, key: str, how: Fastest) -> float:
    """The team's mean in seconds; where it is not told, that of everybody whose mean is."""
    told = _by_clock(facts.team_means.get(key, _NOTHING), how)
    if told.samples:
        return told.seconds
    everybody = [_by_clock(each.means[key], how) for each in facts.agents if key in each.means]
    samples = sum(mean.samples for mean in everybody)
    return sum(mean.samples * mean.seconds for mean in everybody) / samples if samples else 0.0


def _numbers(mean: Mean, drawn: float) -> str:
    words = f"{duration(mean.seconds)} in {mean.samples} similar"
    return words if duration(drawn) == duration(mean.seconds) else f"{words}, taken as {duration(drawn)}"


def duration(seconds: float) -> str:
    """'45 min', '2,1 h'."""
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h".replace(".", ",")
