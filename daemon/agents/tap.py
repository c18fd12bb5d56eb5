"""A one-tap answer to a receipt: what becomes of the held mail it is about, once (product.md 2.4)."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.agents.relay import relay
from helpdesk.daemon.agents.two_parts import unsaid_by_one
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.lookups.asked_inside import asked_inside
from helpdesk.daemon.lookups.handles import burn_used
from helpdesk.daemon.lookups.hers import Hers
from helpdesk.daemon.sheet import Sheet, read_sheet
from helpdesk.mailflow.commands import without_commands
from helpdesk.mailflow.release import release_of
from helpdesk.mailflow.taps import RETRIED, Held, Tap, offered, read_tap, released
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
    if (
        row is not None
        and ticket is not None
        and tap[0] == "send"
        and _is_note(row)
        and _is_live(handle, sheet)
    ):
        return _sent_after_all(desk, letters, sheet, agent, ticket, handle, row)
    if row is None or row.state != "held" or not _is_live(handle, sheet):
        return told(letters, sheet, agent, ticket, "dealt-with")
    reason = desk.store.why_held(row.id)
    inside = asked_inside(Hers(desk, read_sheet(desk, row), ticket, agent))
    if not _is_offered(reason, ticket, inside, *tap):
        return told(letters, sheet, agent, ticket, "tap-not-offered")
    return _done(desk, sheet, agent, handle, row, reason, *tap)


def _is_live(handle: Handle, sheet: Sheet) -> bool:
    return not handle.revoked and handle.expires_at > sheet.now


def _is_note(row: InboxRow) -> bool:
    return row.state == "done" and (row.result or {}).get("outcome") == "note"


def _sent_after_all(
    desk: Desk,
    letters: Letters,
    sheet: Sheet,
    agent: Agent,
    ticket: Ticket,
    handle: Handle,
    row: InboxRow,
) -> Changes:
    """Her mail that became a note, because nothing said that it may go out, goes to the customer: by the way of every
    answer, leak guard and all. Where something stops it, she hears so and the note stays what it is (product.md 2.8).
    """
    old = read_sheet(desk, row)
    hers = Hers(desk, old, ticket, agent)
    said = hers.words()
    if said.doubtful:
        return told(letters, sheet, agent, ticket, "quoted-in-note")
    if unsaid_by_one(hers) is not None:
        return told(letters, sheet, agent, ticket, "command-differs")
    words = without_commands(said.text)
    arrived = replace(old.arrived(), own_words=words, at=sheet.row.received_at)
    because = f"sent after all, by her word: it was filed as a note (journal row {row.id})"
    changes = relay(desk, letters, old, arrived, ticket, agent, because, handle)
    if changes.inbox_state == "held":
        return replace(changes, inbox_state="done", outcome="command", held_reason="", held_for_agent="")
    burn_used(desk, sheet)
    return replace(changes, outcome="command")


def _is_offered(reason: str, ticket: Ticket | None, inside: bool, tap: Tap, about: str) -> bool:
    """Whether that may be said of a mail held for this. What a retry puts in is read like any command again."""
    fixes = [about] if tap == "retry" and reason in RETRIED else []
    held = Held(reason, "r", ticket is not None, fixes, inside)
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
    return over(sheet, handle, by, kind, because)


def over(sheet: Sheet, handle: Handle, by: str, kind: str, because: str) -> Changes:
    """An answer that did its work on the held mail of `handle`: an event of its ticket, and the handle is spent."""
    event = Event(handle.ticket, sheet.now, by, kind, "", str(handle.held), because)
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


def told(
    letters: Letters, sheet: Sheet, agent: Agent, ticket: Ticket | None, reason: str, detail: str = ""
) -> Changes:
    """Her answer came too late, or asks for what there is not: nothing happens, and she hears so."""
    changes = Changes(
        inbox_state="done",
        outcome="command",
        because=f"a one-tap answer: {reason}",
        protocol=ticket.protocol if ticket else "",
        sender=sheet.mail.sender,
        subject=sheet.mail.subject,
    )
    return letters.receipt(sheet, changes, agent, ticket, detail, reason=reason)
