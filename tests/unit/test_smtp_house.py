"""The receiver as part of the daemon: drain, PROXY, listeners that cannot open, and the shared commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.errors import OperatorError, TryLater
from helpdesk.daemon.smtp.group_commit import GroupCommit
from helpdesk.daemon.smtp.options import Limits, Listener, ReceiverOptions, networks
from helpdesk.daemon.smtp.receiver import ReceiverThread
from helpdesk.tickets.errors import StoreBusy
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Arrival
from tests.fakes.smtp_rig import DESK, MAIL, PATIENCE, FakeStore, Peer, running, tls_context

# -- B35: drain ---------------------------------------------------------------------------------------


def test_b35_drain_sends_the_idle_away_lets_a_mail_finish_and_takes_nothing_new() -> None:
    with running() as rig, Peer(rig.port) as idle, Peer(rig.port) as busy:
        rig.store.gate.clear()
        busy.begin()
        busy.say("DATA")
        busy.send(MAIL + b".\r\n")
        assert rig.store.entered.wait(PATIENCE)
        draining = threading.Thread(target=rig.receiver.drain, args=(PATIENCE,))
        draining.start()
        assert idle.replies() == ["421 4.3.2 Shutting down, try again later"]
        with Peer(rig.port, greet="") as new:
            assert new.replies() == ["421 4.3.2 Shutting down, try again later"]
        rig.store.gate.set()
        assert [answer[:9] for answer in busy.replies()] == ["250 2.0.0", "421 4.3.2"]
        draining.join(PATIENCE)
        assert not draining.is_alive()
        assert not rig.receiver.alive
        with pytest.raises(ConnectionRefusedError):
            Peer(rig.port)
        assert len(rig.store.got) == 1


def test_b35_a_mail_that_does_not_finish_within_the_grace_is_cut_without_250() -> None:
    with running() as rig, Peer(rig.port) as slow:
        slow.begin()
        slow.say("DATA")
        slow.send(b"Subject: x\r\n")
        rig.receiver.drain(0.1)
        assert slow.socket_bytes() == b""
        assert rig.store.got == []
        rig.receiver.drain(0.1)


def test_a_listener_that_cannot_open_is_named_and_none_is_left_open() -> None:
    with running() as rig:
        commit = GroupCommit(FakeStore())
        receiver = ReceiverThread(ReceiverOptions("mx.desk.test", DESK), commit)
        with pytest.raises(OperatorError) as refused:
            receiver.start(
                [Listener("smtp"), Listener("smtp", port=rig.port), Listener("lmtp", path="/nowhere/lmtp")]
            )
        assert [problem.place for problem in refused.value.problems] == ["smtp", "lmtp"]
        assert str(rig.port) in refused.value.problems[0].what


def test_a_stale_socket_is_replaced_and_a_file_is_not(tmp_path: Path) -> None:
    path = tmp_path / "lmtp"
    path.write_text("mine")
    with pytest.raises(OperatorError), running(Listener("lmtp", path=str(path))):
        pass
    assert path.read_text() == "mine"


# -- PROXY ----------------------------------------------------------------------------------------------

V2 = b"\r\n\r\n\0\r\nQUIT\n"
BEHIND = Listener("smtp", proxy_from=networks(("127.0.0.5",)))


def test_proxy_the_real_address_is_taken_from_a_listed_peer_only() -> None:
    with running(BEHIND) as rig:
        for header in (
            b"PROXY TCP4 203.0.113.9 127.0.0.1 5000 25\r\n",
            V2 + b"\x21\x11\x00\x0c" + bytes([203, 0, 113, 9, 127, 0, 0, 1, 0, 80, 0, 25]),
        ):
            with Peer(rig.port, "127.0.0.5", greet="") as peer:
                peer.send(header)
                assert peer.reply().startswith("220")
                peer.say("EHLO x")
                peer.deliver()
                assert rig.store.got[-1].envelope.peer == "203.0.113.9"
        with Peer(rig.port, "127.0.0.6") as stranger:
            assert stranger.say("PROXY TCP4 203.0.113.9 127.0.0.1 5000 25").startswith("500")
            stranger.deliver()
            assert rig.store.got[-1].envelope.peer == "127.0.0.6"


@pytest.mark.parametrize("header", [b"PROXY UNKNOWN\r\n", V2 + b"\x20\x00\x00\x00"])
def test_proxy_a_health_check_speaks_for_itself(header: bytes) -> None:
    with running(BEHIND) as rig, Peer(rig.port, "127.0.0.5", greet="") as peer:
        peer.send(header)
        assert peer.reply().startswith("220")
        peer.say("EHLO x")
        peer.deliver()
        assert rig.store.got[-1].envelope.peer == "127.0.0.5"


@pytest.mark.parametrize(
    "header",
    [
        b"EHLO client.test\r\n",
        b"PROXY\r\n",
        b"PROXY TCP4 999.0.0.1 1.2.3.4 1 1\r\n",
        V2 + b"\xff\xff\0\0",
        b"",
    ],
)
def test_proxy_a_listed_peer_without_a_good_header_is_sent_away(header: bytes) -> None:
    with (
        running(BEHIND, limits=Limits(proxy_header=0.2)) as rig,
        Peer(rig.port, "127.0.0.5", greet="") as peer,
    ):
        peer.send(header)
        assert peer.replies()[0].startswith("421")


def test_proxy_limits_and_bans_count_the_real_address() -> None:
    limits = Limits(connections_per_address=1)
    with running(BEHIND, limits=limits) as rig, Peer(rig.port, "127.0.0.5", greet="") as first:
        first.send(b"PROXY TCP4 203.0.113.9 127.0.0.1 5000 25\r\nEHLO x\r\n")
        assert first.reply().startswith("220")
        assert first.reply().startswith("250")
        for source, code in (("203.0.113.9", "421"), ("203.0.113.10", "220")):
            with Peer(rig.port, "127.0.0.5", greet="") as peer:
                peer.send(f"PROXY TCP4 {source} 127.0.0.1 5000 25\r\n".encode())
                assert peer.reply().startswith(code)


def test_proxy_comes_before_implicit_tls_and_survives_starttls() -> None:
    nets = networks(("127.0.0.5",))
    listeners = [
        Listener("smtp", tls=tls_context(), implicit_tls=implicit, proxy_from=nets)
        for implicit in (True, False)
    ]
    with running(*listeners) as rig:
        for port, implicit in zip(rig.ports, (True, False), strict=True):
            with Peer(port, "127.0.0.5", greet="") as peer:
                peer.send(b"PROXY TCP4 203.0.113.9 127.0.0.1 5000 25\r\n")
                if not implicit:
                    assert peer.reply().startswith("220")
                    peer.say("EHLO x")
                peer.tls(starttls=not implicit)
                assert not implicit or peer.reply().startswith("220")
                peer.say("EHLO x")
                assert peer.deliver().startswith("250")
            assert rig.store.got[-1].envelope.peer == "203.0.113.9"


# -- group commit ---------------------------------------------------------------------------------------


def arrival(n: int, size: int = 10) -> Arrival:
    envelope = Envelope("smtp", "", ("support@desk.test",), "support")
    return Arrival(f"smtp:{n}", b"x" * size, "", envelope, ManualClock().now())


def test_who_comes_while_a_commit_runs_shares_the_next_one() -> None:
    store = FakeStore()
    store.gate.clear()
    commit = GroupCommit(store)
    commit.start()
    first = commit.submit(arrival(0))
    assert store.entered.wait(PATIENCE)
    rest = [commit.submit(arrival(n)) for n in range(1, 101)]
    store.gate.set()
    assert [first.result(PATIENCE), *(future.result(PATIENCE) for future in rest)] == list(range(1, 102))
    assert commit.close(PATIENCE)
    assert store.groups == [1, 64, 36]


def test_a_group_has_8_mb_or_one_large_mail() -> None:
    store = FakeStore()
    store.gate.clear()
    commit = GroupCommit(store)
    commit.start()
    futures = [commit.submit(arrival(0))]
    assert store.entered.wait(PATIENCE)
    futures += [commit.submit(arrival(n, 5 << 20)) for n in range(1, 5)]
    store.gate.set()
    for future in futures:
        future.result(PATIENCE)
    commit.close(PATIENCE)
    assert store.groups == [1, 2, 2]


def test_one_bad_arrival_fails_alone_and_a_busy_store_fails_the_group_at_once() -> None:
    class Picky(FakeStore):
        def receive(self, arrivals: Sequence[Arrival]) -> list[int]:
            if len(arrivals) > 1 and any(a.source_key == "smtp:2" for a in arrivals):
                raise ValueError("bad")
            return super().receive(arrivals)

    store = Picky()
    store.gate.clear()
    commit = GroupCommit(store)
    commit.start()
    futures = [commit.submit(arrival(0))]
    assert store.entered.wait(PATIENCE)
    futures += [commit.submit(arrival(n)) for n in (1, 2, 3)]
    store.gate.set()
    assert [future.result(PATIENCE) for future in futures] == [1, 2, 3, 4]
    store.fail_next = [StoreBusy("locked")]
    with pytest.raises(StoreBusy):
        commit.submit(arrival(9)).result(PATIENCE)
    commit.close(PATIENCE)
    with pytest.raises(TryLater):
        commit.submit(arrival(10))


def test_a_cancelled_waiter_does_not_take_its_mail_back() -> None:
    store = FakeStore()
    store.gate.clear()
    commit = GroupCommit(store)
    commit.start()

    async def impatient() -> None:
        waiting = asyncio.ensure_future(commit.accept(arrival(1)))
        while not store.entered.is_set():
            await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(impatient())
    store.gate.set()
    commit.close(PATIENCE)
    assert [a.source_key for a in store.got] == ["smtp:1"]
