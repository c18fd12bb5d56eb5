"""The viewer: a plain list of tickets behind a one-use link, and the three addresses machines ask."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import Flask, Response, abort, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from helpdesk.web_min.speech import SPEECH
from helpdesk.web_min.window import Window

SHOWN = 200
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
        SESSION_COOKIE_NAME="helpdesk",
        PERMANENT_SESSION_LIFETIME=SESSION,
        MAX_CONTENT_LENGTH=16 * 1024,
    )
    _guard(app, window)
    _machines(app, window)
    _people(app, window)
    return app


def _guard(app: Flask, window: Window) -> None:
    @app.before_request
    def known_host() -> None:
        """A page answered under a foreign name could be read by that name's scripts (DNS rebinding, A52)."""
        if request.host.rsplit(":", 1)[0].strip("[]").lower() not in window.hosts:
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
        if not window.metrics_allowed(request.remote_addr or "", token):
            abort(HTTPStatus.FORBIDDEN)
        return Response(window.metrics(), mimetype="text/plain")


def _people(app: Flask, window: Window) -> None:
    @app.get("/")
    def queue() -> AnyResponse | str:
        agent = window.agent_of(session.get("address", ""))
        if agent is None:
            return render_template("outside.html", desk=window.desk_name, speech=g.speech)
        return render_template(
            "queue.html", desk=window.desk_name, speech=g.speech, agent=agent, tickets=window.tickets(SHOWN)
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
