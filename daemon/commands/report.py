"""`helpdesk report`: the figures of the viewer's page, printed; by the same function that fills the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.exits import DONE, USAGE, Stop
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.web.figures import FiguresView
from helpdesk.daemon.wiring import open_desk
from helpdesk.mailflow.words import lasting
from helpdesk.rules.durations import elapsed
from helpdesk.tickets.model import Agent
from helpdesk.web_min.pages_figures import SPLITS
from helpdesk.web_min.records import as_csv, as_record, records
from helpdesk.web_min.shown import FiguresPage, Reader

DAY = timedelta(days=1)
LONGEST = 3_650  # days
# Whoever has the machine has the archive: an operator sees every mailbox and every agent.
OPERATOR = Reader(Agent("", "operator", ("",), role="admin"))
# Two tables: how soon and how long, then how well. A column in which nothing is said is left out.
SOON = ("name", "tickets", "response", "on time", "resolution", "on time ")
WELL = ("name", "one contact", "reopened", "csat", "nps", "article enough")
AGES = ("under 1 day", "1 to 3 days", "3 to 7 days", "7 to 30 days", "over 30 days")


def report(config: Path | None, data: Path | None, since: str, by: str, *, csv: bool, json: bool) -> int:
    """Print the figures of the tickets opened since then."""
    if csv and json:
        raise Stop(USAGE, "--csv and --json: print one of them")
    if by not in SPLITS:
        raise Stop(USAGE, f"--by: {by!r} is not one of {', '.join(SPLITS)}")
    with open_desk(config, data, last_good=True) as desk:
        print_figures(desk, Printer(json=json), days_of(since), by, csv=csv)
    return DONE


def print_figures(desk: Desk, printer: Printer, days: int, by: str, *, csv: bool = False) -> None:
    """The same on a desk that is open."""
    page = FiguresView(desk).page(OPERATOR, days, by)
    if csv:
        printer.raw(as_csv(page).encode())
    elif printer.json:
        printer.record(as_record(page), "")
    else:
        opened, taken = page.tickets.of, f"; figures of {page.tickets.looked:,} taken evenly"
        printer.say(
            f"{'' if page.tickets.exact else 'about '}{opened:,} tickets opened in the last {days} days"
            f"{taken if page.tickets.cut else ''}; median, then what 9 in 10 stay below"
        )
        lines = [_line(each) for each in records(page)]
        for grid in filter(None, (_grid(columns, lines) for columns in (SOON, WELL))):
            printer.say(grid)
        printer.say(
            "\nopen now: " + ", ".join(f"{size} {age}" for size, age in zip(page.backlog, AGES, strict=True))
        )
        for remark in _remarks(page):
            printer.say(remark)


def days_of(since: str) -> int:
    """Whole days, a part of one for one: the page counts by the day."""
    try:
        days = -(-elapsed(since) // DAY)
    except ValueError as fault:
        raise Stop(USAGE, f"--since: {fault}") from None
    if not 1 <= days <= LONGEST:
        raise Stop(USAGE, f"--since: from 1d to {LONGEST}d, for example 30d")
    return days


def _line(record: Mapping[str, object]) -> dict[str, str]:
    return {
        "name": str(record["name"] or "all"),
        "tickets": _tickets(record),
        "response": _spans(record, "first_response"),
        "on time": _of(record, "first_response_kept", "first_response_promised"),
        "resolution": _spans(record, "resolution"),
        "on time ": _of(record, "resolution_kept", "resolution_promised"),
        "one contact": _of(record, "first_contact", "first_contact_of"),
        "reopened": _of(record, "reopened", "reopened_of"),
        "csat": _asked(_of(record, "csat_satisfied", "csat_answered"), record["csat_asked"]),
        "nps": _asked("" if record["nps"] is None else f"{record['nps']:+d}", record["nps_asked"]),
        "article enough": _of(record, "deflected", "articles_offered"),
    }


def _tickets(record: Mapping[str, object]) -> str:
    if not record["part"]:
        return str(record["tickets"])
    return f"{'about ' if record['name'] else ''}{record['opened']:,} ({record['tickets']} taken)"


def _grid(columns: Sequence[str], lines: Sequence[Mapping[str, str]]) -> str:
    """The columns that say something, under their names, with an empty line before them; '' where none does."""
    said = [name for name in columns[1:] if any(line[name] for line in lines)]
    if not said:
        return ""
    cells = [[columns[0], *said], *([line[name] or "-" for name in (columns[0], *said)] for line in lines)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rows = (
        "  ".join(cell.strip().ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells
    )
    return "\n" + "\n".join(row.rstrip() for row in rows)


def _spans(record: Mapping[str, object], name: str) -> str:
    median, p90 = record[f"{name}_median_s"], record[f"{name}_p90_s"]
    if not isinstance(median, int) or not isinstance(p90, int):
        return ""
    return f"{lasting(timedelta(seconds=median))}; {lasting(timedelta(seconds=p90))}"


def _of(record: Mapping[str, object], hits: str, n: str) -> str:
    return f"{record[hits]}/{record[n]}" if record[n] else ""


def _asked(outcome: str, asked: object) -> str:
    return f"{outcome or '-'} of {asked} asked" if asked else ""


def _remarks(page: FiguresPage) -> list[str]:
    parked = [name or "all" for name, found in (("", page.whole), *page.groups) if found.looks_parked]
    return [
        *(
            [f"clocks stand still a lot, see whether these really wait: {', '.join(parked)}"]
            if parked
            else []
        ),
        *([_asked_of(page)] if page.questions.cut else []),
    ]


def _asked_of(page: FiguresPage) -> str:
    part = page.questions
    return f"csat and nps: of {part.looked:,} questions taken evenly from about {part.of:,} of the period"
