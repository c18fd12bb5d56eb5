"""Questions about a case that was closed, and the answers: one digit each (product.md 1.8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from helpdesk.tickets.beside import Survey, SurveyKind
from helpdesk.tickets.database import Database, Row
from helpdesk.tickets.packing import fold
from helpdesk.tickets.saving_ticket import Protocols
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, maybe_micros, maybe_time, to_micros

SCORES: dict[SurveyKind, tuple[int, int]] = {"csat": (1, 5), "nps": (0, 10)}
LOW: dict[SurveyKind, int] = {
    "csat": 3,
    "nps": 6,
}  # up to here her agent hears of it, and nothing is sold to her

_COLUMNS = (
    "SELECT s.message_id, s.kind, t.protocol, s.address_key, s.agent, s.sent_at, s.score, s.answered_at, "
    "s.opened_at "
    "FROM surveys s JOIN tickets t ON t.id = s.ticket_id"
)
_ONE = f"{_COLUMNS} WHERE s.message_id = ?"
_OF_TICKET = f"{_COLUMNS} WHERE t.protocol = ? ORDER BY s.sent_at"
_LAST = f"{_COLUMNS} WHERE s.address_key = ? ORDER BY s.sent_at DESC LIMIT 1"
_LAST_ANSWER = f"{_COLUMNS} WHERE s.address_key = ? AND s.score IS NOT NULL ORDER BY s.sent_at DESC LIMIT 1"
_SCORES = "SELECT score FROM surveys WHERE address_key = ? AND kind = 'csat' ORDER BY sent_at DESC LIMIT ?"
SCORED = 20  # questions that a customer's satisfaction is taken of
_PUT = (
    "INSERT INTO surveys (message_id, kind, ticket_id, address_key, agent, sent_at, score, answered_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message_id) DO UPDATE SET score = excluded.score, "
    "answered_at = excluded.answered_at"
)
_OPENED = "UPDATE surveys SET opened_at = ? WHERE message_id = ? AND opened_at IS NULL"


class Surveys(Shelf):
    """What was asked and answered."""

    def survey(self, message_id: str) -> Survey | None:
        """The question that this mail of ours asked."""
        row = self._db.row(_ONE, message_id)
        return None if row is None else _survey_of(row)

    def surveys_of(self, protocol: str) -> list[Survey]:
        """All questions about a ticket, oldest first."""
        return [_survey_of(row) for row in self._db.rows(_OF_TICKET, protocol)]

    def last_survey(self, address: str) -> Survey | None:
        """The last question to this address, about whatever ticket."""
        row = self._db.row(_LAST, fold(address)) if address else None
        return None if row is None else _survey_of(row)

    def last_answer(self, address: str) -> Survey | None:
        """The last question that this address has answered."""
        row = self._db.row(_LAST_ANSWER, fold(address)) if address else None
        return None if row is None else _survey_of(row)

    def satisfaction(self, address: str) -> float | None:
        """How a customer has scored of late, 1 to 5 on the mean; None who was not asked or never answered."""
        rows = self._db.rows(_SCORES, fold(address), SCORED) if address else []
        scores = [int(score) for (score,) in rows if score is not None]
        return sum(scores) / len(scores) if scores else None

    def survey_opened(self, message_id: str, now: datetime) -> None:
        """Notes that the page of a question was opened, the first time only: that is no answer."""
        with self._db.joined():
            self._db.run(_OPENED, to_micros(now), message_id)


def put_surveys(db: Database, surveys: Sequence[Survey], known: Protocols) -> None:
    """Writes questions, and the answers to those that are there; the last answer counts."""
    db.many(
        _PUT,
        [
            (
                one.message_id,
                one.kind,
                known[one.ticket],
                fold(one.address),
                one.agent,
                to_micros(one.sent_at),
                one.score,
                maybe_micros(one.answered_at),
            )
            for one in surveys
        ],
    )


def _survey_of(row: Row) -> Survey:
    message_id, kind, ticket, address, agent, sent_at, score, answered_at, opened_at = row
    return Survey(
        message_id,
        cast("SurveyKind", kind),
        ticket,
        address,
        from_micros(sent_at),
        agent,
        score,
        maybe_time(answered_at),
        maybe_time(opened_at),
    )
