"""The question about a case: how it was (1 to 5), or whether she would recommend the desk (0 to 10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from helpdesk.mailflow.acknowledgement import SUBJECT_ECHOED
from helpdesk.mailflow.customer_notices import Thread
from helpdesk.mailflow.leaks import scrubbed
from helpdesk.mailflow.letter import Desk, Draft, Mint, Written, bounce_handle, seal
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import base, to_customer
from helpdesk.mailflow.unsubscribe import answer_address, prewritten, unsubscribe
from helpdesk.mailflow.words import say
from helpdesk.tickets.greeting import given_name
from helpdesk.tickets.model import Ticket

ASKED: dict[Literal["csat", "nps"], Sequence[int]] = {
    "csat": (5, 4, 3, 2, 1),
    "nps": tuple(range(10, -1, -1)),
}


def survey(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    ticket: Ticket,
    kind: Literal["csat", "nps"],
    resolved: str,
    thread: Thread,
    plus: bool = True,
    page: str = "",
    stop_page: str = "",
) -> Written:
    """Asks the requester, by name of the case; `resolved`: since when, in words. Each face is a mail already written.

    `plus`: the desk has plus-addresses, so that a tap counts whatever her mail server says of her. `page`: where she
    may answer in a browser, `stop_page`: where she ends surveys there ('' = nowhere). Raises BadAddress.
    """
    language = ticket.language
    subject = to_customer(ticket.subject, ticket.protocol, language, desk.subject_protocol)
    message_id = mint.message_id("r")
    bounce = bounce_handle(mint, ticket, message_id, now)
    to, handles = answer_address(desk, mint, ticket, message_id, now, plus=plus)
    stop = say(language, "no_surveys_word")
    values = {**_values(desk, ticket, kind, to, subject, page), "resolved": resolved, "stop": stop}
    values["stop_page"] = stop_page
    draft = Draft(
        kind="survey",
        message_id=message_id,
        sender=desk.itself,
        to=(ticket.requester,),
        subject=subject,
        language=language,
        words=render(f"survey_{kind}", language, values, subject, desk.mails),
        envelope_from=desk.plus("b", bounce.secret),
        auto="auto-generated",
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        addresses=unsubscribe(to, ticket.protocol, language, stop_page),
        protocol=ticket.protocol,
    )
    return Written(seal(desk, draft, now), (bounce, *handles))


def _values(
    desk: Desk, ticket: Ticket, kind: Literal["csat", "nps"], to: str, subject: str, page: str
) -> dict[str, Plain]:
    shown = scrubbed(base(ticket.subject, ticket.protocol, ticket.language))
    faces: list[Plain] = [
        {
            "label": _label(ticket, kind, score),
            "url": prewritten(to, subject, str(score)),
            "page": f"{page}/{score}" if page else "",
        }
        for score in ASKED[kind]
    ]
    return {
        "name": given_name(ticket.requester.name),
        "subject": shown if len(shown) <= SUBJECT_ECHOED else shown[: SUBJECT_ECHOED - 1].rstrip() + "…",
        "protocol": ticket.protocol,
        "desk": desk.name,
        "faces": faces,
        "pages": bool(page),
    }


def _label(ticket: Ticket, kind: Literal["csat", "nps"], score: int) -> str:
    """The digit, and where it is one of five what it means."""
    return f"{score} · {say(ticket.language, f'csat_{score}')}" if kind == "csat" else str(score)
