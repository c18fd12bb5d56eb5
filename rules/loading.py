"""What the readers of the policy's files share: the texts read so far, what is defined, and the desk around them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from helpdesk.rules.names import Names
from helpdesk.rules.yaml_text import Read
from helpdesk.tickets.model import Language

AGENTS = "agents.yaml"
YAML_FILES = (
    AGENTS,
    "teams.yaml",
    "calendars.yaml",
    "customers.yaml",
    "tags.yaml",
    "folders.yaml",
    "sla.yaml",
    "assignment.yaml",
    "escalation.yaml",
)
CSV_FILE = "customers.csv"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the policy must agree with: the desk's own addresses, its mailboxes' names (None: not known), language, and
    the services that helpdesk.toml gives mailboxes (by the mailbox's name)."""

    own_addresses: Collection[str] = ()
    mailboxes: Collection[str] | None = None
    language: Language = "es"
    services: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loading:
    """A policy while it is read. `rule_ids` fills as rules are met: an id may stand once in the whole policy."""

    around: Surroundings
    reads: Mapping[str, Read]
    names: Names
    rule_ids: dict[str, str] = field(default_factory=dict)
