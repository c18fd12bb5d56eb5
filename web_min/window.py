"""What the viewer may ask of the daemon: plain values and callables, handed over by the wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpdesk.tickets.model import Agent


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the desk moves: `reasons` are plain words for what does not (empty = ready)."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The viewer's ports.

    `tickets(limit)` gives the newest tickets as interface.md's `ticket list` objects. `open_login(token)` tells
    whose one-use link it is without using it, `use_login(token)` uses it up; both None where it is not (any more).
    `hosts` are the Host values answered to; `metrics_allowed(address, token)` guards /metrics.
    """

    desk_name: str
    language: str
    hosts: frozenset[str]
    secret_key: bytes
    tickets: Callable[[int], Sequence[Mapping[str, Any]]]
    agent_of: Callable[[str], Agent | None]
    open_login: Callable[[str], str | None]
    use_login: Callable[[str], str | None]
    health: Callable[[], Health]
    metrics: Callable[[], bytes]
    metrics_allowed: Callable[[str, str], bool]
