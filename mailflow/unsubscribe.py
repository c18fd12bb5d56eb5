"""Mail that is already written: a face of a survey, and the one tap by which a customer wants no more of them."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from helpdesk.mailflow.letter import CUSTOMER_HANDLE, Desk, Mint, handle
from helpdesk.mailflow.words import say
from helpdesk.tickets.model import NewHandle, Ticket


def prewritten(to: str, subject: str, body: str) -> str:
    """A mail to the desk that says `body` and nothing else (RFC 6068)."""
    return (
        f"mailto:{quote(to, safe='@+.-')}?subject={quote(subject[:200], safe='')}&body={quote(body, safe='')}"
    )


def answer_address(
    desk: Desk, mint: Mint, ticket: Ticket, message_id: str, now: datetime, *, plus: bool
) -> tuple[str, tuple[NewHandle, ...]]:
    """Where such a mail goes: with `plus` (the desk has plus-addresses), one that proves who was written to."""
    if not plus:
        return desk.address, ()
    secret = mint.new_handle()
    return desk.plus("c", secret), (
        handle("c", secret, ticket, now, life=CUSTOMER_HANDLE, outgoing=message_id),
    )


def unsubscribe(to: str, ticket: Ticket) -> tuple[str, str]:
    """The header by which her program ends surveys and notices (RFC 2369 3.2). Only the mail form: the one-click form
    is a page's (RFC 8058)."""
    stop = say(ticket.language, "no_surveys_word")
    return "List-Unsubscribe", f"<{prewritten(to, ticket.protocol, stop)}>"
