"""Queues and the board of promises: a view is an address, so it can be kept, sent and gone back to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask, Response, render_template, request

from helpdesk.web_min.guard import come_again, must_be_in, signed_in
from helpdesk.web_min.pages_enter import outside
from helpdesk.web_min.window import Window

FILTERS = ("folder", "tag", "team", "who", "status")


def add(app: Flask, window: Window) -> None:
    """Put the pages into `app`."""

    @app.get("/")
    def queue() -> Response | str:
        reader = signed_in(window)
        if reader is None:
            come_again()
            return outside(window)
        asked = _asked()
        page = window.pages.queue(reader, asked, request.args.get("before", ""))
        return render_template(
            "queue.html",
            page=page,
            asked=asked,
            views=window.pages.views(reader),
            next_url=_with(asked, before=page.more) if page.more else "",
            first_url=_with(asked) if request.args.get("before") else "",
            narrowed=any(asked.values()),
            link=lambda **narrowed: _with(narrowed),
        )

    @app.get("/counts")
    def counts() -> Response:
        """The sizes that stand beside the views, for a page that is looked at for long. Asked again with the tag of
        what it has, it is answered in a line as long as nothing is different."""
        views = window.pages.views(must_be_in(window))
        sizes = {name: str(size) for name, size in views.sizes.items()}
        sizes |= {f"folder:{name}": str(size) for name, size in views.folders}
        sizes |= {f"team:{name}": str(size) for name, size in views.teams}
        response = Response(json.dumps(sizes) + "\n", mimetype="application/json")
        response.add_etag()
        response.make_conditional(request)
        return response

    @app.get("/due")
    def board() -> str:
        reader = must_be_in(window)
        asked = _asked()
        page = window.pages.board(reader, asked, request.args.get("after", ""))
        return render_template(
            "board.html",
            page=page,
            asked=asked,
            next_url=_with(asked, after=page.more) if page.more else "",
            first_url=_with(asked) if request.args.get("after") else "",
        )


def _asked() -> dict[str, str]:
    """The filters of the address; what is not known is not asked."""
    return {name: request.args.get(name, "")[:200] for name in FILTERS}


def _with(asked: Mapping[str, str], **more: str) -> str:
    parts = {name: value for name, value in {**asked, **more}.items() if value}
    return "?" + urlencode(parts)
