"""The fixtures of the tests in a browser: one Chromium, one desk with a past, one viewer that serves it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.web.login_link import new_link
from tests.servers.child import Missing
from tests.servers.fixtures import skip_or_fail
from tests.story.rig.shop import shop
from tests.story.rig.world import World
from tests.web.chromium import Tab, chromium
from tests.web.rig import served
from tests.web.scene import ARTICLES, play_with_pages


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium, or a skip with the reason."""
    try:
        with chromium() as opened:
            yield opened
    except Missing as missing:
        skip_or_fail(missing)


@pytest.fixture(scope="session")
def cell() -> Iterator[ParseCell]:
    opened = ParseCell()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, cell: ParseCell) -> Iterator[World]:
    """The shop after two days."""
    with shop(tmp_path_factory.mktemp("desk"), cell, ARTICLES) as opened:
        play_with_pages(opened)
        while opened.store.index_pending():
            pass
        yield opened


@pytest.fixture(scope="module")
def home(world: World) -> Iterator[str]:
    """Where the viewer of that shop answers."""
    with served(world.desk) as url:
        yield url


def sign_in(world: World, tab: Tab, email: str = "ana@acme.example") -> None:
    """By a printed link and its button."""
    tab.go(new_link(world.store, tab.home, email, world.clock.now()))
    tab.follow("main button")
    assert tab.page.url == tab.home + "/"
