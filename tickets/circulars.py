"""Notices to addresses of a list: nobody gets one twice, and nobody gets another whose mail came back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from helpdesk.tickets.model import Timer
from helpdesk.tickets.packing import fold
from helpdesk.tickets.timers import Timers
from helpdesk.tickets.times import to_micros

_SENT = "SELECT 1 FROM circulars WHERE address_key = ? AND macro = ?"
_FAILED = "SELECT 1 FROM circulars WHERE address_key = ? AND failed_at IS NOT NULL LIMIT 1"
_ADD = (
    "INSERT INTO circulars (address_key, macro, at) VALUES (?, ?, ?) ON CONFLICT (address_key, macro) DO NOTHING "
    "RETURNING 1"
)
_FAIL = "UPDATE circulars SET failed_at = ? WHERE address_key = ?"


class Circulars(Timers):
    """Who was sent what. A notice is set as a timer, like everything the desk will do."""

    def circular_sent(self, macro: str, address: str) -> bool:
        """Whether this address was sent this notice, or is about to be."""
        return self._db.row(_SENT, fold(address), macro) is not None

    def circular_failed(self, address: str) -> bool:
        """Whether a notice to this address came back for good."""
        return self._db.row(_FAILED, fold(address)) is not None

    def set_circulars(self, macro: str, owed: Sequence[tuple[str, Timer]], now: datetime) -> None:
        """Sets a notice for each address that has not got it by now, all or none."""
        with self._db.joined():
            for address, timer in owed:
                if self._db.row(_ADD, fold(address), macro, to_micros(now)) is not None:
                    self.add_timer(timer)

    def circular_came_back(self, address: str, now: datetime) -> None:
        """No further notice goes to this address; what it writes is answered as ever."""
        with self._db.joined():
            self._db.run(_FAIL, to_micros(now), fold(address))
