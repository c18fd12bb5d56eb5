"""Held and outgoing mail as the viewer lists them, with the reader's rights; how often people overrule rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.tickets.held import Held
from helpdesk.tickets.model import HeldMail, Recipient
from helpdesk.tickets.rollups import DAY
from helpdesk.tickets.rows import RECIPIENT, of_boxes, recipient_of
from helpdesk.tickets.times import from_micros, to_micros

LOOKED_AT = 2_000
_MAIL = (
    "SELECT o.id, o.kind, coalesce(t.protocol, ''), o.subject, o.mailbox, o.created_at FROM ({window}) w "
    "CROSS JOIN outbox o ON o.id = w.id LEFT JOIN tickets t ON t.id = o.ticket_id WHERE {mine} "
    "ORDER BY o.id DESC LIMIT ?"
)
_NO_ALERT = " AND (o.ticket_id IS NOT NULL OR o.kind != 'alert')"
_ALL = "SELECT id FROM outbox WHERE id < ? ORDER BY id DESC LIMIT ?"
_PARKED = (
    "SELECT DISTINCT outbox_id AS id FROM recipients WHERE state IN ('unsure', 'failed', 'held') AND state = ? "
    "AND outbox_id < ? ORDER BY outbox_id DESC LIMIT ?"
)
_DUE = (
    "SELECT DISTINCT outbox_id AS id FROM (SELECT outbox_id FROM recipients WHERE next_try IS NOT NULL "
    "ORDER BY next_try, outbox_id LIMIT ?)"
)
# A person set by hand what a rule had set before on the same ticket. By the index of what agents do, one at a time.
_OVERRULED = (
    "SELECT (SELECT r.because FROM events r WHERE r.ticket_id = e.ticket_id AND r.kind = e.kind AND r.actor = 'rule' "
    "AND r.id < e.id ORDER BY r.id DESC LIMIT 1) FROM (SELECT id, ticket_id, kind FROM events "
    "WHERE actor >= 'agent:' AND actor < 'agent;' AND actor = ? AND at >= ? ORDER BY at DESC LIMIT ?) e "
    "JOIN tickets t ON t.id = e.ticket_id WHERE {mine} "
    "AND e.kind IN ('tagged', 'filed', 'priority', 'assigned', 'team')"
)
_LAST_HITS = "SELECT rule, max(day) FROM rule_hits WHERE {mine} GROUP BY rule"
_END = 2**62


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail owed or sent."""

    id: int
    kind: str
    protocol: str
    subject: str
    mailbox: str
    at: datetime
    recipients: tuple[Recipient, ...]


class Mailing(Held):
    """Reads for the pages of held mail, of the outbox and of the rules."""

    def held_page(
        self, mailboxes: tuple[str, ...] | None, after_id: int = 0, limit: int = 50
    ) -> tuple[list[HeldMail], int]:
        """Held mail of these mailboxes, oldest first, and after which row the next page begins (0: nowhere)."""
        rows = self.held(LOOKED_AT, after_id)
        mine = [mail for mail in rows if mailboxes is None or mail.mailbox in mailboxes]
        if len(mine) > limit:
            return mine[:limit], mine[limit - 1].id
        return mine, rows[-1].id if len(rows) == LOOKED_AT else 0

    def posted_page(
        self, mailboxes: tuple[str, ...] | None, state: str = "", before_id: int = 0, limit: int = 50
    ) -> tuple[list[Posted], int]:
        """Outgoing mail of these mailboxes, newest first; with `state`, what has a recipient in it. And as above. What
        admins are told of no case is of no mailbox, whichever it was written from (A52)."""
        until = before_id or _END
        params: tuple[object, ...]
        match state:
            case "":
                window, params = _ALL, (until, LOOKED_AT)
            case "queued":
                window, params = _DUE, (LOOKED_AT,)
            case _:
                window, params = _PARKED, (state, until, LOOKED_AT)
        mine = of_boxes(mailboxes, "o.mailbox") + (_NO_ALERT if mailboxes is not None else "")
        sql = _MAIL.format(window=window, mine=mine)
        rows = self._db.rows(sql, *params, *(mailboxes or ()), limit + 1)
        shown = [
            Posted(int(row[0]), row[1], row[2], row[3], row[4], from_micros(row[5]), self._recipients(row[0]))
            for row in rows[:limit]
        ]
        if len(rows) > limit:
            return shown, shown[-1].id
        ends = self._db.row(f"SELECT min(id), count(*) FROM ({window})", *params)
        return shown, int(ends[0]) if ends and int(ends[1]) == LOOKED_AT and state != "queued" else 0

    def overruled(
        self, since: datetime, agents: Sequence[str], mailboxes: tuple[str, ...] | None = None
    ) -> Mapping[str, int]:
        """How often, by the reason the rule had given, one of these set otherwise; of the last 2,000 deeds of each, and
        of tickets of these mailboxes (None: of all)."""
        sql = _OVERRULED.format(mine=of_boxes(mailboxes, "t.mailbox"))
        rows = [
            row
            for agent in agents
            for row in self._db.rows(sql, f"agent:{agent}", to_micros(since), LOOKED_AT, *(mailboxes or ()))
        ]
        return Counter(str(row[0]) for row in rows if row[0])

    def last_hits(self, mailboxes: tuple[str, ...] | None = None) -> Mapping[str, datetime]:
        """The day each rule hit last, on a ticket of these mailboxes (None: of any)."""
        rows = self._db.rows(_LAST_HITS.format(mine=of_boxes(mailboxes)), *(mailboxes or ()))
        return {str(rule): from_micros(int(day) * DAY) for rule, day in rows}

    def _recipients(self, outbox_id: int) -> tuple[Recipient, ...]:
        sql = f"{RECIPIENT} FROM recipients WHERE outbox_id = ? ORDER BY place"
        return tuple(recipient_of(row) for row in self._db.rows(sql, outbox_id))
