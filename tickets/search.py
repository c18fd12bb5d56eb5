"""Full-text search over subject, text, addresses and protocol: indexed in batches behind, never on a mail's way.

The only SQL besides `tickets/sqlite.py` that is SQLite's own (FTS5).
"""

from __future__ import annotations

import re
from datetime import datetime

from helpdesk.tickets.database import Row
from helpdesk.tickets.packing import unpack_addresses
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros

BATCH = 500

_BEHIND = (
    "SELECT m.id, m.subject, m.body, m.sender_address, m.sender_name, m.mail_to, m.mail_cc, t.protocol "
    "FROM messages m JOIN tickets t ON t.id = m.ticket_id "
    "WHERE m.id > (SELECT n FROM counters WHERE name = 'searchable') ORDER BY m.id LIMIT ?"
)
_ADD = "INSERT INTO searchable (rowid, subject, body, addresses, protocol) VALUES (?, ?, ?, ?, ?)"
_REACHED = "UPDATE counters SET n = ? WHERE name = 'searchable'"
_FIND = (
    "SELECT t.protocol, m.n, m.at FROM searchable s JOIN messages m ON m.id = s.rowid "
    "JOIN tickets t ON t.id = m.ticket_id WHERE searchable MATCH ? ORDER BY s.rowid DESC LIMIT ?"
)
_WORD = re.compile(r'"([^"]*)"|(\S+)')


class Search(Shelf):
    """The index and the questions to it."""

    def index_pending(self, limit: int = BATCH) -> int:
        """Indexes up to `limit` messages that are not yet; returns how many. Call it when there is time."""
        with self._db.joined():
            rows = self._db.rows(_BEHIND, limit)
            if rows:
                self._db.many(_ADD, [_searchable(row) for row in rows])
                self._db.run(_REACHED, rows[-1][0])
        return len(rows)

    def search(self, words: str, limit: int = 100, *, fresh: bool = True) -> list[tuple[str, int, datetime]]:
        """Messages with all these words: (protocol, n, at), newest first.

        Case and accents do not count; "quoted words" are a phrase; word* finds its beginnings. What came in a
        moment ago is indexed first, unless `fresh` is asked off (and not by a reader that may not write).
        """
        question = query_of(words)
        if not question:
            return []
        while fresh and not self._db.engine.read_only and self._behind() and self.index_pending():
            pass
        return [(str(t), int(n), from_micros(at)) for t, n, at in self._db.rows(_FIND, question, limit)]

    def tickets_with(self, words: str, limit: int = 1_000, *, fresh: bool = True) -> list[str]:
        """Protocols of the tickets found, the one with the newest message first."""
        return list(dict.fromkeys(protocol for protocol, _, _ in self.search(words, limit, fresh=fresh)))

    def _behind(self) -> bool:
        return self._db.row(_BEHIND, 1) is not None


def query_of(words: str) -> str:
    """What a person typed as an FTS5 query in which nothing is an operator; '' if there is no word in it."""
    terms = []
    for phrase, word in _WORD.findall(words.replace("\0", " ")):
        text = phrase or word.replace('"', "")
        if any(letter.isalnum() for letter in text):
            terms.append(f'"{text.rstrip("*")}"' + ("*" if word.endswith("*") else ""))
    return " ".join(terms[:20])


def _searchable(row: Row) -> tuple[object, ...]:
    id_, subject, body, address, name, to, cc, protocol = row
    people = [(address, name), *((a.address, a.name) for a in unpack_addresses(to) + unpack_addresses(cc))]
    return id_, subject, body, " ".join(" ".join(person) for person in people), protocol
