"""agents.yaml: who works here, each with their addresses, teams, skills, hours and days away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from helpdesk.rules.address import folded
from helpdesk.rules.book import Staff
from helpdesk.rules.durations import day
from helpdesk.rules.faults import keyed, top
from helpdesk.rules.load_time import weekly
from helpdesk.rules.loading import AGENTS, Loading, Surroundings
from helpdesk.rules.names import check_name
from helpdesk.rules.nearest import suggestion
from helpdesk.rules.schema import AgentEntry
from helpdesk.rules.yaml_text import Flaw, Path, Read
from helpdesk.tickets.model import Agent


def read_agents(read: Read, around: Surroundings) -> dict[str, AgentEntry]:
    """Return the good agents of agents.yaml; what is wrong goes to `read.flaws`."""
    if read.flaws and read.value is None:
        return {}
    if not isinstance(read.value, dict):
        read.flaws.append(Flaw(read.file, 1, 1, "there are no agents here", "Begin with: agents:"))
        return {}
    top(read, ("agents",), "agents")
    entries = keyed(read, "agents", AgentEntry, ids="agent")
    for who, entry in entries.items():
        read.flaws += _alone(who, entry, read, around)
    read.flaws += _together(entries, read, around)
    return entries


def agent(who: str, entry: AgentEntry, around: Surroundings) -> Agent:
    """Return an entry of agents.yaml as the desk knows the agent `who`: addresses and teams each once, in its order;
    the desk's language where it names none."""
    return Agent(
        id=who,
        name=entry.name,
        addresses=tuple(dict.fromkeys(address for _, address in _addresses(entry))),
        teams=tuple(dict.fromkeys([*([entry.team] if entry.team else []), *entry.teams])),
        role=entry.role,
        languages=tuple(entry.langs) or (around.language,),
        mailboxes=tuple(entry.mailboxes),
        trust=entry.trust,
    )


def staff(loading: Loading, entries: Mapping[str, AgentEntry]) -> dict[str, Staff]:
    """Return what assignment knows of the agents; skills and teams must exist where tags and teams are defined."""
    read = loading.reads[AGENTS]
    found = {}
    for who, entry in entries.items():
        if not _addresses(entry):
            continue
        here: Path = ("agents", who)
        _check_teams(entry, loading, read, here)
        _check_skills(entry, loading, read, here)
        found[who] = Staff(
            agent(who, entry, loading.around),
            read.place(here),
            tuple(entry.skills),
            entry.max_open,
            tuple(_away(text) for text in entry.away),
            weekly(read, (*here, "hours"), entry.hours) if entry.hours is not None else None,
            entry.digest,
            entry.receipts or "",
            entry.report or "",
        )
    return found


def _away(text: str) -> tuple[date, date]:
    first, _, last = text.partition("/")
    return day(first), day(last or first)


def _check_teams(entry: AgentEntry, loading: Loading, read: Read, here: Path) -> None:
    """Teams must exist where there is a teams.yaml; without one they are free labels."""
    if "teams.yaml" not in loading.reads:
        return
    if entry.team:
        check_name("team", entry.team, loading.names, read, (*here, "team"))
    for index, team in enumerate(entry.teams):
        check_name("team", team, loading.names, read, (*here, "teams", index))


def _check_skills(entry: AgentEntry, loading: Loading, read: Read, here: Path) -> None:
    tags, services = loading.names.tag, loading.names.service
    if tags is None or services is None:
        return
    known = {*tags, *services}
    for index, skill in enumerate(entry.skills):
        if skill in known:
            continue
        path = (*here, "skills", index)
        if "tags.yaml" in loading.reads or "sla.yaml" in loading.reads:
            what = f'there is no tag and no service "{skill}" to be good at'
            read.flaws.append(read.flaw(path, what, suggestion(skill, known)))
        else:
            what = f'"{skill}" has no effect: there is no tags.yaml'
            read.flaws.append(read.flaw(path, what, severity="warning"))


def _addresses(entry: AgentEntry) -> list[tuple[tuple[str | int, ...], str]]:
    """An agent's addresses, the registered one first, each with its place in the entry."""
    first = [(("email",), entry.email)] if entry.email else []
    return [*first, *((("emails", index), address) for index, address in enumerate(entry.emails))]


def _alone(who: str, entry: AgentEntry, read: Read, around: Surroundings) -> Iterator[Flaw]:
    """What is wrong with one agent whatever the others are."""
    here: Path = ("agents", who)
    if not _addresses(entry):
        yield read.flaw(here, f"{who} has no address", f"email: {who}@example.com", at_key=True)
    for index, name in enumerate(entry.mailboxes):
        if around.mailboxes is not None and name not in around.mailboxes:
            fix = suggestion(name, around.mailboxes)
            yield read.flaw(
                (*here, "mailboxes", index), f'there is no mailbox "{name}" in helpdesk.toml', fix
            )
    if entry.trust == "token":
        what = f"mail in {who}'s name is believed without proof of its sender"
        fix = "confirm is safe; token needs a host that gives no Authentication-Results and no DKIM"
        yield read.flaw((*here, "trust"), what, fix, severity="warning")


def _together(entries: Mapping[str, AgentEntry], read: Read, around: Surroundings) -> Iterator[Flaw]:
    """What is wrong between agents, and between them and the desk."""
    if not entries and not read.flaws:
        yield read.flaw(("agents",), "there is no agent: tickets would reach nobody", "Add one", at_key=True)
    own = {folded(address) for address in around.own_addresses}
    owners: dict[str, str] = {}
    for who, entry in entries.items():
        for place, address in _addresses(entry):
            path = ("agents", who, *place)
            owner = owners.setdefault(folded(address), who)
            if owner != who:
                what = f"{address} is {owner}'s address already ({read.place(('agents', owner))})"
                yield read.flaw(path, what, "One address, one agent")
            if own and _is_example(address) and not any(_is_example(each) for each in own):
                what = f"{address} is an example: mail to it reaches nobody"
                yield read.flaw(path, what, f"Write {who}'s real address", severity="warning")
            if _is_own(address, own):
                what = f"{address} is the desk's own address: every notification would come back as mail"
                yield read.flaw(path, what, f"Give {who} an address of their own")


def _is_example(address: str) -> bool:
    """Whether the domain is one that RFC 2606 keeps for examples."""
    domain = address.rpartition("@")[2].lower()
    return domain.endswith((".example", ".invalid")) or domain in (
        "example.com",
        "example.net",
        "example.org",
    )


def _is_own(address: str, own: Collection[str]) -> bool:
    """Whether `address`, with or without a +tag, is one of the desk's."""
    local, _, domain = folded(address).rpartition("@")
    return f"{local}@{domain}" in own or f"{local.partition('+')[0]}@{domain}" in own
