"""What tells an agent that promises run out: all of her warnings in one mail (product.md 2.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from helpdesk.mailflow import marks
from helpdesk.mailflow.card import Dues
from helpdesk.mailflow.cities import of_city
from helpdesk.mailflow.inside import Inside, inside
from helpdesk.mailflow.leaks import seen
from helpdesk.mailflow.letter import AGENT_HANDLE, Desk, Draft, Mint, Written, handle, seal
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import base, to_agent
from helpdesk.mailflow.why_words import spoken
from helpdesk.mailflow.words import lasting, say, short
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Language, NewHandle, Ticket

TICKETS_SHOWN = 50
_SUBJECTS = {"warning": "warning_subject", "handoff": "handed_subject"}

# What the mail tells, and so what its sender is called: what a customer did, a snooze over, a promise, any other.
Kind: TypeAlias = Literal["survey", "human", "closed", "reopened", "woken", "handoff", "warning", "notice"]

_Case: TypeAlias = tuple[Ticket, dict[str, None], dict[str, None]]  # what is said of a ticket, and why


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning: which clock of which ticket, when it is due (UTC; None: not known) and the share of it used
    (1.0 = broken). Where the rule looks at no clock, `clock` is '' and `about` says what about. `why`: by which
    rules, one a line. `handed`: it says that she was given the ticket."""

    ticket: Ticket
    clock: str = ""
    due: datetime | None = None
    share: float = 0.0
    about: str = ""
    why: str = ""
    handed: bool = False
    kind: Kind = "notice"


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
    zone_named: bool = False,
) -> Written:
    """The warnings of `lines`. About one ticket alone, what she answers becomes a note on it, and `because`,
    `references` and `dues` are that ticket's; about several, only the desk reads it, and each has its own address
    for an answer to the customer. `zone_named`: hers is not the desk's, so it is said. Raises ValueError without lines.
    """
    if not lines:
        raise ValueError("a warning is about something")
    language = agent.languages[0]
    cases = _cases(desk, lines, language, now, zone_named)
    kind = _kind(lines)
    if len(cases) == 1:
        about = Inside(lines[0].ticket, agent, because, references, dues, f"{kind}_from")
        values: dict[str, Plain] = {"lines": [_shown(*cases[0], language)], "and_more": ""}
        return inside(desk, mint, now, about, "warning", values)
    return _of_several(desk, mint, now, agent, cases, kind)


def _kind(lines: Sequence[Warned]) -> Kind:
    """What all of them tell. A promise that runs out is not hidden behind other news."""
    kinds = {"warning" if one.clock else "handoff" if one.handed else one.kind for one in lines}
    return "warning" if "warning" in kinds else kinds.pop() if len(kinds) == 1 else "notice"


def _of_several(
    desk: Desk, mint: Mint, now: datetime, agent: Agent, cases: Sequence[_Case], kind: Kind
) -> Written:
    """An answer would belong to none of the tickets: the handle takes commands alone."""
    language = agent.languages[0]
    message_id = mint.message_id("c")
    command = handle("c", mint.new_handle(), None, now, life=AGENT_HANDLE, agent=agent.id, twin=message_id)
    handles: list[NewHandle] = [command]
    shown: list[Plain] = []
    for ticket, whats, whys in cases[:TICKETS_SHOWN]:
        answer = handle("r", mint.new_handle(), ticket, now, life=AGENT_HANDLE, agent=agent.id)
        handles.append(answer)
        shown.append(_shown(ticket, whats, whys, language, desk.plus("r", answer.secret)))
    left = len(cases) - len(shown)
    subject = say(language, _SUBJECTS.get(kind, "notice_subject"), count=str(len(cases)))
    values: dict[str, Plain] = {
        "lines": shown,
        "and_more": say(language, "line_more", count=str(left)) if left else "",
        "card": [],
        "why": marks.WHY[language],
        "separator": marks.separator(marks.TO_THE_DESK[language]),
    }
    draft = Draft(
        kind="sla",
        message_id=message_id,
        sender=Address(desk.address, say(language, f"{kind}_from", desk=desk.name)),
        to=(Address(agent.address, agent.name),),
        reply_to=Address(desk.plus("c", command.secret), say(language, "to_desk", protocol="").strip()),
        subject=subject,
        language=language,
        words=render("warning", language, values, subject),
        auto="auto-generated",
        to_agent=agent.id,
    )
    return Written(seal(desk, draft, now), tuple(handles))


def _cases(
    desk: Desk, lines: Sequence[Warned], language: Language, now: datetime, zone_named: bool
) -> list[_Case]:
    """What is to be said of each ticket, each thing once: the soonest promise first, what is about none at the end."""
    found: dict[str, _Case] = {}
    for one in sorted(lines, key=lambda each: (each.due is None, each.due or now)):
        _, whats, whys = found.setdefault(one.ticket.protocol, (one.ticket, {}, {}))
        whats.setdefault(_what(desk, one, language, now, zone_named))
        whys.update(dict.fromkeys(one.why.split("\n")))
    return list(found.values())


def _shown(
    ticket: Ticket,
    whats: Mapping[str, None],
    whys: Mapping[str, None],
    language: Language,
    answer: str = "",
) -> dict[str, Plain]:
    """A ticket as the template has it; `answer` is the address of its customer, where the mail has no card to say."""
    subject = base(seen(ticket.subject), ticket.protocol, language)
    return {
        "head": f"{ticket.protocol} · {subject}",
        "what": list(whats),
        "why": [spoken(why, language) for why in whys if why] if answer else [],
        "address": answer,
        "subject": to_agent(seen(ticket.subject), ticket.protocol, language),
    }


def _what(desk: Desk, one: Warned, language: Language, now: datetime, zone_named: bool) -> str:
    if not one.clock:
        return one.about
    values = {
        "clock": say(language, f"clock.{one.clock}"),
        "share": say(language, "share", share=f"{one.share * 100:.0f}"),
    }
    if one.due is None:
        return say(language, "line_used", **values)
    at = short(one.due, desk.zone, language, now)
    if zone_named:
        at = f"{at} ({say(language, 'time_of', place=of_city(desk.zone, language))})"
    values |= {"at": at, "left": lasting(one.due - now)}
    return say(language, "line_in" if one.due > now else "line_past", **values)
