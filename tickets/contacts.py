"""What is remembered of customers between their cases: their language, and that they want no surveys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from helpdesk.tickets.beside import Contact, KnownBy
from helpdesk.tickets.database import Database
from helpdesk.tickets.model import Language
from helpdesk.tickets.packing import fold
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import to_micros

_GET = "SELECT language, language_by, surveys FROM contacts WHERE address_key = ?"
_PUT = (
    "INSERT INTO contacts (address_key, language, language_by, surveys, at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (address_key) DO UPDATE SET language = excluded.language, language_by = excluded.language_by, "
    "surveys = excluded.surveys, at = excluded.at"
)


class Contacts(Shelf):
    """Customers by their addresses."""

    def contact(self, address: str) -> Contact:
        """What is remembered of the address; nothing of one that is new."""
        row = self._db.row(_GET, fold(address)) if address else None
        if row is None:
            return Contact(address)
        language = cast("Language | None", row[0] or None)
        return Contact(address, language, cast("KnownBy", row[1]), bool(row[2]))


def put_contacts(db: Database, contacts: Sequence[Contact], now: datetime) -> None:
    """Writes what is to be remembered, in place of what was."""
    at = to_micros(now)
    db.many(
        _PUT,
        [
            (fold(one.address), one.language or "", one.language_by, int(one.surveys), at)
            for one in contacts
            if one.address
        ],
    )
