"""Who may come in: so many connections, so many of one address, and silent ones make room (threats A31)."""

from __future__ import annotations

import asyncio
from typing import Protocol

FULL = "421 4.7.0 Too many connections, try again later"
MADE_ROOM = "421 4.4.2 Said nothing, and somebody else is waiting"


class Guest(Protocol):
    """A connection, as the door sees it."""

    @property
    def silent(self) -> bool:
        """Has it said nothing at all yet?"""
        ...

    def show_out(self, reply: str, why: str) -> None:
        """Send `reply` and end the connection now."""
        ...


class Door:
    """Counts the connections. One that has said nothing costs its place when another wants it.

    Without that, fifty idle sockets would keep out every mail for a minute, for ever. Used in one event loop only.
    """

    def __init__(self, total: int, per_address: int) -> None:
        self._total = total
        self._per_address = per_address
        self._inside: dict[Guest, str] = {}  # in the order they came
        self.somebody_left = asyncio.Event()

    @property
    def inside(self) -> tuple[Guest, ...]:
        """Everybody who is in, longest first."""
        return tuple(self._inside)

    def enter(self, guest: Guest, address: str) -> bool:
        """May `guest` come in? `address` '' counts in the total alone (a Unix socket, a proxy, a relay of ours)."""
        if len(self._inside) >= self._total and not self._make_room(tuple(self._inside)):
            return False
        self._inside[guest] = ""
        return self.known_as(guest, address)

    def known_as(self, guest: Guest, address: str) -> bool:
        """The real address of somebody inside has become known; False if that address has enough, and it is out."""
        same = tuple(
            other for other, known in self._inside.items() if known == address and other is not guest
        )
        if address and len(same) >= self._per_address and not self._make_room(same):
            self.leave(guest)
            return False
        self._inside[guest] = address
        return True

    def leave(self, guest: Guest) -> None:
        """`guest` is gone. Harmless if it never was in."""
        self._inside.pop(guest, None)
        self.somebody_left.set()

    def _make_room(self, among: tuple[Guest, ...]) -> bool:
        silent = next((guest for guest in among if guest.silent), None)
        if silent is None:
            return False
        self.leave(silent)
        silent.show_out(MADE_ROOM, "silent, and its place was wanted")
        return True
