"""What the form of a customer's page carries back: it was made by this desk, for this one page, not long ago."""

from __future__ import annotations

import hmac
from datetime import timedelta

from flask import request

from helpdesk.web_min.window import Window

STEP = 600  # seconds: a page that may be kept for a while does not change with every look
LIFE = timedelta(hours=6)  # to write a comment in; who comes later is shown the page again


def stamp(window: Window, what: str) -> str:
    """The value of the hidden field; `what` names the page and all that its button is about."""
    made = int(window.now().timestamp()) // STEP * STEP
    return f"{made}.{_signed(window, what, made)}"


def stamped(window: Window, what: str) -> bool:
    """Whether this POST comes from such a form. Nobody who has only the address can know the field: a scanner that
    posts to every link changes nothing (threats A56). No cookie is needed for it."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    made, _, signed = request.form.get("form", "").partition(".")
    if not (made.isascii() and made.isdecimal()) or len(made) > 12:
        return False
    age = window.now().timestamp() - int(made)
    fresh = -60 <= age <= LIFE.total_seconds()
    return fresh and hmac.compare_digest(signed.encode(), _signed(window, what, int(made)).encode())


def _signed(window: Window, what: str, made: int) -> str:
    return hmac.new(window.secret_key, f"page:{what}:{made}".encode(), "sha256").hexdigest()
