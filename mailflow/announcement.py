"""A notice to an address of a list, which has no case: a macro's text in a mail of its own, and how to want none."""

from __future__ import annotations

from datetime import datetime

from helpdesk.mailflow.leaks import Forbidden, leaks, leaks_bytes, refuse
from helpdesk.mailflow.letter import BOUNCE_HANDLE, Desk, Draft, Mint, Written, handle, seal
from helpdesk.mailflow.render import render
from helpdesk.mailflow.unsubscribe import answer_address, unsubscribe
from helpdesk.mailflow.words import say
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Language


def announcement(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    to: Address,
    language: Language,
    subject: str,
    text: str,
    forbidden: Forbidden,
    plus: bool = True,
    stop_page: str = "",
) -> Written:
    """The notice in the desk's name. Who answers it opens a case. Raises BadAddress, and Leak for what is internal."""
    message_id = mint.message_id("r")
    bounce = handle("b", mint.new_handle(), None, now, life=BOUNCE_HANDLE, outgoing=message_id)
    back, handles = answer_address(desk, mint, None, message_id, now, plus=plus)
    values = {
        "text": text.strip("\n"),
        "protocol": "",
        "stop": say(language, "no_surveys_word"),
        "stop_page": stop_page,
        "desk": desk.name,
    }
    draft = Draft(
        kind="macro",
        message_id=message_id,
        sender=desk.itself,
        to=(to,),
        subject=subject,
        language=language,
        words=render("notice", language, values, subject),
        envelope_from=desk.plus("b", bounce.secret),
        auto="auto-generated",
        addresses=unsubscribe(back, subject, language, stop_page),
    )
    refuse(leaks(text, forbidden))
    written = Written(seal(desk, draft, now), (bounce, *handles))
    refuse(leaks_bytes(written.outgoing.raw, forbidden))
    return written
