"""The language of a first mail: told by enough words of one language, or not told."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.language import detect
from tests.replies.speech import SPEECH


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Factura duplicada\nMe han cobrado dos veces la factura de noviembre. ¿Pueden mirarlo?", "es"),
        ("Nos cobraron dos veces.", "es"),
        ("No puedo entrar en mi cuenta", "es"),
        ("My order has not arrived.", "en"),
        ("Cannot log in to my account", "en"),
        ("Minha fatura veio em dobro, podem ver?", "pt"),
        ("Não consigo entrar", "pt"),
        ("MEU PEDIDO NÃO CHEGOU", "pt"),
        ("Quanto custa o envio para o Porto?", "pt"),
        ("Good morning, how much?", "en"),
        ("Cuanto cuesta", "es"),
    ],
)
def test_told(text: str, language: str) -> None:
    assert detect(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hola",
        "Error 500",
        "Factura",
        "RE: 4711",
        "Guten Tag, meine Rechnung ist falsch",
        "Привет, где мой заказ?",
    ],
)
def test_not_told(text: str) -> None:
    assert detect(text).language is None


def test_two_languages_are_none() -> None:
    assert detect("Hola, quiero mi factura. Hello, I want my invoice.").language is None


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_what_the_corpus_says(language: str) -> None:
    """The answers of the reply corpus are each known for what they are, or not at all."""
    says = SPEECH[language]
    assert detect(says.answer).language in (language, None)


def test_a_long_text_costs_no_more() -> None:
    assert detect("hola " * 1_000_000).language == "es"
