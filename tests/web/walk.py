"""Every page of the viewer, by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.story.rig.world import World
from tests.web.scene import customers_links


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
        "articles": "/articles",
        "me": "/me",
        "nothing": "/t/ACM-2611-000000",
    } | customers_pages(world)


def customers_pages(world: World) -> dict[str, str]:
    """Those that need no sign-in and speak their reader's language, not the agent's."""
    sent = customers_links(world)
    return {
        "customers-survey": sent["q"],
        "customers-stop": sent["u"],
        "customers-status": sent["s"],
        "customers-gone": "/s/" + "a" * 29,
        "customers-articles": "/kb?lang=es",
        "customers-search": "/kb?lang=es&q=reserva",
        "customers-article": "/kb/cobro-repetido?lang=es",
    }
