"""What a notification's card and its one-tap actions are made of: looked up in the archive and in the policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.mailflow.actions import MACROS_OFFERED, Offers
from helpdesk.mailflow.card import Known
from helpdesk.rules.book import Book
from helpdesk.rules.customers import known_customer
from helpdesk.rules.synonyms import reason_words
from helpdesk.tickets.model import Event, Language, Ticket

_LIKELIEST_REASON = "complejidad"


def known(desk: Desk, ticket: Ticket, events: Sequence[Event] = ()) -> Known:
    """What is known of `ticket` and its customer beside the ticket itself; `events` are those about to be stored."""
    entry = known_customer(desk.policy, ticket.requester.address)
    counted = desk.store.customer_facts(ticket)
    return Known(
        since=_since(desk, ticket, events),
        organisation=entry.get("organisation", ""),
        facts=entry,
        tickets=counted.tickets,
        open_tickets=counted.open_tickets,
        csat=desk.store.satisfaction(ticket.requester.address),
        last=desk.store.last_ticket_of(ticket.requester.address, ticket.id) if counted.tickets > 1 else None,
    )


def offers(book: Book, ticket: Ticket, language: Language) -> Offers:
    """Macros made for what the ticket is about, and the way up from where it is."""
    tags = set(ticket.tags)
    fitting = [macro for macro in book.macros.values() if tags & set(macro.tags)]
    macros = [(macro.id, tuple(macro.variables)) for macro in fitting[:MACROS_OFFERED]]
    above = next((team.id for team in book.teams.values() if _is_above(team.tier, ticket.tier)), "")
    reasons = list(book.reasons)
    if not above or not reasons:
        return Offers(macros)
    words = [reason_words(each) for each in reasons]
    likeliest = next((n for n, each in enumerate(words) if _LIKELIEST_REASON in each.values()), 0)
    return Offers(macros, f"{above} {words[likeliest].get(language, reasons[likeliest])}")


def _is_above(tier: str, than: str) -> bool:
    return tier[1:].isdigit() and than[1:].isdigit() and int(tier[1:]) == int(than[1:]) + 1


def _since(desk: Desk, ticket: Ticket, events: Sequence[Event]) -> datetime | None:
    if not ticket.assignee:
        return None
    new = next(
        (one.at for one in reversed(events) if one.kind == "assigned" and one.after == ticket.assignee), None
    )
    return new or (desk.store.since(ticket.protocol, "assigned", ticket.assignee) if ticket.id else None)
