"""The page that ends surveys and notices, and the one POST by which mail programs do so themselves (RFC 8058)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, abort, g, render_template, request

from helpdesk.web_min.guard import not_too_often
from helpdesk.web_min.speech import speech
from helpdesk.web_min.stamp import stamp, stamped
from helpdesk.web_min.window import Window


def add(app: Flask, window: Window) -> None:
    """Put the page into `app`."""

    @app.get("/u/<secret>")
    def stop(secret: str) -> str:
        """Ends nothing: scanners open every link, in headers too (A56)."""
        not_too_often(window)
        return _shown(window, secret)

    @app.post("/u/<secret>")
    def stop_now(secret: str) -> str | tuple[str, int]:
        """Acts on the body that RFC 8058 3.2 has a mail program send, without cookie or question, or on our own form;
        any other body only shows the form."""
        one_click = dict(request.form) == {"List-Unsubscribe": "One-Click"}
        if not one_click:  # that one comes for thousands of people from the few machines of a mail provider
            not_too_often(window)
        if not one_click and not stamped(window, _form(secret)):
            return _shown(window, secret), HTTPStatus.BAD_REQUEST
        by = "the one-click header of a mail" if one_click else "the button on the page"
        if not window.customers.stopped(secret, by):
            abort(HTTPStatus.NOT_FOUND)
        return _shown(window, secret, done=True)


def _shown(window: Window, secret: str, *, done: bool = False) -> str:
    page = window.customers.stop(secret)
    if page is None:
        abort(HTTPStatus.NOT_FOUND)
    g.speech = speech(page.language)
    return render_template(
        "stop.html", page=page, secret=secret, done=done or page.stopped, form=stamp(window, _form(secret))
    )


def _form(secret: str) -> str:
    return f"stop:{secret}"
