"""`helpdesk outbox list|show|raw|hold|retry`: mail the desk owes, and how far it got."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from helpdesk.daemon.clock import SystemClock
from helpdesk.daemon.commands.who import me
from helpdesk.daemon.exits import DATA, DONE, Stop
from helpdesk.daemon.printer import Printer, listed
from helpdesk.daemon.wiring import open_store

COLUMNS = ("id", "created_at", "kind", "protocol", "recipients", "subject")


def list_outbox(config: Path | None, data: Path | None, limit: int | None, json: bool) -> int:
    """Print outgoing mail, the newest first."""
    with open_store(config, data) as (_, store):
        most = limit or listed(json)
        records = store.outbox_list(limit=most + 1)
        shown = records if json else [{**one, "recipients": _states(one)} for one in records]
        Printer(json=json).newest("outbox list", COLUMNS, shown, most, asked=limit is not None)
    return DONE


def show_outgoing(config: Path | None, data: Path | None, number: int, json: bool) -> int:
    """Print one outgoing mail and each recipient's state."""
    with open_store(config, data) as (_, store):
        shape = cast("dict[str, Any] | None", store.outbox_show(number))
        if shape is None:
            raise _none(number)
        lines = [
            f"{number}  {shape['kind']}  {shape['protocol'] or ''}  {shape['subject']}  {shape['message_id']}"
        ]
        lines += [
            f"  {r['address']}  {r['state']}  {r['attempts']}  {r['last_error']}" for r in shape["recipients"]
        ]
        Printer(json=json).record(shape, "\n".join(lines))
    return DONE


def print_raw(config: Path | None, data: Path | None, number: int) -> int:
    """Print the bytes that went out, or will."""
    with open_store(config, data) as (_, store):
        row = store.outbox(number)
        if row is None:
            raise _none(number)
        Printer().raw(row.outgoing.raw)
    return DONE


def hold(config: Path | None, data: Path | None, number: int) -> int:
    """Keep back every recipient who has not got it, also where the relay is spoken to just now (before DATA)."""
    with open_store(config, data) as (_, store):
        if store.outbox(number) is None:
            raise _none(number)
        kept = store.hold_outbox(number, f"kept back by {me()}")
        Printer().say(f"outbox {number}: {kept} kept back; helpdesk outbox retry {number} sends it")
    return DONE


def retry(config: Path | None, data: Path | None, number: int) -> int:
    """Queue again every recipient that failed, is unsure or was kept back."""
    with open_store(config, data) as (_, store):
        if store.outbox(number) is None:
            raise _none(number)
        queued = store.retry_outbox(number, SystemClock().now())
        Printer().say(f"outbox {number}: {queued} recipients queued")
    return DONE


def _states(one: Mapping[str, Any]) -> str:
    return ", ".join(f"{r['address']} {r['state']}" for r in one["recipients"])


def _none(number: int) -> Stop:
    return Stop(DATA, f"outbox {number}: there is no such mail. helpdesk outbox list shows what there is")
