"""Every mail of the desk on made-up people, so that a person or a test can look at all of them in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from helpdesk.mailflow.compose import (
    Answer,
    Desk,
    File,
    Forbidden,
    News,
    Original,
    OwnMail,
    Written,
    acknowledgement,
    alert,
    answer,
    confirm,
    login,
    neutral_acknowledgement,
    not_delivered,
    not_sent,
    notification,
    reply,
    was_this_you,
)
from helpdesk.mailflow.preview_customers import life_previews, word_previews
from helpdesk.mailflow.preview_rules import rule_previews
from helpdesk.mailflow.words import promise
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
    box, mint = desk(), CountingMint()
    mails = {
        **_to_customers(box, mint, language),
        **_to_agents(box, mint, language),
        **_others(box, mint, language),
        **word_previews(box, mint, NOW, ticket(language)),
        **life_previews(box, mint, NOW, ticket(language)),
        **rule_previews(box, mint, NOW, ticket(language), agent(language)),
    }
    for name, one in _news(box).items():
        mails[f"notification:{name}"] = notification(
            box,
            mint,
            NOW,
            ticket=ticket(language),
            agent=agent(language),
            news=one,
            because="assignment.yaml:5 x",
        )
    return mails


_WORDS = "Me cobraron dos veces.\n¿Qué hago?"
_PARENT = "<a@cliente.example>"
_PDF = File("extracto de año.pdf", "application/pdf", 12, b"%PDF-1.4 ...")
_OWN = OwnMail("<b@acme.example>", "Re: Factura duplicada", "Hola, Lucía:\n\nYa está devuelto.", held=12)


def _to_customers(box: Desk, mint: CountingMint, language: Language) -> dict[str, Written]:
    case, ana = ticket(language), agent(language)
    nameless = replace(case, protocol="")
    full = partial(acknowledgement, box, mint, NOW, ticket=case, in_reply_to=_PARENT)
    neutral = partial(neutral_acknowledgement, box, mint, NOW, to=LUCIA.address, in_reply_to=_PARENT)
    answer = partial(
        reply, box, mint, NOW, ticket=case, agent=ana, text=_OWN.text, to=[LUCIA], in_reply_to=_PARENT
    )
    known = Forbidden(PROTOCOL, addresses=ana.addresses)
    return {
        "acknowledgement": full(original=_WORDS),
        "acknowledgement:follows": full(follows="ACM-2610-9QZ2M4"),
        "acknowledgement:also": full(also=["ventas@acme.example"]),
        "acknowledgement:articles": full(
            articles=[
                {"title": "Cobro repetido", "link": "https://acme.example/kb/cobro", "text": ""},
                {"title": "Horario", "link": "", "text": "De 9 a 18.\nSábados no."},
            ],
            original=_WORDS,
        ),
        "acknowledgement:promise": full(promise=promise(NOW, box.zone, language, NOW)),
        "acknowledgement_neutral": neutral(ticket=case),
        "acknowledgement_neutral:no ticket": neutral(ticket=nameless),
        "acknowledgement_neutral:too big": neutral(ticket=case, limit=25 * 1024 * 1024),
        "reply": answer(files=[_PDF], original=Original(LUCIA, NOW, _WORDS), forbidden=known),
        "reply:the end": answer(resolves=True, forbidden=known),
        "was_this_you": was_this_you(box, mint, NOW, ticket=case, to=LUCIA.address, held=12),
    }


def _to_agents(box: Desk, mint: CountingMint, language: Language) -> dict[str, Written]:
    case, ana = ticket(language), agent(language)
    refused = partial(not_sent, box, mint, NOW, agent=ana, mail=_OWN, reason="#x?", advice="#y")
    asked = partial(confirm, box, mint, NOW, agent=ana, mail=_OWN, why="-")
    failed = partial(not_delivered, box, mint, NOW, agent=ana, mail=_OWN, ticket=case, address=LUCIA.address)
    told = partial(answer, box, mint, NOW, agent=ana, mail=_OWN)
    return {
        "answer": told(told=Answer("x", ("a · b\nc", "d"))),
        "answer:a ticket": told(told=Answer("x", ("a",), case, "assignment.yaml:5 x")),
        "not_sent": refused(ticket=case),
        "not_sent:no ticket": refused(),
        "confirm": asked(recipient="Lucía Pérez", ticket=case),
        "confirm:no ticket": asked(recipient=""),
        "not_delivered": failed(reason="550 5.1.1 no such user"),
        "not_delivered:trying": failed(reason="451 try later", still_trying=True),
    }


def _others(box: Desk, mint: CountingMint, language: Language) -> dict[str, Written]:
    news = Alert("agent-unverified", "From ana@… <x@evil.example>", PROTOCOL)
    ana = Address(agent().address, "Ana")
    url = "https://desk.acme.example/e/x"
    return {
        "alert": alert(
            box, mint, NOW, to=["admin@acme.example"], language=language, news=news, reason_words="-"
        ),
        "login": login(box, mint, NOW, to=ana, language=language, url=url, minutes=15),
    }


def _news(box: Desk) -> dict[str, News]:
    earlier = Message(PROTOCOL, 1, "in", NOW, _PARENT, LUCIA, (), (), "Factura", _WORDS, _WORDS, "", "")
    doubtful = News(
        "customer", _WORDS, LUCIA, unverified=True, reply_to="x@otro.example", copied=(MARTA.address,)
    )
    lost = replace(doubtful, quotes="ACM-2610-9QZ2M4", near=("ACM-2610-9QZ2M5", "ACM-2610-9QZ2M4"))
    return {
        "new": News("new", _WORDS, LUCIA, files=(_PDF,)),
        "customer": replace(doubtful, previous=earlier),
        "guest": News("guest", _WORDS, MARTA, previous=earlier),
        "bounce": News("bounce", "550 5.1.1 no such user", box.itself, previous=earlier),
        "note": News("note", "Ojo: ya llamó ayer.", Address("luis@acme.example", "Luis")),
        "vendor": News(
            "vendor", "Es nuestro.", Address("x@pasarela.example", "Pasarela"), side="<n.x@acme.example>"
        ),
        "held": News("held", "(spoof-suspect)", LUCIA),
        "quotes": lost,
        "empty": News("customer", "", LUCIA),
    }
