"""What tells an agent that something happened on a ticket: her work, readable and answerable from any mail client."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from helpdesk.mailflow import marks
from helpdesk.mailflow.acknowledgement import first_lines
from helpdesk.mailflow.actions import Offers, on_ticket, tapped
from helpdesk.mailflow.card import NOTHING_KNOWN, Dues, Known, card, customer_line
from helpdesk.mailflow.filters import STRANGERS_LISTED, filters
from helpdesk.mailflow.leaks import scrubbed, seen
from helpdesk.mailflow.letter import AGENT_HANDLE, Desk, Draft, Mint, Written, handle, seal
from helpdesk.mailflow.mime import File
from helpdesk.mailflow.reach import Reach, reach
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import to_agent
from helpdesk.mailflow.taps import LIFE, Held
from helpdesk.mailflow.taps import taps as held_taps
from helpdesk.mailflow.unseen import REORDERING
from helpdesk.mailflow.why_words import spoken
from helpdesk.mailflow.words import say, size, when
from helpdesk.tickets.greeting import given_name
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Language, Message, NewHandle, Ticket

Reason = Literal["new", "customer", "guest", "bounce", "note", "held", "vendor"]

STRANGERS_TAPPED = 2
ATTACHED_BYTES = 5 * 1024 * 1024  # of all files of a mail together: what any agent's mailbox takes
WORDS_SHOWN = 40_000  # characters; the rest is in the ticket
PREVIOUS_LINES = 40
NOTHING_OFFERED = Offers()

# Which reply address stands in Reply-To. What comes from a guest, a machine or a colleague is answered
# inside: a gesture made without looking must never reach the customer (product.md 0.1, 2.1).
_PUBLIC: frozenset[Reason] = frozenset({"new", "customer"})

_OVERRIDES = re.compile(f"[{REORDERING}]")


@dataclass(frozen=True, slots=True)
class News:
    """What happened. `words`: the new own words (of the customer, guest or colleague, or what a report says);
    of held mail only that it is held and why, never its text.

    `unverified`: the mail joined without proof (threats E). `reply_to`: where it asked the answer to go,
    where that is another domain (A7). `copied`: people in Cc who are not on the ticket (A10). `quotes`: another's
    ticket that it names (A9); `near`: a number mistyped, and the ticket's that was perhaps meant. `files` with
    data are attached while all of them together are small enough. `row`: the journal row of a mail of the reader's
    own that became a note, which one tap sends to the customer. `strangers`: who is not admitted, with the number that
    `#admitir` takes for each. `side`: the desk's mail to a vendor that this answers.
    """

    reason: Reason
    words: str
    author: Address
    unverified: bool = False
    reply_to: str = ""
    copied: tuple[str, ...] = ()
    quotes: str = ""
    near: tuple[str, str] = ("", "")
    files: tuple[File, ...] = ()
    previous: Message | None = None
    row: int = 0
    side: str = ""
    strangers: tuple[tuple[int, str], ...] = ()


def notification(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    ticket: Ticket,
    agent: Agent,
    news: News,
    because: str,
    in_reply_to: str = "",
    references: Sequence[str] = (),
    dues: Dues | None = None,
    known: Known = NOTHING_KNOWN,
    offers: Offers = NOTHING_OFFERED,
) -> Written:
    """The mail that tells `agent`, in her language, with handles r and n on this version of the ticket, and VERP.

    `because`: why it is hers, of several reasons each on its line. `references`: ids this agent was sent or sent on
    this ticket. `dues` (None: nothing was promised) and `known` go onto the card, `offers` into the actions below.
    """
    language = agent.languages[0]
    public = news.reason in _PUBLIC
    ways = reach(desk, mint, now, ticket, agent, "r" if public else "n")
    attach = sum(file.size for file in news.files) <= ATTACHED_BYTES
    subject = to_agent(seen(ticket.subject), ticket.protocol, language)
    beside = _beside(mint, now, ticket, agent, news)
    values = {
        **_values(desk, ticket, agent, news, ways, attach),
        **about_ticket(desk, ticket, agent, because, dues, known),
        **_ways(desk, ticket, language, offers, ways, subject, beside, news.strangers),
    }
    draft = Draft(
        kind="notification",
        message_id=ways.message_id,
        sender=Address(desk.address, _from(desk, news, language)),
        to=(Address(agent.address, agent.name),),
        reply_to=_reply_to(ticket, public, ways, language),
        subject=subject,
        language=language,
        words=render("notification", language, values, subject),
        envelope_from=ways.envelope_from,
        auto="auto-generated",
        in_reply_to=in_reply_to,
        references=references,
        files=tuple(file for file in news.files if attach),
        extra=filters(desk, ticket, news.reason, dues.soonest if dues else None, news.strangers),
        protocol=ticket.protocol,
        to_agent=agent.id,
    )
    return Written(seal(desk, draft, now), (*ways.handles, *beside))


def _beside(mint: Mint, now: datetime, ticket: Ticket, agent: Agent, news: News) -> list[NewHandle]:
    """The handle by which a mail of hers that became a note is sent after all; and the vendor's whom she may answer,
    which is a note's first of all."""
    found = []
    if news.row:
        found.append(handle("c", mint.new_handle(), ticket, now, life=LIFE, agent=agent.id, held=news.row))
    if news.side:
        secret = mint.new_handle()
        found.append(handle("n", secret, ticket, now, life=AGENT_HANDLE, agent=agent.id, outgoing=news.side))
    return found


def _ways(
    desk: Desk,
    ticket: Ticket,
    language: Language,
    offers: Offers,
    ways: Reach,
    subject: str,
    beside: Sequence[NewHandle],
    strangers: Sequence[tuple[int, str]] = (),
) -> dict[str, Plain]:
    """What can be done with one tap, and whom else she may write to."""
    held = Held("filed-as-note")
    address = {one.kind: desk.plus(one.kind, one.secret) for one in beside}
    found = held_taps(held, language, address["c"], subject) if "c" in address else []
    for _, address_of in strangers[:STRANGERS_TAPPED]:
        label, line = (say(language, key, about=seen(address_of)) for key in ("tap_admit", "do_admit"))
        found += [one for one in (tapped(label, ways.note, subject, line),) if one]
    found += on_ticket(ticket, language, offers, ways.note, ways.customer, subject)
    seen_at = f"{desk.viewer}/t/{ticket.protocol}" if desk.viewer else ""
    return {
        "taps": found,
        "taps_label": marks.TAPS[language],
        "vendor_address": address.get("n", ""),
        "seen_at": seen_at,
    }


def person(who: Address) -> str:
    """How somebody is called in names and banners: never a whole address, which a client might write to (threats D)."""
    name = seen(who.name).strip()
    return name.split("@")[0] if name and "@" in name else name or who.address.split("@")[0]


def about_ticket(
    desk: Desk,
    ticket: Ticket,
    agent: Agent,
    because: str,
    dues: Dues | None,
    known: Known = NOTHING_KNOWN,
) -> dict[str, Plain]:
    """What every mail to an agent says of the ticket: its card, the customer, the tags, and why it is hers."""
    language = agent.languages[0]
    first, *more = (spoken(line, language) for line in because.split("\n"))
    if not first.strip() and not ticket.assignee:
        first = say(language, "why_nobody")
    return {
        "card": card(desk, ticket, agent, language, dues, known),
        "customer": customer_line(ticket, language, known),
        "tags": ", ".join(ticket.tags),
        "why": marks.WHY[language],
        "because": first,
        "more": [line for line in more if line.strip()],
        "subject": to_agent(ticket.subject, ticket.protocol, language),
    }


def _from(desk: Desk, news: News, language: Language) -> str:
    if news.reason in {"bounce", "held"}:
        return say(language, f"{news.reason}_from", desk=desk.name)
    key = {"guest": "guest", "note": "note_by", "vendor": "vendor"}.get(
        news.reason, "customer_unverified" if news.unverified else "customer"
    )
    return say(language, key, name=person(news.author))


def _reply_to(ticket: Ticket, public: bool, ways: Reach, language: Language) -> Address:
    if public:
        return Address(ways.customer, say(language, "to_customer", name=person(ticket.requester)))
    return Address(ways.note, say(language, "to_note", protocol=ticket.protocol))


def _values(
    desk: Desk, ticket: Ticket, agent: Agent, news: News, ways: Reach, attach: bool
) -> dict[str, Plain]:
    language = agent.languages[0]
    public = news.reason in _PUBLIC
    shown = say(language, "as", shown=f"{agent.name} · {desk.name}")
    requester = given_name(ticket.requester.name) or person(ticket.requester) or say(language, "the_customer")
    previous = news.previous
    return {
        "reason": news.reason,
        "words": shown_words(news.words, language),
        "files": [_named(file, attach, language) for file in news.files],
        "warnings": _warnings(news, language),
        "separator": marks.separator(marks.TO_CUSTOMER[language], f"{requester} {shown}")
        if public
        else marks.separator(marks.TO_COLLEAGUES[language]),
        "public": public,
        "note_address": ways.note,
        "customer_address": ways.customer,
        "earlier": marks.separator(marks.EARLIER[language]),
        "previous": first_lines(safe_words(previous.own_words or previous.text), PREVIOUS_LINES)
        if previous
        else "",
        "previous_by": person(previous.sender) if previous else "",
        "previous_at": when(previous.at, desk.zone, language) if previous else "",
    }


def shown_words(text: str, language: Language) -> str:
    """Words of others for an agent's eyes: handles taken out, reordering marks shown, cut where they are endless."""
    text = safe_words(text).strip("\n")
    return text if len(text) <= WORDS_SHOWN else f"{text[:WORDS_SHOWN]}\n{say(language, 'cut')}"


def safe_words(text: str) -> str:
    """Words of others without handles, and with what turns a line around spelled out."""
    # Joiners of emoji and of Arabic stay; what turns a line around is spelled out (A8).
    return _OVERRIDES.sub(lambda match: f"\\u{ord(match.group()):04x}", scrubbed(text))


def _named(file: File, attach: bool, language: Language) -> str:
    state = "attached" if attach and file.data is not None else "not_attached"
    return f"{seen(file.filename)[:120] or '?'}, {size(file.size, language)}, {say(language, state)}"


def _warnings(news: News, language: Language) -> list[str]:
    author = seen(news.author.address)
    lines: list[str] = []
    if news.unverified:
        key = "warn_vendor" if news.reason == "vendor" else "warn_unverified"
        lines.append(say(language, key, address=author))
    if news.reason == "guest":
        lines.append(say(language, "warn_guest", address=author))
    if news.reply_to:
        lines.append(say(language, "warn_reply_to", address=seen(news.reply_to)))
    if news.copied:
        lines.append(say(language, "warn_cc", address=", ".join(map(seen, news.copied[:10]))))
    if listed := [f"{n}: {seen(address)}" for n, address in news.strangers[:STRANGERS_LISTED]]:
        lines.append(say(language, "warn_strangers", people=", ".join(listed)))
    if news.quotes:
        lines.append(say(language, "warn_quotes", protocol=news.quotes))
    if news.near[1]:
        lines.append(say(language, "warn_near", typed=news.near[0], meant=news.near[1]))
    return lines
