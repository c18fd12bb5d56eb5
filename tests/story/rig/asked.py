"""What became of the questions a desk has asked, counted from its archive."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.tickets.store import Store

_COUNTS = (
    "SELECT count(*), count(score), coalesce(sum(opened_at IS NOT NULL AND score IS NULL), 0) FROM surveys "
    "WHERE kind = 'csat'"
)


@dataclass(frozen=True)
class Asked:
    """How many were asked, answered, and opened (by a person or a scanner) but not answered."""

    asked: int
    answered: int
    unconfirmed: int


def csat(store: Store) -> Asked:
    """All questions about satisfaction."""
    row = store._db.row(_COUNTS)
    assert row is not None
    return Asked(*map(int, row))
