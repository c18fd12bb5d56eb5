"""A customer's mail that an agent passes on opens the customer's case as if it had come by itself (product.md 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpdesk.daemon.customers.mail import take_customer_mail
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose, quotes
from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.guard import guard
from helpdesk.mailflow.parse import part_bytes
from helpdesk.mailflow.passed_on import passed_on, unambiguous
from helpdesk.mailflow.reading import reading_of
from helpdesk.tickets.decide import Arrived
from helpdesk.tickets.decide_agent import add_note
from helpdesk.tickets.journal import pack_raw
from helpdesk.tickets.mail import Accept, Address, Authentication, InboundMail, Unreadable
from helpdesk.tickets.model import Agent, Changes, Event

_MAILS = frozenset({"message/rfc822", "message/global"})
_MOST = 10  # mails in one that are looked into


@dataclass(frozen=True, slots=True)
class Inside:
    """The mail that an agent passes on, with its bytes ('' where her own mail holds it), and who may have written it:
    `senders` if it is one alone; `others` for a person to choose from."""

    mail: InboundMail
    raw: bytes
    senders: tuple[Address, ...]
    others: tuple[Address, ...] = ()


def inside(desk: Desk, sheet: Sheet) -> Inside | None:
    """What the mail passes on, None where nothing; a mail of the desk's own is no customer's (A14)."""
    found = _attached(desk, sheet) or _inline(sheet.mail)
    if found is None or any(desk.is_own(one.address) for one in found.senders):
        return None

    def outsiders(people: Sequence[Address]) -> tuple[Address, ...]:
        return tuple(one for one in people if not desk.is_own(one.address) and not desk.agent_of(one.address))

    return replace(found, senders=outsiders(found.senders), others=outsiders(found.others))


def forward_in(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    own: Arrived,
    found: Inside,
    customer: Address,
    agent: Agent,
    how: str,
) -> Changes | None:
    """The customer's case with the mail, receipt and all, and above it her words as a note. None where the mail would
    be held: then it is hers to sort out. She vouches for who wrote it."""
    name = customer.name or next(
        (one.name for one in found.senders if same(one.address, customer.address)), ""
    )
    mail = replace(found.mail, sender=Address(customer.address, name), sender_problem="")
    theirs = _sheet_of(desk, sheet, mail, found, agent)
    changes = take_customer_mail(desk, letters, theirs)
    ticket = changes.ticket
    if changes.inbox_state == "held" or ticket is None or not changes.messages:
        return None
    messages = changes.messages
    if not found.raw:  # what stands formatted is her mail, with his in it
        messages = tuple(replace(one, formatted=bool(sheet.mail.html)) for one in messages)
    because = f"passed on by {agent.name}: {how}"
    noted = add_note(own, ticket, agent, because)
    event = Event(ticket.protocol, sheet.now, f"agent:{agent.id}", "passed-on", "", customer.address, because)
    return replace(
        changes,
        because=because,
        ticket=noted.ticket,
        messages=(*messages, *noted.messages),
        events=(*changes.events, event, *noted.events),
        raws=(found.raw,) if found.raw else (),
        sender=own.sender,
        subject=own.mail.subject,
    )


def passes_on(mail: InboundMail) -> bool:
    """Whether the mail passes another on, be it one that cannot be read."""
    attached = any(one.content_type.lower() in _MAILS for one in mail.attachments)
    return (
        attached
        or quotes.forward_subject(mail.subject)
        or any(map(quotes.forwarded_line, mail.text.split("\n")))
    )


def the_one(found: Inside) -> Address | None:
    """The customer, where the mail leaves no doubt."""
    return unambiguous(found.senders)


def _attached(desk: Desk, sheet: Sheet) -> Inside | None:
    """Forwarded as attachment: the mail itself, byte for byte. Of several, the first; all their senders count."""
    parts = [one.part for one in sheet.mail.attachments if one.content_type.lower() in _MAILS][:_MOST]
    mails: list[tuple[InboundMail, bytes]] = []
    for part in parts:
        raw = part_bytes(sheet.raw, part)
        try:
            mails.append((desk.cell.read(raw), raw))
        except Unreadable:
            continue  # it stays a file of hers
    if not mails:
        return None
    mail, raw = mails[0]
    people = tuple(one.sender for one, _ in mails if one.sender.address and not one.sender_problem)
    return Inside(mail, raw, people)


def _inline(mail: InboundMail) -> Inside | None:
    """Forwarded in the text: what the block of headers says; its files are those of the agent's mail."""
    found = passed_on(mail)
    if found is None:
        return None
    theirs = replace(
        mail,
        message_id="",
        in_reply_to=(),
        references=(),
        reply_to=(),
        to=(),
        cc=(),
        subject=found.subject,
        text=found.text,
        html="",
        twice=False,
        beside=(),
        headers=(),
        repeated_headers=(),
    )
    return Inside(theirs, b"", found.senders, found.others)


def _sheet_of(desk: Desk, sheet: Sheet, mail: InboundMail, found: Inside, agent: Agent) -> Sheet:
    """The mail as if it had come now, by itself, from a sender who is proved: an agent says who it is."""
    row = replace(sheet.row, released_by="")
    reading, guarded = reading_of(mail), Accept()
    words = own_words(reading)
    if found.raw:
        row = replace(row, raw_key=pack_raw(found.raw, sheet.now)[0])
        judged = guard(mail, row.envelope, frozenset(), found.raw)
        if not isinstance(judged, Accept) or judged.list_mail or judged.no_receipt:
            guarded = Accept(no_receipt="a machine's mail, passed on by an agent")
    private = tuple(address for each in desk.agents for address in each.addresses)
    if compose.leaks(words.whole, compose.Forbidden(addresses=private)):
        # A receipt repeats the mail, and this one went through an agent's own mailbox.
        guarded = Accept(no_receipt="it holds what is the desk's own")
    proof = Authentication("pass", "agent", f"passed on by {agent.name}")
    return Sheet(row, found.raw or sheet.raw, sheet.now, reading, proof, guarded, words)
