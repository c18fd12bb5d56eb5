"""Postfix delivers by LMTP while Dovecot is polled: the same mail coming both ways is one message."""

from __future__ import annotations

import smtplib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.imap_rig import Place
from tests.fakes.smtp_sink import SmtpSink
from tests.integration.desk_mails import head_of, letter
from tests.integration.desk_rig import ANA, AUTHSERV, SALES, SUPPORT, Desk
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import account, dovecot, introspection, needs_postfix
from tests.servers.postfix import Postfix

__all__ = ["account", "dovecot", "introspection", "needs_postfix"]

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("needs_postfix")]

MAILS = 40
SENDERS = 4


@contextmanager
def both_ways(desk: Desk, dovecot: Dovecot, place: Place, box: str = SUPPORT) -> Iterator[Postfix]:
    """A Postfix that hands each mail for `box` to the desk by LMTP and puts a copy into the polled account."""
    routes = {
        "desk.test": f"lmtp:inet:127.0.0.1:{desk.port.lmtp}",
        "imap.test": f"lmtp:inet:127.0.0.1:{dovecot.ports.lmtp}",
    }
    aliases = f"inline:{{ {{ {box} = {box}, {place.user}@imap.test }} }}"
    with Postfix(routes, {"virtual_alias_maps": aliases, "myhostname": AUTHSERV}) as postfix:
        yield postfix


def send(postfix: Postfix, mails: list[tuple[str, bytes]], to: str) -> None:
    """From several clients at once, as the world does it."""

    def one_client(mine: list[tuple[str, bytes]]) -> None:
        with smtplib.SMTP("127.0.0.1", postfix.port, timeout=30) as client:
            for sender, mail in mine:
                client.sendmail(sender, [to], mail)

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(one_client, [mails[n::SENDERS] for n in range(SENDERS)]))


def customers(count: int) -> list[tuple[str, bytes]]:
    """One mail of each of so many people."""
    people = [f"cliente{n}@client.test" for n in range(count)]
    return [(who, letter(f"Asunto {n}", sender=who, proved=True)) for n, who in enumerate(people)]


def all_arrived(desk: Desk, count: int) -> bool:
    return len(desk.logged("took")) >= count


def test_forty_mails_that_come_both_ways_are_forty_messages(
    tmp_path: Path, dovecot: Dovecot, account: Place
) -> None:
    with (
        SmtpSink() as sink,
        Desk(tmp_path / "d", smarthost=sink.port, imap={"support": account}) as desk,
        both_ways(desk, dovecot, account) as postfix,
    ):
        send(postfix, customers(MAILS), SUPPORT)
        desk.until(lambda: all_arrived(desk, 2 * MAILS), f"{MAILS} mails twice")
        desk.quiet()
        postfix.done_with()
        tickets = desk.tickets()
        assert Counter(one["subject"] for one in tickets) == {f"Asunto {n}": 1 for n in range(MAILS)}
        assert {one["message_count"] for one in tickets} == {1}
        assert desk.held() == []
        outcomes = Counter(entry["outcome"] for entry in desk.logged("took"))
        assert outcomes == {"opened": MAILS, "duplicate": MAILS}
        # One acknowledgement for each customer and one notification for each mail, whichever copy was first.
        acks = Counter(mail.recipients for mail in sink.mails if mail.recipients != (ANA,))
        assert acks == {(f"cliente{n}@client.test",): 1 for n in range(MAILS)}
        assert len(sink.to(ANA)) == MAILS
        desk.verified()


def test_the_same_mail_to_two_boxes_of_the_desk_is_one_message_of_both(
    tmp_path: Path, dovecot: Dovecot, account: Place
) -> None:
    """By LMTP for support, by IMAP for sales (B24)."""
    with (
        SmtpSink() as sink,
        Desk(tmp_path / "d", smarthost=sink.port, imap={"sales": account}) as desk,
        both_ways(desk, dovecot, account) as postfix,
    ):
        mails = [
            (who, letter(f"Asunto {n}", sender=who, to=f"{SUPPORT}, {SALES}"))
            for n, who in enumerate(f"cliente{n}@client.test" for n in range(3))
        ]
        send(postfix, mails, SUPPORT)
        desk.until(lambda: all_arrived(desk, 6), "three mails twice")
        desk.quiet()
        tickets = desk.tickets()
        assert sorted(one["subject"] for one in tickets) == [f"Asunto {n}" for n in range(3)]
        for one in tickets:
            [message] = desk.show(one["protocol"])["messages"]
            assert sorted(message["mailboxes"]) == ["sales", "support"]
        desk.verified()


def test_the_answer_of_a_customer_that_comes_both_ways_joins_once(
    tmp_path: Path, dovecot: Dovecot, account: Place
) -> None:
    with (
        SmtpSink() as sink,
        Desk(tmp_path / "d", smarthost=sink.port, imap={"support": account}) as desk,
        both_ways(desk, dovecot, account) as postfix,
    ):
        who = "lucia@client.test"
        send(postfix, [(who, letter("Factura", sender=who, proved=True))], SUPPORT)
        [ack] = sink.wait_for(lambda mail: who in mail.recipients)
        parent = head_of(ack.raw, "Message-ID")
        more = letter(
            "Re: Factura",
            "Adjunto lo que falta.",
            sender=who,
            proved=True,
            extra=f"In-Reply-To: {parent}\r\nReferences: {parent}\r\n",
        )
        send(postfix, [(who, more)], SUPPORT)
        desk.until(lambda: all_arrived(desk, 4), "two mails twice")
        desk.quiet()
        [ticket] = desk.tickets()
        texts = [message["reply_text"] for message in desk.show(ticket["protocol"])["messages"]]
        assert texts == ["Me siguen cobrando dos veces. ¿Qué hago?", "Adjunto lo que falta."]
        assert len(sink.to(who)) == 1
        assert len(sink.to(ANA)) == 2
