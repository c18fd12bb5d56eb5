"""Mail that is already written: a face of a survey, and the one tap by which a customer wants no more of them."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from helpdesk.mailflow.letter import CUSTOMER_HANDLE, Desk, Mint, handle
from helpdesk.mailflow.words import say
from helpdesk.tickets.model import Language, NewHandle, Ticket


def prewritten(to: str, subject: str, body: str) -> str:
    """A mail to the desk that says `body` and nothing else (RFC 6068)."""
    return (
        f"mailto:{quote(to, safe='@+.-')}?subject={quote(subject[:200], safe='')}&body={quote(body, safe='')}"
    )


def answer_address(
    desk: Desk, mint: Mint, ticket: Ticket | None, message_id: str, now: datetime, *, plus: bool
) -> tuple[str, tuple[NewHandle, ...]]:
    """Where a mail goes that a customer taps in the mail `message_id`: with `plus` (the desk has plus-addresses) to one
    that proves who was written to, and its handle; else to the desk's own."""
    if not plus:
        return desk.address, ()
    secret = mint.new_handle()
    return desk.plus("c", secret), (
        handle("c", secret, ticket, now, life=CUSTOMER_HANDLE, outgoing=message_id),
    )


def unsubscribe(to: str, subject: str, language: Language, page: str) -> tuple[tuple[str, str], ...]:
    """The fields by which her program ends surveys and notices: a mail (RFC 2369 3.2), and where there is a page the
    one POST of RFC 8058, which wants the relay to sign both fields. As encoded words no program would read them."""
    by_mail = f"<{prewritten(to, subject, say(language, 'no_surveys_word'))}>"
    if not page:
        return (("List-Unsubscribe", by_mail),)
    return (
        ("List-Unsubscribe", f"{by_mail},\r\n <{page}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
