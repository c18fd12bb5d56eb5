"""What tells an agent that promises run out: all of her warnings in one mail (product.md 2.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.mailflow import marks
from helpdesk.mailflow.card import Dues
from helpdesk.mailflow.inside import Inside, inside
from helpdesk.mailflow.leaks import seen
from helpdesk.mailflow.letter import CONFIRMATION, Desk, Draft, Mint, Written, handle, seal
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import base
from helpdesk.mailflow.words import lasting, say, short
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Language, Ticket

LINES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning: which clock of which ticket, when it is due (UTC; None: not known) and the share of it used
    (1.0 = broken). Where the rule looks at no clock, `clock` is '' and `about` says what it is about."""

    ticket: Ticket
    clock: str = ""
    due: datetime | None = None
    share: float = 0.0
    about: str = ""


def warning(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    agent: Agent,
    lines: Sequence[Warned],
    because: str = "",
    references: Sequence[str] = (),
    dues: Dues | None = None,
) -> Written:
    """The warnings of `lines`. About one ticket alone, what she answers becomes a note on it, and `because`,
    `references` and `dues` are that ticket's; about several, only the desk reads it. Raises ValueError without lines.
    """
    if not lines:
        raise ValueError("a warning is about something")
    language = agent.languages[0]
    left = len(lines) - LINES_SHOWN
    values: dict[str, Plain] = {
        "lines": [_line(desk, one, language, now) for one in lines[:LINES_SHOWN]],
        "and_more": say(language, "line_more", count=str(left)) if left > 0 else "",
    }
    tickets = {one.ticket.protocol for one in lines}
    if len(tickets) == 1:
        about = Inside(lines[0].ticket, agent, because, references, dues)
        return inside(desk, mint, now, about, "warning", values)
    return _of_several(desk, mint, now, agent, values, len(tickets))


def _of_several(
    desk: Desk, mint: Mint, now: datetime, agent: Agent, values: dict[str, Plain], count: int
) -> Written:
    """An answer would belong to none of the tickets: the handle takes commands alone."""
    language = agent.languages[0]
    message_id = mint.message_id("c")
    command = handle("c", mint.new_handle(), None, now, life=CONFIRMATION, agent=agent.id, twin=message_id)
    subject = say(language, "warning_subject", count=str(count))
    nothing: dict[str, Plain] = {"card": [], "separator": marks.separator(marks.TO_THE_DESK[language])}
    draft = Draft(
        kind="sla",
        message_id=message_id,
        sender=Address(desk.address, say(language, "warning_from", desk=desk.name)),
        to=(Address(agent.address, agent.name),),
        reply_to=Address(desk.plus("c", command.secret), say(language, "to_desk", protocol="").strip()),
        subject=subject,
        language=language,
        words=render("warning", language, {**values, **nothing}, subject),
        auto="auto-generated",
        to_agent=agent.id,
    )
    return Written(seal(desk, draft, now), (command,))


def _line(desk: Desk, one: Warned, language: Language, now: datetime) -> dict[str, Plain]:
    ticket = one.ticket
    subject = base(seen(ticket.subject), ticket.protocol, language)
    return {"head": f"{ticket.protocol} · {subject}", "what": _what(desk, one, language, now)}


def _what(desk: Desk, one: Warned, language: Language, now: datetime) -> str:
    if not one.clock:
        return one.about
    values = {
        "clock": say(language, f"clock.{one.clock}"),
        "share": say(language, "share", share=f"{one.share * 100:.0f}"),
    }
    if one.due is None:
        return say(language, "line_used", **values)
    values |= {"at": short(one.due, desk.zone, language, now), "left": lasting(one.due - now)}
    return say(language, "line_in" if one.due > now else "line_past", **values)
