"""The language of a first mail: told by enough words of one language, or not told."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.language import detect, of_mail
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
        ("Hola, el login del website no funciona, el issue sigue", "es"),
        ("Oi, o team não consegue abrir o website", "pt"),
    ],
)
def test_told(text: str, language: str) -> None:
    assert detect(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Error 500",
        "Reembolso",
        "ÃC¬O®a°V ¥_»ô ÃC¤§±À ¨÷²Ä¤C¡@ ÂøÃÀ¡@²×¨î µÃã²Ä¤Q¤K ¤Ò¤E¦{¤§¤H¡A¨¥»y¤£¦P ¡A¥Í¥Á¤w¨Ó¡A©T±`µM¨o¡",
        "Bonjour, la facture est fausse",
        "Ça ne marche pas",
        "Posso?",
        "Ciao, ho un problema con la fattura",
        "Das Problem",
        "Mail?",
        "RE: 4711",
        "Guten Tag, meine Rechnung ist falsch",
        "Привет, где мой заказ?",
    ],
)
def test_not_told(text: str) -> None:
    assert detect(text).language is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hola", "es"), ("no funciona", "es"), ("precio?", "es"), ("Factura 1182", "es"), ("no puedo entrar", "es"),
        ("se cayó la web", "es"), ("gracias", "es"), ("ayuda!!", "es"), ("olvidé la clave", "es"), ("horario?", "es"),
        ("help", "en"), ("order 1182?", "en"), ("price?", "en"), ("any news?", "en"), ("Refund pls", "en"),
        ("site down", "en"), ("broken", "en"), ("Opening hours?", "en"), ("urgent!!", "en"),
        ("oi, tudo bem?", "pt"), ("preço?", "pt"), ("cadê meu pedido", "pt"), ("nao funciona", "pt"), ("ola", "pt"),
        ("alguma novidade?", "pt"), ("esqueci a senha", "pt"), ("boleto", "pt"), ("obrigado", "pt"),
    ],
)  # fmt: skip
def test_one_word_tells_where_there_are_few(text: str, language: str) -> None:
    assert detect(text).language == language


def test_one_word_is_no_knowledge() -> None:
    assert not detect("hola").sure and detect("Hola, no puedo entrar").sure


LEGAL = """
This e-mail and any files are confidential and intended solely for the use of the individual to whom they are addressed.
If you have received this in error please notify us.
"""
SHOP = """
Your order has been cancelled because we could not charge your card. Please contact us with the number of the order.
"""
GMAIL = "---------- Forwarded message ---------\nFrom: Shop <shop@x.example>\nSubject: Your order\n" + SHOP
OUTLOOK = (
    "De: Shop <shop@x.example>\nEnviado: segunda-feira, 23 de novembro de 2026\nPara: Ana <ana@y.example>\n"
    "Assunto: Your order\n" + SHOP
)


@pytest.mark.parametrize(
    ("subject", "words", "language"),
    [
        ("Order 1182", "no ha llegado", "es"),
        ("Login problem", "Não consigo entrar", "pt"),
        ("Re: Your invoice and payment", "Hola, esta factura está mal", "es"),
        ("Consulta", "order 1182?", "en"),
        ("Ayuda", "", "es"),
        ("Error 500", "Hola, no carga la web.\n" + LEGAL, "es"),
        ("FW: Your order", "mirad esto\n\nnos pasa otra vez\n\n" + GMAIL, "es"),
        ("RV: Your order", "oi, podem ver?\n\n" + OUTLOOK, "pt"),
        ("Fwd: Your order", GMAIL, "en"),
    ],
)
def test_what_she_says_herself_tells(subject: str, words: str, language: str) -> None:
    assert of_mail(subject, words).language == language


def test_two_languages_are_none() -> None:
    assert detect("Hola, quiero mi factura. Hello, I want my invoice.").language is None


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_what_the_corpus_says(language: str) -> None:
    """The answers of the reply corpus are each known for what they are, or not at all."""
    says = SPEECH[language]
    assert detect(says.answer).language in (language, None)


def test_a_long_text_costs_no_more() -> None:
    assert detect("hola " * 1_000_000).language == "es"
