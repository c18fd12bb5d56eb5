"""The rulebook: a policy that was read, checked and compiled; frozen, and swapped only whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Literal

from helpdesk.tickets.model import Agent, Language, Priority
from helpdesk.tickets.verdict import Clock, Facts, Line

TagKind = Literal["topic", "product", "cause"]
Pick = Literal["round_robin", "least_open", "skill", "fastest", "sticky"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a condition says of facts: whether it holds, and the words for the trace (what fitted, or what failed)."""

    holds: bool
    words: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled `when`. `test` is pure and quick; `needs` names the facts it reads ('text', 'header.list-id',
    'customer.plan', 'sla.resolution', 'tag', ...), from which the daemon knows what to gather.

    `source` is its tree (condition_tree.Tree), for lint. Where `gate` is not empty, the answer is `miss` for every
    mail that has none of it, so such a rule is not even asked: words of subject or text, senders ('ana@x.example',
    '@x.example'), or pieces of the text ('/reembolso'). `misses` are all answers that are made once for all mails.
    """

    test: Callable[[Facts], Answer]
    needs: frozenset[str]
    source: object = None
    gate: frozenset[str] = frozenset()
    miss: Answer | None = None
    misses: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """Weekly hours: weekday 0 (Monday) to 6 -> spans of local time [from, to); 24:00 is time.max."""

    week: Mapping[int, tuple[tuple[time, time], ...]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Business hours in a time zone, less holidays (dates, and those of a country or region by `holidays`)."""

    id: str
    zone: str
    shift: Shift
    holidays: frozenset[date] = frozenset()
    country: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A duration of policy: `seconds` of open time, or whole working `days`."""

    seconds: int = 0
    days: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class TagRule:
    """tags.yaml: adds tags, may set the priority or send a macro, or puts what opens a ticket into quarantine."""

    id: str
    place: str
    when: Condition
    add: tuple[str, ...] = ()
    priority: Priority | None = None
    macro: str = ""
    quarantine: bool = False


@dataclass(frozen=True, slots=True)
class Folder:
    """folders.yaml: the first whose condition holds; `when` None = the default."""

    name: str
    place: str
    when: Condition | None


@dataclass(frozen=True, slots=True)
class Target:
    """sla.yaml: what is promised; the first target whose condition holds."""

    place: str
    when: Condition | None
    first_response: Span | None = None
    next_response: Span | None = None
    resolution: Span | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """sla.yaml: one service, described, with its calendar, targets, pauses and exceptions (day -> reason)."""

    id: str
    place: str
    describe: str
    when: Condition | None
    calendar: str
    targets: tuple[Target, ...]
    pause: frozenset[str] = frozenset()
    tell_customer: bool = False
    exceptions: Mapping[date, str] = field(default_factory=dict)
    mailboxes: frozenset[str] = frozenset()  # whose tickets are its own, whatever `when` says


@dataclass(frozen=True, slots=True)
class Fastest:
    """How `pick: fastest` compares: similar by tag and/or service, within a window, with a floor of samples."""

    similar: tuple[Literal["tag", "service"], ...] = ("tag", "service")
    window: timedelta = timedelta(days=90)
    min_samples: int = 8
    clock: Literal["business", "wall"] = "business"
    otherwise: Pick = "least_open"


@dataclass(frozen=True, slots=True)
class AssignRule:
    """assignment.yaml: the first whose condition holds chooses among a team's agents."""

    id: str
    place: str
    when: Condition | None
    to: str
    pick: Pick
    fastest: Fastest = Fastest()
    sticky: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """teams.yaml. `follow_the_sun`: the teams whose open calendar takes over in turn. `members` are agent ids."""

    id: str
    place: str
    tier: str = "N1"
    calendar: str = ""
    follow_the_sun: tuple[str, ...] = ()
    vendor: str = ""
    kb_suggest: int = 0
    kb_min_score: float = 0.6
    return_after: Span | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """escalation.yaml: warns people, and/or moves the ticket to a team with a reason."""

    id: str
    place: str
    when: Condition
    notify: tuple[str, ...] = ()
    to: str = ""
    reason: str = ""
    handoff: tuple[str, ...] = ()
    tell_customer: bool = False
    macro: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """What the policy says of an agent beyond tickets.model.Agent: skills, cap, days away, an own shift; whether she
    gets a summary in the morning and the figures of the week, and what she is written about ('' = as the desk has
    it)."""

    agent: Agent
    place: str
    skills: tuple[str, ...] = ()
    max_open: int | None = None
    away: tuple[tuple[date, date], ...] = ()
    shift: Shift | None = None
    digest: bool = True
    receipts: Literal["", "errors", "all"] = ""
    report: Literal["", "weekly"] = ""


@dataclass(frozen=True, slots=True)
class Macro:
    """macros/ID.LANG.md: front-matter and Markdown. `variants` by (language, tone), `titles` likewise (`title` is the
    first of them); `variables` say what each value is; `then` are verbs."""

    id: str
    place: str
    title: str
    tags: tuple[str, ...]
    variants: Mapping[tuple[Language, str], str]
    variables: Mapping[str, str]
    then: tuple[str, ...] = ()
    when: Condition | None = None
    titles: Mapping[tuple[Language, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """kb/ID.LANG.md: an article of the knowledge base, (title, text, link) by language; `link` '' = it has none.
    `words`: what customers say who mean it. `categories`: where it is filed, by language; `related`: ids of others;
    `places`: the file of each language, where there are several."""

    id: str
    place: str
    tags: tuple[str, ...]
    variants: Mapping[Language, tuple[str, str, str]]
    words: tuple[str, ...] = ()
    categories: Mapping[Language, str] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    places: Mapping[Language, str] = field(default_factory=dict)

    @property
    def titles(self) -> Mapping[Language, str]:
        """What it is called, by language."""
        return {language: title for language, (title, _, _) in self.variants.items()}


@dataclass(frozen=True, slots=True)
class Book:
    """The whole policy. `thresholds` are the clocks' shares that rules look at, so that a timer is set for each
    ('first_response', 0.8); `waits` are the ages and idle times ('idle', 259200 seconds), for the same reason.
    `mails`: the desk's own words for a mail, by its name and language, in place of those it comes with.
    `tag_index` spares asking tag rules whose words a mail has not; `kb` finds the articles that a mail asks for."""

    revision: str
    agents: tuple[Agent, ...]
    staff: Mapping[str, Staff]
    places: Mapping[str, str]
    teams: Mapping[str, Team] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    customers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tags: Mapping[str, tuple[str, TagKind]] = field(default_factory=dict)
    tag_rules: tuple[TagRule, ...] = ()
    folders: tuple[Folder, ...] = ()
    services: tuple[Service, ...] = ()
    assign_rules: tuple[AssignRule, ...] = ()
    reasons: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)
    escalation_rules: tuple[EscalationRule, ...] = ()
    macros: Mapping[str, Macro] = field(default_factory=dict)
    articles: Mapping[str, Article] = field(default_factory=dict)
    mails: Mapping[tuple[str, Language], str] = field(default_factory=dict)
    thresholds: tuple[tuple[Clock, float], ...] = ()
    needs: frozenset[str] = frozenset()
    waits: tuple[tuple[Literal["age", "idle"], int], ...] = ()
    tag_index: WordIndex | None = None
    kb: Mapping[Language, KbIndex] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Tag rules by what they wait for: words and senders, pieces of text, and those that are always asked, by number.

    `lines` are the misses of those not asked; `known` is the line of each answer made once for all mails, by its id().
    """

    by_word: Mapping[str, tuple[int, ...]]
    by_piece: tuple[tuple[str, tuple[int, ...]], ...]
    always: tuple[int, ...]
    lines: tuple[Line | None, ...]
    known: Mapping[int, Line]


@dataclass(frozen=True, slots=True)
class KbIndex:
    """The articles of one language. `places`: stem -> id of an article -> what it counts there, at most 1.

    `telling`: stem -> how much it tells one article from the others: 1 in one alone, towards 0 in all of many (the
    inverse document frequency, over that of a word in one article).
    """

    places: Mapping[str, Mapping[str, float]]
    telling: Mapping[str, float]
