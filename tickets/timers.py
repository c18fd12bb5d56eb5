"""What is due: a due timer becomes a journal row like any mail, since there is no second way into a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from helpdesk.tickets.database import Row
from helpdesk.tickets.errors import Contradiction
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Timer
from helpdesk.tickets.packing import pack_envelope, pack_plain, pack_timer, unpack_plain
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, to_micros

_COLUMNS = "SELECT w.id, w.kind, w.due, w.payload, coalesce(t.protocol, ''), w.ticket_id"
_FROM = f"{_COLUMNS} FROM timers w LEFT JOIN tickets t ON t.id = w.ticket_id"
_DUE = f"{_FROM} WHERE w.due <= ? ORDER BY w.due, w.id LIMIT ?"
_OF_KIND = f"{_FROM} WHERE w.due >= ? AND w.due <= ? AND w.kind = ? ORDER BY w.due, w.id"
_OF = f"{_FROM} WHERE w.ticket_id = ? ORDER BY w.due, w.id"
_NOW = f"{_FROM} WHERE w.id = ?"
_ADD = "INSERT INTO timers (kind, due, payload, ticket_id) VALUES (?, ?, ?, ?) RETURNING id"
_COUNT = "UPDATE counters SET n = n + ? WHERE name = 'inbox'"
_ROW = (
    "INSERT INTO inbox (source_key, digest, envelope, received_at, ticket_id, timer) VALUES (?, '', ?, ?, ?, ?) "
    "ON CONFLICT (source_key) DO NOTHING RETURNING id"
)

WARN_AGENT = "warn-agent"  # payload: 'agent', and what she is to be told
GATHERED_WITHIN = timedelta(minutes=10)  # no warning is set further ahead


class Timers(Shelf):
    """Timers, until they are due."""

    def due_timers(self, now: datetime, limit: int) -> int:
        """Turns up to `limit` due timers into journal rows, in one transaction; returns how many.

        A timer that fired is gone: the clock may jump back and nothing fires twice (threats B29). Warnings of one
        agent become one row: the first that is due takes along all that stand, so they are one mail whatever
        happens after (product.md 2.7).
        """
        with self._db.joined():
            rows = self._db.rows(_DUE + self._db.engine.skip_locked, to_micros(now), limit)
            gone: set[int] = set()
            fired = 0
            for timer in map(_timer_of, rows):
                if timer.id in gone:
                    continue
                together = self._gathered(timer, now) if timer.kind == WARN_AGENT else [timer]
                gone.update(one.id for one in together)
                fired += self._fire(together, now)
            if fired:
                self._db.run(_COUNT, fired)
        return len(rows)

    def fire_now(self, timer: Timer, now: datetime) -> int:
        """Makes a journal row of a timer at once, for who takes it in the same transaction; returns the row's id.

        Raises Contradiction where it was one before.
        """
        with self._db.joined():
            timer_id = self._add_timer(timer)
            row = self._db.row(_NOW, timer_id)
            if row is None or not self._fire([_timer_of(row)], now):
                raise Contradiction(f"timer {timer_id} became a journal row before")
            self._db.run(_COUNT, 1)
            made = self._db.row("SELECT id FROM inbox WHERE source_key = ?", f"timer:{timer_id}")
        return int(made[0]) if made else 0

    def next_timer(self) -> datetime | None:
        """When the next one is due."""
        row = self._db.row("SELECT due FROM timers ORDER BY due LIMIT 1")
        return from_micros(row[0]) if row else None

    def timers(self, protocol: str) -> list[Timer]:
        """What is still to come on a ticket, soonest first."""
        return [_timer_of(row) for row in self._db.rows(_OF, self._ticket_id(protocol))]

    def add_timer(self, timer: Timer) -> None:
        """Sets a timer outside of any `save` (the desk's own: digests, reports)."""
        with self._db.joined():
            self._add_timer(timer)

    def cancel_timers(self, protocol: str, kind: str) -> int:
        """Removes a ticket's timers of one kind; returns how many there were."""
        with self._db.joined():
            ticket_id = self._ticket_id(protocol)
            rows = self._db.rows(
                "DELETE FROM timers WHERE ticket_id = ? AND kind = ? RETURNING id", ticket_id, kind
            )
        return len(rows)

    def _add_timer(self, timer: Timer) -> int:
        row = self._db.row(
            _ADD, timer.kind, to_micros(timer.due), pack_plain(timer.payload), self._ticket_id(timer.ticket)
        )
        return int(row[0]) if row else 0

    def _gathered(self, first: Timer, now: datetime) -> list[Timer]:
        """The warning and all others to the same agent, due or not."""
        until = to_micros(now + GATHERED_WITHIN)
        rows = self._db.rows(_OF_KIND, to_micros(first.due), until, WARN_AGENT)
        agent = first.payload["agent"]
        return [timer for timer in map(_timer_of, rows) if timer.payload["agent"] == agent]

    def _fire(self, timers: Sequence[Timer], now: datetime) -> int:
        """One row for these timers, of one kind."""
        timer = timers[0] if timers[0].kind != WARN_AGENT else _together(timers)
        envelope = pack_envelope(Envelope("timer", "", (), ""))
        ticket = self._ticket_id(timer.ticket)
        made = self._db.row(_ROW, f"timer:{timer.id}", envelope, to_micros(now), ticket, pack_timer(timer))
        self._db.many("DELETE FROM timers WHERE id = ?", [(one.id,) for one in timers])
        return 0 if made is None else 1


def _together(timers: Sequence[Timer]) -> Timer:
    """One timer with the payloads of several, each with its ticket, in the order in which they were owed."""
    told = [{**one.payload, "ticket": one.ticket} for one in sorted(timers, key=lambda one: one.id)]
    tickets = {one.ticket for one in timers}
    payload = {"agent": timers[0].payload["agent"], "warnings": told}
    ticket = timers[0].ticket if len(tickets) == 1 else ""
    return Timer(WARN_AGENT, timers[0].due, payload, ticket, timers[0].id)


def _timer_of(row: Row) -> Timer:
    id_, kind, due, payload, ticket, _ = row
    return Timer(kind=kind, due=from_micros(due), payload=unpack_plain(payload) or {}, ticket=ticket, id=id_)
