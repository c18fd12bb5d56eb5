"""What the viewer may ask of the daemon: plain values and callables, handed over by the wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from helpdesk.tickets.model import Agent


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the desk moves: `reasons` are plain words for what does not (empty = ready)."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The viewer's ports.

    `tickets(agent)` gives the newest tickets that the agent may see, as `ticket list --json` has them.
    `open_login(token)` tells whose one-use link it is without using it, `use_login(token)` uses it up; both None
    where it is not (any more). `user_header` ('' for none) names the reader where `is_proxy(peer)` says it may.
    `hosts` are the Host values answered to, lower case; `metrics_allowed(peer, host, token)` guards /metrics.
    `https`: readers come by https, so the cookie goes by nothing else.
    """

    desk_name: str
    language: str
    hosts: frozenset[str]
    secret_key: bytes
    zone: tzinfo
    https: bool
    tickets: Callable[[Agent], Sequence[Mapping[str, Any]]]
    agent_of: Callable[[str], Agent | None]
    open_login: Callable[[str], str | None]
    use_login: Callable[[str], str | None]
    user_header: str
    is_proxy: Callable[[str], bool]
    health: Callable[[], Health]
    metrics: Callable[[], bytes]
    metrics_allowed: Callable[[str, str, str], bool]
