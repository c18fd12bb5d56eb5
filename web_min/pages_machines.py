"""The three addresses machines ask: alive, ready, and the figures of the moment."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, abort, request

from helpdesk.web_min.guard import host_asked
from helpdesk.web_min.window import Window


def add(app: Flask, window: Window) -> None:
    """Put them into `app`."""

    @app.get("/healthz")
    def alive() -> Response:
        return Response("alive\n", mimetype="text/plain")

    def trusted() -> bool:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return window.metrics_allowed(request.remote_addr or "", host_asked(), token)

    @app.get("/readyz")
    def ready() -> Response:
        """Why not is for whoever may read the figures: servers and accounts of the desk are named in it."""
        reasons = window.health().reasons
        status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
        if reasons and not trusted():
            reasons = ("not ready",)
        return Response("\n".join(reasons or ("ready",)) + "\n", status, mimetype="text/plain")

    @app.get("/metrics")
    def metrics() -> Response:
        if not trusted():
            abort(HTTPStatus.FORBIDDEN)
        return Response(window.metrics(), mimetype="text/plain")
