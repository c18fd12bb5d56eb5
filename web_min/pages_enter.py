"""Coming in: a one-use link shows a button, and only the button uses it."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, abort, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from helpdesk.web_min.window import Window


def add(app: Flask, window: Window) -> None:
    """Put the pages into `app`."""

    @app.get("/enter/<token>")
    def enter(token: str) -> str:
        """Shows a button and changes nothing: link scanners open every link (A56)."""
        if window.open_login(token) is None:
            abort(HTTPStatus.NOT_FOUND)
        return render_template("enter.html", token=token)

    @app.post("/enter/<token>")
    def entered(token: str) -> Response:
        address = window.use_login(token)
        if address is None or window.agent_of(address) is None:
            abort(HTTPStatus.NOT_FOUND)
        session.clear()
        session.permanent = True
        session["address"] = address
        return redirect(url_for("queue"), HTTPStatus.SEE_OTHER)
