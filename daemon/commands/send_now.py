"""One pass over what is due, from the command line: `ingest --send` beside, or in place of, the daemon's sender."""

from __future__ import annotations

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.exits import UNAVAILABLE, Stop
from helpdesk.daemon.lock import Held, RoleLocks
from helpdesk.daemon.parts import make_sender
from helpdesk.daemon.printer import Printer

PASS = 1_000


def send_now(desk: Desk, printer: Printer) -> None:
    """Sends until nothing is due. Raises Stop (69) where the smarthost cannot be spoken to.

    Where no daemon sends, what a killed process had claimed is free at once, and what it was sending is said.
    """
    sender = make_sender(desk, lambda alert: None)
    locks = RoleLocks(desk.settings.data_dir)
    try:
        if _alone(locks) and (unsure := sender.recover()):
            what = f"{unsure} recipients are unsure: a process died while their mail was going out"
            printer.complain("outbox", what, "Look at them with helpdesk outbox list")
        while sender.send_due(PASS):
            pass
    finally:
        locks.release()
    if sender.trouble:
        raise Stop(UNAVAILABLE, f"smarthost: {sender.trouble}. The mail stays queued: helpdesk outbox list")


def _alone(locks: RoleLocks) -> bool:
    """Whether nobody else sends. A daemon minds what it has claimed; what it has not is sent here all the same."""
    try:
        locks.take(("send",))
    except Held:
        return False
    return True
