"""A sender's own words apart from quotes and signatures: many programs, six languages, answers between the lines."""

from __future__ import annotations

import pytest

from helpdesk.mailflow import marks
from helpdesk.mailflow.body import WRITTEN_INTO, own_words
from helpdesk.mailflow.parse import read
from helpdesk.tickets.mail import InboundMail
from tests.unit.mail_kit import letter
from tests.unit.work_kit import Work

ANSWER = "No me ha llegado todavía.\nGracias, Lucía"
REPLY = ("Subject: Re: Factura duplicada [ACM-2611-7K3MGX]", "In-Reply-To: <r.abc@acme.example>")
SENT = """Hola, Lucía:

Recibimos su mensaje «Factura duplicada». Su número de protocolo es

    ACM-2611-7K3MGX

Le responde una persona hoy antes de las 13:10 (hora de Madrid).
Gracias
"""


def mail(text: str, *headers: str, kind: str = "text/plain") -> InboundMail:
    return read(
        letter(*(headers or REPLY), f"Content-Type: {kind}; charset=utf-8", body=text.replace("\n", "\r\n"))
    )


def own(text: str, *headers: str, sent: tuple[str, ...] = (), strict: bool = False) -> str:
    return own_words(mail(text, *headers), sent, strict=strict).text


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


ATTRIBUTIONS = [
    "El lun, 16 nov 2026 a las 10:20, Soporte Acme (<soporte@acme.example>) escribió:",
    "El lun, 16 nov 2026 a las 10:20, Soporte Acme (<\nsoporte@acme.example>) escribió:",
    "El lunes, 16 de noviembre de 2026, 10:20:00 CET, Soporte Acme\n<soporte@acme.example> escribió:",
    "El 16/11/2026 a las 10:20, Soporte escribió:",
    "El 16 nov 2026, a las 10:20, Soporte Acme <soporte@acme.example> escribió:",
    "On Mon, Nov 16, 2026 at 10:20 AM Soporte Acme <soporte@acme.example> wrote:",
    "On Mon, Nov 16, 2026 at 10:20 AM Soporte Acme\n<soporte@acme.example>\nwrote:",
    "On 16/11/2026 10:20, Soporte wrote:",
    "Em seg., 16 de nov. de 2026 às 10:20, Soporte Acme <soporte@acme.example> escreveu:",
    "Em 16/11/2026 10:20, Soporte escreveu:",
    "Soporte Acme <soporte@acme.example> escreveu (segunda, 16/11/2026 à(s) 10:20):",
    "Le lun. 16 nov. 2026 à 10:20, Soporte Acme <soporte@acme.example> a écrit :",
    "Am Mo., 16. Nov. 2026 um 10:20 Uhr schrieb Soporte Acme <\nsoporte@acme.example>:",
    "Soporte Acme <soporte@acme.example> schrieb am Mo., 16. Nov. 2026, 10:20:",
    "Il giorno lun 16 nov 2026 alle ore 10:20 Soporte Acme <soporte@acme.example> ha scritto:",
    "Missatge de Soporte Acme <soporte@acme.example> del dia dl., 16 de nov. 2026 a les 10:20:",
    "Op ma 16 nov 2026 om 10:20 schreef Soporte Acme <soporte@acme.example>:",
    "2026年11月16日(月) 10:20 Soporte Acme <soporte@acme.example>:",
    '16.11.2026, 10:20, "Soporte" <soporte@acme.example>:',
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_attributions_above_marked_quotes(attribution: str) -> None:
    assert own(f"{ANSWER}\n\n{attribution}\n\n{quoted(SENT)}") == ANSWER
    assert own(f"{attribution}\n{quoted(SENT)}\n\n{ANSWER}") == ANSWER


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_attributions_above_unmarked_quotes(attribution: str) -> None:
    assert own(f"{ANSWER}\n\n{attribution}\n\n{SENT}") == ANSWER


OUTLOOK = [
    "De: Soporte <soporte@acme.example>\nEnviado el: lunes, 16 de noviembre de 2026\nPara: Lucía\nAsunto: RE: Factura",
    "From: Soporte <soporte@acme.example>\nSent: Monday, November 16, 2026 10:20 AM\nTo: Lucía\nSubject: RE: Factura",
    "*De:* Soporte <soporte@acme.example>\n*Enviado:* lunes, 16 de noviembre\n*Para:* Lucía\n*Asunto:* RE: Factura",
    "De : Soporte <soporte@acme.example>\nEnvoyé : lundi 16 novembre 2026 10:20\nÀ : Lucía\nObjet : RE: Factura",
    "Von: Soporte [mailto:soporte@acme.example]\nGesendet: Montag, 16. November\nAn: Lucía\nBetreff: AW: Factura",
    "Da: Soporte <soporte@acme.example>\nInviato: lunedì 16 novembre 2026 10:20\nA: Lucía\nOggetto: R: Factura",
    "De: Soporte <soporte@acme.example>\nEnviada em: segunda-feira, 16 de novembro\nPara: Lucía\nAssunto: RES: Fatura",
    "De: Soporte\n\nEnviado: lunes\n\nPara: Lucía\n\nAsunto: Factura",
]


@pytest.mark.parametrize("block", OUTLOOK)
@pytest.mark.parametrize("line", ["", "________________________________\n", "-----Mensaje original-----\n"])
def test_outlook_header_blocks(block: str, line: str) -> None:
    assert own(f"{ANSWER}\n\n{line}{block}\n\n{SENT}") == ANSWER


@pytest.mark.parametrize(
    "line",
    [
        "-----Original Message-----",
        "----- Mensagem original -----",
        "-------- Message d'origine --------",
        "-----Ursprüngliche Nachricht-----",
    ],
)
def test_original_message_lines(line: str) -> None:
    assert own(f"{ANSWER}\n\n{line}\n{SENT}") == ANSWER


def test_answers_between_the_lines_stay() -> None:
    text = "> ¿Qué día fue?\nEl lunes pasado.\n> ¿Y el importe?\n> En euros.\n40 euros.\n\nUn saludo"
    assert own(f"{ATTRIBUTIONS[0]}\n{text}") == "El lunes pasado.\n40 euros.\n\nUn saludo"


def test_answers_between_the_lines_above_an_outlook_block() -> None:
    assert own(f"> ¿Qué día fue?\nEl lunes pasado.\n\n{OUTLOOK[0]}\n\n{SENT}") == "El lunes pasado."


HTML = {
    "gmail": '<div dir="ltr">{answer}</div><br><div class="gmail_quote"><div class="gmail_attr">'
    "El lun, 16 nov 2026 a las 10:20, S (&lt;<a href='mailto:s@a.example'>s@a.example</a>&gt;) escribió:<br></div>"
    '<blockquote class="gmail_quote" style="border-left:1px solid">{sent}</blockquote></div>',
    "apple": '<div>{answer}</div><div><br><blockquote type="cite"><div>On 16 Nov 2026, at 10:20, Soporte wrote:</div>'
    "{sent}</blockquote></div>",
    "thunderbird": '<p>{answer}</p><div class="moz-cite-prefix">El 16/11/26 a las 10:20, Soporte escribió:<br></div>'
    '<blockquote type="cite" cite="mid:r.abc@acme.example">{sent}</blockquote>',
    "outlook": '<div class="WordSection1"><p>{answer}</p>'
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    "<p><b>De:</b> Soporte &lt;s@acme.example&gt;<br><b>Asunto:</b> x</p></div><p>{sent}</p></div>",
    "outlook web": '<div>{answer}</div><hr><div id="divRplyFwdMsg"><b>From:</b> Soporte</div><div>{sent}</div>',
    "outlook phone": '<div>{answer}</div><div id="ms-outlook-mobile-body-separator-line"></div>'
    '<div id="mail-editor-reference-message-container"><b>From:</b> x<div>{sent}</div></div>',
    "yahoo": '<div>{answer}</div><div class="yahoo_quoted" id="y1"><div>El lunes escribió:</div>{sent}</div>',
    "proton": '<div>{answer}</div><div class="protonmail_quote">El lunes, 16 de noviembre de 2026, 10:20, '
    'S &lt;s@acme.example&gt; escribió:<br><blockquote class="protonmail_quote" type="cite">{sent}</blockquote></div>',
}


@pytest.mark.parametrize("program", HTML)
def test_html_only_mail(program: str) -> None:
    body = HTML[program].format(
        answer="No me ha llegado todavía.<br>Gracias, Lucía", sent=SENT.replace("\n", "<br>")
    )
    assert own_words(mail(body, kind="text/html")).text == ANSWER


def test_html_answers_between_the_lines_stay() -> None:
    body = (
        '<div class="gmail_quote"><blockquote class="gmail_quote">¿Qué día fue?</blockquote></div>'
        "<div>El lunes pasado.</div>"
        '<blockquote class="gmail_quote">¿Y el importe?</blockquote><div>40 euros.</div>'
    )
    assert own_words(mail(body, kind="text/html")).text == "El lunes pasado.\n40 euros."


def test_an_indented_paragraph_in_html_is_no_quote() -> None:
    body = "<p>Me dijeron esto:</p><blockquote>Llegará el lunes</blockquote><p>y no llegó</p>"
    assert "Llegará el lunes" in own_words(mail(body, kind="text/html")).text


@pytest.mark.parametrize(
    "line",
    [
        "Enviado desde mi iPhone", "Sent from my iPhone", "Enviado do meu iPhone", "Envoyé de mon iPhone",
        "Von meinem iPhone gesendet", "Inviato da iPhone", "Get Outlook for Android<https://aka.ms/x>",
        "Obtener Outlook para iOS", "Enviado desde Outlook para Android", "Enviado a partir do Yahoo Mail no Android",
        "Sent with Proton Mail secure email.", "Enviat des del meu telèfon", "Enviado desde Fastmail",
        "Enviado usando Zoho Mail", "Enviado a través de Canary Mail", "Enviado mediante Superhuman",
        "Enviado con Shortwave", "Mensaje enviado desde mi iPhone", "Enviada do meu iPhone", "Enviado via iPhone",
        "Enviado com e-mail seguro Proton Mail.", "Obtenha o Outlook para iOS", "Sent from eM Client",
        "Sent from Canary (https://canarymail.io)", "Sent via Zimbra", "Sent with Missive", "Sent using Zoho Mail",
    ],
)  # fmt: skip
def test_lines_of_phones(line: str) -> None:
    assert own(f"{ANSWER}\n\n{line}") == ANSWER
    assert own(f"{ANSWER}\n\n{line}\n\n{ATTRIBUTIONS[0]}\n\n{quoted(SENT)}") == ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "Se lo mandé a su casa.\nEnviado con SEUR el lunes", "O pacote saiu ontem.\nEnviado via correio azul",
        "It is on its way.\nSent via DHL", "It left London.\nSent from Canary Wharf on Monday",
        "Ya está pagado.\nEnviado mediante transferencia",
    ],
)  # fmt: skip
def test_what_a_person_says_of_a_parcel_stays(text: str) -> None:
    assert own(text) == text
    assert own_words(mail(f"{text}\n\n#resolver"), strict=True).text == f"{text}\n\n#resolver"


@pytest.mark.parametrize("line", ["Enviado desde mi iPhone", "Sent from my iPhone", "Enviado do meu Galaxy"])
@pytest.mark.parametrize("commands", ["#resolver", "#solve\n\n\n\n#tag +vip", "\u200b＃resolver"])
def test_a_line_of_a_phone_above_an_agents_commands(line: str, commands: str) -> None:
    left = own_words(mail(f"{ANSWER}\n\n{line}\n\n{commands}"), strict=True).text
    assert line not in left and left.startswith(f"{ANSWER}\n\n")
    assert own_words(mail(f"{line}\n{commands}"), strict=True).text.startswith(("#", "\u200b"))
    text = f"{ANSWER}\n{line}\nY otra cosa.\n{commands}"
    assert line in own_words(mail(text), strict=True).text, "hers: she goes on below it"
    assert line in own(f"{ANSWER}\n{line}\n{commands}"), "a customer's hash is text"


@pytest.mark.parametrize("delimiter", ["-- ", "--"])
def test_signatures(delimiter: str) -> None:
    assert (
        own(f"{ANSWER}\n\n{delimiter}\nLucía Pérez\nC/ Mayor 1\n\n{ATTRIBUTIONS[5]}\n{quoted(SENT)}")
        == ANSWER
    )


def test_what_looks_like_marks_and_is_none_stays() -> None:
    for text in (
        "Hola, el pedido 4711 no llegó.\n\n> 5 GB no funciona, < 5 GB sí.\n¿Qué hago?",
        "De: Madrid\nA: Barcelona\nFecha: 3 de mayo\nQuiero cambiar el billete.",
        "El cliente me escribió:\nno quiero el pedido.\n¿Lo cancelan?",
        "Les escribí el lunes:\nnadie respondió nunca.",
        "Se envió desde mi casa el lunes pasado.\nY no llegó.",
        "Opciones:\n-- la primera que ofrecen\n-- la segunda",
        "La tabla:\n________________________________\nuno dos\n________________________________\ntres cuatro",
    ):
        assert own(text, "Subject: Pregunta") == text


def test_a_forwarded_mail_is_what_the_sender_wants_read() -> None:
    block = "De: X <x@y.example>\nDate: lun\nSubject: Oferta"
    text = f"Miren lo que recibí.\n\n---------- Forwarded message ---------\n{block}\n\n{SENT}"
    assert "Recibimos su mensaje" in own(text, "Subject: Fwd: Oferta")
    assert "Recibimos su mensaje" in own(text)
    block = f"Miren.\n\n{OUTLOOK[0]}\n\n{SENT}"
    assert "Recibimos su mensaje" in own(block, "Subject: RV: Oferta")


def test_a49_nothing_left_keeps_the_whole_with_a_note() -> None:
    text = f"{ATTRIBUTIONS[0]}\n{quoted('¿Y bien?')}"
    found = own_words(mail(text))
    assert found.text == text
    assert found.cut == ("kept whole: without its quotes next to nothing is left",)
    assert own("Gracias") == "Gracias"
    assert own("") == ""


@pytest.mark.parametrize(("kind", "line"), [("text/plain", "a\n"), ("text/html", "a<br>\n")])
def test_a42_a_mail_of_a_million_short_lines_keeps_no_other_waiting(
    kind: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = mail(line * 1000 + f"{ATTRIBUTIONS[0]}\n{quoted(SENT)}", kind=kind)
    longer = mail(line * 250_000 + f"{ATTRIBUTIONS[0]}\n{quoted(SENT)}", kind=kind)
    assert "kept whole: it is too long to look for quotes in" not in own_words(long).cut
    monkeypatch.setattr("helpdesk.mailflow.body.Strip", None)  # not a line of it is looked at
    found = own_words(longer)
    assert found.text == longer.text.strip() and "ACM-2611-7K3MGX" in found.text
    assert found.cut == ("kept whole: it is too long to look for quotes in",)


def test_a49_one_word_above_a_quote_a_program_marked_is_an_answer() -> None:
    assert own(f"Gracias\n\n{ATTRIBUTIONS[0]}\n\n{quoted(SENT)}") == "Gracias"
    unmarked = "Nota\n\n> una lista mía\n> y otra cosa"
    assert own(unmarked, "Subject: Pregunta") == unmarked


def test_what_was_taken_is_said() -> None:
    found = own_words(mail(f"{ANSWER}\n\n{ATTRIBUTIONS[0]}\n\n{quoted(SENT)}"))
    assert found.cut == ("an attribution", "lines quoted with >")


# -- lines that we sent ---------------------------------------------------------------------------------


def test_our_text_without_any_mark_is_known_by_its_words() -> None:
    assert own(f"{ANSWER}\n\n{SENT}", sent=(SENT,)) == ANSWER
    wrapped = SENT.replace("Su número de protocolo es", "Su número\nde protocolo es").replace(
        "hoy antes", "hoy\nantes"
    )
    assert own(f"{ANSWER}\n\n{wrapped}", sent=(SENT,)) == ANSWER


def test_the_customers_own_gracias_stays() -> None:
    assert own("No llegó nada.\nGracias", sent=(SENT,)) == "No llegó nada.\nGracias"
    assert own(f"No llegó nada.\nGracias\n\n{SENT}", sent=(SENT,)) == "No llegó nada.\nGracias"


def test_a_sentence_of_ours_said_again_in_the_midst_stays() -> None:
    text = "Dijeron que sería hoy.\nLe responde una persona hoy antes de las 13:10\nY nadie llamó."
    assert own(text, sent=(SENT,)) == text
    assert own(text, sent=(SENT,), strict=True) == text


NOTIFICATION = f"""Me siguen cobrando dos veces. Adjunto el extracto.

{marks.separator(marks.TO_CUSTOMER["es"], "Lucía como «Ana · Soporte Acme»")}

| ACM-2611-7K3MGX · Facturación · normal
| Cliente: Lucía Pérez <lucia@cliente.example>
| {marks.WHY["es"]}assignment.yaml:5

{marks.separator(marks.EARLIER["es"])}

> Hola, ¿me ayudan?
"""


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("mark", [quoted, str], ids=["marked", "unmarked"])
def test_nothing_of_our_notification_survives_an_agents_reply(attribution: str, mark: type[str]) -> None:
    assert (
        own(f"Ya está devuelto, Lucía.\n\n{attribution}\n\n{mark(NOTIFICATION)}", strict=True)
        == "Ya está devuelto, Lucía."
    )


@pytest.mark.parametrize("block", OUTLOOK)
def test_nor_an_agents_reply_from_outlook(block: str) -> None:
    assert (
        own(f"Ya está devuelto, Lucía.\n\n{block}\n\n{NOTIFICATION}", strict=True)
        == "Ya está devuelto, Lucía."
    )


def test_a_card_without_any_mark_ends_an_agents_words() -> None:
    text = f"Ya está devuelto, Lucía.\n\n{NOTIFICATION}"
    assert own(text, strict=True).startswith("Ya está devuelto, Lucía.\n\nMe siguen cobrando")
    assert own(text, sent=(NOTIFICATION,), strict=True) == "Ya está devuelto, Lucía."


def test_strict_leaves_nothing_rather_than_the_whole() -> None:
    assert own(f"{ATTRIBUTIONS[0]}\n\n{quoted(NOTIFICATION)}", strict=True) == ""
    assert own(f"Ok\n\n{ATTRIBUTIONS[0]}\n\n{quoted(NOTIFICATION)}", strict=True) == "Ok"


def test_strict_takes_quotes_from_a_forward_too() -> None:
    text = f"Mira esto.\n\n{OUTLOOK[0]}\n\n{NOTIFICATION}"
    assert own(text, "Subject: RV: Factura", strict=True) == "Mira esto."


@pytest.mark.parametrize("block", OUTLOOK)
def test_answers_announced_where_nothing_marks_them_are_told_of(block: str) -> None:
    hers = NOTIFICATION.replace("el extracto.", "el extracto.\nEso ya está devuelto, Lucía.")
    found = own_words(mail(f"Contesto abajo.\n\n{block}\n\n{hers}"), strict=True, answered=[NOTIFICATION])
    assert WRITTEN_INTO in found.cut
    only_ours = own_words(
        mail(f"Siga los pasos de más abajo.\n\n{block}\n\n{NOTIFICATION}"),
        strict=True,
        answered=[NOTIFICATION],
    )
    assert WRITTEN_INTO not in only_ours.cut


def test_strict_takes_a_mail_passed_on() -> None:
    text = f"Mira esto.\n\n---------- Forwarded message ---------\n\n{NOTIFICATION}"
    assert own(text, "Subject: Fwd: Factura", strict=True) == "Mira esto."


# -- work -------------------------------------------------------------------------------------------------

SIZE, COUNTED = 200_000, 5_000
LINES = {
    "spaces": " ", "dashes": "-", "marks": ">", "marked lines": "> x\n", "on": "On a ", "on lines": "On a 1 a\n",
    "wrote": "On 1 wrote:\n", "headers": "From: a\n", "blocks": "From: a@b\nTo: x\nDate: y\n", "colons": ":\n",
    "rules": "________\n", "phones": "Sent from my x\n", "signatures": "-- \n", "blank": "\n", "ats": "a@",
    "nbsp": "\xa0",
    "folded": "El 3 " + "x" * 380 + " escribió:\n", "words": "hola que tal estas amigo mio\n",
}  # fmt: skip


def _grows(patch: pytest.MonkeyPatch, piece: str, kind: str = "text/plain", strict: bool = False) -> float:
    """How many times as much work four times as much of it is."""

    def work(size: int) -> int:
        text = piece * (size // len(piece))
        hostile = mail(text, kind=kind)
        return counter.of(lambda: own_words(hostile, (text, "hola que tal " * (size // 10)), strict=strict))

    counter = Work(patch)
    return work(4 * COUNTED) / work(COUNTED)


@pytest.mark.slow
@pytest.mark.timeout(600)  # each line of Python is counted one by one
@pytest.mark.parametrize("name", LINES)
def test_a42_hostile_text_is_linear_work(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(_grows(monkeypatch, LINES[name], strict=strict) < 4.5 for strict in (False, True))


@pytest.mark.slow  # megabytes of hostile text
@pytest.mark.timeout(60)  # each is some seconds' work at most, patterns and all
@pytest.mark.parametrize("name", LINES)
def test_a42_much_hostile_text_is_read_to_its_end(name: str) -> None:
    hostile = LINES[name] * (SIZE // len(LINES[name]))
    for strict in (False, True):
        found = own_words(mail(hostile), (hostile, "hola que tal estas amigo mio " * 5000), strict=strict)
        assert len(found.text) <= len(hostile)


@pytest.mark.parametrize(
    "piece",
    [
        '<blockquote type="cite">x</blockquote>',
        "<blockquote type=cite>",
        "<div>",
        "border-top:solid #E1E1E1",
        "<p>",
    ],
)
def test_a42_hostile_html_is_linear_work(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _grows(monkeypatch, piece, kind="text/html") < 4.5
