"""A customer sees how her case stands by a link in the status answer: never a word or a name, and not for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import shell
from tests.story.rig.links import PUBLIC, SETTINGS, Browser, links
from tests.story.rig.people import address_of
from tests.story.rig.shop import later, shop, ticket, writes
from tests.story.rig.tell import answered_case, open_case
from tests.story.rig.template import last
from tests.story.rig.world import World, open_world
from tests.story.test_customer_words import word


@pytest.fixture
def paged(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    """A desk with pages for customers; Lucía's case was answered."""
    with open_world(tmp_path, cell, settings=SETTINGS) as world:
        answered_case(world)
        yield world


def status_link(world: World, kind: str = "reply", said: str = "estado") -> str:
    """She asks how it stands, and finds the link in the answer."""
    told = word(world, said, kind=kind)
    assert told.mails == ["ack to lucia"]
    [url] = [url for url in links(told.sent[0]) if "/s/" in url]
    return url


def steps(page: str) -> list[str]:
    return re.findall(r"<li><span>([^<]+)</span>", page)


def test_state_and_steps_without_a_word(paged: World) -> None:
    page = Browser(paged).get(status_link(paged))
    assert page.status_code == 200
    assert ticket(paged).protocol in page.text and "Abierto, y lo tiene una persona del equipo" in page.text
    assert steps(page.text) == ["Usted nos escribió", "Le respondimos por correo"]
    secrets = [
        "Factura duplicada",
        "Lucía",
        "Lucia",
        "Ana",
        address_of("lucia"),
        address_of("ana"),
        "devolvemos",
    ]
    assert [one for one in secrets if one in page.text] == []
    assert page.headers["Referrer-Policy"] == "no-referrer" and page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"] and 'name="robots" content="noindex' in page.text
    assert "Set-Cookie" not in page.headers
    assert re.search(r'href="mailto:soporte@[^"]*\?subject=%5BACM-', page.text)


def test_it_goes_with_the_case(paged: World) -> None:
    url, browser = status_link(paged), Browser(paged)
    shell(paged, "ana", "#esperar")
    assert "Responda, por favor, a la pregunta" in browser.get(url).text
    later(paged, "1m")
    shell(paged, "ana", "#nota\nEs una clienta difícil.\n#resolver")
    page = browser.get(url).text
    assert "Dado por resuelto" in page and "Si no está resuelto" in page and "difícil" not in page
    later(paged, "1m")
    word(paged, "No, sigue igual.", kind="reply")
    assert steps(browser.get(url).text)[-4:] == [
        "Esperamos un dato suyo", "Lo dimos por resuelto", "Recibimos un correo", "Se abrió otra vez",
    ]  # fmt: skip


def test_what_is_promised_stands_there(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        world.desk.settings = _public(world)
        writes(world, "lucia", "Factura 4711", "La factura 4711 está duplicada.")
        told = word(world, "estado", to="To: tienda@acme.example")
        [url] = [url for url in links(told.sent[0]) if "/s/" in url]
        page = Browser(world).get(url).text
        assert re.search(
            r"(Le responde una persona|Lo resolvemos) <strong>hoy antes de las \d\d:\d\d", page
        ), page
        later(world, "9d")
        assert "Vamos con retraso" in Browser(world).get(url).text


def _public(world: World):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    web = replace(world.desk.settings.web, public_url=PUBLIC)
    return replace(world.desk.settings, web=web)


def test_in_her_language(paged: World) -> None:
    word(paged, "English", kind="reply")
    page = Browser(paged).get(status_link(paged)).text
    assert '<html lang="en">' in page and "We answered" in page


def test_it_ends(paged: World) -> None:
    browser, first = Browser(paged), status_link(paged)
    second = status_link(paged)
    assert (browser.get(first).status_code, browser.get(second).status_code) == (404, 200), "the newest alone"
    paged.clock.advance(timedelta(days=29))
    assert browser.get(second).status_code == 200
    paged.clock.advance(timedelta(days=2))
    gone = browser.get(second)
    assert gone.status_code == 404 and gone.text == browser.get(f"{PUBLIC}/s/{'a' * 29}").text
    paged.store.tidy(paged.clock.now())
    assert paged.store._db.rows("SELECT kind FROM page_links WHERE kind = 'status'") == []


def test_a_person_closes_it(paged: World) -> None:
    url = status_link(paged)
    assert paged.store.revoke_status_links(ticket(paged).protocol) == 1
    assert Browser(paged).get(url).status_code == 404
    assert Browser(paged).get(status_link(paged)).status_code == 200, "a new one may be asked for"


def test_who_takes_no_part_any_more_sees_nothing(paged: World) -> None:
    url = status_link(paged)
    with paged.store.write():
        paged.store._db.run("DELETE FROM participants WHERE address = ?", address_of("lucia"))
    assert Browser(paged).get(url).status_code == 404


def test_what_is_no_case_has_no_page(paged: World) -> None:
    url = status_link(paged)
    shell(paged, "ana", "#descartar")
    assert Browser(paged).get(url).status_code == 404


def test_a_link_of_another_kind_opens_nothing(paged: World) -> None:
    secret = status_link(paged).rpartition("/")[2]
    browser = Browser(paged)
    for path in (f"/q/{secret}", f"/q/{secret}/5", f"/u/{secret}"):
        assert browser.get(path).status_code == 404
        assert browser.post(path, {"List-Unsubscribe": "One-Click", "score": "5"}).status_code == 404


def test_no_other_answer_holds_one(paged: World) -> None:
    told = word(paged, "cerrar", kind="reply")
    assert [url for one in told.sent for url in links(one) if "/s/" in url] == []


def test_without_a_public_name_there_is_none(world: World) -> None:
    open_case(world)
    told = word(world, "estado")
    assert links(told.sent[0]) == [] and "durante 30 días" not in last(world, "ack", "lucia").text
