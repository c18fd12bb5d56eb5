"""What every part of the store stands on: the database, and finding a ticket's row by its protocol."""

from __future__ import annotations

from helpdesk.tickets.database import Database
from helpdesk.tickets.errors import Contradiction


class Shelf:
    """Base of the store's parts; they share one database and nothing else."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def _ticket_id(self, protocol: str) -> int | None:
        """The ticket's row number, None for ''. Raises Contradiction for a protocol that is not stored."""
        if not protocol:
            return None
        row = self._db.row("SELECT id FROM tickets WHERE protocol = ?", protocol)
        if row is None:
            raise Contradiction(f"there is no ticket {protocol}")
        return int(row[0])
