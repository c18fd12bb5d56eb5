"""Every mail of the desk as a page: what a reader's program would show of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from playwright.sync_api import Browser, Route

from helpdesk.mailflow.preview import previews
from helpdesk.mailflow.words import LANGUAGES
from tests.web.chromium import Tab, tab

# A mail is shown inside another program's page: landmarks and the one first heading are that page's.
OF_THE_PROGRAM = ("landmark-one-main", "page-has-heading-one", "region")
NARROW, WIDE = 320, 600


def every_mail() -> dict[str, str]:
    """The HTML of each by `language/name`."""
    return {
        f"{language}/{name}": _html(written.outgoing.raw)
        for language in LANGUAGES
        for name, written in previews(language).items()
    }


@contextmanager
def reading(browser: Browser, **profile: Any) -> Iterator[Tab]:
    """A tab for mails alone: whatever one asks of anybody is noted, and refused."""
    with tab(browser, "about:blank", **profile) as shown:

        def refuse(route: Route) -> None:
            route.abort()

        shown.context.route("**/*", refuse)
        yield shown


def _html(raw: bytes) -> str:
    part = message_from_bytes(raw, _class=EmailMessage, policy=default).get_body(("html",))
    assert part is not None
    return str(part.get_content())
