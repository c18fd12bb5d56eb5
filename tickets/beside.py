"""What a mail may change beside a ticket: what is known of a customer, a question, a link, where messages lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # model.py names these values in Changes
    from helpdesk.tickets.model import Language

KnownBy = Literal["", "detected", "word", "agent"]
LinkKind = Literal["survey", "stop", "status"]
SurveyKind = Literal["csat", "nps"]


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer's address and what is remembered of it. `language` None: not known yet; `language_by`: a guess from
    her words, her own word, or an agent's. `surveys` False: she wants neither surveys nor notices."""

    address: str
    language: Language | None = None
    language_by: KnownBy = ""
    surveys: bool = True


@dataclass(frozen=True, slots=True)
class Survey:
    """A question: the mail that asked it, about which ticket and its agent, whom; and the score, None for none yet.
    `opened_at`: when its page was opened first, which scanners of links do as well as people."""

    message_id: str
    kind: SurveyKind
    ticket: str
    address: str
    sent_at: datetime
    agent: str = ""
    score: int | None = None
    answered_at: datetime | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageLink:
    """What a link opens: `kind`, for the customer with this address, until `expires_at`, about `ticket` ('' = none).
    `message_id` is the mail that holds it; `secret` is known only to who writes that mail."""

    secret: str
    kind: LinkKind
    address: str
    language: Language
    expires_at: datetime
    ticket: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Messages that go from the ticket `origin` to `target`: number `n`, or all of them with 0, and then whatever else
    is still to come for `origin` goes with them. Of `guests` (addresses) what they wrote counts as a guest's there;
    with `full` it counts as the requester's."""

    origin: str
    target: str
    n: int = 0
    guests: tuple[str, ...] = ()
    full: bool = False
