"""The shape of tests/*.yaml: cases of what is given, the mail, what must come of it, and what must come later."""

from __future__ import annotations

from pydantic import BaseModel

from helpdesk.rules.schema_kinds import CLOSED, Elapsed, Line


class AgentGiven(BaseModel):
    """An agent's load and means."""

    model_config = CLOSED

    open: int = 0
    mean: Line | dict[str, Line] | None = None
    samples: int = 0


class GivenEntry(BaseModel):
    """What is so before the mail comes."""

    model_config = CLOSED

    agents: dict[str, AgentGiven] = {}
    ticket: dict[str, object] = {}
    customer: dict[str, object] = {}
    pins: list[Line] = []
    turns: dict[str, Line] = {}


class LaterEntry(BaseModel):
    """What happens afterwards, and what must have come of it. `after` counts from the mail."""

    model_config = CLOSED

    after: Elapsed
    mail: dict[str, object] | None = None
    reply: Line | None = None
    set: dict[str, object] = {}
    expect: dict[str, object] = {}


class CaseEntry(BaseModel):
    """One case."""

    model_config = CLOSED

    name: Line
    at: Line | None = None
    given: GivenEntry = GivenEntry()
    mail: dict[str, object]
    expect: dict[str, object] = {}
    later: list[LaterEntry] = []
