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

    @app.get("/readyz")
    def ready() -> Response:
        reasons = window.health().reasons
        status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
        return Response("\n".join(reasons or ("ready",)) + "\n", status, mimetype="text/plain")

    @app.get("/metrics")
    def metrics() -> Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not window.metrics_allowed(request.remote_addr or "", host_asked(), token):
            abort(HTTPStatus.FORBIDDEN)
        return Response(window.metrics(), mimetype="text/plain")
