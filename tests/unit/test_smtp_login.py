"""Agents logging in to submit: under TLS only, no oracle, and who guesses waits (threats A30)."""

from __future__ import annotations

import contextlib
import threading
from base64 import b64encode
from collections.abc import Iterator

import pytest

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.errors import OperatorError
from helpdesk.daemon.smtp import passwords as smtp_passwords
from helpdesk.daemon.smtp.ban import Bans
from helpdesk.daemon.smtp.options import Listener
from helpdesk.daemon.smtp.passwords import LoginCheck, hash_password
from tests.fakes.smtp_rig import Peer, Rig, running, tls_context

ANA = "ana@agents.test"


def check(user: str, password: str) -> str | None:
    return ANA if (user, password) == (ANA, "s3cret ñ") else None


def plain(user: str, password: str, acting: str = "") -> str:
    return "AUTH PLAIN " + b64encode(f"{acting}\0{user}\0{password}".encode()).decode()


@contextlib.contextmanager
def submission(address: str = "127.0.0.1") -> Iterator[tuple[Rig, Peer]]:
    with (
        running(Listener("submission", tls=tls_context()), check_login=check) as rig,
        secure(rig, address) as peer,
    ):
        yield rig, peer


def secure(rig: Rig, address: str = "127.0.0.1") -> Peer:
    peer = Peer(rig.port, address).tls()
    peer.hello = peer.say("EHLO client.test")
    return peer


def test_an_agent_logs_in_by_plain_and_the_login_stands_in_the_envelope() -> None:
    with submission() as (rig, peer):
        assert peer.hello.endswith("250 AUTH PLAIN LOGIN")
        assert peer.say("MAIL FROM:<ana@agents.test>") == "530 5.7.0 Authentication required"
        assert peer.say(plain(ANA, "s3cret ñ")) == "235 2.7.0 Authentication successful"
        assert peer.say(plain(ANA, "s3cret ñ")).startswith("503")
        assert peer.begin("victim@elsewhere.test")[1].startswith("550")
        peer.say("RSET")
        assert peer.deliver().startswith("250")
        envelope = rig.store.got[0].envelope
        assert (envelope.source, envelope.login, envelope.trusted_peer) == ("submission", ANA, False)
        assert "s3cret" not in rig.log


def test_an_agent_logs_in_by_login_and_by_plain_in_two_steps() -> None:
    with submission() as (rig, peer):
        assert peer.say("AUTH LOGIN") == "334 VXNlcm5hbWU6"
        assert peer.say(b64encode(ANA.encode()).decode()) == "334 UGFzc3dvcmQ6"
        assert peer.say(b64encode("s3cret ñ".encode()).decode()).startswith("235")
        with secure(rig) as other:
            assert other.say("auth plain") == "334 "
            assert other.say(plain(ANA, "s3cret ñ", ANA)[11:]).startswith("235")


def test_a30_auth_is_neither_offered_nor_taken_without_tls_or_on_other_listeners() -> None:
    with running(Listener("submission", tls=tls_context()), Listener("smtp", tls=tls_context())) as rig:
        with Peer(rig.ports[0]) as peer:
            assert "AUTH" not in peer.hello
            assert peer.say(plain(ANA, "s3cret ñ")).startswith("538 5.7.11")
        with Peer(rig.ports[1]).tls() as peer:
            assert "AUTH" not in peer.say("EHLO x")
            assert peer.say(plain(ANA, "s3cret ñ")).startswith("500")


def test_submission_without_a_certificate_does_not_start() -> None:
    with pytest.raises(OperatorError, match="needs TLS"), running(Listener("submission")):
        pass


@pytest.mark.parametrize(
    ("exchange", "code"),
    [
        (["AUTH PLAIN !!!"], "501 5.5.2"),
        (["AUTH PLAIN " + b64encode(b"no nul").decode()], "501 5.5.2"),
        (["AUTH PLAIN " + b64encode(b"a\0b\0c\0d").decode()], "501 5.5.2"),
        (["AUTH PLAIN", "*"], "501 5.7.0"),
        (["AUTH LOGIN", "ñ"], "501 5.5.2"),
        (["AUTH CRAM-MD5"], "504"),
        (["AUTH"], "504"),
        ([plain(ANA, "s3cret ñ", "admin@agents.test")], "535 5.7.8"),
        (["AUTH PLAIN " + b64encode(b"\0\xff\0\xfe").decode()], "535 5.7.8"),
    ],
)
def test_broken_logins_are_answered(exchange: list[str], code: str) -> None:
    with submission() as (_, peer):
        assert [peer.say(line) for line in exchange][-1].startswith(code)
        assert peer.say("NOOP") == "250 2.0.0 Ok"


def test_a30_the_fifth_failure_bans_the_address_with_growing_delay_and_nobody_else() -> None:
    with submission() as (rig, peer):
        answers = [peer.say(plain(ANA, f"guess {n}")) for n in range(5)]
        assert set(answers) == {"535 5.7.8 Authentication credentials invalid"}
        assert peer.replies() == ["421 4.7.0 Too many failed logins, try again later"]
        assert rig.pauses == [1, 2, 4, 8, 8]
        with Peer(rig.port, greet="") as again:
            assert again.replies() == ["421 4.7.0 Too many failed logins, try again later"]
        with secure(rig, "127.0.0.2") as other:
            assert other.say(plain(ANA, "s3cret ñ")).startswith("235")
        rig.clock.advance(61)
        with secure(rig) as later:
            assert later.say(plain(ANA, "guess 6")).startswith("535")
        rig.clock.advance(61)
        with Peer(rig.port, greet="") as again:
            assert again.reply().startswith("421"), "the second ban is longer"
        rig.clock.advance(60)
        with secure(rig) as later:
            assert later.say(plain(ANA, "s3cret ñ")).startswith("235")
        assert "guess" not in rig.log


def test_a30_an_open_connection_of_a_banned_address_cannot_go_on_guessing() -> None:
    with submission() as (rig, peer), secure(rig) as sleeper:
        for n in range(5):
            peer.say(plain(ANA, f"guess {n}"))
        assert sleeper.say(plain(ANA, "s3cret ñ")).startswith("421 4.7.0")


def test_a30_unknown_user_and_wrong_password_get_the_same_answer_by_the_same_work() -> None:
    seen: list[str] = []

    def find(user: str) -> tuple[str, str] | None:
        seen.append(user)
        return (ANA, stored) if user == ANA else None

    stored = hash_password("right")
    login = LoginCheck(find)
    assert (login(ANA, "right"), login(ANA, "wrong"), login("nobody", "wrong"), login("nobody", "")) == (
        ANA,
        None,
        None,
        None,
    )
    assert seen == [ANA, ANA, "nobody", "nobody"]
    with running(Listener("submission", tls=tls_context()), check_login=login) as rig:
        answers, pauses = set(), []
        for user in (ANA, "nobody@agents.test"):
            rig.pauses.clear()
            with secure(rig, "127.0.0.3" if user == ANA else "127.0.0.4") as peer:
                answers.add(peer.say(plain(user, "wrong")))
            pauses.append(list(rig.pauses))
    assert len(answers) == 1
    assert pauses == [[1.0], [1.0]]


def test_a30_an_unknown_user_is_verified_against_a_hash_of_equal_cost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    costs: list[str] = []
    real = smtp_passwords._HASHER.verify

    class Watched:
        def verify(self, stored: str, password: str) -> bool:
            costs.append(stored.rsplit("$", 2)[0])
            return real(stored, password)

    login = LoginCheck({ANA: (ANA, hash_password("right"))}.get)
    monkeypatch.setattr(smtp_passwords, "_HASHER", Watched())
    login(ANA, "wrong")
    login("nobody", "wrong")
    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_a_stored_hash_that_is_none_lets_nobody_in() -> None:
    assert LoginCheck({ANA: (ANA, "plaintext")}.get)(ANA, "plaintext") is None


def test_a53_a_fault_in_the_check_is_454_and_tells_nothing() -> None:
    def broken(user: str, password: str) -> str | None:
        raise RuntimeError("database is locked /var/lib/secret.db")

    with running(Listener("submission", tls=tls_context()), check_login=broken) as rig, secure(rig) as peer:
        answer = peer.say(plain(ANA, "x"))
        assert answer.startswith("454 4.7.0 Temporary authentication failure (incident ")
        assert "secret" not in answer


def test_mail_goes_on_while_a_password_is_checked() -> None:
    started, free = threading.Event(), threading.Event()

    def slow(user: str, password: str) -> str | None:
        started.set()
        assert free.wait(20)
        return ANA

    listeners = Listener("submission", tls=tls_context()), Listener("smtp")
    with running(*listeners, check_login=slow) as rig, secure(rig) as agent:
        agent.send(plain(ANA, "x").encode() + b"\r\n")
        assert started.wait(20)
        with Peer(rig.ports[1]) as peer:
            assert peer.deliver().startswith("250")
        free.set()
        assert agent.reply().startswith("235")


def test_bans_count_an_ipv6_subscriber_as_one_and_forget() -> None:
    clock = ManualClock()
    bans = Bans(clock, allowed=2)
    assert bans.failed("2001:db8::1") == (1, 1.0)
    assert bans.failed("2001:db8::2") == (2, 2.0)
    assert bans.banned_for("2001:db8::ffff") == 60
    assert bans.banned_for("2001:db8:0:1::1") == 0
    clock.advance(60)
    assert bans.banned_for("2001:db8::1") == 0
    bans.failed("2001:db8::1")
    assert bans.banned_for("2001:db8::1") == 120
    for _ in range(20):
        bans.failed("2001:db8::1")
    assert bans.banned_for("2001:db8::1") == 3600
    clock.advance(7 * 3600)
    assert bans.failed("2001:db8::1") == (1, 1.0)
    bans.succeeded("2001:db8::1")
    assert bans.failed("2001:db8::1") == (1, 1.0)
    for n in range(20_000):
        bans.failed(f"10.0.{n // 250}.{n % 250}")
    assert len(bans._records) == 10_000
