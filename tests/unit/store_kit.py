"""What the tests of the store build with: times, mails, tickets, and a store of any database."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from helpdesk.tickets.mail import Address, Attachment, Envelope
from helpdesk.tickets.model import (
    Arrival,
    Changes,
    Event,
    Message,
    NewHandle,
    Outgoing,
    Participant,
    Tally,
    Ticket,
)
from helpdesk.tickets.store import Store

NOW = datetime(2026, 11, 21, 10, 0, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LUCIA = Address("lucia@customer.example", "Lucía Pérez")
DESK = Address("support@helpdesk.example", "Soporte")


def key_of(raw: bytes, at: datetime = NOW) -> str:
    """The key under which the store keeps these bytes."""
    return f"{int(at.timestamp()) // 3600:05x}-{hashlib.sha256(raw).hexdigest()}"


def raw_mail(n: int, size: int = 400) -> bytes:
    """Bytes of a mail that no other number has."""
    head = f"From: lucia@customer.example\r\nSubject: mail {n}\r\nMessage-ID: <m{n}@customer.example>\r\n\r\n".encode()
    return head + (b"La factura %d no llega.\r\n" % n * (size // 20))[: max(size - len(head), 0)]


def arrival(n: int, *, raw: bytes | None = None, key: str = "", digest: str = "") -> Arrival:
    """The n-th mail, arriving n minutes after NOW."""
    raw = raw_mail(n) if raw is None else raw
    envelope = Envelope("smtp", LUCIA.address, (DESK.address,), "support", peer="192.0.2.1")
    return Arrival(key or f"smtp:{n}", raw, digest or f"digest-{n}", envelope, NOW + n * MINUTE)


def ticket(protocol: str = "HD-2611-AAAAAA") -> Ticket:
    """A new ticket of Lucía's."""
    return Ticket(
        id=0,
        protocol=protocol,
        subject="La factura",
        status="new",
        mailbox="support",
        requester=LUCIA,
        language="es",
        created_at=NOW,
        updated_at=NOW,
        tags=("facturación",),
        message_count=1,
    )


def message(protocol: str, n: int, raw: bytes, message_id: str = "", **changed: object) -> Message:
    """The n-th message of a ticket."""
    made = Message(
        ticket=protocol,
        n=n,
        direction="in",
        at=NOW + n * MINUTE,
        message_id=message_id or f"<{protocol}.{n}@customer.example>",
        sender=LUCIA,
        to=(DESK,),
        cc=(Address("carlos@customer.example"),),
        subject="La factura",
        text="La factura no llega.\n\n> antes\n",
        own_words="La factura no llega.",
        raw_key=key_of(raw),
        because="new",
        attachments=(Attachment("2", "logo.png", "image/png", 5, "ab" * 32, True, "logo@x"),),
        authentication="pass",
        standing="full",
        mailboxes=("support",),
        content_key=f"key-{n}",
        notes=("decoded as latin-1",),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def outgoing(protocol: str, message_id: str, *recipients: str, **changed: object) -> Outgoing:
    """A mail owed."""
    made = Outgoing(
        kind="ack",
        ticket=protocol,
        message_id=message_id,
        envelope_from="support+b-abc@helpdesk.example",
        recipients=recipients or (LUCIA.address,),
        subject="Recibido",
        raw=f"Message-ID: {message_id}\r\n\r\nRecibido.\r\n".encode(),
        mailbox="support",
        references=("<root@x>",),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def opening(protocol: str, raw: bytes, at: datetime = NOW, **changed: object) -> Changes:
    """A mail, come at `at`, that opens a ticket, is acknowledged and told to an agent."""
    ack, note = f"<ack.{protocol}@helpdesk.example>", f"<note.{protocol}@helpdesk.example>"
    expires = NOW + timedelta(days=30)
    made = Changes(
        inbox_state="done",
        outcome="opened",
        because="a first mail",
        ticket=ticket(protocol),
        messages=(message(protocol, 1, raw, raw_key=key_of(raw, at)),),
        participants=(
            Participant(protocol, LUCIA.address, LUCIA.name, "requester", NOW),
            Participant(protocol, "carlos@customer.example", "", "guest", NOW),
        ),
        events=(
            Event(protocol, NOW, "customer", "opened", "", "new", "a first mail"),
            Event(protocol, NOW, "rule", "assigned", "", "ana", "rules.yaml:3 turn"),
            Event(protocol, NOW, "desk", "acknowledged", "", "", "receipts"),
        ),
        handles=(
            NewHandle(
                "r", f"r{protocol}", protocol, "ana", 0, expires, message_id=note, outgoing_message_id=note
            ),
            NewHandle("n", f"n{protocol}", protocol, "ana", 0, expires, outgoing_message_id=note),
            NewHandle("b", f"b{protocol}", protocol, "", 0, expires, outgoing_message_id=ack),
        ),
        outgoing=(
            outgoing(protocol, ack),
            outgoing(protocol, note, "ana@corp.example", kind="notification", to_agent="ana", once=True),
        ),
        tallies=(Tally(f"from:{LUCIA.address}", NOW),),
        turn=("support", "ana"),
        result={"outcome": "opened", "protocol": protocol},
        protocol=protocol,
        sender=LUCIA,
        subject="La factura",
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def take(store: Store, n: int, protocol: str, **changed: object) -> int:
    """Receives mail n and lets it open a ticket; returns the journal row's id."""
    mail = arrival(n)
    [inbox_id] = store.receive([mail])
    with store.write():
        store.save(inbox_id, opening(protocol, mail.raw, mail.received_at, **changed), NOW)
    return inbox_id
