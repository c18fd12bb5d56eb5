"""What a mail changes: pure functions from facts to Changes, one for each thing that can happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from helpdesk.tickets.mail import Address, Authentication, InboundMail, Joins, NewTicket
from helpdesk.tickets.model import (
    Agent,
    Changes,
    Event,
    Language,
    Message,
    Outcome,
    Participant,
    Status,
    Tally,
    Ticket,
)
from helpdesk.tickets.review import REVIEW_FOLDER

Direction = Literal["in", "out", "note"]
# ASCII alone: other letters that look like these are other addresses (A8).
_FOLD = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail that was read: what every decision below starts from. `at` is when it was accepted, UTC."""

    mail: InboundMail
    raw_key: str
    mailbox: str
    at: datetime
    own_words: str
    authentication: Authentication
    also: tuple[str, ...] = ()  # further mailboxes of the desk that it was written to

    @property
    def sender(self) -> Address:
        """The strict From, or what a person would read there when it is unusable."""
        return self.mail.sender if self.mail.sender.address else self.mail.shown_from


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whose turn it is in `queue`, and why (`because` names the file and line)."""

    agent: Agent
    because: str
    queue: str


def open_ticket(
    arrived: Arrived,
    opening: NewTicket,
    *,
    protocol: str,
    language: Language,
    assignment: Assignment | None,
    guests: Sequence[Address] = (),
    outcome: Outcome = "opened",
    folder: str = "",
) -> Changes:
    """A new ticket of the sender. Doubtful mail (threats E, authentication failed) lies in `Por revisar`."""
    folder = REVIEW_FOLDER if opening.doubtful else folder
    ticket = _new_ticket(arrived, protocol, language, assignment, folder)
    return Changes(
        inbox_state="done",
        outcome=outcome,
        because=opening.because,
        ticket=ticket,
        messages=(message_of(arrived, ticket, 1, "in", opening.because, "full"),),
        participants=(*_requester(ticket), *_guests(ticket, guests, arrived.at)),
        events=(*_opening(arrived, opening, protocol), *_assigned(ticket, "", assignment, arrived.at)),
        links=((protocol, opening.linked, opening.link_kind),) if opening.linked else (),
        tallies=_counted(arrived, protocol),
        turn=(assignment.queue, assignment.agent.id) if assignment else None,
        protocol=protocol,
        sender=arrived.sender,
        subject=arrived.mail.subject,
    )


def _new_ticket(
    arrived: Arrived, protocol: str, language: Language, assignment: Assignment | None, folder: str
) -> Ticket:
    return Ticket(
        id=0,
        protocol=protocol,
        subject=arrived.mail.subject,
        status="new",
        mailbox=arrived.mailbox,
        requester=arrived.sender,
        language=language,
        created_at=arrived.at,
        updated_at=arrived.at,
        folder=folder,
        team=assignment.agent.teams[0] if assignment and assignment.agent.teams else "",
        assignee=assignment.agent.id if assignment else "",
        message_count=1,
    )


def _requester(ticket: Ticket) -> tuple[Participant, ...]:
    """Nobody, where From could not be read."""
    who = ticket.requester
    if not who.address:
        return ()
    return (Participant(ticket.protocol, who.address, who.name, "requester", ticket.created_at),)


def _opening(arrived: Arrived, opening: NewTicket, protocol: str) -> list[Event]:
    events = [Event(protocol, arrived.at, "customer", "opened", "", "new", opening.because)]
    if opening.meant:
        why = f"{opening.because}: {opening.typed} is mistyped; perhaps {opening.meant} was meant"
        events.append(Event(protocol, arrived.at, "desk", "hint", opening.typed, opening.meant, why))
    if opening.linked:
        events.append(Event(protocol, arrived.at, "desk", "linked", "", opening.linked, opening.because))
    return events


def _counted(arrived: Arrived, protocol: str) -> tuple[Tally, ...]:
    """What limits on receipts and loops count of a customer's mail."""
    sender = arrived.sender.address.translate(_FOLD)
    return (Tally(f"ticket-in:{protocol}", arrived.at), Tally(f"from:{sender}", arrived.at))


def join_ticket(
    arrived: Arrived,
    ticket: Ticket,
    joining: Joins,
    *,
    guests: Sequence[Address] = (),
    assignment: Assignment | None = None,
    outcome: Outcome = "threaded",
) -> Changes:
    """A customer's mail on a ticket. Only a full standing reopens (threats E: unverified and guests never do);
    an automatic reply (outcome auto_reply) is kept and changes no state."""
    n = ticket.message_count + 1
    wakes = joining.standing == "full" and outcome == "threaded" and ticket.status in _WAKES
    status: Status = "open" if wakes else ticket.status
    after = replace(
        ticket,
        status=status,
        updated_at=arrived.at,
        message_count=n,
        resolved_at=None if wakes else ticket.resolved_at,
        aside="" if wakes else ticket.aside,
        assignee=assignment.agent.id if assignment else ticket.assignee,
    )
    return Changes(
        inbox_state="done",
        outcome=outcome,
        because=joining.because,
        ticket=after,
        messages=(message_of(arrived, ticket, n, "in", joining.because, joining.standing),),
        participants=_guests(ticket, guests, arrived.at),
        events=(
            *_joining(arrived, ticket, joining, n, outcome, wakes),
            *_assigned(after, ticket.assignee, assignment, arrived.at),
        ),
        tallies=_counted(arrived, ticket.protocol),
        turn=(assignment.queue, assignment.agent.id) if assignment else None,
        protocol=ticket.protocol,
        sender=arrived.sender,
        subject=arrived.mail.subject,
    )


def _joining(
    arrived: Arrived, ticket: Ticket, joining: Joins, n: int, outcome: Outcome, wakes: bool
) -> list[Event]:
    actor = "customer" if joining.standing == "full" else joining.standing
    kind = "automatic" if outcome == "auto_reply" else "message"
    events = [Event(ticket.protocol, arrived.at, actor, kind, "", str(n), joining.because)]
    if wakes:
        why = "the customer wrote again"
        events.append(
            Event(ticket.protocol, arrived.at, actor, "reopened", ticket.aside or ticket.status, "open", why)
        )
    return events


_WAKES = frozenset({"waiting", "snoozed", "resolved", "closed"})


def hold(
    arrived: Arrived,
    reason: str,
    because: str,
    *,
    ticket: Ticket | None = None,
    agent: str = "",
    outcome: Outcome = "held",
) -> Changes:
    """Kept whole, linked to the ticket if one is known, nothing relayed, no state change (threats: HOLD)."""
    events: tuple[Event, ...] = ()
    if ticket is not None:
        events = (Event(ticket.protocol, arrived.at, "desk", "held", "", reason, because),)
    return Changes(
        inbox_state="held",
        outcome=outcome,
        because=because,
        events=events,
        held_reason=reason,
        held_for_agent=agent,
        protocol=ticket.protocol if ticket else "",
        sender=arrived.sender,
        subject=arrived.mail.subject,
    )


def mute(ticket: Ticket, now: datetime, *, minutes: int = 60) -> Ticket:
    """The ticket with its automatic mail silenced: a loop was seen (A21)."""
    return replace(ticket, muted_until=now + timedelta(minutes=minutes))


def _assigned(ticket: Ticket, before: str, assignment: Assignment | None, at: datetime) -> list[Event]:
    if assignment is None:
        return []
    return [Event(ticket.protocol, at, "rule", "assigned", before, assignment.agent.id, assignment.because)]


def _guests(ticket: Ticket, guests: Sequence[Address], at: datetime) -> tuple[Participant, ...]:
    return tuple(Participant(ticket.protocol, guest.address, guest.name, "guest", at) for guest in guests)


def message_of(
    arrived: Arrived, ticket: Ticket, n: int, direction: Direction, because: str, standing: str
) -> Message:
    """What arrived as message number `n` of the ticket; `standing` is the sender's in it, '' where that is nobody's
    to have (an agent's, a note's)."""
    mail = arrived.mail
    return Message(
        ticket=ticket.protocol,
        n=n,
        direction=direction,
        at=arrived.at,
        message_id=mail.message_id,
        sender=arrived.sender,
        to=mail.to,
        cc=mail.cc,
        subject=mail.subject,
        text=mail.text,
        own_words=arrived.own_words,
        raw_key=arrived.raw_key,
        because=because,
        attachments=mail.attachments,
        authentication=arrived.authentication.result,
        standing=standing,
        mailboxes=(arrived.mailbox, *arrived.also),
        content_key=mail.content_key,
        notes=mail.notes,
        formatted=bool(mail.html),
    )
