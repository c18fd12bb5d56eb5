"""Fixtures for tests on real servers: skipped with the reason where a server is missing, failed in CI."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest

from tests.fakes.imap_rig import Place
from tests.servers.child import Missing, in_ci
from tests.servers.dovecot import Dovecot
from tests.servers.dovecot import version as dovecot_version
from tests.servers.postfix import check as postfix_check


def skip_or_fail(missing: Missing) -> None:
    """Skips this test with the reason; fails it in CI, where nothing may be skipped."""
    if in_ci():
        pytest.fail(str(missing))
    pytest.skip(str(missing))


class Introspection(ThreadingHTTPServer):
    """Says whose a token is (RFC 7662): what an OAuth provider answers to the mail server. token -> user."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Introspect)
        self.tokens: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/introspect"


class _Introspect(BaseHTTPRequestHandler):
    server: Introspection

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        user = self.server.tokens.get(form.get("token", [""])[0], "")
        body = f'{{"active": {"true" if user else "false"}, "username": "{user}"}}'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="session")
def introspection() -> Iterator[Introspection]:
    """The provider that Dovecot asks about tokens."""
    with Introspection() as provider:
        thread = Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield provider
        provider.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def dovecot(introspection: Introspection) -> Iterator[Dovecot]:
    """A running Dovecot for the whole run; take `new_account()` from it."""
    try:
        dovecot_version()
    except Missing as missing:
        skip_or_fail(missing)
    with Dovecot(introspection.url) as server:
        yield server


@pytest.fixture
def account(dovecot: Dovecot) -> Place:
    """An empty Dovecot account."""
    return dovecot.new_account()


@pytest.fixture
def needs_postfix() -> None:
    """Skips or fails the test where Postfix cannot run; the test makes its own `Postfix(...)`."""
    try:
        postfix_check()
    except Missing as missing:
        skip_or_fail(missing)
