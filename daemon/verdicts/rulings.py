"""Asks the rules about a ticket and lets their verdict take effect: facts gathered, one pass, changes made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.sheet import Sheet
from helpdesk.rules.book import Book
from helpdesk.rules.customers import known_customer, language_named
from helpdesk.rules.engine import decide
from helpdesk.rules.handover import next_look
from helpdesk.rules.sla import TELL_AT, Timeline, clocks_of, open_time, thresholds
from helpdesk.tickets.decide_rules import apply
from helpdesk.tickets.model import Changes, Message, Ticket, Timer
from helpdesk.tickets.rule_facts import CUSTOMER, LOADS, MEANS, TURNS, Gathered
from helpdesk.tickets.sla_state import ENDED, SlaState, lived
from helpdesk.tickets.verdict import Clock, CustomerFacts, Facts, Happening

TIMER = "rules"
TEXT_READ = 64 * 1024  # characters of a mail that conditions look at (A42)
_PEOPLE = frozenset({"in", "out"})


def ruled(
    desk: Desk,
    changes: Changes,
    happening: Happening,
    now: datetime,
    sheet: Sheet | None = None,
    *,
    stays: frozenset[str] = frozenset(),
    changed: frozenset[str] = frozenset(),
) -> Changes:
    """`changes` with what the rules say of the ticket as it then is. `sheet` is the mail that caused them, if one did;
    `stays` are fields that this time no rule may change (as pins do: a doubtful mail's folder); `changed` are those
    a person has just changed.

    The next look is a timer at the next share of a promise that any rule, or the breach, waits for, or when people
    come and go: one a ticket.
    """
    book, ticket = desk.policy, changes.ticket
    if ticket is None or not (has_rules(book) or happening == "recalc"):
        return changes
    if ticket.aside:
        return _left_alone(desk, changes, ticket, now)
    gathered = _gather(desk, ticket, now)
    sla = _lived(book, gathered.sla, ticket, changes, now)
    facts = _facts(book, ticket, gathered, sla, happening, now, sheet)
    facts = replace(
        facts,
        pins=(facts.pins | stays | set(changes.pins)) - set(changes.unpins),
        changed=changed,
        untouched_since=_untouched_since(desk, changes, ticket),
    )
    if happening == "recalc":
        facts = _with_first_mail(desk, facts)
    verdict = decide(book, facts)
    changes = apply(verdict, changes, now, facts=facts, sla=sla)
    if changes.sla is not None and changes.sla.service != sla.service:
        changes = replace(changes, sla=_lived(book, changes.sla, ticket, replace(changes, messages=()), now))
    return looked_ahead(desk, ended(desk, changes, now), now)


def ended(desk: Desk, changes: Changes, now: datetime) -> Changes:
    """`changes` with what a ticket's end means for its promises: how long it took, where it ends by them; with when
    the next answer is owed, and what pauses have moved."""
    ticket, sla = changes.ticket, changes.sla
    if ticket is None or sla is None:
        return changes
    book = desk.policy
    sla = replace(sla, next_response=_next_response(book, ticket, sla, now))
    moved = clocks_of(book, timeline_of(ticket, sla), now) if sla.pauses else {}
    first, last = (moved[name].due if name in moved else None for name in ("first_response", "resolution"))
    sla = replace(sla, first_response_moved=first, resolution_moved=last)
    if ticket.status not in ENDED or ticket.aside:
        return replace(changes, sla=sla)
    stored = desk.store.ticket(ticket.protocol) if ticket.id else None
    took = changes.resolution_seconds
    if stored is None or stored.status not in ENDED:
        took = open_time(book, timeline_of(ticket, sla), ticket.resolved_at or now)
    return replace(changes, sla=sla, resolution_seconds=took)


def mended(desk: Desk, changes: Changes, mend: Callable[[SlaState], SlaState], now: datetime) -> Changes:
    """`changes` with the ticket's promises as `mend` makes them, and all that follows from them."""
    if changes.sla is None:
        return changes
    return looked_ahead(desk, ended(desk, replace(changes, sla=mend(changes.sla)), now), now)


def looked_ahead(desk: Desk, changes: Changes, now: datetime) -> Changes:
    """`changes` with the timer at which the rules are asked again, in place of the one that stands."""
    ticket = changes.ticket
    if ticket is None:
        return changes
    others = tuple(timer for timer in changes.timers if timer.kind != TIMER)
    return replace(
        changes,
        timers=(*others, *_next_look(desk.policy, ticket, changes, now)),
        cancel_timers=tuple(dict.fromkeys((*changes.cancel_timers, TIMER))),
    )


def facts_of(
    desk: Desk, ticket: Ticket, happening: Happening, now: datetime, sheet: Sheet | None = None
) -> Facts:
    """What the rules would be told of `ticket`, and of a mail to it, for a look that changes nothing."""
    gathered = _gather(desk, ticket, now)
    return _facts(desk.policy, ticket, gathered, gathered.sla, happening, now, sheet)


def has_rules(book: Book) -> bool:
    """Whether the policy says more than who the agents are."""
    return bool(book.tag_rules or book.folders or book.services or book.assign_rules or book.escalation_rules)


def timeline_of(ticket: Ticket, sla: SlaState) -> Timeline:
    """The ticket's promises in the form the clocks are read from."""
    dues: dict[Clock, datetime | None] = {"first_response": sla.first_response, "resolution": sla.resolution}
    promised = {clock: due for clock, due in dues.items() if due is not None}
    return Timeline(
        created_at=ticket.created_at,
        first_reply_at=sla.first_reply_at,
        last_customer_at=sla.last_customer_at,
        last_reply_at=sla.last_reply_at,
        resolved_at=ticket.resolved_at,
        pauses=sla.pauses,
        service=sla.service,
        target=sla.target,
        promised=promised,
    )


def _left_alone(desk: Desk, changes: Changes, ticket: Ticket, now: datetime) -> Changes:
    """What a person put aside is no rule's any more: its clocks stand still, and nothing looks at it again."""
    sla = _lived(desk.policy, desk.store.sla(ticket.id), ticket, changes, now)
    return replace(changes, sla=sla, cancel_timers=tuple(dict.fromkeys((*changes.cancel_timers, TIMER))))


def _gather(desk: Desk, ticket: Ticket, now: datetime) -> Gathered:
    """What the archive knows of it, of exactly what the policy's rules and picks read."""
    book = desk.policy
    needs = set(book.needs) & CUSTOMER
    picks = {rule.pick for rule in book.assign_rules}
    if book.assign_rules or book.escalation_rules:
        needs |= {LOADS, TURNS}
    if "fastest" in picks:
        needs.add(MEANS)
    if "sticky" in picks or any(rule.sticky for rule in book.assign_rules):
        needs.add("customer.last_agent")
    keys = [tag for rule in book.tag_rules for tag in rule.add] + [service.id for service in book.services]
    return desk.store.rule_facts(
        ticket,
        needs,
        now,
        agents=tuple(book.staff),
        teams=tuple(book.teams),
        keys=tuple(dict.fromkeys(keys)) if MEANS in needs else (),
        queues=[rule.id for rule in book.assign_rules],
    )


def _lived(book: Book, before: SlaState, ticket: Ticket, changes: Changes, now: datetime) -> SlaState:
    pausing = next((service.pause for service in book.services if service.id == before.service), frozenset())
    people: list[Message] = []
    if changes.outcome != "auto_reply":
        people = [message for message in changes.messages if message.direction in _PEOPLE]
    return lived(before, people, ticket.status, pausing, now)


def _facts(
    book: Book,
    ticket: Ticket,
    gathered: Gathered,
    sla: SlaState,
    happening: Happening,
    now: datetime,
    sheet: Sheet | None,
) -> Facts:
    facts = Facts(
        happening=happening,
        at=now,
        mailbox=ticket.mailbox,
        ticket=ticket,
        sender=ticket.requester,
        subject=ticket.subject,
        customer=_customer(book, ticket, gathered.customer),
        agents=gathered.agents,
        team_means=gathered.team_means,
        clocks=clocks_of(book, timeline_of(ticket, sla), now),
        idle_seconds=max(0.0, (now - _last_word(ticket, sla)).total_seconds()),
        waits=_waits(sla),
        # Only machines have written so far: nobody waits, whatever hour it is.
        automatic=happening in ("timer", "recalc")
        and sla.last_customer_at is None
        and sla.last_reply_at is None,
        pins=gathered.pins,
        turns=gathered.turns,
        fired=gathered.fired,
        promised=timeline_of(ticket, sla).promised,
        pauses=sla.pauses,
    )
    return facts if sheet is None else _of_mail(book, facts, sheet)


def _of_mail(book: Book, facts: Facts, sheet: Sheet) -> Facts:
    mail = sheet.mail
    named = [need.removeprefix("header.") for need in book.needs if need.startswith("header.")]
    return replace(
        facts,
        sender=mail.sender if mail.sender.address else mail.shown_from,
        subject=mail.subject,
        text=f"{mail.subject}\n{sheet.words.whole}"[:TEXT_READ],
        headers={name: values for name in named if (values := mail.all(name))},
        attachments=tuple(f"{one.content_type} {one.filename}" for one in mail.attachments),
        authentication=sheet.authentication.result,
        automatic=bool(sheet.automatic),
    )


def _with_first_mail(desk: Desk, facts: Facts) -> Facts:
    """What conditions read of a mail is, where none is at hand, that of the mail which opened the ticket."""
    first = desk.store.opening(facts.ticket.protocol)
    if first is None:
        return facts
    return replace(
        facts,
        sender=first.sender,
        subject=first.subject,
        text=first.text,
        headers=first.headers,
        attachments=first.attachments,
        authentication=first.authentication,
    )


def _customer(book: Book, ticket: Ticket, known: CustomerFacts) -> CustomerFacts:
    """What customers.yaml says of the address, and before that of its domain; the address wins."""
    entry = known_customer(book, ticket.requester.address)
    if not entry:
        return known
    language = language_named(entry.get("language", ""))
    return replace(known, organisation=entry.get("organisation", ""), language=language, facts=entry)


def _last_word(ticket: Ticket, sla: SlaState) -> datetime:
    words = [at for at in (sla.last_customer_at, sla.last_reply_at) if at is not None]
    return max(words, default=ticket.created_at)


def _waits(sla: SlaState) -> bool:
    """Whether the customer had the last word."""
    return sla.last_reply_at is None or (
        sla.last_customer_at is not None and sla.last_customer_at > sla.last_reply_at
    )


def _untouched_since(desk: Desk, changes: Changes, ticket: Ticket) -> datetime | None:
    """Since when the agent has the ticket without having done anything to it, where a team asks for that."""
    who = ticket.assignee
    if not who or not ticket.id or all(team.return_after is None for team in desk.policy.teams.values()):
        return None
    since: datetime | None = None
    for event in (*desk.store.events(ticket.protocol), *changes.events):
        if event.kind == "assigned":
            since = event.at if event.after == who else None
        elif event.actor == f"agent:{who}":
            since = None
    return since


def _next_response(book: Book, ticket: Ticket, sla: SlaState, now: datetime) -> datetime | None:
    """When the customer's later mail must be answered; None where none waits."""
    if sla.first_reply_at is None or not _waits(sla) or sla.paused:
        return None
    clock = clocks_of(book, timeline_of(ticket, sla), now).get("next_response")
    return None if clock is None or clock.met else clock.due


def _next_look(book: Book, ticket: Ticket, changes: Changes, now: datetime) -> list[Timer]:
    """When something a rule waits for may become true: a share of a promise, an age, an idle time; or when somebody
    comes or goes who may take it."""
    sla = changes.sla or SlaState()
    since = {"age": ticket.created_at, "idle": _last_word(ticket, sla)}
    shares = (TELL_AT,) if sla.tell_customer else ()
    moments = [due for due, _, _ in thresholds(book, timeline_of(ticket, sla), shares)]
    moments += [since[what] + timedelta(seconds=seconds) for what, seconds in book.waits]
    facts = changes.verdict[0] if changes.verdict else None
    given = facts is None or facts.ticket.assignee != ticket.assignee
    untouched = now if given else facts.untouched_since if facts else None
    people = next_look(book, ticket, untouched, _waits(sla), now) if book.assign_rules else None
    moments += [people] if people else []
    ahead = [moment for moment in moments if moment > now]
    return [Timer(TIMER, min(ahead), {}, ticket.protocol)] if ahead else []
