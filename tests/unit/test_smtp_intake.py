"""Receiving mail that is as it should be: by SMTP and LMTP, durable before 250, bytes and envelope kept."""

import threading
from pathlib import Path

import pytest

from helpdesk.daemon.smtp.options import Limits, Listener, networks
from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.errors import StoreBusy
from tests.fakes.smtp_rig import MAIL, PATIENCE, Peer, running, tls_context


def test_a_mail_is_stored_as_it_came_with_what_the_transport_knew() -> None:
    with running() as rig, Peer(rig.port) as peer:
        assert (
            peer.begin("support+r-abc@desk.test", "AYUDA@DESK.TEST")
            == ["250 2.1.0 Ok"] + ["250 2.1.5 Ok"] * 2
        )
        mail = b"Subject: a\r\nX: \xf1\r\n\r\n.dot\r\n..\r\nbare\nlf \r cr \x00 nul \xff\r\n"
        assert peer.data(mail).startswith("250 2.0.0 Ok")
        [arrival] = rig.store.got
    assert arrival.raw == mail
    assert arrival.digest == mail_digest(mail)
    assert arrival.received_at == rig.clock.now()
    assert arrival.source_key.startswith("smtp:")
    assert arrival.envelope.recipients == ("support+r-abc@desk.test", "AYUDA@DESK.TEST")
    envelope = arrival.envelope
    assert (envelope.source, envelope.mail_from, envelope.mailbox) == ("smtp", "ana@client.test", "support")
    assert (envelope.peer, envelope.login, envelope.trusted_peer) == ("127.0.0.1", "", False)


def test_the_null_sender_is_an_empty_string() -> None:
    with running() as rig, Peer(rig.port) as peer:
        assert peer.say("MAIL FROM:<>") == "250 2.1.0 Ok"
        assert peer.say("RCPT TO:<support@desk.test>").startswith("250")
        assert peer.data().startswith("250")
        assert rig.store.got[0].envelope.mail_from == ""


def test_two_mailboxes_are_one_arrival_in_the_mailbox_of_the_first() -> None:
    with running() as rig, Peer(rig.port) as peer:
        peer.begin("sales@desk.test", "support@desk.test")
        peer.data()
        [arrival] = rig.store.got
    assert arrival.envelope.mailbox == "sales"
    assert arrival.envelope.recipients == ("sales@desk.test", "support@desk.test")


def test_postmaster_goes_to_the_first_mailbox_with_and_without_a_domain() -> None:
    with running() as rig, Peer(rig.port) as peer:
        answers = peer.begin("Postmaster", "postmaster@desk.test", "POSTMASTER@Desk.Test")
        assert [answer[:3] for answer in answers] == ["250"] * 4
        peer.data()
        assert rig.store.got[0].envelope.mailbox == "support"


def test_many_mails_in_one_connection_and_rset_between() -> None:
    with running() as rig, Peer(rig.port) as peer:
        for _ in range(3):
            assert peer.deliver().startswith("250")
            peer.begin()
            assert peer.say("RSET").startswith("250")
        assert peer.say("DATA").startswith("503")
        assert peer.say("QUIT") == "221 2.0.0 Bye"
        assert peer.line() == ""
        assert len({arrival.source_key for arrival in rig.store.got}) == 3


def test_what_is_offered_works_and_nothing_else_is_offered() -> None:
    with running() as rig, Peer(rig.port) as peer:
        offered = [line[4:] for line in peer.hello.split("|")]
        assert offered == [
            "mx.desk.test", "PIPELINING", "SIZE 26214400", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES",
        ]  # fmt: skip
        peer.send(
            b"MAIL FROM:<a@b.test> SIZE=10 BODY=8BITMIME\r\nRCPT TO:<support@desk.test>\r\nDATA\r\n"
            + MAIL
            + b".\r\nQUIT\r\n"
        )
        assert [answer[:3] for answer in peer.replies()] == ["250", "250", "354", "250", "221"]
        assert rig.store.got[0].raw == MAIL


def test_a_peer_that_closes_its_side_after_quit_still_gets_its_answers() -> None:
    with running() as rig, Peer(rig.port) as peer:
        peer.send(
            b"MAIL FROM:<a@b.test>\r\nRCPT TO:<support@desk.test>\r\nDATA\r\n" + MAIL + b".\r\nQUIT\r\n"
        )
        peer.socket.shutdown(1)
        assert [answer[:3] for answer in peer.replies()] == ["250", "250", "354", "250", "221"]
        assert len(rig.store.got) == 1


@pytest.mark.parametrize("size", [0, 1, 200_000])
def test_mails_of_any_size_are_kept_to_the_byte(size: int) -> None:
    mail = (
        b"Subject: x\r\n\r\n"
        + b"".join(b"%072d\r\n" % line for line in range(size // 74))
        + b"." * (size % 74)
        + b"\r\n"
    )
    with running() as rig, Peer(rig.port) as peer:
        assert peer.deliver(mail).startswith("250")
        assert rig.store.got[0].raw == mail


def test_smtputf8_addresses_are_taken_when_announced_and_refused_when_not() -> None:
    with running() as rig, Peer(rig.port) as peer:
        assert peer.say("MAIL FROM:<josé@client.test>") == "553 5.6.7 SMTPUTF8 is required for this address"
        assert peer.say("MAIL FROM:<josé@client.test> SMTPUTF8").startswith("250")
        assert peer.say("RCPT TO:<ñu@desk.test>").startswith("250")
        assert peer.data("From: josé@client.test\r\n\r\nñ\r\n".encode()).startswith("250")
        assert rig.store.got[0].envelope.mail_from == "josé@client.test"
        assert rig.store.got[0].envelope.mailbox == "sales"
        peer.send(b"MAIL FROM:<jos\xe9@client.test> SMTPUTF8\r\n")
        assert peer.reply().startswith("501")


def test_nothing_is_answered_before_it_is_durable() -> None:
    with running() as rig, Peer(rig.port) as peer:
        rig.store.gate.clear()
        peer.begin()
        assert peer.say("DATA").startswith("354")
        peer.send(MAIL + b".\r\n")
        assert rig.store.entered.wait(PATIENCE)
        peer.socket.settimeout(0.05)
        with pytest.raises(TimeoutError):
            peer.socket.recv(1)
        peer.socket.settimeout(PATIENCE)
        rig.store.gate.set()
        assert peer.reply().startswith("250")


def test_whoever_waits_for_mail_is_woken_after_each_commit() -> None:
    woken = threading.Semaphore(0)
    with running(on_arrival=woken.release) as rig, Peer(rig.port) as peer:
        peer.deliver()
        assert woken.acquire(timeout=PATIENCE)


# -- LMTP -----------------------------------------------------------------------------------------


def lmtp(rig_port: int) -> Peer:
    return Peer(rig_port, greet="LHLO client.test")


def test_lmtp_answers_once_for_each_recipient_it_took() -> None:
    with running(Listener("lmtp")) as rig, lmtp(rig.port) as peer:
        said = peer.begin("support@desk.test", "nobody@desk.test", "sales@desk.test")
        assert [answer[:3] for answer in said] == ["250", "250", "550", "250"]
        assert peer.data(replies=2).count("250 2.0.0 Ok") == 2
        assert len(rig.store.got) == 1
        rig.store.fail_next = [StoreBusy("locked")]
        peer.begin("support@desk.test", "sales@desk.test")
        assert [answer[:9] for answer in peer.data(replies=2).split("|")] == ["451 4.3.0"] * 2
        assert peer.say("NOOP") == "250 2.0.0 Ok"


def test_lmtp_answers_for_each_recipient_when_size_line_or_header_is_wrong() -> None:
    with running(Listener("lmtp"), limits=Limits(size=200_000)) as rig, lmtp(rig.port) as peer:
        for mail, code in (
            (b"x" * 70_000 + b"\r\n", "500"),
            (b"y\r\n" * 70_000, "552"),
            (b"A: b\nC: d\r\n\r\n", "554"),
        ):
            peer.begin("support@desk.test", "sales@desk.test", "ayuda@desk.test")
            assert [answer[:3] for answer in peer.data(mail, 3).split("|")] == [code] * 3
        assert peer.say("NOOP") == "250 2.0.0 Ok"
        assert rig.store.got == []


def test_lmtp_says_lhlo_and_smtp_says_ehlo() -> None:
    with running(Listener("lmtp")) as rig, Peer(rig.port, greet="EHLO x") as peer:
        assert peer.hello.startswith("500")
        assert peer.say("HELO x").startswith("500")
        assert peer.say("LHLO x").startswith("250")
    with running() as rig, Peer(rig.port, greet="LHLO x") as peer:
        assert peer.hello.startswith("500")
        assert peer.say("HELO x") == "250 mx.desk.test"


def test_lmtp_over_a_unix_socket_is_a_trusted_peer(tmp_path: Path) -> None:
    path = str(tmp_path / "lmtp")
    with running(Listener("lmtp", path=path)) as rig:
        with Peer(path, greet="LHLO mta") as peer:
            peer.begin()
            peer.data()
        assert rig.store.got[0].envelope.trusted_peer
        assert rig.store.got[0].envelope.peer == ""
        assert (tmp_path / "lmtp").stat().st_mode & 0o777 == 0o660
    assert not (tmp_path / "lmtp").exists()


# -- who is a relay of ours (threats A2) ----------------------------------------------------------


def test_a2_only_a_listed_relay_or_our_own_lmtp_is_trusted() -> None:
    listed = Listener("smtp", trusted=networks(("127.0.0.7",)))
    with running(listed, Listener("lmtp"), Listener("smtp")) as rig:
        for port, address, hello, trusted in (
            (rig.ports[0], "127.0.0.7", "EHLO x", True),
            (rig.ports[0], "127.0.0.8", "EHLO x", False),
            (rig.ports[1], "127.0.0.8", "LHLO x", True),
            (rig.ports[2], "127.0.0.1", "EHLO x", False),
        ):
            with Peer(port, address, hello) as peer:
                peer.deliver()
            assert rig.store.got[-1].envelope.trusted_peer is trusted


# -- TLS ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("implicit", [False, True])
def test_mail_comes_under_tls_in_both_ways(implicit: bool) -> None:
    listener = Listener("smtp", tls=tls_context(), implicit_tls=implicit)
    with running(listener) as rig, Peer(rig.port, greet="" if implicit else "EHLO x") as peer:
        if implicit:
            peer.tls(starttls=False)
            assert peer.reply().startswith("220")
        else:
            assert "STARTTLS" in peer.hello
            peer.tls()
        assert "STARTTLS" not in peer.say("EHLO client.test")
        assert peer.say("STARTTLS").startswith("503")
        mail = b"Subject: x\r\n\r\n" + b"line\r\n" * 100_000
        assert peer.deliver(mail).startswith("250")
        assert rig.store.got[0].raw == mail
        assert peer.say("QUIT").startswith("221")
