"""The journal's key of a mail that has no place of its own, as a mail in an IMAP folder has."""

from __future__ import annotations

from datetime import datetime

from helpdesk.tickets.model import InboxRow


def source_key(source: str, incident: str, at: datetime) -> str:
    """A key no other arrival has. It begins with the time, so that its index grows at one end: a random key
    touches a page of its own, and with many tickets every page touched is written."""
    return f"{source}:{int(at.timestamp() * 1_000_000):015x}-{incident}"


def typed_in(row: InboxRow) -> bool:
    """Whether an agent's mail was made of what she gave `helpdesk ticket do`: no mail program had it."""
    return row.source_key.startswith("do:")
