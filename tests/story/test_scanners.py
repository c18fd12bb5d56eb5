"""What opens every link of every mail, and posts to it, changes nothing; whom a mail was for can use them all (A56)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.parse_cell import ParseCell
from tests.story.rig.agents import shell
from tests.story.rig.links import PUBLIC, SETTINGS, Browser, links
from tests.story.rig.people import address_of
from tests.story.rig.shop import later, ticket
from tests.story.rig.tell import answered_case
from tests.story.rig.world import World, open_world
from tests.story.test_customer_words import word

JUNK = (
    b"",
    b"\x00\xff" * 64,
    b"x=1",
    b"form=&score=5&comment=x&useful=yes",
    b"List-Unsubscribe=Yes",
    b"form=1.0",
)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def busy(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    """A desk with pages for customers that has sent each kind of mail with links in it."""
    with open_world(tmp_path, cell, settings=SETTINGS) as world:
        answered_case(world)
        word(world, "estado", kind="reply")
        shell(world, "ana", "#resolver")
        later(world, "26h")
        while world.store.index_pending():
            pass
        yield world


def every_link(world: World) -> dict[str, str]:
    """Each link of the desk's own pages in a mail that went out, and the kind of mail it stands in."""
    return {url: sent.kind for sent in world.sent for url in links(sent) if url.startswith(PUBLIC)}


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
    assert {"survey", "ack"} <= set(found.values()), "there is something to open"
    before, sent = dump(busy), len(busy.sent)
    browser = Browser(busy)
    for url in found:
        for _ in range(2):
            assert browser.get(url).status_code == 200, url
            assert browser.head(url).status_code == 200, url
        for body in JUNK:
            for kind in (FORM, "multipart/form-data; boundary=x", "application/json", "text/plain"):
                assert browser.post(url, body, content_type=kind).status_code in (400, 404, 405, 429), url
        busy.clock.advance(timedelta(minutes=2))
        for method in ("put", "delete", "patch", "options"):
            assert getattr(browser._viewer.client, method)(
                url.removeprefix(PUBLIC), base_url=PUBLIC
            ).status_code in (200, 405)
    busy.settle()
    assert dump(busy) == before
    assert len(busy.sent) == sent
    opened = busy.store.survey_counts(busy.clock.now() - timedelta(days=9))["csat"]
    assert (opened.answered, opened.unconfirmed) == (0, 1)


def test_whom_they_are_for_can_use_them_all_the_same(busy: World) -> None:
    found = every_link(busy)
    browser = Browser(busy)
    for url in found:
        browser.get(url)
    face = next(url for url in found if url.endswith("/4") and "/q/" in url)
    assert browser.press(face).status_code == 200
    assert [one.score for one in busy.store.surveys_of(ticket(busy).protocol)] == [4]
    stop = next(url for url in found if "/u/" in url)
    assert browser.press(stop).status_code == 200
    assert not busy.store.contact(address_of("lucia")).surveys
