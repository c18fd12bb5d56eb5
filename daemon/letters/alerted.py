"""Who is written to when something is wrong with the desk itself."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.daemon.settings.values import Settings
from helpdesk.tickets.model import Agent


def alert_addresses(settings: Settings, agents: Sequence[Agent]) -> tuple[str, ...]:
    """Return who is told when something is wrong: the address in the settings, else admins, else leads, else all."""
    if settings.desk.alert_address:
        return (settings.desk.alert_address,)
    for role in ("admin", "lead", "agent"):
        found = tuple(agent.address for agent in agents if agent.role == role)
        if found:
            return found
    return ()
