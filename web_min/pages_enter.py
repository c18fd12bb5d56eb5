"""Coming in and going out: a link asked for by a form, a button that uses it up, and the list of one's sessions."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from flask import Flask, Response, abort, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from helpdesk.web_min.guard import (
    BROWSER,
    browser_secret,
    by_https,
    form_token,
    must_be_in,
    must_be_ours,
    peer,
    signed_in,
)
from helpdesk.web_min.window import Window


def outside(window: Window) -> Response:
    """What whoever is not signed in sees: where to ask for a link."""
    return _in_a_known_browser(window, "outside.html")


def add(app: Flask, window: Window) -> None:
    """Put the pages into `app`."""

    @app.post("/in")
    def ask() -> str:
        """The answer is the same whether the address is an agent's or not."""
        must_be_ours(window)
        window.door.ask(request.form.get("address", "")[:320], browser_secret(), peer(window))
        return render_template("asked.html")

    @app.get("/enter/<token>")
    def enter(token: str) -> Response:
        """Shows a button and signs nobody in: link scanners open every link (A56)."""
        secret = browser_secret() or secrets.token_urlsafe(24)
        if not window.door.open(token, secret):
            abort(HTTPStatus.NOT_FOUND)
        return _in_a_known_browser(window, "enter.html", secret, token=token)

    @app.post("/enter/<token>")
    def entered(token: str) -> AnyResponse:
        """A button pressed again, or by another site's page, signs nobody out."""
        must_be_ours(window)
        begun = window.door.enter(token, browser_secret(), request.headers.get("User-Agent", ""))
        if begun is None and signed_in(window):
            return redirect(url_for("queue"), HTTPStatus.SEE_OTHER)
        if begun is None:
            abort(HTTPStatus.NOT_FOUND)
        window.door.leave(session.get("id", ""))
        session.clear()
        session.permanent = True
        session["id"] = begun
        return redirect(url_for("queue"), HTTPStatus.SEE_OTHER)

    @app.get("/me")
    def me() -> str:
        reader = must_be_in(window)
        return render_template("me.html", sessions=window.door.sessions(reader.agent, session.get("id", "")))

    @app.post("/out")
    def out() -> AnyResponse:
        """This browser, or with `all` every browser, is signed out."""
        reader = must_be_in(window)
        must_be_ours(window)
        window.door.leave(session.get("id", ""))
        if request.form.get("all"):
            window.door.leave_all(reader.agent)
        session.clear()
        return redirect(url_for("queue"), HTTPStatus.SEE_OTHER)


def _in_a_known_browser(window: Window, template: str, secret: str = "", **values: str) -> Response:
    """A page with a form in it, and the cookie by which the form's answer is known to come from the same browser.

    The cookie is Lax: it must come along when the link is followed from a mail read on another site.
    """
    secret = secret or browser_secret() or secrets.token_urlsafe(24)
    page = make_response(render_template(template, form=form_token(window, secret), **values))
    page.set_cookie(
        BROWSER, secret, max_age=30 * 24 * 3600, secure=by_https(window), httponly=True, samesite="Lax"
    )
    return page
