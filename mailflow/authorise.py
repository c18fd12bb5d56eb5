"""The table of threats E4: what a mail that leads to a ticket may do there. Rows in order, the first match wins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.claims import claimed_addresses
from helpdesk.tickets.mail import Authentication, Hold, InboundMail, Joins, NewTicket, Threading
from helpdesk.tickets.model import Ticket

Role = Literal["participant", "guest", "unknown"]
Source = Literal["handle", "reply", "references", "subject", "words"]

_SIGNED_BY = {"reply": "in-reply-to", "references": "references", "subject": "subject"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What leads to `protocol`, in plain words; `token_of`: the addresses it is a valid token of, () for none."""

    protocol: str
    source: Source
    words: str
    token_of: tuple[str, ...] = ()


def authorise(
    ticket: Ticket,
    role: Role,
    evidence: Evidence,
    mail: InboundMail,
    auth: Authentication,
    now: datetime,
    reopen_window: timedelta,
    *,
    released: bool = False,
) -> Threading:
    """What happens to a mail with `evidence` for `ticket` from somebody who is `role` there."""
    over = _over(ticket, now, reopen_window)
    match role:
        case "participant":
            return _participant(ticket, evidence, mail, auth, over, released)
        case "guest":
            return _guest(ticket, evidence, auth, over, released)
        case "unknown":
            return _unknown(ticket, evidence, auth, released)


def open_new(
    because: str, auth: Authentication, *, typed: str = "", meant: str = "", wrong: bool = False
) -> NewTicket:
    """A ticket of its own; doubtful where the sender's domain disowns the mail."""
    if auth.result == "fail":
        because = f"{because}; the sender's domain disowns it ({auth.because})"
    return NewTicket(because, doubtful=auth.result == "fail", typed=typed, meant=meant, wrong=wrong)


def person_claimed(mail: InboundMail, known: Iterable[str]) -> str:
    """The first of `known` that From is, or that a broken From could be taken for; '' for none."""
    shown = (mail.sender.address, *claimed_addresses(mail))
    return next((address for address in known if any(same(address, claim) for claim in shown)), "")


def _participant(
    ticket: Ticket, evidence: Evidence, mail: InboundMail, auth: Authentication, over: bool, released: bool
) -> Threading:
    because = evidence.words
    if auth.result == "fail" and not released:
        why = f"{because}; From is a participant's, but its domain disowns it ({auth.because})"
        return Hold("spoof-suspect", why, ticket.protocol, ask_address_on_file=True)
    if over:
        why = f"{because}, but that ticket ended too long ago to be reopened"
        return NewTicket(why, linked=ticket.protocol, link_kind="follows")
    # A token sent to somebody else on the ticket shows only that this person saw the mail.
    if any(same(owner, mail.sender.address) for owner in evidence.token_of):
        return Joins(ticket.protocol, f"{because}, which was sent to this participant")
    if released or (auth.result == "pass" and _proved(evidence, auth)):
        return Joins(ticket.protocol, f"{because}, from a participant ({auth.because or 'released'})")
    why = f"{because}, from a participant's address that nothing proves ({auth.because or 'no result'})"
    return Joins(ticket.protocol, why, "unverified", neutral_receipt=True)


def _guest(ticket: Ticket, evidence: Evidence, auth: Authentication, over: bool, released: bool) -> Threading:
    because = evidence.words
    if auth.result == "fail" and not released:
        why = f"{because}; From is a guest's, but its domain disowns it ({auth.because})"
        return Hold("spoof-suspect", why, ticket.protocol)
    if over:
        why = f"{because}, but that ticket ended too long ago"
        return NewTicket(why, linked=ticket.protocol, link_kind="quotes")
    return Joins(ticket.protocol, f"{because}, from somebody named in To or Cc and not admitted", "guest")


def _unknown(ticket: Ticket, evidence: Evidence, auth: Authentication, released: bool) -> Threading:
    because = evidence.words
    if evidence.token_of:
        if released:
            return Joins(ticket.protocol, f"{because}, from a stranger; released by hand", "guest")
        why = f"{because}, which belongs to {', '.join(evidence.token_of[:3])}"
        return Hold("foreign-on-token", why, ticket.protocol, neutral_receipt=auth.result != "fail")
    opened = open_new(f"{because}, from somebody who is not on that ticket", auth)
    return NewTicket(opened.because, ticket.protocol, "quotes", opened.doubtful, wrong=True)


def _over(ticket: Ticket, now: datetime, reopen_window: timedelta) -> bool:
    # What follows in a spam ticket stays with it, however late.
    return (
        ticket.aside != "spam"
        and ticket.status in ("resolved", "closed")
        and (ticket.resolved_at or ticket.updated_at) + reopen_window < now
    )


def _proved(evidence: Evidence, auth: Authentication) -> bool:
    # A replayed signature still verifies under an added In-Reply-To: what leads here must be signed too (A6).
    header = _SIGNED_BY.get(evidence.source)
    return not auth.signed_headers or header is None or header in auth.signed_headers
