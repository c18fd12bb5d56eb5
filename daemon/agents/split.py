"""#separar: a message becomes a ticket of its own, which the rules look at as at any new one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from helpdesk.daemon.customers.mail import assign, why_hers
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import mended, ruled
from helpdesk.mailflow import compose
from helpdesk.mailflow.command_words import taught
from helpdesk.mailflow.reading import reading_of
from helpdesk.mailflow.words import say
from helpdesk.tickets.decide import Arrived, open_ticket
from helpdesk.tickets.decide_split import split, without
from helpdesk.tickets.deeds import Split
from helpdesk.tickets.draft import Refused
from helpdesk.tickets.mail import Accept, Authentication, NewTicket, OwnWords
from helpdesk.tickets.model import Agent, Changes, Handle, Message, Ticket


def parted(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    deed: Split,
    ticket: Ticket,
    agent: Agent,
    because: str,
    changes: Changes,
    handle: Handle | None,
) -> Changes:
    """`changes` of `ticket` with the message gone to a new one. Raises Refused."""
    received = _received(desk, ticket)
    if len(received) < 2:
        raise Refused("command_split_only", "")
    message = _meant(deed, received, handle, agent)
    theirs = _sheet_of(desk, sheet, message)
    opened = _opened(desk, letters, theirs, ticket, message, because)
    changes = split(changes, ticket, opened, message, agent, sheet.now, because)
    changes = ruled(desk, changes, "changed", sheet.now)
    left = max(one.at for one in received if one.n != message.n)
    changes = mended(desk, changes, partial(without, last_customer_at=left), sheet.now)
    changes = mail_of_rules(desk, letters, sheet.now, changes)
    language, new = agent.languages[0], opened.ticket
    said = say(language, "done_split", n=str(message.n), old=ticket.protocol, new=opened.protocol)
    return letters.answer(sheet, changes, agent, compose.Answer(say(language, "done_subject"), (said,), new))


def numbered(desk: Desk, deed: Split, ticket: Ticket) -> Message:
    """The message of the customer's with that number. Raises Refused."""
    return _numbered(deed, _received(desk, ticket))


def _received(desk: Desk, ticket: Ticket) -> list[Message]:
    return [one for one in desk.store.messages(ticket.protocol) if one.direction == "in" and one.standing]


def _numbered(deed: Split, received: list[Message]) -> Message:
    found = next((one for one in received if one.n == deed.n), None)
    if found is None:
        numbers = tuple(str(one.n) for one in received[-4:])
        raise Refused("command_no_message", str(deed.n), fixes=numbers)
    return found


def _meant(deed: Split, received: list[Message], handle: Handle | None, agent: Agent) -> Message:
    """The message with that number; else the last that had come when the mail that she answers was written."""
    if deed.n:
        return _numbered(deed, received)
    written = handle.created_at if handle else None
    answered = [one for one in received if written is not None and one.at <= written]
    if not answered:
        word = taught("split", agent.languages[0])
        raise Refused("command_which_message", "", fixes=tuple(f"{word} {one.n}" for one in received[-4:]))
    return answered[-1]


def _sheet_of(desk: Desk, sheet: Sheet, message: Message) -> Sheet:
    """The message as it was when it came, read again from its bytes."""
    raw = desk.store.raw(message.raw_key)
    proof = Authentication(message.authentication)  # type: ignore[arg-type]  # one of the four, by the table's check
    words = OwnWords(message.own_words)
    return Sheet(sheet.row, raw, sheet.now, reading_of(desk.cell.read(raw)), proof, Accept(), words)


def _opened(
    desk: Desk, letters: Letters, theirs: Sheet, ticket: Ticket, message: Message, because: str
) -> Changes:
    """The new ticket as if the message had opened it: no receipt, since its sender has one."""
    arrived = Arrived(
        mail=theirs.mail,
        raw_key=message.raw_key,
        mailbox=ticket.mailbox,
        at=message.at,
        own_words=message.own_words,
        authentication=theirs.authentication,
    )
    opened = open_ticket(
        arrived,
        NewTicket(because),
        protocol=desk.new_protocol(theirs.now),
        language=ticket.language,
        assignment=assign(desk, ticket.mailbox),
    )
    opened = ruled(desk, opened, "opened", theirs.now, theirs)
    opened = letters.notify(theirs, opened, because=why_hers(opened))
    return replace(mail_of_rules(desk, letters, theirs.now, opened), received_ids=())
