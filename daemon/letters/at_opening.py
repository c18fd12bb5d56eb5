"""What the receipt of a new case says beside its number; a move with the first mail has no mail of its own."""

from __future__ import annotations

from datetime import datetime

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.rules import spoken_team
from helpdesk.mailflow import compose
from helpdesk.tickets.decide_rules import because
from helpdesk.tickets.model import Changes, Event, Ticket
from helpdesk.tickets.verdict import Escalate, Line


def moved_at_once(desk: Desk, changes: Changes, ticket: Ticket) -> tuple[Escalate, Line] | None:
    """The escalation of which the customer is to hear in her receipt. None where there is none, and where the desk's
    own words for a receipt do not say it: she is then told by itself."""
    own = desk.policy.mails.get(("acknowledgement", ticket.language), "moved")
    if changes.verdict is None or ticket.id or "moved" not in own:
        return None
    for action, line in changes.verdict[1].actions:
        if isinstance(action, Escalate) and action.tell_customer and action.team == ticket.team:
            return action, line
    return None


def opening(
    desk: Desk, changes: Changes, ticket: Ticket, promise: str, moved: Escalate | None
) -> compose.Opening:
    """What its receipt says of a new case beside its number."""
    return compose.Opening(
        promise=promise,
        follows=next((old for _, old, kind in changes.links if kind == "follows"), ""),
        also=[desk.mailbox(name).address for name in changes.messages[0].mailboxes[1:]],
        moved=_moved(desk, ticket, moved) if moved else None,
    )


def unsaid(desk: Desk, ticket: Ticket, said: compose.Opening) -> bool:
    """Whether the desk's own words around a macro leave out what the receipt says: then that is sent, too."""
    own = desk.policy.mails.get(("macro", ticket.language), "follows also moved")
    owed = {"follows": said.follows, "also": said.also, "moved": said.moved}
    return any(name not in own for name, value in owed.items() if value)


def _moved(desk: Desk, ticket: Ticket, action: Escalate) -> compose.Moved:
    reason = desk.policy.reasons.get(action.reason, {}).get(ticket.language, "")
    return compose.Moved(spoken_team(action.team), reason)


def told(desk: Desk, ticket: Ticket, action: Escalate, line: Line, now: datetime) -> Event:
    """The event of it, as of any mail of a rule."""
    why = because(line, desk.policy.revision)
    return Event(ticket.protocol, now, "desk", "told", "", f"escalated {action.reason}", why)
