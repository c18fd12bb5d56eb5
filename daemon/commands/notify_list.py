"""`helpdesk notify --csv`: a notice to the addresses of a table, shown before, sent slowly, and to nobody twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import cast

from helpdesk.daemon.commands.who import me
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.errors import BadData
from helpdesk.daemon.exits import DATA, DONE, USAGE, Stop
from helpdesk.daemon.notices.circulars import CIRCULAR, Reader, refusal, written_for
from helpdesk.daemon.policy.files import problems_of
from helpdesk.daemon.printer import Printer
from helpdesk.mailflow.addresses import fold
from helpdesk.rules.customers_csv import read_csv
from helpdesk.rules.macro_text import CannotExpand
from helpdesk.rules.nearest import suggestion
from helpdesk.tickets.model import Language, Timer

AT_ONCE = 200  # notices set in one commit
LARGEST = 20_000_000  # characters of a table
LANGUAGES = ("es", "en", "pt")
OWN = ("name", "language")  # columns that are no variables of the macro
TWICE = "it stands here twice, and the first row counts"


def notify_list(
    desk: Desk, printer: Printer, file: Path, macro: str, mailbox: str, *, per_minute: int, dry: bool
) -> int:
    """Set the notice for each address of the table, or say who would get it. Raises Stop and BadData for what
    is wrong with the question; then nobody gets anything."""
    known = desk.policy.macros
    if macro not in known:
        raise Stop(USAGE, f"--macro: there is no macro {macro!r}. {suggestion(macro, known)}".rstrip())
    names = [box.name for box in desk.settings.mailboxes]
    if mailbox and mailbox not in names:
        raise Stop(
            USAGE, f"--mailbox: there is no mailbox {mailbox!r}. {suggestion(mailbox, names)}".rstrip()
        )
    box, now = mailbox or names[0], desk.clock.now()
    told, left_out, owed = 0, 0, list[tuple[str, Timer]]()
    readers, seen = list(_readers(desk, file, box)), set[str]()
    for reader, wrong in readers:
        twice = TWICE if fold(reader.address) in seen else ""
        seen.add(fold(reader.address))
        why, spoken = (twice or wrong, "") if twice or wrong else _written(desk, reader, macro, box)
        if why:
            left_out += 1
        else:
            due = now + timedelta(seconds=60 / per_minute) * told
            said = {**asdict(reader), "macro": macro, "mailbox": box, "by": me(), "per_minute": per_minute}
            owed.append((reader.address, Timer(CIRCULAR, due, said)))
            told += 1
        _say(printer, reader, why, spoken)
        if len(owed) == AT_ONCE:
            _set(desk, macro, owed, dry=dry)
    _set(desk, macro, owed, dry=dry)
    sums = {"addresses": told + left_out, "notices": told, "left_out": left_out, "dry_run": dry}
    what = "would get it. Nothing was sent" if dry else f"get it, {per_minute} a minute at most"
    printer.record(sums, f"{told} of {told + left_out} addresses {what}")
    return DONE


def _readers(desk: Desk, file: Path, mailbox: str) -> Iterator[tuple[Reader, str]]:
    """The rows, each with what is wrong with it; those of an address that stands above already come right after its
    first. A table that cannot be read as one raises, before anybody is told."""
    try:
        text = file.read_text("utf-8-sig")
    except OSError as fault:
        raise Stop(DATA, f"{file}: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise Stop(DATA, f"{file}: this is no UTF-8. Save the table as CSV UTF-8") from fault
    if len(text) > LARGEST:
        raise Stop(DATA, f"{file}: over {LARGEST} characters. Part it")
    again = Counter[str]()
    table = read_csv(text, file.name, OWN, again)
    if table.flaws:
        raise BadData(problems_of(table.flaws, file.parent))
    rows = table.value["customers"] if isinstance(table.value, dict) else {}
    for address, cells in cast("dict[str, dict[str, str]]", rows).items():
        said = {column.strip().lower(): cell for column, cell in cells.items()}
        values = {name.strip(): cell for name, cell in cells.items() if name.strip().lower() not in OWN}
        name, language = said.get("name", ""), said.get("language", "").lower().partition("-")[0]
        asked = language or desk.store.contact(address).language or desk.language(mailbox)
        wrong = "" if asked in LANGUAGES else f"the desk speaks no {language!r}: es, en or pt"
        reader = Reader(address, name, cast("Language", asked), values)
        yield reader, wrong
        for _ in range(again[address]):
            yield reader, TWICE


def _written(desk: Desk, reader: Reader, macro: str, mailbox: str) -> tuple[str, str]:
    """Why the reader gets no notice, '' where one is sent; and the language that it is in then."""
    why = refusal(desk, reader, macro)
    if why:
        return why, ""
    try:
        return "", written_for(desk, reader, macro, mailbox).language
    except CannotExpand as problem:
        return str(problem), ""


def _set(desk: Desk, macro: str, owed: list[tuple[str, Timer]], *, dry: bool) -> None:
    if owed and not dry:
        desk.store.set_circulars(macro, owed, desk.clock.now())
    owed.clear()


def _say(printer: Printer, reader: Reader, why: str, spoken: str) -> None:
    record = {"address": reader.address, "language": reader.language, "left_out": why or None}
    other = spoken and spoken != reader.language
    yes = f"yes, in {spoken}: the macro is not written in {reader.language}" if other else "yes"
    printer.record(record, f"{reader.address}  {reader.language}  {f'left out: {why}' if why else yes}")
