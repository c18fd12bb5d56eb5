"""Letters that rules cause: a case that moved, a promise missed, a macro, a hand-over."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.daemon.letters.agent import thread_root
from helpdesk.daemon.letters.gate import RuleGate, address_key, counted
from helpdesk.daemon.letters.gathering import given
from helpdesk.daemon.letters.speaker import owed
from helpdesk.daemon.letters.vendor import vendor_asked
from helpdesk.daemon.lookups.past import proven, shared_ids
from helpdesk.daemon.verdicts.standing import new_hour
from helpdesk.mailflow import compose
from helpdesk.mailflow.letter import Written
from helpdesk.mailflow.words import promise, say
from helpdesk.rules.availability import posts
from helpdesk.rules.warn_time import GATHERED
from helpdesk.tickets.decide_rules import because, mail_key
from helpdesk.tickets.model import Agent, Changes, Event, Language, Message, Ticket
from helpdesk.tickets.verdict import Clock, Escalate, Line

NOTES_HANDED_ON = 10
EXCHANGES_HANDED_ON = 6
HANDED_OVER_WHOLE = 10  # hand-overs to an agent within ten minutes; the next are gathered
QUEUE_TOLD = 10  # people of a team who are told of a ticket in its queue
EVERYTHING = ("summary", "notes", "history")
_ONLY_A_TIER = re.compile(r"[nN]\d+\b.*")

_Write = Callable[[compose.Thread, Sequence[Message]], Written]


@dataclass(frozen=True, slots=True)
class Missed:
    """A promise to the customer that will not be kept: when it was (UTC), and the new one, None where none is made."""

    clock: Clock
    due: datetime
    new: datetime | None = None


class RuleLetters(RuleGate):
    """Written because a rule said so; `line` is its line of the verdict. Each method takes the changes to which the
    verdict has been applied, and returns them with the mail, its handles and an event 'told'. What is not sent leaves
    an event 'not-told' that says why; a rule that ran into the brake, an alert as well.

    `automatic`: the ticket was opened by a machine or a list, to which no rule writes (threats A16, A20).
    """

    def escalated(
        self,
        now: datetime,
        changes: Changes,
        action: Escalate,
        line: Line,
        *,
        missed: Missed | None = None,
        automatic: bool = False,
    ) -> Changes:
        """Tells the customer that the case moved and why, and in the same mail of the promise missed, if one is.

        Where the action does not tell the customer, or a person's pin kept the ticket where it was, the promise alone.
        """
        ticket = self._ticket_of(changes)
        if ticket is None or ticket.team != action.team or not action.tell_customer:
            return self.delay(now, changes, missed, line, automatic=automatic) if missed else changes
        if told_in_receipt(changes):
            return changes
        box, mint = self.speaker(ticket.mailbox)
        line = _with_new_hour(line, missed)

        def write(thread: compose.Thread, _: Sequence[Message]) -> Written:
            return compose.escalated(
                box,
                mint,
                now,
                ticket=ticket,
                team=spoken_team(action.team),
                reason=self._reason(action, ticket.language),
                delay=_words_of(missed, box, ticket, now) if missed else None,
                thread=thread,
            )

        return self._to_customer(now, changes, ticket, line, f"escalated {action.reason}", automatic, write)

    def delay(
        self, now: datetime, changes: Changes, missed: Missed, line: Line, *, automatic: bool = False
    ) -> Changes:
        """Tells the customer that a promise will not be kept, and the new one."""
        ticket = self._ticket_of(changes)
        if ticket is None:
            return changes
        box, mint = self.speaker(ticket.mailbox)
        line = _with_new_hour(line, missed)

        def write(thread: compose.Thread, _: Sequence[Message]) -> Written:
            words = _words_of(missed, box, ticket, now)
            return compose.delay(box, mint, now, ticket=ticket, missed=words, thread=thread)

        return self._to_customer(now, changes, ticket, line, f"delay {missed.clock}", automatic, write)

    def handoff(self, now: datetime, changes: Changes, action: Escalate, line: Line) -> Changes:
        """Gives the escalated ticket to its new agent, or to her team where it lies in the queue, with what is known.

        Call it after `escalated`: it says whether the customer was told. Nothing where a pin kept the ticket.
        """
        ticket = self._ticket_of(changes)
        if ticket is None or ticket.team != action.team:
            return changes
        told = any(one.kind == "sla" and not one.to_agent and not one.park for one in changes.outgoing)
        told = told or told_in_receipt(changes)
        past = self._past_of(ticket, changes)
        for agent in self._receivers(ticket, self.hushed(changes)):
            packet = self._packet(changes, action, agent, past, told)
            changes = self._hand_over(now, changes, ticket, agent, packet, line)
        return changes

    def _hand_over(
        self,
        now: datetime,
        changes: Changes,
        ticket: Ticket,
        agent: Agent,
        packet: compose.Packet,
        line: Line,
    ) -> Changes:
        box, mint = self.speaker(ticket.mailbox)
        about = compose.Inside(
            ticket,
            agent,
            because(line, self._desk.policy.revision),
            (thread_root(ticket, agent, box.address),),
            self.dues(ticket, changes, now),
        )
        timed = changes.verdict is not None and changes.verdict[0].happening == "timer"
        if timed and self._has_many(now, changes, agent):
            return given(self._desk, now, changes, agent, compose.in_a_line(ticket, agent, packet), line)
        before, braked = len(changes.outgoing), not timed and self._braked(now, changes, line.rule)
        changes = owed(changes, lambda: compose.handoff(box, mint, now, about=about, packet=packet))
        if braked and len(changes.outgoing) > before:
            return self._held_back(now, changes, before, ticket, line, f"hand-over to {agent.id}")
        if len(changes.outgoing) == before:
            return changes
        return counted(changes, now, [handed_key(agent.id) if timed else mail_key(line.rule)])

    def _has_many(self, now: datetime, changes: Changes, agent: Agent) -> bool:
        """Whether time alone has given her so many lately that the rest comes in one mail: after an outage, or when
        shifts change, hours of hand-overs are due at once (B31). What a mail or a person sets off comes whole, under
        the brake."""
        lately = self._counted(changes, handed_key(agent.id), now - GATHERED, HANDED_OVER_WHOLE)
        return lately >= HANDED_OVER_WHOLE

    def _receivers(self, ticket: Ticket, hushed: frozenset[str]) -> list[Agent]:
        book = self._desk.policy
        team = book.teams.get(ticket.team)
        people = dict.fromkeys(post.staff.agent.id for post in posts(book, team)) if team else {}
        ids = (
            [ticket.assignee]
            if ticket.assignee
            else [one for one in people if one not in hushed][:QUEUE_TOLD]
        )
        return [agent for one in ids if (agent := self._desk.agent(one)) is not None]

    def _packet(
        self, changes: Changes, action: Escalate, agent: Agent, past: Sequence[Message], told: bool
    ) -> compose.Packet:
        """What the rule hands on; a rule that names nothing hands on everything."""
        language = agent.languages[0]
        wanted = action.handoff or EVERYTHING
        notes = [one for one in past if one.direction == "note"]
        history = [one for one in past if one.direction != "note"]
        return compose.Packet(
            reason=self._reason(action, language),
            before=self._had_it(changes, agent),
            notes=tuple(notes[-NOTES_HANDED_ON:]) if "notes" in wanted else (),
            history=tuple(history[-EXCHANGES_HANDED_ON:]) if "history" in wanted else (),
            told=told,
            stays=self._stays(changes, agent),
        )

    def _stays(self, changes: Changes, agent: Agent) -> bool:
        """Whether a vendor was asked and she goes on answering the customer."""
        before = self._before(changes)
        return before is not None and before.assignee == agent.id and vendor_asked(changes)

    def _had_it(self, changes: Changes, agent: Agent) -> str:
        """Who had the ticket before this mail, in words; '' where nobody had, or she herself."""
        before = self._before(changes)
        if before is None:
            return ""
        if before.assignee:
            had = self._desk.agent(before.assignee)
            return "" if had is agent else had.name if had else before.assignee
        return say(agent.languages[0], "queue_of", team=before.team) if before.team else ""

    def _before(self, changes: Changes) -> Ticket | None:
        """The ticket as it is stored: the rules' facts are taken after an agent's commands, which may have changed its
        owner already."""
        ticket = self._ticket_of(changes)
        stored = self._desk.store.ticket(ticket.protocol) if ticket is not None and ticket.id else None
        return stored or (changes.verdict[0].ticket if changes.verdict is not None else None)

    def _reason(self, action: Escalate, language: Language) -> str:
        return self._desk.policy.reasons.get(action.reason, {}).get(language, "")

    def _to_customer(
        self,
        now: datetime,
        changes: Changes,
        ticket: Ticket,
        line: Line,
        what: str,
        automatic: bool,
        write: _Write,
        own: int = 0,
    ) -> Changes:
        """The mail that `write` makes, if there is leave for it. Raises Leak where `write` does."""
        refusal = self._refusal(now, changes, ticket, automatic)
        if refusal:
            return self._not_told(now, changes, ticket, line, what, refusal)
        braked = self._braked(now, changes, line.rule, own)
        past = self._past_of(ticket, changes)
        ids = shared_ids(past, [ticket.requester])
        thread = compose.Thread(ids[-1] if ids else "", ids, proven(ticket, past))
        before = len(changes.outgoing)
        changes = owed(changes, lambda: write(thread, past))
        if len(changes.outgoing) == before:
            return changes
        if braked:
            return self._held_back(now, changes, before, ticket, line, what)
        event = Event(
            ticket.protocol, now, "desk", "told", "", what, because(line, self._desk.policy.revision)
        )
        changes = replace(changes, events=(*changes.events, event))
        keys = [address_key(ticket.requester.address), *([] if own else [mail_key(line.rule)])]
        return counted(changes, now, keys)


def told_in_receipt(changes: Changes) -> bool:
    """Whether these changes open a case whose receipt says that it moved on at once."""
    opened = changes.ticket is not None and not changes.ticket.id and bool(changes.outgoing)
    return opened and any(one.kind == "told" and one.after.startswith("escalated") for one in changes.events)


def handed_key(agent: str) -> str:
    """The tally of tickets that were handed to an agent whole."""
    return f"handed:{agent}"


def spoken_team(team: str) -> str:
    """How a customer hears of a team: 'pagos-europa' is Pagos europa; a bare tier ('n2-madrid') tells nothing: ''."""
    if _ONLY_A_TIER.fullmatch(team):
        return ""
    words = team.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _with_new_hour(line: Line, missed: Missed | None) -> Line:
    """The line with the hour that the customer is told, which the ticket's history keeps with its reason."""
    if missed is None or missed.new is None:
        return line
    told = new_hour(missed.clock, missed.new)
    return replace(line, matched=f"{line.matched} · {told}" if line.matched else told)


def _words_of(missed: Missed, box: compose.Desk, ticket: Ticket, now: datetime) -> compose.Delay:
    def told(moment: datetime) -> str:
        return promise(moment, box.zone, ticket.language, now)

    return compose.Delay(
        old=told(missed.due),
        new=told(missed.new) if missed.new else "",
        solve=missed.clock == "resolution",
        late=missed.due <= now,
    )
