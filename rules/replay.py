"""What another policy would have done: verdicts of the past decided again, on the facts recorded then. Pure, streaming.

Every verdict is decided under both policies and only what comes out differently is kept. Recorded facts are those of
the world as it went: what a second mail finds follows from what the first policy did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from helpdesk.rules.book import Book
from helpdesk.rules.engine import decide
from helpdesk.rules.sla import BREACH, Timeline, clocks_of
from helpdesk.tickets.verdict import (
    Action,
    AddTag,
    AssignTo,
    Escalate,
    Facts,
    MoveTo,
    Quarantine,
    SendMacro,
    SetPriority,
    SetService,
    StoredVerdict,
)

Lives = Callable[[str], Timeline | None]
Change = tuple[str, str, str]  # field, under the old policy, under the new one
FIELDS = ("folder", "priority", "assignee", "team", "service")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verdict leaves: the ticket's fields, its tags, the mail that goes to the customer, and its promise."""

    fields: Mapping[str, str]
    tags: frozenset[str]
    mails: tuple[str, ...]
    promise: SetService | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What would differ. `changes` counts tickets; mails count mails; `breached` and `kept` are tickets whose promise
    would have been broken, or would not. `lines` are what differs of each ticket that does."""

    verdicts: int
    tickets: int
    lines: Mapping[str, tuple[str, ...]]
    changes: Mapping[Change, int]
    mails_more: Mapping[str, int] = field(default_factory=dict)
    mails_fewer: Mapping[str, int] = field(default_factory=dict)
    breached: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """'612 tickets · 38 would differ', and what differs by kind, the most first."""
        pieces = [
            f"{name} {before or '-'}→{after or '-'} {count}"
            for (name, before, after), count in sorted(
                self.changes.items(), key=lambda each: (-each[1], each[0])
            )
        ]
        pieces += [f"more mail: {what} {count}" for what, count in sorted(self.mails_more.items())]
        pieces += [f"less mail: {what} {count}" for what, count in sorted(self.mails_fewer.items())]
        pieces += [f"{len(self.breached)} would have breached"] if self.breached else []
        pieces += [f"{len(self.kept)} would not have breached"] if self.kept else []
        return f"{self.tickets} tickets · {len(self.lines)} would differ" + (
            f"\n{' · '.join(pieces)}" if pieces else ""
        )


@dataclass(slots=True)
class _Count:
    """A difference in the making."""

    verdicts: int = 0
    tickets: set[str] = field(default_factory=set)
    changes: dict[str, set[Change]] = field(default_factory=dict)
    mails: dict[str, Counter[tuple[str, bool]]] = field(default_factory=dict)
    promises: dict[str, tuple[SetService | None, SetService | None]] = field(default_factory=dict)


def replay(stored: Iterable[StoredVerdict], old: Book, new: Book, lives: Lives | None = None) -> Difference:
    """Decide each verdict again under both policies and return what differs.

    `lives` gives a ticket's history (when it was answered and resolved), from which broken promises follow; without
    it they are not counted.
    """
    count = _Count()
    last: dict[str, datetime] = {}
    for each in stored:
        facts = each.facts
        protocol = facts.ticket.protocol
        count.verdicts += 1
        count.tickets.add(protocol)
        last[protocol] = facts.at
        _compare(protocol, outcome(old, facts), outcome(new, facts), count)
    breached, kept = _promises(count, old, new, lives, last)
    return _difference(count, breached, kept)


def outcome(book: Book, facts: Facts) -> Outcome:
    """What the policy makes of these facts."""
    verdict = decide(book, facts)
    ticket = facts.ticket
    fields = {name: str(getattr(ticket, name)) for name in FIELDS} | {"quarantine": ""}
    tags = set(ticket.tags)
    mails: list[str] = []
    promise: SetService | None = None
    for action, _ in verdict.actions:
        if isinstance(action, SetService):
            promise = action
        if isinstance(action, AddTag):
            tags.add(action.tag)
        fields |= _fields(action)
        mails += _mails(action)
    return Outcome(fields, frozenset(tags), tuple(mails), promise)


def _fields(action: Action) -> dict[str, str]:
    match action:
        case SetPriority(priority):
            return {"priority": priority}
        case MoveTo(folder):
            return {"folder": folder}
        case SetService(service):
            return {"service": service}
        case AssignTo(agent, team):
            return {"assignee": agent, "team": team}
        case Escalate(team=team, agent=agent):
            return {"assignee": agent, "team": team}
        case Quarantine(rule):
            return {"quarantine": rule}
    return {}


def _mails(action: Action) -> Iterator[str]:
    """What goes out to the customer."""
    if isinstance(action, SendMacro):
        yield f"macro {action.macro}"
    elif isinstance(action, Escalate) and action.tell_customer:
        yield f"escalation ({action.reason})"


def _compare(protocol: str, before: Outcome, after: Outcome, count: _Count) -> None:
    if before == after:
        if before.promise is not None:
            count.promises.pop(protocol, None)  # promised anew, and alike
        return
    found = {
        (name, value, after.fields[name])
        for name, value in before.fields.items()
        if value != after.fields[name]
    }
    found |= {("tag", "", tag) for tag in after.tags - before.tags}
    found |= {("tag", tag, "") for tag in before.tags - after.tags}
    if found:
        count.changes.setdefault(protocol, set()).update(found)
    more, fewer = Counter(after.mails), Counter(before.mails)
    for mails, is_more in ((more - fewer, True), (fewer - more, False)):
        for what, number in mails.items():
            count.mails.setdefault(protocol, Counter())[what, is_more] += number
    if before.promise != after.promise:
        count.promises[protocol] = (before.promise, after.promise)


def _promises(
    count: _Count, old: Book, new: Book, lives: Lives | None, last: Mapping[str, datetime]
) -> tuple[list[str], list[str]]:
    """The tickets whose promise is broken under the new policy alone, and under the old one alone."""
    breached: list[str] = []
    kept: list[str] = []
    for protocol, (before, after) in count.promises.items() if lives else ():
        life = lives(protocol) if lives else None
        if life is None:
            continue
        was, would = (
            _broken(book, promise, life, last[protocol]) for book, promise in ((old, before), (new, after))
        )
        if would and not was:
            breached.append(protocol)
        elif was and not would:
            kept.append(protocol)
    return breached, kept


def _broken(book: Book, promise: SetService | None, life: Timeline, now: datetime) -> bool:
    """Whether a promise was broken as things went, as far as they are known."""
    if promise is None:
        return False
    promised = {clock: due for clock, due in promise.due.items() if due is not None}
    line = replace(life, service=promise.service, target=promise.target, promised=promised)
    return any(clock.used >= BREACH for clock in clocks_of(book, line, now).values())


def _difference(count: _Count, breached: list[str], kept: list[str]) -> Difference:
    changes: Counter[Change] = Counter()
    more: Counter[str] = Counter()
    fewer: Counter[str] = Counter()
    lines: dict[str, list[str]] = {}
    for protocol, found in count.changes.items():
        changes.update(found)
        lines[protocol] = [f"{name} {before or '-'}→{after or '-'}" for name, before, after in sorted(found)]
    for protocol, mails in count.mails.items():
        for (what, is_more), number in mails.items():
            (more if is_more else fewer)[what] += number
            lines.setdefault(protocol, []).append(f"{'more' if is_more else 'less'} mail: {what}")
    for protocols, words in ((breached, "would have breached"), (kept, "would not have breached")):
        for protocol in protocols:
            lines.setdefault(protocol, []).append(words)
    return Difference(
        count.verdicts,
        len(count.tickets),
        {protocol: tuple(words) for protocol, words in lines.items()},
        dict(changes),
        dict(more),
        dict(fewer),
        tuple(breached),
        tuple(kept),
    )
