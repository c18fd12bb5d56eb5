"""Figures as records, a flat one for each group: what the CSV, the JSON and `helpdesk report` print."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from helpdesk.web_min.shown import AGES, FiguresPage
from helpdesk.web_min.sums import Opinion, Rate, Sums

# Names and order are a contract with whoever reads the file: new ones come last.
COLUMNS = (
    "name", "tickets", "first_response_n", "first_response_median_s", "first_response_p90_s", "resolution_n",
    "resolution_median_s", "resolution_p90_s", "first_response_kept", "first_response_promised", "resolution_kept",
    "resolution_promised", "first_contact", "resolved", "reopened", "reopened_of", "csat_asked", "csat_answered",
    "csat_satisfied", "nps_asked", "nps_answered", "nps", "articles_offered", "deflected", "paused", "parked",
    "looks_parked", "surveys_opened_unanswered", "opened", "part", "first_contact_of",
)  # fmt: skip


def records(page: FiguresPage) -> list[dict[str, object]]:
    """The figures of all tickets, under the name '', then of each group. `tickets`: of which they are; `opened`: how
    many were opened in the period, of a group about so many where `part` is 1 and a part of them was looked at;
    `first_contact_of`: of those `resolved`, the ones that were answered at all."""
    rows = [
        ("", page.whole, page.tickets.of),
        *((*row, page.tickets.reckoned(row[1].n)) for row in page.groups),
    ]
    part = int(page.tickets.cut)
    return [
        dict(zip(COLUMNS, [*_values(name, found), opened, part, found.first_contact.n], strict=True))
        for name, found, opened in rows
    ]


def as_record(page: FiguresPage) -> dict[str, object]:
    """The page as one object; `cut`: the figures are of `looked_at` tickets taken evenly from the `opened` ones of the
    period, a number that is reckoned unless `opened_exact`; likewise the questions of surveys."""
    backlog = [
        {"age": age, "open": size.n, "more": size.more} for age, size in zip(AGES, page.backlog, strict=True)
    ]
    return {
        "days": page.days,
        "by": page.by,
        "figures": records(page),
        "backlog": backlog,
        "cut": page.tickets.cut,
        "only_mine": page.only_mine,
        "looked_at": page.tickets.looked,
        "opened": page.tickets.of,
        "opened_exact": page.tickets.exact,
        "questions_looked_at": page.questions.looked,
        "questions": page.questions.of,
    }


def as_csv(page: FiguresPage) -> str:
    """The records as a spreadsheet takes them."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows([_cell(value) for value in record.values()] for record in records(page))
    return text.getvalue()


def _cell(value: object) -> object:
    """A spreadsheet takes what begins like this for a formula; a number is none."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _values(name: str, found: Sums) -> list[object]:
    reply, resolution = found.reply, found.resolution
    return [
        name,
        found.n,
        *(reply.n, _seconds(reply.median), _seconds(reply.p90)),
        *(resolution.n, _seconds(resolution.median), _seconds(resolution.p90)),
        *_rate(found.reply_kept),
        *_rate(found.resolution_kept),
        *(found.first_contact.hits, found.resolution.n),
        *_rate(found.reopened),
        *_opinion(found.csat, found.csat.pleased),
        *_opinion(found.nps, found.nps.balance),
        *(found.deflected.n, found.deflected.hits),
        *(found.parked.n, found.parked.hits, int(found.looks_parked)),
        found.unconfirmed,
    ]


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())


def _rate(one: Rate) -> list[object]:
    return [one.hits, one.n]


def _opinion(one: Opinion, outcome: int | None) -> list[object]:
    return [one.asked, one.answered, outcome]
