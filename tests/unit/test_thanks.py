"""A mail of thanks and nothing else is known as one; whatever says more is content."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.thanks import only_thanks


@pytest.mark.parametrize(
    "text",
    [
        "Gracias",
        "¡Muchas gracias!",
        "Perfecto, gracias. Un saludo",
        "Muchísimas gracias por la rapidez.",
        "Thanks!",
        "Thank you very much for your help",
        "Great, it works now. Thanks",
        "Obrigada",
        "Ok, gracias. Saludos cordiales",
        "Thanks, that works!",
        "Valeu!\n\nAbraços",
        "Muito obrigado pela ajuda!",
        "GRACIAS\n\nSaludos",
        "Graciassss!!!",
        "Ya me llegó, gracias",
        "Gracias, ya lo he recibido",
        "Todo correcto, muchas gracias por la atención recibida",
        "Gracias, buen fin de semana",
        "Thanks for the help, have a great weekend",
        "Muito obrigada pelo excelente atendimento",
        "Obrigado, já chegou. Deu certo!",
        "Much appreciated",
        "ok",
        "👍",
        "👍🏽 ❤️",
        "Vale",
        "De acuerdo.",
        "Recibido, ya está resuelto",
        "It works now",
        "Hola, ya funciona. Saludos",
        "Resolvido!",
    ],
)
def test_thanks(text: str) -> None:
    assert only_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Gracias, pero no funciona",
        "Gracias por nada",
        "Muchas gracias por nada.",
        "Gracias, aunque no me llegó",
        "Thanks, but it is still broken",
        "Obrigado, mas não chegou",
        "¿Gracias?",
        "Gracias. Pedido 4711",
        "Gracias, Ana: falta la segunda factura",
        "Saludos",
        "Ok, pero falta una",
        "Gracias, no me ha llegado",
        "Gracias, me llegó roto",
        "Gracias, llegó muy tarde",
        "Gracias, espero su respuesta",
        "Ahora no funciona",
        "Ok, envíenmelo",
        "Show me",
        "👎",
        "👍😡",
        "...",
        "Hola",
        "No funciona",
        "Not fixed",
        "It is resolved?",
        "Ok. Pedido 4711",
        "gracias " * 13,
        "No gracias",
    ],
)
def test_content(text: str) -> None:
    assert not only_thanks(text)


def test_with_a_file_it_is_content() -> None:
    assert not only_thanks("Gracias", files=True)


@pytest.mark.parametrize(
    "text", ["Gracias, Ana.", "Muchas gracias, Ana.\n\nLucía Pérez", "Thanks Ana! Lucia"]
)
def test_the_two_who_talk_may_be_named(text: str) -> None:
    assert only_thanks(text, thanked="Ana Ruiz", sender="Lucía Pérez")
    assert not only_thanks(text)


@pytest.mark.parametrize("text", ["Gracias, Luis", "Gracias, Ruiz", "Ana"])
def test_other_names_are_content(text: str) -> None:
    assert not only_thanks(text, thanked="Ana Ruiz", sender="Lucía Pérez")


def test_a42_what_is_long_is_not_looked_at() -> None:
    """Letters without end would cost their square, and kept every other mail waiting."""
    assert not only_thanks("a" * 1_000_000 + "b") and not only_thanks("gracias " * 1_000_000)
