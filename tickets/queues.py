"""Queues for the viewer: a page of tickets by its index, counts that stop at a thousand, rights in the query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.tickets.database import Row
from helpdesk.tickets.model import Event, Ticket
from helpdesk.tickets.packing import fold
from helpdesk.tickets.rows import TICKET, event_of, ticket_of
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, to_micros

COUNTED = 1_000
# Rows looked at for one page where a filter has no index of its own: what bounds a page at any size.
LOOKED_AT = 5_000
FEW = 6
OPEN = "status NOT IN ('resolved', 'closed')"
_LAST_EVENTS = (
    "SELECT t.protocol, e.at, e.actor, e.kind, e.before, e.after, e.because FROM tickets t "
    "JOIN events e ON e.ticket_id = t.id WHERE t.protocol = ? ORDER BY e.id DESC LIMIT ?"
)
_DUE = "SELECT ticket_id, next_due, next_clock FROM sla WHERE next_due IS NOT NULL AND ticket_id IN "
_OVERDUE = "SELECT ticket_id FROM sla WHERE next_due IS NOT NULL AND next_due <= ? ORDER BY next_due"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a queue is made of; '' asks nothing. `who`: an agent's id, '-' for nobody. `mailboxes` None = all.

    `status` '' = all that are open, '*' = all there are.
    """

    mailboxes: tuple[str, ...] | None = None
    folder: str = ""
    tag: str = ""
    team: str = ""
    who: str = ""
    status: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """The soonest promise a ticket still owes."""

    due: datetime
    clock: str


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of a queue. `more`: where the next one begins (the row number to ask before), 0 at the end."""

    tickets: tuple[Ticket, ...]
    promises: dict[int, Promise]
    more: int = 0


class Queues(Shelf):
    """Pages and counts; each statement goes by one index and looks at a bounded number of rows."""

    def queue(self, asked: Asked, before_id: int = 0, limit: int = 50) -> Queue:
        """The newest tickets asked for. A page may be short and still have `more`: it looked at enough rows."""
        found: dict[int, Ticket] = {}
        floor = 0
        for source in _sources(asked):
            # Most pages are full after a short look; only one that is not is looked for as far as may be.
            for looked_at in (limit + 1,) if source.exact else (limit * FEW, LOOKED_AT):
                sql, params = _page(asked, source, before_id, looked_at)
                rows = self._db.rows(f"{sql} ORDER BY id DESC LIMIT ?", *params, limit + 1)
                if len(rows) > limit:
                    break
            found.update({row[0]: ticket_of(row) for row in rows})
            if len(rows) <= limit and not source.exact:
                floor = max(floor, self._reached(source, before_id))
        newest = [found[id_] for id_ in sorted(found, reverse=True) if id_ >= floor]
        shown = tuple(newest[:limit])
        more = shown[-1].id if len(newest) > limit else floor
        return Queue(shown, self.promises([one.id for one in shown]), more)

    def queue_size(self, asked: Asked) -> tuple[int, bool]:
        """How many tickets there are in it, and whether there are more than that."""
        total, cut = 0, False
        for source in _sources(asked):
            if source.exact:
                # What the index alone tells is counted without reading a ticket.
                row = self._db.row(
                    f"SELECT count(*) FROM ({source.sql} LIMIT ?)", *source.values, COUNTED + 1
                )
                total += int(row[0]) if row else 0
                continue
            sql, params = _page(asked, source, 0, LOOKED_AT)
            row = self._db.row(f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) LIMIT ?)", *params, COUNTED + 1)
            total += int(row[0]) if row else 0
            cut = cut or (total <= COUNTED and bool(self._reached(source, 0)))
        return min(total, COUNTED), total > COUNTED or cut

    def due_board(
        self, asked: Asked, after: tuple[datetime, int] | None = None, limit: int = 50
    ) -> tuple[list[tuple[Ticket, Promise]], tuple[datetime, int] | None]:
        """Tickets by what they owe, the soonest first, broken promises before all; and where the next page begins."""
        at, after_id = (to_micros(after[0]), after[1]) if after else (-1, 0)
        window = (
            "SELECT next_due, ticket_id, next_clock FROM sla WHERE next_due IS NOT NULL AND next_due >= ? "
            "AND (next_due > ? OR ticket_id > ?) ORDER BY next_due, ticket_id LIMIT ?"
        )
        wheres, params = wheres_of(asked)
        rows = self._db.rows(
            f"{TICKET}, s.next_due, s.next_clock FROM ({window}) s CROSS JOIN tickets ON id = s.ticket_id "
            f"WHERE {' AND '.join(wheres)} LIMIT ?",
            at,
            at,
            after_id,
            LOOKED_AT,
            *params,
            limit + 1,
        )
        shown = [(ticket_of(row[:-2]), Promise(from_micros(row[-2]), str(row[-1]))) for row in rows[:limit]]
        if len(rows) > limit:
            return shown, (shown[-1][1].due, shown[-1][0].id)
        last = self._db.rows(window, at, at, after_id, LOOKED_AT)
        return shown, (from_micros(last[-1][0]), int(last[-1][1])) if len(last) == LOOKED_AT else None

    def ticket_in(self, protocol: str, mailboxes: tuple[str, ...] | None) -> Ticket | None:
        """The ticket, None where there is none or it is none of these mailboxes' (threats A52)."""
        wheres, params = wheres_of(Asked(mailboxes, status="*"))
        row = self._db.row(
            f"{TICKET} FROM tickets WHERE protocol = ? AND {' AND '.join(wheres)}", protocol, *params
        )
        return None if row is None else ticket_of(row)

    def last_events(self, protocol: str, limit: int) -> list[Event]:
        """The newest part of a ticket's history, in the order it was written."""
        return [event_of(row) for row in reversed(self._db.rows(_LAST_EVENTS, protocol, limit))]

    def promises(self, ids: Sequence[int]) -> dict[int, Promise]:
        """What these tickets owe next."""
        if not ids:
            return {}
        rows = self._db.rows(f"{_DUE}({', '.join('?' * len(ids))})", *ids)
        return {int(id_): Promise(from_micros(due), str(clock)) for id_, due, clock in rows}

    def overdue(self, mailboxes: tuple[str, ...] | None, now: datetime) -> tuple[int, bool]:
        """How many open tickets have broken a promise they still owe, and whether there are more than that."""
        if mailboxes is None:
            # What has ended owes nothing: the index alone tells, and a thousand tickets are not read to be counted.
            row = self._db.row(f"SELECT count(*) FROM ({_OVERDUE} LIMIT ?)", to_micros(now), COUNTED + 1)
            n = int(row[0]) if row else 0
            return min(n, COUNTED), n > COUNTED
        wheres, params = wheres_of(Asked(mailboxes))
        row = self._db.row(
            f"SELECT count(*) FROM (SELECT 1 FROM ({_OVERDUE} LIMIT ?) s CROSS JOIN tickets ON id = s.ticket_id "
            f"WHERE {' AND '.join(wheres)} LIMIT ?)",
            to_micros(now),
            LOOKED_AT,
            *params,
            COUNTED + 1,
        )
        n = int(row[0]) if row else 0
        return min(n, COUNTED), n > COUNTED

    def _reached(self, source: Source, before_id: int) -> int:
        """The row number a source was read back to, 0 where that was its end."""
        window, params = _window(source, before_id, LOOKED_AT)
        row: Row | None = self._db.row(f"SELECT min(id), count(*) FROM ({window})", *params)
        return int(row[0]) if row and int(row[1]) == LOOKED_AT else 0


@dataclass(frozen=True, slots=True)
class Source:
    """A list of row numbers by an index that ends with them; `exact`: whatever is in it is what was asked."""

    sql: str
    values: tuple[str, ...] = ()
    exact: bool = False


def _sources(asked: Asked) -> list[Source]:
    """The lists a queue is merged from, by what is asked that narrows most."""
    is_open = asked.status != "*" and asked.status not in ("resolved", "closed")
    only = f" AND {OPEN}" if is_open else ""
    named = [one for one in (asked.folder, asked.tag, asked.team, asked.who, asked.customer) if one]
    exact = asked.mailboxes is None and len(named) <= 1 and asked.status in ("", "*")
    if asked.tag:
        only = " AND open = 1" if is_open else ""
        return [Source(f"SELECT ticket_id AS id FROM ticket_tags WHERE tag = ?{only}", (asked.tag,), exact)]
    if asked.customer:
        return [Source("SELECT id FROM tickets WHERE requester_key = ?", (fold(asked.customer),))]
    if asked.who:
        who = "" if asked.who == "-" else asked.who
        return [Source(f"SELECT id FROM tickets WHERE assignee = ?{only}", (who,), exact)]
    if asked.folder:
        return [Source(f"SELECT id FROM tickets WHERE folder = ?{only}", (asked.folder,), exact)]
    if asked.team and is_open:
        return [Source(f"SELECT id FROM tickets WHERE team = ?{only}", (asked.team,), exact)]
    if asked.status not in ("", "*"):
        exact = asked.mailboxes is None and not named
        return [Source("SELECT id FROM tickets WHERE status = ?", (asked.status,), exact)]
    if asked.mailboxes is not None and is_open:
        sql = f"SELECT id FROM tickets WHERE mailbox = ?{only}"
        return [Source(sql, (mailbox,), not named) for mailbox in asked.mailboxes]
    return [Source(f"SELECT id FROM tickets WHERE {OPEN if is_open else '1 = 1'}", (), exact and not named)]


def _window(source: Source, before_id: int, looked_at: int) -> tuple[str, tuple[object, ...]]:
    row = "ticket_id" if "ticket_tags" in source.sql else "id"
    if not before_id:
        return f"{source.sql} ORDER BY {row} DESC LIMIT ?", (*source.values, looked_at)
    return f"{source.sql} AND {row} < ? ORDER BY {row} DESC LIMIT ?", (*source.values, before_id, looked_at)


def _page(asked: Asked, source: Source, before_id: int, looked_at: int) -> tuple[str, tuple[object, ...]]:
    window, params = _window(source, before_id, looked_at)
    wheres, more = wheres_of(asked)
    return f"{TICKET} FROM tickets WHERE id IN ({window}) AND {' AND '.join(wheres)}", (*params, *more)


def wheres_of(asked: Asked) -> tuple[list[str], list[object]]:
    """Everything asked, the reader's mailboxes first."""
    wheres, params = ["1 = 1"], list[object]()
    if asked.mailboxes is not None:
        wheres.append(f"mailbox IN ({', '.join('?' * len(asked.mailboxes))})")
        params += asked.mailboxes
    if asked.status == "":
        wheres.append(OPEN)
    elif asked.status != "*":
        wheres.append("status = ?")
        params.append(asked.status)
    for column, value in (("folder", asked.folder), ("team", asked.team)):
        if value:
            wheres.append(f"{column} = ?")
            params.append(value)
    if asked.who:
        wheres.append("assignee = ?")
        params.append("" if asked.who == "-" else asked.who)
    if asked.customer:
        wheres.append("requester_key = ?")
        params.append(fold(asked.customer))
    if asked.tag:
        wheres.append("EXISTS (SELECT 1 FROM ticket_tags WHERE tag = ? AND ticket_id = tickets.id)")
        params.append(asked.tag)
    return wheres, params
