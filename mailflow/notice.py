"""A notice that the desk sends to many cases at once: a macro's text in each one's thread, and how to want none."""

from __future__ import annotations

from datetime import datetime

from helpdesk.mailflow.customer_notices import Thread
from helpdesk.mailflow.leaks import Forbidden, leaks, leaks_bytes, refuse
from helpdesk.mailflow.letter import Desk, Draft, Mint, Written, bounce_handle, seal
from helpdesk.mailflow.render import render
from helpdesk.mailflow.subjects import to_customer
from helpdesk.mailflow.unsubscribe import answer_address, unsubscribe
from helpdesk.mailflow.words import say
from helpdesk.tickets.model import Ticket


def broadcast(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    ticket: Ticket,
    text: str,
    forbidden: Forbidden,
    thread: Thread,
    plus: bool = True,
    stop_page: str = "",
) -> Written:
    """The notice to the requester, in the desk's own name; `stop_page` is where she ends them in a browser, '' nowhere.
    Raises BadAddress, and Leak for what is internal."""
    language = ticket.language
    message_id = mint.message_id("r")
    bounce = bounce_handle(mint, ticket, message_id, now)
    to, handles = answer_address(desk, mint, ticket, message_id, now, plus=plus)
    subject = to_customer(ticket.subject, ticket.protocol, language, desk.subject_protocol)
    values = {
        "text": text.strip("\n"),
        "protocol": ticket.protocol,
        "stop": say(language, "no_surveys_word"),
        "stop_page": stop_page,
        "desk": desk.name,
    }
    draft = Draft(
        kind="macro",
        message_id=message_id,
        sender=desk.itself,
        to=(ticket.requester,),
        subject=subject,
        language=language,
        words=render("notice", language, values, subject, desk.mails),
        envelope_from=desk.plus("b", bounce.secret),
        auto="auto-generated",
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        addresses=unsubscribe(to, ticket.protocol, language, stop_page),
        protocol=ticket.protocol,
    )
    refuse(leaks(text, forbidden))
    written = Written(seal(desk, draft, now), (bounce, *handles))
    refuse(leaks_bytes(written.outgoing.raw, forbidden))
    return written
