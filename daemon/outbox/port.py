"""What the sender asks of its neighbours: the outbox that owes the mail, the carrier that takes it, their answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpdesk.tickets.model import DeliveryState, OutboxRow

# -- what became of one recipient -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taken:
    """The relay took the mail for this recipient: it is the relay's to deliver now. `message_id`: the one it gave the
    mail in place of ours, where it said so."""

    said: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Not taken, for now: certainly no copy exists. `relay_wide`: it would be so for any mail, not just this."""

    said: str
    relay_wide: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken, for good."""

    said: str


@dataclass(frozen=True, slots=True)
class Lost:
    """The whole mail was sent and no answer came: it may have been taken (RFC 1047)."""

    said: str


Answer = Taken | Later | Refused | Lost


class RelayDown(Exception):
    """The relay cannot be used at all: nothing was sent, no mail is to blame. `str()` is plain words.

    `wait`: seconds not to connect again, 0 where the usual back-off will do.
    """

    def __init__(self, said: str, wait: float = 0.0) -> None:
        super().__init__(said)
        self.wait = wait


# -- the outbox -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """How one recipient is to be recorded. `next_try` None: never again by itself."""

    address: str
    state: DeliveryState
    error: str
    next_try: datetime | None


class Outbox(Protocol):
    """The part of the store that the sender needs."""

    def write(self) -> AbstractContextManager[object]:
        """One transaction, durable when left; calls within it join it."""
        ...

    def next_due(self, now: datetime, limit: int, lease_seconds: float) -> list[OutboxRow]:
        """Claim up to `limit` rows: their `recipients` are those claimed. Nobody else gets them while leased.

        A recipient is not offered while an older unsent mail of the same ticket to the same address waits,
        nor while it is being sent to.
        """
        ...

    def sending(self, row_id: int, addresses: Sequence[str]) -> Sequence[str]:
        """Durably: the bytes are about to go out to these. Found again after a crash, they are unsure.

        Returns those that may be sent to: one that was held meanwhile is left out.
        """
        ...

    def mark(
        self, row_id: int, address: str, state: DeliveryState, error: str, next_try: datetime | None
    ) -> None:
        """Record a try: counts it, ends claim and sending."""
        ...

    def learn_message_id(self, row_id: int, message_id: str, now: datetime) -> None:
        """The relay gave the mail another Message-ID; replies will name that one."""
        ...

    def give_back(self, row_id: int, addresses: Sequence[str], error: str, next_try: datetime) -> None:
        """End a claim untried: not counted, due again at `next_try`."""
        ...

    def unsure_on_restart(self, now: datetime, next_try: datetime) -> Sequence[tuple[int, str]]:
        """At start, nobody else sending: whoever was being sent to is unsure now, and every claim is void.

        Returns their (row id, address). Those that may be tried once more (not `once`, not unsure before) are,
        at `next_try`.
        """
        ...

    def outbox(self, row_id: int) -> OutboxRow | None:
        """A mail with all its recipients."""
        ...


# -- who carries the mail away --------------------------------------------------------------------


class Carrier(Protocol):
    """A way out, for one thread. `certain`: its answer cannot get lost, repeating is harmless."""

    certain: bool

    def open(self) -> None:
        """Be ready to carry. Raises RelayDown."""
        ...

    def carry(
        self, row: OutboxRow, addresses: Sequence[str], before_bytes: Callable[[Sequence[str]], None]
    ) -> Mapping[str, Answer]:
        """Hand the mail over; an answer for each of `addresses`. Raises RelayDown, and what `before_bytes` raised.

        `before_bytes(accepted)` is called when nothing of the mail's bytes has left and they are about to.
        """
        ...

    def tidy(self) -> None:
        """Close what has been idle for long."""
        ...

    def close(self) -> None:
        """End in good order. Never raises."""
        ...

    def cut(self) -> None:
        """From another thread: make whatever waits for the other side fail at once."""
        ...
