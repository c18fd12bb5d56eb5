"""The acknowledgement of a new ticket: in full to a sender who was authenticated, neutral to any other (A19)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.mailflow.leaks import scrubbed
from helpdesk.mailflow.letter import Desk, Draft, Mint, Written, seal_for_customer
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import base, received, to_customer
from helpdesk.mailflow.words import size
from helpdesk.tickets.greeting import given_name
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Language, Ticket

ORIGINAL_LINES = 15
ORIGINAL_LINE = 500  # characters of one line: a paragraph is one line for many clients
SUBJECT_ECHOED = 120
NEUTRAL_ID = 250  # the one thing of the sender's in a neutral receipt, for his client to thread by

_CHANGE_LANGUAGE: dict[Language, str] = {
    "es": "¿Español? Responda ESPAÑOL",
    "en": "English? Reply ENGLISH",
    "pt": "Português? Responda PORTUGUÊS",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that went to another team at once: its name where customers know it, and the sentence that says why."""

    team: str
    reason: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What a receipt says of a new case beside its number: `promise`, when a person will answer, '' for none;
    `follows`, the protocol of the case before it; `also`, further addresses of the desk that the mail went to."""

    promise: str = ""
    follows: str = ""
    also: Sequence[str] = ()
    moved: Moved | None = None

    def values(self) -> dict[str, Plain]:
        """As templates have it."""
        return {
            "promise": self.promise,
            "follows": self.follows,
            "also": ", ".join(self.also),
            "moved": self.moved is not None,
            "team": self.moved.team if self.moved else "",
            "reason": self.moved.reason.strip().rstrip(".") if self.moved else "",
        }


def acknowledgement(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    ticket: Ticket,
    in_reply_to: str,
    original: str = "",
    opening: Opening = Opening(),
    articles: Sequence[Mapping[str, str]] = (),
) -> Written:
    """The full acknowledgement to the requester. Only for a sender whose authentication passed: it echoes him.

    `in_reply_to` is his mail's Message-ID, `original` his text; `articles` may help him meanwhile: 'title', 'link' and
    'text', one of the two ''. Raises BadAddress.
    """
    subject = base(ticket.subject, ticket.protocol, ticket.language)
    shown = scrubbed(subject)
    return _write(
        desk,
        mint,
        now,
        ticket,
        kind="acknowledgement",
        to=ticket.requester,
        subject=to_customer(ticket.subject, ticket.protocol, ticket.language, desk.subject_protocol),
        in_reply_to=in_reply_to,
        values={
            "name": given_name(ticket.requester.name),
            "subject": shown if len(shown) <= SUBJECT_ECHOED else shown[: SUBJECT_ECHOED - 1].rstrip() + "…",
            **opening.values(),
            "articles": [dict(one) for one in articles],
            "original": first_lines(scrubbed(original), ORIGINAL_LINES),
        },
    )


def neutral_acknowledgement(
    desk: Desk, mint: Mint, now: datetime, *, ticket: Ticket, to: str, in_reply_to: str, limit: int = 0
) -> Written:
    """ACK-N: the protocol and fixed words; neither name, subject nor text of the sender (threats, ACK-N).

    `to` is the address it is owed to: the sender's, or the one on file. A `ticket` without a protocol: the mail is
    held, there is no number to name. `limit` in bytes: the mail was over it and only its header was read (A46), 0 = it
    came whole. Raises BadAddress.
    """
    return _write(
        desk,
        mint,
        now,
        ticket,
        kind="acknowledgement_neutral",
        to=Address(to),
        subject=received(ticket.protocol, ticket.language, desk.subject_protocol),
        in_reply_to=in_reply_to if len(in_reply_to) <= NEUTRAL_ID else "",
        values={"limit": size(limit, ticket.language) if limit else ""},
    )


def _write(
    desk: Desk,
    mint: Mint,
    now: datetime,
    ticket: Ticket,
    *,
    kind: str,
    to: Address,
    subject: str,
    in_reply_to: str,
    values: dict[str, Plain],
) -> Written:
    language = ticket.language
    words = render(
        kind,
        language,
        {
            **values,
            "protocol": ticket.protocol,
            "desk": desk.name,
            "other_languages": other_languages(desk, language),
        },
        subject,
        desk.mails,
    )
    # The null sender: an acknowledgement must never be answered by a report (RFC 3834 3.3).
    draft = Draft(
        kind="ack",
        message_id=mint.message_id("r"),
        sender=desk.itself,
        to=(to,),
        subject=subject,
        language=language,
        words=words,
        auto="auto-replied",
        in_reply_to=in_reply_to,
        protocol=ticket.protocol,
    )
    return seal_for_customer(desk, mint, ticket, draft, now)


def other_languages(desk: Desk, language: Language) -> list[Plain]:
    """How she is written to in another language than `language`: for each that the desk offers, in that language."""
    return [{"language": one, "words": _CHANGE_LANGUAGE[one]} for one in desk.offers if one != language]


def first_lines(text: str, count: int) -> str:
    """The first `count` lines of `text`, blank runs closed up, with […] where something was left out."""
    lines = re.sub(r"\n\s*\n\s*\n+", "\n\n", text.strip()).split("\n")
    kept = [line if len(line) <= ORIGINAL_LINE else line[:ORIGINAL_LINE] + " […]" for line in lines[:count]]
    return "\n".join([*kept, "[…]"] if len(lines) > count else kept)
