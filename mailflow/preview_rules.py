"""The mails that rules cause, on made-up people: the part of `preview` that speaks of promises and escalations."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from helpdesk.mailflow.acknowledgement import Moved, Opening
from helpdesk.mailflow.actions import Offers
from helpdesk.mailflow.card import ClockName, Dues
from helpdesk.mailflow.customer_notices import Delay, Thread, delay, escalated, macro
from helpdesk.mailflow.deadlines import Warned, warning
from helpdesk.mailflow.handoff import Packet, handoff, taken
from helpdesk.mailflow.inside import Inside
from helpdesk.mailflow.leaks import Forbidden
from helpdesk.mailflow.letter import Desk, Mint, Written
from helpdesk.mailflow.morning import Entry, Section, morning
from helpdesk.mailflow.preview_speech import SPEECH
from helpdesk.mailflow.vendor_mail import Side, vendor_mail
from helpdesk.mailflow.weekly import Counted, Counts, weekly
from helpdesk.mailflow.words import promise, say
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Message, Ticket

_PARENT = "<a@cliente.example>"


def rule_previews(desk: Desk, mint: Mint, now: datetime, ticket: Ticket, agent: Agent) -> dict[str, Written]:
    """One of each, by the name of its template and, after a colon, of its case."""
    return {
        **_to_customer(desk, mint, now, ticket),
        **_to_agent(desk, mint, now, ticket, agent),
        **_to_vendor(desk, mint, now, ticket, agent),
    }


def _to_customer(desk: Desk, mint: Mint, now: datetime, ticket: Ticket) -> dict[str, Written]:
    thread = Thread(_PARENT, (_PARENT,))
    told = partial(promise, zone=desk.zone, language=ticket.language, now=now)
    missed = Delay(told(now + timedelta(hours=4)), told(now + timedelta(hours=8)))
    says = SPEECH[ticket.language]
    moved = partial(escalated, desk, mint, now, ticket=ticket, thread=thread, reason=says.reason)
    late = partial(delay, desk, mint, now, ticket=ticket, thread=thread)
    answers = partial(
        macro, desk, mint, now, ticket=ticket, text=says.answers, forbidden=Forbidden(), thread=thread
    )
    return {
        "escalated": moved(team=says.team),
        "escalated:with a delay": moved(team="", delay=missed),
        "escalated:not proven": moved(team=says.team, reason="", thread=Thread(_PARENT, proven=False)),
        "delay": late(missed=missed),
        "delay:solve": late(missed=replace(missed, new="", solve=True)),
        "delay:late": late(missed=replace(missed, late=True)),
        "delay:late to solve": late(missed=replace(missed, late=True, solve=True)),
        "macro:a receipt": answers(opening=Opening(missed.old)),
        "macro:a receipt of much": answers(
            opening=Opening(
                missed.old, "ACM-2610-9QZ2M4", ("ventas@acme.example",), Moved(says.team, says.reason)
            )
        ),
        "macro": answers(),
    }


def _to_agent(desk: Desk, mint: Mint, now: datetime, ticket: Ticket, agent: Agent) -> dict[str, Written]:
    owed: dict[ClockName, datetime] = {
        "first_response": now + timedelta(hours=1, minutes=52),
        "resolution": now + timedelta(days=2),
        "next_response": now + timedelta(days=20),
    }
    dues = Dues(now, owed)
    says = SPEECH[ticket.language]
    other = replace(ticket, protocol="ACM-2611-9QZ2M4", subject=says.other_subject)
    soon = Warned(ticket, "first_response", owed["first_response"], 0.8)
    past = Warned(other, "resolution", now - timedelta(minutes=12), 1.04)
    idle = Warned(other, about="three-days-idle")
    told = partial(warning, desk, mint, now, agent=agent)
    luis = Address("luis@acme.example", "Luis")
    note = Message(ticket.protocol, 2, "note", now, "", luis, (), (), "", says.notes, "", "", "")
    asked = replace(note, direction="in", sender=ticket.requester, text=says.asks)
    packet = Packet(says.reason, "Luis", (note, note), (asked,), told=True)
    given = partial(handoff, desk, mint, now)
    because = "escalation.yaml:8 n1-n2-tiempo · sla.resolution 61%\nassignment.yaml:5 por-turno"
    return {
        "warning": told(lines=[soon], dues=dues, because="escalation.yaml:7 aviso-80"),
        "warning:bare": told(lines=[soon, Warned(ticket, "resolution", None, 0.6)]),
        "warning:several": told(lines=[soon, past, idle]),
        "warning:many": told(lines=[soon, *[past] * 60]),
        "handoff": given(about=Inside(ticket, agent, because, dues=dues), packet=packet),
        "handoff:queue": given(about=Inside(replace(ticket, assignee=""), agent, because), packet=Packet()),
        "digest": morning(
            desk, mint, now, agent=agent, sections=_morning(ticket, other), offers=lambda _: Offers(up="n2")
        ),
        "report": _figures(desk, mint, now, agent),
        "taken": taken(desk, mint, now, about=Inside(ticket, agent, because), who=agent, answered=False),
        "taken:answered": taken(
            desk, mint, now, about=Inside(ticket, agent, because), who=agent, answered=True
        ),
        "handoff:late": given(
            about=Inside(ticket, agent, because, dues=Dues(now, {"resolution": now})), packet=Packet()
        ),
        "handoff:paused": given(
            about=Inside(ticket, agent, because, dues=Dues(now, owed, paused=True)), packet=Packet()
        ),
    }


def _to_vendor(desk: Desk, mint: Mint, now: datetime, ticket: Ticket, agent: Agent) -> dict[str, Written]:
    says, language = SPEECH[ticket.language], agent.languages[0]
    beside = partial(vendor_mail, desk, mint, now, ticket=ticket, agent=agent, forbidden=Forbidden())
    first = Side("x@y.example", language, original=says.asks)
    return {
        "vendor": beside(text=says.asks_vendor, side=first),
        "vendor:again": beside(
            text=says.asks_vendor, side=replace(first, original="", references=("<n.a@acme.example>",))
        ),
    }


def _figures(desk: Desk, mint: Mint, now: datetime, agent: Agent) -> Written:
    return weekly(
        desk,
        mint,
        now,
        agent=agent,
        days=7,
        counts=_week(),
        backlog=("1", "2", "0", "0", "1,000+"),
        tickets=(1_200, 12_000, False),
        questions=(2_000, 3_100, False),
    )


def _week() -> list[Counts]:
    hour = timedelta(hours=1)
    all_ = Counted(
        "", 12, (2 * hour, 5 * hour), (9, 10), (26 * hour, 90 * hour), (8, 9), (4, 9), (1, 10), (4, 5), 40, 5, (12, 9),
        (2, 3), parked=True,
    )  # fmt: skip
    few = replace(
        all_, name="factura", reply=None, resolution=None, resolution_kept=(0, 0), nps=None, parked=False
    )
    return [
        Counts("whole", [all_]),
        Counts("tag", [few], 3),
        Counts("agent", [replace(all_, name="Ana Ruiz")]),
    ]


def _morning(ticket: Ticket, other: Ticket) -> list[Section]:
    refused = SPEECH[ticket.language].refused
    waits = say(ticket.language, "digest_since", ago="3 d 4 h")
    return [
        Section("mine", [Entry(ticket, "1 h 52 min"), Entry(other)], 3),
        Section("waiting", [Entry(ticket, waits)]),
        Section("waking", [Entry(ticket, "9:00")]),
        Section(
            "held", [Entry(ticket, refused, 12, "command-error"), Entry(None, refused, 13, "agent-alias")]
        ),
        Section("unowned", [Entry(replace(other, assignee=""))]),
        Section("done", [Entry(what="9:00 · #resolver"), Entry(what="9:05 · #tomar")]),
    ]
