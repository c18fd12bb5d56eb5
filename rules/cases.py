"""Runs the cases of tests/*.yaml on a rulebook: what each should have come to, what it came to, and by which line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.rules import sla
from helpdesk.rules.book import Book
from helpdesk.rules.case import Case, Expect, rule_ids
from helpdesk.rules.case_world import Judge, World
from helpdesk.rules.fold import fold
from helpdesk.rules.loading import Surroundings
from helpdesk.rules.yaml_text import Value

_LISTED = ("tags", "notify")


@dataclass(frozen=True, slots=True)
class Miss:
    """One expectation that was not met. `cause` is the line that made it so, '' where none did."""

    place: str
    key: str
    expected: str
    got: str
    cause: str = ""

    @property
    def words(self) -> str:
        """'tests/vip.yaml:3 expected folder Clientes VIP, got Facturación (folders.yaml:4)'."""
        cause = f" ({self.cause})" if self.cause else ""
        return f"{self.place} expected {self.key} {self.expected}, got {self.got}{cause}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case. `hit` are the rules it put to the test."""

    name: str
    place: str
    misses: tuple[Miss, ...] = ()
    hit: frozenset[str] = field(default=frozenset())

    @property
    def ok(self) -> bool:
        """Whether all was as expected."""
        return not self.misses


def run(cases: Iterable[Case], book: Book, around: Surroundings, judge: Judge) -> Iterator[CaseResult]:
    """Run each case; `judge` is the mail's guard, which lives outside of the rules."""
    for case in cases:
        world = World(book, case, around, judge)
        world.open()
        misses = list(_misses(case.expect, world))
        for step in sorted(case.later, key=lambda each: each.after):
            world.since = type(world.since)()
            world.advance(case.at + step.after)
            if step.mail is not None:
                world.write(step.mail)
            if step.reply:
                world.reply(step.reply)
            if step.set:
                world.set(step.set)
            misses += _misses(step.expect, world)
        yield CaseResult(case.name, case.place, tuple(misses), frozenset(world.hit_ever))


def untested(book: Book, results: Iterable[CaseResult]) -> dict[str, str]:
    """The rules that no case makes hit, with their places."""
    hit = frozenset[str]().union(*(result.hit for result in results))
    return {rule: place for rule, place in rule_ids(book).items() if rule not in hit}


def summary(results: Sequence[CaseResult], left: Mapping[str, str]) -> str:
    """'✓ 41  ✗ 1  tests/vip.yaml:3 expected ...', further failures below it, then the rules nothing tests."""
    failed = [miss for result in results for miss in result.misses]
    good = sum(result.ok for result in results)
    counts = f"✓ {good}  ✗ {len(results) - good}"
    lines = [f"{counts}  {failed[0].words}" if failed else counts]
    lines += [f"{'':<{len(counts)}}  {miss.words}" for miss in failed[1:]]
    if left:
        lines.append(f"untested: {', '.join(f'{rule} ({place})' for rule, place in left.items())}")
    return "\n".join(lines)


def _misses(expect: Expect, world: World) -> Iterator[Miss]:
    for key, (value, place) in expect.items():
        if key in ("rules", "not_rules"):
            yield from _rules(key, _strings(value), place, world)
        elif key.startswith("due."):
            yield from _due(key, str(value), place, world)
        elif key == "mail.customer":
            yield from _told(value, place, world)
        else:
            got = _got(key, world)
            wanted = sorted(_strings(value)) if key in _LISTED else _strings(value)
            if wanted != got:
                cause = world.causes.get(key, "")
                yield Miss(place, key, _listed(wanted), _listed(got), cause)


def _got(key: str, world: World) -> list[str]:
    ticket, since = world.ticket, world.since
    match key:
        case "tags":
            return sorted(ticket.tags)
        case "notify":
            return sorted(dict.fromkeys(since.notified))
        case "macro":
            return since.macros[-1:] or [""]
        case "reason":
            return [since.reason]
        case "ack":
            return [str(since.acknowledged).lower()]
    return [str(getattr(ticket, key))]


def _rules(key: str, names: Sequence[str], place: str, world: World) -> Iterator[Miss]:
    for name in names:
        hit = world.since.hits.get(name)
        if key == "rules" and hit is None:
            yield Miss(place, "rule", name, "that it did not hold", rule_ids(world.book).get(name, ""))
        elif key == "not_rules" and hit is not None:
            yield Miss(place, "rule", f"{name} not to hold", hit.matched, hit.place)


def _due(key: str, wanted: str, place: str, world: World) -> Iterator[Miss]:
    """A due time is given as '09:40' of the day, '2026-11-23 09:40', both on the calendar's clock, or 'none'."""
    clock = key.removeprefix("due.")
    due = next((each for name, each in world.due.items() if name == clock), None)
    service = next((each for each in world.book.services if each.id == world.ticket.service), None)
    forms = ["none"]
    if due is not None and service is not None:
        zone = ZoneInfo(sla.calendar_of(world.book, service).zone)
        here, today = due.astimezone(zone), world.case.at.astimezone(zone).date()
        forms = [f"{here:%Y-%m-%d %H:%M}"]
        if here.date() == today:
            forms.insert(0, f"{here:%H:%M}")
    if wanted not in forms and not _same(wanted, due):
        yield Miss(place, key, wanted, forms[0], world.causes.get("service", ""))


def _same(text: str, due: datetime | None) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return due is not None and moment.tzinfo is not None and moment == due


def _told(value: Value, place: str, world: World) -> Iterator[Miss]:
    """mail.customer: false (nothing was sent), true, or {contains: words}."""
    texts = world.since.customer
    shown = _listed(texts) if texts else "no mail"
    if isinstance(value, dict):
        words = str(value.get("contains", ""))
        if not any(fold(words) in fold(text) for text in texts):
            yield Miss(place, "mail.customer", f'with "{words}"', shown)
    elif bool(value) != bool(texts):
        yield Miss(place, "mail.customer", str(bool(value)).lower(), shown)


def _strings(value: Value) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def _listed(values: Sequence[str]) -> str:
    return ", ".join(" ".join(value.split()) or "none" for value in values) or "none"
