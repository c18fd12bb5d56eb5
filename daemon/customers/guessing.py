"""Numbers and tokens that are none of their sender's: counted by domain, and too many are answered no more (E6)."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.receipt import HOUR, ReceiptDecision
from helpdesk.tickets.mail import Hold, NewTicket, Threading
from helpdesk.tickets.model import Alert, Changes, Tally

GUESSES = 20  # of one domain in an hour; whoever tries numbers tries more


def is_wrong(verdict: Threading) -> bool:
    """Whether the mail names what is not its sender's: a number, an id, somebody else's token."""
    match verdict:
        case NewTicket():
            return verdict.wrong
        case Hold():
            return verdict.reason == "foreign-on-token"
        case _:
            return False


def unless_guessing(
    desk: Desk, sheet: Sheet, verdict: Threading, decision: ReceiptDecision
) -> ReceiptDecision:
    """The decision on a receipt; none for a wrong number of a domain that has tried many."""
    if decision.kind == "none" or not is_wrong(verdict) or _tried(desk, sheet) < GUESSES:
        return decision
    return ReceiptDecision("none", f"{GUESSES} wrong numbers came from {_domain(sheet)} within the hour")


def counted(desk: Desk, sheet: Sheet, verdict: Threading, changes: Changes) -> Changes:
    """The changes with a wrong number counted, and the admin told where it is one too many."""
    if not is_wrong(verdict):
        return changes
    changes = replace(changes, tallies=(*changes.tallies, Tally(_key(sheet), sheet.now)))
    if _tried(desk, sheet) < GUESSES:
        return changes
    return replace(changes, alerts=(*changes.alerts, Alert("guessing", _domain(sheet), changes.protocol)))


def _tried(desk: Desk, sheet: Sheet) -> int:
    return desk.store.count_since(_key(sheet), sheet.now - HOUR, GUESSES)


def _key(sheet: Sheet) -> str:
    return f"wrong:{_domain(sheet)}"


def _domain(sheet: Sheet) -> str:
    return fold(sheet.arrived().sender.address).rpartition("@")[2]
