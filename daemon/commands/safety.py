"""`helpdesk backup|restore|verify|failpoints`: what keeps mail safe, and how to prove it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

from helpdesk.daemon.clock import SystemClock
from helpdesk.daemon.commands.ground import ground, in_words
from helpdesk.daemon.exits import DATA, DONE, FINDINGS, UNAVAILABLE, Stop
from helpdesk.daemon.failpoints import PASSED_BY, POINTS
from helpdesk.daemon.lock import RoleLocks
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.running import ROLES
from helpdesk.daemon.wiring import open_store, prepared
from helpdesk.tickets.backup import restore
from helpdesk.tickets.errors import CannotOpen, Damaged, NoBackup
from helpdesk.tickets.store import path_of
from helpdesk.tickets.verify import Kind


def backup_to(config: Path | None, data: Path | None, file: Path) -> int:
    """Write a consistent, checked copy of everything while the daemon runs."""
    if file.exists():
        raise Stop(DATA, f"{file}: exists already. Choose a new name; a backup replaces nothing")
    if not file.absolute().parent.is_dir():
        raise Stop(DATA, f"{file}: there is no folder {file.absolute().parent}. Make it first")
    with open_store(config, data) as (_, store):
        try:
            store.backup(file.absolute())
        except Damaged:
            raise
        except CannotOpen as fault:
            raise Stop(UNAVAILABLE, f"{fault}. Choose a place that can be written to") from fault
        Printer().say(f"{file}: {file.stat().st_size} bytes, checked")
    return DONE


def restore_from(config: Path | None, data: Path | None, file: Path) -> int:
    """Put a backup in the database's place; no daemon may be running on it. What stands there is named, then moved."""
    if not file.is_file():
        what = "a folder, not a backup" if file.is_dir() else "there is no such file"
        raise Stop(DATA, f"{file}: {what}. Give a file that helpdesk backup wrote")
    settings = prepared(config, data)
    locks = RoleLocks(settings.data_dir)
    locks.take(ROLES)
    printer, database = Printer(), path_of(settings.database)

    def replacing(aside: Path) -> None:
        printer.say(f"{database}: there is a desk here; it is not deleted, it is set aside as {aside}")

    try:
        done = restore(file.absolute(), database, SystemClock().now(), replacing)
    except NoBackup as fault:
        raise Stop(DATA, str(fault)) from fault
    finally:
        locks.release()
    printer.say(
        f"restored, with {done.tickets} tickets; {done.held} unsent recipients are held: "
        "helpdesk outbox list, helpdesk outbox retry ID"
    )
    return DONE


def verify_all(config: Path | None, data: Path | None, recount: bool, json: bool) -> int:
    """Account for every journal row and every digest, all sums counted anew before where `recount` says so.

    Returns 1 where something does not add up.
    """
    with open_store(config, data) as (_, store):
        if recount:
            store.rebuild_rollups()
        report = store.verify()
        parts = f"{report.done} done + {report.held} held + {report.discarded} discarded + {report.waiting} waiting"
        lines = [
            f"{report.received} mails received = {parts}",
            f"{report.messages} messages, {report.raws} raw mails",
        ]
        lines += [f"{finding.kind}: {finding.what}" for finding in report.findings]
        lines.append("everything is accounted for" if report.sound else f"{len(report.findings)} findings")
        lines += _advice({finding.kind for finding in report.findings})
        below = ground(store.describe())
        lines.append(in_words(below))
        record = {**asdict(report), "sound": report.sound, "storage": below}
        Printer(json=json).record(record, "\n".join(lines))
    return DONE if report.sound else FINDINGS


def _advice(kinds: Collection[Kind]) -> list[str]:
    """What to do about findings of these kinds."""
    sums = ["sums are wrong and no mail is: helpdesk verify --recount makes them anew from the tickets"]
    lost = [
        "something else has changed the database: keep a copy of it, then helpdesk restore the last backup"
    ]
    return (sums if "rollup" in kinds else []) + (lost if set(kinds) - {"rollup"} else [])


def list_failpoints(json: bool) -> int:
    """Print the points, who passes each, and what each is."""
    Printer(json=json).table(
        ("name", "passed_by", "about"),
        [
            {"name": name, "passed_by": list(PASSED_BY[name.partition(".")[0]]), "about": about}
            for name, about in POINTS.items()
        ],
    )
    return DONE
