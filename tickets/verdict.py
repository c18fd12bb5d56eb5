"""What the rules are told about a mail or a moment, and what they answer: facts, actions, and the trace of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Language, Priority, Ticket

Stage = Literal["tags", "folder", "sla", "assign", "escalate"]
Clock = Literal["first_response", "next_response", "resolution"]
Happening = Literal["opened", "message", "timer", "changed", "recalc"]
STAGES: tuple[Stage, ...] = ("tags", "folder", "sla", "assign", "escalate")


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """Who writes, as customers.yaml and the archive know it. `facts` are its further keys ('plan': 'oro')."""

    address: str = ""
    organisation: str = ""
    language: Language | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    tickets: int = 0
    open_tickets: int = 0
    last_agent: str = ""


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean resolution time of similar tickets in business seconds, and of how many; `wall` is the same by the wall
    clock, None in facts that were recorded before it was counted."""

    seconds: float
    samples: int
    wall: float | None = None


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """An agent's load now, and means by (tag or service); '' is the key of all tickets."""

    id: str
    open: int = 0
    means: Mapping[str, Mean] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """One SLA clock: when it is due (UTC), the share of it used (1.0 = breached), whether it is paused or met."""

    due: datetime | None
    used: float
    paused: bool = False
    met: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a verdict may depend on. Stored with the event, so that replay decides on the same (house.md 4).

    `headers` hold only those a rule names, lower case. `text` is subject and own words, cut at 64 KB.
    `pins` are the fields a person has set: 'folder', 'priority', 'assignee', 'team', 'language', 'tag:x'.
    `turns` are the last agents of each queue (round robin). `idle_seconds`: since the last message.
    `attachments` are 'TYPE NAME': 'application/pdf factura.pdf'. `changed` are the fields a person has just changed
    (happening 'changed'), called as in `pins`. `fired` are ids of rules that act once for a ticket and have acted.
    `untouched_since`: since when its agent has it without a word of theirs (None: they have touched it, or no team
    asks). `waits`: the customer had the last word. `promised` are the instants as they were promised, which `pauses`
    have moved to the due ones of `clocks`. Happening 'recalc': an admin has the promises, and nothing else, made anew.
    """

    happening: Happening
    at: datetime
    mailbox: str
    ticket: Ticket
    sender: Address = Address("")
    subject: str = ""
    text: str = ""
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    authentication: str = "none"
    automatic: bool = False
    customer: CustomerFacts = CustomerFacts()
    agents: tuple[AgentFacts, ...] = ()
    team_means: Mapping[str, Mean] = field(default_factory=dict)
    clocks: Mapping[Clock, ClockFacts] = field(default_factory=dict)
    idle_seconds: float = 0.0
    pins: frozenset[str] = frozenset()
    turns: Mapping[str, str] = field(default_factory=dict)
    fired: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    untouched_since: datetime | None = None
    waits: bool = True
    promised: Mapping[Clock, datetime] = field(default_factory=dict)
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()


# -- actions ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AddTag:
    """Puts a tag on."""

    tag: str


@dataclass(frozen=True, slots=True)
class SetPriority:
    """Sets the priority."""

    priority: Priority


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Files the ticket in a folder."""

    folder: str


@dataclass(frozen=True, slots=True)
class SetService:
    """Sets the service ('' = none any more) and the due times of its clocks, UTC; None = this clock does not run."""

    service: str
    target: int
    due: Mapping[Clock, datetime | None]
    tell_customer: bool


@dataclass(frozen=True, slots=True)
class AssignTo:
    """Gives the ticket to an agent of a team ('' = to the team's queue). `turn` is the queue that moved on, ''.
    `tier` is the team's, '' = as it is."""

    agent: str
    team: str
    turn: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Escalate:
    """Moves the ticket to another team. `reason` is a key of escalation.yaml's reasons. `turn` as in AssignTo."""

    team: str
    tier: str
    agent: str
    reason: str
    handoff: tuple[str, ...] = ()
    tell_customer: bool = False
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Notify:
    """Tells people: agent ids. `about` is what: 'sla.first_response 80%; forgotten', and `rules` are those that say so,
    for each part of it."""

    agents: tuple[str, ...]
    about: str
    rules: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class SendMacro:
    """Answers the customer with a macro (through the one outgoing gate, loop-guarded)."""

    macro: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Holds the mail that would open the ticket: no ticket, no receipt, nobody told, until a person releases it."""

    rule: str


Action = AddTag | SetPriority | MoveTo | SetService | AssignTo | Escalate | Notify | SendMacro | Quarantine


@dataclass(frozen=True, slots=True)
class Line:
    """One rule's answer. `matched`: what fitted, or the first condition that did not. `skipped`: it would have
    matched, but an earlier rule or a person's pin stood before it."""

    stage: Stage
    rule: str
    place: str
    hit: bool
    matched: str
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules decide, each action with the line that caused it, and every rule's hit or miss."""

    actions: tuple[tuple[Action, Line], ...]
    trace: tuple[Line, ...]
    revision: str


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A verdict of the past as the archive keeps it: `lines` are those that hit or were skipped; misses follow from
    `facts` and the policy of that `revision`. `inbox` is the journal row whose event it was."""

    id: int
    inbox: int
    facts: Facts
    actions: tuple[tuple[Action, Line], ...]
    lines: tuple[Line, ...]
    revision: str
