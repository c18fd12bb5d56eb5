"""Logging in: passwords of any character, tokens renewed once, and a refusal told from a server that is unwell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpdesk.daemon.imap.link import Link, LinkLost
from helpdesk.daemon.imap.login import LoginRefused, log_in, log_in_renewing
from tests.fakes.imap_rig import Place, Rig
from tests.fakes.imap_server import FakeImapServer


class Tokens:
    """Gives the first token until asked to renew; then the next."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = list(tokens)
        self.renewals = 0

    def token(self, *, renew: bool = False) -> str:
        if renew:
            self.renewals += 1
            self._tokens = self._tokens[1:] or self._tokens
        return self._tokens[0]


@pytest.fixture
def server() -> Iterator[FakeImapServer]:
    with FakeImapServer(password='pa"ss\\wörd €') as server:
        server.tokens = {"good"}
        yield server


@pytest.fixture
def place(server: FakeImapServer) -> Place:
    return Place(server.port, server.user, server.password)


def enter(rig: Rig) -> None:
    link = rig.link()
    try:
        log_in(link, rig.account, renew=False)
    finally:
        link.close()


def test_a_password_outside_ascii(place: Place) -> None:
    enter(Rig(place))


def test_a_wrong_password_is_refused(place: Place) -> None:
    with pytest.raises(LoginRefused, match="AUTHENTICATIONFAILED"):
        enter(Rig(place, password="nope"))


def test_a_server_with_login_alone(server: FakeImapServer, place: Place) -> None:
    server.capabilities.remove("AUTH=PLAIN")
    with pytest.raises(LoginRefused, match="non-ASCII"):
        enter(Rig(place))
    server.password = 'quo"ted'
    enter(Rig(place, password='quo"ted'))


def test_login_disabled_says_what_to_set(server: FakeImapServer, place: Place) -> None:
    server.capabilities.remove("AUTH=PLAIN")
    server.capabilities.append("LOGINDISABLED")
    with pytest.raises(LoginRefused, match="set tls"):
        enter(Rig(place))
    assert server.logins == 0


@pytest.mark.parametrize("login", ["xoauth2", "oauthbearer"])
def test_a_token_logs_in(place: Place, login: str) -> None:
    enter(Rig(place, login=login, tokens=Tokens("good")))


@pytest.mark.parametrize("login", ["xoauth2", "oauthbearer"])
def test_a_refused_token_is_renewed_once(server: FakeImapServer, place: Place, login: str) -> None:
    tokens = Tokens("expired", "good")
    rig = Rig(place, login=login, tokens=tokens)
    log_in_renewing(lambda: Link(rig.account), rig.account, renew=False).close()
    assert (tokens.renewals, server.logins) == (1, 2)


@pytest.mark.parametrize("login", ["xoauth2", "oauthbearer"])
def test_a_renewed_token_that_is_refused_too_is_the_end(
    server: FakeImapServer, place: Place, login: str
) -> None:
    rig = Rig(place, login=login, tokens=Tokens("expired", "expired too"))
    with pytest.raises(LoginRefused, match="status=401") as refusal:
        log_in_renewing(lambda: Link(rig.account), rig.account, renew=False)
    assert server.logins == 2
    assert "expired" not in str(refusal.value)


def test_after_a_refusal_the_next_try_begins_with_a_new_token(server: FakeImapServer, place: Place) -> None:
    tokens = Tokens("expired", "good")
    rig = Rig(place, login="xoauth2", tokens=tokens)
    log_in_renewing(lambda: Link(rig.account), rig.account, renew=True).close()
    assert (tokens.renewals, server.logins) == (1, 1)


def test_the_same_token_is_not_shown_twice(server: FakeImapServer, place: Place) -> None:
    rig = Rig(place, login="xoauth2", tokens=Tokens("revoked"))
    with pytest.raises(LoginRefused):
        log_in_renewing(lambda: Link(rig.account), rig.account, renew=False)
    assert server.logins == 1


@pytest.mark.parametrize("fault", ["unavailable", "drop-login"])
def test_a_server_that_is_unwell_refuses_nobody(server: FakeImapServer, place: Place, fault: str) -> None:
    server.fail_next(fault)
    with pytest.raises(LinkLost):
        enter(Rig(place))


def test_a_server_that_hangs_up_at_the_greeting(server: FakeImapServer, place: Place) -> None:
    server.fail_next("no-greeting")
    with pytest.raises(LinkLost):
        enter(Rig(place))


def test_plain_text_is_for_loopback(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.daemon.imap.wire._is_loopback", lambda raw: False)
    with pytest.raises(LinkLost, match="loopback only"):
        enter(Rig(place))


@pytest.mark.parametrize("tls", ["ssl", "starttls"])
def test_without_tls_nothing_is_said(server: FakeImapServer, place: Place, tls: str) -> None:
    with pytest.raises(LinkLost):
        enter(Rig(place, tls=tls, connect_timeout=1, read_timeout=1))
    assert server.logins == 0


def test_no_secret_in_logs_or_reprs(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    rig = Rig(place, login="xoauth2", tokens=Tokens("good"))
    enter(rig)
    enter(Rig(place))
    shown = caplog.text + repr(rig.account) + repr(rig.ports)
    assert "good" not in shown
    assert "wörd" not in shown
