"""What an agent's morning mail is made of that no queue tells: her held mail, what she did, timers of her own."""

from __future__ import annotations

from datetime import datetime

from helpdesk.tickets.held import HELD, held_of_row
from helpdesk.tickets.model import Event, HeldMail
from helpdesk.tickets.packing import unpack_plain
from helpdesk.tickets.rows import event_of
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, to_micros

_HELD_FOR = f"{HELD} (h.agent = ? OR t.assignee = ?) ORDER BY i.id LIMIT ?"
_HELD_AS = f"{HELD} h.reason = ? ORDER BY i.id DESC LIMIT ?"
# As the index has it: only what agents do stands in there.
_DONE = (
    "SELECT coalesce(t.protocol, ''), e.at, e.actor, e.kind, e.before, e.after, e.because FROM events e "
    "LEFT JOIN tickets t ON t.id = e.ticket_id WHERE e.actor >= 'agent:' AND e.actor < 'agent;' AND e.actor = ? "
    "AND e.at >= ? ORDER BY e.at, e.id LIMIT ?"
)
_THANKED = (
    "SELECT t.protocol, e.at, e.actor, e.kind, e.before, e.after, e.because FROM events e "
    "JOIN tickets t ON t.id = e.ticket_id WHERE e.kind = 'thanks' AND e.at >= ? AND t.assignee = ? "
    "ORDER BY e.at, e.id LIMIT ?"
)
# As the index has it.
_ASIDE = (
    "SELECT t.protocol, e.at, e.actor, e.kind, e.before, e.after, e.because FROM events e "
    "JOIN tickets t ON t.id = e.ticket_id WHERE e.kind IN ('discarded', 'spam') AND e.at >= ? AND t.assignee = ? "
    "ORDER BY e.at, e.id LIMIT ?"
)
_UNCONFIRMED = (
    "SELECT t.protocol, s.opened_at FROM surveys s JOIN tickets t ON t.id = s.ticket_id WHERE s.sent_at >= ? "
    "AND s.agent = ? AND s.score IS NULL AND s.opened_at >= ? ORDER BY s.opened_at, s.sent_at LIMIT ?"
)
_PLANNED = "SELECT payload FROM timers WHERE kind = ?"
_WAKES = "SELECT due FROM timers WHERE ticket_id = ? AND kind = ? ORDER BY due LIMIT 1"


class Digests(Shelf):
    """Asked once a day for each agent."""

    def held_for(self, agent: str, limit: int) -> list[HeldMail]:
        """Held mail in her name or on a ticket of hers, oldest first."""
        return [held_of_row(row) for row in self._db.rows(_HELD_FOR, agent, agent, limit)]

    def held_as(self, reason: str, limit: int) -> list[HeldMail]:
        """Mail held for this reason, the newest first."""
        return [held_of_row(row) for row in self._db.rows(_HELD_AS, reason, limit)]

    def done_by(self, agent: str, since: datetime, limit: int) -> list[Event]:
        """What she did to any ticket from then on, in order."""
        return [event_of(row) for row in self._db.rows(_DONE, f"agent:{agent}", to_micros(since), limit)]

    def thanked(self, agent: str, since: datetime, limit: int) -> list[Event]:
        """Thanks that reopened none of her cases from then on, in order; `after` is the message's number."""
        return [event_of(row) for row in self._db.rows(_THANKED, to_micros(since), agent, limit)]

    def set_aside(self, agent: str, since: datetime, limit: int) -> list[Event]:
        """What of her cases was discarded or called spam from then on, by whomever: a case (`after` is its state), or a
        held mail (`after` is its number)."""
        return [event_of(row) for row in self._db.rows(_ASIDE, to_micros(since), agent, limit)]

    def unconfirmed(
        self, agent: str, asked: datetime, since: datetime, limit: int
    ) -> list[tuple[str, datetime]]:
        """Cases of hers whose question, put after `asked`, was opened from `since` on and not answered; and when."""
        rows = self._db.rows(_UNCONFIRMED, to_micros(asked), agent, to_micros(since), limit)
        return [(str(protocol), from_micros(at)) for protocol, at in rows]

    def wakes_at(self, ticket_id: int, kind: str) -> datetime | None:
        """When the ticket's next timer of this kind is due."""
        row = self._db.row(_WAKES, ticket_id, kind)
        return from_micros(row[0]) if row else None

    def planned_for(self, kind: str) -> set[str]:
        """The agents for whom a timer of this kind is set. Reads all timers: for a start and a changed policy."""
        return {str((unpack_plain(row[0]) or {}).get("agent", "")) for row in self._db.rows(_PLANNED, kind)}
