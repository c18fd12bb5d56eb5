"""Looks up what a customer's mail says about where it belongs: a handful of indexed questions, however many tickets."""

from __future__ import annotations

from datetime import datetime

from helpdesk.mailflow.threading import Found, TicketFacts, wanted
from helpdesk.tickets.mail import Clues
from helpdesk.tickets.model import Handle
from helpdesk.tickets.store import Store


def look_up(store: Store, known: Clues, now: datetime) -> Found:
    """What the store has of these clues, for `mailflow.threading.thread`."""
    handle = _customer_handle(store, known, now)
    ids = store.known_ids(known.parent_ids) if known.parent_ids else []
    tickets: dict[str, TicketFacts] = {}
    for protocol in wanted(known, handle, ids):
        ticket = store.ticket(protocol)
        if ticket is not None:
            tickets[protocol] = TicketFacts(ticket, tuple(store.participants(protocol)))
    return Found(handle, tuple(ids), tickets)


def _customer_handle(store: Store, known: Clues, now: datetime) -> Handle | None:
    """The first handle that is a customer's: an agent's was dealt with before (threats D)."""
    found = (store.handle(kind, secret, now) for kind, secret in known.handles if kind != "b")
    return next((handle for handle in found if handle is not None and not handle.agent), None)
