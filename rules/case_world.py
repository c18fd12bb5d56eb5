"""The desk of one case: a ticket, its promises and a clock that is set, on which the rules are let loose as on mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from helpdesk.rules.book import Book
from helpdesk.rules.case import Case, CaseMail
from helpdesk.rules.customers import known_customer, language_named
from helpdesk.rules.engine import decide
from helpdesk.rules.loading import Surroundings
from helpdesk.rules.macros import CannotExpand, expand
from helpdesk.rules.sla import Timeline, clocks_of, thresholds
from helpdesk.rules.stopwatch import Pause
from helpdesk.tickets.model import Language, Ticket
from helpdesk.tickets.verdict import (
    Action,
    AddTag,
    AgentFacts,
    AssignTo,
    Clock,
    CustomerFacts,
    Escalate,
    Facts,
    Happening,
    Line,
    MoveTo,
    Notify,
    Quarantine,
    SendMacro,
    SetPriority,
    SetService,
)

PROTOCOL = "HD-2611-7K3MGX"
_ENDED = ("resolved", "closed")
_MOST_LOOKS = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """What the mail's guard says: whether a machine wrote it, and why no acknowledgement is due ('' = it is)."""

    automatic: bool
    silent: str = ""


Judge = Callable[[CaseMail], Judged]


@dataclass(slots=True)
class Since:
    """What happened since the last look: rules that hit, what the customer was told, who was told, why it moved."""

    hits: dict[str, Line] = field(default_factory=dict)
    customer: list[str] = field(default_factory=list)
    notified: list[str] = field(default_factory=list)
    macros: list[str] = field(default_factory=list)
    reason: str = ""
    acknowledged: bool = False


class World:
    """Runs on: `open` once, then `advance`, `write`, `reply` and `set` in the order of time."""

    def __init__(self, book: Book, case: Case, around: Surroundings, judge: Judge) -> None:
        self.book = book
        self.case = case
        self.now = case.at
        self.since = Since()
        self.causes: dict[str, str] = {}
        self.hit_ever: set[str] = set()
        self._judge = judge
        self._entry = known_customer(book, case.mail.sender.address)
        self._loads = {who: each.open for who, each in case.agents.items()}
        self._turns = dict(case.turns)
        self._pins = set(case.pins)
        self._fired: set[str] = set()
        self._pauses: list[Pause] = []
        self._timeline = Timeline(case.at, last_customer_at=case.at)
        self.ticket = self._new_ticket(around.language)

    @property
    def due(self) -> Mapping[Clock, datetime | None]:
        """When each promise is due, moved by pauses."""
        return {clock: state.due for clock, state in self._clocks().items()}

    def open(self) -> None:
        """The case's mail comes in."""
        self._mail("opened", self.case.mail)

    def advance(self, until: datetime) -> None:
        """Let time pass: the rules are asked at each moment at which one of them may begin to hold."""
        for _ in range(_MOST_LOOKS):
            moments = [due for due, _, _ in thresholds(self.book, self._line())]
            began = {"age": self.ticket.created_at, "idle": self._last_word()}
            moments += [began[what] + timedelta(seconds=seconds) for what, seconds in self.book.waits]
            ahead = [moment for moment in moments if self.now < moment <= until]
            if not ahead:
                break
            self.now = min(ahead)
            self._decide(self._facts("timer"))
        self.now = until

    def write(self, mail: CaseMail) -> None:
        """The customer writes again."""
        if self.ticket.status not in ("new", "open"):
            self._status("open")
        self._timeline = replace(self._timeline, last_customer_at=self.now)
        self._mail("message", mail)

    def reply(self, agent: str) -> None:
        """An agent answers the customer."""
        first = self._timeline.first_reply_at or self.now
        self._timeline = replace(self._timeline, first_reply_at=first, last_reply_at=self.now)
        self.ticket = replace(self.ticket, assignee=self.ticket.assignee or agent)
        if self.ticket.status == "new":
            self._status("open")
        self._decide(self._facts("message"))

    def set(self, fields: Mapping[str, str]) -> None:
        """A person sets fields; they are pinned, but for the status."""
        changes: dict[str, Any] = {
            key: value for key, value in fields.items() if key not in ("tags", "status")
        }
        if "team" in changes and changes["team"] in self.book.teams:
            changes["tier"] = self.book.teams[changes["team"]].tier
        self.ticket = replace(self.ticket, **changes)
        self._pins |= changes.keys() - {"tier", "service", "language"}
        if "status" in fields:
            self._status(fields["status"])
        self._decide(replace(self._facts("changed"), changed=frozenset(fields)))

    # -- one look of the rules ----------------------------------------------------------------------

    def _mail(self, happening: Happening, mail: CaseMail) -> None:
        judged = self._judge(mail)
        self.since.acknowledged = happening == "opened" and not judged.silent
        facts = self._facts(happening)
        named = {need.removeprefix("header.") for need in self.book.needs if need.startswith("header.")}
        self._decide(
            replace(
                facts,
                sender=mail.sender,
                subject=mail.subject,
                text=f"{mail.subject}\n{mail.body}",
                headers={name: each for name, each in mail.headers.items() if name in named},
                attachments=mail.attachments,
                authentication=mail.authentication,
                automatic=judged.automatic,
            )
        )

    def _facts(self, happening: Happening) -> Facts:
        own = self.case.agents
        agents = tuple(
            AgentFacts(who, self._loads.get(who, 0), own[who].means if who in own else {})
            for who in self.book.staff
        )
        given = self.case.customer
        return Facts(
            happening=happening,
            at=self.now,
            mailbox=self.ticket.mailbox,
            ticket=self.ticket,
            sender=self.ticket.requester,
            subject=self.ticket.subject,
            customer=CustomerFacts(
                self.ticket.requester.address,
                self._entry.get("organisation", ""),
                language_named(self._entry.get("language", "")),
                self._entry,
                _count(given.get("tickets"), 1),
                _count(given.get("open_tickets"), 1),
                str(given.get("last_agent") or ""),
            ),
            agents=agents,
            clocks=self._clocks(),
            idle_seconds=(self.now - self._last_word()).total_seconds(),
            pins=frozenset(self._pins),
            turns=self._turns,
            fired=frozenset(self._fired),
            promised=self._timeline.promised,
            pauses=tuple(self._pauses),
        )

    def _decide(self, facts: Facts) -> None:
        verdict = decide(self.book, facts)
        hits = {line.rule: line for line in verdict.trace if line.hit}
        self.since.hits |= hits
        self.hit_ever |= hits.keys()
        self._fired |= {line.rule for line in verdict.trace if line.stage == "escalate" and line.hit}
        for action, line in verdict.actions:
            self._do(action, line)

    def _do(self, action: Action, line: Line) -> None:
        match action:
            case AddTag(tag):
                self._change(line, tags=(*self.ticket.tags, tag))
            case SetPriority(priority):
                self._change(line, priority=priority)
            case MoveTo(folder):
                self._change(line, folder=folder)
            case SetService(service, target, due):
                self._change(line, service=service)
                promised = {clock: each for clock, each in due.items() if each is not None}
                self._timeline = replace(self._timeline, service=service, target=target, promised=promised)
            case AssignTo(agent, team, turn):
                self._assign(agent, team, turn, line)
            case Escalate(team, _, agent, reason, _, tell, turn):
                self._assign(agent, team, turn, line)
                self.since.reason, self.causes["reason"] = reason, line.place
                if tell:
                    self.since.customer.append(self._reason(reason))
            case Notify(agents, _):
                self.since.notified += agents
            case SendMacro(macro, values):
                self._send(macro, values, line)
            case Quarantine():
                self.since.acknowledged = False

    def _assign(self, agent: str, team: str, turn: str, line: Line) -> None:
        tier = self.book.teams[team].tier if team in self.book.teams else self.ticket.tier
        for who, step in ((self.ticket.assignee, -1), (agent, 1)):
            if who:
                self._loads[who] = max(0, self._loads.get(who, 0) + step)
        self._change(line, assignee=agent, team=team, tier=tier)
        if turn:
            self._turns[turn] = agent

    def _send(self, macro: str, values: Mapping[str, str], line: Line) -> None:
        self._fired.add(line.rule)
        self.since.macros.append(macro)
        facts = self._facts("changed")
        given = {"desk_name": "Helpdesk", **values}
        try:
            self.since.customer.append(expand(self.book, macro, self.ticket.language, given, facts).text)
        except CannotExpand as fault:
            self.since.customer.append(f"(nothing is sent: {fault})")

    def _change(self, line: Line, **fields: Any) -> None:
        self.ticket = replace(self.ticket, **fields, updated_at=self.now)
        self.causes |= dict.fromkeys(fields, line.place)

    # -- what the ticket stands on ------------------------------------------------------------------

    def _new_ticket(self, language: Language) -> Ticket:
        mail = self.case.mail
        known = language_named(self._entry.get("language", ""))
        fresh = Ticket(
            1,
            PROTOCOL,
            mail.subject,
            "new",
            mail.mailbox,
            mail.sender,
            mail.language or known or language,
            self.now,
            self.now,
        )
        given: dict[str, Any] = dict(self.case.ticket)
        if "tags" in given:
            given["tags"] = tuple(given["tags"])
        if given.get("team") in self.book.teams:
            given["tier"] = self.book.teams[given["team"]].tier
        return replace(fresh, **given)

    def _status(self, status: str) -> None:
        """Clocks stand still in the states that pause the service, and in a ticket's end."""
        services = {one.id: one.pause for one in self.book.services}
        pausing = services.get(self.ticket.service, frozenset())
        still = status in pausing or status in _ENDED
        running = not self._pauses or self._pauses[-1][1] is not None
        if still and running:
            self._pauses.append((self.now, None))
        elif not still and not running:
            self._pauses[-1] = (self._pauses[-1][0], self.now)
        ended = self.now if status in _ENDED else None
        self.ticket = replace(self.ticket, status=status, resolved_at=ended)  # type: ignore[arg-type]

    def _line(self) -> Timeline:
        return replace(self._timeline, pauses=tuple(self._pauses), resolved_at=self.ticket.resolved_at)

    def _clocks(self) -> Mapping[Clock, Any]:
        return clocks_of(self.book, self._line(), self.now)

    def _last_word(self) -> datetime:
        words = (self._timeline.last_customer_at, self._timeline.last_reply_at)
        return max((each for each in words if each is not None), default=self.ticket.created_at)

    def _reason(self, key: str) -> str:
        texts = self.book.reasons.get(key, {})
        return texts.get(self.ticket.language) or next(iter(texts.values()), "")


def _count(value: object, usual: int) -> int:
    return int(value) if isinstance(value, str) and value.isdigit() else usual
