"""What an answer of the relay means for the outbox: the state of each recipient, and who must be told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from helpdesk.daemon.outbox import retry
from helpdesk.daemon.outbox.port import Answer, Later, Lost, Mark, Refused, Taken
from helpdesk.tickets.model import OutboxRow, Recipient

MAY_BE_DOUBLE = "may be double: the relay's answer to the try before was lost"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A recipient whom the mail did not reach: for good (`final`), or not for hours."""

    address: str
    error: str
    final: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """All there is to record of one try of one mail, in one transaction."""

    row: OutboxRow
    marks: tuple[Mark, ...]
    undelivered: tuple[Undelivered, ...]
    message_id: str = ""  # the relay's, in place of ours


def settlement(row: OutboxRow, answers: Mapping[str, Answer], now: datetime, chance: float) -> Settlement:
    """Decide what `answers` (by address) mean for the recipients of `row`; `chance` 0 to 1 is the jitter."""
    marks: list[Mark] = []
    undelivered: list[Undelivered] = []
    for recipient in row.recipients:
        answer = answers.get(recipient.address)
        if answer is None:
            continue
        mark, told = _settle(row, recipient, answer, now, chance)
        marks.append(mark)
        if told:
            undelivered.append(told)
    renamed = next((one.message_id for one in answers.values() if isinstance(one, Taken)), "")
    return Settlement(row, tuple(marks), tuple(undelivered), renamed)


def _settle(
    row: OutboxRow, recipient: Recipient, answer: Answer, now: datetime, chance: float
) -> tuple[Mark, Undelivered | None]:
    match answer:
        case Taken():
            note = MAY_BE_DOUBLE if recipient.state == "unsure" else ""
            return Mark(recipient.address, "sent", note, None), None
        case Refused(said):
            return _failed(recipient, said)
        case Later(said):
            return _later(row, recipient, said, now, chance)
        case Lost(said):
            return _lost(row, recipient, said, now)
        case _:
            assert_never(answer)


def _failed(recipient: Recipient, said: str) -> tuple[Mark, Undelivered]:
    if recipient.state == "unsure":
        said = f"{said} (an earlier try may have arrived: its answer was lost)"
    return Mark(recipient.address, "failed", said, None), Undelivered(recipient.address, said, final=True)


def _later(
    row: OutboxRow, recipient: Recipient, said: str, now: datetime, chance: float
) -> tuple[Mark, Undelivered | None]:
    wait = retry.wait_after(recipient.attempts + 1, chance)
    if wait is None:
        return _failed(recipient, f"given up after {recipient.attempts + 1} tries: {said}")
    late = retry.overdue(row.created_at, now)
    told = Undelivered(recipient.address, said, final=False) if late else None
    return Mark(recipient.address, recipient.state, said, now + wait), told


def _lost(row: OutboxRow, recipient: Recipient, said: str, now: datetime) -> tuple[Mark, Undelivered | None]:
    """B6: one more try with the same Message-ID, but none for a mail that may not come twice."""
    if row.outgoing.once:
        return Mark(recipient.address, "unsure", f"{said}; it is not repeated", None), None
    if recipient.state == "unsure":
        twice = f"{said}, for the second time; it may have arrived, once or twice"
        return Mark(recipient.address, "unsure", twice, None), Undelivered(
            recipient.address, twice, final=True
        )
    return Mark(recipient.address, "unsure", said, now + retry.UNSURE_WAIT), None
