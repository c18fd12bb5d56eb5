"""The demo's cast: three customers, a forger and three agents, and the desk's addresses they write to."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.daemon.exits import USAGE, Stop
from helpdesk.rules.nearest import suggestion
from helpdesk.tickets.model import Language

DESK_DOMAIN = "acme.example"
AUTHSERV_ID = "mx.acme.example"
PREFIX = "ACM"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mailbox. `writes_to` is the mailbox of the desk a first mail of theirs goes to."""

    id: str
    name: str
    address: str
    language: Language
    writes_to: str

    @property
    def domain(self) -> str:
        """Where their provider is."""
        return self.address.rpartition("@")[2]

    @property
    def is_agent(self) -> bool:
        """Whether they answer for the desk."""
        return self.domain == DESK_DOMAIN


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox of the desk and the name customers see."""

    name: str
    display_name: str
    language: Language

    @property
    def address(self) -> str:
        """What customers write to."""
        return f"{self.name}@{DESK_DOMAIN}"


BOXES = (
    Box("soporte", "Soporte Acme", "es"),
    Box("support", "Acme Support", "en"),
    Box("suporte", "Suporte Acme", "pt"),
)
LUCIA = Person("lucia", "Lucía Pérez", "lucia.perez@correo.example", "es", BOXES[0].address)
JOHN = Person("john", "John Smith", "john.smith@mail.example", "en", BOXES[1].address)
PAULO = Person("paulo", "Paulo Souza", "paulo.souza@empresa.example", "pt", BOXES[2].address)
FORGER = Person("intruso", "Intruso", "intruso@sombra.example", "es", BOXES[0].address)
ANA = Person("ana", "Ana Ruiz", f"ana@{DESK_DOMAIN}", "es", BOXES[0].address)
LUIS = Person("luis", "Luis Gómez", f"luis@{DESK_DOMAIN}", "es", BOXES[0].address)
MARTA = Person("marta", "Marta Gil", f"marta@{DESK_DOMAIN}", "es", BOXES[0].address)

CAST = (LUCIA, JOHN, PAULO, FORGER, ANA, LUIS, MARTA)
OUTSIDERS = tuple(person for person in CAST if not person.is_agent)


def named(who: str) -> Person:
    """The person called `who` (id or address, any case). Raises Stop."""
    wanted = who.strip().casefold()
    for person in CAST:
        if wanted in (person.id, person.address):
            return person
    known = {person.id: person for person in CAST}
    raise Stop(USAGE, f"{who}: nobody in the demo is called so. {suggestion(wanted, known)}")


def resident(address: str) -> Person | None:
    """Whose mailbox `address` is, None for nobody's."""
    wanted = address.strip().casefold()
    return next((person for person in CAST if person.address == wanted), None)


def is_desk(address: str) -> bool:
    """Whether mail to `address` goes to the desk, tags included."""
    local, _, domain = address.strip().casefold().rpartition("@")
    return domain == DESK_DOMAIN and local.partition("+")[0] in {box.name for box in BOXES}
