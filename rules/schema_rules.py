"""The shape of the files that hold rules: tags, folders, assignment, escalation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from helpdesk.rules.schema_kinds import (
    CLOSED,
    ONE_OR_MANY,
    Elapsed,
    Line,
    MacroName,
    PriorityWord,
    ReasonName,
    TagName,
    TeamName,
    When,
    names,
)

Picking = Literal["round_robin", "least_open", "skill", "fastest", "sticky"]


class SetEntry(BaseModel):
    """What a rule sets."""

    model_config = CLOSED

    priority: PriorityWord


class TagRuleEntry(BaseModel):
    """A rule of tags.yaml: all of them are looked at, and what they add adds up."""

    model_config = CLOSED

    id: Line
    when: When
    add: Annotated[list[TagName], ONE_OR_MANY] = []
    set: SetEntry | None = None
    macro: MacroName | None = None
    quarantine: bool = False


class FolderEntry(BaseModel):
    """A rule of folders.yaml: the first that holds files the ticket."""

    model_config = CLOSED

    name: Line
    when: When = None
    default: bool = False


class FastestEntry(BaseModel):
    """How the fastest agent is found."""

    model_config = CLOSED

    similar: Annotated[list[Literal["tag", "service"]], ONE_OR_MANY] = ["tag", "service"]
    window: Elapsed = "90d"
    min_samples: int = Field(8, ge=1)
    clock: Literal["business", "wall"] = "business"
    otherwise: Picking = Field("least_open", alias="else")


class AssignEntry(BaseModel):
    """A rule of assignment.yaml: the first that holds chooses."""

    model_config = CLOSED

    id: Line
    when: When = None
    to: TeamName
    pick: Picking
    fastest: FastestEntry | None = None
    sticky: bool = False


class EscalateEntry(BaseModel):
    """Where a ticket goes, why, and what goes with it."""

    model_config = CLOSED

    to: TeamName
    reason: ReasonName
    handoff: Annotated[list[Literal["summary", "notes", "history"]], ONE_OR_MANY] = []
    tell_customer: bool = False


class EscalationEntry(BaseModel):
    """A rule of escalation.yaml: warns people, moves the ticket on, or both."""

    model_config = CLOSED

    id: Line
    when: When
    notify: Annotated[list[Annotated[Line, Field(json_schema_extra=names("people"))]], ONE_OR_MANY] = []
    escalate: EscalateEntry | None = None
    macro: MacroName | None = None


class ReasonEntry(BaseModel):
    """Why a ticket moves on, in the customer's language: the rest of a sentence."""

    model_config = CLOSED

    es: Line | None = None
    en: Line | None = None
    pt: Line | None = None
