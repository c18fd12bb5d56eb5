"""A mail of the desk's own to an agent about one ticket: what is answered to it stays inside (product.md 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from helpdesk.mailflow import marks
from helpdesk.mailflow.card import Dues
from helpdesk.mailflow.filters import filters
from helpdesk.mailflow.leaks import seen
from helpdesk.mailflow.letter import Desk, Draft, Mint, Written, seal
from helpdesk.mailflow.notification import about_ticket
from helpdesk.mailflow.reach import reach
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import to_agent
from helpdesk.mailflow.words import say
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, OutgoingKind, Ticket


@dataclass(frozen=True, slots=True)
class Inside:
    """What the mail is about. `because`: the rule that caused it; `references`: ids by which the agent's client
    threads the ticket; `dues`: its promises, None where nothing was promised; `sender`: the words that name the sender,
    '' for those of the template."""

    ticket: Ticket
    agent: Agent
    because: str = ""
    references: Sequence[str] = ()
    dues: Dues | None = None
    sender: str = ""


def inside(
    desk: Desk,
    mint: Mint,
    now: datetime,
    about: Inside,
    template: Literal["warning", "handoff", "taken"],
    values: dict[str, Plain],
) -> Written:
    """The mail made of `template`; Reply-To is the handle n, the handle r stands in the card, VERP is the sender."""
    ticket, agent = about.ticket, about.agent
    kind: OutgoingKind = "sla" if template == "warning" else "notification"
    language = agent.languages[0]
    ways = reach(desk, mint, now, ticket, agent, "n")
    subject = to_agent(seen(ticket.subject), ticket.protocol, language)
    common: dict[str, Plain] = {
        **about_ticket(desk, ticket, agent, about.because, about.dues),
        "separator": marks.separator(marks.TO_COLLEAGUES[language]),
        "customer_address": ways.customer,
    }
    draft = Draft(
        kind=kind,
        message_id=ways.message_id,
        sender=Address(desk.address, say(language, about.sender or f"{template}_from", desk=desk.name)),
        to=(Address(agent.address, agent.name),),
        reply_to=Address(ways.note, say(language, "to_note", protocol=ticket.protocol)),
        subject=subject,
        language=language,
        words=render(template, language, {**common, **values}, subject),
        envelope_from=ways.envelope_from,
        auto="auto-generated",
        references=about.references,
        extra=filters(desk, ticket, template, about.dues.soonest if about.dues else None),
        protocol=ticket.protocol,
        to_agent=agent.id,
    )
    return Written(seal(desk, draft, now), ways.handles)
