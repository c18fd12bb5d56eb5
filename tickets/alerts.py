"""What an admin must know: counted by reason, mailed at most once an hour for each (threats: ALERT)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.tickets.database import Database
from helpdesk.tickets.model import Alert
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, maybe_time, to_micros

EVERY = timedelta(hours=1)

_NOTE = (
    "INSERT INTO alerts (reason, detail, protocol, first_at, last_at, mailed_at, count) "
    "VALUES (?, ?, ?, ?, ?, NULL, 1) "
    "ON CONFLICT (reason) DO UPDATE SET detail = excluded.detail, protocol = excluded.protocol, "
    "last_at = excluded.last_at, count = alerts.count + 1"
)
# Due: something happened since the last mail, and that mail is an hour old (or of the future: the clock jumped).
_CLAIM = (
    "UPDATE alerts SET mailed_at = ? WHERE reason = ? AND (mailed_at IS NULL OR mailed_at <= ? OR mailed_at > ?) "
    "RETURNING reason"
)
_PENDING = "SELECT reason, detail, protocol FROM alerts WHERE mailed_at IS NULL OR mailed_at < last_at ORDER BY reason"
_ALL = (
    "SELECT reason, detail, protocol, first_at, last_at, mailed_at, count FROM alerts WHERE last_at >= ? "
    "ORDER BY last_at DESC"
)


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """How often something happened, when, and when an admin was last written to about it."""

    alert: Alert
    first_at: datetime
    last_at: datetime
    mailed_at: datetime | None
    count: int


class Alerts(Shelf):
    """Alerts, one row a reason."""

    def alert(self, alert: Alert, now: datetime) -> bool:
        """Counts the alert. True: a mail to the admin is due and now counts as sent (first in an hour)."""
        with self._db.joined():
            note_alert(self._db, alert, now)
            return self._claim(alert.reason, now)

    def alerts_to_mail(self, now: datetime) -> list[Alert]:
        """Alerts stored by `save` that no mail has told yet and whose hour is over; they count as told."""
        with self._db.joined():
            waiting = [Alert(*row) for row in self._db.rows(_PENDING)]
            return [alert for alert in waiting if self._claim(alert.reason, now)]

    def alerts(self, since: datetime) -> list[AlertRecord]:
        """What happened since then, newest first: the viewer's banner."""
        return [
            AlertRecord(
                Alert(reason, detail, ticket),
                from_micros(first),
                from_micros(last),
                maybe_time(mailed),
                count,
            )
            for reason, detail, ticket, first, last, mailed, count in self._db.rows(_ALL, to_micros(since))
        ]

    def _claim(self, reason: str, now: datetime) -> bool:
        at = to_micros(now)
        return self._db.row(_CLAIM, at, reason, to_micros(now - EVERY), at) is not None


def note_alert(db: Database, alert: Alert, now: datetime) -> None:
    """Counts the alert; whether a mail is due is asked separately."""
    at = to_micros(now)
    db.run(_NOTE, alert.reason, alert.detail, alert.ticket, at, at)
