"""The poller's contract on a real Dovecot, and what only a real server has: TLS, tokens checked by somebody else."""

from __future__ import annotations

import pytest

from helpdesk.daemon.imap.link import Link, LinkLost
from helpdesk.daemon.imap.login import LoginRefused, log_in, log_in_renewing
from helpdesk.daemon.imap.poll import ImapPoller
from tests.fakes.imap_contract import PollerContract, append, subjects_in
from tests.fakes.imap_rig import NoDoze, Place, Rig
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


def test_a_target_that_cannot_be_written_is_one_alert_and_no_loss(dovecot: Dovecot, account: Place) -> None:
    client = account.client()
    client.create_folder("Helpdesk")
    client.logout()
    append(account, "one", "two")
    folder = dovecot.maildir(account) / ".Helpdesk"
    for part in (folder / "tmp", folder / "new", folder / "cur", folder):
        part.chmod(0o500)
    rig = Rig(account, after="move")
    assert rig.sync() == 2
    assert rig.sync() == 0
    assert [reason for reason, _ in rig.alerts] == ["imap-tidy"]
    assert subjects_in(account, "INBOX") == ["one", "two"]


def test_a_restarted_server_is_waited_for(account: Place, dovecot: Dovecot) -> None:
    """Every session is ended by the server, as an upgrade does, while the poller idles."""
    append(account, "before")
    rig = Rig(account)
    doze = NoDoze(rig.clock)
    poller = ImapPoller(
        rig.account, rig.memory, rig.clock, log=rig.log, disk_free=lambda: rig.free, doze=doze,
        alert=lambda reason, detail: rig.alerts.append((reason, detail)),
    )  # fmt: skip
    poller.start()
    try:
        assert rig.memory.wait_for(1)
        assert doze.idling.acquire(timeout=20)
        dovecot.kick(account)
        append(account, "after")
        assert rig.memory.wait_for(2)
    finally:
        assert poller.stop()
    assert rig.memory.subjects == ["before", "after"]
    assert rig.alerts == []
    assert len(rig.log.of("imap_connected")) == 2
