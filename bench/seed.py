"""A store of N tickets, realistic and the same for the same seed, written through the store's own functions.

    python -m bench.seed --tickets 100000 --folder /tmp/desk

Every ticket has the customer's mail, an acknowledgement and a notification that were sent, its events, ids and
handles; every third has an answer and one more mail. Nothing is parsed or composed: that is what makes it quick.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.people import ADDRESS, Past, past, write_desk
from helpdesk.tickets.decide import Direction
from helpdesk.tickets.journal import pack_raw
from helpdesk.tickets.mail import Address, Envelope
from helpdesk.tickets.model import (
    Arrival,
    Changes,
    Event,
    HandleKind,
    Message,
    NewHandle,
    Outgoing,
    OutgoingKind,
    Participant,
    Tally,
    Ticket,
)
from helpdesk.tickets.store import Store

AT_ONCE = 500  # tickets in one transaction
LIFE = timedelta(days=3650)
KINDS: tuple[HandleKind, ...] = ("b", "r", "n", "c")


def fill(store: Store, tickets: int, seed: int = 1) -> float:
    """Write `tickets` tickets into an empty store; returns the seconds it took."""
    began = time.perf_counter()
    for start in range(1, tickets + 1, AT_ONCE):
        with store.write():
            for n in range(start, min(start + AT_ONCE, tickets + 1)):
                _ticket(store, past(seed, n))
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{start + AT_ONCE - 1} of {tickets} tickets")
    while store.index_pending(AT_ONCE * 4):
        pass
    store.tidy(past(seed, tickets).at)
    return time.perf_counter() - began


def _ticket(store: Store, p: Past) -> None:
    opened = Ticket(
        id=0, protocol=p.protocol, subject=p.subject, status="new", mailbox="soporte",
        requester=Address(p.customer, p.name), language="es", created_at=p.at, updated_at=p.at,
        assignee=p.agent.id, message_count=1,
    )  # fmt: skip
    events: tuple[Event, ...] = (
        Event(p.protocol, p.at, "customer", "opened", "", "new", "new mail"),
        Event(p.protocol, p.at, "desk", "assigned", "", p.agent.id, "agents.yaml:3 in turn"),
    )
    _take(store, p, opened, "in", p.first_id, events)
    handles = _handles(p)
    _send(store, p, "ack", p.ack_id, p.customer, handles[:1])
    _send(store, p, "notification", p.notification_id, p.agent.address, handles[1:])
    if p.n % 3:
        return
    ticket = store.ticket(p.protocol)
    assert ticket is not None
    both: tuple[Direction, ...] = ("out", "in")
    for n, direction in enumerate(both, start=2):
        ticket = replace(ticket, message_count=n, version=1, status="open")
        actor = "customer" if direction == "in" else f"agent:{p.agent.id}"
        events = (Event(p.protocol, p.at, actor, "replied", "", str(n), "by its handle"),)
        message_id = p.reply_id if direction == "out" else f"<{p.n}.thanks@correo.test>"
        _take(store, p, ticket, direction, message_id, events)
        if direction == "out":
            _send(store, p, "reply", p.reply_id, p.customer, ())


def _take(
    store: Store, p: Past, ticket: Ticket, direction: Direction, message_id: str, events: tuple[Event, ...]
) -> None:
    """One received mail and all that it changed."""
    n = ticket.message_count
    raw = (
        f"From: {p.name} <{p.customer}>\r\nTo: {ADDRESS}\r\nSubject: {p.subject}\r\nMessage-ID: {message_id}\r\n"
        f"\r\n{p.words}\r\n"
    ).encode()
    digest = hashlib.sha256(raw).hexdigest()
    envelope = Envelope("lmtp", p.customer, (ADDRESS,), "soporte", trusted_peer=True)
    [row] = store.receive([Arrival(f"smtp:{p.n}.{n}", raw, digest, envelope, p.at)])
    by_customer = direction == "in"
    message = Message(
        ticket=p.protocol,
        n=n,
        direction=direction,
        at=p.at,
        message_id=message_id,
        sender=Address(p.customer, p.name) if by_customer else Address(p.agent.address, p.agent.name),
        to=(Address(ADDRESS) if by_customer else Address(p.customer),),
        cc=(),
        subject=p.subject,
        text=p.words,
        own_words=p.words,
        raw_key=pack_raw(raw, p.at)[0],
        because="new mail",
        authentication="pass",
        standing="full" if by_customer else "",
        mailboxes=("soporte",),
        content_key=digest,
        author="" if by_customer else p.agent.id,
    )
    person = Participant(p.protocol, p.customer, p.name, "requester", p.at)
    changes = Changes(
        inbox_state="done",
        outcome="opened" if n == 1 else "threaded",
        because="new mail",
        ticket=ticket,
        messages=(message,),
        participants=(person,) if n == 1 else (),
        events=events,
        tallies=(Tally(f"ticket-in:{p.protocol}", p.at), Tally(f"from:{p.customer}", p.at)),
        result={"outcome": "opened", "protocol": p.protocol, "message_id": message_id},
        protocol=p.protocol,
        sender=message.sender,
        subject=p.subject,
    )
    store.save(row, changes, p.at)


def _send(
    store: Store, p: Past, kind: OutgoingKind, message_id: str, to: str, handles: Sequence[NewHandle]
) -> None:
    """One mail that was written and sent."""
    raw = f"From: {ADDRESS}\r\nTo: {to}\r\nMessage-ID: {message_id}\r\n\r\n{p.protocol}\n{p.words}\r\n"
    mail = Outgoing(
        kind=kind,
        ticket=p.protocol,
        message_id=message_id,
        envelope_from=ADDRESS,
        recipients=(to,),
        subject=p.subject,
        raw=raw.encode(),
        mailbox="soporte",
        to_agent=p.agent.id if kind == "notification" else "",
    )
    [row] = store.send([mail], handles, p.at)
    store.mark(row, to, "sent")


def _handles(p: Past) -> tuple[NewHandle, ...]:
    """The bounce handle of the acknowledgement, then those of the notification."""
    made: list[NewHandle] = []
    for place, kind in enumerate(KINDS):
        ours = kind == "b"
        made.append(
            NewHandle(
                kind=kind,
                secret=p.secrets[place],
                ticket=p.protocol,
                agent="" if ours else p.agent.id,
                version=0,
                expires_at=p.at + LIFE,
                message_id=p.notification_id if kind == "r" else "",
                outgoing_message_id=p.ack_id if ours else p.notification_id,
            )
        )
    return tuple(made)


def main() -> None:
    """Make one and say how long it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    write_desk(asked.folder)
    data = asked.folder / "helpdesk-data"
    data.mkdir()
    store = Store.open(f"sqlite://{data.absolute()}/helpdesk.db")
    try:
        seconds = fill(store, asked.tickets, asked.seed)
    finally:
        store.close()
    size = (data / "helpdesk.db").stat().st_size
    print(f"{asked.tickets} tickets in {seconds:.1f} s, {size / asked.tickets:.0f} bytes each")


if __name__ == "__main__":
    main()
