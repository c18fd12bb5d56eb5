"""Receipts, confirmations and the desk's own notices: product.md 2.4, threats D, E, ALERT."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.mailflow import marks
from helpdesk.mailflow.agent_notices import TEXT_SHOWN
from helpdesk.mailflow.compose import (
    OwnMail,
    Written,
    alert,
    confirm,
    login,
    not_delivered,
    not_sent,
    was_this_you,
)
from helpdesk.mailflow.preview import LUCIA, NOW, PROTOCOL, CountingMint, agent, desk, ticket
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Alert, NewHandle
from tests.unit.compose_kit import header, mailbox, read, text
from tests.unit.test_headers import EVIL

OWN = OwnMail(
    "<own@acme.example>", "Re: Factura", "Hola, Lucía:\n\n#asignar luiz\n\nYa está devuelto.\n", held=12
)


def refused(mail: OwnMail = OWN, with_ticket: bool = True) -> Written:
    return not_sent(
        desk(),
        CountingMint(),
        NOW,
        agent=agent(),
        mail=mail,
        reason="No hay agente «luiz».",
        advice="Quita esa línea y responde otra vez.",
        ticket=ticket() if with_ticket else None,
    )


def test_a_receipt_says_what_why_and_gives_all_back() -> None:
    written = refused()
    message = read(written.outgoing)
    shown = text(message)
    assert shown.startswith(
        "Tu mensaje NO salió y no cambió nada.\n\nPor qué: No hay agente «luiz».\n\nQué hacer: Quita"
    )
    assert shown.rstrip().endswith(OWN.text.rstrip())
    assert "número 12" in shown
    assert mailbox(message, "From") == ("Soporte Acme · NO ENVIADO", "soporte@acme.example")
    assert written.outgoing.envelope_from == ""
    assert written.outgoing.recipients == (agent().address,)
    assert written.outgoing.once
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["In-Reply-To"] == OWN.message_id
    assert header(message, "Subject") == f"NO ENVIADO: [{PROTOCOL}] Factura duplicada"


def test_a_receipt_offers_fresh_addresses_and_releases_nothing() -> None:
    written = refused()
    kinds: dict[str, NewHandle] = {one.kind: one for one in written.handles}
    assert set(kinds) == {"c", "r", "n"}
    message = read(written.outgoing)
    assert mailbox(message, "Reply-To") == (
        f"Comandos {PROTOCOL}",
        f"soporte+c-{kinds['c'].secret}@acme.example",
    )
    assert all(one.held == 0 for one in written.handles)
    assert kinds["c"].message_id == message["Message-ID"]
    for kind in "rn":
        assert f"soporte+{kind}-{kinds[kind].secret}@acme.example" in text(message)
    lone = refused(with_ticket=False)
    assert [one.kind for one in lone.handles] == ["c"]
    assert "+r-" not in text(read(lone.outgoing))


def test_a_text_too_long_to_show_comes_back_as_a_file() -> None:
    long = "línea de texto\n" * (TEXT_SHOWN // 10)
    message = read(refused(replace(OWN, text=long)).outgoing)
    (part,) = [one for one in message.walk() if one.get_content_disposition() == "attachment"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode() == long.strip("\n")
    assert part.get_filename() == "mensaje.txt"


def test_a_confirmation_goes_to_the_registered_address_and_releases_one_mail() -> None:
    written = confirm(
        desk(),
        CountingMint(),
        NOW,
        agent=agent(),
        mail=OWN,
        recipient="Lucía Pérez",
        why="Sin firma.",
        ticket=ticket(),
    )
    message = read(written.outgoing)
    (release,) = written.handles
    assert (release.kind, release.agent, release.held, release.ticket) == ("c", "ana", 12, PROTOCOL)
    assert release.expires_at == NOW + timedelta(hours=24)
    assert release.message_id == message["Message-ID"]
    assert written.outgoing.recipients == (agent().address,)
    assert mailbox(message, "Reply-To")[1] == f"soporte+c-{release.secret}@acme.example"
    shown = text(message)
    assert OWN.text.strip() in shown
    assert "Lucía Pérez" in shown
    assert "Sin firma." in shown
    assert message["Auto-Submitted"] == "auto-generated"
    lone = confirm(desk(), CountingMint(), NOW, agent=agent(), mail=OWN, recipient="", why="-")
    assert lone.handles[0].ticket == ""


@pytest.mark.parametrize(("trying", "said"), [(True, "aún no ha llegado a"), (False, "NO llegó a")])
def test_what_cannot_be_delivered_comes_back(trying: bool, said: str) -> None:
    written = not_delivered(
        desk(),
        CountingMint(),
        NOW,
        agent=agent(),
        mail=OWN,
        address=LUCIA.address,
        reason="550 5.1.1 no such user\r\nBcc: x@x.example",
        ticket=ticket(),
        still_trying=trying,
    )
    shown = text(read(written.outgoing))
    assert f"{said} {LUCIA.address}" in shown
    assert "550 5.1.1 no such user" in shown
    assert "Ya está devuelto." in shown


def test_was_this_you_says_nothing_of_the_ticket() -> None:
    written = was_this_you(desk(), CountingMint(), NOW, ticket=ticket(), to=LUCIA.address, held=12)
    message = read(written.outgoing)
    (release,) = written.handles
    assert (release.kind, release.agent, release.held) == ("c", "", 12)
    whole = text(message) + header(message, "Subject") + header(message, "From") + header(message, "Reply-To")
    for secret in (PROTOCOL, "Factura", "Lucía", "Facturación"):
        assert secret not in whole
    assert written.outgoing.envelope_from == ""


def test_an_alert_is_plain_and_keeps_secrets() -> None:
    news = Alert("agent-unverified", "to soporte+r-aaaabbbbccccdddd@acme.example\nfrom \u202ex@evil.example")
    written = alert(
        desk(), CountingMint(), NOW, to=["a@acme.example", "b@acme.example"], language="en", news=news
    )
    shown = text(read(written.outgoing))
    assert "agent-unverified" in shown
    assert "aaaabbbbccccdddd" not in shown
    assert "\\u202ex@evil.example" in shown
    assert written.outgoing.recipients == ("a@acme.example", "b@acme.example")


def test_an_alert_says_in_its_subject_what_happened() -> None:
    def subject(words: str) -> str:
        news = Alert("agent-unverified", "x")
        told = alert(
            desk(), CountingMint(), NOW, to=["a@x.example"], language="es", news=news, reason_words=words
        )
        return header(read(told.outgoing), "Subject")

    assert subject("Llegó un mensaje sin pruebas.") == "Aviso de la mesa: Llegó un mensaje sin pruebas"
    assert subject("") == "Aviso de la mesa: agent-unverified", "of a newer version"


def test_a_sign_in_link_shows_itself() -> None:
    url = "https://desk.acme.example/entrar/abc?x=1&y=2"
    written = login(
        desk(),
        CountingMint(),
        NOW,
        to=Address("ana.ruiz@acme.example", "Ana"),
        language="es",
        url=url,
        minutes=15,
    )
    message = read(written.outgoing)
    assert f"\n{url}\n" in text(message)
    assert "15 minutos" in text(message)
    assert written.handles == ()


@pytest.mark.parametrize("evil", EVIL)
def test_a28_nothing_of_the_mail_makes_a_field(evil: str) -> None:
    mail = OwnMail(evil, evil, evil, 1, references=(evil,))
    for with_ticket in (True, False):
        message = read(refused(mail, with_ticket).outgoing)
        assert "In-Reply-To" not in message
        assert set(message.keys()) <= set(read(refused().outgoing).keys())
        assert mailbox(message, "To")[1] == agent().address


def test_below_a_separator_all_is_ours() -> None:
    lines = text(read(refused().outgoing)).split("\n")
    assert sum(map(marks.is_separator, lines)) == 2
