"""Every mail of the desk on made-up people, so that a person or a test can look at all of them in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from helpdesk.mailflow.actions import Offers
from helpdesk.mailflow.card import Dues, Known
from helpdesk.mailflow.compose import (
    Answer,
    Desk,
    File,
    Forbidden,
    Moved,
    News,
    Opening,
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
from helpdesk.mailflow.preview_speech import SPEECH, Speech
from helpdesk.mailflow.taps import Held
from helpdesk.mailflow.words import deadline, promise, say
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


def previews(language: Language, own: Mapping[tuple[str, Language], str] | None = None) -> dict[str, Written]:
    """One of each mail in `language`, by the name of its template and, after a colon, of its case; in the words of
    `own` where a desk has its own."""
    box = replace(desk(), viewer="https://mesa.acme.example", mails=own or {})
    mint, says = CountingMint(), SPEECH[language]
    case, ana = replace(ticket(language), subject=says.subject), agent(language)
    return {
        **_to_customers(box, mint, case, ana),
        **_to_agents(box, mint, case, ana),
        **_others(box, mint, language),
        **word_previews(box, mint, NOW, case),
        **life_previews(box, mint, NOW, case),
        **rule_previews(box, mint, NOW, case, ana),
        **_notifications(box, mint, case, ana),
    }


def read_text(written: Written) -> str:
    """The text part of a mail, as it is read."""
    return _part(written, "plain")


def read_html(written: Written) -> str:
    """Its HTML part, '' where it has none."""
    return _part(written, "html")


def _part(written: Written, kind: str) -> str:
    mail = message_from_bytes(written.outgoing.raw, _class=EmailMessage, policy=default)
    part = mail.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


_PARENT = "<a@cliente.example>"
_BECAUSE = "assignment.yaml:5 por-experiencia"


def _file(says: Speech) -> File:
    return File(says.file, "application/pdf", 86_000, b"%PDF-1.4 ...")


def _own(says: Speech) -> OwnMail:
    return OwnMail("<b@acme.example>", f"Re: {says.subject}", says.answers, held=12)


def _to_customers(box: Desk, mint: CountingMint, case: Ticket, ana: Agent) -> dict[str, Written]:
    says = SPEECH[case.language]
    nameless = replace(case, protocol="")
    soon = promise(NOW + timedelta(hours=4), box.zone, case.language, NOW)
    full = partial(acknowledgement, box, mint, NOW, ticket=case, in_reply_to=_PARENT)
    neutral = partial(neutral_acknowledgement, box, mint, NOW, to=LUCIA.address, in_reply_to=_PARENT)
    answer = partial(
        reply, box, mint, NOW, ticket=case, agent=ana, text=says.answers, to=[LUCIA], in_reply_to=_PARENT
    )
    known = Forbidden(PROTOCOL, addresses=ana.addresses)
    return {
        "acknowledgement": full(original=says.asks),
        "acknowledgement:follows": full(opening=Opening(soon, "ACM-2610-9QZ2M4")),
        "acknowledgement:also": full(opening=Opening(also=["ventas@acme.example"])),
        "acknowledgement:articles": full(
            articles=[
                {"title": says.article, "link": "https://acme.example/kb/cobro-repetido", "text": ""},
                {"title": says.hours, "link": "", "text": says.open_from},
            ],
            original=says.asks,
            opening=Opening(soon),
        ),
        "acknowledgement:moved": full(opening=Opening(soon, moved=Moved(says.team, says.reason))),
        "acknowledgement:promise": full(opening=Opening(soon)),
        "acknowledgement_neutral": neutral(ticket=case),
        "acknowledgement_neutral:no ticket": neutral(ticket=nameless),
        "acknowledgement_neutral:too big": neutral(ticket=case, limit=25 * 1024 * 1024),
        "reply": answer(files=[_file(says)], original=Original(LUCIA, NOW, says.asks), forbidden=known),
        "reply:the end": answer(
            resolves=True,
            until=deadline(NOW + timedelta(days=7), box.zone, case.language),
            forbidden=known,
        ),
        "was_this_you": was_this_you(box, mint, NOW, ticket=case, to=LUCIA.address, held=12),
    }


def _to_agents(box: Desk, mint: CountingMint, case: Ticket, ana: Agent) -> dict[str, Written]:
    says = SPEECH[case.language]
    own = _own(says)
    refused = partial(not_sent, box, mint, NOW, agent=ana, mail=own, reason=says.refused, advice=says.advice)
    asked = partial(confirm, box, mint, NOW, agent=ana, mail=own, why=says.doubt)
    failed = partial(not_delivered, box, mint, NOW, agent=ana, mail=own, ticket=case, address=LUCIA.address)
    told = partial(answer, box, mint, NOW, agent=ana, mail=own)
    held = Held("command-error", "r", fixes=("#asignar luis", "#asignar luisa"))
    helped = (say(case.language, "help_intro"), "\n".join(say(case.language, f"help.{one}") for one in _HELP))
    return {
        "answer": told(told=Answer(say(case.language, "help_subject"), helped)),
        "answer:a ticket": told(
            told=Answer(say(case.language, "done_subject"), (says.notes,), case, _BECAUSE)
        ),
        "not_sent": refused(ticket=case, marked=says.marked.split("\n"), held=held),
        "not_sent:no ticket": refused(),
        "confirm": asked(recipient="Lucía Pérez", ticket=case),
        "confirm:no ticket": asked(recipient=""),
        "not_delivered": failed(reason="550 5.1.1 no such user"),
        "not_delivered:trying": failed(reason="451 try later", still_trying=True),
    }


_HELP = ("note", "take", "assign", "solve", "pending", "snooze", "tag", "escalate", "macro", "undo", "help")


def _others(box: Desk, mint: CountingMint, language: Language) -> dict[str, Written]:
    news = Alert("agent-unverified", "From ana@… <x@evil.example>", PROTOCOL)
    ana, why = Address(agent().address, "Ana"), SPEECH[language].alert
    url = "https://mesa.acme.example/e/k3mgx7k3mgx7k3mgx7"
    return {
        "alert": alert(
            box, mint, NOW, to=["admin@acme.example"], language=language, news=news, reason_words=why
        ),
        "login": login(box, mint, NOW, to=ana, language=language, url=url, minutes=15),
    }


def _notifications(box: Desk, mint: CountingMint, case: Ticket, ana: Agent) -> dict[str, Written]:
    says = SPEECH[case.language]
    last = replace(case, protocol="ACM-2608-4T2N8K", subject=says.other_subject, status="resolved")
    told = partial(notification, box, mint, NOW, ticket=case, agent=ana, because=_BECAUSE)
    full = partial(
        told,
        dues=Dues(NOW, {"first_response": NOW + timedelta(minutes=112), "resolution": NOW + timedelta(2)}),
        known=Known(NOW - timedelta(hours=1), "Cliente SA", {"plan": "oro"}, 4, 1, last),
        offers=Offers([("cobro-duplicado", ["dias"])], f"n2 {_REASON[case.language]}"),
    )
    news = _news(box, says)
    mails = {f"notification:{name}": told(news=one) for name, one in news.items()}
    return {**mails, "notification:new": full(news=news["new"])}


_REASON: dict[Language, str] = {"es": "complejidad", "en": "complexity", "pt": "complexidade"}


def _news(box: Desk, says: Speech) -> dict[str, News]:
    earlier = Message(PROTOCOL, 1, "in", NOW, _PARENT, LUCIA, (), (), "", says.asks, says.asks, "", "")
    doubtful = News(
        "customer", says.asks, LUCIA, unverified=True, reply_to="x@otro.example", copied=(MARTA.address,)
    )
    lost = replace(doubtful, quotes="ACM-2610-9QZ2M4", near=("ACM-2610-9QZ2M5", "ACM-2610-9QZ2M4"))
    return {
        "new": News("new", says.asks, LUCIA, files=(_file(says),)),
        "customer": replace(doubtful, previous=earlier),
        "guest": News("guest", says.asks, MARTA, previous=earlier),
        "bounce": News("bounce", "550 5.1.1 no such user", box.itself, previous=earlier),
        "note": News("note", says.notes, Address("luis@acme.example", "Luis")),
        "vendor": News(
            "vendor", says.vendor, Address("x@pasarela.example", "Pasarela"), side="<n.x@acme.example>"
        ),
        "held": News("held", "(spoof-suspect)", LUCIA),
        "quotes": lost,
        "empty": News("customer", "", LUCIA),
    }
