"""What the tests of the rulebook build with: the shop of the worked example, and a mail to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from helpdesk.rules.book import Book
from helpdesk.rules.load import Surroundings, load_policy
from helpdesk.rules.yaml_text import Flaw
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Ticket
from helpdesk.tickets.verdict import AgentFacts, Facts, Mean

ACME = Path(__file__).parent / "policies/acme"
SHOP = Surroundings(("soporte@acme.example", "tienda@acme.example"), ("soporte", "tienda"), "es")
FRIDAY = datetime(2026, 11, 20, 8, 10, tzinfo=UTC)  # 09:10 in Madrid
CFO = Address("cfo@bancodelsur.example", "CFO")


@cache
def acme_files() -> Mapping[str, str]:
    """The texts of the worked example."""
    return {path.name: path.read_text("utf-8") for path in sorted(ACME.glob("*.yaml"))}


def acme(**changed: str) -> Book:
    """The worked example, with other texts for some files (tags='...')."""
    book, flaws = checked(**changed)
    assert book is not None, flaws
    return book


def checked(**changed: str) -> tuple[Book | None, tuple[Flaw, ...]]:
    """What is said of the worked example with other texts for some files."""
    return load_policy({**acme_files(), **{f"{name}.yaml": text for name, text in changed.items()}}, SHOP)


def a_ticket(**changed: object) -> Ticket:
    """A ticket just opened."""
    made = Ticket(0, "ACM-2611-7K3MG", "Factura", "new", "tienda", CFO, "es", FRIDAY, FRIDAY)
    return replace(made, **changed)  # type: ignore[arg-type]


def mail(
    subject: str = "URGENTE: factura duplicada", words: str = "Nos cobraron dos veces.", **changed: object
) -> Facts:
    """The facts of a mail to the shop."""
    made = Facts(
        "opened",
        FRIDAY,
        "tienda",
        a_ticket(),
        CFO,
        subject,
        f"{subject}\n{words}",
        agents=(AgentFacts("ana", 3, {"facturacion": Mean(7560, 23)}), AgentFacts("luis", 1)),
    )
    return replace(made, **changed)  # type: ignore[arg-type]
