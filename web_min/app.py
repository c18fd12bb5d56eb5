"""The viewer as a WSGI application: it reads everything and writes nothing on tickets; every page has its own file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, abort, g, redirect, render_template, request, url_for
from flask.globals import request_ctx
from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import HTTPException

from helpdesk.web_min import (
    pages_desk,
    pages_enter,
    pages_figures,
    pages_library,
    pages_machines,
    pages_queue,
    pages_search,
    pages_status,
    pages_stop,
    pages_survey,
    pages_ticket,
)
from helpdesk.web_min.guard import (
    HEADERS,
    by_https,
    customers_language,
    form_token,
    host_asked,
    is_public,
    signed_in,
)
from helpdesk.web_min.said import add_filters
from helpdesk.web_min.speech import speech
from helpdesk.web_min.window import Window

SESSION = timedelta(hours=12)
MENU = (
    ("queues", "queue"),
    ("board", "board"),
    ("search", "search"),
    ("held", "held"),
    ("outbox", "outbox"),
    ("figures", "figures"),
    ("rules", "rules"),
    ("health", "health"),
    ("kb", "articles"),
)


class Sessions(SecureCookieSessionInterface):
    """Cookies that keep to https for whoever came by it, a proxy's readers too."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def get_cookie_secure(self, app: Flask) -> bool:
        """Of this question."""
        return by_https(self._window)


class _Viewer(Flask):
    """Flask, but what breaks is logged by the page's name: in its address may stand a secret (A13)."""

    def log_exception(self, exc_info: Any) -> None:
        self.logger.error("exception on %s [%s]", request.endpoint, request.method, exc_info=exc_info)


def create_app(window: Window) -> Flask:
    """A WSGI application over `window` (product.md 4)."""
    app = _Viewer(__name__, static_folder="static", template_folder="templates")
    app.secret_key = window.secret_key
    app.session_interface = Sessions(window)
    app.config.update(
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_NAME="helpdesk",
        # Given at the door and not with each page: a page that caches may keep would hand it on to whoever asks next.
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SESSION,
        MAX_CONTENT_LENGTH=32 * 1024,  # a survey's longest comment, each character percent-encoded
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    add_filters(app, window)
    _guard(app, window)
    _say_what_is_wrong(app, window)
    for room in (
        pages_machines,
        pages_enter,
        pages_queue,
        pages_ticket,
        pages_search,
        pages_desk,
        pages_figures,
        pages_survey,
        pages_stop,
        pages_status,
        pages_library,
    ):
        room.add(app, window)
    return app


def _guard(app: Flask, window: Window) -> None:
    @app.before_request
    def known_host() -> None:
        """A page answered under a foreign name could be read by that name's scripts (DNS rebinding, A52)."""
        g.speech = speech(window.language)
        if is_public(request.path):
            g.speech = speech(customers_language(window))
        if host_asked() not in window.hosts:
            abort(HTTPStatus.MISDIRECTED_REQUEST)
        if host_asked() == window.public_host and not is_public(request.path):
            abort(redirect(url_for("library")) if request.path == "/" else HTTPStatus.NOT_FOUND)

    @app.after_request
    def harden(response: Response) -> Response:
        if request.path.startswith("/static/"):
            # The frame of a mail's HTML has no origin of its own, and may have its style all the same.
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if is_public(request.path) and not request.path.startswith(("/kb", "/static")):
            # An address with a secret in it is nobody's to find (product.md 4).
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.context_processor
    def everywhere() -> dict[str, object]:
        menu = [(name, url_for(page)) for name, page in MENU]
        return {
            "desk": window.desk_name,
            "speech": g.speech,
            "reader": g.get("reader"),
            "menu": menu,
            "here": request.path,
            "form_token": lambda: form_token(window),
        }


def _say_what_is_wrong(app: Flask, window: Window) -> None:
    @app.errorhandler(HTTPStatus.NOT_FOUND)
    def nothing(_problem: Exception) -> tuple[str, int]:
        if is_public(request.path) or host_asked() == window.public_host:
            return render_template("gone.html"), HTTPStatus.NOT_FOUND
        if (
            "reader" not in g
        ):  # an address that is no page's: it is said to whoever reads in her words all the same
            signed_in(window)
        return render_template("nothing.html"), HTTPStatus.NOT_FOUND

    @app.errorhandler(HTTPException)
    def refused(problem: HTTPException) -> Response:
        """In the reader's words, with what the status asks for in the headers (Allow)."""
        answer = Response(status=problem.code, headers=problem.get_headers())
        said = _REFUSALS.get(problem.code or 0, "not_so")
        if request_ctx.url_adapter is None:  # a Host that is no name at all: there is nothing to link to
            answer.content_type = "text/plain; charset=utf-8"
            answer.set_data(f"{g.speech[said]}\n")
            return answer
        answer.content_type = "text/html; charset=utf-8"
        answer.set_data(render_template("gone.html", said=said))
        return answer

    @app.errorhandler(HTTPStatus.INTERNAL_SERVER_ERROR)
    def broken(_problem: Exception) -> tuple[str, int]:
        return render_template("gone.html", said="failed_here"), HTTPStatus.INTERNAL_SERVER_ERROR


# What a page says that does not do what it was asked to: keys of words.
_REFUSALS: Mapping[int, str] = {
    HTTPStatus.FORBIDDEN: "not_ours",
    HTTPStatus.TOO_MANY_REQUESTS: "too_often",
    HTTPStatus.MISDIRECTED_REQUEST: "other_name",
}
