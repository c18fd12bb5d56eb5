"""What a customer's pages show and may do: plain values, and the port through which they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """A question: who asks, about which case, of which kind, what may be answered; `score` is the answer there is, None
    for none. `review_url` is where who is content may say so to others, '' nowhere."""

    desk: str

    protocol: str
    kind: Literal["csat", "nps"]
    scores: tuple[int, ...]
    language: str
    score: int | None = None
    review_url: str = ""


@dataclass(frozen=True, slots=True)
class StopPage:
    """An address that gets surveys and notices, or (`stopped`) gets none any more; the address only as a hint of it."""

    address: str
    language: str
    stopped: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, and how its reader says it."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class StatusPage:
    """How a case stands, without a word of what was written: `state` and `steps` are keys of words. `promise` is until
    when, in words (`solve`: that it is solved by then; `late`: that is past); `until` when an answer reopens it;
    `write_to` is a mail that adds to it."""

    desk: str
    protocol: str
    language: str
    state: str
    steps: tuple[tuple[Moment, str], ...]
    write_to: str
    good_until: Moment
    ended: Moment | None = None
    until: Moment | None = None
    promise: str = ""
    solve: bool = False
    late: bool = False


class Customers(Protocol):
    """Customers' pages by the secrets in their addresses; None for a secret that opens nothing (any more)."""

    def survey(self, secret: str) -> SurveyPage | None:
        """The question behind a link."""
        ...

    def survey_opened(self, secret: str) -> None:
        """Its page was opened by somebody or something: that is no answer."""
        ...

    def answer(self, secret: str, score: int, comment: str) -> None:
        """Its answer; the last one counts."""
        ...

    def stop(self, secret: str) -> StopPage | None:
        """Whose surveys and notices a link ends."""
        ...

    def stopped(self, secret: str, by: str) -> bool:
        """End them; whether the link may."""
        ...

    def status(self, secret: str) -> StatusPage | None:
        """How a case stands for whom the link was sent to."""
        ...

    def allow(self, what: str, who: str, most: int, within: timedelta) -> bool:
        """Whether `who` may do this once more: at most so often within that time."""
        ...
