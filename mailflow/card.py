"""The card of a ticket as agents see it under every mail: what it is, whose, when it is due, and whom it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from helpdesk.mailflow.leaks import seen
from helpdesk.mailflow.letter import Desk
from helpdesk.mailflow.words import lasting, say, short, when
from helpdesk.tickets.model import Agent, Language, Ticket
from helpdesk.tickets.review import folder_shown

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


@dataclass(frozen=True, slots=True)
class Known:
    """What else is known. `since`: when the ticket became its agent's (UTC). Of the customer: what customers.yaml says
    ('plan': 'oro'), how many tickets, this one among them, how many of those are open, the last one before, and how
    they scored (`csat`, 1 to 5)."""

    since: datetime | None = None
    organisation: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    tickets: int = 0
    open_tickets: int = 0
    last: Ticket | None = None
    csat: float | None = None


NOTHING_KNOWN = Known()
_FACTS_SHOWN = 6
_SUBJECT_SHOWN = 60


def card(
    desk: Desk,
    ticket: Ticket,
    agent: Agent,
    language: Language,
    dues: Dues | None = None,
    known: Known = NOTHING_KNOWN,
) -> list[str]:
    """The lines of the ticket's card that need no label of a template. `dues` None: no promise is known."""
    team = "" if ticket.team.lower() == ticket.tier.lower() else ticket.team
    facts = [
        ticket.protocol,
        folder_shown(ticket.folder, language),
        say(language, f"priority.{ticket.priority}"),
        ticket.tier,
        team,
        owner(desk, ticket, agent, language, dues.now if dues else None, known),
        say(language, f"status.{ticket.aside or ticket.status}"),
        when(ticket.created_at, desk.zone, language),
    ]
    lines = [" · ".join(fact for fact in facts if fact), due_line(desk, dues, language) if dues else ""]
    return [line for line in lines if line]


def customer_line(ticket: Ticket, language: Language, known: Known) -> str:
    """`Lucía Pérez, lucia@x.example · plan: oro · 4 casos (1 abierto) · CSAT 4,5 · último: ACM-… «Cambio»`."""
    who = ", ".join(filter(None, (seen(ticket.requester.name), seen(ticket.requester.address))))
    facts = [
        f"{name}: {value}" for name, value in known.facts.items() if value and name not in _SAID_ELSEWHERE
    ]
    parts = [who, known.organisation, *facts[:_FACTS_SHOWN]]
    if known.tickets > 1:
        count = say(language, "customer_tickets", count=str(known.tickets), open=str(known.open_tickets))
        parts.append(count)
    if known.csat is not None:
        parts.append(say(language, "customer_csat", score=decimal(known.csat, language)))
    if known.last is not None:
        last = known.last
        status = say(language, f"status.{last.status}")
        subject = seen(last.subject)[:_SUBJECT_SHOWN]
        parts.append(say(language, "customer_last", protocol=last.protocol, subject=subject, status=status))
    return " · ".join(part for part in parts if part)


def decimal(number: float, language: Language) -> str:
    """To one place, as it is written in a language: `4,5`, `4.5`."""
    return f"{number:.1f}".replace(".", "." if language == "en" else ",")


_SAID_ELSEWHERE = frozenset({"organisation", "language"})


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


def owner(
    desk: Desk,
    ticket: Ticket,
    agent: Agent,
    language: Language,
    now: datetime | None = None,
    known: Known = NOTHING_KNOWN,
) -> str:
    """Whose the ticket is, said to `agent`: `tuyo desde 09:12`, `de Luis`, `sin asignar`. Since when, where
    `known` says it, with its day where that is not the day of `now`."""
    if not ticket.assignee:
        return say(language, "nobody")
    whose = (
        say(language, "yours")
        if ticket.assignee == agent.id
        else say(language, "of_agent", name=desk.names.get(ticket.assignee, ticket.assignee))
    )
    if known.since is None:
        return whose
    at = short(known.since, desk.zone, language, now or known.since)
    return f"{whose} {say(language, 'since', at=at)}"
