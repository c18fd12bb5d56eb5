"""A mail to a vendor about a ticket: a thread beside it, which the customer is no part of (product.md 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.mailflow.acknowledgement import first_lines
from helpdesk.mailflow.leaks import (
    Forbidden,
    leaks_bytes,
    refuse,
    refuse_leaks,
    relayable,
    scrubbed,
    seen,
)
from helpdesk.mailflow.letter import AGENT_HANDLE, Desk, Draft, Mint, Written, bounce_handle, handle, seal
from helpdesk.mailflow.mime import File
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import to_agent
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Language, Ticket

QUOTED_LINES = 60


@dataclass(frozen=True, slots=True)
class Side:
    """The thread: the vendor's address and language, and the ids of its mails, oldest first ('' and () at its start).
    `original`: the customer's own words, which open it."""

    vendor: str
    language: Language
    references: Sequence[str] = ()
    original: str = ""


def vendor_mail(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    ticket: Ticket,
    agent: Agent | None,
    side: Side,
    text: str,
    files: Sequence[File] = (),
    forbidden: Forbidden,
) -> Written:
    """`text` to the vendor, in the name of the desk and its agent, if one wrote. What comes back to its handle n, or
    answers its Message-ID, is a note.

    Raises BadAddress, and Leak where an agent's address, a handle or a card would show.
    """
    refuse_leaks(text, kept := relayable(files), forbidden)
    message_id = mint.message_id("n")
    secret = mint.new_handle()
    # Of no agent: the vendor's.
    back = handle("n", secret, ticket, now, life=AGENT_HANDLE, twin=message_id, outgoing=message_id)
    bounce = bounce_handle(mint, ticket, message_id, now)
    subject = to_agent(seen(ticket.subject), ticket.protocol, side.language)
    values: dict[str, Plain] = {
        "text": text.strip("\n"),
        "first": not side.references,
        "protocol": ticket.protocol,
        "original": first_lines(scrubbed(side.original), QUOTED_LINES) if side.original else "",
    }
    draft = Draft(
        kind="vendor",
        message_id=message_id,
        sender=Address(desk.address, f"{agent.name} · {desk.name}" if agent else desk.name),
        to=(Address(side.vendor),),
        reply_to=Address(desk.plus("n", secret), desk.name),
        subject=subject,
        language=side.language,
        words=render("vendor", side.language, values, subject, desk.mails),
        envelope_from=desk.plus("b", bounce.secret),
        in_reply_to=side.references[-1] if side.references else "",
        references=side.references,
        files=kept,
        protocol=ticket.protocol,
        once=False,
        agent=agent.id if agent else "",
    )
    outgoing = seal(desk, draft, now)
    refuse(leaks_bytes(outgoing.raw, forbidden))
    return Written(outgoing, (back, bounce))
