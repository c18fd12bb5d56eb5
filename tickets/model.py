"""What the desk knows: agents, tickets, their history, and the mail it owes; frozen values only.

Longer than other files on purpose: whoever changes a ticket has all that a ticket is on one page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from helpdesk.tickets.beside import Contact, Move, PageLink, Survey
from helpdesk.tickets.mail import Address, Attachment, Envelope
from helpdesk.tickets.sla_state import SlaState

if TYPE_CHECKING:  # verdict.py speaks of tickets
    from helpdesk.tickets.verdict import Facts, Verdict

Language = Literal["es", "en", "pt"]
Status = Literal["new", "open", "waiting", "snoozed", "resolved", "closed"]
Aside = Literal["", "spam", "discarded"]
Priority = Literal["low", "normal", "high", "urgent"]
Outcome = Literal[
    "opened",
    "threaded",
    "note",
    "command",
    "bounce",
    "auto_reply",
    "list",
    "duplicate",
    "loop",
    "held",
    "discarded",
]
HandleKind = Literal["r", "n", "c", "b"]
DeliveryState = Literal["queued", "sent", "unsure", "failed", "held"]
OutgoingKind = Literal[
    "ack",
    "reply",
    "notification",
    "receipt",
    "confirm",
    "alert",
    "survey",
    "sla",
    "macro",
    "digest",
    "login",
    "vendor",
]


@dataclass(frozen=True, slots=True)
class Agent:
    """A person of the desk, from config/agents.yaml. `addresses`: the first is the registered one."""

    id: str
    name: str
    addresses: tuple[str, ...]
    teams: tuple[str, ...] = ()
    role: Literal["agent", "lead", "admin"] = "agent"
    languages: tuple[Language, ...] = ("es",)
    mailboxes: tuple[str, ...] = ()
    trust: Literal["confirm", "dkim", "token"] = "confirm"

    @property
    def address(self) -> str:
        """Where the desk writes to this agent, and where confirmations go."""
        return self.addresses[0]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A case. `id` is 0 until stored. `version` grows with every public answer: what an agent's reply is
    compared with. Times are UTC. `message_count` numbers the messages (1, 2, ...). `aside`: a person said that it is
    no case at all; its status is then 'closed'."""

    id: int
    protocol: str
    subject: str
    status: Status
    mailbox: str
    requester: Address
    language: Language
    created_at: datetime
    updated_at: datetime
    folder: str = ""
    tags: tuple[str, ...] = ()
    priority: Priority = "normal"
    tier: str = "N1"
    team: str = ""
    assignee: str = ""
    service: str = ""
    version: int = 0
    message_count: int = 0
    resolved_at: datetime | None = None
    muted_until: datetime | None = None
    not_delivered: bool = False
    aside: Aside = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One mail or note of a ticket. `raw_key` finds the original bytes (Store.raw; '' for a note without mail).

    `authentication` is pass|none|fail|temperror as judged on arrival; `standing` is full|unverified|guest
    for inbound customer mail, '' otherwise. `mailboxes`: every desk mailbox it came to. `formatted`: whether its
    mail has HTML; None of one that was filed before this was written down.
    """

    ticket: str
    n: int
    direction: Literal["in", "out", "note"]
    at: datetime
    message_id: str
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    text: str
    own_words: str
    raw_key: str
    because: str
    attachments: tuple[Attachment, ...] = ()
    authentication: str = "none"
    standing: str = ""
    mailboxes: tuple[str, ...] = ()
    content_key: str = ""
    author: str = ""
    notes: tuple[str, ...] = ()
    formatted: bool | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Who may see and write a ticket as a customer. `role`: requester, added by an agent, or guest
    (named in To or Cc, not admitted: receives nothing)."""

    ticket: str
    address: str
    name: str
    role: Literal["requester", "added", "guest"]
    since: datetime
    added_by: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A change of state and why. `actor`: 'customer', 'agent:ana', 'rule', 'desk', 'admin'. `because` names the rule
    as file:line id with the policy revision, or the mail, or the gesture."""

    ticket: str
    at: datetime
    actor: str
    kind: str
    before: str
    after: str
    because: str


@dataclass(frozen=True, slots=True)
class Timer:
    """Something due. `due` is UTC; `kind` says what intake does with it; `payload` is plain JSON data."""

    kind: str
    due: datetime
    payload: Mapping[str, Any]
    ticket: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class NewHandle:
    """A secret to be stored hashed. `secret` is the 16 base32 characters as they stand in the address.

    `agent` '' = a customer's (reply_token = plus) or none (bounce). `message_id` is the twin that means the same
    when it comes back in In-Reply-To. `held` names the held mail that a reply here releases.
    """

    kind: HandleKind
    secret: str
    ticket: str
    agent: str
    version: int
    expires_at: datetime
    message_id: str = ""
    held: int = 0
    outgoing_message_id: str = ""


@dataclass(frozen=True, slots=True)
class Handle:
    """A stored handle, found by its secret or by its twin Message-ID, `message_id`; `via` tells which."""

    kind: HandleKind
    ticket: str
    agent: str
    version: int
    expires_at: datetime
    via: Literal["address", "message-id"]
    held: int = 0
    revoked: bool = False
    outgoing_message_id: str = ""
    customer: str = ""
    message_id: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownId:
    """A Message-ID the desk has seen or sent. `sent_to` '' = received, not sent by us."""

    message_id: str
    ticket: str
    direction: Literal["in", "out"]
    sent_to: tuple[str, ...]
    to_agent: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail owed: final bytes, who gets it, and how it may be retried.

    `raw` is CRLF, complete, 7-bit clean. `envelope_from` '' = null sender. `recipients` are dot-atom
    addresses from the database, never from a header. `once`: not repeated when the relay's answer was lost
    (receipts, notifications; B6). `agent`: who is told, with the text, when it cannot be delivered.
    `park`: stored with every recipient held for this reason (a cap reached), sent only by `outbox retry`.
    """

    kind: OutgoingKind
    ticket: str
    message_id: str
    envelope_from: str
    recipients: tuple[str, ...]
    subject: str
    raw: bytes
    mailbox: str
    once: bool = False
    agent: str = ""
    to_agent: str = ""
    references: tuple[str, ...] = ()
    park: str = ""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A journal row: one accepted mail (or due timer) and what became of it.

    `state`: received (waiting), done, held, discarded. `result` is the line `ingest --json` prints.
    """

    id: int
    source_key: str
    raw_key: str
    digest: str
    envelope: Envelope
    received_at: datetime
    state: Literal["received", "done", "held", "discarded"] = "received"
    attempts: int = 0
    released_by: str = ""
    result: Mapping[str, Any] | None = None
    timer: Timer | None = None


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A journal row in state held, as lists and the admin's digest show it. `because` is plain words."""

    id: int
    reason: str
    because: str
    ticket: str
    sender: Address
    subject: str
    received_at: datetime
    raw_key: str
    mailbox: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes to be made durable. `source_key` is unique (IMAP: account, mailbox, UIDVALIDITY, UID)."""

    source_key: str
    raw: bytes
    digest: str
    envelope: Envelope
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """One thing counted, under a key, at a time: what limits on receipts and loops are made of."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """Something an admin must know. At most one mail per `reason` an hour (threats, ALERT)."""

    reason: str
    detail: str
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """All that one mail changes, stored in one transaction or not at all (house.md 3.12).

    `ticket`: the ticket as it shall be (id 0 = insert). `inbox_state`/`result`: how the journal row ends.
    `parent_ids`: ids (In-Reply-To, References) nobody knew, named by a mail that opens a ticket: whatever comes
    with or refers to one of them later finds this ticket. `received_ids`: ids by which this mail is found besides
    its message's own (the agent's own Message-ID, where the message is the copy sent to the customer). `leaving`:
    addresses that take part no longer. `muting`/`unmuting`: agents who want to hear no more of the ticket, or again.

    The rules' part: `pins`/`unpins` are fields a person set or gave back ('folder', 'tag:vip'); `fired`
    are ids of escalation rules that have acted, once for ever; `sla` is the ticket's promises as they shall be
    (None: as they are); `resolution_seconds` is the open time a ticket resolved by this took; `cancel_timers` are
    kinds of the ticket's timers that go before `timers` come; `verdict` is what was decided and on which facts.

    `raws` are bytes of mails that came inside another, under the keys that their messages name (journal.pack_raw at
    the time of saving). `moves` are messages that change tickets, the last thing that is done; `beside` is what the
    same mail changes on other tickets. `contacts` is what is remembered of customers from now on, `surveys` what they
    were asked and answered, `page_links` the pages that the outgoing mail lets them open. `told` are lines for her
    who gave commands, in her language: what came of them; of a batch, `refused` lines were not done.
    """

    inbox_state: Literal["done", "held", "discarded"]
    outcome: Outcome
    because: str
    ticket: Ticket | None = None
    messages: tuple[Message, ...] = ()
    participants: tuple[Participant, ...] = ()
    leaving: tuple[str, ...] = ()
    muting: tuple[str, ...] = ()
    unmuting: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    timers: tuple[Timer, ...] = ()
    handles: tuple[NewHandle, ...] = ()
    revoked_messages: tuple[str, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    tallies: tuple[Tally, ...] = ()
    alerts: tuple[Alert, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    held_reason: str = ""
    held_for_agent: str = ""
    turn: tuple[str, str] | None = None
    seen_replay_keys: tuple[str, ...] = ()
    result: Mapping[str, Any] | None = None
    protocol: str = ""
    sender: Address = Address("")
    subject: str = ""
    parent_ids: tuple[str, ...] = ()
    received_ids: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    unpins: tuple[str, ...] = ()
    fired: tuple[str, ...] = ()
    sla: SlaState | None = None
    resolution_seconds: float | None = None
    cancel_timers: tuple[str, ...] = ()
    verdict: tuple[Facts, Verdict] | None = None
    raws: tuple[bytes, ...] = ()
    moves: tuple[Move, ...] = ()
    beside: tuple[Changes, ...] = ()
    contacts: tuple[Contact, ...] = ()
    surveys: tuple[Survey, ...] = ()
    page_links: tuple[PageLink, ...] = ()
    told: tuple[str, ...] = ()
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Recipient:
    """The state of one recipient of an outgoing mail. `next_try` is UTC."""

    address: str
    state: DeliveryState
    attempts: int = 0
    last_error: str = ""
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A stored outgoing mail with its recipients' states."""

    id: int
    outgoing: Outgoing
    recipients: tuple[Recipient, ...]
    created_at: datetime
