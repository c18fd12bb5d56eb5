"""The page by which a customer sees how her case stands: whoever has the link sees it, so no words stand there."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, abort, g, render_template

from helpdesk.web_min.guard import not_too_often
from helpdesk.web_min.speech import speech
from helpdesk.web_min.window import Window


def add(app: Flask, window: Window) -> None:
    """Put the page into `app`."""

    @app.get("/s/<secret>")
    def status(secret: str) -> str:
        """Wrong, closed and past its time are one and the same."""
        not_too_often(window)
        page = window.customers.status(secret)
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        g.speech = speech(page.language)
        return render_template("status.html", page=page)
