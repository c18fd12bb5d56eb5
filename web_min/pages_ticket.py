"""One ticket: its card, its people, its history with the reason of every automatic step, and its files."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

from flask import Flask, Response, abort, g, render_template, request
from markupsafe import Markup

from helpdesk.web_min.actions import actions
from helpdesk.web_min.bar import bar
from helpdesk.web_min.guard import must_be_in
from helpdesk.web_min.said import span
from helpdesk.web_min.shown import Download
from helpdesk.web_min.window import Window

# The frame a mail's HTML stands in: nothing runs, nothing is fetched, no form is sent; links open elsewhere.
FRAME_POLICY = (
    "default-src 'none'; img-src data:; style-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'; sandbox"
LONGEST_N = 9  # digits of a message's number: more is nobody's, and more than a database counts to
There = TypeVar("There")


def add(app: Flask, window: Window) -> None:
    """Put the pages into `app`."""

    @app.get("/t/<protocol>")
    def ticket(protocol: str) -> str:
        until = request.args.get("until", "")[:LONGEST_N]
        page = _there(
            window.pages.ticket(must_be_in(window), protocol, int(until) if until.isdecimal() else 0)
        )
        return render_template(
            "ticket.html",
            page=page,
            actions=actions(page, g.speech),
            bar=bar(page, window.now()),
            lasts=lambda length: span(length, g.speech),
        )

    @app.get("/t/<protocol>/<int(max=999999999):n>/html")
    def html(protocol: str, n: int) -> Response:
        body = _there(window.pages.html(must_be_in(window), protocol, n))
        # The one place where text of others is taken for HTML: it went through mailflow/htmlframe.py.
        response = Response(render_template("frame.html", body=Markup(body), n=n))  # noqa: S704
        response.headers["Content-Security-Policy"] = FRAME_POLICY
        return response

    @app.get("/t/<protocol>/<int(max=999999999):n>/original.eml")
    def original(protocol: str, n: int) -> Response:
        return saved(_there(window.pages.original(must_be_in(window), protocol, n)))

    @app.get("/t/<protocol>/<int(max=999999999):n>/file/<part>")
    def attachment(protocol: str, n: int, part: str) -> Response:
        return saved(_there(window.pages.attachment(must_be_in(window), protocol, n, part)))


def _there(found: There | None) -> There:
    """What was found; what is another mailbox's is answered like what does not exist (A52)."""
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def saved(file: Download) -> Response:
    """Bytes of others are saved, never shown: whatever they are, the browser makes nothing of them (A34)."""
    response = Response(file.data, mimetype=file.image or "application/octet-stream")
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "-_. ") else "_" for sign in file.name
    )
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    )
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response
