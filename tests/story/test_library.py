"""The public knowledge base: read by everybody, kept by caches, linked from receipts; opinions and effects counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.article_votes import ArticleFigures
from tests.story.rig.links import PUBLIC, Browser, links
from tests.story.rig.shop import replies, sets, shop, writes, writes_again
from tests.story.rig.world import World
from tests.web.rig import hidden, viewer_of

HOSTILE = (
    "# Grande\n\nUna **reserva** y [un sitio](https://banco.example/x), [otro](javascript:alert(1)).\n\n"
    "<script>alert(1)</script><img src=https://canary.example/x onerror=alert(2)>\n\n"
    "![pixel](https://canary.example/p.gif)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
)
FILES = {
    "kb/cobro-repetido.es.md": "---\ntitle: Por qué un cobro aparece dos veces\ncategory: Cobros\n"
    "tags: [facturacion]\nrelated: [horario]\n---\n" + HOSTILE,
    "kb/cobro-repetido.en.md": "---\ntitle: Why a charge shows twice\ncategory: Charges\n---\nA reservation.\n",
    "kb/horario.es.md": "---\ntitle: Horario de la tienda\n---\nDe nueve a seis.\n",
    "kb/fuera.es.md": "---\ntitle: Fuera\nlink: https://otra.example/fuera\n---\n",
}
PATH = "/kb/cobro-repetido"


@pytest.fixture
def library(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    with shop(tmp_path, cell, FILES) as world:
        settings = world.desk.settings
        world.desk.settings = replace(settings, web=replace(settings.web, public_url=PUBLIC))
        yield world


def titles(page: str) -> list[str]:
    return re.findall(r'<li><a href="[^"]*"(?: rel="[^"]*")?>([^<]+)</a>', page)


def test_by_category_for_everybody(library: World) -> None:
    page = Browser(library).get("/kb")
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    assert titles(page.text)[:3] == ["Por qué un cobro aparece dos veces", "Fuera", "Horario de la tienda"]
    assert "X-Robots-Tag" not in page.headers and 'content="noindex' not in page.text
    assert 'href="https://otra.example/fuera" rel="noopener noreferrer"' in page.text
    assert Browser(library).get("/").location == "/kb", "what the public name shows first"


def test_by_tag_and_category_and_words(library: World) -> None:
    browser = Browser(library)
    assert titles(browser.get("/kb?tag=facturacion").text) == ["Por qué un cobro aparece dos veces"]
    assert titles(browser.get("/kb?category=Cobros").text) == ["Por qué un cobro aparece dos veces"]
    assert titles(browser.get("/kb?q=POR+QUE+reserva").text) == ["Por qué un cobro aparece dos veces"]
    made_up = browser.get("/kb?category=Llame+al+900&tag=Llame+al+900").text
    assert "Llame al 900" not in made_up and "<h1>Ayuda</h1>" in made_up
    nothing = browser.get('/kb?q="><script>zapato(1)</script>')
    assert "Nada dice todas esas palabras" in nothing.text and "<script>zapato" not in nothing.text
    assert 'content="noindex"' in nothing.text


def test_an_article_is_read_safely(library: World) -> None:
    page = Browser(library).get(PATH)
    assert page.status_code == 200
    body = page.text.partition('<div class="article">')[2].partition("</article>")[0]
    assert "<strong>reserva</strong>" in body and "<h2>Grande</h2>" in body and "<td>1</td>" in body
    assert 'href="https://banco.example/x" rel="noopener noreferrer nofollow"' in body
    assert not re.search(r'<script|href="javascript|<img[^>]*src|<[^>]*onerror', body)
    assert "canary.example" not in re.sub(r"&lt;.*?&gt;", "", body)
    assert page.text.count("<h1") == 1 and "Horario de la tienda" in page.text.partition("Relacionados")[2]
    assert "mailto:" in page.text


def test_in_another_language(library: World) -> None:
    browser = Browser(library)
    assert "Why a charge shows twice" in browser.get(f"{PATH}?lang=en").text
    english = browser.get(PATH, headers={"Accept-Language": "en-GB,en;q=0.8"})
    assert '<html lang="en">' in english.text and english.headers["Vary"] == "Accept-Language"
    assert '<html lang="es">' in browser.get("/kb/horario?lang=en").text, "there is none in English"
    assert '<html lang="es">' in browser.get(f"{PATH}?lang=xx").text
    assert 'hreflang="en"' in browser.get(PATH).text
    assert browser.get("/kb/no-hay").status_code == 404


def test_caches_keep_it(library: World) -> None:
    browser = Browser(library)
    for path in ("/kb", PATH):
        page = browser.get(path)
        assert page.headers["Cache-Control"] == "public, max-age=300"
        assert browser.get(path, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_was_it_useful(library: World) -> None:
    browser, now = Browser(library), library.clock.now()
    form = hidden(browser.get(PATH).text)
    for data in ({}, {"useful": "yes"}, {**form, "useful": "maybe"}, {"form": "1.a", "useful": "no"}):
        assert browser.post(f"{PATH}/useful", data).status_code in (400, 404)
    assert library.store.article_figures(now - timedelta(days=1)) == {}
    thanks = browser.post(f"{PATH}/useful", {**form, "useful": "no"})
    assert thanks.status_code == 200 and "Preguntar a una persona" in thanks.text
    for _ in range(5):
        assert browser.post(f"{PATH}/useful", {**form, "useful": "yes"}).status_code == 200
    assert library.store.article_figures(now - timedelta(days=1)) == {
        "cobro-repetido": ArticleFigures(useless=1)
    }
    library.clock.advance(timedelta(days=1, minutes=1))
    again = browser.post(f"{PATH}/useful", {**form, "useful": "yes"})
    assert again.status_code == 400, "an old page asks anew"
    form = hidden(again.text)
    browser.post(f"{PATH}/useful", {**form, "useful": "yes"})
    figures = library.store.article_figures(now - timedelta(days=1))["cobro-repetido"]
    assert (figures.useful, figures.useless) == (1, 1)


def test_a_receipt_links_to_it_and_a_case_may_end_by_itself(library: World) -> None:
    told = writes(library, "lucia", "Cobro", "Me aparece dos veces el mismo cobro.")
    ack = next(one for one in told.sent if one.kind == "ack")
    [url] = links(ack)
    assert url == f"{PUBLIC}{PATH}?lang=es" and "reserva" not in ack.text
    assert Browser(library).get(url).status_code == 200
    writes_again(library, "lucia", "cerrar")
    writes(library, "pedro", "Dos veces", "El cobro de ayer aparece otra vez hoy.")
    replies(library, "ana")
    writes_again(library, "pedro", "cerrar")
    writes(library, "tomas", "Cobros", "En mi cuenta hay dos, aparecen varias veces.")
    sets(library, status="resolved")
    writes(library, "joana", "Pago", "Cobro repetido: aparece en rojo y dos veces.")
    since = library.clock.now() - timedelta(days=1)
    assert library.store.article_figures(since) == {"cobro-repetido": ArticleFigures(offered=4, spared=1)}
    assert library.store.article_figures(since, ("web",)) == {}
    viewer = viewer_of(library.desk)
    assert viewer.get("/articles").status_code == 404
    viewer.sign_in()
    page = re.sub(r"\s+", " ", viewer.get("/articles").text)
    row = re.search(r"cobro-repetido</span></td>(.*?)</tr>", page)
    assert row is not None and re.findall(r">(\d+)<", row[1]) == ["4", "1", "0", "0"]
