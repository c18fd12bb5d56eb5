"""The shape of the files about people and time, checked by pydantic: keys, kinds and choices, no cross-references."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from helpdesk.rules.schema_kinds import (
    CLOSED,
    ONE_OR_MANY,
    CalendarName,
    Day,
    Line,
    MailAddress,
    Period,
    Promise,
    StatusWord,
    TagName,
    TeamName,
    When,
    YesNo,
    names,
)
from helpdesk.tickets.model import Language

HoursText = dict[str, Annotated[list[str], ONE_OR_MANY]]


class AgentEntry(BaseModel):
    """One agent, under the id that rules, commands and the viewer call them by."""

    model_config = CLOSED

    name: Line
    email: MailAddress | None = None
    emails: list[MailAddress] = []
    team: TeamName | None = None
    teams: list[TeamName] = []
    langs: list[Language] = []
    role: Literal["agent", "lead", "admin"] = "agent"
    trust: Literal["confirm", "dkim", "token"] = "confirm"
    mailboxes: list[Annotated[Line, Field(json_schema_extra=names("mailboxes"))]] = []
    skills: list[Annotated[Line, Field(json_schema_extra=names("skills"))]] = []
    max_open: int | None = Field(None, ge=1)
    away: list[Period] = []
    hours: HoursText | None = None
    digest: YesNo = True
    receipts: Literal["errors", "all"] | None = None
    report: Literal["weekly"] | None = None


class Kb(BaseModel):
    """What a team offers from the knowledge base before a person answers."""

    model_config = CLOSED

    suggest: int = Field(2, ge=0, le=10)
    min_score: float = Field(0.6, ge=0, le=1)


class TeamEntry(BaseModel):
    """One team."""

    model_config = CLOSED

    tier: Literal["N0", "N1", "N2", "N3"] = "N1"
    calendar: CalendarName | None = None
    follow_the_sun: list[TeamName] = []
    kb: Kb | None = None
    vendor: MailAddress | None = None
    return_after: Promise | None = None


class CalendarEntry(BaseModel):
    """Business hours in a time zone."""

    model_config = CLOSED

    tz: Line
    hours: HoursText
    holidays: list[Day] = []
    country: Line | None = None
    region: Line | None = None


class Exceptional(BaseModel):
    """A day on which a service's clocks stand still."""

    model_config = CLOSED

    on: Day
    reason: Line


class TargetEntry(BaseModel):
    """What is promised."""

    model_config = CLOSED

    when: When = None
    first_response: Promise | None = None
    next_response: Promise | None = None
    resolution: Promise | None = None


class ServiceEntry(BaseModel):
    """One service and its promises."""

    model_config = CLOSED

    describe: Line
    when: When = None
    calendar: CalendarName
    targets: list[TargetEntry] = Field(min_length=1)
    pause: Annotated[list[StatusWord], ONE_OR_MANY] = []
    tell_customer: bool = False
    exceptions: list[Exceptional] = []


class TagEntry(BaseModel):
    """A tag, under the name that rules and commands call it by."""

    model_config = CLOSED

    name: Line | None = None
    kind: Literal["topic", "product", "cause"] = "topic"


class CustomerEntry(BaseModel):
    """A customer or, under '@domain', everyone at an organisation; further keys are facts for customer.KEY."""

    model_config = CLOSED | {"extra": "allow"}

    organisation: Line | None = None
    language: Language | None = None


class ArticleFront(BaseModel):
    """The front-matter of kb/SLUG.LANG.md. Where the article stands on the web, `link` is sent instead of the text."""

    model_config = CLOSED

    title: Line
    category: Line | Literal[""] = ""
    tags: Annotated[list[TagName], ONE_OR_MANY] = []
    related: Annotated[list[Line], ONE_OR_MANY] = []
    words: Annotated[list[Line], ONE_OR_MANY] = []
    link: Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$")] | Literal[""] = ""


class MacroFront(BaseModel):
    """The front-matter of macros/ID.LANG.md."""

    model_config = CLOSED

    id: Line
    title: Line
    lang: Language
    tone: Line = ""
    tags: Annotated[list[TagName], ONE_OR_MANY] = []
    when: When = None
    vars: dict[str, str] = {}
    then: Annotated[list[Line], ONE_OR_MANY] = []
