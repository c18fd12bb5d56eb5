"""`helpdesk report`: the figures of the viewer's page, printed; by the same function that fills the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.exits import DONE, USAGE, Stop
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.web_figures import FiguresView
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
SHOWN = ("name", "tickets", "first_response", "on_time", "resolution", "resolved_on_time", "first_contact", "reopened",
         "csat", "nps", "no_answer_needed")  # fmt: skip
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
        printer.say(
            f"{page.whole.n} tickets opened in the last {days} days; median, then what 9 in 10 stay below"
        )
        printer.table(SHOWN, [_line(each) for each in records(page)])
        printer.say(
            "open now: " + ", ".join(f"{size} {age}" for size, age in zip(page.backlog, AGES, strict=True))
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


def _line(record: Mapping[str, object]) -> dict[str, object]:
    return {
        "name": record["name"] or "all",
        "tickets": record["tickets"],
        "first_response": _spans(record, "first_response"),
        "on_time": _of(record, "first_response_kept", "first_response_promised"),
        "resolution": _spans(record, "resolution"),
        "resolved_on_time": _of(record, "resolution_kept", "resolution_promised"),
        "first_contact": _of(record, "first_contact", "resolved"),
        "reopened": _of(record, "reopened", "reopened_of"),
        "csat": _asked(_of(record, "csat_satisfied", "csat_answered"), record["csat_asked"]),
        "nps": _asked(None if record["nps"] is None else f"{record['nps']:+d}", record["nps_asked"]),
        "no_answer_needed": _of(record, "deflected", "articles_offered"),
    }


def _spans(record: Mapping[str, object], name: str) -> str | None:
    median, p90 = record[f"{name}_median_s"], record[f"{name}_p90_s"]
    if not isinstance(median, int) or not isinstance(p90, int):
        return None
    return f"{lasting(timedelta(seconds=median))}; {lasting(timedelta(seconds=p90))}"


def _of(record: Mapping[str, object], hits: str, n: str) -> str | None:
    return f"{record[hits]}/{record[n]}" if record[n] else None


def _asked(outcome: str | None, asked: object) -> str | None:
    return f"{outcome or '-'} of {asked} asked" if asked else None


def _remarks(page: FiguresPage) -> list[str]:
    parked = [name or "all" for name, found in (("", page.whole), *page.groups) if found.looks_parked]
    return [
        *(
            [f"clocks stand still a lot, see whether these really wait: {', '.join(parked)}"]
            if parked
            else []
        ),
        *(["only the newest tickets of the period were looked at"] if page.cut else []),
    ]
