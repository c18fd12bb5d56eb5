"""The links of the mails that a desk sends, and a browser in which somebody opens them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from tests.story.rig.carrier import Sent
from tests.story.rig.world import World
from tests.web.rig import BASE, hidden, viewer_of

PUBLIC = "https://ayuda.acme.example"
SETTINGS: dict[str, Any] = {"surveys.enabled": True, "web.public_url": PUBLIC}


def links(sent: Sent) -> list[str]:
    """Every web address in a mail, the list headers' too, each once."""
    parts = [part.get_content() for part in sent.mail.walk() if part.get_content_maintype() == "text"]
    text = "\n".join([*parts, str(sent.mail.get("List-Unsubscribe", ""))])
    return list(dict.fromkeys(url.rstrip(".,;") for url in re.findall(r"https?://[^\s<>\"']+", text)))


@dataclass
class Browser:
    """Opens the desk's public pages without a socket."""

    world: World

    def __post_init__(self) -> None:
        self._viewer = viewer_of(self.world.desk)

    def get(self, url: str, **more: Any) -> TestResponse:
        return self._viewer.get(_path(url), base_url=_base(url), **more)

    def head(self, url: str) -> TestResponse:
        return self.ask("head", url)

    def ask(self, method: str, url: str) -> TestResponse:
        """Any other way of asking."""
        answer: TestResponse = getattr(self._viewer.client, method)(
            _path(url), base_url=_base(url), buffered=True
        )
        return answer

    def post(self, url: str, data: Any = None, **more: Any) -> TestResponse:
        return self._viewer.post(_path(url), base_url=_base(url), data=data, **more)

    def press(self, url: str, **fields: str) -> TestResponse:
        """Opens a page and presses its button, with what stands chosen there and `fields`; what follows happens."""
        page = self.get(url).text
        chosen = dict(re.findall(r'<input type="radio" name="(\w+)" value="(\d+)" required checked>', page))
        found = re.search(r'<form[^>]* action="([^"]+)"', page)
        assert found, page
        answer = self.post(found[1], {**hidden(page), **chosen, **fields})
        self.world.settle()
        return answer


def _base(url: str) -> str:
    """Customers' pages are asked for under the public name, the viewer under its own."""
    return PUBLIC if url.startswith((PUBLIC, "/")) else BASE


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
