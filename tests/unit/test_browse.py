"""The knowledge base to read in: what words find, what belongs together, and what its files may not say."""

from __future__ import annotations

import pytest

from helpdesk.rules.book import Book
from helpdesk.rules.browse import categories, found, related, tags
from helpdesk.rules.load import load_policy
from helpdesk.tickets.model import Language
from tests.unit.acme_kit import SHOP, acme_files

KB = {
    "kb/cobro-repetido.es.md": "---\ntitle: Por qué un cobro aparece dos veces\ncategory: Facturación\n"
    "tags: [facturacion]\n---\nEl banco muestra una reserva.\n",
    "kb/cobro-repetido.en.md": "---\ntitle: Why a charge shows twice\ncategory: Billing\n---\nA reservation.\n",
    "kb/devolucion.es.md": "---\ntitle: Cómo llega una devolución\ncategory: Facturación\n"
    "related: [cobro-repetido]\n---\nAl mismo medio de pago.\n",
    "kb/horario.es.md": "---\ntitle: Horario\nwords: [abren]\n---\nDe nueve a seis.\n",
    "kb/zapatos.es.md": "---\ntitle: Ánimo\ntags: [facturacion]\n---\nZapatería.\n",
}


def book(**changed: str) -> Book:
    files = {
        **acme_files(),
        **KB,
        **{f"kb/{name.replace('_', '-')}.es.md": text for name, text in changed.items()},
    }
    loaded, flaws = load_policy(files, SHOP)
    assert loaded is not None, flaws
    return loaded


def test_by_category_and_tag() -> None:
    shelves = {name: [one.id for one in list_] for name, list_ in categories(book(), "es").items()}
    assert shelves == {"Facturación": ["devolucion", "cobro-repetido"], "": ["zapatos", "horario"]}
    assert list(categories(book(), "en")) == ["Billing"] and categories(book(), "pt") == {}
    assert tags(book(), "es") == ["facturacion"]


@pytest.mark.parametrize(
    ("asked", "language", "ids"),
    [
        ("devolucion", "es", ["devolucion"]),
        ("DEVOLUCIÓN", "es", ["devolucion"]),
        ("zapateria", "es", ["zapatos"]),
        ("factura", "es", ["devolucion", "cobro-repetido", "zapatos"]),
        ("cobro banco", "es", ["cobro-repetido"]),
        ("cobro zapatos", "es", []),
        ("abren", "es", ["horario"]),
        ("charge", "en", ["cobro-repetido"]),
        ("charge", "es", []),
        ("", "es", []),
        ("¿?", "es", []),
        ("x" * 10_000, "es", []),
    ],
)
def test_found_by_words(asked: str, language: Language, ids: list[str]) -> None:
    assert sorted(one.id for one in found(book(), language, asked)) == sorted(ids)


def test_what_stands_in_the_title_comes_first() -> None:
    text = "---\ntitle: Otra cosa\n---\nUn cobro, por ejemplo.\n"
    assert [one.id for one in found(book(otra=text), "es", "cobro")] == ["cobro-repetido", "otra"]


def test_what_belongs_together() -> None:
    policy = book()
    assert [one.id for one in related(policy, "es", policy.articles["cobro-repetido"])] == [
        "devolucion",
        "zapatos",
    ]
    assert [one.id for one in related(policy, "es", policy.articles["devolucion"])] == ["cobro-repetido"]
    assert related(policy, "en", policy.articles["cobro-repetido"]) == []


def test_an_article_that_is_not_there_is_told() -> None:
    files = {**acme_files(), **KB, "kb/a.es.md": "---\ntitle: A\nrelated: [cobro-repetid]\n---\nX\n"}
    _, flaws = load_policy(files, SHOP)
    said = [str(flaw) for flaw in flaws if flaw.file.startswith("kb/")]
    assert len(said) == 1 and "cobro-repetido" in said[0] and "line=3" in said[0]
