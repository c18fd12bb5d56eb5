"""What the tests of the rules' side of the archive build with: facts, a verdict, and a ticket's life."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from helpdesk.tickets.model import Changes, Ticket
from helpdesk.tickets.store import Store
from helpdesk.tickets.verdict import (
    Action,
    AddTag,
    AgentFacts,
    AssignTo,
    ClockFacts,
    CustomerFacts,
    Facts,
    Line,
    Mean,
    MoveTo,
    SetPriority,
    SetService,
    Verdict,
)
from tests.unit.store_kit import LUCIA, NOW, arrival, ticket

P = "HD-2611-AAAAAA"


def facts(of: Ticket | None = None, **changed: object) -> Facts:
    """What the rules were told of Lucía's first mail."""
    made = Facts(
        happening="opened",
        at=NOW,
        mailbox="support",
        ticket=of or ticket(P),
        sender=LUCIA,
        subject="La factura",
        text="La factura\nMe siguen cobrando dos veces. ¿Qué pasó?",
        headers={"list-id": ("<noticias.customer.example>",)},
        attachments=("application/pdf extracto.pdf",),
        authentication="pass",
        customer=CustomerFacts(LUCIA.address, "Banco del Sur", "es", {"plan": "oro"}, 4, 1, "ana"),
        agents=(AgentFacts("ana", 3, {"": Mean(7560.5, 23)}), AgentFacts("luis", 1)),
        team_means={"facturación": Mean(9000.0, 40)},
        clocks={"first_response": ClockFacts(NOW + timedelta(minutes=30), 0.25)},
        idle_seconds=12.5,
        pins=frozenset({"priority"}),
        turns={"team:n1": "luis"},
        fired=frozenset({"aviso-80"}),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def line(stage: str, rule: str, matched: str = "", *, hit: bool = True) -> Line:
    """One rule's answer."""
    return Line(stage, rule, f"{stage}.yaml:3", hit, matched)  # type: ignore[arg-type]


FACTURA = line("tags", "factura", 'subject ∋ "factura"')
AVERIA = line("tags", "averia", "text has none of: error", hit=False)
URGENTE = line("tags", "urgente", 'text ∋ "urgente"')
CARPETA = line("folder", "Facturación", "tag facturacion")
TIENDA = line("sla", "tienda[0]", "priority urgent")
RESTO = line("assign", "resto", "turn 2 of 2")


def a_verdict(*actions: tuple[Action, Line]) -> Verdict:
    """A verdict of one hit in each stage, or of these actions."""
    usual: tuple[tuple[Action, Line], ...] = (
        (AddTag("facturacion"), FACTURA),
        (SetPriority("urgent"), URGENTE),
        (MoveTo("Facturación"), CARPETA),
        (
            SetService(
                "tienda", 0, {"first_response": NOW + timedelta(minutes=30), "resolution": None}, True
            ),
            TIENDA,
        ),
        (AssignTo("luis", "n1", "team:n1"), RESTO),
    )
    taken = actions or usual
    trace = (
        (FACTURA, AVERIA, URGENTE, CARPETA, TIENDA, RESTO) if not actions else tuple(one for _, one in taken)
    )
    return Verdict(taken, trace, "r1")


def change(store: Store, n: int, **changed: object) -> int:
    """Saves these changes as the effect of mail n; returns its journal row's id."""
    [inbox_id] = store.receive([arrival(n)])
    store.save(inbox_id, Changes("done", "command", "a test", result={"outcome": "command"}, **changed), NOW)  # type: ignore[arg-type]
    return inbox_id


def stored(store: Store, protocol: str = P) -> Ticket:
    """The ticket as it is stored."""
    found = store.ticket(protocol)
    assert found is not None
    return found
