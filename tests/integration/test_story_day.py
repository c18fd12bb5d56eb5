"""A day at the desk: nobody opens a browser. Mail comes by Postfix and IMAP and leaves by Postfix again."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.utils import parseaddr

import pytest

from tests.fakes.smtp_sink import Caught, SmtpSink
from tests.integration import day_mails, day_policy
from tests.integration.day_policy import MARTA
from tests.integration.desk_mails import head_of, readings, secrets_of, text_of
from tests.integration.desk_rig import ANA, AUTHSERV, LUIS, SUPPORT, Desk
from tests.leaks.programs import Posting
from tests.servers.child import Missing
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import dovecot, introspection, skip_or_fail
from tests.servers.postfix import Postfix, check

__all__ = ["dovecot", "introspection"]

pytestmark = [pytest.mark.servers, pytest.mark.timeout(400)]

LUCIA, EVA = "lucia@client.test", "eva@shop.test"
NAMES = {
    ANA: "Ana Ruiz", LUIS: "Luis Gómez", MARTA: "Marta Gil",
    LUCIA: "Lucía Pérez", EVA: "Eva Sanz",
}  # fmt: skip
NOTE = "Ojo: la tarjeta es de su hermana Remedios."
BEFORE_THE_TEAM = "Mirad la pasarela Zafiro antes de contestar."


class Day:
    """Who wrote what to whom; everything outside the desk is the sink's."""

    def __init__(self, desk: Desk, sink: SmtpSink, border: Postfix) -> None:
        self.desk, self.sink, self.border = desk, sink, border
        self._read = self._posted = 0

    def writes(self, who: str, subject: str, words: str, to: str = SUPPORT) -> None:
        """A new mail."""
        self._post(day_mails.new(_named(who), to, subject, words), who, to)

    def answers(
        self, who: str, caught: Caught, program: str, words: str, posting: Posting = "top", to: str = ""
    ) -> None:
        """An answer, written by one of the mail programs."""
        raw, rcpt = day_mails.answered(caught, program, words, sender=_named(who), posting=posting, to=to)
        self._post(raw, who, rcpt)

    def gets(self, who: str, *pieces: str) -> Caught:
        """The next mail of this person's that has all the pieces in its subject or text."""

        def wanted(mail: Caught) -> bool:
            text = f"{head_of(mail.raw, 'Subject')}\n{text_of(mail.raw)}"
            return mail.recipients == (who,) and all(piece in text for piece in pieces)

        return self._new(wanted)[-1]

    def settled(self) -> None:
        """The desk and the border have nothing left to do; what came until now is read."""
        self.desk.until(lambda: self._fetched() >= self._posted, "the desk has fetched all that was posted")
        self.desk.quiet()
        self.desk.until(lambda: self.border.queue() == [], "an empty queue at Postfix")
        self._read = len(self.sink.mails)

    def since(self, who: str) -> list[Caught]:
        """What this person got since the last `settled`, once all is quiet again."""
        before = self._read
        self.settled()
        return [mail for mail in self.sink.mails[before:] if who in mail.recipients]

    def _new(self, wanted: Callable[[Caught], bool]) -> list[Caught]:
        seen = {id(mail) for mail in self.sink.mails[: self._read]}
        return self.sink.wait_for(lambda mail: id(mail) not in seen and wanted(mail))

    def _fetched(self) -> int:
        return sum(int(entry["count"]) for entry in self.desk.logged("imap received"))

    def _post(self, raw: bytes, who: str, to: str) -> None:
        self._posted += 1
        with smtplib.SMTP("127.0.0.1", self.border.port, timeout=30) as client:
            client.sendmail(who, [to], raw)


def _named(who: str) -> str:
    return f"{NAMES[who]} <{who}>"


@pytest.fixture(scope="module")
def day(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    try:
        check()
    except Missing as missing:
        skip_or_fail(missing)
    account = dovecot.new_account()
    settings = {
        "myhostname": AUTHSERV,
        "recipient_delimiter": "+",
        "virtual_alias_maps": f"inline:{{ {{ {SUPPORT} = {account.user}@imap.test }} }}",
    }
    with SmtpSink() as sink:
        routes = {
            "imap.test": f"lmtp:inet:127.0.0.1:{dovecot.ports.lmtp}",
            "*": f"smtp:[127.0.0.1]:{sink.port}",
        }
        with Postfix(routes, settings) as border:
            desk = Desk(
                tmp_path_factory.mktemp("desk") / "d",
                smarthost=border.port,
                imap={"support": account},
                agents=day_policy.AGENTS,
            )
            day_policy.write(desk.folder / "config")
            with desk:
                yield Day(desk, sink, border)


def test_a_day_at_the_desk(day: Day) -> None:
    """Morning, midday and evening are one story: each part goes on where the one before it ended."""
    told, protocol = _morning(day)
    _a_colleague_joins(day, told, protocol)
    _a_slip_and_its_mend(day, protocol)
    _two_cases_are_one(day, protocol)
    _she_writes_first(day)
    _evening(day, protocol)
    _nothing_of_the_inside_went_out(day)
    day.desk.verified()


def _morning(day: Day) -> tuple[Caught, str]:
    """A customer's mail, a macro from Outlook, a note from a telephone."""
    day.writes(LUCIA, "Factura duplicada", "Me cobran dos veces la cuota.\n\nLucía")
    told = day.gets(ANA, "Factura duplicada", "Me cobran dos veces")
    protocol = str(message_from_bytes(told.raw)["X-Helpdesk-Protocol"])
    assert protocol in text_of(day.gets(LUCIA, "Factura duplicada").raw)
    day.settled()

    day.answers(ANA, told, "outlook", '#macro cobro-duplicado importe="24,90 euros"\nHola, Lucía:')
    answer = day.gets(LUCIA, "Hola, Lucía:", "la devolución de 24,90 euros")
    assert head_of(answer.raw, "From") == f"Ana Ruiz · Soporte Acme <{SUPPORT}>"
    day.settled()
    assert day.desk.show(protocol)["status"] == "waiting", "the macro's then: happened with it"

    day.answers(LUCIA, answer, "ios", "Gracias. ¿Y el recibo corregido, me lo mandan hoy?", to=SUPPORT)
    again = day.gets(ANA, "¿Y el recibo corregido")
    day.answers(ANA, again, "gmail_app", f"#nota\n{NOTE}")
    assert day.since(LUCIA) == []
    [*_, note] = day.desk.show(protocol)["messages"]
    assert (note["direction"], note["reply_text"]) == ("note", NOTE)
    return again, protocol


def _a_colleague_joins(day: Day, told: Caught, protocol: str) -> None:
    """The case goes to the second line; who answers from before that is asked first, and one word sends it."""
    day.answers(ANA, told, "apple", f"#escalar n2 complejidad: {BEFORE_THE_TEAM}")
    assert "requiere una revisión técnica más a fondo" in text_of(day.gets(LUCIA, "revisión técnica").raw)
    handed = day.gets(LUIS, protocol, BEFORE_THE_TEAM)
    assert NOTE in text_of(handed.raw), "what is known goes along"
    day.settled()
    day.answers(LUIS, handed, "thunderbird", "#tomar", to=_handle(handed, "n"))
    day.settled()
    shown = day.desk.show(protocol)
    assert (shown["tier"], shown["assignee"]) == ("N2", "luis")

    day.answers(LUCIA, day.sink.to(LUCIA)[-1], "samsung", "¿Hay novedades de mi recibo?", to=SUPPORT)
    news = day.gets(LUIS, "¿Hay novedades")
    day.settled()
    day.answers(LUIS, news, "thunderbird", "Hola:\n\nEl recibo corregido va esta tarde.", "bottom")
    day.gets(LUCIA, "El recibo corregido va esta tarde.")
    day.settled()

    day.answers(ANA, told, "outlook_web", "Hola otra vez:\n\nMañana tiene el recibo.")
    receipt = day.gets(ANA, "Luis Gómez", "Mañana tiene el recibo.")
    assert day.since(LUCIA) == [], "it is stale: held"
    day.answers(ANA, receipt, "outlook_mobile", "ENVIAR")
    day.gets(LUCIA, "Mañana tiene el recibo.")
    day.settled()


def _a_slip_and_its_mend(day: Day, protocol: str) -> None:
    """A name mistyped: nothing happens, she is shown where, and a word puts it right."""
    day.writes(LUCIA, f"Re: Factura duplicada [{protocol}]", "Perdón, ¿a qué hora?")
    news = day.gets(LUIS, "¿a qué hora?")
    day.settled()
    day.answers(LUIS, news, "gmail", "#asignar marat\nEsta tarde, antes de las siete.")
    receipt = day.gets(LUIS, "#asignar marat", "marta", "Esta tarde, antes de las siete.")
    assert day.since(LUCIA) == []
    assert day.desk.show(protocol)["assignee"] == "luis"
    day.answers(LUIS, receipt, "gmail", "REINTENTAR marta")
    day.gets(LUCIA, "Esta tarde, antes de las siete.")
    day.settled()
    assert day.desk.show(protocol)["assignee"] == "marta"


def _two_cases_are_one(day: Day, protocol: str) -> None:
    """She wrote a second time about the same thing; both numbers stay good."""
    day.writes(LUCIA, "Otra vez la factura", "Les escribo de nuevo por lo de la cuota.")
    told = day.gets(ANA, "Otra vez la factura")
    second = str(message_from_bytes(told.raw)["X-Helpdesk-Protocol"])
    day.settled()
    day.answers(ANA, told, "gmail", f"#unir {protocol}", to=_handle(told, "n"))
    day.gets(ANA, second, protocol)
    day.settled()
    day.writes(LUCIA, f"Re: [{second}] Otra vez la factura", "Por este número también me encuentran.")
    day.gets(MARTA, "Por este número también me encuentran.")
    day.settled()
    texts = [message["reply_text"] for message in day.desk.show(protocol)["messages"]]
    assert "Les escribo de nuevo por lo de la cuota." in texts
    assert "Por este número también me encuentran." in texts


def _she_writes_first(day: Day) -> None:
    """A case that the desk opens, and what she asks the desk meanwhile."""
    day.writes(ANA, "Su pedido 4711", f"#para {EVA}\nHola, Eva:\n\nSu pedido sale mañana.")
    first = day.gets(EVA, "Su pedido sale mañana.")
    assert parseaddr(head_of(first.raw, "From"))[1] == SUPPORT
    day.settled()
    day.answers(EVA, first, "gmail_app", "Perfecto, ¿a qué hora llega?", to=SUPPORT)
    told = day.gets(ANA, "¿a qué hora llega?")
    day.settled()
    day.answers(ANA, told, "ios", "#posponer mañana 9:00", to=_handle(told, "n"))
    day.settled()
    protocol = str(message_from_bytes(told.raw)["X-Helpdesk-Protocol"])
    assert day.desk.show(protocol)["status"] == "snoozed"
    day.answers(ANA, told, "ios", "#cola", to=_handle(told, "n"))
    assert protocol in text_of(day.gets(ANA, "Su pedido 4711", protocol).raw)
    assert day.since(EVA) == []


def _evening(day: Day, protocol: str) -> None:
    """The last answer solves the case, and she hears so."""
    told = [mail for mail in day.sink.to(MARTA) if "también me encuentran" in text_of(mail.raw)][-1]
    day.answers(MARTA, told, "samsung", "Lucía, tiene ya el recibo corregido.\n\nUn saludo\n#resolver")
    day.gets(LUCIA, "tiene ya el recibo corregido.")
    day.settled()
    shown = day.desk.show(protocol)
    assert shown["status"] == "resolved"
    assert day.desk.held() == [], "whatever was held today was put right by mail"


def _nothing_of_the_inside_went_out(day: Day) -> None:
    """In no reading of any byte that a customer got."""
    inside = [mail for who in (ANA, LUIS, MARTA) for mail in day.sink.to(who)]
    told = [mail for mail in inside if b"X-Helpdesk-Reason" in mail.raw]
    forbidden = {NOTE, "Remedios", BEFORE_THE_TEAM, "Zafiro", "#macro", "#nota", "#escalar", "#asignar", "#para",
                 "#resolver", "agents.test"}  # fmt: skip
    for mail in told:
        card = [line[1:].strip() for line in text_of(mail.raw).splitlines() if line.startswith("| ")]
        assert card, "a card stands in each"
        forbidden |= {*secrets_of(mail.raw), *(line for line in card if len(line) > 11)}
    for mail in day.sink.mails:
        if mail.recipients[0] in (LUCIA, EVA):
            read = readings(mail.raw)
            assert [one for one in forbidden if one in read] == [], text_of(mail.raw)


def _handle(told: Caught, kind: str) -> str:
    """The address for notes (n) or to the customer (r) that stands in it."""
    found = re.search(rf"support\+{kind}-[a-z2-7]{{16}}@desk\.test", readings(told.raw))
    assert found, (kind, text_of(told.raw))
    return found[0]
