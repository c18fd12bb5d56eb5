"""What an agent is told about her own mail: it was not sent, it could not be delivered, it waits for her word.

Her full text always comes back: nothing has to be typed twice (product.md 2.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.mailflow import marks
from helpdesk.mailflow.card import Dues, card
from helpdesk.mailflow.leaks import scrubbed, seen
from helpdesk.mailflow.letter import (
    AGENT_HANDLE,
    CONFIRMATION,
    Auto,
    Desk,
    Draft,
    Mint,
    Written,
    handle,
    seal,
)
from helpdesk.mailflow.mime import File
from helpdesk.mailflow.notification import person
from helpdesk.mailflow.render import Plain, clean, render
from helpdesk.mailflow.subjects import about, to_agent
from helpdesk.mailflow.taps import LIFE, Held, offered, taps
from helpdesk.mailflow.words import say, short
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, HandleKind, Language, NewHandle, OutgoingKind, Ticket

TEXT_SHOWN = 100_000  # characters; a longer text comes back whole as a file
ASKED_SHOWN = (
    4_000  # of a mail that she may not have written: who forges her name must not fill her mailbox by it
)
_MARGIN = 1_000  # no handle is cut before it is found


@dataclass(frozen=True, slots=True)
class OwnMail:
    """The agent's mail that is spoken of: its Message-ID, subject and text; `held` is its journal row, 0 = not held."""

    message_id: str
    subject: str
    text: str
    held: int = 0
    references: tuple[str, ...] = ()


def not_sent(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    agent: Agent,
    mail: OwnMail,
    reason: str,
    advice: str,
    ticket: Ticket | None = None,
    marked: Sequence[str] = (),
    held: Held | None = None,
    dues: Dues | None = None,
    commands: str = "",
) -> Written:
    """`NO ENVIADO`: nothing went out and nothing changed. `reason` and `advice` are sentences in her language;
    `marked` shows the line that is meant, and where in it; `held` is what one-tap answers there are to it, which the
    handle c takes for 48 hours; `commands` is the address for orders about any ticket.

    Goes to the registered address, whatever the held mail said. With a ticket she is given fresh addresses to
    send the text to the customer (r) or to keep it as a note (n); a plain reply (c) is read by the desk alone.
    """
    values: dict[str, Plain] = {"reason": reason, "advice": advice}
    values["marked"] = "\n".join(scrubbed(line)[:600] for line in marked)
    return _receipt(desk, mint, now, agent, mail, ticket, "not_sent", values, held, dues, commands)


def not_delivered(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    agent: Agent,
    mail: OwnMail,
    address: str,
    reason: str,
    ticket: Ticket,
    still_trying: bool = False,
) -> Written:
    """`NO ENTREGADO`: her answer has not reached `address`. `reason`: what the relay or the report said (B8, B9);
    `still_trying`: it may yet."""
    values: dict[str, Plain] = {
        "address": seen(address),
        "reason": seen(scrubbed(reason))[:500],
        "still_trying": still_trying,
    }
    return _receipt(desk, mint, now, agent, mail, ticket, "not_delivered", values)


def confirm(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    agent: Agent,
    mail: OwnMail,
    recipient: str,
    why: str,
    ticket: Ticket | None = None,
) -> Written:
    """Asks the registered address whether she wrote `mail`: a human reply releases exactly those bytes (threats D).

    `recipient`: who would get it, in words; `why`: what proof is missing, a sentence in her language. One
    handle c for 24 hours. Of a long text the beginning is shown: all is held, and goes out by her yes.
    """
    language = agent.languages[0]
    secret = mint.new_handle()
    message_id = mint.message_id("c")
    release = handle(
        "c", secret, ticket, now, life=CONFIRMATION, agent=agent.id, twin=message_id, held=mail.held
    )
    protocol = ticket.protocol if ticket else ""
    subject = about(
        say(language, "confirm_subject"), ticket.subject if ticket else mail.subject, protocol, language
    )
    address = desk.plus("c", secret)
    values: dict[str, Plain] = {
        "recipient": seen(recipient) or say(language, "the_customer"),
        "why": why,
        "held_subject": seen(mail.subject),
        "rest": rest_held(mail.text, language),
        "taps": taps(Held("agent-confirm", on_ticket=ticket is not None), language, address, subject),
    }
    shown = replace(mail, text=beginning(mail.text))
    draft = _draft(desk, agent, shown, ticket, "confirm", subject, values, message_id)
    draft = _addressed(draft, desk, "confirm", "confirm_from", Address(address, say(language, "to_confirm")))
    return Written(seal(desk, draft, now), (release,))


def beginning(text: str) -> str:
    """As much of the text of a mail that nothing proves to be hers as she is shown to know it by."""
    if len(text) <= ASKED_SHOWN:
        return text
    return scrubbed(clean(text[: ASKED_SHOWN + _MARGIN]))[:ASKED_SHOWN] + "\n[…]"


def rest_held(text: str, language: Language) -> str:
    """That there is more of it, and how much; '' where it is shown whole."""
    if len(text) <= ASKED_SHOWN:
        return ""
    shown, count = (
        f"{n:,}".replace(",", say(language, "report_thousands")) for n in (ASKED_SHOWN, len(text))
    )
    return say(language, "asked_rest", shown=shown, count=count)


def _receipt(
    desk: Desk,
    mint: Mint,
    now: datetime,
    agent: Agent,
    mail: OwnMail,
    ticket: Ticket | None,
    kind: str,
    values: dict[str, Plain],
    held: Held | None = None,
    dues: Dues | None = None,
    commands: str = "",
) -> Written:
    language = agent.languages[0]
    message_id = mint.message_id("c")
    answers = held is not None and bool(offered(held))
    handles: list[NewHandle] = []
    wanted: Sequence[HandleKind] = ("c", "r", "n") if ticket else ("c",)
    for one in wanted:
        twin, row = (message_id, mail.held if answers else 0) if one == "c" else ("", 0)
        life = LIFE if row else AGENT_HANDLE if ticket else CONFIRMATION
        handles.append(
            handle(one, mint.new_handle(), ticket, now, life=life, agent=agent.id, twin=twin, held=row)
        )
    address = {one.kind: desk.plus(one.kind, one.secret) for one in handles}
    protocol = ticket.protocol if ticket else ""
    subject = about(
        say(language, f"{kind}_subject"), ticket.subject if ticket else mail.subject, protocol, language
    )
    others = {"customer": address.get("r", ""), "desk": desk.address, "commands": commands}
    links: dict[str, Plain] = {
        "customer_address": address.get("r", ""),
        "note_address": address.get("n", ""),
        "link_subject": to_agent(ticket.subject, protocol, language) if ticket else "",
        "customer": person(ticket.requester) if ticket else "",
        "taps": taps(held, language, address["c"], subject, others) if held else [],
        "until": say(language, "held_until", at=short(now + LIFE, desk.zone, language, now)),
    }
    draft = _draft(desk, agent, mail, ticket, kind, subject, {**values, **links}, message_id, dues)
    to_desk = Address(address["c"], say(language, "to_desk", protocol=protocol).strip())
    draft = _addressed(draft, desk, "receipt", f"{kind}_from", to_desk)
    return Written(seal(desk, draft, now), tuple(handles))


def _draft(
    desk: Desk,
    agent: Agent,
    mail: OwnMail,
    ticket: Ticket | None,
    template: str,
    subject: str,
    values: dict[str, Plain],
    message_id: str,
    dues: Dues | None = None,
) -> Draft:
    """The mail without its addresses. The null sender: a receipt must not be answered by machines (RFC 3834)."""
    language = agent.languages[0]
    text = scrubbed(clean(mail.text)).strip("\n")
    whole = text.encode("utf-8", "replace")
    long = len(text) > TEXT_SHOWN
    common: dict[str, Plain] = {
        "desk": desk.name,
        "card": card(desk, ticket, agent, language, dues) if ticket else [],
        "held": mail.held,
        "separator": marks.separator(marks.TO_THE_DESK[language]),
        "your_text": marks.separator(marks.YOUR_TEXT[language]),
        "text": f"{text[:TEXT_SHOWN]}\n[…]" if long else text,
    }
    return Draft(
        kind="receipt",
        message_id=message_id,
        sender=desk.itself,
        to=(Address(agent.address, agent.name),),
        subject=subject,
        language=language,
        words=render(template, language, {**common, **values}, subject),
        auto="auto-generated",
        in_reply_to=mail.message_id,
        references=mail.references,
        files=(File(say(language, "text_file"), "text/plain", len(whole), whole),) if long else (),
        protocol=ticket.protocol if ticket else "",
        to_agent=agent.id,
    )


def _addressed(draft: Draft, desk: Desk, kind: OutgoingKind, sender: str, reply_to: Address) -> Draft:
    name = say(draft.language, sender, desk=desk.name)
    # A receipt answers her mail, the question does not: a confirmation goes out by itself (RFC 3834 5).
    auto: Auto = "auto-replied" if kind == "receipt" else "auto-generated"
    return replace(draft, kind=kind, sender=Address(desk.address, name), reply_to=reply_to, auto=auto)
