"""Sums kept as tickets are saved, so that no rule ever counts tickets: loads, customers, resolution times."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from helpdesk.tickets.database import Database
from helpdesk.tickets.model import Ticket
from helpdesk.tickets.packing import fold
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.sla_state import ENDED
from helpdesk.tickets.times import to_micros

WINDOW_DAYS = 90
DAY = 86_400_000_000

_LOAD = (
    "INSERT INTO loads (agent, open) VALUES (?, ?) "
    "ON CONFLICT (agent) DO UPDATE SET open = loads.open + excluded.open"
)
_CUSTOMER = (
    "INSERT INTO customers (key, tickets, open_tickets) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
    "tickets = customers.tickets + excluded.tickets, open_tickets = customers.open_tickets + excluded.open_tickets"
)
_MEAN = (
    "INSERT INTO means (owner, key, samples, seconds, wall) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (owner, key) DO UPDATE SET samples = means.samples + excluded.samples, "
    "seconds = means.seconds + excluded.seconds, wall = means.wall + excluded.wall"
)
_FLOOR = "SELECT n FROM counters WHERE name = 'means'"
_VERSION = "SELECT n FROM counters WHERE name = 'means-version'"
_SET_VERSION = "UPDATE counters SET n = ? WHERE name = 'means-version'"
_SET_FLOOR = "UPDATE counters SET n = ? WHERE name = 'means'"
_TOOK = (
    "INSERT INTO resolutions (ticket_id, key, day, agent, team, seconds, wall) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_TAKE_BACK = "DELETE FROM resolutions WHERE ticket_id = ? RETURNING key, day, agent, team, seconds, wall"
_OF_DAYS = (
    "SELECT agent, team, key, count(*), sum(seconds), sum(wall) FROM resolutions WHERE day > ? AND day <= ? "
    "GROUP BY agent, team, key"
)
# Each roll-up as it is kept, as a recount gives it, and how it is filled.
_LOADS = "SELECT agent, open FROM loads WHERE open <> 0"
_LOADS_COUNTED = (
    "SELECT assignee, count(*) FROM tickets WHERE assignee <> '' AND status NOT IN ('resolved', 'closed') "
    "GROUP BY assignee"
)
_CUSTOMERS = "SELECT key, tickets, open_tickets FROM customers WHERE tickets <> 0"
_CUSTOMERS_COUNTED = (
    "SELECT requester_key, count(*), sum(CASE WHEN status IN ('resolved', 'closed') THEN 0 ELSE 1 END) "
    "FROM tickets WHERE requester_key <> '' GROUP BY requester_key"
)
_MEANS = "SELECT owner, key, samples, seconds, wall FROM means WHERE samples <> 0"
_MEANS_COUNTED = (
    "SELECT owner, key, count(*), sum(seconds), sum(wall) FROM ("
    "SELECT 'agent:' || agent AS owner, key, seconds, wall, day FROM resolutions WHERE agent <> '' "
    "UNION ALL SELECT 'team:' || team, key, seconds, wall, day FROM resolutions WHERE team <> '') owned "
    "WHERE day > (SELECT n FROM counters WHERE name = 'means') GROUP BY owner, key"
)
_ROLLUPS = {
    "loads": (_LOADS, _LOADS_COUNTED, "INSERT INTO loads (agent, open) "),
    "customers": (_CUSTOMERS, _CUSTOMERS_COUNTED, "INSERT INTO customers (key, tickets, open_tickets) "),
    "means": (_MEANS, _MEANS_COUNTED, "INSERT INTO means (owner, key, samples, seconds, wall) "),
}
_DIFFER = "SELECT * FROM ({}) a EXCEPT SELECT * FROM ({}) b"
_FORGET = "DELETE FROM {}"


class Rollups(Shelf):
    """The care of the sums as a whole."""

    def wrong_rollups(self) -> list[str]:
        """Roll-ups that are not what a recount gives, in words; [] as long as there is no fault of ours."""
        wrong = []
        for name, (kept, recount, _) in _ROLLUPS.items():
            more = self._db.rows(_DIFFER.format(kept, recount))
            less = self._db.rows(_DIFFER.format(recount, kept))
            wrong += [f"{name}: {row} is kept and not counted" for row in more]
            wrong += [f"{name}: {row} is counted and not kept" for row in less]
        return wrong

    def rebuild_rollups(self) -> None:
        """Counts everything anew, in one transaction; reads all tickets."""
        with self._db.joined():
            for name, (_, recount, insert) in _ROLLUPS.items():
                self._db.run(_FORGET.format(name))
                self._db.run(insert + recount)
            self._db.run(_SET_VERSION, secrets.randbits(62))


def roll_means(db: Database, now: datetime) -> None:
    """Moves the window of the means to the ninety days before `now`: once a day, by what leaves it (or, the clock
    having gone back, by what comes in again). Inside a `write()`."""
    row = db.row(_FLOOR)
    before = int(row[0]) if row else 0
    floor = max(_day(now) - WINDOW_DAYS, 0)
    if floor == before:
        return
    sign = -1 if floor > before else 1
    for agent, team, key, samples, seconds, wall in db.rows(_OF_DAYS, min(before, floor), max(before, floor)):
        _add_mean(db, agent, team, [(key, sign * samples, sign * seconds, sign * wall)])
    db.run(_SET_FLOOR, floor)


def count_opened(db: Database, ticket: Ticket) -> None:
    """A ticket just inserted."""
    is_open = int(ticket.status not in ENDED)
    key = fold(ticket.requester.address)
    if key:
        db.run(_CUSTOMER, key, 1, is_open)
    if ticket.assignee and is_open:
        db.run(_LOAD, ticket.assignee, 1)


def count_moved(db: Database, before: tuple[str, str, str], ticket: Ticket) -> None:
    """A ticket just updated; `before` is its status, assignee and requester's key as they were stored."""
    status, assignee, old_key = before
    was, now = int(status not in ENDED), int(ticket.status not in ENDED)
    key = fold(ticket.requester.address)
    if old_key != key or was != now:
        moves = [(old_key, -1, -was), (key, 1, now)] if old_key != key else [(key, 0, now - was)]
        db.many(_CUSTOMER, [move for move in moves if move[0]])
    if assignee != ticket.assignee or was != now:
        moved = {assignee: -was}
        moved[ticket.assignee] = moved.get(ticket.assignee, 0) + now
        db.many(_LOAD, [(agent, n) for agent, n in moved.items() if agent and n])


def count_resolution(db: Database, ticket_id: int, ticket: Ticket, seconds: float, now: datetime) -> None:
    """A ticket resolved after so many seconds of open time; by the wall clock it is all from its opening on, pauses
    too. What an earlier end of it counted is taken back."""
    take_back_resolution(db, ticket_id)
    ended = ticket.resolved_at or now
    day, whole = _day(ended), max(round(seconds), 0)
    wall = max(to_micros(ended) - to_micros(ticket.created_at), 0) // 1_000_000
    keys = dict.fromkeys(("", *ticket.tags, ticket.service))
    db.many(_TOOK, [(ticket_id, key, day, ticket.assignee, ticket.team, whole, wall) for key in keys])
    if day > _floor(db):
        _add_mean(db, ticket.assignee, ticket.team, [(key, 1, whole, wall) for key in keys])


def take_back_resolution(db: Database, ticket_id: int) -> None:
    """A ticket opened again: it was not resolved after all."""
    floor = _floor(db)
    for key, day, agent, team, seconds, wall in db.rows(_TAKE_BACK, ticket_id):
        if day > floor:
            _add_mean(db, agent, team, [(key, -1, -seconds, -wall)])


def means_version(db: Database) -> int:
    """A number that is another one whenever the means are."""
    row = db.row(_VERSION)
    return int(row[0]) if row else 0


def owners(agents: Sequence[str], teams: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """The names under which means are kept, each with ('agent' or 'team', id)."""
    pairs = [*(("agent", each) for each in agents), *(("team", each) for each in teams)]
    return {f"{kind}:{name}": (kind, name) for kind, name in pairs}


def _add_mean(db: Database, agent: str, team: str, sums: Sequence[tuple[str, int, int, int]]) -> None:
    named = [f"agent:{agent}"] * bool(agent) + [f"team:{team}"] * bool(team)
    db.many(_MEAN, [(owner, *each) for owner in named for each in sums])
    # By chance and not by one more: a number counted in a save that is undone would come again.
    db.run(_SET_VERSION, secrets.randbits(62))


def _floor(db: Database) -> int:
    row = db.row(_FLOOR)
    return int(row[0]) if row else 0


def _day(at: datetime) -> int:
    return to_micros(at) // DAY
