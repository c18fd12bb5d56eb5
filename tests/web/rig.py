"""The viewer over a story's desk, served by the product's own listener, and a signed-in client for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.settings.values import Web
from helpdesk.daemon.web.listener import WebThread, window
from helpdesk.daemon.web.login_link import new_link
from helpdesk.web_min.app import create_app

BASE = "http://127.0.0.1"


@dataclass
class Trouble:
    """What the daemon would say of itself."""

    words: tuple[str, ...] = ()

    def troubles(self) -> tuple[str, ...]:
        return self.words


@dataclass
class Viewer:
    """The viewer asked without a socket."""

    desk: Desk
    client: FlaskClient
    trouble: Trouble = field(default_factory=Trouble)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **{"base_url": BASE, "buffered": True, **more})

    def post(self, path: str, **more: Any) -> TestResponse:
        return self.client.post(path, **{"base_url": BASE, "buffered": True, **more})

    def link(self, email: str) -> str:
        return new_link(self.desk.store, "", email, self.desk.clock.now())

    def sign_in(self, email: str = "ana@acme.example") -> None:
        link = self.link(email)
        page = self.get(link).text
        assert self.post(link, data=hidden(page)).status_code == 303


def viewer_of(desk: Desk) -> Viewer:
    """A viewer without a socket."""
    trouble = Trouble()
    return Viewer(desk, create_app(window(desk, trouble)).test_client(), trouble)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """The viewer by HTTP on a free port; its address."""
    desk.settings = replace(desk.settings, web=Web(port=0, public_url=desk.settings.web.public_url))
    web = WebThread(desk, Trouble())
    web.start()
    try:
        yield web.url
    finally:
        web.stop()
