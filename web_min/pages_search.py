"""Search, and a customer's page: what was written, and by whom."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from flask import Flask, abort, render_template, request

from helpdesk.web_min.guard import must_be_in
from helpdesk.web_min.window import Window


def add(app: Flask, window: Window) -> None:
    """Put the pages into `app`."""

    @app.get("/search")
    def search() -> str:
        reader = must_be_in(window)
        words, before = request.args.get("q", "")[:400], request.args.get("before", "")
        page = window.pages.search(reader, words, before)
        return render_template(
            "search.html",
            page=page,
            words=words,
            next_url="?" + urlencode({"q": words, "before": page.more}) if page.more else "",
            first_url="?" + urlencode({"q": words}) if before else "",
        )

    @app.get("/t/<protocol>/customer")
    def customer(protocol: str) -> str:
        before = request.args.get("before", "")
        page = window.pages.customer(must_be_in(window), protocol, before)
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        return render_template(
            "customer.html",
            page=page,
            next_url="?" + urlencode({"before": page.queue.more}) if page.queue.more else "",
            first_url="?" if before else "",
        )
