"""Full-text search as the viewer asks it: newest first, the reader's rights, a bounded part of the index a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.tickets.model import Message, Ticket
from helpdesk.tickets.queues import Asked, wheres_of
from helpdesk.tickets.rows import MESSAGE, TICKET, message_of, ticket_of
from helpdesk.tickets.search import query_of
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import to_micros

# Messages with the words that are held against the filters for one page.
LOOKED_AT = 2_000
_WINDOW = (
    "SELECT rowid AS id FROM searchable WHERE searchable MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
)
_NO_WORDS = "SELECT id FROM messages WHERE id < ? ORDER BY id DESC LIMIT ?"
_LAST = 2**62
_TICKET_OF = TICKET.removeprefix("SELECT ")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: words, a sender's name or address, what is true of the ticket, and before when."""

    words: str = ""
    sender: str = ""
    asked: Asked = Asked(status="*")
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A message found, with its ticket."""

    ticket: Ticket
    message: Message


class Finding(Shelf):
    """The viewer's search."""

    def find(self, sought: Sought, before_id: int = 0, limit: int = 30) -> tuple[list[Hit], int]:
        """One hit a ticket, newest first, and where the next page begins (0: nowhere)."""
        window, params = self._window(sought, before_id)
        wheres, more = wheres_of(sought.asked)
        by_sender, patterns = _sender(sought.sender)
        rows = self._db.rows(
            f"SELECT w.id, m.n, {_columns('tickets')} FROM ({window}) w CROSS JOIN messages m ON m.id = w.id "
            f"CROSS JOIN tickets ON tickets.id = m.ticket_id WHERE {' AND '.join([*wheres, by_sender])} "
            "ORDER BY w.id DESC LIMIT ?",
            *params,
            *more,
            *patterns,
            (limit + 1) * 4,
        )
        found: dict[int, tuple[int, int, Ticket]] = {}
        last, full = 0, False
        for id_, n, *ticket in rows:
            if ticket[0] not in found and len(found) == limit:
                full = True
                break
            last = int(id_)
            found.setdefault(int(ticket[0]), (int(id_), int(n), ticket_of(tuple(ticket))))
        hits = [Hit(ticket, self._message(ticket.protocol, n)) for _, n, ticket in found.values()]
        if full or len(rows) == (limit + 1) * 4:
            return hits, last
        ends = self._db.row(f"SELECT min(id), count(*) FROM ({window})", *params)
        return hits, int(ends[0]) if ends and int(ends[1]) == LOOKED_AT else 0

    def _window(self, sought: Sought, before_id: int) -> tuple[str, Sequence[object]]:
        until = min(before_id or _LAST, self._first_message_since(sought.before) if sought.before else _LAST)
        question = query_of(sought.words)
        if sender := query_of(f'"{sought.sender}"'):
            question = f"({question}) AND addresses : {sender}" if question else f"addresses : {sender}"
        return (_WINDOW, (question, until, LOOKED_AT)) if question else (_NO_WORDS, (until, LOOKED_AT))

    def _first_message_since(self, at: datetime) -> int:
        """The number of the first message of that moment or later: messages are numbered as they come, so that
        twenty looks find it among a million, without an index of times."""
        micros = to_micros(at)
        row = self._db.row("SELECT coalesce(max(id), 0) FROM messages")
        low, high = 1, int(row[0]) + 1 if row else 1
        while low < high:
            middle = (low + high) // 2
            found = self._db.row("SELECT at, id FROM messages WHERE id >= ? ORDER BY id LIMIT 1", middle)
            if found is None or found[0] >= micros:
                high = middle
            else:
                low = int(found[1]) + 1
        return low

    def _message(self, protocol: str, n: int) -> Message:
        row = self._db.row(
            f"{MESSAGE} FROM tickets t JOIN messages m ON m.ticket_id = t.id WHERE t.protocol = ? AND m.n = ?",
            protocol,
            n,
        )
        if row is None:
            raise LookupError(f"message {n} of {protocol} is gone")
        return message_of(row)


def _columns(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in _TICKET_OF.split(", "))


def _sender(text: str) -> tuple[str, tuple[str, ...]]:
    """A condition on who wrote a message. Letters that may bear an accent stand for any: the index, which knows
    accents, was asked for the word before."""
    if not text:
        return "1 = 1", ()
    plain = "".join("_" if not sign.isascii() or sign in "aeiounc_%\\" else sign for sign in text.lower())
    return "(m.sender_address LIKE ? OR m.sender_name LIKE ?)", (f"%{plain}%", f"%{plain}%")
