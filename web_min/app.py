"""The viewer: a plain list of tickets behind a one-use link, and the three addresses machines ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Flask, Response, abort, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from helpdesk.tickets.model import Agent
from helpdesk.web_min.speech import SPEECH
from helpdesk.web_min.window import Window

SESSION = timedelta(hours=12)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_app(window: Window) -> Flask:
    """A WSGI application over `window`. It reads everything and writes nothing on tickets (product.md 4)."""
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.secret_key = window.secret_key
    app.config.update(
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=window.https,
        SESSION_COOKIE_NAME="helpdesk",
        PERMANENT_SESSION_LIFETIME=SESSION,
        MAX_CONTENT_LENGTH=16 * 1024,
    )
    app.jinja_env.filters["here"] = lambda text: (
        datetime.fromisoformat(text).astimezone(window.zone).strftime("%Y-%m-%d %H:%M")
    )
    _guard(app, window)
    _machines(app, window)
    _people(app, window)
    return app


def _guard(app: Flask, window: Window) -> None:
    @app.before_request
    def known_host() -> None:
        """A page answered under a foreign name could be read by that name's scripts (DNS rebinding, A52)."""
        if _host() not in window.hosts:
            abort(HTTPStatus.MISDIRECTED_REQUEST)
        g.speech = SPEECH.get(window.language, SPEECH["en"])

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _machines(app: Flask, window: Window) -> None:
    @app.get("/healthz")
    def alive() -> Response:
        return Response("alive\n", mimetype="text/plain")

    @app.get("/readyz")
    def ready() -> Response:
        reasons = window.health().reasons
        status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
        return Response("\n".join(reasons or ("ready",)) + "\n", status, mimetype="text/plain")

    @app.get("/metrics")
    def metrics() -> Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not window.metrics_allowed(request.remote_addr or "", _host(), token):
            abort(HTTPStatus.FORBIDDEN)
        return Response(window.metrics(), mimetype="text/plain")


def _people(app: Flask, window: Window) -> None:
    @app.get("/")
    def queue() -> AnyResponse | str:
        agent = _signed_in(window)
        if agent is None:
            return render_template("outside.html", desk=window.desk_name, speech=g.speech)
        return render_template(
            "queue.html", desk=window.desk_name, speech=g.speech, agent=agent, tickets=window.tickets(agent)
        )

    @app.get("/enter/<token>")
    def enter(token: str) -> AnyResponse | str:
        """Shows a button and changes nothing: link scanners open every link (A56)."""
        if window.open_login(token) is None:
            abort(HTTPStatus.NOT_FOUND)
        return render_template("enter.html", desk=window.desk_name, speech=g.speech, token=token)

    @app.post("/enter/<token>")
    def entered(token: str) -> AnyResponse:
        address = window.use_login(token)
        if address is None or window.agent_of(address) is None:
            abort(HTTPStatus.NOT_FOUND)
        session.clear()
        session.permanent = True
        session["address"] = address
        return redirect(url_for("queue"), HTTPStatus.SEE_OTHER)

    @app.errorhandler(HTTPStatus.NOT_FOUND)
    def nothing(_problem: Exception) -> tuple[str, int]:
        return render_template("nothing.html", desk=window.desk_name, speech=g.speech), HTTPStatus.NOT_FOUND


def _signed_in(window: Window) -> Agent | None:
    """Who reads this: whom the sign-in proxy names, else whose session it is; asked anew for every page."""
    named = ""
    if window.user_header and window.is_proxy(request.remote_addr or ""):
        named = request.headers.get(window.user_header, "").strip()
    return window.agent_of(named or session.get("address", ""))


def _host() -> str:
    """The Host that was asked for, without port and brackets, lower case."""
    host = request.host
    bare = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return bare.lower()
