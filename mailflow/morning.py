"""The summary of an agent's morning: what is hers by its promises, what waits, what is held, what nobody has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from helpdesk.mailflow import marks
from helpdesk.mailflow.actions import Offers, on_ticket
from helpdesk.mailflow.leaks import scrubbed, seen
from helpdesk.mailflow.letter import AGENT_HANDLE, Desk, Draft, Mint, Written, handle, seal
from helpdesk.mailflow.notification import person
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.subjects import base, to_agent
from helpdesk.mailflow.taps import LIFE, Held, taps
from helpdesk.mailflow.words import say, short
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, HandleKind, Language, NewHandle, Ticket

SectionName = Literal[
    "mine", "waiting", "waking", "held", "quarantine", "unowned", "thanks", "aside", "unconfirmed", "done"
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a ticket and what is to be said of it; or a held mail (its number, and why), or a deed (neither)."""

    ticket: Ticket | None = None
    what: str = ""
    held: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Entries of one kind; `more`: how many there are beside them."""

    name: SectionName
    entries: Sequence[Entry]
    more: int = 0


def morning(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    agent: Agent,
    sections: Sequence[Section],
    offers: Callable[[Ticket], Offers],
) -> Written:
    """The mail of `sections`, each entry with what one tap does to it; what she replies is commands alone."""
    language = agent.languages[0]
    message_id = mint.message_id("c")
    back = handle("c", mint.new_handle(), None, now, life=AGENT_HANDLE, agent=agent.id, twin=message_id)
    teller = _Teller(desk, mint, now, agent, offers, [back])
    counts = {one.name: len(one.entries) + one.more for one in sections}
    subject = say(
        language,
        "digest_subject",
        day=short(now, desk.zone, language, now),
        mine=str(counts.get("mine", 0)),
        unowned=str(counts.get("unowned", 0)),
    )
    values: dict[str, Plain] = {
        "sections": [teller.section(one) for one in sections],
        "separator": marks.separator(marks.TO_THE_DESK[language]),
    }
    draft = Draft(
        kind="digest",
        message_id=message_id,
        sender=Address(desk.address, say(language, "digest_from", desk=desk.name)),
        to=(Address(agent.address, agent.name),),
        reply_to=Address(desk.plus("c", back.secret), say(language, "to_desk", protocol="").strip()),
        subject=subject,
        language=language,
        words=render("digest", language, values, subject),
        auto="auto-generated",
        to_agent=agent.id,
    )
    return Written(seal(desk, draft, now), tuple(teller.handles))


@dataclass
class _Teller:
    """Puts entries into words, and makes the handles that their taps need."""

    desk: Desk
    mint: Mint
    now: datetime
    agent: Agent
    offers: Callable[[Ticket], Offers]
    handles: list[NewHandle]

    @property
    def language(self) -> Language:
        """Hers."""
        return self.agent.languages[0]

    def section(self, section: Section) -> dict[str, Plain]:
        """A section as the template has it."""
        count = len(section.entries) + section.more
        more = say(self.language, "digest_more", count=str(section.more)) if section.more else ""
        return {
            "title": say(self.language, f"digest_{section.name}", count=str(count)),
            "entries": [self._entry(one) for one in section.entries],
            "more": more,
        }

    def _entry(self, entry: Entry) -> dict[str, Plain]:
        ticket = entry.ticket
        head = (
            say(self.language, "digest_mail", number=str(entry.held)) if ticket is None and entry.held else ""
        )
        if ticket is not None:
            subject = base(scrubbed(seen(ticket.subject)), ticket.protocol, self.language)
            head = f"{ticket.protocol} · {subject} · {person(ticket.requester)}"
        return {"head": head, "what": scrubbed(entry.what), "taps": self._taps(entry)}

    def _taps(self, entry: Entry) -> list[Plain]:
        ticket = entry.ticket
        if entry.held:
            subject = say(self.language, "not_sent_subject")
            held = Held(entry.reason, on_ticket=ticket is not None)
            return taps(held, self.language, self._address("c", ticket, entry.held), subject)
        if ticket is None:
            return []
        inside = self._address("n", ticket)
        subject = to_agent(seen(ticket.subject), ticket.protocol, self.language)
        # A macro is for the customer, and the address for that stands in the notification.
        return on_ticket(ticket, self.language, Offers(up=self.offers(ticket).up), inside, "", subject)

    def _address(self, kind: HandleKind, ticket: Ticket | None, held: int = 0) -> str:
        life = LIFE if held else AGENT_HANDLE
        secret = self.mint.new_handle()
        self.handles.append(handle(kind, secret, ticket, self.now, life=life, agent=self.agent.id, held=held))
        return self.desk.plus(kind, secret)
