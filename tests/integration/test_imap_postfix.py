"""The usual set-up whole: a mail by SMTP to a real Postfix, by LMTP to a real Dovecot, polled by IMAP."""

from __future__ import annotations

import smtplib
from threading import Thread

import pytest

from tests.fakes.imap_rig import Place, Rig, mail
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import account, dovecot, introspection, needs_postfix
from tests.servers.postfix import Postfix

__all__ = ["account", "dovecot", "introspection", "needs_postfix"]

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("needs_postfix")]


def wait_for_delivery(place: Place, count: int) -> None:
    """Until the server itself says, by IDLE, that so many messages lie in the inbox."""
    client = place.client()
    there = client.select_folder("INBOX", readonly=True)[b"EXISTS"]
    client.idle()
    while there < count:
        for number, kind, *_ in client.idle_check(timeout=30):
            there = number if kind == b"EXISTS" else there
    client.idle_done()
    client.logout()


def test_from_smtp_to_the_journal(dovecot: Dovecot, account: Place) -> None:
    to = f"{account.user}@desk.test"
    with Postfix({"desk.test": f"lmtp:inet:127.0.0.1:{dovecot.ports.lmtp}"}) as postfix:
        waiting = Thread(target=wait_for_delivery, args=(account, 2))
        waiting.start()
        with smtplib.SMTP("127.0.0.1", postfix.port, timeout=20) as client:
            client.sendmail("lucia@example.org", [to], mail("by smtp"))
            client.sendmail("", [to], mail("a report"))
        waiting.join(60)
        assert not waiting.is_alive(), postfix.said()
        postfix.done_with()
    rig = Rig(account)
    assert rig.sync() == 2
    assert sorted(rig.memory.subjects) == ["a report", "by smtp"]
    report = next(arrival for arrival in rig.memory.rows.values() if b"Subject: a report" in arrival.raw)
    # The null sender survives only here: IMAP has no envelope.
    assert b"Return-Path: <>" in report.raw
    assert {arrival.envelope.mail_from for arrival in rig.memory.rows.values()} == {""}
