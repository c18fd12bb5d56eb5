"""Moves messages from one ticket to another, with all that says where they lie: the tickets' numbers stay whole.

Protocols, handles and Message-IDs of a ticket that is merged go on leading somewhere by its link (tickets/facts.py,
handles.py): only what must be counted or read with its ticket is written anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from helpdesk.tickets.beside import Move
from helpdesk.tickets.database import Database, Row
from helpdesk.tickets.packing import fold
from helpdesk.tickets.saving_ticket import Protocols

MERGED = "merged"  # the kind of link that says where a ticket went

_MESSAGES = "SELECT id, n, at FROM messages WHERE ticket_id = ? ORDER BY n"
_PLACE = "UPDATE messages SET ticket_id = ?, n = ? WHERE id = ?"
_SENDERS = (
    "SELECT id, sender_address FROM messages WHERE ticket_id = ? AND direction = 'in' AND standing <> ''"
)
_STANDING = "UPDATE messages SET standing = ? WHERE id = ?"
_ROWS = "SELECT id, message_n FROM inbox WHERE ticket_id = ? AND message_n > 0"
_ROW = "UPDATE inbox SET ticket_id = ?, message_n = ? WHERE id = ?"
_IDS = "SELECT id, n FROM message_ids WHERE ticket_id = ? AND n > 0"
_ID = "UPDATE message_ids SET ticket_id = ?, n = ? WHERE id = ?"
_EVENTS = "SELECT id, after FROM events WHERE ticket_id = ? AND kind IN ('message', 'automatic', 'replied', 'noted')"
_PROTOCOL = "SELECT protocol FROM tickets WHERE id = ?"
_EVENT = "UPDATE events SET after = ? WHERE id = ?"
_COPY = "UPDATE imap_copies SET ticket_id = ? WHERE inbox_id = ?"
_FOLLOW = (
    "UPDATE imap_copies SET folder = (SELECT folder FROM tickets WHERE id = ?), due = CASE WHEN mailbox = '' OR "
    "(SELECT folder FROM tickets WHERE id = ?) = '' THEN 0 ELSE 1 END "
    "WHERE ticket_id = ? AND folder <> (SELECT folder FROM tickets WHERE id = ?)"
)
_HELD = "UPDATE held SET ticket_id = ? WHERE ticket_id = ? AND ended = ''"
_TIMERS = "UPDATE timers SET ticket_id = ? WHERE ticket_id = ?"
_RELINK = "UPDATE links SET other_id = ? WHERE other_id = ? AND kind = 'merged'"
_FAR = 1_000_000_000  # no ticket has so many messages: numbers to stand on while others are given out


def move_messages(db: Database, moves: Sequence[Move], known: Protocols) -> None:
    """Carries out the moves, in the caller's transaction; both tickets are stored, as they shall be."""
    for move in moves:
        origin, target = known[move.origin], known[move.target]
        if origin is None or target is None:
            raise LookupError(f"{move.origin} or {move.target} is no ticket")
        here = db.rows(_MESSAGES, origin)
        going = [row for row in here if move.n in (0, row[1])]
        staying = [row for row in here if move.n not in (0, row[1])]
        moved = _renumber(db, target, [*_in_order(db.rows(_MESSAGES, target), going)], {origin: going})
        if move.n:
            _renumber(db, origin, staying, {})
        _count_as(db, target, moved, move)
        if not move.n:
            db.run(_HELD, target, origin)
            db.run(_TIMERS, target, origin)
            db.run(_RELINK, target, origin)
        db.run(_FOLLOW, target, target, target, target)


def _in_order(*tickets: Sequence[Row]) -> Iterable[Row]:
    """The messages of several tickets by their time, each ticket's own order kept: a mail that was held was numbered
    later than it came."""
    keyed: list[tuple[int, Row]] = []
    for rows in tickets:
        latest = 0
        for row in rows:
            latest = max(latest, row[2])
            keyed.append((latest, row))
    return (row for _, row in sorted(keyed, key=lambda pair: pair[0]))


def _renumber(db: Database, ticket: int, order: Sequence[Row], come: dict[int, list[Row]]) -> set[int]:
    """Gives the messages in `order` the numbers 1, 2, ... of `ticket`; `come` are those that were another's. Returns
    the rows of those that came."""
    place = {row[0]: n for n, row in enumerate(order, 1)}
    new: dict[int, dict[int, int]] = {ticket: {}}
    arrived = {row[0]: origin for origin, rows in come.items() for row in rows}
    for id_, n, _ in order:
        new.setdefault(arrived.get(id_, ticket), {})[n] = place[id_]
    db.many(_PLACE, [(ticket, _FAR + n, id_) for id_, n in place.items()])
    db.many(_PLACE, [(ticket, n, id_) for id_, n in place.items()])
    for origin, numbers in new.items():
        changed = origin != ticket
        _follow(db, origin, ticket, {old: n for old, n in numbers.items() if changed or old != n})
    return set(arrived)


def _follow(db: Database, origin: int, ticket: int, numbers: dict[int, int]) -> None:
    """What points at these messages of `origin` points at their places in `ticket`: its history by the protocol too."""
    if not numbers:
        return
    rows = [(id_, numbers[n]) for id_, n in db.rows(_ROWS, origin) if n in numbers]
    ids = [(id_, numbers[n]) for id_, n in db.rows(_IDS, origin) if n in numbers]
    db.many(_ROW, [(ticket, n, id_) for id_, n in rows])
    db.many(_ID, [(ticket, n, id_) for id_, n in ids])
    there = ""
    if origin != ticket:
        db.many(_COPY, [(ticket, id_) for id_, _ in rows])
        [(protocol,)] = db.rows(_PROTOCOL, ticket)
        there = f"{protocol} "
    told = {str(old): f"{there}{n}" for old, n in numbers.items()}
    db.many(_EVENT, [(told[after], id_) for id_, after in db.rows(_EVENTS, origin) if after in told])


def _count_as(db: Database, target: int, moved: set[int], move: Move) -> None:
    guests = {fold(address) for address in move.guests}
    standing = [
        ("guest" if fold(sender) in guests else "full", id_)
        for id_, sender in db.rows(_SENDERS, target)
        if id_ in moved and (fold(sender) in guests or move.full)
    ]
    db.many(_STANDING, standing)
