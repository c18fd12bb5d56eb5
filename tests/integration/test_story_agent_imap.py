"""An agent answers from her own provider and the desk fetches it by IMAP: the border server's word decides."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from email import message_from_bytes
from itertools import count

import pytest

from tests.fakes.imap_rig import Place
from tests.fakes.smtp_sink import SmtpSink
from tests.integration.desk_mails import (
    answer,
    card_lines,
    head_of,
    letter,
    readings,
    secrets_of,
    text_of,
    vouched,
)
from tests.integration.desk_rig import ADMIN, ANA, AUTHSERV, SUPPORT, Desk
from tests.servers.child import Missing
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import dovecot, introspection, skip_or_fail
from tests.servers.postfix import Postfix, check

__all__ = ["dovecot", "introspection"]

pytestmark = pytest.mark.servers

WORDS = "Hola, Lucía:\n\nYa está anulado el segundo cobro.\n\nUn saludo"
MINE = f"Ana Ruiz <{ANA}>"
_customers = count(1)


class Place4:
    """A desk that has its mail only by IMAP, behind a Postfix as its border server, and a relay to look into."""

    def __init__(self, desk: Desk, sink: SmtpSink, border: Postfix) -> None:
        self.desk, self.sink, self.border = desk, sink, border

    def send(self, mail: bytes, sender: str, to: str) -> None:
        """From outside, through the border server."""
        with smtplib.SMTP("127.0.0.1", self.border.port, timeout=30) as client:
            client.sendmail(sender, [to], mail)

    def open(self) -> Case:
        """A ticket by IMAP, and what its agent was told."""
        return Case(self)


class Case:
    def __init__(self, at: Place4) -> None:
        self.customer = f"lucia{next(_customers)}@client.test"
        subject = f"Factura de {self.customer}"
        at.send(letter(subject, sender=f"Lucía Pérez <{self.customer}>", proved=True), self.customer, SUPPORT)
        [told] = at.sink.wait_for(
            lambda mail: ANA in mail.recipients and subject in head_of(mail.raw, "Subject")
        )
        at.sink.wait_for(lambda mail: self.customer in mail.recipients)
        self.notification = told.raw
        self.protocol = str(message_from_bytes(told.raw)["X-Helpdesk-Protocol"])
        reply_to = head_of(told.raw, "Reply-To")
        self.reply_to = reply_to[reply_to.rindex("<") + 1 : -1]


@pytest.fixture(scope="module")
def place(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place4]:
    try:
        check()
    except Missing as missing:
        skip_or_fail(missing)
    account: Place = dovecot.new_account()
    settings = {
        "myhostname": AUTHSERV,
        "recipient_delimiter": "+",
        "virtual_alias_maps": f"inline:{{ {{ {SUPPORT} = {account.user}@imap.test }} }}",
    }
    with (
        SmtpSink() as sink,
        Postfix({"imap.test": f"lmtp:inet:127.0.0.1:{dovecot.ports.lmtp}"}, settings) as border,
        Desk(tmp_path_factory.mktemp("desk") / "d", smarthost=sink.port, imap={"support": account}) as desk,
    ):
        yield Place4(desk, sink, border)


@pytest.mark.parametrize("rich", [False, True], ids=["text", "html"])
def test_a_vouched_answer_that_comes_by_imap_reaches_the_customer(place: Place4, rich: bool) -> None:
    case = place.open()
    mail = answer(case.notification, WORDS, sender=MINE, rich=rich, extra=vouched(ANA))
    place.send(mail, ANA, case.reply_to)
    _, sent = place.sink.wait_for(lambda mail: case.customer in mail.recipients, 2)
    assert head_of(sent.raw, "From") == f"Ana Ruiz · Soporte Acme <{SUPPORT}>"
    assert text_of(sent.raw).startswith(WORDS)
    read = readings(sent.raw).lower()
    own_id = str(message_from_bytes(mail)["Message-ID"]).strip("<>")
    forbidden = [ANA, "agents.test", own_id, *secrets_of(case.notification), *card_lines(case.notification)]
    assert [one for one in forbidden if one.lower() in read] == []
    out = place.desk.show(case.protocol)["messages"][1]
    assert (out["direction"], out["reply_text"]) == ("out", WORDS)


# What stands above the agent's own headers when the mail lies in the account, and why the desk must not believe it.
FOREIGN = (
    "Received: from relay.evil.test (relay.evil.test [192.0.2.9])\r\n\tby mx.evil.test with ESMTP id 1;\r\n"
    "\tSun, 22 Nov 2026 10:00:00 +0000\r\n"
)
FORGED: dict[str, Callable[[], str]] = {
    "none at all": lambda: "",
    "the id one character off": lambda: vouched(ANA, authserv="mx.desc.test"),
    "the id longer": lambda: vouched(ANA, authserv=f"{AUTHSERV}.evil.test"),
    "below a foreign Received": lambda: FOREIGN + vouched(ANA),
    "dmarc=fail": lambda: vouched(ANA, "fail"),
    "forged below a real fail": lambda: vouched(ANA, "fail") + FOREIGN + vouched(ANA),
    "for another domain": lambda: vouched("ana@agents.tesT".replace("tesT", "tess")),
    "in a comment": lambda: (
        f"Authentication-Results: evil.test ({AUTHSERV}; dmarc=pass header.from=agents.test)\r\n"
    ),
    "unreadable": lambda: f"Authentication-Results: {AUTHSERV}; dmarc=pass (\r\n",
}


def test_the_same_answer_without_the_border_servers_word_is_held(place: Place4) -> None:
    desk, sink = place.desk, place.sink
    case = place.open()
    desk.quiet()
    held = int(desk.figures()["mails_held"])
    for number, (name, headers) in enumerate(FORGED.items(), 1):
        told = len(sink.to(ANA)) + len(sink.to(ADMIN))
        mail = answer(case.notification, WORDS, sender=MINE, extra=headers())
        place.send(mail, ANA, case.reply_to)
        desk.wait_for(mails_held=held + number)
        assert len(sink.to(case.customer)) == 1, name
        assert len(sink.to(ANA)) + len(sink.to(ADMIN)) > told, name
    assert [message["direction"] for message in desk.show(case.protocol)["messages"]] == ["in"]
    mine = [one for one in desk.held() if one["protocol"] == case.protocol]
    assert len(mine) == len(FORGED)
    assert {one["agent"] for one in mine} == {"ana"}
    reasons = {name: one["reason"] for name, one in zip(FORGED, mine, strict=True)}
    assert reasons["dmarc=fail"] == reasons["forged below a real fail"] == "agent-unverified"
    assert sink.to(ADMIN), "a mail that its own domain disowns is told to the admin"


def test_what_is_held_goes_out_once_when_the_agent_says_yes(place: Place4) -> None:
    """From the registered address, by answering the question: not by any link, and never twice."""
    case = place.open()
    place.send(answer(case.notification, WORDS, sender=MINE), ANA, case.reply_to)
    [question] = place.sink.wait_for(
        lambda mail: ANA in mail.recipients and "Message-ID" in mail.raw.decode() and WORDS in text_of(mail.raw)
        and case.protocol in head_of(mail.raw, "Subject")
    )  # fmt: skip
    assert len(place.sink.to(case.customer)) == 1
    asked = head_of(question.raw, "Reply-To")
    to = asked[asked.rindex("<") + 1 : -1]
    for _ in range(2):
        place.send(answer(question.raw, "Sí", sender=MINE), ANA, to)
        place.sink.wait_for(lambda mail: case.customer in mail.recipients, 2)
        place.desk.quiet()
    _, sent = place.sink.to(case.customer)
    assert text_of(sent.raw).startswith(WORDS)
    assert [m["direction"] for m in place.desk.show(case.protocol)["messages"]] == ["in", "out"]
