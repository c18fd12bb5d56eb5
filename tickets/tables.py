"""The tables as peewee sees them, for reads whose shape depends on the question; migrations/ is what makes them.

Bound to no database: `Database.select` runs a query on its own connection.
"""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, IntegerField, Model, TextField


class Tickets(Model):
    """A ticket."""

    id = BigIntegerField(primary_key=True)
    protocol = TextField()
    subject = TextField()
    status = TextField()
    mailbox = TextField()
    requester_address = TextField()
    requester_name = TextField()
    requester_key = TextField()
    language = TextField()
    created_at = BigIntegerField()
    updated_at = BigIntegerField()
    folder = TextField()
    tags = TextField()
    priority = TextField()
    tier = TextField()
    team = TextField()
    assignee = TextField()
    service = TextField()
    version = BigIntegerField()
    message_count = BigIntegerField()
    resolved_at = BigIntegerField(null=True)
    muted_until = BigIntegerField(null=True)
    not_delivered = IntegerField()
    aside = TextField()

    class Meta:
        table_name = "tickets"


class TicketTags(Model):
    """A tag of a ticket."""

    tag = TextField()
    ticket_id = BigIntegerField()
    open = IntegerField()

    class Meta:
        table_name = "ticket_tags"
        primary_key = CompositeKey("tag", "ticket_id")


class OutboxMails(Model):
    """A mail owed or sent."""

    id = BigIntegerField(primary_key=True)
    ticket_id = BigIntegerField(null=True)
    kind = TextField()
    message_id = TextField()
    envelope_from = TextField()
    subject = TextField()
    raw_key = TextField()
    mailbox = TextField()
    once = IntegerField()
    agent = TextField()
    to_agent = TextField()
    mail_references = TextField()
    created_at = BigIntegerField()

    class Meta:
        table_name = "outbox"


class Recipients(Model):
    """The state of one recipient of a mail owed or sent."""

    outbox_id = BigIntegerField()
    place = BigIntegerField()
    address = TextField()
    ticket_id = BigIntegerField(null=True)
    state = TextField()
    sending = IntegerField()
    attempts = BigIntegerField()
    last_error = TextField()
    next_try = BigIntegerField(null=True)
    lease_until = BigIntegerField(null=True)

    class Meta:
        table_name = "recipients"
        primary_key = CompositeKey("outbox_id", "address")


# In the order of rows.TICKET.
TICKET_COLUMNS = tuple(field for name, field in Tickets._meta.fields.items() if name != "requester_key")
