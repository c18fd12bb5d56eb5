"""Reads for agents who ask by mail: whose queue is what, soonest promise first, and who wants to hear no more."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.tickets.model import Ticket
from helpdesk.tickets.rows import TICKET, ticket_of
from helpdesk.tickets.shelf import Shelf

_COLUMNS = ", ".join(f"t.{name}" for name in TICKET.removeprefix("SELECT ").split(", "))
_OPEN = "FROM tickets t WHERE t.status NOT IN ('resolved', 'closed') AND "
_MINE = "t.assignee = ?"
_UNOWNED = "t.assignee = '' AND t.team IN ({}) AND (? = 0 OR t.mailbox IN ({}))"
_IN_ORDER = (
    "SELECT {columns} FROM tickets t LEFT JOIN sla s ON s.ticket_id = t.id "
    "WHERE t.status NOT IN ('resolved', 'closed') AND {whose} "
    "ORDER BY s.next_due IS NULL, s.next_due, t.id LIMIT ?"
)
_MUTED = "SELECT m.agent FROM tickets t JOIN mutes m ON m.ticket_id = t.id WHERE t.protocol = ?"


class OwnQueue(Shelf):
    """Lists of open tickets by their promises, those without one last."""

    def queue_of(self, agent: str, limit: int) -> tuple[list[Ticket], int]:
        """The agent's own open tickets, at most `limit`, and how many there are."""
        return self._queue(_MINE, (agent,), limit)

    def unowned_of(
        self, teams: Sequence[str], mailboxes: Sequence[str], limit: int
    ) -> tuple[list[Ticket], int]:
        """Those of these teams that are nobody's; in these mailboxes, in all where none is named."""
        if not teams:
            return [], 0
        whose = _UNOWNED.format(_slots(len(teams)), _slots(max(len(mailboxes), 1)))
        return self._queue(whose, (*teams, len(mailboxes), *(mailboxes or ("",))), limit)

    def muted_by(self, protocol: str) -> frozenset[str]:
        """The agents who asked to hear no more of a ticket."""
        return frozenset(str(agent) for (agent,) in self._db.rows(_MUTED, protocol))

    def _queue(self, whose: str, values: Sequence[object], limit: int) -> tuple[list[Ticket], int]:
        rows = self._db.rows(_IN_ORDER.format(columns=_COLUMNS, whose=whose), *values, limit)
        row = self._db.row(f"SELECT count(*) {_OPEN}{whose}", *values)
        return [ticket_of(each) for each in rows], int(row[0]) if row else 0


def _slots(count: int) -> str:
    return ", ".join("?" * count)
