"""Which articles a mail is offered: by words in common in any form, by words of their own, seldom by chance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpdesk.mailflow.why_words import spoken
from helpdesk.rules.book import Article, Book, Team
from helpdesk.rules.kb_index import kb_index
from helpdesk.rules.suggest import suggestions
from helpdesk.tickets.model import Language

ASKED = Path(__file__).parents[1] / "articles"
STORY = "Cobros, banco y ciudad, puerta, ventana, mesa, silla, lluvia"
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


def shelf(articles: dict[str, Article]) -> Book:
    """A policy that offers these articles."""
    n0 = Team("n0", "teams.yaml:2", "N0", kb_suggest=2, kb_min_score=0.6)
    return Book("r", (), {}, {}, articles=articles, teams={"n0": n0}, kb=kb_index(articles))


BOOK = shelf({"cobro-repetido": TWICE, "horario": HOURS})


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
    assert ids("Cobros, banco y ciudad, puerta, ventana, mesa, silla, lluvia", tags=("facturacion",)) == [
        "cobro-repetido"
    ]
    assert ids("Nada de eso", tags=("facturacion",)) == []


def test_two_at_most_the_likeliest_first() -> None:
    many = {f"a{n}": replace(HOURS, id=f"a{n}") for n in range(5)}
    both = shelf({**BOOK.articles, **many})
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
    [found] = suggestions(BOOK, "es", "Me han cobrado dos veces, dice el banco", ())
    assert round(found.score, 2) == 0.81
    assert found.because == (
        "words of its title or names (cobrado); beside them (dos, veces, banco) · kb/cobro-repetido.es.md:1"
    )
    [found] = suggestions(BOOK, "es", "Un doble cobro", ())
    assert found.because == "says «doble cobro» · kb/cobro-repetido.es.md:1"


@pytest.mark.parametrize(("name", "right", "chance"), [("shop", 20, 2), ("provider", 23, 1)])
def test_what_customers_ask_in_their_own_words(name: str, right: int, chance: int) -> None:
    """Twelve articles in three languages, 48 questions that share few words with them, 40 mails that none answers.

    `right`: questions that are offered theirs. The second base was not looked at while the weights were chosen.
    """
    read = yaml.safe_load((ASKED / f"{name}.yaml").read_text("utf-8"))
    book = shelf({slug: article(slug, languages) for slug, languages in read["articles"].items()})
    offered = [(one["wants"], ids(one["mail"], one["language"], book)) for one in read["questions"]]
    assert sum(slug in got for slug, got in offered) >= right
    assert sum(bool(got) and slug not in got for slug, got in offered) <= 2
    assert sum(bool(ids(one["mail"], one["language"], book)) for one in read["unrelated"]) <= chance


def article(slug: str, languages: dict[Language, dict[str, Any]]) -> Article:
    """As its files would be read."""
    return Article(
        slug,
        f"kb/{slug}.md:1",
        tuple(tag for each in languages.values() for tag in each["tags"]),
        {language: (each["title"], each["body"], "https://x") for language, each in languages.items()},
        tuple(word for each in languages.values() for word in each["words"]),
        {language: each["category"] for language, each in languages.items()},
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "palabras de su título o de sus nombres (cobrado); junto a ellas (dos, veces, banco)"),
        ("pt", "palavras do seu título ou dos seus nomes (cobrado); junto com elas (dos, veces, banco)"),
    ],
)
def test_why_is_said_in_the_readers_language(language: Language, said: str) -> None:
    [found] = suggestions(BOOK, "es", "Me han cobrado dos veces, dice el banco", ())
    assert spoken(found.because, language) == f"{said} · kb/cobro-repetido.es.md:1"
