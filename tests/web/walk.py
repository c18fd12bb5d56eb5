"""Every page of the viewer, by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.story.rig.world import World


def pages(world: World) -> Mapping[str, str]:
    """Name and address of each page worth looking at, for whoever is signed in."""
    tickets = {one.subject: one.protocol for one in world.store.tickets()}
    invoice = next(protocol for subject, protocol in tickets.items() if subject.startswith("Factura 4711"))
    urgent = next(protocol for subject, protocol in tickets.items() if subject.startswith("URGENTE"))
    return {
        "queue": "/",
        "queue-empty": "/?folder=Clientes+VIP",
        "due": "/due",
        "ticket": f"/t/{invoice}",
        "ticket-urgent": f"/t/{urgent}",
        "customer": f"/t/{invoice}/customer",
        "search": "/search?q=devolucion",
        "search-unknown": "/search?q=estado:raro",
        "held": "/held",
        "outbox": "/outbox",
        "figures": "/figures?by=agent",
        "rules": "/rules",
        "health": "/health",
        "me": "/me",
        "nothing": "/t/ACM-2611-000000",
    }
