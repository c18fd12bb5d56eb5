"""`helpdesk notify`: a notice to every open case of a tag, shown before, sent slowly, to nobody twice; or to a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from helpdesk.daemon.commands.notify_list import notify_list
from helpdesk.daemon.commands.who import me
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.exits import DONE, USAGE, Stop
from helpdesk.daemon.notices.cases import NOTICE, refusal, written_for
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.wiring import open_desk
from helpdesk.rules.macros import CannotExpand
from helpdesk.rules.nearest import suggestion
from helpdesk.tickets.model import Ticket, Timer
from helpdesk.tickets.sla_state import ENDED

PAGE = 200


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: the open cases of `tag`, or the addresses of the table `csv`, written to by `mailbox`."""

    tag: str = ""
    csv: Path | None = None
    mailbox: str = ""


def notify(
    config: Path | None,
    data: Path | None,
    to: Audience,
    macro: str,
    *,
    per_minute: int,
    dry: bool,
    json: bool,
) -> int:
    """Queue the notice for each of the audience, or say who would get it. Raises Stop for a question that is none."""
    if bool(to.tag) == (to.csv is not None) or (to.mailbox and to.csv is None):
        raise Stop(USAGE, "--tag, --csv: name one of them. --mailbox belongs to --csv")
    with open_desk(config, data, last_good=True) as desk:
        printer = Printer(json=json)
        if to.csv is not None:
            return notify_list(desk, printer, to.csv, macro, to.mailbox, per_minute=per_minute, dry=dry)
        return notify_all(desk, printer, to.tag, macro, per_minute=per_minute, dry=dry)


def notify_all(desk: Desk, printer: Printer, tag: str, macro: str, *, per_minute: int, dry: bool) -> int:
    """The same on a desk that is open."""
    if macro not in desk.policy.macros:
        raise Stop(
            USAGE, f"--macro: there is no macro {macro!r}. {suggestion(macro, desk.policy.macros)}".rstrip()
        )
    told, left_out = 0, 0
    now = desk.clock.now()
    for ticket in _open_of(desk, tag):
        why = refusal(desk, ticket, macro)
        if not why:
            try:
                written_for(desk, ticket, macro, now)
            except CannotExpand as problem:
                why = str(problem)
        if why:
            left_out += 1
        else:
            if not dry:
                said = {"macro": macro, "by": me(), "per_minute": per_minute}
                due = now + timedelta(seconds=60 / per_minute) * told
                desk.store.add_timer(Timer(NOTICE, due, said, ticket.protocol))
            told += 1
        _say(printer, ticket, why)
    sums = {"tickets": told + left_out, "notices": told, "left_out": left_out, "dry_run": dry}
    what = "would get it. Nothing was sent" if dry else f"get it, {per_minute} a minute at most"
    printer.record(sums, f"{told} of {told + left_out} open cases with tag {tag} {what}")
    return DONE


def _open_of(desk: Desk, tag: str) -> Iterator[Ticket]:
    """A page at a time in memory, the newest first."""
    last = 0
    while page := desk.store.tickets(tag=tag, limit=PAGE, before_id=last):
        last = page[-1].id
        yield from (ticket for ticket in page if ticket.status not in ENDED and not ticket.aside)


def _say(printer: Printer, ticket: Ticket, why: str) -> None:
    record = {"protocol": ticket.protocol, "language": ticket.language, "left_out": why or None}
    printer.record(record, f"{ticket.protocol}  {ticket.language}  {f'left out: {why}' if why else 'yes'}")
