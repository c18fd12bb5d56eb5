"""teams.yaml, customers.yaml and customers.csv: who takes tickets together, and for whom the desk works."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.rules.address import folded, plain_address
from helpdesk.rules.book import Staff, Team
from helpdesk.rules.durations import span
from helpdesk.rules.faults import keyed, top
from helpdesk.rules.loading import Loading
from helpdesk.rules.names import check_name
from helpdesk.rules.schema import CustomerEntry, TeamEntry
from helpdesk.rules.yaml_text import Path, Read


def teams(loading: Loading, agents: Mapping[str, Staff]) -> dict[str, Team]:
    """Return the teams with their members."""
    read = loading.reads.get("teams.yaml")
    if read is None:
        return {}
    top(read, ("teams",), "teams")
    entries = keyed(read, "teams", TeamEntry, ids="team")
    found = {}
    for name, entry in entries.items():
        here: Path = ("teams", name)
        if entry.calendar:
            check_name("calendar", entry.calendar, loading.names, read, (*here, "calendar"))
        _follow(name, entries, read, loading)
        found[name] = Team(
            name,
            read.place(here),
            entry.tier,
            entry.calendar or "",
            tuple(entry.follow_the_sun),
            entry.vendor or "",
            entry.kb.suggest if entry.kb else 0,
            entry.kb.min_score if entry.kb else 0.6,
            span(entry.return_after) if entry.return_after else None,
            tuple(who for who, each in agents.items() if name in each.agent.teams),
        )
    return found


def customers(loading: Loading) -> dict[str, Mapping[str, str]]:
    """Return who is known, by address or '@domain' in lower case, from the YAML file and the CSV file together."""
    found: dict[str, Mapping[str, str]] = {}
    first: dict[str, str] = {}
    for file in ("customers.yaml", "customers.csv"):
        read = loading.reads.get(file)
        if read is None:
            continue
        top(read, ("customers",), "")
        for who, entry in keyed(read, "customers", CustomerEntry).items():
            path: Path = ("customers", who)
            try:
                key = folded(plain_address(f"x{who}")[1:] if who.startswith("@") else plain_address(who))
            except ValueError:
                fix = 'Write ana@acme.example, or "@acme.example" for everyone there'
                read.flaws.append(
                    read.flaw(path, f'"{who}" is neither an address nor an "@domain"', fix, at_key=True)
                )
                continue
            if key in first:
                read.flaws.append(
                    read.flaw(path, f"{key} stands here twice", f"See {first[key]}", at_key=True)
                )
                continue
            first[key] = read.place(path)
            found[key] = _facts(entry, read, path)
    return found


def _facts(entry: CustomerEntry, read: Read, path: Path) -> dict[str, str]:
    facts = {"organisation": entry.organisation or "", "language": entry.language or ""}
    for key, value in (entry.model_extra or {}).items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            read.flaws.append(read.flaw((*path, key), f'"{key}" must be text', "Put it in quotes"))
        else:
            facts[key] = str(value)
    return {key: value for key, value in facts.items() if value}


def _follow(name: str, entries: Mapping[str, TeamEntry], read: Read, loading: Loading) -> None:
    """The teams a team follows must have calendars, so that each one's turn is known."""
    for index, other in enumerate(entries[name].follow_the_sun):
        path: Path = ("teams", name, "follow_the_sun", index)
        if not check_name("team", other, loading.names, read, path):
            continue
        following = entries.get(other)
        if other == name or (following and following.follow_the_sun):
            what = f"{other} follows the sun itself: list the teams that have a calendar"
            read.flaws.append(read.flaw(path, what))
        elif following and not following.calendar:
            what = f"{other} has no calendar, so nobody knows when its turn is"
            read.flaws.append(read.flaw(path, what, f"{other}: {{calendar: ...}}"))
