"""Every mail in a real browser: on a phone and at full width, by day and by night, with nothing from outside."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.web.mails import NARROW, OF_THE_PROGRAM, WIDE, every_mail, reading

MAILS = every_mail()
# What is written to be touched: a face of a survey, a command's link. Addresses inside a line are read and copied.
_SMALL = """() => [...document.querySelectorAll('a')].filter(a => getComputedStyle(a).display !== 'inline')
    .map(a => [a.getBoundingClientRect(), a]).filter(([box, a]) => box.height < 44 || box.width < 44 &&
        a.className === 'face').map(([box, a]) => `${a.textContent}: ${box.width} x ${box.height}`)"""
_PAPER = "() => [document.body, ...document.querySelectorAll('.card')].map(e => getComputedStyle(e).backgroundColor)"


def test_a_long_number_has_room_on_a_phone(browser: Browser) -> None:
    """A desk's letters may be twelve."""
    with reading(browser, viewport={"width": NARROW, "height": 640}) as shown:
        for name, html in MAILS.items():
            shown.page.set_content(html.replace("ACM-2611", "HELPDESKDESK-2611"))
            assert shown.width() <= NARROW, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_every_mail_reads_well(browser: Browser, width: int, scheme: str) -> None:
    with reading(browser, viewport={"width": width, "height": 640}, color_scheme=scheme) as shown:
        for name, html in MAILS.items():
            shown.page.set_content(html)
            assert shown.page.get_attribute("html", "lang") == name[:2], name
            assert shown.width() <= width, name
            assert shown.page.evaluate(_SMALL) == [], name
            assert width == WIDE or shown.violations(apart=OF_THE_PROGRAM) == [], name
            assert len(html.encode()) < 80_000, name
        assert shown.outside == [] and shown.said == [] and shown.ran() == []
        shown.page.set_content(
            "<p style='width:700px;color:#777;background:#999'>pale words<a style='display:block'>y</a>"
        )
        found = shown.violations(apart=OF_THE_PROGRAM)
        assert shown.width() >= 700 and any(one.startswith("color-contrast") for one in found), "it does look"
        assert shown.page.evaluate(_SMALL) != []


def test_the_night_is_dark(browser: Browser) -> None:
    with reading(browser, color_scheme="dark") as shown:
        for name, html in MAILS.items():
            shown.page.set_content(html)
            for paper in shown.page.evaluate(_PAPER):
                assert max(map(int, paper[4:-1].split(", "))) < 64, name


def test_without_styles_of_the_head_nothing_is_lost(browser: Browser) -> None:
    """Half of all clients drop <style>; some drop every inline style too: the words are all there, in order."""
    with reading(browser, viewport={"width": NARROW, "height": 640}) as shown:
        for name, html in MAILS.items():
            shown.page.set_content(html)
            whole = shown.page.evaluate("document.body.innerText.split(/\\s+/).join(' ')")
            shown.page.evaluate("document.querySelector('style').remove()")
            assert shown.width() <= NARROW, name
            shown.page.evaluate(
                "document.querySelectorAll('[style]').forEach(e => e.removeAttribute('style'))"
            )
            bare = shown.page.evaluate("document.body.innerText.split(/\\s+/).join(' ')")
            assert bare == whole, name


def test_nothing_is_asked_of_anybody(browser: Browser) -> None:
    """Pictures off, the network gone: the mail is the same, and a canary would have been seen."""
    with reading(browser, offline=True) as shown:
        for html in MAILS.values():
            shown.page.set_content(html)
            assert shown.page.evaluate("document.images.length + document.scripts.length") == 0
        assert shown.outside == []
        with shown.page.expect_request("https://canary.example/x"):
            shown.page.set_content("<p>x<img src='https://canary.example/x'>")
        assert shown.outside == ["https://canary.example/x"]
