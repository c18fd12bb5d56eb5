"""Agents' answers to the desk's own notifications, as programs write them: the quote is one that the product wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.mailflow.evidence import Past
from helpdesk.mailflow.htmltext import text_of
from helpdesk.mailflow.marks import of_card
from helpdesk.mailflow.preview import previews, read_html, read_text
from tests.replies.clients import WORD_HEAD, Mails, gt, hdr_html, linked, mso
from tests.replies.letters import Case
from tests.replies.quoted import DIS

_ES = previews("es")
_NEW, _MORE = _ES["notification:new"], _ES["notification:customer"]
N, NH = read_text(_NEW).strip(), read_html(_NEW)
_SAID = "Me han cobrado dos veces la factura de noviembre.\n¿Pueden mirarlo?"
PAST = Past(
    texts=(N, text_of(NH), read_text(_MORE), text_of(read_html(_MORE)), _SAID),
    desk=frozenset({"soporte@acme.example"}),
    customers=frozenset({"lucia@cliente.example"}),
    protocol="ACM-2611-7K3MGX",
    subject="Factura duplicada",
)
CARDS: Sequence[str] = [card for one in (_NEW, _MORE) if (card := of_card(read_text(one)))]


@dataclass(frozen=True, slots=True)
class Answer:
    """An agent's mail, and what of it she is asked about, for nothing accounts for it."""

    case: Case
    doubt: str


_MAILS = Mails()
ANSWERS: list[Answer] = []


def inner(html: str) -> str:
    """What stands in the body of a page."""
    found = re.search(r"<body[^>]*>(.*)</body>", html, re.DOTALL)
    return found[1] if found else ""


def ag(name: str, words: str, text: str | None = None, html: str | None = None, doubt: str = "") -> None:
    """An answer of Ana's."""
    _MAILS.mk(
        f"agent: {name}",
        words,
        text,
        html,
        subject="Re: Factura duplicada [ACM-2611-7K3MGX]",
        sender="Ana Ruiz <ana.ruiz@acme.example>",
        to="Soporte Acme <soporte+r.abc@acme.example>",
    )
    ANSWERS.append(Answer(_MAILS.cases[-1], doubt))


ag(
    "gmail top",
    "Hola, Lucía:\n\nEl segundo cobro está anulado.\n\nAna",
    html=f'<div dir="ltr"><div>Hola, Lucía:</div><div><br></div><div>El segundo cobro está anulado.</div><div><br></div><div>Ana</div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El lun, 23 nov 2026 a las 9:10, Lucía Pérez · ACM (&lt;{linked("soporte+r.abc@acme.example")}&gt;) escribió:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{inner(NH)}</blockquote></div>',
    text="Hola, Lucía:\n\nEl segundo cobro está anulado.\n\nAna\n\nEl lun, 23 nov 2026 a las 9:10, Lucía Pérez · ACM (<soporte+r.abc@acme.example>)\nescribió:\n\n"
    + gt(N),
)
ag(
    "outlook classic top",
    "Hola, Lucía:\n\nYa está anulado.",
    text="Hola, Lucía:\n\nYa está anulado.\n\n \n\nDe: Lucía Pérez <soporte+r.abc@acme.example> \nEnviado el: lunes, 23 de noviembre de 2026 9:10\nPara: Ana Ruiz <ana.ruiz@acme.example>\nAsunto: Factura duplicada [ACM-2611-7K3MGX]\n\n \n\n"
    + N,
    html=WORD_HEAD
    + f"<body lang=ES><div class=WordSection1>{mso('Hola, Lucía:' + chr(10) * 2 + 'Ya está anulado.')}<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{hdr_html('es', 'Lucía Pérez <soporte+r.abc@acme.example>', 'lunes, 23 de noviembre de 2026 9:10', 'Ana Ruiz <ana.ruiz@acme.example>', 'Factura duplicada [ACM-2611-7K3MGX]')}<o:p></o:p></p></div></div>{inner(NH)}</div></body></html>",
)
ag(
    "owa top",
    "Lucía, mire su cuenta en 3 días.",
    html=f'<html><body dir="ltr"><div class="elementToProof">Lucía, mire su cuenta en 3 días.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{hdr_html("es2", "Lucía Pérez <soporte+r.abc@acme.example>", "lunes, 23 de noviembre de 2026 9:10", "Ana Ruiz <ana.ruiz@acme.example>", "Factura duplicada [ACM-2611-7K3MGX]")}</font><div>&nbsp;</div></div>{inner(NH)}</body></html>',
)
ag(
    "ios top",
    "Ya lo tiene anulado.",
    text="Ya lo tiene anulado.\n\nEnviado desde mi iPhone\n\n> El 23 nov 2026, a las 9:10, Lucía Pérez · ACM <soporte+r.abc@acme.example> escribió:\n> \n> ﻿"
    + gt(N)[2:],
)
ag(
    "tbird inline to customer words",
    "Sí, es un error nuestro.\nEstá mirado y anulado.",
    text="El 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n> Me han cobrado dos veces la factura de noviembre.\n\nSí, es un error nuestro.\n\n> ¿Pueden mirarlo?\n\nEstá mirado y anulado.\n\n-- \nAna Ruiz\n",
)
ag(
    "outlook mobile top",
    "Anulado.",
    text="Anulado.\n\nObtener Outlook para iOS<https://aka.ms/o0ukef>\n________________________________\nDe: Lucía Pérez <soporte+r.abc@acme.example>\nEnviado: lunes, noviembre 23, 2026 9:10:00 a. m.\nPara: Ana Ruiz <ana.ruiz@acme.example>\nAsunto: Factura duplicada [ACM-2611-7K3MGX]\n\n"
    + N,
)
ag(
    "samsung top",
    "Lo miro ahora.",
    text="Lo miro ahora.\n\nEnviado desde mi Galaxy\n\n\n-------- Mensaje original --------\nDe: Lucía Pérez <soporte+r.abc@acme.example>\nFecha: 23/11/26 9:10 (GMT+01:00)\nPara: Ana Ruiz <ana.ruiz@acme.example>\nAsunto: Factura duplicada [ACM-2611-7K3MGX]\n\n"
    + N,
)
ag(
    "yahoo top",
    "Lo miro ahora mismo.",
    text="Lo miro ahora mismo.\n\n    El lunes, 23 de noviembre de 2026, 09:10:33 CET, Lucía Pérez · ACM <soporte+r.abc@acme.example> escribió:  \n \n "
    + N,
)
ag(
    "top with commands below",
    "Anulado.\n\n#resolver",
    text="Anulado.\n\n#resolver\n\nEl 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n" + gt(N),
)
ag(
    "pastes the customer steps with own > lines",
    "Pruebe esto en la consola:\n> helpdesk check\n> helpdesk run\nY me dice.",
    text="Pruebe esto en la consola:\n\n> helpdesk check\n> helpdesk run\n\nY me dice.\n\nEl 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n"
    + gt(N),
)
ag(
    "own words that look like an attribution",
    "El lunes 16 Luis le escribió que estaba anulado, y así es.",
    text="El lunes 16 Luis le escribió que estaba anulado, y así es.\n\nEl 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n"
    + gt(N),
)
ag(
    "hcl notes top",
    "Anulado el segundo.",
    text='Anulado el segundo.\n\n\n\nDe:     "Lucía Pérez" <soporte+r.abc@acme.example>\nPara:   "Ana Ruiz" <ana.ruiz@acme.example>\nFecha:  23/11/2026 09:10\nAsunto: Factura duplicada [ACM-2611-7K3MGX]\n\n\n\n'
    + N,
)
ag(
    "outlook html inline typed in quote is asked about",
    "Hola, Lucía:\n\nLe contesto abajo.",
    doubt="¿Pueden mirarlo?\nSí, ya está mirado y anulado.",
    text="Hola, Lucía:\n\nLe contesto abajo.\n\nDe: Lucía Pérez <soporte+r.abc@acme.example>\nEnviado el: lunes, 23 de noviembre de 2026 9:10\nPara: Ana Ruiz <ana.ruiz@acme.example>\nAsunto: Factura duplicada [ACM-2611-7K3MGX]\n\n"
    + N.replace("¿Pueden mirarlo?", "¿Pueden mirarlo?\nSí, ya está mirado y anulado.")
    + "\n",
)
ag(
    "html only with own > commands",
    "Ejecute:\n> acme reset\n> acme start\nGracias",
    html=f'<div dir="ltr"><div>Ejecute:</div><div>&gt; acme reset</div><div>&gt; acme start</div><div>Gracias</div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El lun, 23 nov 2026 a las 9:10, Lucía Pérez · ACM (&lt;soporte+r.abc@acme.example&gt;) escribió:<br></div><blockquote class="gmail_quote">{inner(NH)}</blockquote></div>',
)
ag(
    "signature and legal text below the quote",
    "Anulado.",
    text="Anulado.\n\nEl 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n" + gt(N) + "\n\n" + DIS + "\n",
)
ag(
    "pastes the bank's mail for the customer",
    "Lucía, el banco nos dice:\nDe: Banco Azul <avisos@banco.example>\nEnviado: martes, 17 de noviembre de 2026 12:00\nPara: Ana\nAsunto: Cargo 77\n\nDevuelto el 18.\nUn saludo",
    text="Lucía, el banco nos dice:\n\nDe: Banco Azul <avisos@banco.example>\nEnviado: martes, 17 de noviembre de 2026 12:00\nPara: Ana\nAsunto: Cargo 77\n\nDevuelto el 18.\n\nUn saludo\n\nEl 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n"
    + gt(N),
)
ag(
    "apple html with signature",
    "Anulado el segundo cobro.",
    html=f'<html><body><div>Anulado el segundo cobro.</div><div><br></div><div id="AppleMailSignature" dir="ltr">Ana Ruiz<br>Soporte Acme</div><div><br><blockquote type="cite"><div>El 23 nov 2026, a las 9:10, Lucía Pérez · ACM &lt;soporte+r.abc@acme.example&gt; escribió:</div><br class="Apple-interchange-newline"><div>{inner(NH)}</div></blockquote></div></body></html>',
)
ag(
    "bare dashes between two own parts",
    "Parte uno: anulado.\n--\nParte dos: el abono llega en 3 días.",
    text="Parte uno: anulado.\n--\nParte dos: el abono llega en 3 días.\n\nEl 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n"
    + gt(N),
)
AT = "El lun, 23 nov 2026 a las 9:10, Lucía Pérez · ACM (&lt;soporte+r.abc@acme.example&gt;) escribió:"


def gq(h: str) -> str:
    """Gmail's quote of our notification, with `h` in it."""
    return f'<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{AT}<br></div>{h}</div>'


BQ = '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
ag(
    "gmail html inline split",
    "Sí, fue un error.\nYa está mirado.",
    html=f'<div dir="ltr"></div>{gq(BQ + "Me han cobrado dos veces la factura de noviembre.</blockquote><div>Sí, fue un error.</div>" + BQ + "¿Pueden mirarlo?</blockquote><div>Ya está mirado.</div>")}',
)
ag(
    "gmail multipart sig below, command on top",
    "#resolver\nAnulado.",
    text=f"#resolver\nAnulado.\n\n-- \nAna Ruiz\nSoporte\n\nEl lun, 23 nov 2026 a las 9:10, Lucía Pérez · ACM (<soporte+r.abc@acme.example>)\nescribió:\n\n{gt(N)}\n",
    html=f'<div dir="ltr"><div>#resolver</div><div>Anulado.</div></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature">Ana Ruiz<br>Soporte</div><br>{gq(BQ + inner(NH) + "</blockquote>")}',
)
ag(
    "outlook html, text pasted with bordered table",
    "Equipo Serie\nPC-1 A77\nEs este.",
    html=f'<html><body dir="ltr"><table><tr><td style="border-top: 1pt solid rgb(200, 200, 200)">Equipo</td><td>Serie</td></tr><tr><td>PC-1</td><td>A77</td></tr></table><div class="elementToProof">Es este.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{hdr_html("es2", "Lucía Pérez <soporte+r.abc@acme.example>", "lunes, 23 de noviembre de 2026 9:10", "Ana Ruiz <ana.ruiz@acme.example>", "Factura duplicada [ACM-2611-7K3MGX]")}</font><div>&nbsp;</div></div>{inner(NH)}</body></html>',
)
ag(
    "owa with signature box",
    "Lo miro hoy.",
    html=f'<html><body dir="ltr"><div class="elementToProof">Lo miro hoy.</div><div id="Signature"><div>Ana Ruiz</div><div>Soporte N1</div></div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{hdr_html("es2", "Lucía Pérez <soporte+r.abc@acme.example>", "lunes, 23 de noviembre de 2026 9:10", "Ana Ruiz <ana.ruiz@acme.example>", "Factura duplicada [ACM-2611-7K3MGX]")}</font><div>&nbsp;</div></div>{inner(NH)}</body></html>',
)
ag(
    "outlook mobile, greeting only above and text below the phone line",
    "Hola Lucía\nYa está.",
    html=f'<html><body><div dir="ltr">Hola Lucía</div><div id="ms-outlook-mobile-body-separator-line"><br></div><div id="ms-outlook-mobile-signature">Obtener <a href="https://aka.ms/o0ukef">Outlook para iOS</a></div><div dir="ltr">Ya está.</div><div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message"><hr><div id="divRplyFwdMsg" dir="ltr">{hdr_html("es2", "Lucía Pérez <soporte+r.abc@acme.example>", "lunes, 23 de noviembre de 2026 9:10", "Ana Ruiz <ana.ruiz@acme.example>", "Factura duplicada [ACM-2611-7K3MGX]")}</div>{inner(NH)}</div></body></html>',
)
ag(
    "options in her answer",
    "Puede elegir:\nA) abono\nB) cambio\nDígame cuál.",
    text="Puede elegir:\nA) abono\nB) cambio\nDígame cuál.\n\nEl 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n"
    + gt(N),
)
ag(
    "repeats the customer's words announced",
    "Usted nos dice:\nMe han cobrado dos veces la factura de noviembre.\nYa está anulado.",
    text="Usted nos dice:\nMe han cobrado dos veces la factura de noviembre.\nYa está anulado.\n\nEl 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n"
    + gt(N),
)
ag(
    "her number below bare dashes, no name",
    "Anulado.",
    text="Anulado.\n\n--\nana, soporte de primera línea\n910 000 222\n\nEl 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n"
    + gt(N),
)
ag(
    "closing below bare dashes",
    "Anulado.",
    text="Anulado.\n\n--\nUn saludo,\nAna Ruiz\nSoporte Acme\n\nEl 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n"
    + gt(N),
)
ag(
    "bullets with > below the quote",
    "Pasos:\n\nListo.",
    doubt="> abra Ajustes\n> pulse Borrar",
    text="El 23/11/26 a las 9:10, Lucía Pérez · ACM escribió:\n> Me han cobrado dos veces la factura de noviembre.\n> ¿Pueden mirarlo?\n\nPasos:\n\n> abra Ajustes\n> pulse Borrar\n\nListo.\n",
)
ag(
    "fairemail",
    "Hecho.",
    text="Hecho.\n\n23 nov. 2026 9:10:00 Lucía Pérez · ACM <soporte+r.abc@acme.example>:\n\n" + gt(N),
)
ag(
    "em client",
    "Hecho ya.",
    text='Hecho ya.\n\n------ Mensaje Original ------\nDe "Lucía Pérez · ACM" <soporte+r.abc@acme.example>\nPara "Ana Ruiz" <ana.ruiz@acme.example>\nFecha 23/11/2026 9:10:00\nAsunto Factura duplicada [ACM-2611-7K3MGX]\n\n'
    + N,
)
ag(
    "horde",
    "Hecho hoy.",
    text="Hecho hoy.\n\nCitando a Lucía Pérez · ACM <soporte+r.abc@acme.example>:\n\n" + gt(N),
)
