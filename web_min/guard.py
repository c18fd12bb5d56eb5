"""What stands before and around every page: who reads it, under which name, and the headers that keep it harmless."""

from __future__ import annotations

import hmac
from datetime import timedelta
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address

from flask import abort, g, make_response, render_template, request, session

from helpdesk.web_min.shown import Reader
from helpdesk.web_min.speech import LANGUAGES, speech
from helpdesk.web_min.window import Window

BROWSER = "helpdesk-browser"
# What begins like this is for customers: no sign-in, and the secret in the address says what is shown.
PUBLIC = ("/q/", "/u/", "/s/", "/kb/", "/static/")
A_MINUTE = 300  # pages for customers that one place may open
# One script of our own, for keys; none that stands in a page. What mails bring is shown under policies of its own,
# which allow none at all (A32).
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
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
    agent = window.agent_of(named) if named else window.door.who(session.get("id", ""))
    if agent is None:
        return None
    g.reader = Reader(agent)
    g.speech = speech(g.reader.language)
    return g.reader  # type: ignore[no-any-return]  # flask's g holds anything


def must_be_in(window: Window) -> Reader:
    """The reader of a page that strangers do not even learn the existence of."""
    reader = signed_in(window)
    if reader is None:
        come_again()
        abort(HTTPStatus.NOT_FOUND)
    return reader


def come_again() -> None:
    """A link in a mail is followed from another site, and no cookie of ours comes with that (SameSite=Strict). So
    whoever follows one is asked by a page of ours to ask again; now the question comes from here."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.method == "GET":
        abort(make_response(render_template("again.html")))


def browser_secret() -> str:
    """What tells this browser from others before anybody is signed in; '' where it has no cookie yet."""
    return request.cookies.get(BROWSER, "")


def form_token(window: Window, secret: str = "") -> str:
    """What a form of ours carries back: other sites' pages can send a form, but cannot know this (CSRF, A52)."""
    own = secret or browser_secret()
    return hmac.new(window.secret_key, f"form:{own}".encode(), "sha256").hexdigest()


def must_be_ours(window: Window) -> None:
    """Refuse a POST that comes from no form of ours in this browser."""
    sent_from = request.headers.get("Sec-Fetch-Site", "same-origin")
    sent = request.form.get("form", "")
    if (
        not browser_secret()
        or sent_from != "same-origin"
        or not hmac.compare_digest(sent.encode(), form_token(window).encode())
    ):
        abort(HTTPStatus.FORBIDDEN)


def not_too_often(window: Window) -> None:
    """Refuse whoever opens customers' pages faster than people do: secrets are not to be tried out."""
    if not window.customers.allow("page", peer(window), A_MINUTE, timedelta(minutes=1)):
        abort(HTTPStatus.TOO_MANY_REQUESTS)


def peer(window: Window) -> str:
    """Where a question comes from: before a proxy of ours the last address it named; of IPv6 the network, since one
    house has all of it."""
    named = request.remote_addr or ""
    for one in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        if not window.is_proxy(named) or not one.strip():
            break
        named = one.strip()
    try:
        address = ip_address(named)
    except ValueError:
        return named[:45]
    return str(IPv6Address(int(address) >> 64 << 64)) if isinstance(address, IPv6Address) else str(address)


def by_https(window: Window) -> bool:
    """Whether a reader comes by https: as the settings say, or as a proxy of ours says of this question."""
    forwarded = request.headers.get("X-Forwarded-Proto", "") == "https"
    return window.https or (forwarded and window.is_proxy(request.remote_addr or ""))


def is_public(path: str) -> bool:
    """Whether this page is for customers."""
    return path.startswith(PUBLIC) or path == "/kb"


def customers_language(window: Window) -> str:
    """The language a customer's browser asks for, of those the desk speaks; else the desk's."""
    return request.accept_languages.best_match(LANGUAGES) or window.language


def host_asked() -> str:
    """The Host that was asked for, without port and brackets, lower case."""
    host = request.host
    bare = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return bare.lower()
