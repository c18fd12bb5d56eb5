"""Which articles a mail is offered: by the title's words in any form, by words of their own, never by chance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpdesk.rules.book import Article, Book, Team
from helpdesk.rules.suggest import suggestions
from helpdesk.tickets.model import Language

TWICE = Article(
    "cobro-repetido",
    "kb/cobro-repetido.es.md:1",
    ("facturacion",),
    {
        "es": ("Por qué un cobro aparece dos veces", "El banco muestra una reserva.", ""),
        "en": ("Why a charge shows twice", "", "https://acme.example/kb/twice"),
        "pt": ("Por que uma cobrança aparece duas vezes", "O banco mostra.", ""),
    },
    ("doble cobro",),
)
HOURS = Article(
    "horario", "kb/horario.es.md:1", (), {"es": ("Horario de la tienda", "De 9 a 18.", "")}, ("horario",)
)
BOOK = Book(
    revision="r",
    agents=(),
    staff={},
    places={},
    articles={"cobro-repetido": TWICE, "horario": HOURS},
    teams={"n0": Team("n0", "teams.yaml:2", "N0", kb_suggest=2, kb_min_score=0.6)},
)


def ids(text: str, language: Language = "es", book: Book = BOOK, tags: tuple[str, ...] = ()) -> list[str]:
    return [one.id for one in suggestions(book, language, text, tags)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Factura\nMe han cobrado dos veces la factura de noviembre."),
        ("es", "¿Por qué APARECEN DOS COBROS?"),
        ("es", "Tengo un doble cobro"),
        ("en", "I was charged twice and it shows on my statement"),
        ("pt", "A cobrança veio duas vezes no cartão"),
    ],
)
def test_offered(language: Language, text: str) -> None:
    assert ids(text, language) == ["cobro-repetido"]


@pytest.mark.parametrize(
    "text", ["", "Hola", "He llamado dos veces y no funciona", "El cobro de hoy", "¿Y mi pedido?"]
)
def test_not_offered(text: str) -> None:
    assert ids(text) == []


def test_a_tag_of_the_tickets_counts_a_little() -> None:
    assert ids("Cobros dos") == [] and ids("Cobros dos", tags=("facturacion",)) == ["cobro-repetido"]
    assert ids("Nada de eso", tags=("facturacion",)) == []


def test_two_at_most_the_likeliest_first() -> None:
    many = {f"a{n}": replace(HOURS, id=f"a{n}") for n in range(5)}
    both = replace(BOOK, articles={**BOOK.articles, **many})
    assert ids("¿Cuál es el horario? Me cobraron dos veces, cobro", book=both)[:2] == ["a0", "a1"]
    assert len(ids("horario", book=both)) == 2
    one = replace(BOOK, teams={"n0": replace(BOOK.teams["n0"], kb_suggest=1)})
    assert ids("horario y cobro dos veces", book=one) == ["horario"]


def test_never_in_another_language_and_not_where_no_team_offers() -> None:
    assert ids("horario", "en") == []
    assert ids("doble cobro", book=replace(BOOK, teams={})) == []
    strict = replace(BOOK, teams={"n0": replace(BOOK.teams["n0"], kb_min_score=1.0)})
    assert ids("cobrado dos veces", book=strict) == []


def test_it_says_why() -> None:
    [found] = suggestions(BOOK, "es", "Me han cobrado dos veces", ())
    assert found.score == 0.75
    assert found.because == "3 of 4 words of its title (cobro, dos, veces) · kb/cobro-repetido.es.md:1"
    [found] = suggestions(BOOK, "es", "Un doble cobro", ())
    assert found.because == "says «doble cobro» · kb/cobro-repetido.es.md:1"
