"""Who may connect to a listener, and whose Authentication-Results it believes: as the settings say."""

from __future__ import annotations

from pathlib import Path

from helpdesk.daemon.parts import listeners
from helpdesk.daemon.settings.values import load
from helpdesk.daemon.smtp.options import Listener, networks
from tests.fakes.smtp_rig import Peer, running

HERE = networks(("127.0.0.1",))


def test_only_peers_of_the_settings_may_connect() -> None:
    for kind in ("smtp", "lmtp"):
        with running(Listener(kind, peers=HERE)) as rig:
            with Peer(rig.port, "127.0.0.9", greet="") as stranger:
                [refused] = stranger.replies()
                assert refused.startswith("554 5.7.1")
            with Peer(rig.port, greet="") as friend:
                assert friend.reply().startswith("220")
            assert "not one of peers" in rig.log


def test_no_peers_named_is_everybody() -> None:
    with running(Listener("smtp")) as rig, Peer(rig.port, "127.0.0.9") as anybody:
        assert anybody.deliver().startswith("250")


def test_the_proxies_named_as_peers_may_connect_and_nobody_past_them() -> None:
    proxied = Listener("smtp", peers=HERE, proxy_from=HERE)
    with running(proxied) as rig:
        with Peer(rig.port, "127.0.0.9", greet="") as stranger:
            stranger.send(b"PROXY TCP4 192.0.2.7 192.0.2.1 4000 25\r\n")
            assert stranger.replies()[0].startswith("554")
        with Peer(rig.port, greet="") as proxy:
            proxy.send(b"PROXY TCP4 192.0.2.7 192.0.2.1 4000 25\r\n")
            assert proxy.reply().startswith("220")


def test_peers_and_trusted_come_from_the_settings(tmp_path: Path) -> None:
    (tmp_path / "helpdesk.toml").write_text(
        '[[mailbox]]\nname = "support"\naddress = "support@acme.example"\n'
        '[[listen]]\nkind = "smtp"\nport = 0\npeers = ["10.0.0.0/8"]\ntrusted = ["10.0.0.5", "2001:db8::/32"]\n'
    )
    [listener] = listeners(load(tmp_path / "helpdesk.toml", None, {}))
    assert listener.admits("10.9.9.9") and not listener.admits("192.0.2.1") and listener.admits("")
    assert listener.trusts("10.0.0.5") and listener.trusts("2001:db8::1")
    assert not listener.trusts("10.0.0.6") and not listener.trusts("127.0.0.1")
    assert listener.proxy_from == ()
