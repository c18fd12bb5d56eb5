"""A desk with a past worth looking at: answered, noted, escalated, overdue, held and undelivered tickets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import shell
from tests.story.rig.people import address_of
from tests.story.rig.shop import later, replies, sets, shop, ticket, writes, writes_again
from tests.story.rig.tell import Told, tell
from tests.story.rig.world import World

HTML = """\
<html><body><p>Hola, adjunto la <b>factura 4711</b> que está <i>duplicada</i>:</p>
<table border="1"><tr><th>Concepto</th><th>Importe</th></tr><tr><td>Suscripción</td><td>49,00 €</td></tr>
<tr><td>Suscripción</td><td>49,00 €</td></tr></table>
<p>Más en <a href="https://correo.example/factura">nuestra página</a>.
<img src="https://canary.example/pixel.gif" alt="logotipo de la tienda"></p></body></html>
"""
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


PUBLIC = "https://ayuda.acme.example"
ARTICLES = {
    "kb/cobro-repetido.es.md": "---\ntitle: Por qué un cobro aparece dos veces\ncategory: Facturación\n"
    "tags: [facturacion]\nrelated: [horario]\n---\nEl banco muestra primero una **reserva** y después el cobro.\n\n"
    "## Qué puede hacer\n\n1. Espere tres días laborables.\n2. Si siguen las dos líneas, envíenos un extracto.\n\n"
    "| Banco | Días |\n|---|---|\n| El suyo | 1 a 3 |\n\nMás en [otro artículo](/kb/horario).\n",
    "kb/cobro-repetido.en.md": "---\ntitle: Why a charge shows twice\ncategory: Billing\n---\nA reservation.\n",
    "kb/cobro-repetido.pt.md": "---\ntitle: Por que uma cobrança aparece duas vezes\n---\nUma reserva.\n",
    "kb/horario.es.md": "---\ntitle: Horario de la tienda\n---\nDe nueve a seis, de lunes a viernes.\n",
}


@contextmanager
def played(data: Path) -> Iterator[World]:
    """The shop after it, in the folder `data`."""
    cell = ParseCell()
    try:
        with shop(data, cell) as world:
            play(world)
            yield world
    finally:
        cell.close()


def play_with_pages(world: World) -> None:
    """The same in a shop with pages for customers: one asks how his case stands, and is asked how it was."""
    settings = world.desk.settings
    asks = replace(settings.surveys, enabled=True)
    world.desk.settings = replace(settings, surveys=asks, web=replace(settings.web, public_url=PUBLIC))
    writes(world, "pedro", "¿Me aparece dos veces el mismo cobro?", "Dos veces el mismo cobro, ¿es normal?")
    agent = ticket(world).assignee or "ana"
    replies(world, agent, "Es una reserva del banco: desaparece sola.")
    writes_again(world, "pedro", "estado", kind="reply")
    shell(world, agent, "#resolver")
    play(world)


def play(world: World) -> None:
    """Two days of the shop of the worked example."""
    formatted(world, "lucia", "Factura 4711 duplicada: ¿me devuelven un cobro?")
    later(world, "3m")
    replies(world, "ana", "#nota\n\nEl cobro doble es nuestro: pasarela el 14/11. Espero a contabilidad.")
    later(world, "12m")
    replies(world, "ana", "Hola, Lucía:\n\nYa lo veo. Le confirmo la devolución hoy mismo.\n")
    later(world, "1h30m")
    writes_again(world, "lucia", "Muchas gracias. ¿Cuándo llega el dinero?", kind="reply")
    writes(
        world,
        "tomas",
        "No puedo entrar: la contraseña no funciona",
        "Me dice «usuario desconocido» desde ayer.",
    )
    later(world, "40m")
    writes(world, "joana", "Pedido 20338 llegou quebrado", "A tela veio partida. O que faço?", box="web")
    writes(world, "john", "Refund for order 1182, please", "I returned the parcel two weeks ago.")
    sets(world, "ana", 0, status="resolved")
    writes(world, "lucia", "¿Tienen la chaqueta en azul?", "La del escaparate, talla M.")
    later(world, "26h")
    writes(
        world,
        "tomas",
        "URGENTE: no funciona el pago con tarjeta",
        "Nos pasa en las tres tiendas.",
    )
    forged(world)
    later(world, "20m")


def customers_links(world: World) -> dict[str, str]:
    """The newest link of each kind that a customer was sent, without the host: 'q', 'u', 's' to a path."""
    pages = re.compile(rf"{PUBLIC}(?=/([qus])/)(/[\w/-]+)")
    return dict(pair for sent in world.sent for pair in pages.findall(sent.everything))


def formatted(world: World, who: str, subject: str, html: str = HTML) -> Told:
    """A mail with a text part, an HTML part and two files."""
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@{address_of(who).partition('@')[2]}>\n"
        f"Subject: {subject}\nFrom: Lucía Ferrer <{address_of(who)}>\nTo: tienda@acme.example\n"
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="m"\n\n'
        '--m\nContent-Type: multipart/alternative; boundary="a"\n\n'
        "--a\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        "Hola, adjunto la factura 4711 que está duplicada: 49,00 € dos veces.\n\nUn saludo,\nLucía\n\n"
        "--a\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        f"{html}\n--a--\n\n"
        '--m\nContent-Type: application/pdf; name="factura 4711.pdf"\nContent-Disposition: attachment\n'
        "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n\n"
        '--m\nContent-Type: image/png; name="captura.png"\nContent-Disposition: attachment\n'
        f"Content-Transfer-Encoding: base64\n\n{PNG}\n\n--m--\n",
        who,
        "pass",
    )


def forged(world: World) -> Told:
    """Somebody who is not Ana writes in her name; it is held."""
    return tell(
        world,
        "Date: {date}\nMessage-ID: <forged@evil.example>\nSubject: Cambie la cuenta de pago\n"
        "From: Ana Ruiz <ana@acme.example>\nTo: tienda@acme.example\n\nPague a esta otra cuenta.\n",
        "mallory",
        "fail",
    )
