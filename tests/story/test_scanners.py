"""What opens every link of every mail, and posts to it, changes nothing; whom a mail was for can use them all (A56)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.commands.notify import notify_all
from helpdesk.daemon.commands.notify_list import notify_list
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.agents import shell
from tests.story.rig.asked import csat
from tests.story.rig.links import PUBLIC, Browser, links
from tests.story.rig.people import address_of
from tests.story.rig.shop import later, replies, shop, ticket, writes, writes_again
from tests.story.rig.world import World
from tests.web.rig import hidden, viewer_of

JUNK = (
    b"",
    b"\x00\xff" * 64,
    b"x=1",
    b"form=&score=5&comment=x&useful=yes",
    b"List-Unsubscribe=Yes",
    b"form=1.0",
)
FORM = "application/x-www-form-urlencoded"


FILES = {
    "macros/retraso.es.md": "---\ntitle: Retraso\n---\nLos pedidos se retrasan dos días.\n",
    "kb/cobro-repetido.es.md": "---\ntitle: Por qué un cobro aparece dos veces\n---\nEl banco muestra una reserva.\n",
}


@pytest.fixture
def busy(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    """A desk with pages for customers that has sent each kind of mail with links in it."""
    with shop(tmp_path, cell, FILES) as world:
        settings = world.desk.settings
        asks, pages = replace(settings.surveys, enabled=True), replace(settings.web, public_url=PUBLIC)
        world.desk.settings = replace(settings, surveys=asks, web=pages)
        writes(world, "lucia", "Un cobro", "Me aparece dos veces el mismo cobro.")
        agent = ticket(world).assignee
        replies(world, agent)
        writes_again(world, "lucia", "estado", kind="reply")
        shell(world, agent, "#etiqueta +tecnico")
        notify(world)
        later(world, "2m")
        shell(world, agent, "#resolver")
        viewer = viewer_of(world.desk)
        viewer.post("/in", data={**hidden(viewer.get("/").text), "address": address_of("ana")})
        later(world, "26h")
        while world.store.index_pending():
            pass
        yield world


def notify(world: World) -> None:
    """A notice to the open cases of a tag, and one to the addresses of a table."""
    printer = Printer(json=True)
    notify_all(world.desk, printer, "tecnico", "retraso", per_minute=600, dry=False)
    table = world.store.path.parent / "list.csv"
    table.write_text("address\npilar@nueva.example\n")
    notify_list(world.desk, printer, table, "retraso", "", per_minute=600, dry=False)


def every_link(world: World) -> dict[str, str]:
    """Each link of the desk's own pages in a mail that went out, and the kind of mail it stands in."""
    own = (PUBLIC, world.desk.settings.web_url)
    return {url: sent.kind for sent in world.sent for url in links(sent) if url.startswith(own)}


def dump(world: World) -> dict[str, str]:
    """A fingerprint of each table. That a question's page was opened is written down, and counts as no answer."""
    db = world.store._db
    shown: dict[str, str] = {}
    for (name,) in db.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
    ):
        columns = [str(row[1]) for row in db.rows(f"SELECT * FROM pragma_table_info('{name}')")]
        kept = ", ".join(column for column in columns if (name, column) != ("surveys", "opened_at"))
        rows = sorted(map(repr, db.rows(f"SELECT {kept} FROM {name}")))
        shown[str(name)] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return shown


def test_a56_a_scanner_changes_nothing(busy: World) -> None:
    found = every_link(busy)
    assert {"survey", "ack", "macro", "login"} <= set(found.values()), "there is something to open"
    assert {"q", "u", "s", "kb", "enter"} <= {url.split("/")[3] for url in found}
    before, sent = dump(busy), len(busy.sent)
    browser = Browser(busy)
    for url in found:
        for _ in range(2):
            # A link to sign in is nothing but to the browser that asked for it.
            assert browser.get(url).status_code == (404 if "/enter/" in url else 200), url
            assert browser.head(url).status_code == (404 if "/enter/" in url else 200), url
        for body in JUNK:
            for kind in (FORM, "multipart/form-data; boundary=x", "application/json", "text/plain"):
                assert browser.post(url, body, content_type=kind).status_code in (400, 403, 404, 405), url
        busy.clock.advance(timedelta(minutes=2))
        for method in ("put", "delete", "patch", "options"):
            assert browser.ask(method, url).status_code in (200, 404, 405)
    busy.settle()
    assert dump(busy) == before
    assert len(busy.sent) == sent
    opened = csat(busy.store)
    assert (opened.answered, opened.unconfirmed) == (0, 1)


def test_whom_they_are_for_can_use_them_all_the_same(busy: World) -> None:
    found = every_link(busy)
    browser = Browser(busy)
    for url in found:
        browser.get(url)
        browser.post(url, b"x")
    face = next(url for url in found if url.endswith("/4") and "/q/" in url)
    assert browser.press(face).status_code == 200
    assert [one.score for one in busy.store.surveys_of(ticket(busy).protocol)] == [4]
    stop = next(url for url, kind in found.items() if "/u/" in url and kind == "survey")
    assert browser.press(stop).status_code == 200
    assert not busy.store.contact(address_of("lucia")).surveys
    [pilar] = [one for one in busy.sent if one.to == "pilar@nueva.example"]
    [hers] = links(pilar)
    assert browser.post(hers, {"List-Unsubscribe": "One-Click"}).status_code == 200
    busy.settle()
    assert not busy.store.contact("pilar@nueva.example").surveys
