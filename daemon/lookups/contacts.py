"""In which language a customer is written: what the desk knows of her, what she said, and only then a guess."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.language import of_mail
from helpdesk.rules.customers import known_customer, language_named
from helpdesk.tickets.beside import Contact
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Changes, Event, Language, Ticket


def language_of_opening(desk: Desk, sheet: Sheet, sender: Address) -> tuple[Language, str, Contact | None]:
    """The language of a new ticket, why where nothing but the mail says so, and what is to be remembered of the sender.

    customers.yaml goes before what is remembered of the address (her word, an agent's, an earlier guess), that before a
    guess from her words, that before the mailbox's own. What nobody vouches for is guessed at and not remembered: a
    forger does not choose the language of his victim; nor is a guess from one word.
    """
    mailbox = sheet.row.envelope.mailbox
    named = language_named(known_customer(desk.policy, sender.address).get("language", ""))
    if named:
        return named, "", None
    known = desk.store.contact(sender.address)
    if known.language:
        return known.language, "", None
    usual = desk.language(mailbox)
    if sheet.automatic or sheet.accepted.list_mail:
        return usual, "", None
    guess = of_mail(sheet.mail.subject, sheet.words.text)
    if guess.language is None:
        return usual, "", None
    remembered = None
    if guess.sure and sheet.authentication.result == "pass":
        remembered = replace(known, language=guess.language, language_by="detected")
    return guess.language, guess.because if guess.language != usual else "", remembered


def remembering(changes: Changes, sheet: Sheet, why: str, contact: Contact | None) -> Changes:
    """The changes with what `language_of_opening` found out."""
    ticket = changes.ticket
    if contact is not None:
        changes = replace(changes, contacts=(*changes.contacts, contact))
    if why and ticket is not None:
        event = Event(ticket.protocol, sheet.row.received_at, "desk", "language", "", ticket.language, why)
        changes = replace(changes, events=(*changes.events, event))
    return changes


def remembered(desk: Desk, changes: Changes, before: Ticket) -> Changes:
    """The changes with the language that an agent has given the ticket: it stands for the customer's next case."""
    after = changes.ticket
    if after is None or after.language == before.language:
        return changes
    known = desk.store.contact(after.requester.address)
    contact = replace(known, language=after.language, language_by="agent")
    return replace(changes, contacts=(*changes.contacts, contact))


def spoken_to(desk: Desk, ticket: Ticket, address: str) -> Language:
    """The language of a mail about `ticket` to one of its people: the ticket's is its requester's."""
    if address == ticket.requester.address:
        return ticket.language
    return desk.store.contact(address).language or ticket.language
