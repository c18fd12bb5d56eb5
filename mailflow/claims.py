"""What a mail merely claims: the addresses a broken From shows, headers that stand twice, handle-like addresses."""

from __future__ import annotations

import re

from helpdesk.mailflow.addresses import HEADER_CAP, fold
from helpdesk.mailflow.headertext import decoded_words
from helpdesk.tickets.mail import InboundMail

# Twice one of these and two readers may see two mails (A5).
SINGLETONS = (
    "from",
    "sender",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
)

# Bounded pieces: one pass, however the header is made.
_ADDRESS = re.compile(r"(?<!\w)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9._-]{1,253}")
_HANDLE_LIKE = re.compile(r"\+[rnc]-[a-z0-9]{12,20}@", re.ASCII)


def claimed_addresses(mail: InboundMail) -> tuple[str, ...]:
    """Every address a person or a parser might take a broken From for; () where From is good (threats A4)."""
    if not mail.sender_problem:
        return ()
    found: dict[str, None] = {}
    # The raw values: normalised for display, a Kelvin sign is a K and a stranger an agent (A8).
    for value in (*mail.all("From")[:5], mail.shown_from.address):
        for text in (value[:HEADER_CAP], decoded_words(value[:HEADER_CAP])):
            for hit in _ADDRESS.findall(text):
                found[fold(hit.rstrip("."))] = None
    return tuple(found)


def repeated(mail: InboundMail) -> tuple[str, ...]:
    """The singleton headers that stand more than once, lower case."""
    twice = {fold(name) for name in mail.repeated_headers}
    return tuple(name for name in SINGLETONS if name in twice)


def shows_handle(mail: InboundMail) -> bool:
    """Whether To or Cc has an address in the shape of an agent's handle, or nearly so."""
    return any(_HANDLE_LIKE.search(fold(person.address)) for person in (*mail.to, *mail.cc))
