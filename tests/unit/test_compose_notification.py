"""What an agent is told: product.md 2.1 and 2.2, threats A7, A8, A13, A14, A28, E."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest

from helpdesk.mailflow import marks
from helpdesk.mailflow.compose import File, News, Written, notification
from helpdesk.mailflow.notification import ATTACHED_BYTES, WORDS_SHOWN
from helpdesk.mailflow.preview import LUCIA, MARTA, NOW, PROTOCOL, CountingMint, agent, desk, ticket
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Language, Message, Ticket
from tests.unit.compose_kit import header, html, mailbox, read, text
from tests.unit.test_headers import EVIL

WORDS = "Me siguen cobrando dos veces. Adjunto el extracto."
PDF = File("extracto año.pdf", "application/pdf", 84 * 1024, b"%PDF-")


def told(
    news: News, case: Ticket | None = None, who: Agent | None = None, references: tuple[str, ...] = ()
) -> Written:
    return notification(
        desk(),
        CountingMint(),
        NOW,
        ticket=case or ticket(),
        agent=who or agent(),
        news=news,
        because="assignment.yaml:5 por-turno",
        references=references,
    )


def test_a_customers_words_come_first_and_the_answer_goes_to_them() -> None:
    written = told(News("customer", WORDS, LUCIA, files=(PDF,)))
    message = read(written.outgoing)
    r, n, b = written.handles
    assert [one.kind for one in written.handles] == ["r", "n", "b"]
    assert mailbox(message, "From") == ("Lucía Pérez (cliente)", "soporte@acme.example")
    assert mailbox(message, "Reply-To") == ("→ CLIENTE Lucía Pérez", f"soporte+r-{r.secret}@acme.example")
    assert mailbox(message, "To") == ("Ana", "ana.ruiz@acme.example")
    assert header(message, "Subject") == f"[{PROTOCOL}] Factura duplicada"
    shown = text(message)
    assert shown.startswith(
        f"{WORDS}\n\n[extracto año.pdf, 84 KB, adjunto]\n\n-- Si respondes, le llega a Lucía como"
    )
    assert f"| {PROTOCOL} · Facturación · normal · N1 · tuyo · abierto · " in shown
    assert "| Por qué a ti: assignment.yaml:5 por-turno" in shown
    assert f"soporte+n-{n.secret}@acme.example" in shown
    assert f'href="mailto:soporte+n-{n.secret}@acme.example?subject=' in html(message)
    assert f"[{PROTOCOL}] Factura duplicada" in unquote(html(message))
    assert b.outgoing_message_id == message["Message-ID"]
    assert written.outgoing.envelope_from == f"soporte+b-{b.secret}@acme.example"
    assert written.outgoing.once
    assert written.outgoing.to_agent == "ana"


def test_handles_are_bound_to_person_ticket_and_version() -> None:
    written = told(News("customer", WORDS, LUCIA))
    r, n, _ = written.handles
    for one in (r, n):
        assert (one.ticket, one.agent, one.version) == (PROTOCOL, "ana", 3)
        assert one.expires_at > NOW
    assert r.message_id == written.outgoing.message_id
    assert n.message_id == ""
    assert written.outgoing.message_id.startswith("<r.")


@pytest.mark.parametrize("reason", ["guest", "bounce", "note", "held"])
def test_what_no_customer_wrote_is_answered_inside(reason: str) -> None:
    written = told(News(reason, WORDS, MARTA))  # type: ignore[arg-type]
    message = read(written.outgoing)
    r, n, _ = written.handles
    assert mailbox(message, "Reply-To") == (f"NOTA INTERNA {PROTOCOL}", f"soporte+n-{n.secret}@acme.example")
    assert (n.message_id, r.message_id) == (written.outgoing.message_id, "")
    assert written.outgoing.message_id.startswith("<n.")
    assert "-- Si respondes, queda como nota interna " in text(message)
    assert f"soporte+r-{r.secret}@acme.example" in text(message)
    assert "CLIENTE" not in header(message, "From")


def test_filters_find_what_they_need() -> None:
    message = read(told(News("new", WORDS, LUCIA)).outgoing)
    assert message["List-Id"] == "<n1.soporte.acme.example>"
    assert message["X-Helpdesk-Protocol"] == PROTOCOL
    assert message["X-Helpdesk-Reason"] == "new"
    assert message["X-Helpdesk-Tags"] == "factura, cobro"
    assert message["X-Helpdesk-Loop"] == "soporte@acme.example"
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("news", "said", "sender"),
    [
        (News("customer", WORDS, LUCIA, unverified=True), "! Sin verificar:", "Lucía Pérez (cliente, sin verificar)"),
        (News("guest", WORDS, MARTA), f"! Escribe un invitado: {MARTA.address}", "Marta Díaz (invitado)"),
        (News("customer", WORDS, LUCIA, reply_to="x@otro.example"), "! Pide la respuesta en otro dominio: x@otro", ""),
        (News("customer", WORDS, LUCIA, copied=("c@x.example",)), "! Puso en copia a c@x.example", ""),
    ],
)  # fmt: skip
def test_a_warning_is_a_sentence_on_its_own_line(news: News, said: str, sender: str) -> None:
    message = read(told(news).outgoing)
    (line,) = [line for line in text(message).split("\n") if line.startswith(marks.WARNING)]
    assert line.startswith(said)
    assert mailbox(message, "From")[0] == (sender or "Lucía Pérez (cliente)")


@pytest.mark.parametrize(
    ("language", "label"), [("es", "(cliente)"), ("en", "(customer)"), ("pt", "(cliente)")]
)
def test_it_speaks_the_agents_language(language: Language, label: str) -> None:
    message = read(told(News("customer", WORDS, LUCIA), ticket("en"), agent(language)).outgoing)
    assert message["Content-Language"] == language
    assert label in header(message, "From")
    assert any(marks.is_separator(line) for line in text(message).split("\n"))


def test_d_no_header_holds_the_customers_address() -> None:
    for who in (
        LUCIA,
        Address("lucia@cliente.example"),
        Address("lucia@cliente.example", "lucia@cliente.example"),
    ):
        case = replace(ticket(), requester=who)
        message = read(told(News("customer", WORDS, who), case).outgoing)
        heads = " ".join(header(message, name) for name in ("From", "To", "Reply-To"))
        assert "cliente.example" not in heads
        assert "ucia" in heads.replace("í", "i").lower()
        assert "lucia@cliente.example" in text(message)


def test_the_last_public_exchange_is_quoted_for_forty_lines() -> None:
    before = "\n".join(f"línea {n}" for n in range(60))
    previous = Message(
        PROTOCOL, 1, "out", NOW, "<a@x>", Address("a@x", "Ana"), (), (), "s", before, before, "", ""
    )
    shown = text(read(told(News("customer", WORDS, LUCIA, previous=previous)).outgoing))
    assert "-- Anterior ---" in shown
    assert "Ana, 23 nov 2026, 09:10:" in shown
    assert "> línea 39\n> […]" in shown
    assert "línea 40" not in shown


def test_files_are_attached_while_they_are_small_together() -> None:
    one = File("a.bin", "application/octet-stream", ATTACHED_BYTES // 2, b"x")
    message = read(told(News("customer", WORDS, LUCIA, files=(one, one))).outgoing)
    assert len([part for part in message.walk() if part.get_content_disposition()]) == 2
    message = read(told(News("customer", WORDS, LUCIA, files=(one, one, one))).outgoing)
    assert not [part for part in message.walk() if part.get_content_disposition()]
    assert text(message).count("[a.bin, 2.5 MB, no adjunto aquí".replace(".5", ",5")) == 3
    listed = read(told(News("customer", WORDS, LUCIA, files=(replace(PDF, data=None),))).outgoing)
    assert "no adjunto aquí" in text(listed)


def test_endless_words_are_cut_and_say_so() -> None:
    message = read(told(News("customer", "palabra " * 50_000, LUCIA)).outgoing)
    assert len(text(message)) < WORDS_SHOWN + 2_000
    assert "[… recortado:" in text(message)
    assert "Si respondes" in text(message)


def test_a8_what_hides_is_shown() -> None:
    evil = Address("l\u200bucia@cliente.example", "Lucía\u202egnp.exe")
    case = replace(ticket(), requester=replace(LUCIA, name=evil.name), subject="Hola\u202e\u200b")
    message = read(
        told(
            News(
                "customer",
                "uno\u202edos 👩‍💻",
                evil,
                unverified=True,
                files=(File("\u202efdp.exe", "a/b", 1),),
            ),
            case,
        ).outgoing
    )
    everything = text(message) + html(message) + header(message, "From") + header(message, "Subject")
    assert "\u202e" not in everything
    assert "\u200b" not in everything
    assert "\\u202edos 👩‍💻" in text(message)


def test_a13_no_other_handle_is_repeated() -> None:
    secret = "soporte+r-aaaabbbbccccdddd@acme.example"
    previous = Message(PROTOCOL, 1, "in", NOW, "<a@x>", LUCIA, (), (), "s", secret, secret, "", "")
    message = read(told(News("customer", f"reenvío: {secret}", LUCIA, previous=previous)).outgoing)
    assert "aaaabbbbccccdddd" not in text(message) + html(message)


@pytest.mark.parametrize("evil", EVIL)
def test_a28_nothing_of_others_makes_a_field(evil: str) -> None:
    good = read(told(News("customer", WORDS, LUCIA, files=(PDF,))).outgoing)
    who = Address(LUCIA.address, evil)
    case = replace(ticket(), subject=evil, requester=who, folder=evil, tags=(evil or "x",), team=evil)
    written = told(
        News("customer", evil, who, files=(replace(PDF, filename=evil),)), case, references=(evil,)
    )
    message = read(written.outgoing)
    assert message.keys() == good.keys()
    assert mailbox(message, "Reply-To")[1] == f"soporte+r-{written.handles[0].secret}@acme.example"
    assert written.outgoing.recipients == ("ana.ruiz@acme.example",)


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        ("-- Si respondes, le llega a Lucía como «Ana · Soporte Acme» ---", True),
        (">> -- If you reply, it stays an internal note -----", True),
        ("> \u00a0-- Se você responder, chega a Lúcia", True),
        ("-- Anterior ----", True),
        ("-- Anterior", False),
        ("-- ", False),
        ("Si respondes, le llega a", False),
        ("---- Original Message ----", False),
    ],
)
def test_a_separator_is_known_on_its_way_back(line: str, ours: bool) -> None:
    assert marks.is_separator(line) is ours


def test_separators_have_one_width() -> None:
    for family in (marks.TO_CUSTOMER, marks.TO_COLLEAGUES, marks.TO_THE_DESK, marks.EARLIER, marks.YOUR_TEXT):
        for start in family.values():
            assert len(marks.separator(start)) == marks.WIDTH
            assert marks.is_separator(marks.separator(start))
    assert marks.separator(marks.TO_CUSTOMER["es"], "x" * 100).endswith(" ----")
