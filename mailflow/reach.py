"""The ways back from a mail to an agent: to the customer, to the team, and for a report that it died."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from helpdesk.mailflow.letter import AGENT_HANDLE, Desk, Mint, bounce_handle, handle
from helpdesk.tickets.model import Agent, HandleKind, NewHandle, Ticket

_KINDS: tuple[Literal["r"], Literal["n"]] = ("r", "n")


@dataclass(frozen=True, slots=True)
class Reach:
    """Addresses r and n of one mail, and its VERP sender; `handles` are to be stored with it, r and n first."""

    message_id: str
    customer: str
    note: str
    envelope_from: str
    handles: tuple[NewHandle, ...]


def reach(
    desk: Desk, mint: Mint, now: datetime, ticket: Ticket, agent: Agent, first: Literal["r", "n"]
) -> Reach:
    """New handles on this version of `ticket` for `agent`; the mail's own id means what `first` means."""
    message_id = mint.message_id(first)
    twins: dict[HandleKind, str] = {first: message_id}
    made = [
        handle(
            kind,
            mint.new_handle(),
            ticket,
            now,
            life=AGENT_HANDLE,
            agent=agent.id,
            twin=twins.get(kind, ""),
        )
        for kind in _KINDS
    ]
    customer, note = (desk.plus(one.kind, one.secret) for one in made)
    bounce = bounce_handle(mint, ticket, message_id, now)
    return Reach(message_id, customer, note, desk.plus("b", bounce.secret), (*made, bounce))
