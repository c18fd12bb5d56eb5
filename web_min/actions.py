"""Actions as mails already written: the viewer changes nothing, so permissions, audit and undo exist once, in mail."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from helpdesk.web_min.shown import TicketPage

ENDED = ("resolved", "closed")
# Outlook cuts longer addresses off (product.md 2.3).
LONGEST = 1_800


def actions(page: TicketPage, speech: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(label, mailto address, the command as it stands in the mail) of what makes sense for this ticket now."""
    ticket = page.ticket
    if page.merged_into:  # what is to be done is done there
        return []
    if ticket.status in ENDED:
        verbs = ["restore"] if ticket.aside else ["take", "note", "reopen"]
    else:
        done = {
            "pending": ticket.status == "waiting",
            "snooze": ticket.status == "snoozed",
            "urgent": ticket.priority in ("high", "urgent"),
        }
        verbs = ["take", "note", *(verb for verb, is_so in done.items() if not is_so), "solve"]
    return [
        (speech[f"do_{verb}"], mailto(page, command), command)
        for verb in verbs
        for command in (f"#{speech[f'verb_{verb}']}",)
    ]


def mailto(page: TicketPage, command: str) -> str:
    """A mail about this ticket with a command in it (RFC 6068)."""
    ticket = page.ticket
    start = f"mailto:{quote(page.address, safe='@')}?subject={quote(f'[{ticket.protocol}]')}"
    body = "&body=" + quote(command + "\r\n")
    subject = quote(f" {ticket.subject}"[:120], safe="") if ticket.subject.isprintable() else ""
    return start + (subject if len(start + subject + body) < LONGEST else "") + body
