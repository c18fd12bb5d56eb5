"""An agent answers with swaks over SMTP AUTH: the desk's words reach the customer, a forger's reach nobody."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from itertools import count

import pytest

from tests.fakes.smtp_sink import SmtpSink
from tests.integration.desk_mails import (
    answer,
    card_lines,
    head_of,
    header,
    letter,
    readings,
    secrets_of,
    text_of,
)
from tests.integration.desk_rig import ADMIN, ANA, LUIS, PASSWORD, SALES, SUPPORT, Desk
from tests.servers.child import Missing
from tests.servers.fixtures import skip_or_fail
from tests.servers.swaks import check, login, swaks

pytestmark = pytest.mark.servers

_customers = count(1)
WORDS = "Hola, Lucía:\n\nYa está anulado el segundo cobro.\n\nUn saludo"


@pytest.fixture(scope="module")
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="module")
def desk(sink: SmtpSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    try:
        check(tls=True)
    except Missing as missing:
        skip_or_fail(missing)
    with Desk(tmp_path_factory.mktemp("desk") / "d", smarthost=sink.port) as desk:
        for agent in (ANA, LUIS):
            desk.helpdesk("agent", "password", agent, given=f"{PASSWORD}\n")
        yield desk


class Case:
    """A ticket just opened: its customer, and what its agent was told."""

    def __init__(self, desk: Desk, sink: SmtpSink, box: str = SUPPORT, agent: str = ANA) -> None:
        self.customer = f"lucia{next(_customers)}@client.test"
        self.desk, self.sink = desk, sink
        subject = f"Factura de {self.customer}"
        mail = letter(subject, sender=f"Lucía Pérez <{self.customer}>", to=box)
        assert swaks(desk.port.smtp, mail, self.customer, [box]).status == 0
        [told] = sink.wait_for(
            lambda mail: agent in mail.recipients and subject in head_of(mail.raw, "Subject")
        )
        sink.wait_for(lambda mail: self.customer in mail.recipients)
        self.notification = told.raw
        self.protocol = str(message_from_bytes(told.raw)["X-Helpdesk-Protocol"])
        self.reply_to = _bare(head_of(told.raw, "Reply-To"))


def _bare(text: str) -> str:
    return text[text.rindex("<") + 1 : text.rindex(">")]


@pytest.mark.parametrize("rich", [False, True], ids=["text", "html"])
@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "implicit"])
def test_an_answer_over_smtp_auth_reaches_the_customer_as_the_desks(
    desk: Desk, sink: SmtpSink, implicit: bool, rich: bool
) -> None:
    case = Case(desk, sink)
    mail = answer(case.notification, WORDS, sender=f"Ana Ruiz <{ANA}>", rich=rich)
    port = desk.port.implicit if implicit else desk.port.starttls
    mechanism = "LOGIN" if rich else "PLAIN"
    said = swaks(
        port, mail, ANA, [case.reply_to], *login(ANA, PASSWORD, implicit=implicit, mechanism=mechanism)
    )
    assert said.status == 0, said.all
    _, sent = sink.wait_for(lambda mail: case.customer in mail.recipients, 2)

    assert head_of(sent.raw, "From") == f"Ana Ruiz · Soporte Acme <{SUPPORT}>"
    assert sent.recipients == (case.customer,)
    assert sent.envelope_from.startswith("support+b-")
    assert text_of(sent.raw).startswith(WORDS)
    answered = message_from_bytes(sent.raw)
    assert header(answered, "Subject") == f"Re: Factura de {case.customer} [{case.protocol}]"
    assert answered["Auto-Submitted"] is None
    nothing_of_the_agent(sent.raw, case.notification, mail)

    shown = desk.show(case.protocol)
    assert [message["direction"] for message in shown["messages"]] == ["in", "out"]
    assert shown["messages"][1]["reply_text"] == WORDS
    assert shown["status"] == "open"


def nothing_of_the_agent(sent: bytes, notification: bytes, answered: bytes) -> None:
    """Not her address, not a handle, not a line of the card, not her own mail's id, in any reading of any byte."""
    read = readings(sent).lower()
    own_id = str(message_from_bytes(answered)["Message-ID"]).strip("<>")
    forbidden = [ANA, LUIS, "agents.test", own_id, *secrets_of(notification), *card_lines(notification)]
    assert [one for one in forbidden if one.lower() in read] == []


def off(text: str, at: int) -> str:
    """The same with one character other."""
    return text[:at] + ("b" if text[at] != "b" else "c") + text[at + 1 :]


def test_the_same_answer_forged_reaches_nobody_and_is_held_with_an_alert(desk: Desk, sink: SmtpSink) -> None:
    case, other, luis = Case(desk, sink), Case(desk, sink), Case(desk, sink, SALES, LUIS)
    mine = f"Ana Ruiz <{ANA}>"
    token = case.reply_to.index("+r-") + 5
    bent = off(case.reply_to, token)
    parent = str(message_from_bytes(case.notification)["Message-ID"])
    bent_parent = off(parent, 6)
    theirs = str(message_from_bytes(other.notification)["Message-ID"])
    signed_in, at, outside = login(ANA, PASSWORD), desk.port.starttls, desk.port.smtp

    forgeries = {
        "no login": (outside, answer(case.notification, WORDS, sender=mine), ANA, case.reply_to, ()),
        "another agent's login": (
            at, answer(case.notification, WORDS, sender=mine), LUIS, case.reply_to, login(LUIS, PASSWORD),
        ),
        "From one character off": (
            outside, answer(case.notification, WORDS, sender="Ana Ruiz <anb@agents.test>"),
            "anb@agents.test", case.reply_to, (),
        ),
        "From one character off, signed in": (
            at, answer(case.notification, WORDS, sender="Ana Ruiz <anb@agents.test>"), ANA, case.reply_to, signed_in,
        ),
        "token one character off": (
            outside, answer(case.notification, WORDS, sender=mine, to=bent), ANA, bent, (),
        ),
        "token one character off, signed in": (
            at, answer(case.notification, WORDS, sender=mine, to=bent, in_reply_to=bent_parent), ANA, bent, signed_in,
        ),
        "another ticket's number": (
            at, answer(case.notification, WORDS, sender=mine, subject=head_of(other.notification, "Subject")),
            ANA, case.reply_to, signed_in,
        ),
        "another ticket's parent": (
            at, answer(case.notification, WORDS, sender=mine, in_reply_to=theirs), ANA, case.reply_to, signed_in,
        ),
        "another agent's handle": (
            at, answer(luis.notification, WORDS, sender=mine), ANA, luis.reply_to, signed_in,
        ),
    }  # fmt: skip
    desk.quiet()
    customers = [case.customer, other.customer, luis.customer]
    before = {customer: len(sink.to(customer)) for customer in customers}
    held = int(desk.figures()["mails_held"])
    for number, (name, (port, mail, sender, to, options)) in enumerate(forgeries.items(), 1):
        told = len(sink.to(ANA)) + len(sink.to(LUIS)) + len(sink.to(ADMIN))
        said = swaks(port, mail, sender, [to], *options)
        assert said.status == 0, (name, said.all)
        desk.wait_for(mails_held=held + number)
        assert {customer: len(sink.to(customer)) for customer in customers} == before, name
        assert len(sink.to(ANA)) + len(sink.to(LUIS)) + len(sink.to(ADMIN)) > told, name
    for protocol in (case.protocol, other.protocol, luis.protocol):
        assert [message["direction"] for message in desk.show(protocol)["messages"]] == ["in"]
    assert sink.to(ADMIN), "the admin was told at least once"
    assert len(desk.held()) == held + len(forgeries)


def test_a_wrong_password_and_no_password_hand_over_nothing(desk: Desk, sink: SmtpSink) -> None:
    case = Case(desk, sink)
    mail = answer(case.notification, WORDS, sender=f"Ana Ruiz <{ANA}>")
    held, taken = len(desk.held()), len(desk.logged("accepted"))
    for implicit in (False, True):
        port = desk.port.implicit if implicit else desk.port.starttls
        wrong = login(ANA, off(PASSWORD, 3), implicit=implicit)
        refused = swaks(port, mail, ANA, [case.reply_to], *wrong)
        assert (refused.status, refused.count("535 5.7.8")) == (28, 1), refused.all
        tls = "--tls-on-connect" if implicit else "--tls"
        anonymous = swaks(port, mail, ANA, [case.reply_to], tls)
        assert anonymous.status != 0
        assert anonymous.count("530 5.7.0") >= 1, anonymous.all
    naked = swaks(desk.port.starttls, mail, ANA, [case.reply_to])
    assert naked.count("530 5.7.0") >= 1, naked.all
    desk.quiet()
    assert len(desk.held()) == held
    assert len(desk.logged("accepted")) == taken
    assert len(sink.to(case.customer)) == 1
