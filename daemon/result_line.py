"""The line `ingest --json` prints for a mail: kept with its journal row, so that any process can print it."""

from __future__ import annotations

from typing import Any

from helpdesk.daemon.sheet import Sheet
from helpdesk.tickets.mail import Bounce, Unreadable
from helpdesk.tickets.model import Changes


def result_line(sheet: Sheet, changes: Changes, known_as: str) -> dict[str, Any]:
    """The object of interface.md without `source` and `n`, which only the command line knows."""
    unreadable = isinstance(sheet.read, Unreadable)
    failures = sheet.guarded.failures if isinstance(sheet.guarded, Bounce) else ()
    result = sheet.authentication.result
    # Of commands: what their agent is told of them, in her language, and how many lines of a batch were not done.
    told = {"told": list(changes.told), "refused": changes.refused} if changes.told else {}
    return {
        **told,
        "outcome": changes.outcome,
        "protocol": changes.protocol or None,
        "message_id": None if unreadable else sheet.mail.message_id or None,
        "because": changes.because,
        "held_reason": changes.held_reason or None,
        "failed_recipients": [failure.address for failure in failures if failure.action == "failed"],
        "sender": {
            "address": changes.sender.address,
            "known_as": known_as,
            "authenticated": "none" if result == "temperror" else result,
        },
    }
