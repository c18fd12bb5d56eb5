"""From the texts of the policy files to the policy: everything wrong at once, each with its place and nearest fix."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from helpdesk.rules.address import folded
from helpdesk.rules.nearest import did_you_mean, suggestion
from helpdesk.rules.schema import RESERVED, AgentEntry, AgentsFile
from helpdesk.rules.yaml_text import Flaw, Path, Read, read_yaml
from helpdesk.tickets.model import Agent, Language

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

AGENTS = "agents.yaml"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the policy must agree with: the desk's own addresses, its mailboxes' names (None: not known), language."""

    own_addresses: Collection[str] = ()
    mailboxes: Collection[str] | None = None
    language: Language = "es"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the files say. `places` tells where each agent stands ('agents.yaml:3'); `revision` names these texts."""

    agents: tuple[Agent, ...] = ()
    revision: str = ""
    places: Mapping[str, str] = field(default_factory=dict)


def load_policy(files: Mapping[str, str], around: Surroundings) -> tuple[Policy | None, tuple[Flaw, ...]]:
    """Read the policy from `files` (name to text). The policy is None where any flaw is an error."""
    if AGENTS not in files:
        fix = "helpdesk init writes one"
        return None, (Flaw(AGENTS, 0, 0, "there is no such file: the desk needs its agents", fix),)
    read = read_yaml(files[AGENTS], AGENTS)
    agents = _agents(read, around)
    flaws = tuple(sorted(read.flaws, key=lambda flaw: (flaw.file, flaw.line, flaw.column)))
    if any(flaw.severity == "error" for flaw in flaws):
        return None, flaws
    places = {agent.id: f"{AGENTS}:{read.line_of(('agents', agent.id))[0]}" for agent in agents}
    return Policy(agents, revision_of(files), places), flaws


def revision_of(files: Mapping[str, str]) -> str:
    """Return a short name for exactly these texts: what `because` and the viewer cite."""
    digest = hashlib.sha256()
    for name in sorted(files):
        for piece in (name, files[name]):
            raw = piece.encode("utf-8", "surrogatepass")
            digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()[:8]


def _agents(read: Read, around: Surroundings) -> tuple[Agent, ...]:
    """Check agents.yaml; what is wrong goes to `read.flaws`."""
    if read.flaws and read.value is None:
        return ()
    if not isinstance(read.value, dict):
        read.flaws.append(Flaw(read.file, 1, 1, "there are no agents here", "Begin with: agents:"))
        return ()
    try:
        entries = AgentsFile.model_validate(read.value).agents
    except ValidationError as faults:
        read.flaws += [_flaw(fault, read) for fault in faults.errors(include_url=False)]
        entries = _good_ones(read.value)
    for who, entry in entries.items():
        read.flaws += _alone(who, entry, read, around)
    read.flaws += _together(entries, read, around)
    return tuple(_agent(who, entry, around) for who, entry in entries.items() if _addresses(entry))


def _good_ones(value: Mapping[str, object]) -> dict[str, AgentEntry]:
    """The agents with nothing wrong in themselves, so that they can be compared although others are broken."""
    agents = value.get("agents")
    good = {}
    for who, entry in agents.items() if isinstance(agents, dict) else ():
        try:
            good[str(who)] = AgentEntry.model_validate(entry)
        except ValidationError:
            continue
    return good


def _addresses(entry: AgentEntry) -> list[tuple[tuple[str | int, ...], str]]:
    """An agent's addresses, the registered one first, each with its place in the entry."""
    first = [(("email",), entry.email)] if entry.email else []
    return [*first, *((("emails", index), address) for index, address in enumerate(entry.emails))]


def _agent(who: str, entry: AgentEntry, around: Surroundings) -> Agent:
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


def _alone(who: str, entry: AgentEntry, read: Read, around: Surroundings) -> Iterator[Flaw]:
    """What is wrong with one agent whatever the others are."""
    here: Path = ("agents", who)
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,39}", who):
        fix = "Use lower-case letters, digits, hyphens"
        yield read.flaw(here, f'"{who}" is not an agent\'s id', fix, at_key=True)
    if not _addresses(entry):
        yield read.flaw(here, f"{who} has no address", f"email: {who}@example.com", at_key=True)
    for index, name in enumerate(entry.mailboxes):
        if around.mailboxes is not None and name not in around.mailboxes:
            fix = suggestion(name, around.mailboxes)
            yield read.flaw(
                (*here, "mailboxes", index), f'there is no mailbox "{name}" in helpdesk.toml', fix
            )
    for key in RESERVED:
        if key in entry.model_fields_set:
            what = f'"{key}" has no effect yet: every new ticket goes to the agents in turn'
            yield read.flaw((*here, key), what, at_key=True, severity="warning")
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
                what = f"{address} is {owner}'s address already ({read.file}:{read.line_of(('agents', owner))[0]})"
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


def _flaw(fault: ErrorDetails, read: Read) -> Flaw:
    """Say one of pydantic's errors in the operator's words."""
    path: Path = fault["loc"]
    name = path[-1] if path else ""
    match fault["type"]:
        case "extra_forbidden":
            known = AgentEntry.model_fields if len(path) > 1 else AgentsFile.model_fields
            return read.flaw(path, f'unknown key "{name}"', suggestion(str(name), known), at_key=True)
        case "missing":
            where = f"{path[-2]} has no" if len(path) > 1 else "there is no"
            return read.flaw(path, f'{where} "{name}"', at_key=True)
        case "literal_error":
            choices = re.findall(r"'([^']*)'", str(fault.get("ctx", {}).get("expected", "")))
            shown = f'"{fault["input"]}" is not one of {", ".join(choices)}'
            return read.flaw(path, shown, did_you_mean(str(fault["input"]), choices))
        case "value_error":
            return read.flaw(path, str(fault.get("ctx", {}).get("error", fault["msg"])))
    if fault["type"] not in _KINDS:
        return read.flaw(path, fault["msg"])
    what, fix = _KINDS[fault["type"]]
    named = f'"{name}"' if isinstance(name, str) else f'what stands in "{path[-2]}"'
    return read.flaw(path, f"{named} {what}", fix)


_KINDS = {
    "string_type": ("must be text", "Put it in quotes"),
    "list_type": ("must be a list", "Write it in brackets: [...]"),
    "dict_type": ("must hold keys and values", ""),
    "model_type": ("must hold keys and values", "{name: ..., email: ...}"),
    "int_type": ("must be a whole number", ""),
    "greater_than_equal": ("must be 1 or more", ""),
}
