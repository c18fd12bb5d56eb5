"""An agent's answer as the customer gets it: the desk's mail from end to end, with nothing of the agent's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.mailflow.acknowledgement import first_lines
from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.leaks import Forbidden, leaks_bytes, refuse, refuse_leaks, relayable, scrubbed
from helpdesk.mailflow.letter import Desk, Draft, Mint, Written, bounce_handle, seal_for_customer
from helpdesk.mailflow.mime import File
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import to_customer
from helpdesk.mailflow.words import when
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Ticket

QUOTED_LINES = 40


@dataclass(frozen=True, slots=True)
class Original:
    """The customer's own mail, to be quoted under the first answer (product.md 1.2)."""

    by: Address
    at: datetime
    text: str


def reply(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    ticket: Ticket,
    agent: Agent,
    text: str,
    to: Sequence[Address],
    cc: Sequence[Address] = (),
    files: Sequence[File] = (),
    in_reply_to: str = "",
    references: Sequence[str] = (),
    original: Original | None = None,
    resolves: bool = False,
    until: str = "",
    forbidden: Forbidden,
    first: bool = False,
) -> Written:
    """The public answer: `text`, her new words alone. `first` opens its ticket, `resolves` ends it, reopened `until`.

    `references`: ids each of these recipients sent or was sent, oldest first. `original` is quoted only to the one
    person who wrote it: anybody else would be given history (threats E5). The VERP handle comes with it. Raises
    BadAddress, and Leak where something internal would show.
    """
    refuse_leaks(text, kept := relayable(files), forbidden)
    subject = to_customer(
        ticket.subject, ticket.protocol, ticket.language, desk.subject_protocol, first=first
    )
    values = _values(desk, ticket, text, original, [*to, *cc]) | {"resolves": resolves, "until": until}
    message_id = mint.message_id("r")
    bounce = bounce_handle(mint, ticket, message_id, now)
    draft = Draft(
        kind="reply",
        message_id=message_id,
        sender=Address(desk.address, f"{agent.name} · {desk.name}"),
        to=tuple(to),
        cc=tuple(cc),
        subject=subject,
        language=ticket.language,
        words=render("reply", ticket.language, values, subject, desk.mails),
        envelope_from=desk.plus("b", bounce.secret),
        in_reply_to=in_reply_to,
        references=references,
        files=kept,
        protocol=ticket.protocol,
        once=False,
        agent=agent.id,
    )
    return _checked(seal_for_customer(desk, mint, ticket, draft, now, bounce), forbidden)


def _checked(written: Written, forbidden: Forbidden) -> Written:
    refuse(leaks_bytes(written.outgoing.raw, forbidden))
    return written


def _values(
    desk: Desk,
    ticket: Ticket,
    text: str,
    original: Original | None,
    readers: Sequence[Address],
) -> dict[str, Plain]:
    quoted = _quoted(desk, ticket, original, readers)
    return {"text": text.strip("\n"), "signature": desk.signature, **quoted}


def _quoted(
    desk: Desk, ticket: Ticket, original: Original | None, readers: Sequence[Address]
) -> dict[str, str]:
    if original is None or not all(same(person.address, original.by.address) for person in readers):
        return {"original": "", "original_by": "", "original_at": ""}
    return {
        "original": first_lines(scrubbed(original.text), QUOTED_LINES),
        "original_by": original.by.name or original.by.address,
        "original_at": when(original.at, desk.zone, ticket.language),
    }
