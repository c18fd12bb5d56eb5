"""A person's way through every page: nothing is asked of anybody else, nothing is broken, everybody can read it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.story.rig.asked import csat
from tests.story.rig.world import World
from tests.web.chromium import Tab, tab
from tests.web.conftest import sign_in
from tests.web.walk import customers_pages, pages

pytestmark = pytest.mark.browser
SIZES = {"phone": (320, 640), "tablet": (768, 1024), "desk": (1440, 900)}


def ordinary(said: list[str]) -> list[str]:
    """The console's complaints without that of a page that is not there."""
    return [words for words in said if "404 (NOT FOUND)" not in words]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_whole_and_open_to_everybody(
    browser: Browser, world: World, home: str, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    with tab(browser, home, viewport={"width": width, "height": height}, color_scheme=scheme) as shown:
        shown.go("/")
        assert shown.violations() == [], "before anybody is signed in"
        sign_in(world, shown)
        for name, path in pages(world).items():
            assert shown.go(path) == (404 if name in ("nothing", "customers-gone") else 200)
            for closed in shown.page.query_selector_all("details:not([open]) > summary"):
                closed.click()
            assert shown.violations() == [], name
            assert shown.width() <= width, f"{name} scrolls sideways"
        assert shown.outside == [] and ordinary(shown.said) == [] and shown.opened == []


@pytest.mark.parametrize("language", ["en", "pt"])
def test_the_other_languages_fit_too(browser: Browser, world: World, home: str, language: str) -> None:
    from dataclasses import replace

    before = world.desk.policy
    speaks = tuple(replace(agent, languages=(language,)) for agent in before.agents)  # type: ignore[arg-type]
    world.desk.adopt(replace(before, agents=speaks))
    try:
        with tab(browser, home, viewport={"width": 320, "height": 640}) as shown:
            sign_in(world, shown)
            for name, path in pages(world).items():
                shown.go(path)
                own = name == "nothing" or name.startswith("customers-")
                assert shown.page.get_attribute("html", "lang") == language or own
                assert shown.width() <= 320 and shown.violations() == [], name
    finally:
        world.desk.adopt(before)


def test_without_javascript_everything_works(browser: Browser, world: World, home: str) -> None:
    with tab(browser, home, java_script_enabled=False) as shown:
        sign_in(world, shown)
        page = shown.page
        page.select_option("select[name=status]", "resolved")
        shown.follow("form.filters button")
        assert "status=resolved" in page.url and "Refund for order 1182" in page.content()
        shown.follow("header nav a[href='/search']")
        page.fill("#q", "DEVOLUCIÓN estado:abierto")
        shown.enter("#q")
        shown.follow(".found a")
        assert "NOTA INTERNA" in page.content() and "/t/ACM-" in page.url
        shown.follow("header .who a")
        shown.follow("main form button")
        assert page.locator("form.stack").count() == 1, "signed out"
        assert shown.outside == []


def test_the_keyboard_reaches_the_content_first(browser: Browser, world: World, home: str) -> None:
    with tab(browser, home) as shown:
        sign_in(world, shown)
        shown.go("/due")
        shown.page.bring_to_front()
        shown.page.keyboard.press("Tab")
        assert shown.page.evaluate("document.activeElement.className") == "skip"
        shown.page.keyboard.press("Enter")
        assert shown.page.evaluate("document.activeElement.id") == "main"


def test_keys_move_open_and_go(browser: Browser, world: World, home: str) -> None:
    with tab(browser, home) as shown:
        sign_in(world, shown)
        shown.go("/")
        shown.page.wait_for_selector("#keys:not([hidden])")
        for key in ("j", "j", "k"):
            shown.page.keyboard.press(key)
        shown.page.keyboard.press("Enter")
        shown.page.wait_for_url("**/t/ACM-*")
        shown.page.keyboard.press("w")
        assert shown.page.is_visible(".asked-rules li >> nth=0")
        assert in_sight(shown, ".asked-rules li >> nth=0")
        shown.page.keyboard.press("?")
        assert in_sight(shown, "#keys p"), "the list of keys lies below everything else"
        shown.page.keyboard.press("g")
        shown.page.keyboard.press("m")
        shown.page.wait_for_url("**/figures")
        shown.page.keyboard.press("/")
        shown.page.wait_for_url("**/search")
        shown.page.wait_for_function("document.activeElement.id === 'q'")
        shown.page.press("#q", "g")
        shown.page.press("#q", "m")
        assert shown.page.input_value("#q") == "gm", "what is typed is typed"
        assert shown.said == [] and shown.outside == []


def in_sight(shown: Tab, selector: str) -> bool:
    """Whether this stands within the window, from its first line on."""
    box, window = shown.page.locator(selector).bounding_box(), shown.page.viewport_size
    return box is not None and window is not None and 0 <= box["y"] < window["height"]


def test_files_are_saved_not_opened(browser: Browser, world: World, home: str) -> None:
    with tab(browser, home, accept_downloads=True) as shown:
        sign_in(world, shown)
        shown.go(pages(world)["ticket"])
        for name in ("factura 4711.pdf", "captura.png"):
            with shown.page.expect_download() as saved:
                shown.page.click(f"text={name}")
            assert saved.value.suggested_filename == name
        with shown.page.expect_download() as saved:
            shown.page.click("text=Original .eml >> nth=0")
        assert saved.value.path().read_bytes().startswith(b"Authentication-Results: mx.acme.example")


def test_why_did_this_ticket_go_to_this_agent(browser: Browser, world: World, home: str) -> None:
    """From the queue, two clicks at most: the rule by file and line, and what it looked at."""
    with tab(browser, home) as shown:
        sign_in(world, shown)
        shown.follow("text=URGENTE: no funciona")
        row = shown.page.locator("li.event", has_text="asigna")
        assert re.search(r"assignment\.yaml:\d+ \S+", row.first.inner_text())


def test_a_link_followed_from_elsewhere_arrives(browser: Browser, world: World, home: str) -> None:
    """From a mail read on another site: the strict cookie comes with the second question, which is ours."""
    path = pages(world)["ticket"]
    with tab(browser, home) as shown:
        sign_in(world, shown)
        elsewhere = home.replace("127.0.0.1", "localhost")
        shown.page.goto(elsewhere + "/")
        shown.page.evaluate(
            "url => { const a = document.createElement('a'); a.href = url; a.textContent = 'x'; a.id = 'mail';"
            " document.body.append(a); }",
            home + path,
        )
        shown.follow("#mail")
        shown.page.wait_for_selector("h1:has-text('Factura 4711')")


def test_sizes_of_queues_keep_up_while_somebody_looks(browser: Browser, world: World, home: str) -> None:
    with tab(browser, home) as shown:
        sign_in(world, shown)
        shown.go("/")
        size = shown.page.locator('[data-count="open"]')
        before = int(size.inner_text())
        one = world.store.tickets(status="new")[0]
        world.store._db.run("UPDATE tickets SET status = 'closed' WHERE id = ?", one.id)
        try:
            with shown.page.expect_response("**/counts") as told:
                shown.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            assert told.value.status == 200
            shown.page.wait_for_function(
                f"document.querySelector('[data-count=open]').textContent === '{before - 1}'"
            )
            with shown.page.expect_response("**/counts") as again:
                shown.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            assert again.value.status == 304
        finally:
            world.store._db.run("UPDATE tickets SET status = 'new' WHERE id = ?", one.id)


def test_printed_it_is_the_history_alone(browser: Browser, world: World, home: str) -> None:
    with tab(browser, home) as shown:
        sign_in(world, shown)
        shown.go(pages(world)["ticket"])
        shown.page.emulate_media(media="print")
        assert not shown.page.is_visible("header nav") and shown.page.is_visible("ol.timeline")


def test_the_tab_is_watched(browser: Browser, world: World, home: str) -> None:
    """A test of the test: what must not happen is seen where it happens."""
    with tab(browser, home) as shown:
        sign_in(world, shown)
        shown.page.evaluate("window.ran = 'x'; document.body.append(new Image())")
        assert shown.ran() == ["x"]
        context = shown.context
        other = context.new_page()
        with other.expect_request("https://canary.example/x"):
            other.set_content(
                "<img src='https://canary.example/x'><input><p style='color:#aaa;background:#bbb'>pale words"
            )
        assert shown.outside == ["https://canary.example/x"]
        planted = Tab(context, other, home).violations()
        assert any(one.startswith("label") for one in planted)
        assert any(one.startswith("color-contrast") for one in planted)


def test_a_customer_answers_and_reads_without_javascript(browser: Browser, world: World, home: str) -> None:
    """Nobody is signed in: the survey by its button, then another number; an article, its search and its question."""
    path = customers_pages(world)["customers-survey"]
    with tab(browser, home, java_script_enabled=False, viewport={"width": 320, "height": 640}) as shown:
        page = shown.page
        shown.go(path)
        page.check("input[name=score][value='4']")
        page.fill("#comment", "Rápidos.")
        shown.follow("main button")
        assert "Gracias" in page.content() and page.inner_text("main strong") == "4"
        shown.go("/kb?lang=es")
        page.fill("#q", "RESERVA")
        shown.enter("#q")
        shown.follow(".articles a >> nth=0")
        assert page.inner_text("h1") == "Por qué un cobro aparece dos veces"
        shown.follow("text=Português")
        assert page.get_attribute("html", "lang") == "pt"
        shown.follow("button[value=yes]")
        assert "Obrigado" in page.content()
        assert shown.outside == [] and shown.context.cookies() == []
    world.settle()
    assert csat(world.store).answered == 1
