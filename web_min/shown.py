"""What the pages show, as values: the daemon fills them in (daemon/web/pages.py), the templates print them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from helpdesk.tickets.model import Agent, Event, HeldMail, Message, Participant, Ticket
from helpdesk.tickets.samples import Part
from helpdesk.web_min.sums import Sums


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks. `mailboxes` None = all; every page asks the archive with it (threats A52)."""

    agent: Agent

    @property
    def mailboxes(self) -> tuple[str, ...] | None:
        """The mailboxes this reader may see."""
        return self.agent.mailboxes or None

    @property
    def leads(self) -> bool:
        """Whether this reader may see the figures of others."""
        return self.agent.role in ("lead", "admin")

    @property
    def is_admin(self) -> bool:
        """Whether this reader is told when something is wrong."""
        return self.agent.role == "admin"

    @property
    def language(self) -> str:
        """The language the pages speak to this reader."""
        return self.agent.languages[0] if self.agent.languages else "en"


@dataclass(frozen=True, slots=True)
class Due:
    """A promise: when, which clock, and how it stands."""

    at: datetime
    clock: str
    state: Literal["kept", "broken", "owed", "late"] = "owed"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of a queue."""

    ticket: Ticket
    owner: str
    due: Due | None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of a queue; `more` is what the next page is asked with, '' at the end. `cut`: it looked at a part."""

    rows: tuple[QueueRow, ...]
    more: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """How many there are; `more` = at least so many."""

    n: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.n:,}+" if self.more else f"{self.n:,}"


@dataclass(frozen=True, slots=True)
class Views:
    """What a queue can be narrowed to: (name, how it is asked for) with sizes, and names alone where none is taken."""

    sizes: Mapping[str, Size] = field(default_factory=dict)
    folders: tuple[tuple[str, Size], ...] = ()
    teams: tuple[tuple[str, Size], ...] = ()
    tags: tuple[str, ...] = ()
    agents: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of an automatic step: `rule` is file:line and id, `words` what matched, `revision` the policy's;
    `name` what a rule is called that has no id, whose `rule` is file:line alone."""

    rule: str
    words: tuple[str, ...]
    revision: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail the desk wrote, and what became of it for each recipient."""

    kind: str
    subject: str
    recipients: tuple[tuple[str, str, int, str], ...]  # address, state, attempts, last error


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a timeline: exactly one of the four is there. `who` is a person's name for the row; `rated`: what a
    message comments, a survey's kind, the score and the highest there is."""

    at: datetime
    kind: Literal["in", "out", "note", "survey", "event", "send", "held"]
    who: str
    why: Why | None = None
    message: Message | None = None
    event: Event | None = None
    sent: Sent | None = None
    held: HeldMail | None = None
    text: str = ""
    whole: str = ""
    raw: bool = False
    html: bool = False
    automatic: bool = False
    rated: tuple[str, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A rule's line in the last verdict."""

    stage: str
    rule: str
    place: str
    matched: str
    hit: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Everything about one ticket. `owner_why`: why it is whose it is, or nobody's; `replied`: when a person answered
    first; `merged_into`: what it is part of now, '' where it is a case by itself. `address` is where commands for it
    are written to; `older` the number of the first message shown, 0 where nothing lies before it."""

    ticket: Ticket
    owner: str
    address: str
    people: tuple[Participant, ...]
    linked: tuple[tuple[str, str], ...]
    promises: tuple[Due, ...]
    paused: bool
    pauses: tuple[tuple[datetime, datetime | None], ...]
    entries: tuple[Entry, ...]
    merged_into: str = ""
    owner_why: Why | None = None
    replied: datetime | None = None
    asked: tuple[Asking, ...] = ()
    revision: str = ""
    older: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A message found: its ticket's line, the words around what was looked for, and the subject; marked or not."""

    row: QueueRow
    n: int
    at: datetime
    who: str
    around: tuple[tuple[str, bool], ...]
    subject: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found. `unknown` are filters nobody could be sure of: nothing is looked for then."""

    found: tuple[Found, ...]
    more: str = ""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A held mail: the reason in the reader's words, what to do, and `key` for its bytes ('' = not for this reader)."""

    mail: HeldMail
    words: str
    advice: str
    why: Why | None
    protocol: str
    key: str


@dataclass(frozen=True, slots=True)
class PostedRow:
    """A mail of the outbox."""

    kind: str
    subject: str
    protocol: str
    at: datetime
    recipients: tuple[tuple[str, str, int, str], ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule: where it stands, how often it hit in 7 and 30 days, when last, how often people set otherwise."""

    rule: str
    place: str
    week: int
    month: int
    last: datetime | None
    overruled: int
    untested: bool

    @property
    def doubtful(self) -> bool:
        """Whether people overrule it so often that it is probably wrong."""
        return self.overruled >= 3 and self.overruled * 5 >= self.month


@dataclass(frozen=True, slots=True)
class RulesPage:
    """All rules of the policy in force. `tried`: whether the policy has cases of its own."""

    revision: str
    rules: tuple[RuleRow, ...]
    tried: bool


@dataclass(frozen=True, slots=True)
class HealthPage:
    """How the desk stands: what does not move, its figures, what an admin was told lately, what it runs on."""

    troubles: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    alerts: tuple[tuple[datetime, int, str, str, str], ...]  # last time, how often, code, words, detail
    revision: str
    policy_refused: tuple[tuple[str, bool], ...]  # a line each, and whether it is English
    system: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A customer: what customers.yaml says, how many tickets, and those the reader may see."""

    name: str
    address: str
    facts: tuple[tuple[str, str], ...]
    tickets: Size
    open_tickets: Size
    queue: QueuePage


AGES = ("age_day", "age_days", "age_week", "age_month", "age_older")


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """The figures of the tickets opened in the last `days`, all together and by `by`; days with how many were opened
    and resolved; the backlog by AGES. `tickets`, `questions`: how many there are, and were looked at; where these are
    fewer, all figures are of them. `opened` is reckoned unless `tickets` is exact, `resolved` unless `counted`."""

    days: int
    by: str
    whole: Sums
    groups: tuple[tuple[str, Sums], ...]
    opened: tuple[tuple[date, int], ...]
    resolved: tuple[tuple[date, int], ...]
    backlog: tuple[Size, ...]
    tickets: Part
    questions: Part
    counted: bool = True
    only_mine: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes to be saved, never shown. `image`: what its first bytes are, '' for anything but a plain picture."""

    data: bytes
    name: str
    image: str = ""
