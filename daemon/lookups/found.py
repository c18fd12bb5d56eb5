"""Looks up what a customer's mail says about where it belongs: a handful of indexed questions, however many tickets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.threading import Found, TicketFacts, wanted
from helpdesk.tickets.mail import Clues, InboundMail
from helpdesk.tickets.model import Handle, OutboxRow
from helpdesk.tickets.store import Store

PARENTS = 5  # of an In-Reply-To and References, as many are looked up among the notices


def look_up(store: Store, known: Clues, now: datetime) -> Found:
    """What the store has of these clues, for `mailflow.threading.thread`."""
    handle = _customer_handle(store, known, now)
    ids = store.known_ids(known.parent_ids) if known.parent_ids else []
    tickets: dict[str, TicketFacts] = {}
    for protocol in wanted(known, handle, ids):
        ticket = store.ticket(store.survivor(protocol))
        if ticket is not None:
            facts = TicketFacts(ticket, tuple(store.participants(ticket.protocol)))
            tickets |= {protocol: facts, ticket.protocol: facts}
    seen = {one.message_id for one in ids if one.ticket}
    unseen = (parent for parent in known.parent_ids[:PARENTS] if parent not in seen)
    notice = next((sent.outgoing.subject for one in unseen if (sent := notice_sent(store, one))), "")
    return Found(handle, tuple(ids), tickets, notice)


def notice_sent(store: Store, message_id: str) -> OutboxRow | None:
    """The mail with this id, if it is a notice that went to an address of a list: it belongs to no case."""
    sent = store.find_sent(message_id) if message_id else None
    mine = sent is not None and sent.outgoing.kind == "macro" and not sent.outgoing.ticket
    return sent if mine else None


def with_early_answers(store: Store, known: Clues, mail: InboundMail) -> Clues:
    """The clues of a mail whose own answers came before it: they named it, it finds them by its own Message-ID.

    Only for somebody who is on that ticket: whoever names a stranger's future mail must not catch it (A48).
    """
    for protocol, _ in store.orphans_of(mail.message_id) if mail.message_id else ():
        people = store.participants(protocol)
        if any(p.role != "guest" and same(p.address, mail.sender.address) for p in people):
            return replace(known, parent_ids=(*known.parent_ids, mail.message_id))
    return known


def at_survivors(known: Clues, found: Found) -> Clues:
    """The clues with the tickets that were merged called by what they were merged into, each once."""

    def led(protocols: tuple[str, ...]) -> tuple[str, ...]:
        there = (found.tickets[one].ticket.protocol if one in found.tickets else one for one in protocols)
        return tuple(dict.fromkeys(there))

    return replace(
        known, subject_protocols=led(known.subject_protocols), body_protocols=led(known.body_protocols)
    )


def unknown_parents(known: Clues, found: Found) -> tuple[str, ...]:
    """The ids a ticket-opening mail answers and nobody here has seen: remembered for when they come."""
    seen = {one.message_id for one in found.known}
    return tuple(each for each in known.parent_ids if each not in seen)


def _customer_handle(store: Store, known: Clues, now: datetime) -> Handle | None:
    """The first handle that is a customer's: an agent's was dealt with before (threats D)."""
    found = (store.handle(kind, secret, now) for kind, secret in known.handles if kind != "b")
    return next((handle for handle in found if handle is not None and not handle.agent), None)
