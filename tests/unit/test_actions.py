"""One-tap actions: links that every program takes whole, with commands that the desk obeys as they stand."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from helpdesk.mailflow.actions import BODY_LIMIT, URL_LIMIT, Offers, mailto, on_ticket, tapped
from helpdesk.mailflow.card import Known, customer_line
from helpdesk.mailflow.commands import parse
from helpdesk.mailflow.compose import News, notification
from helpdesk.mailflow.leaks import Forbidden, leaks
from helpdesk.mailflow.marks import drawn, of_card
from helpdesk.mailflow.preview import LUCIA, NOW, PROTOCOL, CountingMint, agent, desk, ticket
from helpdesk.mailflow.words import LANGUAGES
from helpdesk.tickets.deeds import Commands
from helpdesk.tickets.model import Language, Status
from tests.unit.compose_kit import html, read, text

NOTE = "soporte+n-aaaabbbbccccdddd@acme.example"
CUSTOMER = "soporte+r-aaaabbbbccccdddd@acme.example"
UP = Offers(up="n2 complejidad")


def taps(language: Language, case: Status = "open", assignee: str = "") -> list[dict[str, str]]:
    found = on_ticket(
        replace(ticket(), status=case, assignee=assignee), language, UP, NOTE, CUSTOMER, "[X] Asunto"
    )
    return [{key: str(value) for key, value in one.items()} for one in found if isinstance(one, dict)]


def test_lines_end_in_crlf_and_no_character_is_left_bare() -> None:
    url = mailto(NOTE, "[ACM-1] Factura ñ & más", "#posponer mañana 9:00")
    assert url.endswith("%0D%0A") and "\n" not in url and url.isascii()
    assert url.startswith(f"mailto:{NOTE}?subject=%5BACM-1%5D%20")
    parts = parse_qs(urlsplit(url).query)
    assert parts == {"subject": ["[ACM-1] Factura ñ & más"], "body": ["#posponer mañana 9:00\r\n"]}


def test_a_link_that_a_program_would_cut_is_not_made() -> None:
    assert mailto(NOTE, "s", "x" * BODY_LIMIT) == ""
    assert len(mailto(NOTE, "s" * 1000, "ñ" * 250)) < URL_LIMIT
    assert mailto(NOTE, "ñ" * 120, "ñ" * 390) == ""
    assert tapped("Resolver", NOTE, "s", "x" * BODY_LIMIT) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["open", "resolved"])
def test_every_action_is_a_command_that_is_obeyed_as_it_stands(language: Language, case: Status) -> None:
    found = taps(language, case)
    assert len(found) == (1 if case == "resolved" else 4)
    for one in found:
        body = unquote(one["url"].partition("&body=")[2])
        commands = parse(f"{body}\r\nAna Ruiz\r\nSoporte Acme".replace("\r\n", "\n"))
        assert isinstance(commands, Commands) and len(commands.verbs) == 1
        assert one["body"] == commands.verbs[0].source
        assert one["url"].startswith(f"mailto:{NOTE}?")


def test_who_has_it_need_not_take_it() -> None:
    assert [one["body"] for one in taps("es", assignee="ana")] == [
        "#escalar n2 complejidad",
        "#posponer mañana 9:00",
        "#resolver",
    ]


def test_the_card_says_who_the_customer_is() -> None:
    last = replace(ticket(), protocol="ACM-2608-AAAAAA", subject="Cambio de titular", status="resolved")
    known = Known(
        facts={"plan": "oro", "language": "es"}, organisation="Banco", tickets=4, open_tickets=1, last=last
    )
    assert customer_line(ticket(), "es", known) == (
        "Lucía Pérez, lucia@cliente.example · Banco · plan: oro · 4 casos (1 en curso) · "
        "último: ACM-2608-AAAAAA «Cambio de titular», resuelto"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_card_is_known_when_it_comes_back(language: Language) -> None:
    written = notification(
        replace(desk(), viewer="https://desk.acme.example"),
        CountingMint(),
        NOW,
        ticket=replace(ticket(), assignee=""),
        agent=agent(language),
        news=News("customer", "Hola", LUCIA),
        because="assignment.yaml:5 por-turno",
        known=Known(NOW, "Banco del Sur", {"plan": "oro"}, 4, 1),
        offers=UP,
    )
    message = read(written.outgoing)
    shown = text(message)
    lines = drawn(shown)
    assert len(lines) == 7 and f"https://desk.acme.example/t/{PROTOCOL}" in lines[-1]
    forbidden = Forbidden(PROTOCOL, card_lines=tuple(lines))
    for line in lines:
        for quoted in (
            line,
            f"> {line}",
            f">> {line}",
            line.removeprefix("| "),
            line.replace(" ", "\u00a0", 1),
        ):
            assert leaks(f"Gracias.\n{quoted}\nUn saludo.", forbidden), quoted
    assert "#" not in of_card(shown)
    assert html(message).count('href="mailto:') == 5
