"""The card of a ticket as agents see it under every mail: what it is, whose, and when it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from helpdesk.mailflow.letter import Desk
from helpdesk.mailflow.words import lasting, say, short, when
from helpdesk.tickets.model import Agent, Language, Ticket

ClockName = Literal["first_response", "next_response", "resolution"]
CLOCKS: tuple[ClockName, ...] = ("first_response", "next_response", "resolution")


@dataclass(frozen=True, slots=True)
class Dues:
    """The promises still owed (clock -> UTC) as of `now`; `paused`: the clocks stand still."""

    now: datetime
    owed: Mapping[ClockName, datetime] = field(default_factory=dict)
    paused: bool = False

    @property
    def soonest(self) -> datetime | None:
        """The next of them, None where nothing is owed or the clocks stand still."""
        return None if self.paused else min(self.owed.values(), default=None)


def card(desk: Desk, ticket: Ticket, agent: Agent, language: Language, dues: Dues | None = None) -> list[str]:
    """The lines of the ticket's card that need no label of a template. `dues` None: no promise is known."""
    team = "" if ticket.team.lower() == ticket.tier.lower() else ticket.team
    facts = [
        ticket.protocol,
        ticket.folder,
        say(language, f"priority.{ticket.priority}"),
        ticket.tier,
        team,
        _owner(desk, ticket, agent, language),
        say(language, f"status.{ticket.status}"),
        when(ticket.created_at, desk.zone, language),
    ]
    lines = [" · ".join(fact for fact in facts if fact), due_line(desk, dues, language) if dues else ""]
    return [line for line in lines if line]


def due_line(desk: Desk, dues: Dues, language: Language) -> str:
    """`VENCE hoy 13:10 (1 h 52 min) la 1.ª respuesta · resolución mié 25, 09:10`; '' where nothing is owed."""
    if not dues.owed:
        return ""
    if dues.paused:
        return say(language, "due_paused")
    first, *rest = sorted(dues.owed, key=lambda clock: (dues.owed[clock], CLOCKS.index(clock)))
    due = dues.owed[first]
    head = say(
        language,
        "due_in" if due > dues.now else "due_past",
        at=short(due, desk.zone, language, dues.now),
        left=lasting(due - dues.now),
        clock=say(language, f"clock.{first}"),
    )
    others = [
        f"{say(language, f'clock.{clock}')} {short(dues.owed[clock], desk.zone, language, dues.now)}"
        for clock in rest
    ]
    return " · ".join([head, *others])


def _owner(desk: Desk, ticket: Ticket, agent: Agent, language: Language) -> str:
    if not ticket.assignee:
        return say(language, "nobody")
    if ticket.assignee == agent.id:
        return say(language, "yours")
    return say(language, "of_agent", name=desk.names.get(ticket.assignee, ticket.assignee))
