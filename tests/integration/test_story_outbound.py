"""What the desk sends goes out through a real Postfix, and what the world answers comes back to the ticket."""

from __future__ import annotations

import base64
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from itertools import count

import pytest

from tests.fakes.smtp_rig import Peer
from tests.fakes.smtp_sink import Caught, SmtpSink
from tests.integration.desk_mails import answer, head_of, letter, readings, text_of
from tests.integration.desk_rig import ADMIN, ANA, AUTHSERV, PASSWORD, SUPPORT, Desk
from tests.servers.child import Missing
from tests.servers.fixtures import skip_or_fail
from tests.servers.postfix import Postfix, check

pytestmark = pytest.mark.servers

WORDS = "Hola, Lucía:\n\nYa está anulado el segundo cobro.\n\nUn saludo"
REFUSED, GREY = "nadie@client.test", "gris@client.test"
_customers = count(1)


@dataclass
class World:
    """The desk, Postfix before and behind it, and everybody else's mailbox."""

    desk: Desk
    postfix: Postfix
    sink: SmtpSink

    def send(self, mail: bytes, sender: str, to: str = SUPPORT) -> None:
        """From outside, to the desk's border server."""
        with smtplib.SMTP("127.0.0.1", self.postfix.port, timeout=30) as client:
            client.sendmail(sender, [to], mail)

    def reply(self, mail: bytes, to: str) -> None:
        """As Ana, signed in at the desk's submission."""
        with smtplib.SMTP("127.0.0.1", self.desk.port.starttls, timeout=30) as client:
            client.starttls()
            client.login(ANA, PASSWORD)
            client.sendmail(ANA, [to], mail)

    def retry_until(self, condition: Callable[[], bool]) -> None:
        """When Postfix tries again is its own affair (and the machine's clock's): it is asked to, until it is so."""

        def tried() -> bool:
            self.postfix.flush()
            return condition()

        try:
            self.desk.until(tried, "a mail that Postfix must try again")
        except AssertionError as never:
            raise AssertionError(f"{never}\n{self.postfix.said()}") from None


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    try:
        check()
    except Missing as missing:
        skip_or_fail(missing)
    with SmtpSink() as sink:
        routes = {"*": f"smtp:[127.0.0.1]:{sink.port}"}
        access = (
            f"inline:{{ {{{REFUSED} = 550 5.1.1 no such person}}, {{{GREY} = 450 4.2.0 come back later}} }}"
        )
        settings = {
            "myhostname": AUTHSERV,
            "smtpd_recipient_restrictions": f"check_recipient_access {access}, permit_mynetworks, reject",
        }
        postfix = Postfix(routes, settings)
        desk = Desk(tmp_path_factory.mktemp("desk") / "d", smarthost=postfix.port)
        routes["desk.test"] = f"lmtp:inet:127.0.0.1:{desk.port.lmtp}"
        with postfix, desk:
            desk.helpdesk("agent", "password", ANA, given=f"{PASSWORD}\n")
            yield World(desk, postfix, sink)


class Case:
    """A ticket whose customer has her acknowledgement, and the notification of its agent."""

    def __init__(self, world: World) -> None:
        self.customer = f"lucia{next(_customers)}@client.test"
        subject = f"Factura de {self.customer}"
        mail = letter(subject, sender=f"Lucía Pérez <{self.customer}>", proved=True)
        world.send(mail, self.customer)
        [told] = world.sink.wait_for(
            lambda m: m.recipients == (ANA,) and subject in head_of(m.raw, "Subject")
        )
        world.sink.wait_for(lambda m: self.customer in m.recipients)
        self.notification = told.raw
        self.protocol = str(message_from_bytes(told.raw)["X-Helpdesk-Protocol"])
        reply_to = head_of(told.raw, "Reply-To")
        self.reply_to = reply_to[reply_to.rindex("<") + 1 : -1]

    def answered(self, cc: str = "") -> bytes:
        return answer(self.notification, WORDS, sender=f"Ana Ruiz <{ANA}>", cc=cc)

    def about_me(self, mail: Caught) -> bool:
        """A later mail to the agent about this ticket."""
        return (
            mail.recipients == (ANA,)
            and mail.raw != self.notification
            and self.protocol in readings(mail.raw)
        )


def test_greylisting_delays_and_doubles_nothing(world: World) -> None:
    case = Case(world)
    world.sink.fail("rcpt", "451 4.7.1 greylisted", times=2, to=case.customer)
    world.reply(case.answered(), case.reply_to)
    world.retry_until(lambda: len(world.sink.to(case.customer)) == 2)
    world.desk.quiet()
    assert len(world.sink.to(case.customer)) == 2
    world.postfix.done_with(case.customer)
    [reply] = [
        one for one in world.desk.outbox() if one["protocol"] == case.protocol and one["kind"] == "reply"
    ]
    assert [(one["state"], one["attempts"]) for one in reply["recipients"]] == [("sent", 1)]


def test_of_three_recipients_one_is_refused_and_one_must_wait(world: World) -> None:
    """B7: the state is kept for each of them, and the agent gets her text back."""
    case = Case(world)
    pedro = f"pedro.{case.customer}"
    world.desk.put_off += 1
    world.reply(case.answered(cc=f"{pedro}, {REFUSED}, {GREY}"), case.reply_to)
    world.sink.wait_for(lambda mail: pedro in mail.recipients)
    [told] = world.sink.wait_for(case.about_me)
    text = text_of(told.raw)
    assert REFUSED in text
    assert "550 5.1.1" in text
    assert "Ya está anulado el segundo cobro." in text
    assert (len(world.sink.to(case.customer)), len(world.sink.to(pedro))) == (2, 1)
    assert world.sink.to(REFUSED) == world.sink.to(GREY) == []
    [reply] = [
        one for one in world.desk.outbox() if one["protocol"] == case.protocol and one["kind"] == "reply"
    ]
    by_address = {one["address"]: one for one in reply["recipients"]}
    assert {address: one["state"] for address, one in by_address.items()} == {
        case.customer: "sent",
        pedro: "sent",
        REFUSED: "failed",
        GREY: "queued",
    }
    assert "450 4.2.0" in by_address[GREY]["last_error"]
    assert by_address[GREY]["next_try"] > reply["created_at"]
    shown = world.desk.show(case.protocol)
    assert shown["not_delivered"] is True
    assert [event["after"] for event in shown["events"] if event["kind"] == "not-delivered"] == [REFUSED]


def test_a_refused_acknowledgement_is_shown_and_is_no_answer_of_the_agents(world: World) -> None:
    world.send(letter("Sin buzón", sender=f"Nadie <{REFUSED}>", proved=True), REFUSED)
    [told] = world.sink.wait_for(
        lambda m: m.recipients == (ANA,) and "Sin buzón" in head_of(m.raw, "Subject")
    )
    protocol = str(message_from_bytes(told.raw)["X-Helpdesk-Protocol"])
    world.desk.until(lambda: world.desk.show(protocol)["not_delivered"], "the refusal on the ticket")
    world.desk.quiet()
    assert world.sink.to(ADMIN)
    assert [m for m in world.sink.to(ANA) if protocol in readings(m.raw)] == [told]


def test_a_report_of_postfix_to_the_verp_address_is_tied_to_the_mail_it_speaks_of(world: World) -> None:
    case = Case(world)
    world.sink.fail("rcpt", "550 5.1.1 mailbox gone since March", times=9, to=case.customer)
    world.reply(case.answered(), case.reply_to)
    [told] = world.sink.wait_for(case.about_me)
    text = text_of(told.raw)
    assert case.customer in text
    assert "mailbox gone since March" in text
    assert "Ya está anulado el segundo cobro." in text
    shown = world.desk.show(case.protocol)
    assert shown["not_delivered"] is True
    bounced = [event for event in shown["events"] if case.customer in f"{event['after']} {event['because']}"]
    assert any("bounce" in event["kind"] or "delivered" in event["kind"] for event in bounced), shown[
        "events"
    ]
    [took] = [entry for entry in world.desk.logged("took") if entry["outcome"] == "bounce"]
    assert took["protocol"] == case.protocol
    assert [mail for mail in world.sink.mails if "mailer-daemon" in " ".join(mail.recipients).lower()] == []
    assert len(world.sink.to(case.customer)) == 1
    world.postfix.done_with(case.customer)


# Every form of "end of mail" that some server once believed (A25, A27), each with a mail of the attacker's behind it.
ENDS = [
    b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r.\n", b"\r\n.\r", b"\r\n.\n", b"\r.\r\n", b"\n.\r", b"\n\n.\r\n",
    b"\r\n\x00.\r\n", b"\r\n.\x00\r\n",
]  # fmt: skip
EVIL = (
    b"MAIL FROM:<admin@desk.test>\r\nRCPT TO:<victim@client.test>\r\nDATA\r\n"
    b"From: admin@desk.test\r\nSubject: smuggled\r\n\r\npay here"
)


@pytest.mark.parametrize("ending", ENDS, ids=lambda ending: repr(ending)[2:-1])
def test_no_end_of_mail_in_a_body_ends_the_mail(world: World, ending: bytes) -> None:
    """In by the desk's own listener, out again through Postfix: one mail each to the customer and to the agent."""
    who = f"contrabando{next(_customers)}@client.test"
    subject = f"Asunto de {who}"
    mail = letter(subject, "Primera línea", sender=who).rstrip() + ending + EVIL + ending + b"fin\r\n"
    before = len(world.desk.logged("accepted"))
    with Peer(world.desk.port.smtp) as peer:
        assert all(said.startswith("250") for said in peer.begin(SUPPORT, sender=who))
        reply = peer.data(mail)
        assert peer.say("QUIT").startswith("221"), "nothing was left over that could be taken for a command"
    assert reply.startswith("250")
    assert len(world.desk.logged("accepted")) == before + 1
    [told] = world.sink.wait_for(lambda m: ANA in m.recipients and subject in head_of(m.raw, "Subject"))
    world.sink.wait_for(lambda m: who in m.recipients)
    world.desk.quiet()
    world.postfix.done_with(who)
    assert "fin" in text_of(told.raw), "the whole body came, to its last line"
    assert [m for m in world.sink.mails if "victim@client.test" in m.recipients] == []
    assert len(world.sink.to(who)) == 1


def test_what_an_agent_sends_with_such_a_body_is_one_mail_too(world: World) -> None:
    case = Case(world)
    words = "Hola:\n\nuno\n.\ndos\n.\n..\n.\n.\n.\ntres\n\nUn saludo"
    mail = answer(case.notification, words, sender=f"Ana Ruiz <{ANA}>")
    head, _, body = mail.partition(b"\r\n\r\n")
    first, _, rest = body.partition(b"uno")
    tricks = b"uno" + b"\r\nx".join(ENDS[:9])
    with Peer(world.desk.port.starttls, greet="EHLO client.test") as peer:
        peer.tls().say("EHLO client.test")
        token = base64.b64encode(f"\0{ANA}\0{PASSWORD}".encode()).decode()
        assert peer.say(f"AUTH PLAIN {token}").startswith("235")
        peer.begin(case.reply_to, sender=ANA)
        assert peer.data(head + b"\r\n\r\n" + first + tricks + rest).startswith("250")
    _, sent = world.sink.wait_for(lambda m: case.customer in m.recipients, 2)
    assert "Un saludo" in text_of(sent.raw)
    assert text_of(sent.raw).splitlines().count(".") >= 4
    world.desk.quiet()
    assert len(world.sink.to(case.customer)) == 2
