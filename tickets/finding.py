"""Full-text search as the viewer asks it: newest first, the reader's rights, a bounded part of the index a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
_BY_ID = (
    f"SELECT m.id, {MESSAGE.removeprefix('SELECT ')} FROM messages m JOIN tickets t ON t.id = m.ticket_id"
)
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
        """One hit a ticket, newest first, and where the next page begins (0: nowhere).

        The index is asked once for a handful, which is a page where nothing is filtered, and again for more only as
        long as the filters leave the page short.
        """
        found: dict[int, tuple[int, Ticket]] = {}
        until, looked_at, take = self._until(sought, before_id), 0, (limit + 1) * 2
        while looked_at < LOOKED_AT:
            ids = self._with_words(sought, until, min(take, LOOKED_AT - looked_at))
            for id_, ticket in self._held_against(sought, ids):
                if ticket.id not in found and len(found) == limit:
                    return self._hits(found), until
                until = id_
                found.setdefault(ticket.id, (id_, ticket))
            if len(ids) < min(take, LOOKED_AT - looked_at):
                return self._hits(found), 0
            until, looked_at, take = ids[-1], looked_at + len(ids), take * 4
        return self._hits(found), until

    def _until(self, sought: Sought, before_id: int) -> int:
        return min(before_id or _LAST, self._first_message_since(sought.before) if sought.before else _LAST)

    def _with_words(self, sought: Sought, until: int, limit: int) -> list[int]:
        """The newest messages before `until` that have the words."""
        question = query_of(sought.words)
        if sender := query_of(f'"{sought.sender}"'):
            question = f"({question}) AND addresses : {sender}" if question else f"addresses : {sender}"
        rows = (
            self._db.rows(_WINDOW, question, until, limit)
            if question
            else self._db.rows(_NO_WORDS, until, limit)
        )
        return [int(row[0]) for row in rows]

    def _held_against(self, sought: Sought, ids: Sequence[int]) -> Iterator[tuple[int, Ticket]]:
        """Those of these messages that pass the filters, newest first, with their tickets."""
        wheres, more = wheres_of(sought.asked)
        by_sender, patterns = _sender(sought.sender)
        rows = self._db.rows(
            f"SELECT m.id, {_columns('tickets')} FROM messages m CROSS JOIN tickets ON tickets.id = m.ticket_id "
            f"WHERE m.id IN ({_slots(ids)}) AND {' AND '.join([*wheres, by_sender])} ORDER BY m.id DESC",
            *ids,
            *more,
            *patterns,
        )
        return ((int(row[0]), ticket_of(row[1:])) for row in rows)

    def _hits(self, found: Mapping[int, tuple[int, Ticket]]) -> list[Hit]:
        ids = [id_ for id_, _ in found.values()]
        rows = self._db.rows(f"{_BY_ID} WHERE m.id IN ({_slots(ids)})", *ids)
        messages = {int(row[0]): message_of(row[1:]) for row in rows}
        return [Hit(ticket, messages[id_]) for id_, ticket in found.values()]

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


def _columns(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in _TICKET_OF.split(", "))


def _slots(ids: Sequence[int]) -> str:
    return ", ".join("?" * len(ids))


def _sender(text: str) -> tuple[str, tuple[str, ...]]:
    """A condition on who wrote a message. Letters that may bear an accent stand for any: the index, which knows
    accents, was asked for the word before."""
    if not text:
        return "1 = 1", ()
    plain = "".join("_" if not sign.isascii() or sign in "aeiounc_%\\" else sign for sign in text.lower())
    return "(m.sender_address LIKE ? OR m.sender_name LIKE ?)", (f"%{plain}%", f"%{plain}%")
