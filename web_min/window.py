"""What the viewer may ask of the daemon: plain values and callables, handed over by the wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from helpdesk.tickets.model import Agent
from helpdesk.web_min.for_customers import Customers
from helpdesk.web_min.for_readers import Library
from helpdesk.web_min.shown import (
    CustomerPage,
    Download,
    FiguresPage,
    HealthPage,
    HeldRow,
    PostedRow,
    QueuePage,
    Reader,
    RulesPage,
    SearchPage,
    TicketPage,
    Views,
)


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the desk moves: `reasons` are plain words for what does not (empty = ready)."""

    reasons: tuple[str, ...]


class Pages(Protocol):
    """The archive through a reader's eyes: what is not in the reader's mailboxes is not there (None)."""

    def views(self, reader: Reader) -> Views:
        """What queues there are, with sizes."""
        ...

    def queue(self, reader: Reader, asked: Mapping[str, str], before: str) -> QueuePage:
        """A page of a queue: folder, tag, team, who, status; `before` as the page before it said."""
        ...

    def board(self, reader: Reader, asked: Mapping[str, str], after: str) -> QueuePage:
        """Open tickets by what is due."""
        ...

    def ticket(self, reader: Reader, protocol: str, until: int) -> TicketPage | None:
        """One ticket, with messages up to number `until` (0 = the newest)."""
        ...

    def html(self, reader: Reader, protocol: str, n: int) -> str | None:
        """A message's HTML as it may stand in a frame, '' where it has none."""
        ...

    def original(self, reader: Reader, protocol: str, n: int) -> Download | None:
        """A message's bytes as they came."""
        ...

    def attachment(self, reader: Reader, protocol: str, n: int, part: str) -> Download | None:
        """One attachment."""
        ...

    def search(self, reader: Reader, words: str, before: str) -> SearchPage:
        """Messages with these words and filters, newest first."""
        ...

    def customer(self, reader: Reader, protocol: str, before: str) -> CustomerPage | None:
        """Who opened this ticket."""
        ...

    def held(self, reader: Reader, after: str) -> tuple[Sequence[HeldRow], str]:
        """Held mail, oldest first, and where the next page begins."""
        ...

    def held_original(self, reader: Reader, key: str) -> Download | None:
        """A held mail's bytes."""
        ...

    def outbox(self, reader: Reader, state: str, before: str) -> tuple[Sequence[PostedRow], str]:
        """Outgoing mail, newest first, and where the next page begins."""
        ...

    def figures(self, reader: Reader, days: int, by: str) -> FiguresPage:
        """The figures of the last `days`, by tag, service, team or agent."""
        ...

    def rules(self, reader: Reader) -> RulesPage:
        """The policy's rules and how they do on the tickets the reader may see."""
        ...

    def health(self, reader: Reader) -> HealthPage:
        """How the desk stands."""
        ...


class Door(Protocol):
    """Who comes in, and how long they stay. `browser` is the secret in the cookie of whoever asks."""

    def ask(self, address: str, browser: str, peer: str) -> None:
        """A link is asked for; whether one is sent is not told."""
        ...

    def open(self, token: str, browser: str) -> bool:
        """Whether a link lets this browser in; it is not spent."""
        ...

    def enter(self, token: str, browser: str, said: str) -> str | None:
        """Spend a link: the token of a session, None where it lets nobody in."""
        ...

    def who(self, session: str) -> Agent | None:
        """Whose session it is."""
        ...

    def sessions(self, agent: Agent, session: str) -> Sequence[tuple[str, datetime, bool]]:
        """Where an agent is signed in: browser, since when, whether it is this one."""
        ...

    def leave(self, session: str) -> None:
        """End a session."""
        ...

    def leave_all(self, agent: Agent) -> None:
        """End all of an agent's."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """The viewer's ports.

    `user_header` ('' for none) names the reader where `is_proxy(peer)` says it may.
    `hosts` are the Host values answered to, lower case; `metrics_allowed(peer, host, token)` guards /metrics.
    `https`: readers come by https, so the cookie goes by nothing else. Under the name `public_host` ('' for none)
    there are customers' pages and nothing else.
    """

    desk_name: str
    language: str
    hosts: frozenset[str]
    secret_key: bytes
    zone: tzinfo
    https: bool
    now: Callable[[], datetime]
    pages: Pages
    agent_of: Callable[[str], Agent | None]
    door: Door
    customers: Customers
    library: Library
    public_host: str
    user_header: str
    is_proxy: Callable[[str], bool]
    health: Callable[[], Health]
    metrics: Callable[[], bytes]
    metrics_allowed: Callable[[str, str, str], bool]
