"""The mail of an agent's morning: when it is due, what stands in it, and that there is one a day and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.speaker import owed
from helpdesk.daemon.lookups.card import offers
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.timers.by_calendar import calendar_for, plan_all
from helpdesk.daemon.timers.digest_facts import sections_of
from helpdesk.mailflow import compose
from helpdesk.rules.book import Staff
from helpdesk.rules.mornings import next_morning, works_on
from helpdesk.tickets.model import Changes, Tally, Timer

DIGEST = "digest"


def plan(desk: Desk) -> int:
    """Set a timer for the next morning of everybody who has none; how many were set. For a start, and a new policy."""
    return plan_all(desk, DIGEST, _next)


def take_digest(desk: Desk, letters: Letters, sheet: Sheet, timer: Timer) -> Changes:
    """One mail for all mornings that were missed, none where nothing is to be said, and the timer of the next one."""
    who, now = str(timer.payload["agent"]), sheet.now
    agent, staff = desk.agent(who), desk.policy.staff.get(who)
    changes = Changes("done", "command", f"the morning of {who}")
    if agent is None or staff is None:
        return replace(changes, because=f"{changes.because}: nobody has this id any more")
    cal, key = calendar_for(desk, staff), f"{DIGEST}:{who}"
    zone = ZoneInfo(cal.zone)
    today, last = now.astimezone(zone).date(), desk.store.last_counted(key)
    if last is not None and last.astimezone(zone).date() == today:
        return replace(changes, because=f"{changes.because}: told already")  # the other timer goes on
    changes = replace(changes, timers=tuple(_next(desk, staff, now)))
    if not staff.digest or not works_on(cal, staff, today):
        return changes
    changes = replace(changes, tallies=(Tally(key, now),))
    speaker, mint = letters.speaker(agent.mailboxes[0] if agent.mailboxes else "")
    box = replace(speaker, zone=zone)
    sections = sections_of(desk, letters, box, agent, now, last)
    if not sections:
        return replace(changes, because=f"{changes.because}: nothing to be said")

    language = agent.languages[0]

    def write() -> compose.Written:
        return compose.morning(
            box,
            mint,
            now,
            agent=agent,
            sections=sections,
            offers=lambda one: offers(desk.policy, one, language),
        )

    return owed(changes, write)


def _next(desk: Desk, staff: Staff, now: datetime) -> Iterator[Timer]:
    at = next_morning(calendar_for(desk, staff), staff, now) if staff.digest else None
    if at is not None:
        yield Timer(DIGEST, at, {"agent": staff.agent.id})
