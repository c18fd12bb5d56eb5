"""Tickets in a list that an agent asked for: each with what it is, by when, whose, and its state."""

from __future__ import annotations

from helpdesk.mailflow.card import Dues, due_line, owner
from helpdesk.mailflow.leaks import seen
from helpdesk.mailflow.letter import Desk
from helpdesk.mailflow.subjects import base
from helpdesk.mailflow.words import say
from helpdesk.tickets.model import Agent, Language, Ticket


def entry(desk: Desk, ticket: Ticket, agent: Agent, language: Language, dues: Dues | None) -> str:
    """`ACM-2611-7K3MGX · Factura duplicada`, and below it `VENCE hoy 13:10 (1 h 52 min) ... · tuyo · abierto`."""
    facts = [
        due_line(desk, dues, language) if dues else "",
        owner(desk, ticket, agent, language),
        say(language, f"status.{ticket.aside or ticket.status}"),
    ]
    subject = base(seen(ticket.subject), ticket.protocol, language)
    return f"{ticket.protocol} · {subject}\n  {' · '.join(fact for fact in facts if fact)}"
