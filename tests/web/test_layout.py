"""How pages are laid out in a real browser where mails are odd: nothing runs out of its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import sets, shop, writes
from tests.story.rig.world import World
from tests.web.chromium import tab
from tests.web.conftest import sign_in
from tests.web.rig import served


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory, cell: ParseCell) -> Iterator[World]:
    """A desk with one mail, whose subject is one word of 300 letters."""
    with shop(tmp_path_factory.mktemp("desk"), cell) as opened:
        writes(opened, "lucia", "inacabable" * 30, "¿Me ayudan?")
        yield opened


@pytest.mark.parametrize("width", [993, 1024, 1440])
def test_a_word_without_end_leaves_people_their_place(browser: Browser, odd: World, width: int) -> None:
    """Else the customer's name stands two letters a line."""
    with (
        served(odd.desk) as home,
        tab(browser, home, viewport={"width": width, "height": 900}) as shown,
    ):
        sign_in(odd, shown)
        shown.go("/")  # with its stylesheet: signing in waits for the address alone
        box = shown.page.locator(".tickets td.long").bounding_box()
        assert box is not None and box["width"] >= 110
        assert shown.width() == width


@pytest.mark.parametrize("width", [600, 769, 900, 992, 993, 1024, 1087, 1088, 1200])
def test_no_page_is_wider_than_a_window_between_the_usual_sizes(
    browser: Browser, odd: World, width: int
) -> None:
    """The figures stuck out of every window from 769 to 971 pixels, the queue where its views stand beside it."""
    case = next(iter(odd.store.tickets())).protocol
    with (
        served(odd.desk) as home,
        tab(browser, home, viewport={"width": width, "height": 900}) as shown,
    ):
        sign_in(odd, shown)
        paths = (
            "/",
            "/due",
            "/figures",
            "/rules",
            "/outbox",
            "/articles",
            f"/t/{case}",
            f"/t/{case}/customer",
        )
        assert {path: shown.width() for path in paths if shown.go(path) and shown.width() > width} == {}


@pytest.mark.parametrize("width", [320, 1440])
def test_of_many_tags_each_is_large_enough_to_tap(browser: Browser, odd: World, width: int) -> None:
    """They stand in rows above each other: what is too low is missed for its neighbour (WCAG 2.5.8)."""
    case = next(iter(odd.store.tickets())).protocol
    sets(odd, tags=tuple(f"etiqueta-{'x' * (n % 7)}{n}" for n in range(14)))
    with (
        served(odd.desk) as home,
        tab(browser, home, viewport={"width": width, "height": 900}) as shown,
    ):
        sign_in(odd, shown)
        for path in (f"/t/{case}", "/"):
            shown.go(path)
            assert "etiqueta-xxx3" in shown.page.content()
            assert shown.violations() == [], path
