"""What the rules decided in the past: streamed for replay, looked up for explain, counted for the rules page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from helpdesk.tickets.database import Row
from helpdesk.tickets.facts_codec import unpack_verdict
from helpdesk.tickets.rollups import DAY
from helpdesk.tickets.rows import of_boxes
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import to_micros
from helpdesk.tickets.verdict import Facts, StoredVerdict

PAGE = 200

_COLUMNS = "SELECT v.id, v.inbox_id, v.packed, v.revision FROM verdicts v"
_FIRST = "SELECT id FROM verdicts WHERE at >= ? ORDER BY at, id LIMIT 1"
_PAGE = f"{_COLUMNS} WHERE v.id > ? AND v.at >= ? ORDER BY v.id LIMIT ?"
_OF_TICKET = (
    f"{_COLUMNS} JOIN tickets t ON t.id = v.ticket_id WHERE t.protocol = ? ORDER BY v.id DESC LIMIT ?"
)
_OPENING = (
    "SELECT v.packed FROM verdicts v JOIN tickets t ON t.id = v.ticket_id "
    "WHERE t.protocol = ? AND v.happening = 'opened' ORDER BY v.id LIMIT 1"
)
_COUNT = "SELECT count(*) FROM verdicts WHERE at >= ?"
_HITS = "SELECT coalesce(sum(n), 0) FROM rule_hits WHERE rule = ? AND day >= ?"
_ALL_HITS = "SELECT rule, sum(n) FROM rule_hits WHERE day >= ? AND {mine} GROUP BY rule ORDER BY rule"


class Verdicts(Shelf):
    """Reads of what was decided."""

    def verdicts(
        self, since: datetime, after_id: int = 0, limit: int | None = None
    ) -> Iterator[StoredVerdict]:
        """Verdicts taken at or after `since`, in the order they were taken, a page at a time in memory.

        Begin again after `after_id`, the last one seen. Raises Damaged at one that cannot be read.
        """
        at, left = to_micros(since), limit
        if not after_id:
            first = self._db.row(_FIRST, at)
            after_id = int(first[0]) - 1 if first else 0
        while left is None or left > 0:
            rows = self._db.rows(_PAGE, after_id, at, PAGE if left is None else min(PAGE, left))
            if not rows:
                return
            yield from map(_verdict_of, rows)
            after_id, left = rows[-1][0], None if left is None else left - len(rows)

    def count_verdicts(self, since: datetime) -> int:
        """How many `verdicts` will stream: for a progress bar."""
        row = self._db.row(_COUNT, to_micros(since))
        return int(row[0]) if row else 0

    def last_verdict(self, protocol: str) -> StoredVerdict | None:
        """What the rules last decided of a ticket, None if they never did."""
        found = self.verdicts_of(protocol, 1)
        return found[0] if found else None

    def opening(self, protocol: str) -> Facts | None:
        """The facts on which a ticket was opened, None where the rules were not asked then."""
        row = self._db.row(_OPENING, protocol)
        return unpack_verdict(row[0])[0] if row else None

    def verdicts_of(self, protocol: str, limit: int = 100) -> list[StoredVerdict]:
        """A ticket's verdicts, the newest first."""
        return [_verdict_of(row) for row in self._db.rows(_OF_TICKET, protocol, limit)]

    def rule_hits(self, rule: str, since: datetime) -> int:
        """How often a rule hit, in whole UTC days from that of `since` on."""
        row = self._db.row(_HITS, rule, to_micros(since) // DAY)
        return int(row[0]) if row else 0

    def all_rule_hits(self, since: datetime, mailboxes: tuple[str, ...] | None = None) -> Mapping[str, int]:
        """As `rule_hits`, of each rule that hit at all, on tickets of these mailboxes (None: of all)."""
        rows = self._db.rows(
            _ALL_HITS.format(mine=of_boxes(mailboxes)), to_micros(since) // DAY, *(mailboxes or ())
        )
        return {str(rule): int(n) for rule, n in rows}


def _verdict_of(row: Row) -> StoredVerdict:
    id_, inbox, packed, revision = row
    return StoredVerdict(id_, inbox, *unpack_verdict(packed), revision)
