"""What is cut from an agent's mail must be accounted for: by the ticket's words, or by what programs draw."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.evidence import Past
from tests.unit.test_own_words import mail

SAID = "Me siguen cobrando dos veces la factura.\nVea https://banco.example/recibo/4711 para más.\nGracias"
PAST = Past(texts=[SAID], desk=frozenset({"tienda@acme.example"}), protocol="ACM-2611-7K3MGX")
HEAD = "El lun, 23 nov 2026 a las 9:10, Lucía escribió:"
OUTLOOK = "De: Lucía\nEnviado: lunes, 23 de noviembre de 2026 9:10\nPara: Ana\nAsunto: x"


def doubt(text: str, past: Past = PAST) -> str:
    """What of her mail is asked about."""
    return own_words(mail(text), strict=True, past=past).doubtful


@pytest.mark.parametrize("head", [HEAD, OUTLOOK, f"-----Mensaje original-----\n{OUTLOOK}"])
@pytest.mark.parametrize(
    "quote",
    [
        SAID,
        "Me siguen cobrando\ndos veces la\nfactura.",
        "Gracias",
        "Vea https://eur01.safelinks.example/?url=x%2Fy para más.",
        "Vea <https://banco.example/recibo/4711> para más. [cid:image001.png@01D]",
        "EXTERNAL: do not click on anything.\n\nMe siguen cobrando dos veces la factura.",
        "Cuidado: el remitente es externo.\nMe siguen cobrando dos veces la factura.",
        "M\u00ade siguen co\u200bbrando dos veces la factura.",
        f"Me siguen cobrando dos veces la factura.\n\n{HEAD}\n> Gracias",
        "Me siguen cobrando dos veces la factura.\nEnviado desde mi iPhone",
        "| ACM-2611-7K3MGX · normal · N1\n| Cliente: Lucía\n| Órdenes de un toque: [Resolver] #resolver",
    ],
)
def test_what_the_ticket_or_a_program_wrote_needs_no_question(head: str, quote: str) -> None:
    assert doubt(f"Hecho.\n\n{head}\n\n{quote}") == ""


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("Otra cosa.", "Otra cosa."),
        ("Me siguen cobrando dos veces la factura. SÍ, CIERTO", "SÍ, CIERTO"),
        ("Me siguen cobrando dos veces la factura.\nNo\nVea esto para más.", "No"),
        ("Me siguen cobrando dos veces la factura.\n#nota\nGracias", "#nota"),
        ("| ACM-2611-9QZ2M4 · normal · N1\n| Cliente: Pedro", "Pedro"),
        (
            "Me siguen cobrando dos veces la factura.\nOjo, que el banco externo tarda.",
            "el banco externo tarda",
        ),
    ],
)
def test_what_neither_wrote_is_asked_about(quote: str, shown: str) -> None:
    found = doubt(f"Hecho.\n\n{HEAD}\n\n{quote}")
    assert shown in found
    whole = own_words(mail(f"Hecho.\n\n{HEAD}\n\n{quote}"), strict=True, past=PAST, with_doubtful=True)
    assert shown in whole.text and whole.text.startswith("Hecho.")


def test_the_part_comes_back_with_what_stands_above_it_and_without_what_is_known() -> None:
    part = f"{HEAD}\n\nOtra cosa muy distinta.\n\nMe siguen cobrando dos veces la factura."
    whole = own_words(mail(f"Hecho.\n\n{part}"), strict=True, past=PAST, with_doubtful=True)
    assert whole.text == f"Hecho.\n\n{HEAD}\n\nOtra cosa muy distinta."


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_mail_of_somebody_with_an_address_is_pasted_unless_a_program_quoted_it(elsewhere: bool) -> None:
    past = Past(texts=[SAID], desk=PAST.desk, elsewhere=elsewhere)
    text = "Mire:\n\nEl jue, 19 nov 2026 a las 9:10, Banco <b@banco.example> escribió:\n\nEs correcto.\n\nUn saludo"
    found = own_words(mail(text), strict=True, past=past)
    assert (found.text == text, bool(found.doubtful)) == (not elsewhere, elsewhere)
