"""A case: what is given, a mail, and what must come of it at once and later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from helpdesk.rules.book import Book
from helpdesk.rules.yaml_text import Value
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Language
from helpdesk.tickets.verdict import AgentFacts

# Cases that name no time are about a Wednesday morning in the middle of nothing.
USUALLY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
SOMEBODY = Address("cliente@correo.example", "Cliente de prueba")


@dataclass(frozen=True, slots=True)
class CaseMail:
    """A mail of a case. `language` '' = as the desk would take it."""

    mailbox: str
    sender: Address = SOMEBODY
    subject: str = ""
    body: str = ""
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    authentication: str = "pass"
    language: Language | None = None


Expect = Mapping[str, tuple[Value, str]]  # key -> (value, place)


@dataclass(frozen=True, slots=True)
class Step:
    """Something later: `after` the case's mail, a mail, an agent's public answer, or fields set by a person."""

    after: timedelta
    mail: CaseMail | None
    reply: str
    set: Mapping[str, str]
    expect: Expect


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it is run. `agents` are those given; all others have nothing."""

    name: str
    place: str
    at: datetime
    mail: CaseMail
    expect: Expect
    agents: Mapping[str, AgentFacts] = field(default_factory=dict)
    ticket: Mapping[str, Value] = field(default_factory=dict)
    customer: Mapping[str, Value] = field(default_factory=dict)
    pins: frozenset[str] = frozenset()
    turns: Mapping[str, str] = field(default_factory=dict)
    later: tuple[Step, ...] = ()


def rule_ids(book: Book) -> dict[str, str]:
    """Everything a case can put to the test, with its place: rules by id, folders by name, targets by 'tienda[0]'."""
    found = {rule.id: rule.place for rule in book.tag_rules}
    found |= {folder.name: folder.place for folder in book.folders}
    for service in book.services:
        found |= {f"{service.id}[{n}]": target.place for n, target in enumerate(service.targets)}
    found |= {rule.id: rule.place for rule in book.assign_rules}
    found |= {rule.id: rule.place for rule in book.escalation_rules}
    return found
