"""The poller's contract on a real Dovecot, and what only a real server has: TLS, tokens checked by somebody else."""

from __future__ import annotations

import pytest

from helpdesk.daemon.imap_link import Link, LinkLost
from helpdesk.daemon.imap_login import LoginRefused, log_in, log_in_renewing
from tests.fakes.imap_contract import PollerContract, append
from tests.fakes.imap_rig import Place, Rig
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import Introspection, account, dovecot, introspection

__all__ = ["account", "dovecot", "introspection"]

pytestmark = pytest.mark.servers


class TestDovecot(PollerContract):
    @pytest.fixture
    def place(self, account: Place) -> Place:
        return account


@pytest.mark.parametrize("tls", ["ssl", "starttls"])
def test_mail_comes_over_checked_tls(dovecot: Dovecot, account: Place, tls: str) -> None:
    append(account, "one")
    port = dovecot.ports.imaps if tls == "ssl" else dovecot.ports.imap
    rig = Rig(account, tls=tls, port=port, host="localhost", ca_file=str(dovecot.certificates.authority))
    assert rig.sync() == 1


@pytest.mark.parametrize("tls", ["ssl", "starttls"])
def test_a_certificate_nobody_vouches_for_gets_no_password(
    dovecot: Dovecot, account: Place, tls: str
) -> None:
    port = dovecot.ports.imaps if tls == "ssl" else dovecot.ports.imap
    rig = Rig(account, tls=tls, port=port, host="localhost")
    with pytest.raises(LinkLost, match="certificate verify failed"):
        rig.sync()
    assert account.user not in dovecot.said()


def test_a_wrong_password_is_refused(account: Place) -> None:
    with pytest.raises(LoginRefused):
        Rig(account, password="nope").sync()


class Tokens:
    def __init__(self, *tokens: str) -> None:
        self._tokens = list(tokens)

    def token(self, *, renew: bool = False) -> str:
        if renew:
            self._tokens = self._tokens[1:] or self._tokens
        return self._tokens[0]


@pytest.mark.parametrize("login", ["xoauth2", "oauthbearer"])
def test_a_token_is_shown_and_renewed_when_refused(
    introspection: Introspection, account: Place, login: str
) -> None:
    introspection.tokens[f"good-{account.user}"] = account.user
    rig = Rig(account, login=login, tokens=Tokens("expired", f"good-{account.user}"))
    log_in_renewing(lambda: Link(rig.account), rig.account, renew=False).close()
    link = rig.link()
    with pytest.raises(LoginRefused):
        log_in(link, Rig(account, login=login, tokens=Tokens("bad")).account, renew=False)
    link.drop()
