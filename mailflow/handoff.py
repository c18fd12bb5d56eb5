"""The hand-over of an escalated ticket: with all that is known of it, so that nobody is asked twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.mailflow import marks
from helpdesk.mailflow.acknowledgement import first_lines
from helpdesk.mailflow.inside import Inside, inside
from helpdesk.mailflow.letter import Desk, Mint, Written
from helpdesk.mailflow.notification import person, safe_words
from helpdesk.mailflow.render import Plain
from helpdesk.mailflow.scores import remark_in
from helpdesk.mailflow.words import say, when
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Language, Message, Ticket

NOTE_LINES = 40
EXCHANGE_LINES = 20


@dataclass(frozen=True, slots=True)
class Packet:
    """What goes along. `reason`: the sentence of escalation.yaml in the agent's language; `before`: who had the
    ticket, in words; `notes` and `history`: messages, oldest first; `told`: the customer is told as well; `stays`:
    whoever had it has it still, and a vendor was written to."""

    reason: str = ""
    before: str = ""
    notes: tuple[Message, ...] = ()
    history: tuple[Message, ...] = ()
    told: bool = False
    stays: bool = False


def handoff(desk: Desk, mint: Mint, now: datetime, *, about: Inside, packet: Packet) -> Written:
    """The mail to the agent who gets the ticket, or to one of the team whose queue it comes to. Raises BadAddress."""
    language = about.agent.languages[0]
    values: dict[str, Plain] = {
        "stays": about.ticket.team if packet.stays else "",
        "mine": about.ticket.assignee == about.agent.id,
        "before": packet.before,
        "reason": packet.reason.strip().rstrip("."),
        "told": packet.told,
        "notes": _shown(desk, packet.notes, language, NOTE_LINES),
        "notes_title": marks.separator(marks.NOTES[language]),
        "history": _shown(desk, packet.history, language, EXCHANGE_LINES),
        "earlier": marks.separator(marks.EARLIER[language]),
    }
    return inside(desk, mint, now, about, "handoff", values)


def in_a_line(ticket: Ticket, agent: Agent, packet: Packet) -> str:
    """The hand-over in a line of a mail about several: who has it, who had it, why, and whether the customer knows."""
    language = agent.languages[0]
    reason = packet.reason.strip().rstrip(".")
    whose = "handed_mine" if ticket.assignee == agent.id else "handed_queue"
    words = [say(language, "handed_stays" if packet.stays else whose, team=ticket.team)]
    words += [say(language, "handed_from", who=packet.before)] if packet.before else []
    words += [say(language, "handed_reason", reason=reason)] if reason else []
    words += [say(language, "handed_told")] if packet.told else []
    return "; ".join(words)


def taken(desk: Desk, mint: Mint, now: datetime, *, about: Inside, who: Agent, answered: bool) -> Written:
    """One line to a colleague who was told of a ticket in the queue: somebody has it (product.md 2.5)."""
    return inside(
        desk, mint, now, about, "taken", {"who": person(Address("", who.name)), "answered": answered}
    )


def _shown(desk: Desk, messages: Sequence[Message], language: Language, lines: int) -> list[Plain]:
    return [
        {
            "by": person(one.sender),
            "at": when(one.at, desk.zone, language),
            "words": first_lines(safe_words(_words(one, language)), lines),
        }
        for one in messages
    ]


def _words(message: Message, language: Language) -> str:
    """Her own; of a survey's comment, with the score it goes with."""
    remark = remark_in(message)
    if remark is None:
        return message.own_words or message.text
    score, highest = str(remark.score), str(remark.highest)
    said = say(language, "customer_score", kind=remark.kind.upper(), score=score, highest=highest)
    return f"{said}: {remark.comment}"
