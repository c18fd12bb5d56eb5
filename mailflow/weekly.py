"""The figures of a week, by mail to whoever asked for them: the numbers of the viewer's page, put into sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from helpdesk.mailflow.leaks import scrubbed, seen
from helpdesk.mailflow.letter import Desk, Draft, Mint, Written, seal
from helpdesk.mailflow.render import Plain, render
from helpdesk.mailflow.words import day, lasting, say
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Language

Share = tuple[int, int]  # so many of so many
Part = tuple[int, int, bool]  # so many were looked at of so many, and whether these were counted
Spans = tuple[timedelta, timedelta] | None  # the middle one, and what nine in ten stay below


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of some tickets; `csat` is (pleased, answered), `asked` how many each question went to. `part`: of
    more only `tickets` were looked at."""

    name: str
    tickets: int
    reply: Spans
    reply_kept: Share
    resolution: Spans
    resolution_kept: Share
    first_contact: Share
    reopened: Share
    csat: Share
    nps: int | None
    nps_answered: int
    asked: Share
    deflected: Share
    parked: bool
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures under one heading; `more`: groups that are not shown."""

    title: Literal["whole", "tag", "agent"]
    rows: Sequence[Counted]
    more: int = 0


def weekly(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    agent: Agent,
    days: int,
    counts: Sequence[Counts],
    backlog: Sequence[str],
    only_mine: bool = False,
    tickets: Part | None = None,
    questions: Part | None = None,
) -> Written:
    """The mail of the last `days`. `backlog`: how many are open, by the five ages of the page. `tickets`, `questions`:
    how many were looked at, where it were not all."""
    language = agent.languages[0]
    since, until = (day(at, desk.zone, language) for at in (now - timedelta(days=days), now))
    subject = say(language, "report_subject", desk=desk.name, since=since, until=until)
    ages = say(language, "report_ages").split("; ")
    values: dict[str, Plain] = {
        "sections": [
            {
                "title": say(language, f"report_{one.title}"),
                "rows": [_row(language, row) for row in one.rows],
                "more": say(language, "digest_more", count=str(one.more)) if one.more else "",
            }
            for one in counts
        ],
        "backlog": [f"{age}: {size}" for age, size in zip(ages, backlog, strict=True)],
        "only_mine": only_mine,
        "tickets": _part(language, "report_part", tickets),
        "questions": _part(language, "report_part_asked", questions and (*questions[:2], True)),
        "url": f"{desk.viewer}/figures?days={days}" if desk.viewer else "",
        "desk": desk.name,
    }
    draft = Draft(
        kind="digest",
        message_id=mint.message_id("c"),
        sender=Address(desk.address, say(language, "report_from", desk=desk.name)),
        to=(Address(agent.address, agent.name),),
        subject=subject,
        language=language,
        words=render("report", language, values, subject),
        auto="auto-generated",
        to_agent=agent.id,
    )
    return Written(seal(desk, draft, now))


def _row(language: Language, row: Counted) -> dict[str, Plain]:
    return {"name": scrubbed(seen(row.name)), "lines": [line for line in _lines(language, row) if line]}


def _lines(language: Language, row: Counted) -> Iterator[str]:
    yield _tickets(language, row)
    yield _spans(language, "report_reply", row.reply, row.reply_kept)
    yield _spans(language, "report_resolution", row.resolution, row.resolution_kept)
    yield _share(language, "report_first_contact", row.first_contact)
    yield _share(language, "report_reopened", row.reopened)
    csat, nps = row.asked
    if csat:
        hits, n = row.csat
        yield say(language, "report_csat", hits=str(hits), n=str(n), asked=str(csat))
    if nps:
        balance = "–" if row.nps is None else f"{row.nps:+d}"
        yield say(language, "report_nps", nps=balance, n=str(row.nps_answered), asked=str(nps))
    yield _share(language, "report_deflected", row.deflected)
    if row.parked:
        yield say(language, "report_parked")


def _tickets(language: Language, row: Counted) -> str:
    if row.part is None:
        return say(language, "report_tickets", count=str(row.tickets))
    return say(
        language, "report_tickets_part", count=_of(language, row.part), n=_number(language, row.tickets)
    )


def _part(language: Language, key: str, part: Part | None) -> str:
    return say(language, key, n=_number(language, part[0]), of=_of(language, part)) if part else ""


def _of(language: Language, part: Part) -> str:
    _, of, counted = part
    said = _number(language, of)
    return said if counted else say(language, "report_about", count=said)


def _number(language: Language, n: int) -> str:
    return f"{n:,}".replace(",", say(language, "report_thousands"))


def _spans(language: Language, key: str, spans: Spans, kept: Share) -> str:
    told = say(language, key, median=lasting(spans[0]), p90=lasting(spans[1])) if spans else ""
    on_time = _share(language, "report_kept", kept)
    if told and on_time:
        return f"{told}; {on_time}"
    return told or (f"{say(language, f'{key}_none')}; {on_time}" if on_time else "")


def _share(language: Language, key: str, share: Share) -> str:
    hits, n = share
    return say(language, key, hits=str(hits), n=str(n)) if n else ""
