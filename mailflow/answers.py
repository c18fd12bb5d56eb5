"""What the desk answers an agent who asked it something by command, or who must know that it was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.mailflow import marks
from helpdesk.mailflow.actions import tapped
from helpdesk.mailflow.agent_notices import OwnMail
from helpdesk.mailflow.card import Dues
from helpdesk.mailflow.leaks import seen
from helpdesk.mailflow.letter import AGENT_HANDLE, Desk, Draft, Mint, Written, handle, seal
from helpdesk.mailflow.notification import about_ticket, safe_words
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import about, to_agent
from helpdesk.mailflow.words import say
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, HandleKind, NewHandle, Ticket

LONGEST = 60_000  # characters of all blocks together: lists are cut before, in whole lines


@dataclass(frozen=True, slots=True)
class Offer:
    """A mail that a link of an answer writes for her: back to the desk alone (kind c), to an `address` of the desk's,
    or about a `ticket`, to its customer (r) or to nobody (n)."""

    label: str
    body: str
    kind: HandleKind = "c"
    ticket: Ticket | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`subject` in her language; `blocks` are paragraphs; `ticket`, where it is about one, is shown with its card,
    `because` being why it is whose it is. `choices` are answers of one tap, each a label and what it says, about the
    mail of the journal row `held`; `offers` are mails of her own that a tap writes."""

    subject: str
    blocks: tuple[str, ...]
    ticket: Ticket | None = None
    because: str = ""
    dues: Dues | None = None
    held: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    offers: tuple[Offer, ...] = ()


def answer(desk: Desk, mint: Mint, now: datetime, *, agent: Agent, mail: OwnMail, told: Answer) -> Written:
    """The mail that tells `agent` what she asked in `mail`: to her registered address, whatever her mail said. What she
    replies is commands alone: the handle c."""
    language, ticket = agent.languages[0], told.ticket
    message_id = mint.message_id("c")
    back = handle(
        "c",
        mint.new_handle(),
        ticket,
        now,
        life=AGENT_HANDLE,
        agent=agent.id,
        twin=message_id,
        held=told.held,
    )
    protocol = ticket.protocol if ticket else ""
    subject = about(told.subject, seen(ticket.subject), protocol, language) if ticket else told.subject
    values: dict[str, Plain] = {
        "blocks": cut(told.blocks, say(language, "cut")),
        "separator": marks.separator(marks.TO_THE_DESK[language]),
        "card": [],
    }
    back_to = desk.plus("c", back.secret)
    links, minted = _links(desk, mint, now, agent, told.offers, back_to, subject)
    values["taps"] = [*_taps(told, back_to, subject), *links]
    if ticket is not None:
        values |= about_ticket(desk, ticket, agent, told.because, told.dues)
    draft = Draft(
        kind="receipt",
        message_id=message_id,
        sender=Address(desk.address, say(language, "answer_from", desk=desk.name)),
        to=(Address(agent.address, agent.name),),
        reply_to=Address(back_to, say(language, "to_desk", protocol=protocol).strip()),
        subject=subject,
        language=language,
        words=render("answer", language, values, subject),
        auto="auto-replied",
        in_reply_to=mail.message_id,
        references=mail.references,
        protocol=protocol,
        to_agent=agent.id,
    )
    return Written(seal(desk, draft, now), (back, *minted))


def _links(
    desk: Desk,
    mint: Mint,
    now: datetime,
    agent: Agent,
    offers: Sequence[Offer],
    back_to: str,
    subject: str,
) -> tuple[list[Plain], list[NewHandle]]:
    """The offers as links, and the handles of those that are about a ticket."""
    found: list[Plain] = []
    minted: list[NewHandle] = []
    for offer in offers:
        address, about_it = offer.address or back_to, subject
        if offer.kind != "c" and offer.ticket is not None:
            made = handle(offer.kind, mint.new_handle(), offer.ticket, now, life=AGENT_HANDLE, agent=agent.id)
            address = desk.plus(offer.kind, made.secret)
            about_it = to_agent(offer.ticket.subject, offer.ticket.protocol, agent.languages[0])
            minted.append(made)
        link = tapped(offer.label, address, about_it, offer.body)
        # Beside it stands what it writes; where that is hers to say, the address: not every program has the links.
        found += [link if offer.body else {**link, "body": address}] if link else []
    return found, minted


def _taps(told: Answer, address: str, subject: str) -> list[Plain]:
    made = (tapped(seen(label), address, subject, seen(body)) for label, body in told.choices)
    return [one for one in made if one is not None]


def cut(blocks: Sequence[str], mark: str) -> list[str]:
    """The blocks that fit, and where they end before the end, a word that says so."""
    kept: list[str] = []
    left = LONGEST
    for block in blocks:
        block = safe_words(block).strip("\n")
        if len(block) > left:
            return [*kept, f"{block[:left]}\n{mark}" if not kept else mark]
        kept.append(block)
        left -= len(block)
    return kept
