"""Hostile mail and hostile peers at the door: each row of the threat table that SMTP answers, by its number."""

from __future__ import annotations

import contextlib
import socket

import pytest

from helpdesk.daemon.smtp.options import Limits, Listener
from helpdesk.tickets.errors import StoreBusy, StoreFull
from tests.fakes.smtp_rig import MAIL, PATIENCE, Peer, running, tls_context

# -- A23, A24: nothing is taken that would have to be bounced -------------------------------------


def test_a23_null_sender_to_an_unknown_box_is_refused_in_the_dialogue() -> None:
    with running() as rig, Peer(rig.port) as peer:
        assert peer.begin("nobody@desk.test", sender="") == ["250 2.1.0 Ok", "550 5.1.1 No such mailbox here"]
        assert peer.say("DATA") == "554 5.5.1 No valid recipients"
        assert rig.store.got == []


@pytest.mark.parametrize(
    "recipient",
    [
        "victim@elsewhere.test", "support@desk.test.elsewhere.test", "support%elsewhere.test@elsewhere.test",
        "supp\u212aort@desk.test", "support@other@desk.test", "+support@desk.test", "support", "desk.test",
    ],
)  # fmt: skip
def test_a24_not_a_relay(recipient: str) -> None:
    with running() as rig, Peer(rig.port) as peer:
        peer.say("MAIL FROM:<ana@client.test> SMTPUTF8")
        assert peer.say(f"RCPT TO:<{recipient}>")[:9] in {"550 5.1.1", "501 5.1.3"}


def test_a24_a_source_route_is_not_followed() -> None:
    with running() as rig, Peer(rig.port) as peer:
        assert peer.begin("@elsewhere.test:support@desk.test")[1].startswith("250")
        assert peer.data().startswith("250")
        assert rig.store.got[0].envelope.recipients == ("support@desk.test",)


# -- A25: smuggling ---------------------------------------------------------------------------------


@pytest.mark.parametrize("stray", [b"\n", b"\r", b"\0"])
@pytest.mark.parametrize(
    "where", [b"Subject: a%sb\r\n\r\nbody\r\n", b"A: b\r\nC: d%s\r\nE: f\r\n\r\n", b"A: b%s\r\nbody\r\n"]
)
def test_a25_bare_cr_lf_or_nul_in_the_header_is_refused(stray: bytes, where: bytes) -> None:
    with running() as rig, Peer(rig.port) as peer:
        assert peer.deliver(where % stray) == "554 5.6.0 A bare CR, a bare LF or a NUL in the header"
        assert peer.deliver().startswith("250")
        assert len(rig.store.got) == 1


def test_a25_a_header_that_seems_to_end_at_bare_lf_is_refused_too() -> None:
    with running() as rig, Peer(rig.port) as peer:
        for mail in (
            b"A: b\n\nbody\r\n\r\nmore\r\n",
            b"A: b\n\r\nbody\r\n",
            b"A: b\r\n\nbody\r\n\r\n",
            b"A: b\r\rbody\r\n",
        ):
            assert peer.deliver(mail).startswith("554 5.6.0")


def test_a25_in_the_body_stray_bytes_are_kept_as_they_came() -> None:
    mail = b"Subject: x\r\n\r\none\ntwo\rthree\0\n\n.\nfour\r\n"
    with running() as rig, Peer(rig.port) as peer:
        assert peer.deliver(mail).startswith("250")
        assert rig.store.got[0].raw == mail


NOT_THE_END = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r.\r",
    b"\r\n.\r",
    b"\r\n.\n",
    b"\r.\r\n",
    b"\n.\r",
    b"\r.\n",
    b"\r\n\0.\r\n",
    b"\r\n.\0\r\n",
]


@pytest.mark.parametrize("end", NOT_THE_END)
def test_a25_only_cr_lf_dot_cr_lf_ends_a_mail(end: bytes) -> None:
    smuggled = b"MAIL FROM:<admin@desk.test>\r\nRCPT TO:<support@desk.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n"
    with running() as rig, Peer(rig.port) as peer:
        peer.begin()
        peer.say("DATA")
        peer.send(b"Subject: outer\r\n\r\nbody" + end + smuggled + b".\r\n")
        assert peer.reply().startswith("250")
        peer.send(b"QUIT\r\n")
        assert [answer[:3] for answer in peer.replies()] == ["221"]
        [arrival] = rig.store.got
    assert b"Subject: smuggled" in arrival.raw
    assert arrival.envelope.mail_from == "ana@client.test"


def test_a25_the_end_is_found_wherever_the_packets_are_cut() -> None:
    wire = b"Subject: x\r\n\r\n..\r\nbody\r\n.\r\nNOOP\r\n"
    with running(limits=Limits(commands_between_mails=1000)) as rig, Peer(rig.port) as peer:
        peer.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for cut in range(len(wire) + 1):
            peer.begin()
            peer.say("DATA")
            peer.send(wire[:cut])
            peer.send(wire[cut:])
            assert peer.reply().startswith("250 2.0.0 Ok:")
            assert peer.reply() == "250 2.0.0 Ok"
        assert {arrival.raw for arrival in rig.store.got} == {b"Subject: x\r\n\r\n.\r\nbody\r\n"}


def test_a25_a_command_must_end_with_cr_lf() -> None:
    with running() as rig, Peer(rig.port) as peer:
        for line in (b"NOOP\n", b"NO\rOP\r\n", b"NOOP \0\r\n"):
            peer.send(line)
            assert peer.reply().startswith("500 5.5.2")


# -- A26: STARTTLS ----------------------------------------------------------------------------------


def test_a26_what_is_sent_after_starttls_in_clear_is_never_obeyed() -> None:
    with running(Listener("smtp", tls=tls_context())) as rig, Peer(rig.port) as peer:
        peer.begin()
        peer.send(b"STARTTLS\r\nMAIL FROM:<injected@evil.test>\r\nRCPT TO:<support@desk.test>\r\n")
        assert peer.reply().startswith("220")
        peer.tls(starttls=False)
        assert peer.say("NOOP") == "250 2.0.0 Ok"
        assert peer.say("RCPT TO:<support@desk.test>").startswith("503")
        assert peer.say("MAIL FROM:<a@b.test>").startswith("503"), "the name given in clear counts no more"
        peer.say("EHLO client.test")
        assert peer.deliver().startswith("250")
        assert [arrival.envelope.mail_from for arrival in rig.store.got] == ["ana@client.test"]


def test_a26_a_broken_handshake_costs_only_that_connection() -> None:
    with running(Listener("smtp", tls=tls_context())) as rig:
        with Peer(rig.port) as peer:
            assert peer.say("STARTTLS").startswith("220")
            peer.send(b"NOOP\r\n" * 10)
            while peer.socket_bytes():
                pass
        with Peer(rig.port) as peer:
            assert peer.deliver().startswith("250")
        assert "fault" not in rig.log


# -- A31: slow, endless, many -------------------------------------------------------------------------

QUICK = Limits(idle=0.25)


@pytest.mark.parametrize("said", [b"", b"EHLO x", b"EHLO x\r\nMAIL FROM:<a@b.test>\r\n", b"EHLO x\r\nNO"])
def test_a31_an_idle_peer_is_sent_away(said: bytes) -> None:
    with running(limits=QUICK) as rig, Peer(rig.port, greet="") as peer:
        peer.send(said)
        assert peer.replies()[-1] == "421 4.4.2 Too slow, closing"


def test_a31_a_peer_that_idles_after_its_mail_is_sent_away_too() -> None:
    with running(limits=QUICK) as rig, Peer(rig.port) as peer:
        assert peer.deliver().startswith("250")
        assert peer.replies() == ["421 4.4.2 Too slow, closing"]


@pytest.mark.slow  # it waits for a time-out of real sockets
def test_a31_a_peer_that_begins_tls_and_says_no_more_is_sent_away() -> None:
    for implicit in (True, False):
        listener = Listener("smtp", tls=tls_context(), implicit_tls=implicit)
        with (
            running(listener, limits=QUICK) as rig,
            Peer(rig.port, greet="" if implicit else "EHLO x") as peer,
        ):
            assert implicit or peer.say("STARTTLS").startswith("220")
            peer.send(b"\x16\x03\x01")
            assert peer.socket_bytes() == b""
            assert "cut off" in rig.log


def test_a31_a_peer_that_stops_in_the_middle_of_data_is_sent_away() -> None:
    with running(limits=QUICK) as rig, Peer(rig.port) as peer:
        peer.begin()
        peer.say("DATA")
        peer.send(b"Subject: x\r\n")
        assert peer.reply() == "421 4.4.2 Too slow, closing"
        assert peer.line() == ""
        assert rig.store.got == []


def test_a31_a_peer_that_drips_bytes_into_data_is_sent_away() -> None:
    with running(limits=QUICK) as rig, Peer(rig.port) as peer:
        peer.begin()
        peer.say("DATA")
        peer.socket.settimeout(0.05)
        answer = b""
        for _ in range(400):
            try:
                peer.send(b"x")
                answer = peer.socket.recv(100)
                break
            except TimeoutError:
                continue
        assert answer.startswith(b"421 4.4.2")


def flood(peer: Peer, what: bytes, most: int = 1 << 28) -> int:
    """Send until the other side has had enough; returns how much went out."""
    sent = 0
    try:
        while sent < most:
            peer.send(what)
            sent += len(what)
    except (ConnectionError, TimeoutError):
        pass
    return sent


@pytest.mark.slow  # it waits for a time-out of real sockets
def test_a31_a_peer_that_does_not_read_its_answers_is_cut() -> None:
    limits = Limits(idle=0.2, linger=0.1, commands_between_mails=10**9)
    with running(limits=limits) as rig, Peer(rig.port) as peer:
        peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        assert flood(peer, b"HELP\r\n" * 10_000) < 1 << 28
        assert "timeout" in rig.log


@pytest.mark.parametrize(
    ("length", "code"), [(1000, "250"), (1001, "500 5.5.2"), (2047, "500"), (2049, "500"), (60_000, "500")]
)
def test_a31_a_command_line_has_1000_bytes(length: int, code: str) -> None:
    with running() as rig, Peer(rig.port) as peer:
        peer.send(b"NOOP ".ljust(length - 2, b"x") + b"\r\nRSET\r\n")
        assert peer.reply().startswith(code)
        assert peer.reply() == "250 2.0.0 Ok"


def test_a31_a_command_line_without_an_end_is_cut() -> None:
    with running() as rig, Peer(rig.port) as peer:
        assert flood(peer, b"x" * 65536) < 1 << 28
        assert "endless command line" in rig.log


@pytest.mark.parametrize(("length", "code"), [(65536, "250"), (65537, "500 5.6.0")])
@pytest.mark.parametrize("start", [b"x", b"."])
def test_a31_a_line_of_a_mail_has_64_kb(length: int, code: str, start: bytes) -> None:
    with running() as rig, Peer(rig.port) as peer:
        assert peer.deliver(b"Subject: x\r\n\r\n" + start.ljust(length, b"y") + b"\r\nend\r\n").startswith(
            code
        )
        assert peer.deliver().startswith("250")


def test_a31_a_mail_line_without_an_end_takes_no_memory_and_is_cut() -> None:
    with running(limits=Limits(size=1 << 20)) as rig, Peer(rig.port) as peer:
        peer.begin()
        peer.say("DATA")
        assert flood(peer, b"x" * 65536, 64 << 20) < 64 << 20
        with Peer(rig.port) as other:
            assert other.deliver().startswith("250")


def test_a31_the_hundred_and_first_recipient_is_put_off() -> None:
    with running() as rig, Peer(rig.port) as peer:
        peer.say("MAIL FROM:<a@b.test>")
        answers = [peer.say(f"RCPT TO:<support+{n}@desk.test>")[:9] for n in range(101)]
        assert answers == ["250 2.1.5"] * 100 + ["452 4.5.3"]
        assert peer.data().startswith("250")
        assert len(rig.store.got[0].envelope.recipients) == 100


def test_a31_floods_of_commands_end_the_connection() -> None:
    with running() as rig:
        for flood, most in (
            ("NOOP", 300),
            ("NONSENSE", 10),
            ("MAIL FROM:nonsense", 60),
            ("RCPT TO:<x@desk.test>", 60),
        ):
            with Peer(rig.port) as peer:
                peer.send(flood.encode() + b"\r\n" + f"{flood}\r\n".encode() * 400)
                answers = peer.replies()
                assert len(answers) < most
                assert answers[-1].startswith("421 4.7.0"), flood


def test_a31_a_diligent_relay_is_no_flood() -> None:
    with running(limits=Limits(commands_between_mails=20)) as rig, Peer(rig.port) as peer:
        for _ in range(30):
            assert peer.deliver().startswith("250")


def test_a31_the_fifty_first_connection_is_put_off_until_one_has_gone() -> None:
    with running() as rig, contextlib.ExitStack() as stack:
        busy = [stack.enter_context(Peer(rig.port, f"127.0.0.{1 + n // 10}")) for n in range(50)]
        late = stack.enter_context(Peer(rig.port, "127.0.0.99", greet=""))
        assert late.replies() == ["421 4.7.0 Too many connections, try again later"]
        busy.pop().socket.close()
        while late.reply()[:3] != "220":  # as soon as the server has seen the other one go
            late = stack.enter_context(Peer(rig.port, "127.0.0.99", greet=""))


def test_a31_the_eleventh_of_one_address_is_put_off_while_others_come_in() -> None:
    with running() as rig, contextlib.ExitStack() as stack:
        busy = [stack.enter_context(Peer(rig.port)) for _ in range(10)]
        with Peer(rig.port, greet="") as eleventh:
            assert eleventh.reply().startswith("421 4.7.0")
        with Peer(rig.port, "127.0.0.2") as other:
            assert other.deliver().startswith("250")
        assert [peer.deliver()[:3] for peer in busy] == ["250"] * 10


@pytest.mark.parametrize("addresses", [1, 30])
def test_a31_idle_sockets_do_not_keep_a_good_mail_out(addresses: int) -> None:
    with running() as rig, contextlib.ExitStack() as stack:
        for n in range(300):
            stack.enter_context(Peer(rig.port, f"127.0.1.{1 + n % addresses}", greet=""))
        with Peer(rig.port, "127.0.1.1") as peer:
            assert peer.deliver().startswith("250")


def test_a31_memory_for_mails_under_way_is_bounded() -> None:
    with (
        running(limits=Limits(bytes_in_flight=300_000)) as rig,
        Peer(rig.port) as first,
        Peer(rig.port) as second,
    ):
        first.begin()
        first.say("DATA")
        first.send(b"x\r\n" * 80_000)
        second.begin()
        second.say("DATA")
        second.send(b"x\r\n" * 80_000 + b".\r\n")
        first.send(b".\r\n")
        codes = sorted([first.reply()[:9], second.reply()[:9]])
        assert codes == ["250 2.0.0", "452 4.3.1"]
        assert second.deliver().startswith("250")
        assert first.deliver().startswith("250")


# -- A46: size --------------------------------------------------------------------------------------


@pytest.mark.parametrize("dots", [False, True])
@pytest.mark.parametrize(
    ("size", "code"), [(999, "250"), (1000, "250"), (1001, "552 5.3.4"), (5000, "552 5.3.4")]
)
def test_a46_the_size_limit_holds_to_the_byte(size: int, code: str, dots: bool) -> None:
    line = b"." * 8 + b"\r\n" if dots else b"x" * 8 + b"\r\n"
    mail = (b"A: bcd\r\n\r\n" + line * 600)[: size - 2] + b"\r\n"
    mail = mail.replace(b"\r\r\n", b"z\r\n")
    with running(limits=Limits(size=1000)) as rig, Peer(rig.port) as peer:
        assert "SIZE 1000" in peer.hello
        assert len(mail) == size
        assert peer.deliver(mail).startswith(code)
        assert peer.deliver(MAIL).startswith("250")
        assert [len(arrival.raw) for arrival in rig.store.got] == [n for n in (size, len(MAIL)) if n <= 1000]


def test_a46_the_announced_size_is_refused_before_the_mail_is_sent() -> None:
    with running(limits=Limits(size=1000)) as rig, Peer(rig.port) as peer:
        assert peer.say("MAIL FROM:<a@b.test> SIZE=1001") == "552 5.3.4 Message too big"
        assert peer.say("MAIL FROM:<a@b.test> SIZE=99999999999999999999999").startswith("501")
        assert peer.say("MAIL FROM:<a@b.test> SIZE=1000").startswith("250")


# -- A53: faults are ours, and are not told ------------------------------------------------------------


def test_a53_a_fault_in_the_store_is_451_with_an_incident_and_nothing_else() -> None:
    with running() as rig, Peer(rig.port) as peer:
        rig.store.fail_next = [RuntimeError("database is locked /var/lib/secret.db"), ValueError("hunter2")]
        for secret in ("RuntimeError: database is locked /var/lib/secret.db", "ValueError: hunter2"):
            answer = peer.deliver()
            incident = answer.removeprefix("451 4.3.0 Try again later (incident ").removesuffix(")")
            assert len(incident) == 16
            assert int(incident, 16)
            [line] = [line for line in rig.lines if incident in line]
            assert secret in line
        assert peer.deliver().startswith("250")


def test_a53_a_fault_in_a_verb_is_451_too() -> None:
    def broken(address: str) -> str | None:
        raise OSError("cannot read /etc/helpdesk/secret")

    with running(accepts=broken) as rig, Peer(rig.port) as peer:
        answer = peer.begin()[1]
        assert answer.startswith("451 4.3.0 Try again later (incident ")
        assert "secret" not in answer
        assert "/etc/helpdesk/secret" in rig.log


# -- B12, B14: the store cannot ------------------------------------------------------------------------


def test_b12_a_disk_nearly_full_is_452_before_the_mail_and_heals_by_itself() -> None:
    free = [99 << 20]
    with running(disk_free=lambda: free[0]) as rig, Peer(rig.port) as peer:
        assert peer.say("MAIL FROM:<a@b.test>") == "452 4.3.1 Insufficient system storage"
        free[0] = 101 << 20
        assert peer.say("MAIL FROM:<a@b.test>").startswith("452"), "looked up once a second"
        rig.clock.advance(1)
        assert peer.deliver().startswith("250")


def test_b12_b14_a_full_store_is_452_and_a_busy_one_451() -> None:
    with running() as rig, Peer(rig.port) as peer:
        rig.store.fail_next = [StoreFull("no space"), StoreBusy("locked")]
        assert peer.deliver() == "452 4.3.1 Insufficient system storage"
        assert peer.deliver().startswith("451 4.3.0 Try again later (incident ")
        assert peer.deliver().startswith("250")


# -- B2: the peer is gone before it has read 250 --------------------------------------------------------


def test_b2_a_peer_that_hangs_up_during_the_commit_does_not_stop_it() -> None:
    with running() as rig:
        rig.store.gate.clear()
        with Peer(rig.port) as peer:
            peer.begin()
            peer.say("DATA")
            peer.send(MAIL + b".\r\n")
            assert rig.store.entered.wait(PATIENCE)
        rig.store.gate.set()
        with Peer(rig.port) as peer:
            assert peer.deliver().startswith("250")
        first, second = rig.store.got
        assert first.digest == second.digest
        assert first.source_key != second.source_key


def test_b1_a_peer_that_hangs_up_in_the_middle_of_data_leaves_nothing() -> None:
    with running() as rig:
        with Peer(rig.port) as peer:
            peer.begin()
            peer.say("DATA")
            peer.send(MAIL)
        with Peer(rig.port) as peer:
            assert peer.deliver().startswith("250")
        assert len(rig.store.got) == 1


# -- nothing is disclosed, oddities are answered ---------------------------------------------------------


def test_vrfy_and_expn_tell_nothing() -> None:
    with running() as rig, Peer(rig.port) as peer:
        for verb in ("VRFY", "EXPN"):
            assert (
                len(
                    {
                        peer.say(f"{verb} {who}")
                        for who in ("support@desk.test", "nobody@desk.test", "support")
                    }
                )
                == 1
            )


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("MAIL FROM:<a@b.test> AUTH=<>", "250"),
        ("MAIL FROM:<a@b.test> RET=HDRS ENVID=x", "555 5.5.4"),
        ("MAIL FROM:<a@b.test> NONSENSE=1", "555 5.5.4"),
        ("MAIL FROM:<a@b.test> SIZE=abc", "501"),
        ("MAIL FROM:<a@b.test> SIZE=1 SIZE=2", "501"),
        ("MAIL FROM:<a@b.test> SIZE", "501"),
        ("MAIL FROM:<a@b.test> BODY=BINARYMIME", "501"),
        ("MAIL FROM: <a@b.test>", "250"),
        ("mail from:a@b.test", "250"),
        ("MAIL FROM:<a b@c.test>", "501"),
        ('MAIL FROM:<"a b"@c.test>', "250"),
        ('MAIL FROM:<"a@x> ORCPT=b"@c.test>', "250"),
        ("MAIL FROM:<a@b.test>SIZE=1", "501"),
        ("MAIL FROM:<<a@b.test>>", "501"),
        ("MAIL TO:<a@b.test>", "501"),
        ("MAIL", "501"),
        ("RCPT TO:<support@desk.test>", "503"),
        ("DATA", "503"),
        ("AUTH PLAIN AAAA", "500"),
        ("STARTTLS", "503"),
        ("BDAT 10 LAST", "500"),
        ("", "500"),
        ("GET / HTTP/1.1", "500"),
    ],
)
def test_commands_are_answered_by_the_book(command: str, code: str) -> None:
    with running() as rig, Peer(rig.port) as peer:
        assert peer.say(command).startswith(code)


def test_rcpt_parameters_are_refused() -> None:
    with running() as rig, Peer(rig.port) as peer:
        peer.say("MAIL FROM:<a@b.test>")
        assert peer.say("RCPT TO:<support@desk.test> NOTIFY=SUCCESS").startswith("555 5.5.4")
