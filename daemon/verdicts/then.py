"""What a macro that was sent does to its ticket: its tags, its priority, its folder, its state; never against a pin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.verdicts.rulings import ended, looked_ahead
from helpdesk.rules.macro_then import Then
from helpdesk.tickets.decide_rules import because
from helpdesk.tickets.model import Changes, Event, Ticket
from helpdesk.tickets.sla_state import ENDED, lived
from helpdesk.tickets.verdict import Facts, Line

_KINDS = {"tag": "tagged", "untag": "untagged", "priority": "priority", "folder": "filed", "status": "status"}


def done(
    desk: Desk, now: datetime, changes: Changes, facts: Facts, then: Sequence[Then], line: Line
) -> Changes:
    """`changes` with the verbs of `then:` done; `line` is the rule that sent the macro."""
    before = changes.ticket or facts.ticket
    ticket, why = before, because(line, desk.policy.revision)
    events: list[Event] = []
    for verb in then:
        after, was = _one(ticket, verb, facts, now)
        if after != ticket:
            events.append(Event(ticket.protocol, now, "rule", _KINDS[verb.field], was, verb.value, why))
            ticket = after
    if ticket == before:
        return changes
    changes = replace(changes, ticket=replace(ticket, updated_at=now), events=(*changes.events, *events))
    if changes.sla is None:
        return changes
    service = changes.sla.service
    pausing = next((each.pause for each in desk.policy.services if each.id == service), frozenset())
    changes = replace(changes, sla=lived(changes.sla, (), ticket.status, pausing, now))
    return looked_ahead(desk, ended(desk, changes, now), now)


def _one(ticket: Ticket, verb: Then, facts: Facts, now: datetime) -> tuple[Ticket, str]:
    """The ticket after one verb, and what was there before."""
    pin = f"tag:{verb.value}" if verb.field in ("tag", "untag") else verb.field
    if pin in facts.pins:
        return ticket, ""
    match verb.field:
        case "tag":
            tags = ticket.tags if verb.value in ticket.tags else (*ticket.tags, verb.value)
            return replace(ticket, tags=tags), ""
        case "untag":
            return replace(ticket, tags=tuple(tag for tag in ticket.tags if tag != verb.value)), ""
        case "priority":
            return replace(ticket, priority=verb.value), ticket.priority  # type: ignore[arg-type]
        case "folder":
            return replace(ticket, folder=verb.value), ticket.folder
        case "status":
            resolved = (ticket.resolved_at or now) if verb.value in ENDED else None
            return replace(ticket, status=verb.value, resolved_at=resolved), ticket.status  # type: ignore[arg-type]
