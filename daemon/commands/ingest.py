"""`helpdesk ingest`: mail from files through the daemon's own intake, one after the other, a line for each."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path
from typing import Any, Literal, cast

from helpdesk.daemon.commands.envelopes import refuse_odd_envelope
from helpdesk.daemon.commands.mail_files import Found, find_mail
from helpdesk.daemon.commands.send_now import send_now
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.exits import DATA, DONE, USAGE, Stop
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.source_key import source_key
from helpdesk.daemon.wiring import open_desk
from helpdesk.mailflow.addresses import parse_many
from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Arrival

_HEAD = 64 * 1024
NULL = "<>"  # an empty MAIL FROM that was really said, which '' of a file without Return-Path is not


@dataclass(frozen=True, slots=True)
class Told:
    """What the command line says about the mail: None or '' = take it from the mail itself."""

    mailbox: str
    envelope_from: str | None
    recipients: tuple[str, ...]
    authenticated: str
    send: bool


def ingest_paths(config: Path | None, data: Path | None, paths: Sequence[str], told: Told, json: bool) -> int:
    """Ingest every message at `paths`. Returns 65 when a path could not be read, after all the others."""
    if told.authenticated not in ("pass", "none", "fail"):
        raise Stop(USAGE, f"--authenticated: {told.authenticated!r} is not pass, none or fail")
    refuse_odd_envelope(told.envelope_from, told.recipients)
    printer = Printer(json=json)
    code = DONE
    with open_desk(config, data) as desk:
        if told.mailbox and desk.settings.mailbox(told.mailbox) is None:
            names = ", ".join(box.name for box in desk.settings.mailboxes)
            raise Stop(USAGE, f"--mailbox: there is no mailbox {told.mailbox!r}; there is {names}")
        intake = Intake(desk)
        intake.recover()
        _finish(intake)
        for path in printer.progress(paths):
            for found in find_mail(path):
                if found.problem:
                    printer.complain(found.source, found.problem)
                    code = code if found.meant else DATA
                    continue
                printer.line(_ingest(desk, intake, found, told), _shown)
        if told.send:
            send_now(desk, printer)
    return code


def _ingest(desk: Desk, intake: Intake, found: Found, told: Told) -> dict[str, Any]:
    arrival = Arrival(
        source_key=source_key("ingest", secrets.token_hex(8), desk.clock.now()),
        raw=found.raw,
        digest=mail_digest(found.raw),
        envelope=_envelope(desk, found.raw, told),
        received_at=desk.clock.now(),
    )
    [inbox_id] = desk.store.receive([arrival])
    row = intake.take_one(inbox_id)
    _finish(intake)
    if row.result is None:
        raise Stop(
            DATA, f"{found.source}: journal row {inbox_id} is still waiting; `helpdesk run` will take it"
        )
    return {"source": found.source, "n": found.n, **row.result}


def _finish(intake: Intake) -> None:
    """Whatever waits is done before the next mail: what a killed process left, what this mail has released."""
    while intake.work():
        pass


def _envelope(desk: Desk, raw: bytes, told: Told) -> Envelope:
    """As a delivering server would have made it; Return-Path is where the last one wrote MAIL FROM."""
    head = BytesHeaderParser(policy=compat32).parsebytes(raw[:_HEAD])
    mail_from = told.envelope_from
    if mail_from is not None:
        mail_from = mail_from or NULL
    elif str(head.get("Return-Path", "")).strip() == NULL:
        mail_from = NULL
    else:
        path = head.get("Return-Path")
        senders = parse_many([str(path)] if path else [str(value) for value in head.get_all("From", [])])
        mail_from = senders[0].address if senders else ""
    named = [
        person.address for name in ("Delivered-To", "To", "Cc") for person in parse_many(_all(head, name))
    ]
    recipients = told.recipients or tuple(a for a in named if desk.is_own(a))
    box = desk.settings.mailbox(told.mailbox) or next(
        (found for found in map(desk.settings.mailbox_for, recipients) if found), desk.settings.mailboxes[0]
    )
    return Envelope(
        source="ingest",
        mail_from=mail_from,
        recipients=recipients or (box.address,),
        mailbox=box.name,
        told=cast(Literal["pass", "none", "fail"], told.authenticated),
    )


def _all(head: Any, name: str) -> list[str]:
    return [str(value) for value in head.get_all(name, [])]


def _shown(line: dict[str, Any]) -> str:
    where = line["protocol"] or "-"
    return f"{line['outcome']:10} {where:16} {line['source']}  {line['because']}"
