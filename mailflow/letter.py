"""The one gate for outgoing mail: a draft becomes an `Outgoing`, its bytes final, its headers read back.

Pure: ids and secrets come from a `Mint`, the time is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from helpdesk.mailflow.headers import BrokenHeader, Head, is_id, safe_address, thread
from helpdesk.mailflow.mime import File, build
from helpdesk.mailflow.render import Rendered
from helpdesk.mailflow.subjects import Place
from helpdesk.mailflow.tokens import handle_address
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import HandleKind, Language, NewHandle, Outgoing, OutgoingKind, Ticket

Auto = Literal["", "auto-replied", "auto-generated"]

# Threats D and E. Counted from the day the mail is written, or from the day its ticket was resolved if that is later:
# tickets/handles.py lengthens them while the ticket is open, and nothing but a revocation ends one sooner.
AGENT_HANDLE = timedelta(days=180)
CUSTOMER_HANDLE = timedelta(days=365)
BOUNCE_HANDLE = timedelta(days=60)  # a relay gives up after days; late reports of gateways after weeks
CONFIRMATION = timedelta(hours=24)
CUSTOMER_CONFIRMATION = timedelta(days=7)  # customers read mail when they read mail


class Mint(Protocol):
    """Where secrets and ids come from (tokens.py; a counting one in tests)."""

    def new_handle(self) -> str:
        """16 base32 characters, unguessable."""
        ...

    def message_id(self, kind: HandleKind) -> str:
        """`<kind.24 base32 characters@domain>`, 100 random bits."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The mailbox that speaks, as the settings have it."""

    name: str
    address: str
    mailbox: str
    zone: ZoneInfo
    subject_protocol: Place = "suffix"
    plus_for_customers: bool = False  # reply_token = "plus" (threats E)
    offers: tuple[Language, ...] = ("es", "en", "pt")
    names: Mapping[str, str] = field(default_factory=dict)  # agents' ids to names, for the card
    signature: str = ""  # what its answers end with
    mails: Mapping[tuple[str, Language], str] = field(default_factory=dict)  # its own words for some of them
    viewer: str = ""  # where its users reach the viewer, '' where nobody said

    @property
    def itself(self) -> Address:
        """The desk as a sender: `Soporte Acme <soporte@acme.example>`."""
        return Address(self.address, self.name)

    def plus(self, kind: HandleKind, secret: str) -> str:
        """`soporte+r-<secret>@acme.example` (product.md 2.1)."""
        return handle_address(safe_address(self.address), kind, secret)


@dataclass(frozen=True, slots=True)
class Written:
    """A mail ready for the outbox and the handles that live in it: store both in one transaction."""

    outgoing: Outgoing
    handles: tuple[NewHandle, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """All a mail is made of. `auto` '' = a person wrote it (RFC 3834 5). `extra`: fields of our own making, and
    `addresses`: those that hold addresses of pages and mail, which no encoded word may stand in."""

    kind: OutgoingKind
    message_id: str
    sender: Address
    to: tuple[Address, ...]
    subject: str
    language: Language
    words: Rendered
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    envelope_from: str = ""
    auto: Auto = ""
    in_reply_to: str = ""
    references: Sequence[str] = ()
    files: Sequence[File] = ()
    extra: tuple[tuple[str, str], ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()
    protocol: str = ""
    once: bool = True
    agent: str = ""
    to_agent: str = ""


def seal(desk: Desk, draft: Draft, now: datetime) -> Outgoing:
    """The draft as final bytes. Raises BadAddress (A29) and BrokenHeader (A28); nothing goes out then."""
    if not is_id(draft.message_id):
        raise BrokenHeader(f"{draft.message_id!r} is no Message-ID")
    references = thread(draft.references, draft.in_reply_to)
    seed = draft.message_id.strip("<>").partition("@")[0]
    body = build(draft.words.text, draft.words.html, draft.files, seed)

    head = Head()
    head.token("Date", format_datetime(now.astimezone(desk.zone)))
    head.mailboxes("From", [draft.sender])
    head.mailboxes("To", draft.to)
    head.mailboxes("Cc", draft.cc)
    head.mailboxes("Reply-To", [draft.reply_to] if draft.reply_to else [])
    head.text("Subject", draft.subject)
    head.ids("Message-ID", [draft.message_id])
    head.ids("In-Reply-To", [draft.in_reply_to] if draft.in_reply_to else [])
    head.ids("References", references)
    if draft.auto:
        head.token("Auto-Submitted", draft.auto)
        head.text("X-Helpdesk-Loop", safe_address(desk.address))
    if draft.auto == "auto-replied":
        # Not All: delivery reports are wanted (product.md 1.3).
        head.token("X-Auto-Response-Suppress", "OOF, AutoReply, RN")
    for name, value in draft.extra:
        head.text(name, value)
    for name, value in draft.addresses:
        head.token(name, value)
    head.token("Content-Language", draft.language)
    head.token("MIME-Version", "1.0")
    for name, value in body.fields:
        head.token(name, value)

    recipients = dict.fromkeys(safe_address(person.address) for person in (*draft.to, *draft.cc))
    return Outgoing(
        kind=draft.kind,
        ticket=draft.protocol,
        message_id=draft.message_id,
        envelope_from=draft.envelope_from,
        recipients=tuple(recipients),
        subject=draft.subject,
        raw=head.block() + b"\r\n" + body.body,
        mailbox=desk.mailbox,
        once=draft.once,
        agent=draft.agent,
        to_agent=draft.to_agent,
        references=references,
    )


def seal_for_customer(
    desk: Desk, mint: Mint, ticket: Ticket, draft: Draft, now: datetime, *handles: NewHandle
) -> Written:
    """The draft sealed for a customer; with `reply_token = "plus"` the answer goes to a plus-address (threats E)."""
    if desk.plus_for_customers and ticket.protocol:
        secret = mint.new_handle()
        draft = replace(draft, reply_to=Address(desk.plus("c", secret), desk.name))
        handles += (handle("c", secret, ticket, now, life=CUSTOMER_HANDLE, outgoing=draft.message_id),)
    return Written(seal(desk, draft, now), handles)


def handle(
    kind: HandleKind,
    secret: str,
    ticket: Ticket | None,
    now: datetime,
    *,
    life: timedelta,
    agent: str = "",
    twin: str = "",
    held: int = 0,
    outgoing: str = "",
) -> NewHandle:
    """A handle on `ticket` (None: on a held mail that has none), bound to the version that the mail shows."""
    return NewHandle(
        kind=kind,
        secret=secret,
        ticket=ticket.protocol if ticket else "",
        agent=agent,
        version=ticket.version if ticket else 0,
        expires_at=now + life,
        message_id=twin,
        held=held,
        outgoing_message_id=outgoing,
    )


def bounce_handle(mint: Mint, ticket: Ticket, message_id: str, now: datetime) -> NewHandle:
    """The VERP handle: a report sent to it says which mail died (A18)."""
    return handle("b", mint.new_handle(), ticket, now, life=BOUNCE_HANDLE, outgoing=message_id)
