"""`helpdesk sla recalc`: the promises of open tickets made anew, only on purpose, and shown before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from helpdesk.daemon.commands.who import me
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.exits import DATA, DONE, USAGE, Stop
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.verdicts.recalc import promised_anew
from helpdesk.daemon.verdicts.rulings import timeline_of
from helpdesk.daemon.wiring import open_desk
from helpdesk.rules.calendars import ALWAYS
from helpdesk.rules.sla import CLOCKS, calendar_of, clocks_of, local
from helpdesk.tickets.model import Ticket, Timer
from helpdesk.tickets.sla_state import SlaState
from helpdesk.tickets.verdict import Clock

PAGE = 200


@dataclass(frozen=True, slots=True)
class Promise:
    """What a ticket is promised: 'shop[1]' or '', and when each promise that is still owed is due, pauses counted."""

    target: str
    due: Mapping[Clock, datetime]


def recalc(config: Path | None, data: Path | None, service: str, *, dry: bool, json: bool) -> int:
    """Make the promises of open tickets anew, or say what would come of it. Returns 65 where one could not be."""
    with open_desk(config, data, last_good=True) as desk:
        return promise_all(desk, Printer(json=json), service, dry=dry)


def promise_all(desk: Desk, printer: Printer, service: str, *, dry: bool) -> int:
    """The same on a desk that is open."""
    total = desk.store.count_open(service=service)
    if service and not total and all(each.id != service for each in desk.policy.services):
        known = ", ".join(each.id for each in desk.policy.services) or "none in sla.yaml"
        raise Stop(USAGE, f"--service: there is no service {service!r}; there is {known}")
    seen, changed, failed = 0, 0, 0
    for protocol in printer.progress(_open_tickets(desk, service), "promising", total=total):
        seen += 1
        found = _one(desk, protocol, dry=dry)
        if found is None:
            continue
        before, after = found
        if after is None:
            failed += 1
            printer.complain(protocol, "its promises could not be made anew", "helpdesk held list says why")
            continue
        changed += 1
        printer.record(_record(protocol, before, after), _line(desk, protocol, before, after))
    revision = desk.policy.revision
    sums = {"tickets": seen, "changed": changed, "failed": failed, "dry_run": dry, "revision": revision}
    printer.record(sums, _summary(seen, changed, revision, dry=dry))
    return DATA if failed else DONE


def _open_tickets(desk: Desk, service: str) -> Iterator[str]:
    """A page at a time in memory."""
    last = 0
    while page := desk.store.open_tickets(last, PAGE, service=service):
        last = page[-1][0]
        yield from (protocol for _, protocol in page)


def _one(desk: Desk, protocol: str, *, dry: bool) -> tuple[Promise, Promise | None] | None:
    """What the ticket was promised and what it now is; None where that is the same. In its own transaction, and by
    the one way into a ticket; of a ticket that stays as it is there is no journal row."""
    if dry:
        return _looked(desk, protocol)
    with desk.store.write():
        found = _looked(desk, protocol)
        if found is None:
            return None
        now = desk.clock.now()
        row_id = desk.store.fire_now(Timer("recalc", now, {"by": me()}, protocol), now)
        row = Intake(desk).take_one(row_id)
    if row.state != "done":
        return found[0], None
    ticket = desk.ticket(protocol)
    return found[0], _promise(desk, ticket, desk.store.sla(ticket.id), now)


def _looked(desk: Desk, protocol: str) -> tuple[Promise, Promise] | None:
    ticket, now = desk.ticket(protocol), desk.clock.now()
    before = desk.store.sla(ticket.id)
    after = promised_anew(desk, ticket, me(), now)
    if after.sla is None or (after.sla == before and after.ticket == ticket):
        return None
    return _promise(desk, ticket, before, now), _promise(desk, ticket, after.sla, now)


def _promise(desk: Desk, ticket: Ticket, sla: SlaState, now: datetime) -> Promise:
    found = clocks_of(desk.policy, timeline_of(ticket, sla), now)
    due = {clock: state.due for clock, state in found.items() if state.due is not None and not state.met}
    if not found:  # its service is no more, or its target: what was written down is all there is
        due = dict(sla.owed(ticket.status))
    return Promise(f"{sla.service}[{sla.target}]" if sla.service else "", due)


def _record(protocol: str, before: Promise, after: Promise) -> dict[str, Any]:
    return {
        "protocol": protocol,
        "target": {"before": before.target or None, "after": after.target or None},
        "due": {
            clock: {"before": before.due.get(clock), "after": after.due.get(clock)}
            for clock in CLOCKS
            if clock in before.due or clock in after.due
        },
    }


def _line(desk: Desk, protocol: str, before: Promise, after: Promise) -> str:
    """'HD-2611-7K3MGX  shop[1] → shop[0] · first_response 13:10 Madrid → 09:40 Madrid'."""
    now = desk.clock.now()
    words = [
        f"{before.target or '-'} → {after.target or '-'}" if before.target != after.target else after.target
    ]
    for clock in CLOCKS:
        old, new = _said(desk, before, clock, now), _said(desk, after, clock, now)
        if old != new:
            words.append(f"{clock} {old} → {new}")
    return f"{protocol}  {' · '.join(words)}"


def _said(desk: Desk, promise: Promise, clock: Clock, now: datetime) -> str:
    due = promise.due.get(clock)
    name = promise.target.partition("[")[0]
    service = next((each for each in desk.policy.services if each.id == name), None)
    return local(due, calendar_of(desk.policy, service) if service else ALWAYS, now) if due else "-"


def _summary(seen: int, changed: int, revision: str, *, dry: bool) -> str:
    what = "would be promised anew" if dry else "promised anew"
    words = f"{seen} open tickets · {changed} {what} (policy {revision})"
    return f"{words}. Nothing was changed" if dry else words
