"""`#spam`, `#descartar`, `#restaurar`: a ticket is put aside as no case at all, and comes back as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import get_args

from helpdesk.tickets.deeds import PutAside, Restore
from helpdesk.tickets.draft import WAKE, Draft, Refused
from helpdesk.tickets.model import Aside, Event, Status, Timer

RESTORABLE = timedelta(days=30)
_PUT = frozenset(get_args(Aside)) - {""}


def aside(deed: PutAside | Restore, draft: Draft) -> None:
    """Out of sight, or in sight again; nobody is told."""
    if isinstance(deed, PutAside):
        _put_aside(deed, draft)
    else:
        _restore(draft)


def restorable_until(since: datetime) -> datetime:
    """Until when a ticket that was put aside then comes back by command."""
    return since + RESTORABLE


def _put_aside(deed: PutAside, draft: Draft) -> None:
    """Ended, and out of every list: its clocks stand still and what was set for later is called off.

    When it was resolved, if it was, stays known: that is how it comes back.
    """
    before = draft.value("aside") or draft.value("status")
    if before == deed.how:
        return
    draft.values["aside"] = deed.how
    draft.values["status"] = "closed"
    draft.told(deed.how, before, "closed")


def _restore(draft: Draft) -> None:
    """The state it had; a snooze that has run out meanwhile is over."""
    protocol = draft.before.protocol
    if not draft.value("aside"):
        raise Refused("command_not_aside", protocol)
    put = _when_put(draft.history)
    if put is None or put.at + RESTORABLE < draft.at:
        raise Refused("command_too_late", protocol)
    status = _status(put.before)
    if status == "snoozed":
        status = _still_asleep(draft, put)
    if status == "new" and any(event.kind == "replied" for event in draft.history):
        status = "open"  # answered in the same mail
    draft.values["aside"] = ""
    draft.values["status"] = status
    draft.told("restored", put.kind, status)


def _when_put(history: Sequence[Event]) -> Event | None:
    """The event that took it out of sight: of several in a row the first, which knows the state there was."""
    found: Event | None = None
    for event in reversed(history):
        if event.kind in _PUT:
            found = event
        elif event.kind == "restored":
            break
    return found


def _still_asleep(draft: Draft, put: Event) -> Status:
    slept = next(
        (each for each in reversed(draft.history) if each.kind == "snoozed" and each.at <= put.at), None
    )
    if slept is None:
        return "open"
    until = datetime.fromisoformat(slept.after)
    if until <= draft.at:
        return "open" if slept.before == "snoozed" else _status(slept.before)
    draft.timers.append(Timer(WAKE, until, {"before": slept.before}, draft.before.protocol))
    return "snoozed"


def _status(word: str) -> Status:
    return next((each for each in get_args(Status) if each == word), "open")
