"""Pages about the desk: held mail, the outbox, the rules, and how it all stands."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from flask import Flask, Response, abort, render_template, request

from helpdesk.web_min.guard import must_be_in
from helpdesk.web_min.pages_ticket import saved
from helpdesk.web_min.window import Window

STATES = ("queued", "unsure", "failed", "held")


def add(app: Flask, window: Window) -> None:
    """Put the pages into `app`."""

    @app.get("/held")
    def held() -> str:
        rows, more = window.pages.held(must_be_in(window), request.args.get("after", ""))
        return render_template(
            "held.html", rows=rows, next_url=f"?{urlencode({'after': more})}" if more else ""
        )

    @app.get("/held/<key>/original.eml")
    def held_original(key: str) -> Response:
        file = window.pages.held_original(must_be_in(window), key)
        if file is None:
            abort(HTTPStatus.NOT_FOUND)
        return saved(file)

    @app.get("/outbox")
    def outbox() -> str:
        state = request.args.get("state", "")
        rows, more = window.pages.outbox(must_be_in(window), state, request.args.get("before", ""))
        onward = {"state": state, "before": more} if state else {"before": more}
        return render_template(
            "outbox.html",
            rows=rows,
            state=state,
            states=STATES,
            next_url=f"?{urlencode(onward)}" if more else "",
        )

    @app.get("/rules")
    def rules() -> str:
        return render_template("rules.html", page=window.pages.rules(must_be_in(window)))

    @app.get("/health")
    def health() -> str:
        return render_template("health.html", page=window.pages.health(must_be_in(window)))
