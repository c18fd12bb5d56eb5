"""What the policy's files define, by kind and with its place: what a name elsewhere may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from helpdesk.rules.book import Calendar
from helpdesk.rules.nearest import nearest, suggestion
from helpdesk.rules.yaml_text import Flaw, Path, Read

Places = Mapping[str, str]  # name to 'tags.yaml:2'

_HOME = {
    "tag": "tags.yaml",
    "folder": "folders.yaml",
    "team": "teams.yaml",
    "agent": "agents.yaml",
    "calendar": "calendars.yaml",
    "service": "sla.yaml",
    "reason": "escalation.yaml, under reasons",
    "macro": "macros/",
    "mailbox": "helpdesk.toml",
}


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that may be referred to. None: not known (its file cannot be read), so not checked."""

    tag: Places | None = field(default_factory=dict)
    folder: Places | None = field(default_factory=dict)
    team: Places | None = field(default_factory=dict)
    agent: Places | None = field(default_factory=dict)
    calendar: Places | None = field(default_factory=dict)
    service: Places | None = field(default_factory=dict)
    reason: Places | None = field(default_factory=dict)
    macro: Places | None = field(default_factory=dict)
    mailbox: Places | None = None
    customer_keys: frozenset[str] = frozenset()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)

    def of(self, kind: str) -> Places | None:
        """The names of one kind; None: not known."""
        found: Places | None = getattr(self, kind)
        return found


def unknown(kind: str, name: str, places: Places, read: Read, path: Path, *, also: str = "") -> Flaw:
    """The flaw at `path`: there is no such tag, team, ... (`kind`), with the nearest one there is and where it stands.

    `places`: each name of the kind with its file and line. `also` goes on from what is wrong.
    """
    near = nearest(name, places)
    place = f" ({places[near]})" if near and places[near] else ""
    fix = (suggestion(name, places) + place) if places else f"Define it in {_HOME[kind]}"
    return read.flaw(path, f'there is no {kind} "{name}"{also}', fix or f"Define it in {_HOME[kind]}")


def check_name(kind: str, name: str, names: Names, read: Read, path: Path) -> bool:
    """Whether `name` is defined; a flaw is noted where it is not."""
    places = names.of(kind)
    if places is None or name in places:
        return True
    read.flaws.append(unknown(kind, name, places, read, path))
    return False
