"""One answer with all that programs write otherwise in text than in HTML, as each of them writes its two versions."""

from __future__ import annotations

from dataclasses import dataclass

from tests.replies.letters import broken, marked

LINK = "https://acme.example/ayuda?x=1&utm_source=desk"
SAFE = f"https://eur01.safelinks.protection.outlook.com/?url={LINK}&data=05%7C02%7C1a2b&reserved=0"
DAY = "lunes, 16 de noviembre de 2026 10:20"
ACME = "Soporte Acme <soporte@acme.example>"
HEADERS = f"De: {ACME}\nEnviado: {DAY}\nPara: Ana Ruiz <ana@acme.example>\nAsunto: Factura 4711"
# What an agent's colleague reads of it, whatever her program does.
SAYS = ("segundo", "29,90", "Facturas", "martes")


@dataclass(frozen=True, slots=True)
class Twice:
    """The two versions of one answer to `ours`, a text of the desk's, with what the program draws around it."""

    name: str
    text: str
    html: str


def _html(lists: str, extra: str = "") -> str:
    return (
        "<div>Buenos d&iacute;as, Luc&iacute;a:</div><div><br></div>"
        "<div>He anulado el <b>segundo</b> cobro (29,90&nbsp;&euro;), lo ver&aacute; el <u>martes</u>. Pasos:</div>"
        f"{lists}<div>M&aacute;s informaci&oacute;n <a href='{LINK}'>aqu&iacute;</a> &#128578;</div>{extra}"
    )


OL = "<ol><li>Abra el &aacute;rea de clientes</li><li>Pulse &laquo;Facturas&raquo;</li></ol>"
IMAGE = "<div><img src='cid:ii_m1' alt='captura de la pantalla.png' width='562' height='300'></div>"
TABLE = (
    "<table><tr><td><b>Cargo</b></td><td>Fecha</td></tr><tr><td>29,90</td><td>03/11/2026</td></tr>"
    "<tr><td>29,90</td><td>05/11/2026</td></tr></table>"
)


def answers(ours: str) -> list[Twice]:
    """By program."""
    line = f"El lun, 16 nov 2026 a las 10:20, {ACME} escribió:"
    shown = line.replace("<", "&lt;")
    quoted = broken(ours)
    return [
        Twice(
            "gmail",
            "Buenos días, Lucía:\n\nHe anulado el *segundo* cobro (29,90 €), lo verá el martes. Pasos:\n\n   1. Abra el área"
            f" de clientes\n   2. Pulse «Facturas»\n\nMás información aquí <{LINK}> 🙂\n[image: captura de la\npantalla.png]\n\n"
            f"{line.replace(' <', chr(10) + '<')}\n\n{marked(ours)}\n",
            f'<div dir="ltr">{_html(OL, IMAGE)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" '
            f'class="gmail_attr">{shown}<br></div><blockquote class="gmail_quote">{quoted}</blockquote></div>',
        ),
        Twice(
            "outlook desktop",
            "Buenos días, Lucía:\n\nHe anulado el segundo cobro (29,90 €), lo verá el martes. Pasos:\n\n\n  1.  Abra el área de"
            f" clientes\n  2.  Pulse «Facturas»\nMás información aquí<{SAFE}> 😊\n[cid:image001.png@01DC57.8A2B]\n[Logotipo, nombre"
            f" de la empresa  El contenido generado por IA puede ser incorrecto.]\n\nCargo\nFecha\n29,90\n03/11/2026\n29,90\n"
            f"05/11/2026\n\n{HEADERS}\n\n{ours}\n",
            "<div class=WordSection1>"
            + _html(
                "<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>1.<span style='font:7.0pt"
                " \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Abra el &aacute;rea de clientes<o:p></o:p></p>"
                "<p class=MsoListParagraph><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp; </span></span>Pulse"
                " &laquo;Facturas&raquo;</p>",
                "<p><img src='cid:image001.png@01DC57.8A2B' alt='Logotipo, nombre de la empresa&#10;&#10;El contenido"
                f" generado por IA puede ser incorrecto.'></p>{TABLE}",
            )
            + "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
            f"{broken(HEADERS)}</p></div></div><p><o:p>&nbsp;</o:p></p>{quoted}</div>",
        ),
        Twice(
            "outlook web",
            "Buenos días, Lucía:\n\nHe anulado el segundo cobro (29,90 €), lo verá el martes. Pasos:\n\n  *   Abra el área de"
            f" clientes\n  *   Pulse «Facturas»\n\nMás información aquí<{LINK}> [🙂]\n________________________________\n"
            f"{HEADERS}\n\n{ours}\n",
            '<div class="elementToProof">'
            + _html(OL.replace("ol>", "ul>"))
            + '</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
            f'<div id="divRplyFwdMsg" dir="ltr">{broken(HEADERS)}<div>&nbsp;</div></div>{quoted}',
        ),
        Twice(
            "outlook mobile",
            "Buenos días, Lucía:\n\nHe anulado el segundo cobro (29,90 €), lo verá el martes. Pasos:\n1. Abra el área de"
            f" clientes\n2. Pulse «Facturas»\n\nMás información aquí<{LINK}>\n\nObtener Outlook para iOS<https://aka.ms/o0ukef>\n"
            f"________________________________\n{HEADERS.replace('De:', '*De:*')}\n\n{ours}\n",
            _html(OL)
            + '<div id="ms-outlook-mobile-signature"><a href="https://aka.ms/o0ukef">Obtener Outlook para iOS</a></div><hr>'
            f'<div id="mail-editor-reference-message-container"><div>{broken(HEADERS)}</div>{quoted}</div>',
        ),
        Twice(
            "apple mail",
            "Buenos días, Lucía:\n\nHe anulado el segundo cobro (29,90 €), lo verá el martes. Pasos:\n\nAbra el área de"
            f" clientes\nPulse «Facturas»\n\nMás información aquí <{LINK}> 🙂\n\n￼\n\n> El 16 nov 2026, a las 10:20, {ACME}"
            f" escribió:\n> \n{marked(ours)}\n",
            _html(OL, IMAGE)
            + f"<div><br><blockquote type='cite'><div>El 16 nov 2026, a las 10:20, {ACME.replace('<', '&lt;')} escribió:"
            f"</div><br class='Apple-interchange-newline'><div>{quoted}</div></blockquote></div>",
        ),
        Twice(
            "thunderbird",
            f"El 16/11/26 a las 10:20, Soporte Acme escribió:\n{marked(ours)}\n\nBuenos días, Lucía:\n\nHe anulado el *segundo*"
            " cobro (29,90 €), lo verá el _martes_. Pasos:\n\n 1. Abra el área de clientes\n 2. Pulse «Facturas»\n\nMás"
            f" información aquí <{LINK}> 🙂\n\n",
            '<div class="moz-cite-prefix">El 16/11/26 a las 10:20, Soporte Acme escribi&oacute;:<br></div><blockquote'
            f' type="cite" cite="mid:x@acme.example">{quoted}</blockquote>{_html(OL)}',
        ),
        Twice(
            "yahoo",
            " Buenos días, Lucía:\nHe anulado el segundo cobro (29,90 €), lo verá el martes. Pasos:   \n   - Abra el área de"
            f" clientes\n   - Pulse «Facturas»\n\nMás información aquí 🙂\n\n    {line}  \n \n {ours}\n  ",
            f'<div class="ydp1yahoo-style-wrap">{_html(OL)}</div><div id="ydp2yahoo_quoted_1" class="ydp2yahoo_quoted"><div>'
            f"{shown}</div>{quoted}</div>",
        ),
        Twice(
            "proton",
            "Buenos días, Lucía:\n\nHe anulado el segundo cobro (29,90 €), lo verá el martes. Pasos:\n\n1. Abra el área de"
            f" clientes\n\n2. Pulse «Facturas»\n\nMás información [aquí]({LINK}) 🙂\n\nEnviado con el correo electrónico seguro de"
            f" Proton Mail.\n\n{line}\n\n{marked(ours)}\n",
            f'<div style="font-family: Arial;">{_html(OL)}</div><div class="protonmail_signature_block"><div>Enviado con el'
            " correo electr&oacute;nico seguro de <a href='https://proton.me/mail/home'>Proton Mail</a>.</div></div>"
            f'<div class="protonmail_quote">{shown}<br><blockquote class="protonmail_quote" type="cite">{quoted}</blockquote>'
            "</div>",
        ),
        Twice(
            "zimbra",
            "Buenos días, Lucía: \n\nHe anulado el segundo cobro (29,90 €), lo verá el martes. Pasos: \n\n    1. Abra el área de"
            f" clientes \n    2. Pulse «Facturas» \n\nMás información [ {LINK} | aquí ] 🙂 \n\n\nDe: \"Soporte Acme\""
            " <soporte@acme.example> \nPara: \"Ana Ruiz\" <ana@acme.example> \nEnviados: Lunes, 16 de Noviembre 2026 10:20:11"
            f" \nAsunto: Factura 4711 \n\n{ours}\n",
            f'<div style="font-family: arial">{_html(OL)}<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">'
            '<b>De: </b>"Soporte Acme" &lt;soporte@acme.example&gt;<br><b>Para: </b>"Ana Ruiz" &lt;ana@acme.example&gt;<br>'
            f"<b>Enviados: </b>Lunes, 16 de Noviembre 2026 10:20:11<br><b>Asunto: </b>Factura 4711<br></div>{quoted}</div>",
        ),
        Twice(
            "roundcube",
            f"El 16-11-2026 10:20, Soporte Acme escribió:\n\n{marked(ours)}\n\nBuenos días, Lucía:\n\nHe anulado el SEGUNDO cobro"
            " (29,90 €), lo verá el _martes_. Pasos:\n\n\t* Abra el área de clientes\n\t* Pulse «Facturas»\n\nMás información"
            f" aquí [1] 🙂\n\nCARGO\nFECHA\n\n29,90\n03/11/2026\n\n29,90\n05/11/2026\n\nLinks:\n------\n[1] {LINK}\n",
            f'<p id="reply-intro">El 16-11-2026 10:20, Soporte Acme escribi&oacute;:</p><blockquote type="cite" style="padding: 0'
            f' 0.4em; border-left: #1010ff 2px solid; margin: 0">{quoted}</blockquote>{_html(OL, TABLE)}',
        ),
        Twice(
            "k-9",
            "Buenos días, Lucía:\n\nHe anulado el segundo cobro (29,90 €), lo verá el martes. Pasos:\n1. Abra el área de"
            f" clientes\n2. Pulse «Facturas»\nMás información aquí 🙂\n\nEl 16 de noviembre de 2026 10:20:00 CET, {ACME} escribió:\n"
            f"{marked(ours)}\n",
            "<html><head></head><body>" + _html(
                "1. Abra el &aacute;rea de clientes<br>2. Pulse &laquo;Facturas&raquo;"
            ) + '<br><br><div class="gmail_quote"><div dir="auto">El 16 de noviembre de 2026 10:20:00 CET, '
            f"{ACME.replace('<', '&lt;')} escribi&oacute;:</div><blockquote class='gmail_quote'>{quoted}</blockquote></div></body>"
            "</html>",
        ),
        Twice(
            "samsung",
            "Buenos días, Lucía:He anulado el segundo cobro (29,90 €), lo verá el martes. Pasos:1. Abra el área de clientes2. Pulse"
            f" «Facturas»Más información aquí <{LINK}>Enviado desde mi Galaxy\n-------- Mensaje original --------De: {ACME}"
            f"  Fecha: 16/11/26  10:20  (GMT+01:00) A: Ana Ruiz <ana@acme.example>  Asunto: Factura 4711 {ours}\n",
            '<div id="composer_parent_wrapper">' + _html(
                "<div>1. Abra el &aacute;rea de clientes</div><div>2. Pulse &laquo;Facturas&raquo;</div>"
            ) + '<div id="composer_signature"><meta content="text/html"><div dir="auto">Enviado desde mi Galaxy</div></div>'
            f'<div>-------- Mensaje original --------</div><div>De: {ACME.replace("<", "&lt;")} </div><div>Fecha: 16/11/26  10:20'
            "  (GMT+01:00) </div><div>A: Ana Ruiz &lt;ana@acme.example&gt; </div><div>Asunto: Factura 4711 </div><div><br></div>"
            f"{quoted}</div>",
        ),
    ]  # fmt: skip
