"""The mail of the week's figures to those who asked: when it is due, and what is in it, the page's own sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.speaker import owed
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.timers.by_calendar import calendar_for, plan_all
from helpdesk.daemon.web.figures import FiguresView
from helpdesk.mailflow import compose
from helpdesk.rules.book import Staff
from helpdesk.rules.mornings import next_week
from helpdesk.tickets.model import Agent, Changes, Tally, Timer
from helpdesk.tickets.samples import Part
from helpdesk.web_min.shown import FiguresPage, Reader
from helpdesk.web_min.sums import Lasting, Rate, Sums

REPORT = "report"
DAYS = 7
TAGS_SHOWN = 20  # of the most tickets, by name


def plan_reports(desk: Desk) -> int:
    """Set a timer for everybody who asked and has none; how many were set. For a start, and a new policy."""
    return plan_all(desk, REPORT, _next)


def take_report(desk: Desk, letters: Letters, sheet: Sheet, timer: Timer) -> Changes:
    """One mail for all weeks that were missed, and the timer of the next; none to who asks for it no more."""
    who, now = str(timer.payload["agent"]), sheet.now
    agent, staff = desk.agent(who), desk.policy.staff.get(who)
    changes = Changes("done", "command", f"the week of {who} in figures")
    if agent is None or staff is None or staff.report != "weekly":
        return replace(changes, because=f"{changes.because}: nobody asks for it any more")
    key, zone = f"{REPORT}:{who}", ZoneInfo(calendar_for(desk, staff).zone)
    last = desk.store.last_counted(key)
    if last is not None and last.astimezone(zone).date() == now.astimezone(zone).date():
        return replace(changes, because=f"{changes.because}: told already")  # the other timer goes on
    changes = replace(changes, timers=tuple(_next(desk, staff, now)), tallies=(Tally(key, now),))
    speaker, mint = letters.speaker(agent.mailboxes[0] if agent.mailboxes else "")
    return owed(changes, lambda: _letter(desk, replace(speaker, zone=zone), mint, now, agent))


def counted(name: str, found: Sums, part: Part) -> compose.Counted:
    """The page's sums as the mail says them: of all tickets, or of the part of them that was looked at."""
    return compose.Counted(
        name=name,
        tickets=found.n,
        part=(found.n, part.reckoned(found.n), False) if part.cut and name else _part(part),
        reply=_spans(found.reply),
        reply_kept=_share(found.reply_kept),
        resolution=_spans(found.resolution),
        resolution_kept=_share(found.resolution_kept),
        first_contact=_share(found.first_contact),
        reopened=_share(found.reopened),
        csat=_share(found.csat.satisfied),
        nps=found.nps.balance,
        nps_answered=found.nps.answered,
        asked=(found.csat.asked, found.nps.asked),
        deflected=_share(found.deflected),
        parked=found.looks_parked,
    )


def _letter(
    desk: Desk, speaker: compose.Desk, mint: compose.Mint, now: datetime, agent: Agent
) -> compose.Written:
    view, reader = FiguresView(desk), Reader(agent)
    tags, agents = (view.page(reader, DAYS, by) for by in ("tag", "agent"))
    whole = compose.Counts("whole", [counted("", tags.whole, tags.tickets)])
    split = [
        _by_tag(tags),
        compose.Counts("agent", [counted(*group, agents.tickets) for group in agents.groups]),
    ]
    return compose.weekly(
        speaker,
        mint,
        now,
        agent=agent,
        days=DAYS,
        counts=[whole, *(one for one in split if one.rows)],
        backlog=[str(size) for size in tags.backlog],
        only_mine=agents.only_mine,
        tickets=_part(tags.tickets),
        questions=_part(tags.questions),
    )


def _by_tag(page: FiguresPage) -> compose.Counts:
    most = sorted(page.groups, key=lambda group: -group[1].n)[:TAGS_SHOWN]
    shown = sorted(most, key=lambda group: group[0])
    return compose.Counts(
        "tag", [counted(*group, page.tickets) for group in shown], len(page.groups) - len(shown)
    )


def _part(one: Part) -> compose.Part | None:
    return (one.looked, one.of, one.exact) if one.cut else None


def _spans(one: Lasting) -> compose.Spans:
    return None if one.median is None or one.p90 is None else (one.median, one.p90)


def _share(one: Rate) -> compose.Share:
    return one.hits, one.n


def _next(desk: Desk, staff: Staff, now: datetime) -> Iterator[Timer]:
    at = next_week(calendar_for(desk, staff), staff, now) if staff.report == "weekly" else None
    if at is not None:
        yield Timer(REPORT, at, {"agent": staff.agent.id})
