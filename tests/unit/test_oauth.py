"""OAuth tokens: kept until they age, rotated durably, refused or delayed by name, never shown."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.imap.oauth import AskAgainLater, AskOperator, Grant, Tokens


class Provider(HTTPServer):
    """A token address on loopback: answers what `answers` says, in turn, the last one for ever."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[tuple[int, Any]] = [(200, {"access_token": "t1", "expires_in": 3600})]
        self.forms: list[dict[str, list[str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/token"


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        self.server.forms.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        status, answer = self.server.answers[0]
        if len(self.server.answers) > 1:
            self.server.answers.pop(0)
        if answer is None:
            return
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.url + "/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield provider
        provider.shutdown()
        thread.join()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def application(provider: Provider, clock: ManualClock) -> Tokens:
    grant = Grant(
        kind="client_credentials",
        token_url=provider.url,
        client_id="app",
        client_secret="s3cret",
        scope="mail/.default",
    )
    return Tokens(grant, clock)


def user(provider: Provider, clock: ManualClock, saved: list[str]) -> Tokens:
    grant = Grant(kind="refresh_token", token_url=provider.url, client_id="app", refresh_token="refresh-1")
    return Tokens(grant, clock, saved.append)


def test_a_token_is_asked_for_once_while_it_is_good(provider: Provider, clock: ManualClock) -> None:
    tokens = application(provider, clock)
    assert tokens.token() == "t1"
    clock.advance(3600 - 121)
    assert tokens.token() == "t1"
    assert provider.forms == [
        {
            "grant_type": ["client_credentials"],
            "client_id": ["app"],
            "client_secret": ["s3cret"],
            "scope": ["mail/.default"],
        }
    ]
    provider.answers = [(200, {"access_token": "t2", "expires_in": "3599"})]
    clock.advance(1)
    assert tokens.token() == "t2"
    assert len(provider.forms) == 2


def test_renew_asks_whatever_is_kept(provider: Provider, clock: ManualClock) -> None:
    tokens = application(provider, clock)
    provider.answers = [(200, {"access_token": name}) for name in ("a", "b")]
    assert [tokens.token(), tokens.token(renew=True), tokens.token()] == ["a", "b", "b"]


@pytest.mark.parametrize(
    ("given", "good_for"), [(60, 29), (None, 3479), ("soon", 3479), (-5, 3479), (1e30, 3479)]
)
def test_strange_lifetimes(provider: Provider, clock: ManualClock, given: Any, good_for: float) -> None:
    provider.answers = [(200, {"access_token": "t", "expires_in": given})]
    tokens = application(provider, clock)
    tokens.token()
    clock.advance(good_for)
    tokens.token()
    assert len(provider.forms) == 1
    clock.advance(2)
    tokens.token()
    assert len(provider.forms) == 2


def test_a_rotated_refresh_token_is_saved_and_used(provider: Provider, clock: ManualClock) -> None:
    provider.answers = [
        (200, {"access_token": "t1", "refresh_token": "refresh-2"}),
        (200, {"access_token": "t2", "refresh_token": "refresh-2"}),
        (200, {"access_token": "t3"}),
    ]
    saved: list[str] = []
    tokens = user(provider, clock, saved)
    for _ in range(3):
        tokens.token(renew=True)
    assert saved == ["refresh-2"]
    assert [form["refresh_token"] for form in provider.forms] == [["refresh-1"], ["refresh-2"], ["refresh-2"]]
    assert "client_secret" not in provider.forms[0]


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (400, {"error": "invalid_grant", "error_description": "AADSTS700082: expired"}, AskOperator),
        (401, {"error": "invalid_client"}, AskOperator),
        (400, {"error": "temporarily_unavailable"}, AskAgainLater),
        (429, {"error": "invalid_request"}, AskAgainLater),
        (500, {"error": "server_error"}, AskAgainLater),
        (503, b"<html>busy</html>", AskAgainLater),
        (404, b"nothing here", AskAgainLater),
        (200, b"not json", AskAgainLater),
        (200, {"token_type": "Bearer"}, AskAgainLater),
        (200, ["a list"], AskAgainLater),
        (302, b"", AskAgainLater),
        (0, None, AskAgainLater),
    ],
)
def test_what_happens_next_is_in_the_errors_name(
    provider: Provider, clock: ManualClock, status: int, answer: Any, error: type[Exception]
) -> None:
    provider.answers = [(status, answer)]
    tokens = application(provider, clock)
    with pytest.raises(error):
        tokens.token()
    assert len(provider.forms) == 1  # nobody followed a redirect with the secret
    provider.answers = [(200, {"access_token": "fine"})]
    assert tokens.token() == "fine"


def test_nobody_at_the_address(clock: ManualClock) -> None:
    grant = Grant(kind="client_credentials", token_url="http://127.0.0.1:9/", client_id="app")
    with pytest.raises(AskAgainLater, match="no answer"):
        Tokens(grant, clock).token()


@pytest.mark.parametrize(
    "url", ["http://login.example.com/token", "ftp://127.0.0.1/", "file:///etc/passwd", "//x"]
)
def test_a_secret_is_not_sent_in_the_clear(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Grant(kind="client_credentials", token_url=url, client_id="app")


def test_secrets_are_in_no_error_and_no_repr(provider: Provider, clock: ManualClock) -> None:
    provider.answers = [
        (400, {"error": "invalid_client", "error_description": "bad s3cret\r\nfor app\x1b[2J"})
    ]
    tokens = application(provider, clock)
    with pytest.raises(AskOperator) as refusal:
        tokens.token()
    assert "s3cret" not in str(refusal.value) + repr(tokens) + repr(tokens._grant)
    assert str(refusal.value).isprintable()
