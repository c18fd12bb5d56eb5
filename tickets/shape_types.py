"""The JSON objects of the command line by name and type (interface.md): keys may be added, none changed."""

from __future__ import annotations

from typing import Literal, TypedDict


class AddressShape(TypedDict):
    """A mailbox: bare address and free text name."""

    address: str
    name: str


class PersonShape(AddressShape):
    """Somebody on a ticket."""

    role: Literal["requester", "added", "guest"]
    since: str | None
    added_by: str


class LinkShape(TypedDict("_From", {"from": str})):
    """A link between two tickets, by their protocols."""

    to: str
    kind: str


class DueShape(TypedDict):
    """What the ticket promises, by when."""

    first_response: str | None
    next_response: str | None
    resolution: str | None


class AttachmentShape(TypedDict):
    """What is known of an attachment."""

    filename: str
    size: int
    content_type: str
    sha256: str
    part: str
    inline: bool


class MessageShape(TypedDict("_Sender", {"from": AddressShape})):
    """One message; `html` is sanitised, or null."""

    n: int
    direction: Literal["in", "out", "note"]
    at: str | None
    message_id: str
    to: list[AddressShape]
    cc: list[AddressShape]
    subject: str
    text: str
    reply_text: str
    html: str | None
    attachments: list[AttachmentShape]
    because: str
    author: str
    authentication: str
    standing: str
    mailboxes: list[str]
    notes: list[str]
    raw_sha256: str


class EventShape(TypedDict):
    """One change and why."""

    at: str | None
    actor: str
    kind: str
    before: str
    after: str
    because: str


class TicketHead(TypedDict):
    """A line of `ticket list`."""

    protocol: str
    subject: str
    status: str
    folder: str
    tags: list[str]
    priority: str
    tier: str
    team: str
    assignee: str
    service: str
    language: str
    mailbox: str
    requester: AddressShape
    created_at: str | None
    updated_at: str | None
    resolved_at: str | None
    message_count: int
    not_delivered: bool
    aside: Literal["", "spam", "discarded"]


class TicketShape(TicketHead):
    """`ticket show`."""

    participants: list[PersonShape]
    guests: list[PersonShape]
    linked: list[str]
    links: list[LinkShape]
    due: DueShape
    messages: list[MessageShape]
    events: list[EventShape]


class HeldShape(TypedDict):
    """A line of `held list`."""

    id: int
    reason: str
    because: str
    protocol: str | None
    sender: AddressShape
    subject: str
    received_at: str | None
    mailbox: str
    agent: str
    raw_sha256: str


class RecipientShape(TypedDict):
    """The state of one recipient."""

    address: str
    state: str
    attempts: int
    last_error: str
    next_try: str | None


class OutboxShape(TypedDict):
    """A line of `outbox list`."""

    id: int
    protocol: str | None
    kind: str
    message_id: str
    envelope_from: str
    recipients: list[RecipientShape]
    subject: str
    created_at: str | None
    agent: str
