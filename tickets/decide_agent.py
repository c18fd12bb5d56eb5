"""What an agent's mail, and a report on one of ours, change: pure functions from facts to Changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from helpdesk.tickets.decide import Arrived, message_of
from helpdesk.tickets.mail import Address, Bounce, Failure
from helpdesk.tickets.model import Agent, Changes, Event, Outcome, Participant, Ticket

FAILED_ACTIONS = frozenset({"failed"})


def relay_reply(
    arrived: Arrived,
    ticket: Ticket,
    agent: Agent,
    *,
    message_id: str,
    to: Sequence[Address],
    cc: Sequence[Address],
    because: str,
) -> Changes:
    """An agent's public answer, which goes out as the desk's mail `message_id` to the readers `to` and `cc`.

    People in her Cc become participants: an agent added them (threats E5). Whose ticket is nobody's is hers now, and a
    new one is open.
    """
    n = ticket.message_count + 1
    after = replace(
        ticket,
        status="open" if ticket.status == "new" else ticket.status,
        assignee=ticket.assignee or agent.id,
        updated_at=arrived.at,
        message_count=n,
        version=ticket.version + 1,
    )
    message = replace(
        message_of(arrived, ticket, n, "out", because, ""),
        message_id=message_id,
        to=tuple(to),
        cc=tuple(cc),
        text=arrived.own_words,
        author=agent.id,
    )
    return Changes(
        inbox_state="done",
        outcome="threaded",
        because=because,
        ticket=after,
        messages=(message,),
        participants=tuple(
            Participant(ticket.protocol, person.address, person.name, "added", arrived.at, agent.id)
            for person in cc
        ),
        events=tuple(_replying(arrived, ticket, agent, cc, because)),
        protocol=ticket.protocol,
        sender=arrived.sender,
        subject=arrived.mail.subject,
    )


def _replying(
    arrived: Arrived, ticket: Ticket, agent: Agent, cc: Sequence[Address], because: str
) -> Iterator[Event]:
    actor, n = f"agent:{agent.id}", ticket.message_count + 1
    yield Event(ticket.protocol, arrived.at, actor, "replied", "", str(n), because)
    if not ticket.assignee:
        yield Event(ticket.protocol, arrived.at, actor, "assigned", "", agent.id, "answered first")
    for person in cc:
        why = "in Cc of the agent's answer"
        yield Event(ticket.protocol, arrived.at, actor, "participant", "", person.address, why)


def add_note(
    arrived: Arrived, ticket: Ticket, agent: Agent, because: str, *, outcome: Outcome = "note"
) -> Changes:
    """An internal note, or an agent's automatic reply (outcome auto_reply): logged, relayed to nobody (A16)."""
    n = ticket.message_count + 1
    kind = "automatic" if outcome == "auto_reply" else "noted"
    message = replace(message_of(arrived, ticket, n, "note", because, ""), author=agent.id)
    return Changes(
        inbox_state="done",
        outcome=outcome,
        because=because,
        ticket=replace(ticket, updated_at=arrived.at, message_count=n),
        messages=(message,),
        events=(Event(ticket.protocol, arrived.at, f"agent:{agent.id}", kind, "", str(n), because),),
        protocol=ticket.protocol,
        sender=arrived.sender,
        subject=arrived.mail.subject,
    )


def vendor_note(arrived: Arrived, ticket: Ticket, because: str, *, outcome: Outcome = "note") -> Changes:
    """What a vendor writes about a ticket: for the team alone, whoever it is addressed to."""
    n = ticket.message_count + 1
    return Changes(
        inbox_state="done",
        outcome=outcome,
        because=because,
        ticket=replace(ticket, updated_at=arrived.at, message_count=n),
        messages=(message_of(arrived, ticket, n, "note", because, ""),),
        events=(Event(ticket.protocol, arrived.at, "vendor", "noted", "", str(n), because),),
        protocol=ticket.protocol,
        sender=arrived.sender,
        subject=arrived.mail.subject,
    )


def about(message_id: str) -> str:
    """What a report's event and message begin their reason with."""
    return f"delivery report for {message_id}"


def reported(event: Event) -> frozenset[str]:
    """The addresses, lower case, that a report shown as this event said it failed for."""
    pieces = [piece.split(" ") for piece in event.after.lower().split("; ")]
    return frozenset(piece[0] for piece in pieces if len(piece) > 1 and piece[1] in FAILED_ACTIONS)


def record_bounce(
    arrived: Arrived, ticket: Ticket, report: Bounce, of: str, failed: Sequence[Failure]
) -> Changes:
    """A delivery report shown on the ticket whose mail it is about; it changes no state but the flag (A18).

    `failed`: recipients the mail did go to and did not reach; what the report says of others is only shown.
    """
    n = ticket.message_count + 1
    because = f"{about(of)}: {report.because}"
    shown = "; ".join(f"{f.address} {f.action} {f.status} {f.diagnostic}" for f in report.failures)
    late = any(f.action not in FAILED_ACTIONS for f in report.failures)
    kind = "bounced" if failed else "delayed" if late or not report.failures else "reported"
    return Changes(
        inbox_state="done",
        outcome="bounce",
        because=because,
        ticket=replace(
            ticket, updated_at=arrived.at, message_count=n, not_delivered=ticket.not_delivered or bool(failed)
        ),
        messages=(message_of(arrived, ticket, n, "in", because, ""),),
        events=(Event(ticket.protocol, arrived.at, "desk", kind, "", shown, because),),
        protocol=ticket.protocol,
        sender=arrived.sender,
        subject=arrived.mail.subject,
    )
