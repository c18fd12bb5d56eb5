"""What merging one ticket into another changes: pure, from both tickets and their people to Changes of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from helpdesk.tickets.beside import Move
from helpdesk.tickets.draft import WAKE
from helpdesk.tickets.model import Agent, Changes, Event, Participant, Status, Ticket
from helpdesk.tickets.moving import MERGED
from helpdesk.tickets.packing import fold
from helpdesk.tickets.sla_state import ENDED, SlaState
from helpdesk.tickets.timers import WARN_AGENT

Role = Literal["added", "guest"]
# What the ticket that is no more would have been looked at for; whatever waits for a held mail of it goes along.
_STOPPED = ("rules", WAKE, WARN_AGENT)


def merge(
    changes: Changes,
    gone: Ticket,
    into: Ticket,
    agent: Agent,
    at: datetime,
    because: str,
    *,
    people_gone: Sequence[Participant],
    people_into: Sequence[Participant],
) -> Changes:
    """`changes` (of `gone`, whose last state they may hold) with everything of it put into `into`.

    Where both are of one customer, who takes part in `gone` takes part in `into`. Another customer is a guest there:
    what they write is read and nothing is sent to them, or by them shown to anybody, until they are admitted (threats
    E). What was read before is stale after: the version is greater than either.
    """
    last = changes.ticket or gone
    joining = list(_joining(gone, into, people_gone, people_into, at, agent))
    kept = {fold(one.address) for one in (*people_into, *joining) if one.role != "guest"}
    guests = tuple(one.address for one in people_gone if fold(one.address) not in kept)
    ended = Event(gone.protocol, at, f"agent:{agent.id}", "merged-into", last.status, into.protocol, because)
    return replace(
        changes,
        ticket=replace(
            last,
            status="closed",
            resolved_at=last.resolved_at or at,
            updated_at=max(last.updated_at, at),
            version=last.version + 1,
            message_count=0,
        ),
        events=(*changes.events, ended),
        cancel_timers=tuple(dict.fromkeys((*changes.cancel_timers, *_STOPPED))),
        timers=tuple(timer for timer in changes.timers if timer.kind not in _STOPPED),
        links=(*changes.links, (gone.protocol, into.protocol, MERGED)),
        moves=(Move(gone.protocol, into.protocol, guests=guests),),
        beside=(_survivor(last, into, joining, agent, at, because),),
        protocol=changes.protocol or gone.protocol,
    )


def _survivor(
    gone: Ticket, into: Ticket, joining: Sequence[Participant], agent: Agent, at: datetime, because: str
) -> Changes:
    """What the merge changes on the ticket that stays."""
    status = _status(gone, into)
    after = replace(
        into,
        status=status,
        resolved_at=None if status not in ENDED else into.resolved_at,
        assignee=into.assignee or gone.assignee,
        updated_at=max(into.updated_at, at),
        version=max(gone.version, into.version) + 1,
        message_count=into.message_count + gone.message_count,
    )
    told = [(MERGED, gone.protocol, into.protocol)]
    if status != into.status:
        told.append(("reopened", into.status, status))
    if after.assignee != into.assignee:
        told.append(("assigned", "", after.assignee))
    told += [("participant", "", one.address) for one in joining if one.role != "guest"]
    actor = f"agent:{agent.id}"
    return Changes(
        "done",
        "command",
        because,
        ticket=after,
        participants=tuple(joining),
        events=tuple(
            Event(into.protocol, at, actor, kind, before, now, because) for kind, before, now in told
        ),
        protocol=into.protocol,
    )


def both(gone: SlaState, into: SlaState) -> SlaState:
    """The promises of the survivor: who waited in the other ticket waits here, no longer than was promised there."""
    asked = [at for at in (gone.last_customer_at, into.last_customer_at) if at is not None]
    answered = [at for at in (gone.last_reply_at, into.last_reply_at) if at is not None]
    promised = [into.first_response] if into.first_response else []
    if gone.first_reply_at is None and gone.first_response is not None:
        promised.append(gone.first_response)
    return replace(
        into,
        first_response=min(promised, default=None),
        last_customer_at=max(asked, default=None),
        last_reply_at=max(answered, default=None),
    )


def _joining(
    gone: Ticket,
    into: Ticket,
    people_gone: Sequence[Participant],
    people_into: Sequence[Participant],
    at: datetime,
    agent: Agent,
) -> Iterator[Participant]:
    """Who of `gone` is new to `into`, and as what; a guest whom the other has admitted is admitted."""
    one_customer = fold(gone.requester.address) == fold(into.requester.address)
    roles = {fold(one.address): one.role for one in people_into}
    for one in people_gone:
        known = roles.get(fold(one.address))
        approved = one_customer and one.role != "guest"
        if known is None or (known == "guest" and approved):
            role: Role = "added" if approved else "guest"
            yield Participant(into.protocol, one.address, one.name, role, at, agent.id if approved else "")


def _status(gone: Ticket, into: Ticket) -> Status:
    """A ticket that somebody waits in is open, whatever it was."""
    if gone.status in ("new", "open") and into.status not in ("new", "open"):
        return "open"
    return "open" if into.status == "new" and gone.status == "open" else into.status
