"""Every mail of the desk on made-up people, so that a person or a test can look at all of them in every language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from helpdesk.mailflow.compose import (
    Desk,
    File,
    Forbidden,
    News,
    Original,
    OwnMail,
    Written,
    acknowledgement,
    alert,
    confirm,
    login,
    neutral_acknowledgement,
    not_delivered,
    not_sent,
    notification,
    reply,
    was_this_you,
)
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Alert, HandleKind, Language, Message, Ticket

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
LUCIA = Address("lucia@cliente.example", "Lucía Pérez")
MARTA = Address("marta@cliente.example", "Marta Díaz")
PROTOCOL = "ACM-2611-7K3MGX"


class CountingMint:
    """A mint whose secrets can be foretold: for previews and tests alone."""

    def __init__(self) -> None:
        self._numbers = count()

    def new_handle(self) -> str:
        """The next handle."""
        return self._next(16)

    def message_id(self, kind: HandleKind) -> str:
        """The next Message-ID."""
        return f"<{kind}.{self._next(24)}@acme.example>"

    def _next(self, length: int) -> str:
        return f"{next(self._numbers):0{length}d}".translate(str.maketrans("0189", "abcd"))


def desk() -> Desk:
    """Soporte Acme."""
    return Desk("Soporte Acme", "soporte@acme.example", "main", ZoneInfo("Europe/Madrid"))


def agent(language: Language = "es") -> Agent:
    """Ana, who works in `language`."""
    return Agent("ana", "Ana", ("ana.ruiz@acme.example",), teams=("n1",), languages=(language,))


def ticket(language: Language = "es") -> Ticket:
    """Lucía's case."""
    return Ticket(
        id=7,
        protocol=PROTOCOL,
        subject="Factura duplicada",
        status="open",
        mailbox="main",
        requester=LUCIA,
        language=language,
        created_at=NOW - timedelta(hours=2),
        updated_at=NOW,
        folder="Facturación",
        tags=("factura", "cobro"),
        assignee="ana",
        team="n1",
        version=3,
        message_count=2,
    )


def previews(language: Language) -> dict[str, Written]:
    """One of each mail in `language`, by the name of its template and, after a colon, of its case."""
    mint, at, case, ana, words = (
        CountingMint(),
        NOW,
        ticket(language),
        agent(language),
        "Me cobraron dos veces.\n¿Qué hago?",
    )
    box = desk()
    earlier = Message(
        PROTOCOL, 1, "in", at, "<a@cliente.example>", LUCIA, (), (), "Factura", words, words, "", ""
    )
    pdf = File("extracto de año.pdf", "application/pdf", 12, b"%PDF-1.4 ...")
    own = OwnMail("<b@acme.example>", "Re: Factura duplicada", "Hola, Lucía:\n\nYa está devuelto.", held=12)
    known = Forbidden(PROTOCOL, addresses=ana.addresses)
    news = {
        "new": News("new", words, LUCIA, files=(pdf,)),
        "customer": News(
            "customer",
            words,
            LUCIA,
            unverified=True,
            reply_to="x@otro.example",
            copied=(MARTA.address,),
            previous=earlier,
        ),
        "guest": News("guest", words, MARTA, previous=earlier),
        "bounce": News("bounce", "550 5.1.1 no such user", box.itself, previous=earlier),
        "note": News("note", "Ojo: ya llamó ayer.", Address("luis@acme.example", "Luis")),
        "empty": News("customer", "", LUCIA),
    }
    mails = {
        "acknowledgement": acknowledgement(box, mint, at, ticket=case, in_reply_to="<a@b.example>", original=words),
        "acknowledgement:promise": acknowledgement(
            box, mint, at, ticket=case, in_reply_to="<a@b.example>", promise="13:10"
        ),
        "acknowledgement_neutral": neutral_acknowledgement(
            box, mint, at, ticket=case, to=LUCIA.address, in_reply_to="<a@b.example>"
        ),
        "reply": reply(
            box, mint, at, ticket=case, agent=ana, text=own.text, to=[LUCIA], files=[pdf],
            in_reply_to="<a@b.example>", original=Original(LUCIA, at, words), forbidden=known,
        ),
        "not_sent": not_sent(box, mint, at, agent=ana, mail=own, reason="#x?", advice="#y", ticket=case),
        "not_sent:no ticket": not_sent(box, mint, at, agent=ana, mail=own, reason="#x?", advice="#y"),
        "confirm": confirm(box, mint, at, agent=ana, mail=own, recipient="Lucía Pérez", why="-", ticket=case),
        "confirm:no ticket": confirm(box, mint, at, agent=ana, mail=own, recipient="", why="-"),
        "was_this_you": was_this_you(box, mint, at, ticket=case, to=LUCIA.address, held=12),
        "alert": alert(
            box, mint, at, to=["admin@acme.example"], language=language,
            news=Alert("agent-unverified", "From ana@… <x@evil.example>", PROTOCOL), reason_words="-",
        ),
        "login": login(
            box, mint, at, to=Address(ana.address, ana.name), language=language,
            url="https://desk.acme.example/e/x", minutes=15,
        ),
    }  # fmt: skip
    for still_trying in (True, False):
        mails[f"not_delivered:{still_trying}"] = not_delivered(
            box, mint, at, agent=ana, mail=own, address=LUCIA.address, reason="550 5.1.1 no such user",
            ticket=case, still_trying=still_trying,
        )  # fmt: skip
    for name, one in news.items():
        mails[f"notification:{name}"] = notification(
            box, mint, at, ticket=case, agent=ana, news=one, because="assignment.yaml:5 por-turno"
        )
    return mails
