"""The desk's few mails that are about no answer: was this you, an alert to the admin, a link to sign in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from helpdesk.mailflow.leaks import scrubbed, seen
from helpdesk.mailflow.letter import CUSTOMER_CONFIRMATION, Desk, Draft, Mint, Written, handle, seal
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.words import say, when
from helpdesk.tickets.greeting import given_name
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Alert, Language, Ticket

DETAIL_SHOWN = 2_000


def was_this_you(desk: Desk, mint: Mint, now: datetime, *, ticket: Ticket, to: str, held: int) -> Written:
    """Asks an address on file whether it wrote the mail held in its name (threats E, auth fail).

    No word of that mail and nothing of the ticket, not even its protocol: it may be read by the wrong person.
    A reply to the handle c releases the held mail. Raises BadAddress.
    """
    language = ticket.language
    secret = mint.new_handle()
    message_id = mint.message_id("c")
    subject = say(language, "was_this_you_subject")
    draft = Draft(
        kind="confirm",
        message_id=message_id,
        sender=desk.itself,
        to=(Address(to),),
        reply_to=Address(desk.plus("c", secret), say(language, "to_was_this_you")),
        subject=subject,
        language=language,
        words=render("was_this_you", language, {"desk": desk.name}, subject, desk.mails),
        auto="auto-generated",
        protocol=ticket.protocol,
    )
    confirmation = handle("c", secret, ticket, now, life=CUSTOMER_CONFIRMATION, twin=message_id, held=held)
    return Written(seal(desk, draft, now), (confirmation,))


def alert(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    to: Sequence[str],
    language: Language,
    news: Alert,
    reason_words: str = "",
) -> Written:
    """Tells the admin what he must know; the caller sees to the one mail an hour for each reason (threats, ALERT).

    `reason_words`: the reason in plain words of `language`, '' where only its code is known.
    """
    subject = f"{say(language, 'alert_subject')}: {reason_words.rstrip('.') or news.reason}"
    values = {
        "desk": desk.name,
        "reason": news.reason,
        "reason_words": reason_words,
        "detail": seen(scrubbed(news.detail))[:DETAIL_SHOWN],
        "ticket": news.ticket,
        "at": when(now, desk.zone, language),
    }
    draft = Draft(
        kind="alert",
        message_id=mint.message_id("c"),
        sender=desk.itself,
        to=tuple(Address(one) for one in to),
        subject=subject,
        language=language,
        words=render("alert", language, values, subject),
        auto="auto-generated",
        protocol=news.ticket,
    )
    return Written(seal(desk, draft, now))


def login(
    desk: Desk, mint: Mint, now: datetime, *, to: Address, language: Language, url: str, minutes: int
) -> Written:
    """A one-use link to the viewer, for an address in agents.yaml; the page behind it shows a button (product.md 4)."""
    subject = f"{say(language, 'login_subject')} · {desk.name}"
    values: dict[str, Plain] = {
        "desk": desk.name,
        "name": given_name(to.name),
        "url": url,
        "minutes": minutes,
    }
    draft = Draft(
        kind="login",
        message_id=mint.message_id("c"),
        sender=desk.itself,
        to=(to,),
        subject=subject,
        language=language,
        words=render("login", language, values, subject),
        auto="auto-generated",
    )
    return Written(seal(desk, draft, now))
