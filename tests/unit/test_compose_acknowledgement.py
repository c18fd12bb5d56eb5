"""The acknowledgement: product.md 1.2 to 1.4, threats A19 (ACK-N), A28, A29."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpdesk.mailflow.acknowledgement import Opening, first_lines
from helpdesk.mailflow.compose import BadAddress, acknowledgement, neutral_acknowledgement
from helpdesk.mailflow.preview import LUCIA, NOW, PROTOCOL, CountingMint, desk, ticket
from helpdesk.mailflow.subjects import base, to_agent, to_customer
from helpdesk.tickets.greeting import given_name
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Language, Outgoing, Ticket
from tests.unit.compose_kit import header, html, mailbox, read, text
from tests.unit.test_headers import EVIL

PARENT = "<parent@cliente.example>"


def full(case: Ticket, original: str = "", promise: str = "") -> Outgoing:
    return acknowledgement(
        desk(),
        CountingMint(),
        NOW,
        ticket=case,
        in_reply_to=PARENT,
        original=original,
        opening=Opening(promise),
    ).outgoing


def neutral(case: Ticket, to: str = LUCIA.address, parent: str = PARENT) -> Outgoing:
    return neutral_acknowledgement(
        desk(), CountingMint(), NOW, ticket=case, to=to, in_reply_to=parent
    ).outgoing


@pytest.mark.parametrize("mail", [full(ticket()), neutral(ticket())])
def test_an_acknowledgement_can_start_no_loop(mail: Outgoing) -> None:
    message = read(mail)
    assert mail.envelope_from == ""
    assert mail.once
    assert mail.kind == "ack"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply, RN"
    assert message["X-Helpdesk-Loop"] == "soporte@acme.example"
    assert message["In-Reply-To"] == PARENT
    assert message["References"] == PARENT
    assert "Reply-To" not in message
    assert message["Date"] == "Mon, 23 Nov 2026 09:10:00 +0100"  # the desk's zone
    assert mailbox(message, "From") == ("Soporte Acme", "soporte@acme.example")
    assert mail.recipients == (LUCIA.address,)
    assert message["Message-ID"].startswith("<r.")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "es",
            ("Hola, Lucía:", "«Factura duplicada»", "English? Reply ENGLISH · Português? Responda PORTUGUÊS"),
        ),
        ("en", ("Hello Lucía,", "“Factura duplicada”", "¿Español? Responda ESPAÑOL · Português?")),
        ("pt", ("Olá, Lucía,", "“Factura duplicada”", "¿Español? Responda ESPAÑOL · English? Reply ENGLISH")),
    ],
)
def test_the_full_one_greets_and_echoes(language: Language, said: tuple[str, ...]) -> None:
    mail = full(ticket(language), "Me cobraron dos veces.")
    shown = text(read(mail))
    assert all(one in shown for one in said)
    assert f"\n    {PROTOCOL}\n" in shown
    assert "> Me cobraron dos veces." in shown
    assert mail.subject == f"Re: Factura duplicada [{PROTOCOL}]"
    assert "\x00" not in shown


def test_a_promise_is_said_only_where_one_is_made() -> None:
    assert "hoy antes de las 13:10 (hora de Madrid)" in text(
        read(full(ticket(), promise="hoy antes de las 13:10 (hora de Madrid)"))
    )
    assert "None" not in text(read(full(ticket())))


def test_a_desk_of_one_language_offers_no_other() -> None:
    box = replace(desk(), offers=("es",))
    mail = acknowledgement(box, CountingMint(), NOW, ticket=ticket(), in_reply_to=PARENT).outgoing
    assert "English" not in text(read(mail))


def test_the_original_is_quoted_for_fifteen_lines() -> None:
    shown = text(read(full(ticket(), "\n".join(f"línea {n}" for n in range(40)))))
    assert "> línea 14\n" in shown
    assert "línea 15" not in shown
    assert shown.rstrip().endswith("> […]")
    assert len(first_lines("x" * 10_000, 15)) < 600


@pytest.mark.parametrize("evil", EVIL)
def test_a28_nothing_of_the_sender_makes_a_field(evil: str) -> None:
    case = replace(ticket(), subject=evil, requester=Address(LUCIA.address, evil))
    good = read(full(ticket(), "x"))
    message = read(full(case, evil))
    assert message.keys() == good.keys()
    assert mailbox(message, "To")[1] == LUCIA.address
    assert header(message, "Subject").endswith(f"[{PROTOCOL}]")


def test_a_neutral_receipt_repeats_nothing_of_the_sender() -> None:
    for language in ("es", "en", "pt"):
        evil = replace(
            ticket(language),
            subject="BUYPILLS http://spam.example",
            requester=Address("victim@x.example", "BUYPILLS"),
        )
        mail = neutral(evil, "victim@x.example")
        plain = neutral(ticket(language), "victim@x.example")
        assert mail.raw == plain.raw  # the same for everybody (no oracle)
        assert b"BUYPILLS" not in mail.raw
        message = read(mail)
        assert mailbox(message, "To") == ("", "victim@x.example")
        assert PROTOCOL in mail.subject
        assert PROTOCOL in text(message)
        assert PROTOCOL in html(message)


def test_a_neutral_receipt_for_held_mail_names_no_number() -> None:
    mail = neutral(replace(ticket(), protocol=""))
    assert mail.subject == "Recibimos su mensaje"
    assert mail.ticket == ""
    assert "protocolo" not in text(read(mail))


def test_a_neutral_receipt_carries_no_endless_id() -> None:
    message = read(neutral(ticket(), parent=f"<{'spam-' * 80}@x.example>"))
    assert "In-Reply-To" not in message


@pytest.mark.parametrize("address", ['"a@x> ORCPT=b"@y.example', "señor@x.example", ""])
def test_a29_an_unusable_address_gets_no_mail(address: str) -> None:
    with pytest.raises(BadAddress):
        full(replace(ticket(), requester=Address(address, "x")))
    with pytest.raises(BadAddress):
        neutral(ticket(), address)


def test_a_handle_in_the_original_is_not_repeated() -> None:
    secret = "soporte+r-aaaabbbbccccdddd@acme.example"
    shown = read(full(replace(ticket(), subject=f"x {secret}"), f"escribí a {secret}"))
    assert "aaaabbbbccccdddd" not in text(shown)


# -- subjects -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("Factura", "Factura"),
        ("Re: Factura", "Factura"),
        ("RE: Fwd: RV: Re[2]: Factura", "Factura"),
        (f"Re: Factura [{PROTOCOL}]", "Factura"),
        (f"[{PROTOCOL}] Re: Factura [{PROTOCOL.lower()}]", "Factura"),
        ("Enc: Fatura", "Fatura"),
        ("AW: Rechnung", "Rechnung"),
        ("Reclamación", "Reclamación"),
        ("Res: pedido", "pedido"),
        ("RIF: R: Fattura", "Fattura"),
        ("返信: 请求", "请求"),
        ("RE\xa0: Re(2): Re^3: Factura", "Factura"),
        ("Enc.: Fatura", "Fatura"),
        ("[EXTERNAL] RE: Factura", "Factura"),
        ("RV: [EXT] ***SPAM*** Factura", "Factura"),
        ("[Pedido 44] Factura", "[Pedido 44] Factura"),
        ("Reenvío: paquete", "Reenvío: paquete"),
        ("", "(sin asunto)"),
        ("Re:", "(sin asunto)"),
        (" \t\r\n ", "(sin asunto)"),
    ],
)
def test_a_subject_is_the_customers_own(subject: str, plain: str) -> None:
    assert base(subject, PROTOCOL, "es") == plain
    assert to_customer(subject, PROTOCOL, "es", "suffix") == f"Re: {plain} [{PROTOCOL}]"
    assert to_customer(subject, PROTOCOL, "es", "prefix") == f"Re: [{PROTOCOL}] {plain}"
    assert to_customer(subject, PROTOCOL, "es", "none") == f"Re: {plain}"
    assert to_agent(subject, PROTOCOL, "es") == f"[{PROTOCOL}] {plain}"


def test_a_long_subject_keeps_its_protocol() -> None:
    for place in ("suffix", "prefix"):
        shown = to_customer("x" * 500, PROTOCOL, "es", place)
        assert f"[{PROTOCOL}]" in shown
        assert len(shown) <= 200


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Lucía Pérez", "Lucía"),
        ("Pérez Ríos, Lucía", "Lucía"),
        ("Jean-Luc", "Jean-Luc"),
        ("María del Carmen Soto", "María"),
        ("lucia@cliente.example", ""),
        ("Click http://evil.example", ""),
        ("1234", ""),
        ("", ""),
        ("日本 太郎", "日本"),
        ("PEREZ GARCIA, JUAN", "Juan"),
        ("lucía pérez", "Lucía"),
        ("Mª José Ruiz", ""),
        ("J. Ruiz", ""),
        ("Facturación Empresa SL", ""),
        ("IT Department", ""),
        ("Banco del Sur", ""),
        ("Grupo Ruiz", ""),
        ("The Smith Family", ""),
        ("Mr John Smith", ""),
        ("Doña Rosa", ""),
        ("no-reply", ""),
        ("María de los Ángeles Gil", "María"),
        ("Don", "Don"),
    ],
)
def test_a_greeting_is_a_name(name: str, greeted: str) -> None:
    assert given_name(name) == greeted
