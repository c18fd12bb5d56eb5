"""The shape of the policy files, checked by pydantic: keys, kinds and choices, nothing about what they refer to."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from helpdesk.rules.address import plain_address
from helpdesk.tickets.model import Language

# Keys of product.md 3 that are taken today and obeyed once the rules are.
RESERVED = ("skills", "max_open", "away", "hours")


def _address(text: str) -> str:
    return plain_address(text)


def _one_line(text: str) -> str:
    """The text, if it may stand in a mail header."""
    if not text.strip() or any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text):
        raise ValueError("this must be one line of text")
    return text.strip()


def _period(text: str) -> str:
    """Days away, as 2026-12-01 or 2026-12-01/2026-12-15."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(/\d{4}-\d\d-\d\d)?", text):
        raise ValueError(f'"{text}" is not a day or a period: write "2026-12-01" or "2026-12-01/2026-12-15"')
    return text


MailAddress = Annotated[str, AfterValidator(_address)]
Line = Annotated[str, AfterValidator(_one_line)]
Period = Annotated[str, AfterValidator(_period)]


class AgentEntry(BaseModel):
    """One agent, under the id that rules, commands and the viewer call them by."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Line = Field(description="as colleagues and customers read it")
    email: MailAddress | None = Field(None, description="where the desk writes to, and who the agent is")
    emails: list[MailAddress] = Field([], description="several addresses; the first is the registered one")
    team: Line | None = Field(None, description="the team")
    teams: list[Line] = Field([], description="the teams, where there is more than one")
    langs: list[Language] = Field([], description="es, en, pt: the first is the one the desk writes in")
    role: Literal["agent", "lead", "admin"] = Field(
        "agent", description="admins are told when something is wrong"
    )
    trust: Literal["confirm", "dkim", "token"] = Field(
        "confirm", description="what proves a mail without full proof"
    )
    mailboxes: list[Line] = Field([], description="mailboxes the agent takes part in; none = all")
    skills: list[Line] = Field([], description="tags the agent is good at")
    max_open: int | None = Field(None, ge=1, description="how many open tickets at most")
    away: list[Period] = Field([], description='days away: ["2026-12-01/2026-12-15"]')
    hours: dict[str, str] | None = Field(None, description='shift: {mon-fri: "09:00-18:00"}')


class AgentsFile(BaseModel):
    """config/agents.yaml."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    agents: dict[str, AgentEntry]
