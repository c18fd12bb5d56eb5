"""A real Chromium that is watched: what it asks of whom, what it runs, what it complains of."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.servers.child import Missing

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Nobody is asked but this machine: a name that is not an address of it does not exist for this browser.
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without a window. Raises Missing where there is none."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise Missing("no Chromium here: make servers")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Tab:
    """One page of one profile. `outside`: what was asked of others; `said`: the console's complaints."""

    context: BrowserContext
    page: Page
    home: str
    outside: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        """Open a page of the viewer; its status."""
        answer = self.page.goto(path if path.startswith("http") else self.home + path)
        assert answer is not None
        return answer.status

    def follow(self, selector: str) -> None:
        """Click what leads to another page, and be there: a click alone may return before the page has come."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def enter(self, selector: str) -> None:
        """Send the form of this field by its key, and be on the page that answers."""
        with self.page.expect_navigation():
            self.page.press(selector, "Enter")

    def violations(self, apart: Collection[str] = ()) -> list[str]:
        """What axe-core finds wrong with the page as it stands, but for the rules `apart`."""
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(
            "tags => axe.run(document, {runOnly: tags, iframes: false}).then(found => found.violations)", WCAG
        )
        return [
            f"{one['id']}: {node['html'][:200]}"
            for one in found
            if one["id"] not in apart
            for node in one["nodes"]
        ]

    def width(self) -> int:
        """How wide the page wants to be."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth")
        return wide

    def ran(self) -> list[str]:
        """What a script of somebody else's left behind, in any frame; and every window it opened."""
        left = []
        for frame in self.page.frames:
            mark = frame.evaluate("window.ran")
            if mark:
                left.append(str(mark))
        return left + self.opened


@contextmanager
def tab(browser: Browser, home: str, **profile: Any) -> Iterator[Tab]:
    """A page in a profile of its own (viewport, color_scheme, java_script_enabled)."""
    context = browser.new_context(**profile)
    page = context.new_page()
    watched = Tab(context, page, home)

    def asked(request: Request) -> None:
        if not request.url.startswith((home + "/", "data:", "about:")):
            watched.outside.append(request.url)

    def complained(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            watched.said.append(message.text)

    def spoke(dialog: Any) -> None:
        watched.opened.append(dialog.message)
        dialog.dismiss()

    context.on("request", asked)
    page.on("console", complained)
    page.on("pageerror", lambda error: watched.said.append(str(error)))
    page.on("dialog", spoke)
    page.on("popup", lambda popup: watched.opened.append(popup.url))
    try:
        yield watched
    finally:
        context.close()
