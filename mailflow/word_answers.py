"""What a customer is answered who steers a case by a word: its state, or that the word was obeyed (product.md 1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from helpdesk.mailflow.acknowledgement import SUBJECT_ECHOED
from helpdesk.mailflow.leaks import scrubbed
from helpdesk.mailflow.letter import Desk, Draft, Mint, Written, seal_for_customer
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import base, to_customer
from helpdesk.tickets.greeting import given_name
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Language, Ticket

Last = Literal["", "desk", "customer", "moved"]
Told = Literal["status", "closed", "reopened", "human", "surveys_off", "language"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands, in times already put into words: `ended` since when, `last` what happened last ('desk' or
    'customer' wrote, it 'moved' to another team) and `last_at`; `promise` is when somebody writes or ('solve') it is
    solved, `late` that this is past; `until` is how long an answer reopens it; `page` shows all of it, '' nowhere."""

    ended: str = ""
    last: Last = ""
    last_at: str = ""
    promise: str = ""
    solve: bool = False
    late: bool = False
    until: str = ""
    page: str = ""


def word_answer(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    ticket: Ticket,
    to: Address,
    language: Language,
    told: Told,
    standing: Standing,
    in_reply_to: str = "",
) -> Written:
    """The answer `told` to the address on file; `in_reply_to` is the mail that held the word. Raises BadAddress."""
    subject = to_customer(ticket.subject, ticket.protocol, language, desk.subject_protocol)
    shown = scrubbed(base(ticket.subject, ticket.protocol, language))
    values: dict[str, Plain] = {
        "name": given_name(to.name),
        "protocol": ticket.protocol,
        "subject": shown if len(shown) <= SUBJECT_ECHOED else shown[: SUBJECT_ECHOED - 1].rstrip() + "…",
        "desk": desk.name,
        "status": ticket.status,
        "assigned": bool(ticket.assignee),
        "ended": standing.ended,
        "last": standing.last,
        "last_at": standing.last_at,
        "promise": standing.promise,
        "solve": standing.solve,
        "late": standing.late,
        "until": standing.until,
        "page": standing.page,
    }
    # The null sender: like an acknowledgement it must never be answered by a report (RFC 3834 3.3).
    draft = Draft(
        kind="ack",
        message_id=mint.message_id("r"),
        sender=desk.itself,
        to=(to,),
        subject=subject,
        language=language,
        words=render(f"word_{told}", language, values, subject, desk.mails),
        auto="auto-replied",
        in_reply_to=in_reply_to,
        protocol=ticket.protocol,
    )
    return seal_for_customer(desk, mint, ticket, draft, now)
