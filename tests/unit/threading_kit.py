"""A desk with two tickets, and the question where a mail belongs: what tests of threading share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from helpdesk.mailflow.protocol import check_character
from helpdesk.mailflow.threading import Found, TicketFacts, clues, thread, wanted
from helpdesk.tickets.mail import Authentication, InboundMail, Threading
from helpdesk.tickets.model import Handle, KnownId
from tests.unit.trust_kit import DESK, NOW, PASS, envelope, facts, mail

T1 = "ACM-2611-7K3MG" + check_character("26117K3MG")
T2 = "ACM-2611-00000" + check_character("261100000")
LUCIA, MARTA, STRANGER, GUEST = (
    "lucia@cliente.example",
    "marta@cliente.example",
    "x@otro.example",
    "pepe@otro.example",
)
OURS, THEIRS = "<r.aaaaaaaaaaaaaaaaaaaaaaaa@acme.example>", "<m0@cliente.example>"
WINDOW = timedelta(days=7)
SECRET = "abcdefgh234567xy"

SENT = KnownId(OURS, T1, "out", (LUCIA,), "", NOW)
RECEIVED = KnownId(THEIRS, T1, "in", (), "", NOW)


def judged(
    letter: InboundMail | str,
    auth: Authentication = PASS,
    *,
    words: str = "Hola",
    known: tuple[KnownId, ...] = (SENT, RECEIVED),
    token: Handle | None = None,
    tickets: dict[str, TicketFacts] | None = None,
    released: bool = False,
) -> Threading:
    letter = mail(letter) if isinstance(letter, str) else letter
    found = clues(letter, envelope(), {DESK}, ("ACM",), words)
    have = {T1: facts(T1, (GUEST,)), T2: facts(T2)} if tickets is None else tickets
    seen = tuple(one for one in known if one.message_id in found.parent_ids)
    asked = wanted(found, token, seen)
    store = Found(token, seen, {name: have[name] for name in asked if name in have})
    return thread(found, store, letter, auth, NOW, WINDOW, released=released)


def answer(sender: str, *lines: str) -> InboundMail:
    return mail(sender, f"In-Reply-To: {OURS}", *lines)


def named(sender: str, *protocols: str) -> InboundMail:
    return mail(sender, f"Subject: Re: Factura {' '.join(f'[{name}]' for name in protocols)}")


def closed(days: float, **changes: Any) -> dict[str, TicketFacts]:
    return {T1: facts(T1, (GUEST,), status="closed", resolved_at=NOW - timedelta(days=days), **changes)}
