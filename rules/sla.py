"""What was promised: the service and target of a ticket, its three clocks, and when each share of them is used up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from helpdesk.rules.book import Book, Calendar, Service, Span, Target
from helpdesk.rules.calendars import ALWAYS, add, open_microseconds, without, zone_name
from helpdesk.rules.stopwatch import Crossing, Run, Timeline, before_pauses, merged
from helpdesk.tickets.verdict import Clock, ClockFacts, Facts, Line, SetService

__all__ = [
    "BREACH",
    "CLOCKS",
    "Crossing",
    "Timeline",
    "calendar_of",
    "choose",
    "clocks",
    "clocks_of",
    "highest_due",
    "local",
    "offered",
    "open_time",
    "thresholds",
]

CLOCKS: tuple[Clock, ...] = ("first_response", "next_response", "resolution")
BREACH = 1.0
# A customer hears that a promise will be missed when this share of its time is gone: before, not after.
TELL_AT = 0.95


def choose(book: Book, facts: Facts, again: bool = False) -> tuple[SetService | None, list[Line]]:
    """The mailbox's own service, else the first whose condition holds, and of it the first target: due times counted
    from the opening.

    A ticket that has a service keeps what it was promised; only `again` (a changed priority, or `helpdesk sla
    recalc`) makes it anew.
    The clock of the next response is not due at the opening: it begins with each later mail of the customer.
    """
    if facts.ticket.service and not again:
        place = next((each.place for each in book.services if each.id == facts.ticket.service), "")
        kept = "keeps what was promised when it was opened"
        return None, [Line("sla", facts.ticket.service, place, False, kept, skipped=True)]
    lines: list[Line] = []
    chosen: Service | None = None
    asked = _when_opened(facts)
    own = next((service for service in book.services if facts.mailbox in service.mailboxes), None)
    for service in book.services:
        holds, words = _answer(service, asked) if own is None else _of_mailbox(service, own, facts.mailbox)
        lines.append(
            Line(
                "sla",
                service.id,
                service.place,
                holds and chosen is None,
                words,
                holds and chosen is not None,
            )
        )
        if holds and chosen is None:
            chosen = service
    if chosen is None:
        return None, lines
    return _target(book, chosen, facts, lines), lines


def _of_mailbox(service: Service, own: Service, mailbox: str) -> tuple[bool, str]:
    return service is own, f"helpdesk.toml gives mailbox {mailbox} service {own.id}"


def _target(book: Book, service: Service, facts: Facts, lines: list[Line]) -> SetService | None:
    """Choose among the targets of a service; each one's answer goes to `lines`."""
    found: SetService | None = None
    asked = _when_opened(facts)
    for number, target in enumerate(service.targets):
        name = f"{service.id}[{number}]"
        holds, words = _answer(target, asked)
        if holds and found is None:
            cal = calendar_of(book, service)
            due = {
                clock: None if clock == "next_response" else _due(cal, facts, clock, span)
                for clock, span in _spans(target).items()
            }
            found = SetService(service.id, number, due, service.tell_customer)
            moved = {clock: _moved(cal, facts, moment) for clock, moment in due.items()}
            lines.append(Line("sla", name, target.place, True, _promise(target, moved, cal, facts.at)))
        else:
            lines.append(Line("sla", name, target.place, False, words, skipped=holds))
    return found


def _when_opened(facts: Facts) -> Facts:
    """What is made anew on purpose is asked as of the opening: the hour of asking chooses nobody's service."""
    return replace(facts, at=facts.ticket.created_at) if facts.happening == "recalc" else facts


def _due(cal: Calendar, facts: Facts, clock: Clock, span: Span | None) -> datetime | None:
    """Counted from the opening. Where that is past already (an old ticket becomes urgent) from now, for nobody can
    keep a promise that is broken when it is made; yet no later than what was promised before. A promise that is met
    stays. What pauses have moved is compared, and what they will move is returned."""
    before = facts.clocks.get(clock)
    stands = facts.promised.get(clock, before.due if before else None)
    if before is not None and before.met:
        return stands
    due = add(cal, facts.ticket.created_at, span) if span else None
    moved = _moved(cal, facts, due)
    if span is None or moved is None or moved > facts.at:
        return due
    anew = add(cal, facts.at, span)
    if before is None or before.due is None:
        if not facts.ticket.service and facts.happening != "recalc":
            return due
    elif anew is None or before.due <= anew:
        return stands
    return None if anew is None else before_pauses(cal, facts.ticket.created_at, anew, facts.pauses, facts.at)


def _moved(cal: Calendar, facts: Facts, due: datetime | None) -> datetime | None:
    """When a promise counted from the opening is due after the pauses there were."""
    if due is None or not facts.pauses:
        return due
    return Run(cal, facts.ticket.created_at, None, due, merged(facts.pauses)).facts(facts.at).due


def _answer(rule: Service | Target, facts: Facts) -> tuple[bool, str]:
    if rule.when is None:
        return True, "always"
    answer = rule.when.test(facts)
    return answer.holds, answer.words


def _spans(target: Target) -> Mapping[Clock, Span | None]:
    return {
        "first_response": target.first_response,
        "next_response": target.next_response,
        "resolution": target.resolution,
    }


def _promise(target: Target, due: Mapping[Clock, datetime | None], cal: Calendar, now: datetime) -> str:
    """'first_response 30m → 09:40 Madrid, resolution 4h → 13:10 Madrid'."""
    words = []
    for clock, span in _spans(target).items():
        if span is None:
            continue
        moment = due.get(clock)
        if clock == "next_response":
            words.append(f"{clock} {_long(span)} after each mail")
        elif moment is None:
            words.append(f"{clock} {_long(span)} → never: the calendar does not open")
        else:
            words.append(f"{clock} {_long(span)} → {local(moment, cal, now)}")
    return ", ".join(words) or "promises nothing"


def _long(span: Span) -> str:
    return span.source or (f"{span.days}d" if span.days else f"{span.seconds // 60}m")


def local(moment: datetime, cal: Calendar, now: datetime) -> str:
    """'09:40 Madrid', with the date where it is not the day of `now` there."""
    here = moment.astimezone(ZoneInfo(cal.zone))
    same_day = here.date() == now.astimezone(here.tzinfo).date()
    return f"{here:%H:%M}" + ("" if same_day else f" {here:%a %Y-%m-%d}") + f" {zone_name(cal)}"


def calendar_of(book: Book, service: Service) -> Calendar:
    """The calendar that a service's clocks run on, less its exceptions; around the clock where it names none."""
    return without(book.calendars.get(service.calendar, ALWAYS), service.exceptions.keys())


def clocks(
    service: Service, target: Target | None, calendar: Calendar, timeline: Timeline, now: datetime
) -> Mapping[Clock, ClockFacts]:
    """The clocks of a ticket at `now`: due (moved by pauses), share used, whether paused or met.

    `met` means that what it waited for has happened, in time or late: `used` then stands, over 1.0 where late.
    Up to the due instant `used` is below 1.0 and from it on 1.0 or more. While paused, `due` is what it would be
    if the pause ended now. A clock without a target, or before it begins, is absent.
    """
    cal = without(calendar, service.exceptions.keys())
    return {clock: run.facts(now) for clock, run in _runs(target, cal, timeline)}


def clocks_of(book: Book, timeline: Timeline, now: datetime) -> Mapping[Clock, ClockFacts]:
    """`clocks` by the service and target that `timeline` names; empty where the policy has them no more."""
    return {clock: run.facts(now) for clock, run in _runs_of(book, timeline)}


def open_time(book: Book, timeline: Timeline, until: datetime) -> float:
    """Seconds of the service's hours that a ticket took from its opening to `until`, less those it stood still."""
    service = next((each for each in book.services if each.id == timeline.service), None)
    cal = calendar_of(book, service) if service else ALWAYS
    took = open_microseconds(cal, timeline.created_at, until)
    for since, end in merged(timeline.pauses):
        took -= open_microseconds(cal, since, until if end is None else min(end, until))
    return max(took, 0) / 1_000_000


def offered(book: Book, timeline: Timeline, clock: Clock, now: datetime) -> datetime | None:
    """The hour to tell in place of a promise that will be missed: its target's time once more, counted from now, up
    to a whole minute; an answer no later than the solution that is promised still.

    None where the policy has the target no more, or its calendar never opens: then no hour is told.
    """
    service, target = _target_of(book, timeline)
    span = _spans(target)[clock] if target else None
    new = add(calendar_of(book, service), now, span) if service and span else None
    if new is None:
        return None
    clocks = clocks_of(book, timeline, now)
    solved = clocks["resolution"].due if "resolution" in clocks else None
    old = clocks[clock].due if clock in clocks else None
    if clock != "resolution" and solved is not None and solved > max(now, old or now):
        new = min(new, solved)
    over = timedelta(seconds=new.second, microseconds=new.microsecond)
    return new + timedelta(minutes=1) - over if over else new


def thresholds(book: Book, timeline: Timeline, also: Collection[float] = ()) -> list[Crossing]:
    """When each share that a rule looks at, `also` and the breach, is reached: (due UTC, clock, share), in order.

    Only of clocks that still run; what lies behind an unfinished pause is not known and comes when it ends. Those
    already past are included: `highest_due` says which of them still count.
    """
    found: list[Crossing] = []
    for clock, run in _runs_of(book, timeline):
        if run.stop is not None:
            continue
        shares = {share for name, share in book.thresholds if name == clock} | {BREACH, *also}
        for share in shares:
            moment = run.when(share)
            if moment is not None:
                found.append((moment, clock, share))
    return sorted(found)


def highest_due(crossings: Iterable[Crossing], now: datetime) -> list[Crossing]:
    """Of those that are due, the highest share of each clock: after an outage nobody hears of the lower ones."""
    best: dict[Clock, Crossing] = {}
    for crossing in crossings:
        due, clock, share = crossing
        if due <= now and (clock not in best or share > best[clock][2]):
            best[clock] = crossing
    return sorted(best.values())


def _runs_of(book: Book, timeline: Timeline) -> Iterator[tuple[Clock, Run]]:
    service, target = _target_of(book, timeline)
    if service is not None:
        yield from _runs(target, calendar_of(book, service), timeline)


def _target_of(book: Book, timeline: Timeline) -> tuple[Service | None, Target | None]:
    """What the ticket was promised by, as far as the policy still has it."""
    service = next((each for each in book.services if each.id == timeline.service), None)
    known = service is not None and 0 <= timeline.target < len(service.targets)
    return service, service.targets[timeline.target] if service and known else None


def _runs(target: Target | None, cal: Calendar, timeline: Timeline) -> Iterator[tuple[Clock, Run]]:
    """Each clock that began: from when, until when, and when it is due if nothing pauses it."""
    spans: Mapping[Clock, Span | None] = _spans(target) if target else {}
    pauses = merged(timeline.pauses)
    for clock in CLOCKS:
        start, stop = _extent(clock, timeline)
        if start is None:
            continue
        span, due = spans.get(clock), timeline.promised.get(clock)
        if due is None or due < start:  # the promise was another mail's
            due = add(cal, start, span) if span else None
        if due is not None:
            yield clock, Run(cal, start, stop, due, pauses)


def _extent(clock: Clock, timeline: Timeline) -> tuple[datetime | None, datetime | None]:
    """From when to when a clock runs; without a beginning it does not, without an end it still does."""
    if clock == "resolution":
        return timeline.created_at, timeline.resolved_at
    if clock == "first_response":
        return timeline.created_at, _earliest(timeline.first_reply_at, timeline.resolved_at)
    asked, first, last = timeline.last_customer_at, timeline.first_reply_at, timeline.last_reply_at
    if asked is None or first is None or asked <= first:
        return None, None  # the first response answers it
    answered = last if last is not None and last >= asked else None
    resolved = timeline.resolved_at if timeline.resolved_at and timeline.resolved_at >= asked else None
    return asked, _earliest(answered, resolved)


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((each for each in moments if each is not None), default=None)
