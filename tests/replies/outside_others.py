"""The same for the programs that fewer people use."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape as esc

from tests.replies.clients import (
    Mails,
    Parts,
    br,
    divs,
    gt,
    tbird,
)
from tests.replies.letters import Case
from tests.replies.quoted import QDE, QEN, QES, QFR, QIT, QMX, QPT

_MAILS = Mails()
mk = _MAILS.mk


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _MAILS.cases


# ---------- Thunderbird
mk(
    "tbird top es with sig flowed",
    "Buenas,\n\nel pedido es 88231.",
    **tbird(
        "Buenas,\n\nel pedido es 88231.",
        "El 23/11/26 a las 17:05, Soporte Acme escribió:",
        QES,
        sig="Javier Olmedo\nolmedo.example",
    ),
    flowed=True,
)
mk(
    "tbird bottom en",
    "Version 4.2.1.\n\nGraham",
    **tbird("", "On 23/11/2026 10:44, Acme Support wrote:", QEN, below="Version 4.2.1.\n\nGraham"),
)
mk(
    "tbird bottom de with sig",
    "Kundennummer 300912.",
    **tbird(
        "",
        "Am 23.11.26 um 11:02 schrieb Serviceteam:",
        QDE,
        below="Kundennummer 300912.",
        sig="Sabine Brandt",
    ),
)
mk(
    "tbird fr top",
    "Bonjour,\n\nCi-joint la photo.",
    **tbird("Bonjour,\n\nCi-joint la photo.", "Le 23/11/2026 à 15:20, SAV Acme a écrit :", QFR),
)
mk(
    "tbird it text",
    "Grazie, risolto.",
    **tbird("Grazie, risolto.", "Il 23/11/26 12:30, Assistenza ha scritto:", QIT, only="text"),
)
mk("tbird pt-BR", "Deu certo.", **tbird("Deu certo.", "Em 23/11/2026 14:31, Suporte escreveu:", QPT))
mk(
    "tbird inline text",
    "4.2.1\nquota exceeded\nyes\nCheers",
    text="On 23/11/2026 10:44, Acme Support wrote:\n> Hi Graham,\n>\n> Thanks for getting in touch. Could you tell us:\n>\n> - which version you are running\n\n4.2.1\n\n> - what the error says\n\nquota exceeded\n\n> - whether it also happens in a private window\n\nyes\n\nCheers\n\n-- \nGraham Pike\n",
    flowed=True,
)
mk(
    "tbird ca",
    "Ja està, gràcies!",
    **tbird("Ja està, gràcies!", "El 23/11/26 a les 17:05, Suport Acme ha escrit:", QES),
)
mk(
    "tbird es, sender pastes own > terminal output below",
    "El log dice:\n> FATAL: disk full\n> exit 2\n¿Qué hago?",
    text="El log dice:\n\n> FATAL: disk full\n> exit 2\n\n¿Qué hago?\n\nEl 23/11/26 a las 17:05, Soporte Acme escribió:\n"
    + gt(QES)
    + "\n",
    sent=[QES],
)


# ---------- Yahoo, Samsung
def yahoo(ans: str, attr: str, quote: str) -> Parts:
    """Yahoo on the web."""
    html = f'<html><head></head><body><div class="ydp5a2b1c9yahoo-style-wrap" style="font-family:Helvetica Neue, Helvetica, Arial, sans-serif;font-size:16px;">{divs(ans)}<div><br></div></div><div id="ydp77e5f3e1yahoo_quoted_8123456789" class="ydp77e5f3e1yahoo_quoted"><div style="font-family:\'Helvetica Neue\', Helvetica, Arial, sans-serif;font-size:13px;color:#26282a;"><div>{esc(attr)}</div><div><br></div><div><br></div><div><div id="ydp77e5f3e1yiv123"><div>{br(quote)}</div></div></div></div></div></body></html>'
    ind = "\n".join("    " + line for line in attr.split("\n"))
    text = f" {ans}\n\n{ind}  \n \n " + quote + "   "
    return {"text": text, "html": html}


mk(
    "yahoo es",
    "No he recibido nada todavía.",
    **yahoo(
        "No he recibido nada todavía.",
        "El lunes, 23 de noviembre de 2026, 17:05:33 CET, Soporte Acme <soporte@acme.example> escribió:",
        QES,
    ),
)
mk(
    "yahoo es-MX",
    "Sí, es el mismo RFC.",
    **yahoo(
        "Sí, es el mismo RFC.",
        "En lunes, 23 de noviembre de 2026, 05:05:33 p.m. CST, Soporte Acme <soporte@acme.example> escribió:",
        QMX,
    ),
)
mk(
    "yahoo en",
    "Not yet.",
    **yahoo(
        "Not yet.",
        "On Monday, November 23, 2026 at 10:44:10 AM EST, Acme Support <support@acme.example> wrote:",
        QEN,
    ),
)
mk(
    "yahoo pt-BR",
    "Ainda nada.",
    **yahoo(
        "Ainda nada.",
        "Em segunda-feira, 23 de novembro de 2026 14:31:09 BRT, Suporte <suporte@acme.example> escreveu:",
        QPT,
    ),
)
mk(
    "yahoo fr",
    "Pas encore.",
    **yahoo(
        "Pas encore.", "Le lundi 23 novembre 2026 à 15:20:33 UTC+1, SAV <sav@acme.example> a écrit :", QFR
    ),
)
mk(
    "yahoo mobile es",
    "Vale, gracias",
    text="Vale, gracias\n\nEnviado desde Yahoo Mail para iPhone\n\n\nEl lunes, noviembre 23, 2026, 5:05 p. m., Soporte Acme <soporte@acme.example> escribió:\n\n"
    + QMX
    + "\n\n\n\n",
    html=f'Vale, gracias<br><br><a href="https://mail.onelink.me/107872968?pid=nativeplacement">Enviado desde Yahoo Mail para iPhone</a><br><blockquote style="margin: 0 0 20px 0;"><div style="font-family:Roboto, sans-serif; color:#6D00F6;"><div>El lunes, noviembre 23, 2026, 5:05 p. m., Soporte Acme &lt;soporte@acme.example&gt; escribió:</div></div><div style="padding: 10px 0 0 20px; margin: 10px 0 0 0; border-left: 1px solid #6D00F6;">{br(QMX)}</div></blockquote>',
)


def samsung(
    ans: str, orig: str, lines: list[str], quote: str, sig: str = "Enviado desde mi Galaxy", only: str = ""
) -> Parts:
    """Samsung's mail."""
    html = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body dir="auto">{divs(ans)}<div dir="auto"><br></div><div dir="auto"><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757" dir="auto">{sig}</div></div><div dir="auto"><br></div><div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>-------- {orig} --------</div>'
        + "".join(f"<div>{esc(line)} </div>" for line in lines)
        + f"<div><br></div></div>{divs(quote)}</body></html>"
    )
    text = f"{ans}\n\n\n{sig}\n\n\n-------- {orig} --------\n" + "\n".join(lines) + f" \n\n{quote}\n"
    return {"text": None if only == "html" else text, "html": html}


mk(
    "samsung es",
    "Voy de camino, llego a las 6",
    **samsung(
        "Voy de camino, llego a las 6",
        "Mensaje original",
        [
            "De: Soporte Acme <soporte@acme.example>",
            "Fecha: 23/11/26 17:05 (GMT+01:00)",
            "Para: javier@olmedo.example",
            "Asunto: Re: Pedido 88231",
        ],
        QES,
    ),
)
mk(
    "samsung pt",
    "Blz, obrigado",
    **samsung(
        "Blz, obrigado",
        "Mensagem original",
        [
            "De: Suporte <suporte@acme.example>",
            "Data: 23/11/2026 14:31 (GMT-03:00)",
            "Para: Thiago <thiago@prado.example>",
            "Assunto: Re: Chamado 7788",
        ],
        QPT,
        "Enviado do meu Galaxy",
    ),
)
mk(
    "samsung en html only",
    "Yes please",
    **samsung(
        "Yes please",
        "Original message",
        [
            "From: Acme Support <support@acme.example>",
            "Date: 23/11/2026 10:44 (GMT+00:00)",
            "To: Graham <graham@pike.example>",
            "Subject: Re: Cannot log in",
        ],
        QEN,
        "Sent from my Galaxy",
        only="html",
    ),
)
mk(
    "samsung de",
    "Ja, bitte",
    **samsung(
        "Ja, bitte",
        "Ursprüngliche Nachricht",
        [
            "Von: Service <service@acme.example>",
            "Datum: 23.11.26 11:02 (GMT+01:00)",
            "An: Sabine <s@brandt.example>",
            "Betreff: Re: Drucker",
        ],
        QDE,
        "Von meinem Galaxy gesendet",
    ),
)


# ---------- Proton, Zoho, Zimbra, Roundcube, Horde, SOGo
def proton(
    ans: str, attr: str, quote: str, sig: str = "Enviado con el correo electrónico seguro de Proton Mail."
) -> Parts:
    """Proton Mail."""
    html = f'<div style="font-family: Arial, sans-serif; font-size: 14px;">{br(ans)}</div><div style="font-family: Arial, sans-serif; font-size: 14px;"><br></div><div class="protonmail_signature_block" style="font-family: Arial, sans-serif; font-size: 14px;"><div class="protonmail_signature_block-user protonmail_signature_block-empty"></div><div class="protonmail_signature_block-proton">{sig}</div></div><div style="font-family: Arial, sans-serif; font-size: 14px;"><br></div><div class="protonmail_quote">{esc(attr).replace(chr(10), "<br>")}<br><br><blockquote class="protonmail_quote" type="cite">{br(quote)}</blockquote><br></div>'
    text = f"{ans}\n\n{sig}\n\n{attr}\n\n{gt(quote)}\n"
    return {"text": text, "html": html}


mk(
    "proton es",
    "Les adjunto el contrato firmado.",
    **proton(
        "Les adjunto el contrato firmado.",
        "El lunes, 23 de noviembre de 2026 a las 17:05, Soporte Acme <soporte@acme.example> escribió:",
        QES,
    ),
)
mk(
    "proton en",
    "Attached.",
    **proton(
        "Attached.",
        "On Monday, 23 November 2026 at 10:44, Acme Support <support@acme.example> wrote:",
        QEN,
        "Sent with Proton Mail secure email.",
    ),
)
mk(
    "proton old",
    "Attached, see page 2.",
    **proton(
        "Attached, see page 2.",
        "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, November 23rd, 2026 at 10:44 AM, Acme Support <support@acme.example> wrote:",
        QEN,
        "Sent with ProtonMail Secure Email.",
    ),
)
mk(
    "proton fr",
    "Voilà.",
    **proton(
        "Voilà.",
        "Le lundi 23 novembre 2026 à 15:20, SAV Acme <sav@acme.example> a écrit :",
        QFR,
        "Envoyé avec la messagerie sécurisée Proton Mail.",
    ),
)
mk(
    "zoho en",
    "Please cancel the order.",
    text="Please cancel the order.\n\n\n\n\n\n\n---- On Mon, 23 Nov 2026 10:44:10 +0000 Acme Support <support@acme.example> wrote ---\n\n"
    + QEN,
    html=f'<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html><head></head><body><div style="font-family: Verdana, Arial, Helvetica, sans-serif; font-size: 10pt;"><div>Please cancel the order.<br></div><div><br></div><div class="zmail_extra" data-zbluepencil-ignore="true"><br><div id="Zm-_Id_-Sgn1">---- On Mon, 23 Nov 2026 10:44:10 +0000 <b>Acme Support &lt;support@acme.example&gt;</b> wrote ---<br></div><br><blockquote id="blockquote_zmail" style="margin: 0px;"><div>{br(QEN)}</div></blockquote></div><div><br></div></div></body></html>',
)
mk(
    "zoho es",
    "Cancelen el pedido.",
    text="Cancelen el pedido.\n\n\n\n---- El lun, 23 nov 2026 17:05:33 +0100 Soporte Acme <soporte@acme.example> escribió ----\n\n"
    + QES,
    html=f'<div style="font-family: Verdana;"><div>Cancelen el pedido.<br></div><div><br></div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- El lun, 23 nov 2026 17:05:33 +0100 <b>Soporte Acme &lt;soporte@acme.example&gt;</b> escribió ----<br></div><br><blockquote id="blockquote_zmail" style="margin: 0px;"><div>{br(QES)}</div></blockquote></div></div>',
)


def zimbra(ans: str, labels: tuple[str, ...], vals: tuple[str, ...], quote: str, only: str = "") -> Parts:
    """Zimbra."""
    rows = list(zip(labels, vals, strict=True))
    html = (
        f'<html><body><div style="font-family: arial, helvetica, sans-serif; font-size: 12pt; color: #000000">{divs(ans)}<div><br></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">'
        + "".join(f"<b>{a} </b>{esc(b)}<br>" for a, b in rows)
        + f'</div><div><br></div><div data-marker="__QUOTED_TEXT__">{divs(quote)}</div></div></body></html>'
    )
    text = f"{ans}\n\n\n" + "\n".join(f"{a} {b}" for a, b in rows) + f"\n\n{quote}\n"
    return {"text": None if only == "html" else text, "html": html}


mk(
    "zimbra es",
    "Confirmado, pueden proceder.",
    **zimbra(
        "Confirmado, pueden proceder.",
        ("De:", "Para:", "Enviados:", "Asunto:"),
        (
            '"Soporte Acme" <soporte@acme.example>',
            '"javier" <javier@olmedo.example>',
            "Lunes, 23 de Noviembre 2026 17:05:33",
            "Re: Pedido 88231",
        ),
        QES,
    ),
)
mk(
    "zimbra fr",
    "C'est confirmé.",
    **zimbra(
        "C'est confirmé.",
        ("De:", "À:", "Envoyé:", "Objet:"),
        (
            '"SAV Acme" <sav@acme.example>',
            '"girard" <p@girard.example>',
            "Lundi 23 Novembre 2026 15:20:33",
            "Re: Panne",
        ),
        QFR,
    ),
)
mk(
    "zimbra pt html",
    "Confirmado.",
    **zimbra(
        "Confirmado.",
        ("De:", "Para:", "Enviadas:", "Assunto:"),
        (
            '"Suporte" <suporte@acme.example>',
            '"thiago" <t@prado.example>',
            "Segunda-feira, 23 de novembro de 2026 14:31:09",
            "Re: Chamado",
        ),
        QPT,
        only="html",
    ),
)
mk(
    "zimbra quote prefix",
    "Sim, é isso.",
    text='Sim, é isso.\n\n----- Mensagem original -----\n> De: "Suporte" <suporte@acme.example>\n> Para: "thiago" <t@prado.example>\n> Enviadas: Segunda-feira, 23 de novembro de 2026 14:31:09\n> Assunto: Re: Chamado\n\n'
    + gt(QPT),
)
mk(
    "roundcube es text top",
    "Hecho, ya lo he subido.",
    text="Hecho, ya lo he subido.\n\nEl 2026-11-23 17:05, Soporte Acme escribió:\n" + gt(QES),
)
mk(
    "roundcube es html",
    "Hecho, ya lo he subido.\n\nJavier",
    html=f'<html><head></head><body style="font-size: 10pt; font-family: Verdana,Geneva,sans-serif"><p>Hecho, ya lo he subido.</p><p>Javier</p><p id="reply-intro">El 2026-11-23 17:05, Soporte Acme escribió:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">{br(QES)}</blockquote></body></html>',
)
mk(
    "roundcube pt below",
    "Segue o comprovante.",
    text="Em 2026-11-23 14:31, Suporte escreveu:\n" + gt(QPT) + "\n\nSegue o comprovante.\n",
)
mk(
    "horde es",
    "Lo he intentado y nada.",
    text="Lo he intentado y nada.\n\nSoporte Acme <soporte@acme.example> escribió:\n\n" + gt(QES) + "\n\n\n",
)
mk(
    "horde en Quoting",
    "No luck.",
    text="No luck.\n\nQuoting Acme Support <support@acme.example>:\n\n" + gt(QEN) + "\n\n\n",
)
mk(
    "horde de Zitat",
    "Leider nein.",
    text="Leider nein.\n\nZitat von Serviceteam <service@acme.example>:\n\n" + gt(QDE),
)
mk(
    "sogo es",
    "Perfecto.",
    text="Perfecto.\n\nEl Lunes, Noviembre 23, 2026 17:05 CET, Soporte Acme <soporte@acme.example> escribió:\n \n"
    + QES,
    html=f'<html>Perfecto.<br /><br />El Lunes, Noviembre 23, 2026 17:05 CET, Soporte Acme &lt;soporte@acme.example&gt; escribió:<br />&nbsp;<blockquote type="cite" cite="n.abc@acme.example">{br(QES)}</blockquote></html>',
)
mk(
    "sogo en",
    "Perfect.",
    text="Perfect.\n\nOn Monday, November 23, 2026 10:44 GMT, Acme Support <support@acme.example> wrote:\n\n"
    + gt(QEN),
)
# ---------- Notes, GroupWise
mk(
    "notes en",
    "Please proceed with option B.\n\nRegards,\nDale",
    text='Please proceed with option B.\n\nRegards,\nDale\n\n\n\nFrom:   "Acme Support" <support@acme.example>\nTo:     "Dale Cooper" <dale@cooper.example>\nDate:   23/11/2026 10:44\nSubject:        Re: Order 5521\n\n\n\n'
    + QEN,
)
mk(
    "notes es classic html",
    "Procedan con la opción B.",
    html=f'<font size=2 face="sans-serif">Procedan con la opción B.</font><br><br><br><br><font size=1 color=#5f5f5f face="sans-serif">De: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1 face="sans-serif">&quot;Soporte Acme&quot; &lt;soporte@acme.example&gt;</font><br><font size=1 color=#5f5f5f face="sans-serif">Para: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1 face="sans-serif">javier@olmedo.example</font><br><font size=1 color=#5f5f5f face="sans-serif">Fecha: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1 face="sans-serif">23/11/2026 17:05</font><br><font size=1 color=#5f5f5f face="sans-serif">Asunto: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1 face="sans-serif">Re: Pedido 88231</font><br><hr noshade><br><br>{br(QES)}',
)
mk(
    "notes hcl -----wrote-----",
    "Agreed.",
    text='Agreed.\n\n-----"Acme Support" <support@acme.example> wrote: -----\nTo: "Dale Cooper" <dale@cooper.example>\nFrom: "Acme Support" <support@acme.example>\nDate: 11/23/2026 10:44AM\nSubject: Re: Order 5521\n\n'
    + QEN,
)
mk(
    "groupwise >>>",
    "Will be there at noon.",
    text="Will be there at noon.\n\n>>> Acme Support <support@acme.example> 11/23/2026 10:44 AM >>>\n" + QEN,
)
mk(
    "groupwise de",
    "Ich bin ab Mittag da.",
    text="Ich bin ab Mittag da.\n\n>>> Serviceteam <service@acme.example> 23.11.2026 11:02 >>>\n" + QDE,
)
# ---------- K-9, FairEmail, Mailbird, eM, Spark, HEY, mutt, Evolution, KMail, Superhuman, BlueMail
mk(
    "k9 es",
    "Estoy en el taller, luego miro.",
    text="Estoy en el taller, luego miro.\n-- \nEnviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.\n\nEl 23 de noviembre de 2026 17:05:33 CET, Soporte Acme <soporte@acme.example> escribió:\n"
    + gt(QES, ">"),
    html=f'<!DOCTYPE html><html><body>Estoy en el taller, luego miro.<br>-- <br><div class="k9mail-signature">Enviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.</div><br><br><div class="gmail_quote">El 23 de noviembre de 2026 17:05:33 CET, Soporte Acme &lt;soporte@acme.example&gt; escribió:<blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;">{br(QES)}</blockquote></div></body></html>',
)
mk(
    "fairemail en",
    "Battery is charged.",
    html=f'<!DOCTYPE html><html><body><div>Battery is charged.</div><br><div fairemail="reference"><p>23 Nov 2026 10:44:10 Acme Support &lt;support@acme.example&gt;:</p><blockquote type="cite" style="border-left:3px solid #ccc;padding-left:3px;margin:0">{br(QEN)}</blockquote></div></body></html>',
    text="Battery is charged.\n\n23 Nov 2026 10:44:10 Acme Support <support@acme.example>:\n\n" + gt(QEN),
)
mk(
    "mailbird es",
    "Confirmo la cita.",
    html=f'<html><body><div><span style="font-family:arial;">Confirmo la cita.</span></div><div class="mb_sig"></div><blockquote class="history_container" type="cite" style="border-left-style:solid;border-width:1px; margin-top:20px; margin-left:0px;padding-left:10px;"><p style="color: #AAAAAA; margin-top: 10px;">El 23/11/2026 17:05:33, Soporte Acme &lt;soporte@acme.example&gt; escribió:</p>{br(QES)}</blockquote></body></html>',
    text="Confirmo la cita.\nEl 23/11/2026 17:05:33, Soporte Acme <soporte@acme.example> escribió:\n" + QES,
)
mk(
    "em client es",
    "Vale, el martes.",
    text='Vale, el martes.\n\n------ Mensaje Original ------\nDe "Soporte Acme" <soporte@acme.example>\nPara javier@olmedo.example\nFecha 23/11/2026 17:05:33\nAsunto Re: Pedido 88231\n\n'
    + QES,
    html=f'<html><head></head><body><div>Vale, el martes.</div><div id="signature_old"></div><br><div>------ Mensaje Original ------</div><div>De "Soporte Acme" &lt;<a href="mailto:soporte@acme.example">soporte@acme.example</a>&gt;</div><div>Para javier@olmedo.example</div><div>Fecha 23/11/2026 17:05:33</div><div>Asunto Re: Pedido 88231</div><div><br></div><div id="x12ab" class="plain"><blockquote cite="n.abc@acme.example" type="cite" class="cite2">{br(QES)}</blockquote></div></body></html>',
)
mk(
    "em client en",
    "Tuesday is fine.",
    text='Tuesday is fine.\n\n------ Original Message ------\nFrom "Acme Support" <support@acme.example>\nTo graham@pike.example\nDate 23/11/2026 10:44:10\nSubject Re: Cannot log in\n\n'
    + QEN,
)
mk(
    "spark es",
    "Recibido, gracias.",
    html=f'<html><body><div name="messageBodySection"><div dir="auto">Recibido, gracias.</div></div><div name="messageSignatureSection"><br><div class="matchFont">Enviado con <a href="https://sparkmailapp.com/source?from=signature">Spark</a></div></div><div name="messageReplySection">El 23 nov 2026 17:05 +0100, Soporte Acme &lt;soporte@acme.example&gt;, escribió:<br><blockquote type="cite" style="border-left-color: grey; border-left-width: thin; border-left-style: solid;margin: 5px 5px;padding-left: 10px;">{br(QES)}</blockquote></div></body></html>',
    text="Recibido, gracias.\n\nEnviado con Spark\nEl 23 nov 2026 17:05 +0100, Soporte Acme <soporte@acme.example>, escribió:\n"
    + gt(QES),
)
mk(
    "hey en",
    "Love it, ship it.",
    html=f'<html><body><div class="trix-content"><div>Love it, ship it.<br><br></div></div><blockquote class="hey-quote">On November 23, 2026, Acme Support &lt;support@acme.example&gt; wrote:<br><div>{br(QEN)}</div></blockquote></body></html>',
    text="Love it, ship it.\n\nOn November 23, 2026, Acme Support <support@acme.example> wrote:\n" + gt(QEN),
)
mk(
    "mutt inline es",
    "Debian 12.\nSí, desde ayer.",
    text="On Mon, Nov 23, 2026 at 05:05:33PM +0100, Soporte Acme wrote:\n> ¿Qué sistema usa?\n\nDebian 12.\n\n> ¿Ha reiniciado?\n\nSí, desde ayer.\n\n-- \nPepe\n",
)
mk(
    "mutt star attribution",
    "That fixed it.",
    text="* Acme Support <support@acme.example> [2026-11-23 10:44]:\n" + gt(QEN) + "\n\nThat fixed it.\n",
)
mk(
    "evolution es",
    "Ya funciona.",
    text="Ya funciona.\n\nEl lun, 23-11-2026 a las 17:05 +0100, Soporte Acme escribió:\n" + gt(QES),
    html=f'<html><head></head><body><div>Ya funciona.</div><div><br></div><div>El lun, 23-11-2026 a las 17:05 +0100, Soporte Acme escribió:</div><blockquote type="cite" style="margin:0 0 0 .8ex; border-left:2px #729fcf solid;padding-left:1ex">{divs(QES)}</blockquote><div><span></span></div></body></html>',
)
mk(
    "kmail de",
    "Das war's, danke.",
    text="Am Montag, 23. November 2026, 11:02:14 MEZ schrieb Serviceteam:\n"
    + gt(QDE)
    + "\n\nDas war's, danke.\n",
)
mk(
    "superhuman en",
    "Sounds good",
    html=f'<html><head></head><body><div><div><div>Sounds good</div><div><br></div><div class="sh-signature"><div class="gmail_signature">Sent via <a href="https://sprh.mn/?vip=x">Superhuman</a></div></div></div><br><div class="gmail_quote">On Mon, Nov 23, 2026 at 10:44 AM, Acme Support <span dir="ltr">&lt;<a href="mailto:support@acme.example">support@acme.example</a>&gt;</span> wrote:<br><blockquote class="gmail_quote sh-color-black sh-color" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{br(QEN)}</blockquote></div></div></body></html>',
    text="Sounds good\n\nSent via Superhuman ( https://sprh.mn/?vip=x )\n\nOn Mon, Nov 23, 2026 at 10:44 AM, Acme Support < support@acme.example > wrote:\n\n"
    + gt(QEN),
)
mk(
    "bluemail es",
    "Aún espero.",
    html=f'<html><body><div dir="auto">Aún espero.</div><div dir="auto"><br></div><div id="blue_signature"><div dir="auto">Obtener <a href="https://bluemail.me">BlueMail para Android</a></div></div><div class="gmail_quote">En 23 nov. 2026, en 17:05, Soporte Acme &lt;<a href="mailto:soporte@acme.example" target="_blank">soporte@acme.example</a>&gt; escribió:<blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;">{br(QES)}</blockquote></div></body></html>',
    text="Aún espero.\n\nObtener BlueMail para Android\n\nEn 23 nov. 2026, en 17:05, Soporte Acme <soporte@acme.example> escribió:\n"
    + gt(QES, ">"),
)
# ---------- Web.de/GMX, Orange, Terra, UOL
mk(
    "gmx de",
    "Vielen Dank, angekommen.",
    html=f'<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;"><div>Vielen Dank, angekommen.</div><div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5; word-wrap: break-word;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>&nbsp;Montag, 23. November 2026 um 11:02 Uhr<br/><b>Von:</b>&nbsp;"Serviceteam" &lt;service@acme.example&gt;<br/><b>An:</b>&nbsp;s@brandt.example<br/><b>Betreff:</b>&nbsp;Re: Drucker</div><div name="quoted-content">{br(QDE)}</div></div></div></div></body></html>',
    text='Vielen Dank, angekommen.\n \n\nGesendet: Montag, 23. November 2026 um 11:02 Uhr\nVon: "Serviceteam" <service@acme.example>\nAn: s@brandt.example\nBetreff: Re: Drucker\n'
    + QDE,
)
mk(
    "orange fr",
    "Bonsoir, c'est bien reçu.",
    text='Bonsoir, c\'est bien reçu.\n\n> Message du 23/11/26 15:20\n> De : "SAV Acme" <sav@acme.example>\n> A : girard@orange.example\n> Copie à : \n> Objet : Re: Panne\n> \n'
    + gt(QFR),
    html=f'<p>Bonsoir, c\'est bien reçu.</p><p>&nbsp;</p><p>&nbsp;</p><blockquote style="border-left: 2px solid #ff5500; padding-left: 5px; margin-left: 5px;">&gt; Message du 23/11/26 15:20<br>&gt; De : "SAV Acme" &lt;sav@acme.example&gt;<br>&gt; A : girard@orange.example<br>&gt; Copie à : <br>&gt; Objet : Re: Panne<br>&gt; <br>{br(QFR)}</blockquote>',
)
mk(
    "terra/uol pt header block",
    "Pode cancelar.",
    text='Pode cancelar.\n\nDe: "Suporte" suporte@acme.example\nEnviada: 2026/11/23 14:31:09\nPara: thiago@uol.example\nAssunto: Re: Chamado 7788\n \n'
    + QPT,
    html=f'<div>Pode cancelar.</div><div>&nbsp;</div><div><hr style="border-top:1px solid #ccc"><strong>De:</strong> "Suporte" suporte@acme.example<br><strong>Enviada:</strong> 2026/11/23 14:31:09<br><strong>Para:</strong> thiago@uol.example<br><strong>Assunto:</strong> Re: Chamado 7788</div><div>&nbsp;</div>{br(QPT)}',
)
mk(
    "bol pt Em ... escreveu with > ",
    "Certo",
    text="Certo\n\nEm 23/11/2026 às 14:31, Suporte <suporte@acme.example> escreveu:\n\n" + QPT,
)
