"""A one-tap answer to a receipt: what becomes of the held mail it is about, once (product.md 2.4)."""

from __future__ import annotations

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters import Letters
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.release import release_of
from helpdesk.mailflow.taps import FIXES_OFFERED, Held, Tap, offered, read_tap, released
from helpdesk.tickets.model import Agent, Changes, Event, Handle, InboxRow, Ticket


def take_tap(
    desk: Desk, letters: Letters, sheet: Sheet, agent: Agent, ticket: Ticket | None, handle: Handle | None
) -> Changes | None:
    """What an agent who is believed answers about her held mail; None for a mail that is no such answer.

    The held mail goes through intake again in its turn, as she says; her answer itself leads nowhere else. A receipt
    that was answered takes no second answer.
    """
    tap = read_tap(sheet.words.text) if handle is not None and handle.held and handle.kind == "c" else None
    if handle is None or tap is None:
        return None
    row = desk.store.inbox(handle.held)
    if row is None or row.state != "held" or handle.revoked or handle.expires_at <= sheet.now:
        return told(letters, sheet, agent, ticket, "dealt-with")
    reason = desk.store.why_held(row.id)
    if not _is_offered(reason, ticket, *tap):
        return told(letters, sheet, agent, ticket, "tap-not-offered")
    return _done(desk, sheet, agent, handle, row, reason, *tap)


def _is_offered(reason: str, ticket: Ticket | None, tap: Tap, about: str) -> bool:
    """Whether that may be said of a mail held for this. What a retry puts in is read like any command again."""
    fixes = [about] if tap == "retry" and reason == "command-error" else []
    held = Held(reason, "r", ticket is not None, fixes[:FIXES_OFFERED])
    return tap in {one for one, _ in offered(held)}


def _done(
    desk: Desk, sheet: Sheet, agent: Agent, handle: Handle, row: InboxRow, reason: str, tap: Tap, about: str
) -> Changes:
    by = f"agent:{agent.id}"
    if tap == "discard":
        desk.store.discard(row.id, by)
        kind, how = "discarded", "held mail {} is discarded"
    else:
        release = released(release_of(row.released_by), by, reason, tap, about)
        desk.store.release(row.id, str(release))
        kind, how = "released", f"held mail {{}} is released: {release}"
    because = how.format(row.id)
    event = Event(handle.ticket, sheet.now, by, kind, "", str(row.id), because)
    return Changes(
        inbox_state="done",
        outcome="command",
        because=because,
        events=(event,) if handle.ticket else (),
        revoked_messages=(handle.message_id,),
        protocol=handle.ticket,
        sender=sheet.mail.sender,
        subject=sheet.mail.subject,
    )


def told(letters: Letters, sheet: Sheet, agent: Agent, ticket: Ticket | None, reason: str) -> Changes:
    """Her answer came too late, or asks for what there is not: nothing happens, and she hears so."""
    changes = Changes(
        inbox_state="done",
        outcome="command",
        because=f"a one-tap answer: {reason}",
        protocol=ticket.protocol if ticket else "",
        sender=sheet.mail.sender,
        subject=sheet.mail.subject,
    )
    return letters.receipt(sheet, changes, agent, ticket, reason=reason)
