"""`helpdesk held list|show|release|discard`: what was set aside, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

from helpdesk.daemon.commands.who import me
from helpdesk.daemon.exits import DATA, DONE, USAGE, Stop
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.wiring import open_desk, open_store
from helpdesk.mailflow.release import Release
from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.reasons import reason

COLUMNS = ("id", "received_at", "reason", "protocol", "sender", "subject", "because")


def list_held(config: Path | None, data: Path | None, json: bool) -> int:
    """Print what is held, the oldest first."""
    with open_store(config, data) as (_, store):
        records = store.held_list()
        shown = records if json else [{**one, "sender": _address(one["sender"])} for one in records]
        Printer(json=json).table(COLUMNS, shown)
    return DONE


def show_held(config: Path | None, data: Path | None, number: int, json: bool) -> int:
    """Print one held mail: why, what to do, and its bytes as they came."""
    with open_store(config, data) as (settings, store):
        shape, held = store.held_show(number), store.held_mail(number)
        if shape is None or held is None:
            raise _not_held(number)
        raw = store.raw(held.raw_key)
        told = reason(held.reason, settings.desk.language)
        record = {**shape, "advice": told.advice, "raw": raw.decode("latin-1")}
        words = f"{number}: {told.words} ({held.because})\n{told.advice}\n"
        printer = Printer(json=json)
        printer.record(record, words)
        if not json:
            printer.raw(raw)
    return DONE


def release(
    config: Path | None,
    data: Path | None,
    number: int,
    json: bool,
    *,
    note: bool = False,
    plain: bool = False,
    customer: bool = False,
) -> int:
    """Send it through intake again: the admin vouches for its sender, and may say what an agent's tap says: that her
    words stay inside, that her commands are left out, or that what she wrote is for the customer. 65 where it is held
    again, with why."""
    if note and customer:
        raise Stop(USAGE, "--note and --to-customer: her words stay inside or go out. Take one of them")
    with open_desk(config, data) as desk:
        if desk.store.held_mail(number) is None:
            raise _not_held(number)
        how = Release(f"admin:{me()}", plain, note, customer, anyway=plain or customer, whole=customer)
        desk.store.release(number, str(how))
        row = Intake(desk).take_one(number)
        result = dict(row.result or {})
        again = row.state == "held"
        why = f" ({result.get('because')})" if again else ""
        said = f"{number}: {result.get('outcome')} {result.get('protocol') or ''}".rstrip()
        Printer(json=json).record({"id": number, **result}, f"{said}{why}")
    return DATA if again else DONE


def discard(config: Path | None, data: Path | None, number: int) -> int:
    """End it; its bytes stay, and who said so."""
    with open_store(config, data) as (_, store):
        try:
            store.discard(number, f"admin:{me()}")
        except Contradiction:
            raise _not_held(number) from None
    return DONE


def _address(sender: object) -> str:
    return str(sender["address"]) if isinstance(sender, dict) else ""


def _not_held(number: int) -> Stop:
    return Stop(DATA, f"held {number}: nothing is held under this number. helpdesk held list shows what is")
