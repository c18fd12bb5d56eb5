"""What stands before and around every page: who reads it, under which name, and the headers that keep it harmless."""

from __future__ import annotations

from http import HTTPStatus

from flask import abort, g, request, session

from helpdesk.web_min.shown import Reader
from helpdesk.web_min.speech import speech
from helpdesk.web_min.window import Window

# No script at all: the pages need none, and what is not allowed cannot be borrowed by somebody's mail (A32).
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cache-Control": "no-store",
}


def signed_in(window: Window) -> Reader | None:
    """Who reads this: whom the sign-in proxy names, else whose session it is; asked anew for every page."""
    named = ""
    if window.user_header and window.is_proxy(request.remote_addr or ""):
        named = request.headers.get(window.user_header, "").strip()
    agent = window.agent_of(named or session.get("address", ""))
    if agent is None:
        return None
    g.reader = Reader(agent)
    g.speech = speech(g.reader.language)
    return g.reader  # type: ignore[no-any-return]  # flask's g holds anything


def must_be_in(window: Window) -> Reader:
    """The reader of a page that strangers do not even learn the existence of."""
    reader = signed_in(window)
    if reader is None:
        abort(HTTPStatus.NOT_FOUND)
    return reader


def host_asked() -> str:
    """The Host that was asked for, without port and brackets, lower case."""
    host = request.host
    bare = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return bare.lower()
