"""Writes what the rules left of a ticket: pins, fired escalations, promises, the verdict itself and its hits."""

from __future__ import annotations

from datetime import datetime

from helpdesk.tickets.database import Database, Row
from helpdesk.tickets.facts_codec import pack_verdict
from helpdesk.tickets.model import Changes, Status, Ticket
from helpdesk.tickets.packing import pack_plain_list, unpack_plain_list
from helpdesk.tickets.rollups import DAY, count_resolution, take_back_resolution
from helpdesk.tickets.saving_ticket import Protocols
from helpdesk.tickets.sla_state import ENDED, SlaState
from helpdesk.tickets.times import from_micros, maybe_micros, maybe_time, to_micros
from helpdesk.tickets.verdict import Facts, Verdict

SLA = (
    "SELECT service, target, first_response, next_response, resolution, first_reply_at, last_customer_at, "
    "last_reply_at, pauses, tell_customer, first_response_moved, resolution_moved FROM sla WHERE ticket_id = ?"
)
_PIN = "INSERT INTO pins (ticket_id, field) VALUES (?, ?) ON CONFLICT (ticket_id, field) DO NOTHING"
_UNPIN = "DELETE FROM pins WHERE ticket_id = ? AND field = ?"
_FIRED = "INSERT INTO fired (ticket_id, rule) VALUES (?, ?) ON CONFLICT (ticket_id, rule) DO NOTHING"
_PUT_SLA = (
    "INSERT INTO sla (ticket_id, service, target, first_response, next_response, resolution, first_reply_at, "
    "last_customer_at, last_reply_at, pauses, tell_customer, next_due, next_clock, first_response_moved, "
    "resolution_moved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ticket_id) DO UPDATE SET "
    "service = excluded.service, target = excluded.target, first_response = excluded.first_response, "
    "next_response = excluded.next_response, resolution = excluded.resolution, "
    "first_reply_at = excluded.first_reply_at, last_customer_at = excluded.last_customer_at, "
    "last_reply_at = excluded.last_reply_at, pauses = excluded.pauses, tell_customer = excluded.tell_customer, "
    "next_due = excluded.next_due, next_clock = excluded.next_clock, "
    "first_response_moved = excluded.first_response_moved, resolution_moved = excluded.resolution_moved"
)
_VERDICT = (
    "INSERT INTO verdicts (ticket_id, inbox_id, at, happening, revision, packed) VALUES (?, ?, ?, ?, ?, ?)"
)
_HIT = (
    "INSERT INTO rule_hits (rule, stage, day, n, mailbox) VALUES (?, ?, ?, 1, ?) "
    "ON CONFLICT (rule, day, stage, mailbox) DO UPDATE SET n = rule_hits.n + 1"
)


def add_rules(
    db: Database, changes: Changes, was: Status | None, inbox_id: int, known: Protocols, now: datetime
) -> None:
    """Writes the part of `changes` that is the rules'; `was` is the ticket's stored status, None for a new one."""
    protocol = changes.protocol or (changes.ticket.protocol if changes.ticket else "")
    ticket_id = known[protocol]
    if ticket_id is not None:
        _pin(db, ticket_id, changes)
    if changes.ticket is not None:
        its_id = known[changes.ticket.protocol]
        _keep_promises(db, its_id or 0, changes.ticket, was, changes.sla)
        _resolve(db, its_id or 0, changes.ticket, changes.resolution_seconds, was, now)
    elif ticket_id is not None and changes.sla is not None:
        row = db.row("SELECT status FROM tickets WHERE id = ?", ticket_id)
        put_sla(db, ticket_id, changes.sla, row[0] if row else "open")
    if changes.verdict is not None:
        _add_verdict(db, inbox_id, known, *changes.verdict)


def put_sla(db: Database, ticket_id: int, state: SlaState, status: Status) -> None:
    """Stores the promises of a ticket that is now in `status`."""
    next_due, clock = state.next_due(status)
    db.run(
        _PUT_SLA,
        ticket_id,
        state.service,
        state.target,
        maybe_micros(state.first_response),
        maybe_micros(state.next_response),
        maybe_micros(state.resolution),
        maybe_micros(state.first_reply_at),
        maybe_micros(state.last_customer_at),
        maybe_micros(state.last_reply_at),
        pack_plain_list([(to_micros(begin), maybe_micros(end)) for begin, end in state.pauses]),
        int(state.tell_customer),
        maybe_micros(next_due),
        clock,
        maybe_micros(state.first_response_moved),
        maybe_micros(state.resolution_moved),
    )


def sla_of(row: Row) -> SlaState:
    """The promises from SLA columns."""
    service, target, first, following, resolution, replied, customer, last, pauses, tell, *moved = row
    return SlaState(
        service=service,
        target=target,
        first_response=maybe_time(first),
        next_response=maybe_time(following),
        resolution=maybe_time(resolution),
        first_reply_at=maybe_time(replied),
        last_customer_at=maybe_time(customer),
        last_reply_at=maybe_time(last),
        pauses=tuple((from_micros(begin), maybe_time(end)) for begin, end in unpack_plain_list(pauses)),
        tell_customer=bool(tell),
        first_response_moved=maybe_time(moved[0]),
        resolution_moved=maybe_time(moved[1]),
    )


def _pin(db: Database, ticket_id: int, changes: Changes) -> None:
    db.many(_UNPIN, [(ticket_id, field) for field in changes.unpins])
    db.many(_PIN, [(ticket_id, field) for field in changes.pins])
    db.many(_FIRED, [(ticket_id, rule) for rule in changes.fired])


def _keep_promises(
    db: Database, ticket_id: int, ticket: Ticket, was: Status | None, state: SlaState | None
) -> None:
    """What the rules said; where they said nothing, a ticket has its row all the same, and one that ended or woke
    is off the board or on it again."""
    if state is None and was is not None:
        if (was in ENDED) == (ticket.status in ENDED):
            return
        row = db.row(SLA, ticket_id)
        state = sla_of(row) if row else None
    put_sla(db, ticket_id, state or SlaState(service=ticket.service), ticket.status)


def _resolve(
    db: Database, ticket_id: int, ticket: Ticket, seconds: float | None, was: Status | None, now: datetime
) -> None:
    if seconds is not None:
        count_resolution(db, ticket_id, ticket, seconds, now)
    elif was in ENDED and ticket.status not in ENDED:
        take_back_resolution(db, ticket_id)


def _add_verdict(db: Database, inbox_id: int, known: Protocols, facts: Facts, verdict: Verdict) -> None:
    at = to_micros(facts.at)
    packed = pack_verdict(facts, verdict)
    db.run(_VERDICT, known[facts.ticket.protocol], inbox_id, at, facts.happening, verdict.revision, packed)
    box = facts.ticket.mailbox
    db.many(_HIT, [(line.rule, line.stage, at // DAY, box) for line in verdict.trace if line.hit])
