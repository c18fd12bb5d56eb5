"""Values for the tests of trust: a mail, agents, handles and tickets, each with only what a test says differently."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from helpdesk.mailflow.parse import read
from helpdesk.mailflow.threading import TicketFacts
from helpdesk.tickets.mail import Address, Authentication, Envelope, InboundMail
from helpdesk.tickets.model import Agent, Handle, Participant, Ticket

NOW = datetime(2026, 11, 20, 9, 10, tzinfo=UTC)
DATE = "Fri, 20 Nov 2026 09:10:00 +0000"
DESK = "soporte@acme.example"

ANA = Agent("ana", "Ana Ruiz", ("ana@acme.example", "ana.ruiz@acme.example"))
LUIS = Agent("luis", "Luis Gómez", ("luis@acme.example",))

PASS = Authentication("pass", "authentication-results", "mx: dmarc=pass")
NONE = Authentication("none", because="no result")
FAIL = Authentication("fail", "authentication-results", "mx: dmarc=fail")
TEMPERROR = Authentication("temperror", because="DNS does not answer")
LOGIN = Authentication("pass", "smtp-auth", "signed in as ana@acme.example")


def mail(sender: str = "lucia@cliente.example", *lines: str, body: str = "Hola") -> InboundMail:
    """A parsed mail with this From value and these further header lines ('To: x'); defaults fill the rest."""
    return read(raw(sender, *lines, body=body))


def raw(sender: str = "lucia@cliente.example", *lines: str, body: str = "Hola") -> bytes:
    """The bytes of `mail`."""
    given = {line.partition(":")[0].lower() for line in lines}
    defaults = {
        "From": sender, "To": DESK, "Subject": "Factura", "Date": DATE, "Message-ID": "<m1@cliente.example>",
    }  # fmt: skip
    head = [*lines, *(f"{name}: {value}" for name, value in defaults.items() if name.lower() not in given)]
    return ("\r\n".join(head) + f"\r\n\r\n{body}\r\n").encode()


def envelope(**changes: Any) -> Envelope:
    """What transport said: fetched by IMAP from the desk's mailbox."""
    return Envelope(
        **{"source": "imap", "mail_from": "", "recipients": (DESK,), "mailbox": "soporte", **changes}
    )


def handle(**changes: Any) -> Handle:
    """Ana's reply handle on T1, alive for a day."""
    defaults: dict[str, Any] = {
        "kind": "r", "ticket": "ACM-2611-T1", "agent": "ana", "version": 0, "expires_at": NOW + timedelta(days=1),
        "via": "address",
    }  # fmt: skip
    return Handle(**{**defaults, **changes})


def ticket(protocol: str, **changes: Any) -> Ticket:
    """An open ticket of Lucía's."""
    defaults: dict[str, Any] = {
        "id": 1, "protocol": protocol, "subject": "Factura", "status": "open", "mailbox": "soporte",
        "requester": Address("lucia@cliente.example", "Lucía"), "language": "es", "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return Ticket(**{**defaults, **changes})


def facts(protocol: str, guests: tuple[str, ...] = (), **changes: Any) -> TicketFacts:
    """The ticket with Lucía as requester, Marta added by an agent, and these guests."""
    people = [
        Participant(protocol, "lucia@cliente.example", "Lucía", "requester", NOW),
        Participant(protocol, "marta@cliente.example", "Marta", "added", NOW, "ana"),
        *(Participant(protocol, guest, "", "guest", NOW) for guest in guests),
    ]
    return TicketFacts(ticket(protocol, **changes), tuple(people))
