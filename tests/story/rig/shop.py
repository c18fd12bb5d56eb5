"""The desk that has rules, told to in a test's own words: mail to the shop, and what people do to its tickets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.tickets.model import Changes, Event, Ticket, Timer
from tests.story.rig.people import address_of, name_of
from tests.story.rig.tell import Told, tell
from tests.story.rig.template import protocols_of
from tests.story.rig.world import World, duration, open_world

_ENDED = ("resolved", "closed")


@contextmanager
def shop(data: Path, cell: ParseCell, files: Mapping[str, str] | None = None) -> Iterator[World]:
    """The shop of the worked example, with these texts for some files of its policy ('tags.yaml', 'macros/x.es.md')."""
    own = data / "own"
    for name, text in (files or {}).items():
        path = own / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    with open_world(data, cell, policy=own) as world:
        yield world


def called(who: str) -> str:
    """A name for one of the cast, or for an address: an @ in a name has to stand in quotes (RFC 5322 3.4), and how
    Python reads it where it does not differs between its releases."""
    return who.partition("@")[0].title()


def writes(
    world: World,
    who: str,
    subject: str = "Una pregunta",
    body: str = "Tengo una pregunta.",
    *,
    box: str = "tienda",
    name: str = "",
    proof: str = "pass",
    head: str = "",
) -> Told:
    """Somebody writes a new mail to the shop; `head` are further header lines, each with its line end."""
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@{address_of(who).partition('@')[2]}>\nSubject: {subject}\n"
        f"From: {name or called(who)} <{address_of(who)}>\nTo: {box}@acme.example\n{head}\n{body}\n",
        who,
        proof,
    )


def writes_again(world: World, who: str, body: str, kind: str = "ack", head: str = "") -> Told:
    """The customer answers the last mail of this kind."""
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@{address_of(who).partition('@')[2]}>\n"
        f"Subject: {{subject of {kind} to {who}}}\nIn-Reply-To: {{message-id of {kind} to {who}}}\n"
        f"From: {called(who)} <{address_of(who)}>\nTo: tienda@acme.example\n{head}\n{body}\n",
        who,
        "pass",
    )


def answers(world: World, agent: str, body: str = "Lo miro ahora mismo.", kind: str = "notification") -> Told:
    """An agent answers the customer by the address for it that stands in the last mail of this kind she got."""
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@acme.example>\nSubject: {{subject of {kind} to {agent}}}\n"
        f"From: {agent.title()} <{address_of(agent)}>\nTo: {{r-address of {kind} to {agent}}}\n\n{body}\n",
        agent,
        "pass",
    )


def replies(world: World, agent: str, body: str = "Lo miro ahora mismo.") -> Told:
    """An agent answers the last notification she got, as her mail client does it."""
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@acme.example>\n"
        f"Subject: {{subject of notification to {agent}}}\n"
        f"In-Reply-To: {{message-id of notification to {agent}}}\n"
        f"From: {agent.title()} <{address_of(agent)}>\nTo: {{reply-to of notification to {agent}}}\n\n{body}\n",
        agent,
        "pass",
    )


def sets(world: World, agent: str = "ana", n: int = 0, **fields: Any) -> None:
    """A person sets fields of the n-th ticket (the last with 0); all but the status are pinned by it, of tags those
    put on or taken off."""
    protocol = protocols_of(world)[n - 1]
    store, now = world.store, world.clock.now()
    if "status" in fields:
        fields["resolved_at"] = now if fields["status"] in _ENDED else None
    with store.write():
        store.add_timer(Timer("a-person", now, {}, protocol))
        store.due_timers(now, 100)
        [row] = store.waiting(10)
        before = world.desk.ticket(protocol)
        ticket = replace(before, **fields)
        named = frozenset(fields) - {"resolved_at"}
        changes = Changes(
            "done",
            "command",
            "a person says so",
            ticket=ticket,
            protocol=protocol,
            pins=(
                *sorted(named - {"status", "tags"}),
                *(f"tag:{tag}" for tag in set(before.tags) ^ set(ticket.tags)),
            ),
            events=tuple(
                Event(protocol, now, f"agent:{agent}", name, "", str(fields[name]), "") for name in named
            ),
        )
        changes = ruled(world.desk, changes, "changed", now, changed=named)
        store.save(row.id, mail_of_rules(world.desk, Letters(world.desk), now, changes), now)
    world.settle()


def ticket(world: World, n: int = 0) -> Ticket:
    """The n-th ticket, the last with 0."""
    return world.desk.ticket(protocols_of(world)[n - 1])


def later(world: World, by: str) -> list[str]:
    """Time passes; what was sent meanwhile: 'sla to ana'."""
    before = len(world.sent)
    world.live(duration(by))
    return mails(world, before)


def mails(world: World, since: int = 0) -> list[str]:
    """What was sent from the mail number `since` on."""
    return [f"{sent.kind} to {name_of(sent.to)}" for sent in world.sent[since:]]


def because(world: World, kind: str, n: int = 0) -> str:
    """Why the last event of this kind happened, without the revision."""
    events = world.store.events(protocols_of(world)[n - 1])
    why = next(event.because for event in reversed(events) if event.kind == kind)
    return why.removesuffix(f" · {world.desk.policy.revision}")


def at(world: World, hours: float) -> None:
    """The clock is moved on to that hour of this day in Madrid (winter time)."""
    now = world.clock.now()
    world.live(now.replace(hour=0, minute=0) + timedelta(hours=hours - 1) - now)
