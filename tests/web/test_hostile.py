"""Every form of the corpus in a real browser: as HTML, as text, as subject, as names; nothing runs, nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import shop
from tests.story.rig.tell import tell
from tests.story.rig.world import World
from tests.unit.test_web_xss import hostile
from tests.web.chromium import tab
from tests.web.conftest import sign_in
from tests.web.rig import served
from tests.web.xss_corpus import EVERYTHING, HTML

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
AT_ONCE = 12


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, cell: ParseCell) -> Iterator[World]:
    """A desk that got every form in the HTML of a mail of its own, and all of them as text of all kinds."""
    with shop(tmp_path_factory.mktemp("desk"), cell) as opened:
        for n, form in enumerate(HTML):
            tell(opened, html_mail(n, form), "mallory", "none")
        for start in range(0, len(EVERYTHING), AT_ONCE):
            tell(opened, hostile(EVERYTHING[start : start + AT_ONCE]), "mallory", "none")
        while opened.store.index_pending():
            pass
        yield opened


@pytest.fixture(scope="module")
def home(world: World) -> Iterator[str]:
    with served(world.desk) as url:
        yield url


def html_mail(n: int, form: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Mallory <mallory@evil.example>"
    mail["To"] = "tienda@acme.example"
    mail["Subject"] = f"form {n}"
    mail["Message-ID"] = f"<html{n}@evil.example>"
    mail.set_content("text")
    mail.add_alternative(f"<p>before {n}</p>{form}<p>after</p>", subtype="html")
    return mail.as_bytes()


def test_a32_a36_no_form_runs_and_nobody_is_asked(browser: Browser, world: World, home: str) -> None:
    frames = [one for one in world.store.tickets(limit=1_000) if one.subject.startswith("form ")]
    assert len(frames) == len(HTML) > 200
    with tab(browser, home) as shown:
        sign_in(world, shown)
        for ticket in frames:
            assert shown.go(f"/t/{ticket.protocol}/1/html") == 200
            # The mouse over everything, and a click on what can be clicked: handlers would run.
            shown.page.mouse.move(40, 40)
            shown.page.mouse.wheel(0, 50)
            assert shown.ran() == [], ticket.subject
            assert shown.outside == [], ticket.subject


def test_a32_a33_nor_does_any_on_the_pages_themselves(browser: Browser, world: World, home: str) -> None:
    others = [one for one in world.store.tickets(limit=1_000) if not one.subject.startswith("form ")]
    assert len(others) >= len(EVERYTHING) // AT_ONCE
    with tab(browser, home) as shown:
        sign_in(world, shown)
        lists = [
            "/",
            "/?status=all",
            "/due",
            "/search?q=window",
            "/search?q=script",
            "/outbox",
            "/held",
            "/rules",
        ]
        for path in [*lists, *(f"/t/{one.protocol}" for one in others)]:
            assert shown.go(path) == 200
            for closed in shown.page.query_selector_all("details:not([open]) > summary"):
                closed.click()
            assert shown.ran() == [], path
        assert shown.outside == [] and shown.said == []


def test_a_mail_that_is_read_in_its_frame_shows_its_words(browser: Browser, world: World, home: str) -> None:
    """The frame is there, is let in, and shows what the mail says: a sandbox that shows nothing would pass all else."""
    ticket = next(one for one in world.store.tickets(limit=1_000) if one.subject == "form 0")
    with tab(browser, home) as shown:
        sign_in(world, shown)
        shown.go(f"/t/{ticket.protocol}")
        shown.page.click("summary:has-text('Con formato')")
        frame = shown.page.frame_locator("iframe")
        assert frame.locator("p").first.inner_text() == "before 0"
        assert frame.locator("script").count() == 0
