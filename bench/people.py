"""A made-up desk and its made-up past: for every ticket number the same customer, protocol, ids and handles."""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from helpdesk.daemon.settings.sample_policy import sample_policy
from helpdesk.mailflow import protocol, tokens
from helpdesk.tickets.model import Agent

ADDRESS = "soporte@acme.example"
AUTHSERV = "mx.acme.example"
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
BETWEEN = timedelta(minutes=5)
NAMES = (
    "Ana Ruiz",
    "Luis Gómez",
    "María José Núñez",
    "João Silva",
    "Peter Miller",
    "Zoë O'Neill",
    "Íñigo Peña",
)
TOPICS = (
    "Factura duplicada en enero", "No puedo entrar en mi cuenta", "Pedido {} llegó roto", "Invoice {} is wrong",
    "Não recebi o boleto {}", "Copia del contrato {}", "Printer on floor {} is on fire", "Cambio de titular {}",
)  # fmt: skip
SENTENCES = (
    "La factura 4711 no llegó a mi correo y la necesito antes del viernes, por favor.",
    "He intentado entrar tres veces con la contraseña nueva y siempre dice que no existe el usuario.",
    "When I opened the box the screen was already broken; I attach a picture of it.",
    "Could you please tell me when the technician will come? I have been waiting since Monday.",
    "Não consigo baixar o comprovante, aparece uma página em branco.",
    "Gracias de antemano, quedo a la espera de su respuesta.",
    "El número de cliente es 20338 y el contrato está a nombre de mi empresa.",
)
AGENTS = tuple(
    Agent(name, f"{name.title()} Pérez", (f"{name}@acme.example",), languages=("es",))
    for name in ("ana", "luis", "marta", "pau", "rosa", "teo")
)

SAMPLE_POSTS = {
    "ana": "    teams: [n1]\n    skills: [facturacion, devolucion]\n",
    "luis": "    teams: [n1]\n    skills: [tecnico, cuenta]\n",
    "marta": "    teams: [n2]\n    role: lead\n",
    "pau": "    teams: [n1]\n",
    "rosa": "    teams: [n1]\n    skills: [facturacion, cuenta]\n",
    "teo": "    teams: [n3]\n    role: admin\n",
}


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of one stored ticket."""

    n: int
    protocol: str
    at: datetime
    customer: str
    name: str
    subject: str
    words: str
    agent: Agent
    first_id: str
    ack_id: str
    notification_id: str
    reply_id: str
    secrets: tuple[str, ...]


def past(seed: int, n: int) -> Past:
    """Ticket number `n` of the store made from `seed`."""
    chance = random.Random(seed * 10_000_019 + n)
    at = EPOCH + n * BETWEEN
    hour = tokens.hour(at)
    return Past(
        n=n,
        protocol=protocol.new("HD", at, _Spread(n)),
        at=at,
        customer=f"cliente{n}@{chance.choice(('gmail.com', 'empresa.example', 'correo.test'))}",
        name=chance.choice(NAMES),
        subject=chance.choice(TOPICS).format(n),
        words="\n".join(chance.choices(SENTENCES, k=chance.randrange(1, 5))),
        agent=chance.choice(AGENTS),
        first_id=f"<{_base32(chance, 15)}@mail.gmail.com>",
        ack_id=f"<c.{hour}{_base32(chance, 15)[4:]}@acme.example>",
        notification_id=f"<r.{hour}{_base32(chance, 15)[4:]}@acme.example>",
        reply_id=f"<c.{hour}{_base32(chance, 15)[4:]}@acme.example>",
        secrets=tuple(hour[1:] + _base32(chance, 10)[3:] for _ in range(4)),
    )


def write_desk(folder: Path, more: str = "", *, sample: bool = False) -> Path:
    """The settings and policy of the desk, `more` tables at the end; returns helpdesk.toml. The policy is agents.yaml
    alone, or with `sample` all of the sample policy with these agents in its teams."""
    for name, text in _policy(sample).items():
        path = folder / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    settings = folder / "helpdesk.toml"
    settings.write_text(
        f'[desk]\nname = "Acme"\n[[mailbox]]\nname = "soporte"\naddress = "{ADDRESS}"\n'
        f'{more}[trust]\nauthserv_ids = ["{AUTHSERV}"]\n[ack]\nper_hour = 1000000\n[limits]\nticket_mails = 100000\n'
    )
    return settings


def _policy(sample: bool) -> dict[str, str]:
    posts = SAMPLE_POSTS if sample else {}
    people = "".join(
        f"  {a.id}:\n    name: {a.name}\n    email: {a.address}\n    langs: [es]\n{posts.get(a.id, '')}"
        for a in AGENTS
    )
    texts = sample_policy("es", "soporte") if sample else {}
    # Its own cases speak of the people it was written for.
    kept = {name: text for name, text in texts.items() if not name.startswith("tests/")}
    return {**kept, "agents.yaml": f"agents:\n{people}"}


def _base32(chance: random.Random, octets: int) -> str:
    return base64.b32encode(chance.randbytes(octets)).decode("ascii").lower()


class _Spread:
    """The randomness of `protocol.new`: scattered over the whole range, and never the same for two numbers."""

    def __init__(self, n: int) -> None:
        self._left = n * 0x9E3779B1 % (1 << 25)

    def randbelow(self, exclusive_upper_bound: int, /) -> int:
        self._left, digit = divmod(self._left, exclusive_upper_bound)
        return digit
