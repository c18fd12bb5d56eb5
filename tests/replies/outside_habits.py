"""The same for what people do with their programs: answers in the quote, own lines that look like one, signatures."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.clients import (
    Mails,
    apple,
    br,
    divs,
    gmail,
    gt,
    hdr_text,
    mso,
    outlook_classic,
    part,
    parted,
)
from tests.replies.letters import Case
from tests.replies.quoted import ACK, ACKPT, DIS, FULL, QDE, QEN, QES, QFR, QIT, QPT, REP, A

_MAILS = Mails()
mk = _MAILS.mk


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _MAILS.cases


# ---------- tricky: own text that looks like quotes
mk(
    "own text: El lunes María escribió que",
    "El lunes 16 María escribió que la factura 4471 estaba anulada, y el 20/11/2026 Pedro me dijo lo contrario.\n¿A quién creo?",
    **gmail(
        "El lunes 16 María escribió que la factura 4471 estaba anulada, y el 20/11/2026 Pedro me dijo lo contrario.\n¿A quién creo?",
        "El lun, 23 nov 2026 a las 17:05, Soporte Acme ({a}) escribió:",
        A,
        QES,
    ),
)
mk(
    "own text: El 3 de marzo de 2026 su técnico me escribió: (then own words)",
    "El 3 de marzo de 2026 a las 10:00 su técnico Luis me escribió:\nque cambiaríais la pieza gratis.\nTengo el correo guardado. Ahora me cobráis 80 euros.",
    text="El 3 de marzo de 2026 a las 10:00 su técnico Luis me escribió:\nque cambiaríais la pieza gratis.\n\nTengo el correo guardado. Ahora me cobráis 80 euros.\n",
    subject="Re: Caldera",
)
mk(
    "own text: On 3 March your colleague wrote",
    "On 3 March 2026 your colleague Tom wrote:\nwe will refund you within a week.\nIt has been eight months.",
    text="On 3 March 2026 your colleague Tom wrote:\nwe will refund you within a week.\n\nIt has been eight months.\n\nOn Mon, 23 Nov 2026 at 10:44, Acme Support <support@acme.example> wrote:\n\n"
    + gt(QEN),
)
mk(
    "own text with De: Para: travel",
    "Necesito cambiar el billete:\nDe: Madrid\nPara: Lisboa\nFecha: 3 de diciembre\nAsunto: viaje de empresa\nGracias",
    text="Necesito cambiar el billete:\n\nDe: Madrid\nPara: Lisboa\nFecha: 3 de diciembre\nAsunto: viaje de empresa\n\nGracias\n",
    subject="Re: Billete",
)
mk(
    "own text: a form From/To/Subject without time",
    "My parcel label reads\nFrom: Warehouse 7\nTo: Graham Pike\nSubject: returns\nbut the box is empty.",
    text="My parcel label reads\n\nFrom: Warehouse 7\nTo: Graham Pike\nSubject: returns\n\nbut the box is empty.\n\nOn 23/11/2026 10:44, Acme Support wrote:\n"
    + gt(QEN),
)
mk(
    "own > lines: config pasted, new mail (not a reply)",
    "Esto me sale:\n> error 5\n> reintente\nGracias",
    text="Esto me sale:\n\n> error 5\n> reintente\n\nGracias\n",
    subject="Error al abrir",
    reply=False,
)
mk(
    "own code with -- comment",
    "La consulta es:\nSELECT * FROM pedidos -- todos\nWHERE id = 4\n--\nAND no devuelve nada, ¿por qué no hay filas en la tabla de pedidos cuando la web sí los enseña?",
    text="La consulta es:\n\nSELECT * FROM pedidos -- todos\nWHERE id = 4\n--\nAND no devuelve nada, ¿por qué no hay filas en la tabla de pedidos cuando la web sí los enseña?\n\nEl 23/11/26 a las 17:05, Soporte Acme escribió:\n"
    + gt(QES),
)
mk(
    "own dashes as rule between sections",
    "Primero: el router no enciende.\n----------\nSegundo: la factura está mal, debería ser 30 euros y me han cobrado 45, como ya les dije por teléfono la semana pasada.\n----------\nTercero: quiero la baja.",
    text="Primero: el router no enciende.\n----------\nSegundo: la factura está mal, debería ser 30 euros y me han cobrado 45, como ya les dije por teléfono la semana pasada.\n----------\nTercero: quiero la baja.\n\nEl 23/11/26 a las 17:05, Soporte Acme escribió:\n"
    + gt(QES),
)
mk(
    "Enviado desde mi iPhone in the middle is talk",
    "En todos mis correos sale\nEnviado desde mi iPhone\ny no sé quitarlo. ¿Cómo se hace?",
    text="En todos mis correos sale\nEnviado desde mi iPhone\ny no sé quitarlo. ¿Cómo se hace?\n\nEl 23 nov 2026, a las 17:05, Soporte Acme <soporte@acme.example> escribió:\n\n"
    + gt(QES),
)
mk(
    "text after phone line and quote, above nothing",
    "Ok.",
    text="Ok.\n\nEnviado desde mi Huawei\n",
    reply=True,
)
mk(
    "forward with answer above",
    "Les paso lo que me contestó el banco:\n---------- Forwarded message ---------\nDe: Banco Azul <no-reply@banco.example>\nDate: vie, 20 nov 2026 a las 12:00\nSubject: Su consulta\nTo: <javier@olmedo.example>\nEl cargo está hecho por Acme.\nBanco Azul",
    text="Les paso lo que me contestó el banco:\n\n---------- Forwarded message ---------\nDe: Banco Azul <no-reply@banco.example>\nDate: vie, 20 nov 2026 a las 12:00\nSubject: Su consulta\nTo: <javier@olmedo.example>\n\n\nEl cargo está hecho por Acme.\n\nBanco Azul\n",
    subject="Fwd: Su consulta",
    reply=False,
)
mk(
    "forward in a reply thread (Re: subject), Gmail",
    "Les paso lo que me contestó el banco:\n---------- Forwarded message ---------\nDe: Banco Azul <no-reply@banco.example>\nDate: vie, 20 nov 2026 a las 12:00\nSubject: Su consulta\nTo: <javier@olmedo.example>\nEl cargo está hecho por Acme.\nBanco Azul",
    html='<div dir="ltr">Les paso lo que me contestó el banco:<br><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>De: <strong class="gmail_sendername" dir="auto">Banco Azul</strong> <span dir="auto">&lt;<a href="mailto:no-reply@banco.example">no-reply@banco.example</a>&gt;</span><br>Date: vie, 20 nov 2026 a las 12:00<br>Subject: Su consulta<br>To:  &lt;<a href="mailto:javier@olmedo.example">javier@olmedo.example</a>&gt;<br></div><br><br>El cargo está hecho por Acme.<br><br>Banco Azul</div></div>',
    text="Les paso lo que me contestó el banco:\n\n---------- Forwarded message ---------\nDe: Banco Azul <no-reply@banco.example>\nDate: vie, 20 nov 2026 a las 12:00\nSubject: Su consulta\nTo: <javier@olmedo.example>\n\n\nEl cargo está hecho por Acme.\n\nBanco Azul\n",
)
mk(
    "forward outlook RV: html",
    "Buenos días, reenvío el aviso del transportista.\nDe: Transportes Veloz <avisos@veloz.example>\nEnviado el: viernes, 20 de noviembre de 2026 12:00\nPara: Javier\nAsunto: Incidencia 55\nPaquete dañado en almacén.",
    **outlook_classic(
        "Buenos días, reenvío el aviso del transportista.",
        "es",
        "Transportes Veloz <avisos@veloz.example>",
        "viernes, 20 de noviembre de 2026 12:00",
        "Javier",
        "Incidencia 55",
        "Paquete dañado en almacén.",
    ),
    subject="RV: Incidencia 55",
    reply=False,
)
mk(
    "forward apple Inicio del mensaje reenviado",
    "Mirad esto:\n\n> Inicio del mensaje reenviado:\n>\n> De: Veloz <avisos@veloz.example>\n> Asunto: Incidencia 55\n> Fecha: 20 de noviembre de 2026, 12:00:00 CET\n> Para: javier@olmedo.example\n>\n> Paquete dañado.",
    text="Mirad esto:\n\n> Inicio del mensaje reenviado:\n> \n> De: Veloz <avisos@veloz.example>\n> Asunto: Incidencia 55\n> Fecha: 20 de noviembre de 2026, 12:00:00 CET\n> Para: javier@olmedo.example\n> \n> Paquete dañado.\n",
    subject="Fwd: Incidencia 55",
    reply=False,
)
# signatures
mk(
    "customer sig -- in text only",
    "Sigue igual.",
    text="Sigue igual.\n\n-- \nJavier Olmedo | Compras\nOlmedo S.L. | Tel. 600 000 001\nPiensa en el medio ambiente antes de imprimir\n",
    subject="Re: Pedido",
)
mk(
    "customer sig without dashes stays",
    "Sigue igual.\n\nJavier Olmedo\nCompras\nTel. 600 000 001",
    text="Sigue igual.\n\nJavier Olmedo\nCompras\nTel. 600 000 001\n\nEl lun, 23 nov 2026 a las 17:05, Soporte Acme (<soporte@acme.example>)\nescribió:\n\n"
    + gt(QES),
)
mk(
    "sig __ outlook underscores own",
    "El número es 12.\n__________\nJavier Olmedo",
    text="El número es 12.\n\n__________\nJavier Olmedo\n\n-----Mensaje original-----\nDe: Soporte Acme <soporte@acme.example>\nEnviado el: lunes, 23 de noviembre de 2026 17:05\nPara: Javier\nAsunto: Re: Pedido\n\n"
    + QES,
)
# attributions odd
mk(
    "attribution address only",
    "Vale.",
    text="Vale.\n\nEl 23/11/2026 17:05, soporte@acme.example escribió:\n" + gt(QES),
)
mk(
    "attribution address only, no marks",
    "Vale, pues el martes.",
    text="Vale, pues el martes.\n\nEl 23/11/2026 a las 17:05, soporte@acme.example escribió:\n\n" + QES,
)
mk(
    "attribution wrapped 3 lines",
    "De acuerdo.",
    text="De acuerdo.\n\nEl lunes, 23 de noviembre de 2026 a las 17:05:33 CET, Departamento de\nAtención al Cliente y Posventa de Acme Internacional\n<atencion.cliente.posventa@soporte.acme.example> escribió:\n\n"
    + QES,
)
mk(
    "attribution wrapped within name and date, marked lines",
    "Yes.",
    text="Yes.\n\nOn Mon, Nov 23, 2026 at 10:44 AM Acme Support Team for Small\nBusiness <small.business.support@acme.example>\nwrote:\n\n"
    + gt(QEN),
)
mk(
    "attribution quoted twice nested levels",
    "Entonces espero.",
    text="Entonces espero.\n\nEl 23/11/26 a las 17:05, Soporte Acme escribió:\n> Mañana llega.\n>\n> El 22/11/26 a las 10:00, Javier escribió:\n>> ¿Cuándo llega?\n>>\n>> El 21/11/26 a las 9:00, Soporte Acme escribió:\n>>> Enviado.\n",
)
mk(
    "header block without address, old outlook internal",
    "Aceptado.",
    text="Aceptado.\n\nDe: Soporte Acme\nEnviado el: lunes, 23 de noviembre de 2026 17:05\nPara: Javier Olmedo\nAsunto: RE: Pedido 88231\n\n"
    + QES,
)
mk(
    "one word + ios no signature",
    "No",
    text="No\n\n> El 23 nov 2026, a las 17:05, Soporte Acme <soporte@acme.example> escribió:\n> \n> ﻿¿Le sirve el martes?\n",
)
mk(
    "inline under > level 1, answers without blank lines",
    "sí\nel 4\nno",
    text="El 23/11/26 a las 17:05, Soporte Acme escribió:\n> ¿Tiene el recibo?\nsí\n> ¿Qué día?\nel 4\n> ¿Pagó con tarjeta?\nno\n",
)
mk(
    "mixed: top note + inline + bottom",
    "Contesto entre líneas.\n88231\nabono\nUn saludo",
    text="Contesto entre líneas.\n\nEl 23/11/26 a las 17:05, Soporte Acme escribió:\n> 1. El número de pedido.\n\n88231\n\n> 3. ¿Prefiere abono o cambio?\n\nabono\n\nUn saludo\n",
)
mk(
    "outlook 'abajo' answers with name prefix, sent known",
    "Ver mis respuestas abajo.\n[Javier] 88231\n[Javier] abono",
    text="Ver mis respuestas abajo.\n\nDe: Soporte Acme <soporte@acme.example>\nEnviado el: lunes, 23 de noviembre de 2026 17:05\nPara: Javier\nAsunto: Re: Pedido\n\nEstimado Sr. Olmedo:\n\nPara tramitar la devolución necesitamos:\n\n1. El número de pedido.\n[Javier] 88231\n2. Una foto del embalaje.\n3. ¿Prefiere abono o cambio?\n[Javier] abono\n\nUn saludo,\nMercedes Roca\nAtención al Cliente\nTel. 910 000 111\n",
    sent=[QES],
)
# replies to the desk's mail with various clients
mk(
    "tbird reply to genuine reply, sent",
    "Perfecto, gracias.",
    text=f"Perfecto, gracias.\n\nEl 23/11/26 a las 10:10, Soporte Acme escribió:\n{gt(REP)}\n",
    sent=[REP],
)
mk(
    "outlook classic text reply to genuine reply, unmarked, sent",
    "Perfecto, ya lo veo.",
    text=f"Perfecto, ya lo veo.\n\nDe: Soporte Acme <soporte@acme.example>\nEnviado el: lunes, 23 de noviembre de 2026 10:10\nPara: Lucía Pérez <lucia@cliente.example>\nAsunto: Re: Factura duplicada [ACM-2611-7K3MGX]\n\n{REP}\n",
    sent=[REP],
)
mk(
    "ack whole quoted without any mark, no attribution",
    "El importe era de 45 euros y lo cobraron el día 3.",
    text=f"El importe era de 45 euros y lo cobraron el día 3.\n\n{ACK}\n",
    sent=[ACK],
)
mk(
    "ack pt, ios",
    "Foi no dia 3.",
    text=f"Foi no dia 3.\n\nEnviado do meu iPhone\n\n> Em 23 de nov. de 2026, à(s) 09:10, Soporte Acme <soporte@acme.example> escreveu:\n> \n> ﻿{gt(ACKPT)[2:]}\n",
    sent=[ACKPT],
)
mk(
    "bottom posting below the ack",
    "La factura es la 2026/311.",
    text=f"El 23/11/26 a las 9:10, Soporte Acme escribió:\n{gt(ACK)}\n\nLa factura es la 2026/311.\n",
    sent=[ACK],
)

T = (
    "\n\nEl lun, 23 nov 2026 a las 17:05, Soporte Acme (<soporte@acme.example>)\nescribió:\n\n"
    + gt(QES)
    + "\n"
)
OH = hdr_text("es", FULL, "lunes, 23 de noviembre de 2026 17:05", "Javier Olmedo", "Re: Pedido 88231")
# old Notes table header
mk(
    "notes old table head",
    "We take option B.",
    text='We take option B.\n\n\n\n\n"Acme Support" <support@acme.example> \n23/11/2026 10:44\n\nTo\n"Dale Cooper" <dale@cooper.example>\ncc\n\nSubject\nRe: Order 5521\n\n\n\n\n\n\n'
    + QEN,
)
mk(
    "notes ---date--- line then From",
    "We take option C.",
    text='We take option C.\n\n\n"Acme Support" ---11/23/2026 10:44:10 AM---Hi Graham, Thanks for getting in touch.\n\nFrom:\t"Acme Support" <support@acme.example>\nTo:\tDale Cooper/Cooper@Cooper\nDate:\t11/23/2026 10:44 AM\nSubject:\tRe: Order 5521\n\n\n\n'
    + QEN,
)
mk(
    "AOL In a message dated",
    "Still waiting on this.",
    text="Still waiting on this.\n\n\nIn a message dated 11/23/2026 10:44:10 AM Eastern Standard Time, support@acme.example writes:\n\n"
    + QEN,
)
mk(
    "fr Sujet header block",
    "Je confirme le rendez-vous.",
    text="Je confirme le rendez-vous.\n\n\nDe : SAV Acme <sav@acme.example>\nEnvoyé : lundi 23 novembre 2026 15:20\nÀ : girard@sfr.example\nSujet : Re: Panne\n\n"
    + QFR,
)
mk(
    "ca Assumpte header block",
    "Confirmo l'hora.",
    text="Confirmo l'hora.\n\nDe: Suport Acme <suport@acme.example> \nEnviat: dilluns, 23 de novembre de 2026 17:05\nPer a: Marc Puig <marc@puig.example>\nAssumpte: Re: Cita\n\nBon dia, Marc:\n\nLi va bé dimarts a les 10?\n\nSalutacions",
)
mk(
    "ca outlook html",
    "Em va bé dimarts.",
    **outlook_classic(
        "Em va bé dimarts.",
        "ca",
        "Suport Acme <suport@acme.example>",
        "dilluns, 23 de novembre de 2026 17:05",
        "Marc Puig",
        "Re: Cita",
        "Bon dia, Marc:\n\nLi va bé dimarts a les 10?",
    ),
)
mk(
    "the bat initials",
    "Version 4.2.1, thanks.",
    text="Monday, November 23, 2026, 10:44:10 AM, you wrote:\n\nAS> Hi Graham,\nAS> which version are you running?\n\nVersion 4.2.1, thanks.\n",
)
mk(
    "horde es Citando",
    "No me llega.",
    text="No me llega.\n\nCitando a Soporte Acme <soporte@acme.example>:\n\n" + gt(QES),
)
mk(
    "horde pt Citando",
    "Não chegou.",
    text="Não chegou.\n\nCitando Suporte <suporte@acme.example>:\n\n" + gt(QPT),
)
mk(
    "ox app suite de",
    "Ich melde mich morgen.",
    text="Ich melde mich morgen.\n\n> Serviceteam <service@acme.example> hat am 23.11.2026 11:02 CET geschrieben:\n> \n>  \n"
    + gt(QDE),
)
mk(
    "t-online Original-Nachricht",
    "Passt.",
    text='Passt.\n\n\n-----Original-Nachricht-----\nBetreff: Re: Drucker\nDatum: 2026-11-23T11:02:00+0100\nVon: "Serviceteam" <service@acme.example>\nAn: "s.brandt@t-online.example" <s.brandt@t-online.example>\n\n'
    + QDE,
)
mk(
    "outlook mac es",
    "Mañana os lo mando.",
    html=f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="ES" link="#0563C1" style="word-wrap:break-word"><div class="WordSection1">{mso("Mañana os lo mando.")}<div id="mail-editor-reference-message-container"><div><div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal" style="margin-bottom:12.0pt"><b><span style="font-size:12.0pt;color:black">De: </span></b><span style="font-size:12.0pt;color:black">Soporte Acme &lt;soporte@acme.example&gt;<br><b>Fecha: </b>lunes, 23 de noviembre de 2026, 17:05<br><b>Para: </b>Javier Olmedo &lt;javier@olmedo.example&gt;<br><b>Asunto: </b>Re: Pedido 88231</span></p></div>{mso(QES)}</div></div></div></div></body></html>',
)
mk(
    "windows 10 mail es",
    "Me parece bien.",
    text="Me parece bien.\n\nEnviado desde Correo para Windows\n\nDe: Soporte Acme\nEnviado: lunes, 23 de noviembre de 2026 17:05\nPara: Javier\nAsunto: Re: Pedido 88231\n\n"
    + QES,
)
mk(
    "windows 10 mail fr Provenance",
    "C'est parfait.",
    text="C'est parfait.\n\nProvenance : Courrier pour Windows\n\nDe : SAV Acme\nEnvoyé le :lundi 23 novembre 2026 15:20\nÀ : P. Girard\nObjet :Re: Panne\n\n"
    + QFR,
)
mk(
    "windows 10 mail it",
    "Va bene.",
    text="Va bene.\n\nInviato da Posta per Windows\n\nDa: Assistenza\nInviato: lunedì 23 novembre 2026 12:30\nA: Luca\nOggetto: Re: Rimborso\n\n"
    + QIT,
)
PH = [
    "Enviado desde mi smartphone Xiaomi",
    "Enviado desde mi Samsung Mobile de Claro\nObtener Outlook para Android",
    "Enviado desde mi móvil, disculpe las erratas.",
    "Sent from my T-Mobile 5G Device",
    "Sent via the Samsung Galaxy S24, an AT&T 5G smartphone",
    "Sent from Mail for Windows",
    "Von meinem Samsung Galaxy Smartphone gesendet.",
    "Diese Nachricht wurde von meinem Android-Gerät mit WEB.DE Mail gesendet.",
    "Gesendet mit der GMX Mail App",
    "Envoyé de l'app Mail Orange",
    "Envoyé à partir de Outlook pour Android",
    "Inviato dal mio dispositivo Samsung",
    "Verstuurd vanaf mijn iPhone",
    "Wysłane z iPhone'a",
    "Enviat des del meu iPhone",
    "Enviado dende o meu iPhone",
    "Sent from my mobile. Please excuse brevity and typos.",
    "Enviado do Yahoo Mail no Android",
    "Enviado a partir do Outlook para Android",
    "Skickat från min iPhone",
    "Enviado desde Proton Mail Android",
    "Este correo electrónico ha sido analizado en busca de virus por el software antivirus de Avast.\nwww.avast.com",
    "Inviato da Libero Mail",
    "Enviado desde TypeApp",
    "Téléchargez Outlook pour iOS",
    "Gesendet von Mail für Windows",
]
for p in PH:
    mk(f"phone line: {p[:40]!r}", "Vale, lo miro.", text="Vale, lo miro.\n\n" + p + T)
# literal > in HTML-only
mk(
    "html only outlook, own literal > lines",
    "Al arrancar sale:\n> error 5 en disco\n> pulse F1\ny se para.",
    **outlook_classic(
        "Al arrancar sale:\n> error 5 en disco\n> pulse F1\ny se para.",
        "es",
        FULL,
        "lunes, 23 de noviembre de 2026 17:05",
        "Javier",
        "Re: Pedido",
        QES,
        only="html",
    ),
)
mk(
    "html only gmail, own literal > lines",
    "The console shows\n> npm ERR! code 1\n> npm ERR! path /srv\nWhat now?",
    **gmail(
        "The console shows\n> npm ERR! code 1\n> npm ERR! path /srv\nWhat now?",
        "On Mon, 23 Nov 2026 at 10:44, Acme Support {a} wrote:",
        "support@acme.example",
        QEN,
        only="html",
    ),
)
mk(
    "multipart gmail, own literal > lines",
    "The console shows\n> npm ERR! code 1\n> npm ERR! path /srv\nWhat now?",
    **gmail(
        "The console shows\n> npm ERR! code 1\n> npm ERR! path /srv\nWhat now?",
        "On Mon, 23 Nov 2026 at 10:44, Acme Support {a} wrote:",
        "support@acme.example",
        QEN,
    ),
)
# bare -- as separator
mk(
    "bare -- between own paragraphs",
    "El pedido 1 llegó bien.\n--\nEl pedido 2 no ha llegado.\nGracias",
    text="El pedido 1 llegó bien.\n--\nEl pedido 2 no ha llegado.\nGracias" + T,
)
mk(
    "em dash line between own paragraphs",
    "Factura 1: bien.\n—\nFactura 2: falta el IVA\nFactura 3: sobra una línea",
    text="Factura 1: bien.\n—\nFactura 2: falta el IVA\nFactura 3: sobra una línea" + T,
)
mk(
    "bare -- signature with long disclaimer",
    "Queda pendiente el abono.",
    text=f"Queda pendiente el abono.\n\n--\nJavier Olmedo\nCompras · Olmedo S.L.\nTel. 600 000 001\n\n{DIS}"
    + T,
)
mk(
    "-- signature with long disclaimer",
    "Queda pendiente el abono.",
    text=f"Queda pendiente el abono.\n\n-- \nJavier Olmedo\nCompras · Olmedo S.L.\nTel. 600 000 001\n\n{DIS}"
    + T,
)
mk("gateway disclaimer below quote", "Queda pendiente.", text="Queda pendiente." + T + "\n" + DIS + "\n")
mk(
    "gateway disclaimer en below bottom of html",
    "Still pending.",
    html='<div dir="ltr">Still pending.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, 23 Nov 2026 at 10:44, Acme Support &lt;<a href="mailto:support@acme.example">support@acme.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote">'
    + br(QEN)
    + "</blockquote></div><br><p>This email and any attachments are confidential and intended solely for the addressee. If you have received it in error please notify the sender and delete it. Any unauthorised disclosure or copying is prohibited. Pike Ltd, registered in England 0123456.</p>",
)
# signatures marked in HTML by other programs
mk(
    "zimbra signature marker",
    "Confirmado.",
    html='<html><body><div style="font-family: arial"><div>Confirmado.<br></div><div><br></div><div data-marker="__SIG_PRE__"><div>Javier Olmedo</div><div>Compras</div></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>De: </b>"Soporte Acme" &lt;soporte@acme.example&gt;<br><b>Para: </b>"javier"<br><b>Enviados: </b>Lunes, 23 de Noviembre 2026 17:05:33<br><b>Asunto: </b>Re: Pedido</div><div><br></div><div data-marker="__QUOTED_TEXT__">'
    + divs(QES)
    + "</div></div></body></html>",
)
mk(
    "roundcube _rc_sig",
    "Hecho.",
    html='<html><body style="font-size: 10pt"><p>Hecho.</p><div id="_rc_sig">Javier Olmedo<br>Compras</div><p id="reply-intro">El 2026-11-23 17:05, Soporte Acme escribió:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">'
    + br(QES)
    + "</blockquote></body></html>",
)
mk(
    "bluemail sig, k9 sig in html only",
    "Hecho también.",
    html=f'<html><body>Hecho también.<br><br><div class="k9mail-signature">Javier Olmedo<br>Olmedo SL</div><br><div class="gmail_quote">El 23 de noviembre de 2026 17:05:33 CET, Soporte Acme &lt;soporte@acme.example&gt; escribió:<blockquote class="gmail_quote">{br(QES)}</blockquote></div></body></html>',
)
# answers typed into the quote
mk(
    "typed into a > quote, sent known",
    "Les contesto en el propio correo.\nEl 88231\nAbono",
    text="Les contesto en el propio correo."
    + T.replace("> 1. El número de pedido.", "> 1. El número de pedido.\n> El 88231").replace(
        "> 3. ¿Prefiere abono o cambio?", "> 3. ¿Prefiere abono o cambio?\n> Abono"
    ),
    sent=[QES],
)
mk(
    "typed into outlook quote, sent known, not announced",
    "Adjunto lo que me piden.\nEl 88231\nAbono, por favor",
    text=f"Adjunto lo que me piden.\n\n{OH}\n\n"
    + QES.replace("1. El número de pedido.", "1. El número de pedido.\nEl 88231").replace(
        "cambio?", "cambio?\nAbono, por favor"
    ),
    sent=[QES],
)
mk(
    "typed into blockquote of gmail mobile, nothing above, sent known",
    "El 88231",
    html='<div dir="auto"></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El lun, 23 nov 2026, 17:05, Soporte Acme &lt;<a href="mailto:soporte@acme.example">soporte@acme.example</a>&gt; escribió:<br></div><blockquote class="gmail_quote">'
    + br(QES).replace("El número de pedido.", "El número de pedido.</div><div>El 88231</div><div>")
    + "</blockquote></div>",
    sent=[QES],
)
for p in [
    "Te respondo en azul.",
    "Mis comentarios en negrita:",
    "Contesto en mayúsculas abajo",
    "See my comments in blue.",
    "Please see inline.",
    "Respostas a vermelho.",
    "Segue em vermelho abaixo.",
    "Réponses dans le texte.",
    "Mes réponses en gras",
    "Antworten im Text.",
    "Siehe meine Anmerkungen in Blau.",
    "Risposte in rosso.",
    "Rispondo qui sotto",
    "Ver comentarios en el texto",
    "Comentarios en línea",
    "My answers are in the body of your email",
    "Respondo sobre tu propio correo.",
]:
    mk(
        f"announced {p}",
        f"{p}\nPara la devolución:\n1. El número de pedido.\nEL 88231\n2. ¿Abono o cambio?\nABONO",
        text=f"{p}\n\n{OH}\n\nPara la devolución:\n1. El número de pedido.\nEL 88231\n2. ¿Abono o cambio?\nABONO\n",
    )
# mime shapes
shaped = _MAILS.shaped
_PHOTO = apple("Miren la foto:", "El 23 nov 2026, a las 17:05, Soporte Acme {a} escribió:", A, QES)
_HALVES = str(_PHOTO["html"]).split("<div><br><blockquote")
_PNG = b"Content-Type: image/png; name=foto.png\r\nContent-Disposition: inline; filename=foto.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
_alt = b"Content-Type: multipart/mixed; boundary=MM\r\n\r\n" + parted(
    b"MM",
    part("html", _HALVES[0] + "</body></html>"),
    _PNG,
    part("html", "<html><body><div>¿Se ve?</div><div><br><blockquote" + _HALVES[1]),
)
shaped(
    "apple mixed parts with a picture between",
    "Miren la foto:\n¿Se ve?",
    b"\r\n"
    + parted(
        b"AA",
        part(
            "plain",
            "Miren la foto:\n\n\n\n¿Se ve?\n\n> El 23 nov 2026, a las 17:05, Soporte Acme <soporte@acme.example> escribió:\n> \n"
            + gt(QES),
        ),
        _alt,
    ),
    "multipart/alternative; boundary=AA",
)
shaped(
    "apple mixed text parts with a picture between",
    "Miren la foto:\n¿Se ve?",
    b"\r\n"
    + parted(
        b"AA",
        part("plain", "Miren la foto:\n\n"),
        _PNG,
        part(
            "plain",
            "\n\n¿Se ve?\n\n> El 23 nov 2026, a las 17:05, Soporte Acme <soporte@acme.example> escribió:\n> \n"
            + gt(QES),
        ),
    ),
    "multipart/mixed; boundary=AA",
)
shaped(
    "blank text part beside html",
    "Sí, adelante con el cambio.",
    b"\r\n"
    + parted(
        b"AA",
        part("plain", " \n"),
        part(
            "html",
            str(
                gmail(
                    "Sí, adelante con el cambio.",
                    "El lun, 23 nov 2026 a las 17:05, Soporte Acme ({a}) escribió:",
                    A,
                    QES,
                )["html"]
            ),
        ),
    ),
    "multipart/alternative; boundary=AA",
)
shaped(
    "windows-1252 text",
    "Mañana estaré.",
    (
        "Content-Transfer-Encoding: 8bit\r\n\r\nMañana estaré.\r\n\r\nEl lun, 23 nov 2026 a las 17:05, Soporte Acme (<soporte@acme.example>)\r\nescribió:\r\n\r\n"
        + gt(QES).replace("\n", "\r\n")
    ).encode("cp1252"),
    "text/plain; charset=windows-1252",
)
# odds
mk(
    "freshdesk quote",
    "Any news?",
    html=f'<div>Any news?</div><div class="freshdesk_quote"><blockquote class="freshdesk_quote">On Mon, 23 Nov at 10:44 AM , Acme Support &lt;support@acme.example&gt; wrote:<br>{br(QEN)}</blockquote></div>',
)
mk(
    "outlook prefix > with original message",
    "Sigue igual.",
    text="Sigue igual.\n\n> -----Mensaje original-----\n> " + OH.replace("\n", "\n> ") + "\n>\n" + gt(QES),
)
mk(
    "nextcloud mail",
    "Todo bien.",
    text='Todo bien.\n\n"Soporte Acme" soporte@acme.example – 23 de noviembre de 2026 17:05\n' + gt(QES),
)
mk(
    "tutanota",
    "Alles gut.",
    text="Alles gut.\n\n-- \nSichere dir jetzt deine eigene E-Mail\n\n\n23. Nov. 2026, 11:02 von service@acme.example:\n\n"
    + gt(QDE),
)
mk(
    "fastmail",
    "Works.",
    html=f'<!DOCTYPE html><html><body><div>Works.<br></div><div><br></div><div>On Mon, Nov 23, 2026, at 10:44 AM, Acme Support wrote:<br></div><blockquote type="cite" id="qt" style=""><div>{br(QEN)}</div></blockquote><div><br></div></body></html>',
    text="Works.\n\nOn Mon, Nov 23, 2026, at 10:44 AM, Acme Support wrote:\n" + gt(QEN),
)
mk(
    "name escribió el date",
    "Conforme.",
    text="Conforme.\n\nSoporte Acme escribió el 23/11/2026 a las 17:05:\n\n" + gt(QES),
)
mk(
    "emoji answer",
    "👍",
    **gmail("👍", "El lun, 23 nov 2026 a las 17:05, Soporte Acme ({a}) escribió:", A, QES, mobile=True),
)
mk(
    "hidden quote text",
    "De acuerdo en todo.",
    text="De acuerdo en todo.\n\nEl lun, 23 nov 2026 a las 17:05, Soporte Acme (<soporte@acme.example>)\nescribió:\n\n[Texto citado oculto]\n",
)
mk(
    "outlook express",
    "Recibido.",
    html='<HTML><HEAD></HEAD><BODY bgColor=#ffffff><DIV><FONT face=Arial size=2>Recibido.</FONT></DIV><BLOCKQUOTE style="PADDING-RIGHT: 0px; PADDING-LEFT: 5px; MARGIN-LEFT: 5px; BORDER-LEFT: #000000 2px solid; MARGIN-RIGHT: 0px"><DIV style="FONT: 10pt arial">----- Original Message ----- </DIV><DIV style="BACKGROUND: #e4e4e4; FONT: 10pt arial; font-color: black"><B>From:</B> <A title=soporte@acme.example href="mailto:soporte@acme.example">Soporte</A> </DIV><DIV style="FONT: 10pt arial"><B>Sent:</B> Monday, November 23, 2026 5:05 PM</DIV><DIV style="FONT: 10pt arial"><B>Subject:</B> Re: Pedido</DIV><DIV><BR></DIV>'
    + br(QES)
    + "</BLOCKQUOTE></BODY></HTML>",
)
mk(
    "pastes our sentence announced at the end",
    "No está en mi cuenta, y usted me dijo:\nTiene razón: el segundo cobro está anulado. Lo verá en su cuenta en 3 días.",
    text="No está en mi cuenta, y usted me dijo:\n\nTiene razón: el segundo cobro está anulado. Lo verá en su cuenta en 3 días.\n",
    sent=[REP],
)
