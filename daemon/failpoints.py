"""Places where a test may kill the daemon, to prove that a restart is a normal code path (threats B1-B5)."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping

from helpdesk.daemon.errors import OperatorError, Problem

VARIABLE = "HELPDESK_FAILPOINT"

POINTS: dict[str, str] = {
    "smtp.before-commit": "A mail was read whole; nothing of it is stored yet and no 250 was sent.",
    "smtp.after-commit": "The mail is durable in the journal; its 250 was not sent yet.",
    "imap.before-fetch": "A new UID was seen; its bytes were not asked for yet.",
    "imap.after-fetch": "The bytes of a UID are in memory; nothing of it is stored yet.",
    "imap.after-commit": "The fetched mail is durable in the journal; the mailbox was not touched.",
    "imap.before-move": "The mail is durable and about to be moved or flagged, which is only cosmetic.",
    "imap.after-move": "The mail was moved or flagged; the next UID is not begun.",
    "intake.before-parse": "A journal row was taken up; its bytes are not read yet.",
    "intake.after-parse": "The mail is parsed; nothing is decided.",
    "intake.after-decide": "Everything the mail changes is decided; nothing is written.",
    "intake.before-save": "Outgoing mail is composed; the transaction is open and nothing is in it.",
    "intake.after-save": "Ticket, events, outbox and journal row are written; nothing is committed.",
    "intake.after-commit": "The mail's changes are durable; nobody was woken up.",
    "outbox.before-connect": "An outbox row was claimed; the relay was not called.",
    "outbox.before-data": "The relay accepted the recipients; the mail's bytes were not sent.",
    "outbox.after-data": "The relay answered 250 to the mail; the row does not say so yet.",
    "outbox.after-mark": "The row says sent; the next one is not begun.",
    "timers.after-claim": "Due timers were turned into journal rows in one commit; intake was not woken.",
}

# Who passes the points whose names begin so: a role of `helpdesk run`, or another command.
PASSED_BY: dict[str, tuple[str, ...]] = {
    "smtp": ("receive",),
    "imap": ("poll",),
    "intake": ("work", "ingest", "held release"),
    "outbox": ("send", "ingest --send"),
    "timers": ("timers",),
}

_lock = threading.Lock()
_passed: dict[str, int] = {}


def failpoint(name: str) -> None:
    """Die here by SIGKILL if HELPDESK_FAILPOINT says so; otherwise do nothing.

    `HELPDESK_FAILPOINT=name` dies at the first passage, `name:3` at the third, in whatever thread. Its value was
    looked over at the start (`refuse_typos`).
    """
    armed = os.environ.get(VARIABLE)
    if not armed:
        return
    wanted, _, count = armed.partition(":")
    if wanted != name:
        return
    with _lock:
        _passed[name] = _passed.get(name, 0) + 1
        if _passed[name] >= int(count or 1):
            os.kill(os.getpid(), signal.SIGKILL)


def refuse_typos(environ: Mapping[str, str]) -> None:
    """Raises OperatorError (78) where HELPDESK_FAILPOINT would never fire: its test would prove nothing."""
    value = environ.get(VARIABLE, "")
    problem = armed_problem(value) if value else ""
    if problem:
        raise OperatorError([Problem(VARIABLE, problem, "`helpdesk failpoints` lists them")])


def armed_problem(value: str) -> str:
    """Why `value` of HELPDESK_FAILPOINT would never fire, in plain words; '' where it is good."""
    name, _, count = value.partition(":")
    if name not in POINTS:
        return f"there is no failpoint {name!r}"
    if count and (not count.isascii() or not count.isdigit() or int(count) < 1):
        return f"{count!r} is not a count of 1 or more"
    return ""
