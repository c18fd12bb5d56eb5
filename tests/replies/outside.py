"""Replies written by somebody who had not seen this set, by program and language: 120 of a first check from outside."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape as esc

from tests.replies.clients import (
    Mails,
    apple,
    divs,
    gmail,
    gt,
    hdr_html,
    ios,
    linked,
    mso,
    outlook_classic,
    outlook_mobile,
    owa,
)
from tests.replies.letters import Case
from tests.replies.quoted import (
    ACK,
    ACK_PAGE,
    ACKEN,
    ACKEN_PAGE,
    DIS,
    FULL,
    QDE,
    QEN,
    QES,
    QFR,
    QIT,
    QMX,
    QPP,
    QPT,
    A,
)

_MAILS = Mails()
mk = _MAILS.mk


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _MAILS.cases


# ---------- Outlook classic
mk(
    "outlook classic es, bold header block",
    "Buenos días, Mercedes:\n\nEl pedido es el 88231. Prefiero abono.\n\nUn saludo,\nJavier Olmedo",
    **outlook_classic(
        "Buenos días, Mercedes:\n\nEl pedido es el 88231. Prefiero abono.\n\nUn saludo,\nJavier Olmedo",
        "es",
        FULL,
        "lunes, 23 de noviembre de 2026 17:05",
        "javier.olmedo@olmedo.example",
        "RE: Pedido 88231",
        QES,
    ),
    subject="RE: Pedido 88231",
)
mk(
    "outlook classic es-MX with CC and importance",
    "Que tal Karla,\n\nSe factura al mismo RFC de siempre. La dirección ya cambió, ahora es San Pedro Garza García.\n\nSaludos cordiales.",
    **outlook_classic(
        "Que tal Karla,\n\nSe factura al mismo RFC de siempre. La dirección ya cambió, ahora es San Pedro Garza García.\n\nSaludos cordiales.",
        "es",
        FULL,
        "viernes, 20 de noviembre de 2026 04:12 p. m.",
        "'Ing. Rubén Cantú' <rcantu@acerosdelnorte.example>; compras@acerosdelnorte.example",
        "RE: OC 4500123",
        QMX,
        extra="CC: Laura Mireles <lmireles@acerosdelnorte.example>",
    ),
    subject="RE: OC 4500123",
)
mk(
    "outlook classic en-GB HTML only",
    "Holly,\n\nVersion 4.2.1. The error says 'quota exceeded'. Same in a private window.\n\nRegards\nGraham",
    **outlook_classic(
        "Holly,\n\nVersion 4.2.1. The error says 'quota exceeded'. Same in a private window.\n\nRegards\nGraham",
        "en",
        FULL,
        "23 November 2026 10:44",
        "Graham Pike <graham@pike.example>",
        "Re: Cannot log in",
        QEN,
        only="html",
    ),
    subject="RE: Cannot log in",
)
mk(
    "outlook classic en-US text only",
    "The order number is 5521.\nPlease go ahead.",
    **outlook_classic(
        "The order number is 5521.\nPlease go ahead.",
        "en",
        "Acme Support [mailto:support@acme.example]",
        "Monday, November 23, 2026 10:44 AM",
        "Dale Cooper",
        "Order 5521",
        QEN,
        only="text",
    ),
    subject="RE: Order 5521",
)
mk(
    "outlook classic pt-BR",
    "Thiago aqui.\n\nSegue o CPF: 000.111.222-33. Pode ligar depois das 18h.\n\nAtt.",
    **outlook_classic(
        "Thiago aqui.\n\nSegue o CPF: 000.111.222-33. Pode ligar depois das 18h.\n\nAtt.",
        "pt",
        FULL,
        "segunda-feira, 23 de novembro de 2026 14:31",
        "Thiago Prado <thiago@prado.example>",
        "RES: Chamado 7788",
        QPT,
    ),
    subject="RES: Chamado 7788",
)
mk(
    "outlook classic pt-PT",
    "Confirmo. Estará o meu marido.",
    **outlook_classic(
        "Confirmo. Estará o meu marido.",
        "pt2",
        FULL,
        "23 de novembro de 2026 09:12",
        "Rita Fonseca <rita@fonseca.example>",
        "RE: Visita técnica",
        QPP,
    ),
    subject="RE: Visita técnica",
)
mk(
    "outlook classic fr",
    "Bonjour,\n\nLe numéro est AX-2291-F. Oui, acheté en mars.\n\nBien à vous,\nP. Girard",
    **outlook_classic(
        "Bonjour,\n\nLe numéro est AX-2291-F. Oui, acheté en mars.\n\nBien à vous,\nP. Girard",
        "fr",
        FULL,
        "lundi 23 novembre 2026 15:20",
        "Patrick Girard <p.girard@girard.example>",
        "RE: Panne lave-linge",
        QFR,
    ),
    subject="RE: Panne lave-linge",
)
mk(
    "outlook classic de",
    "Hallo,\n\nKundennummer 300 912. Es ist der Drucker im Büro.\n\nViele Grüße\nSabine Brandt",
    **outlook_classic(
        "Hallo,\n\nKundennummer 300 912. Es ist der Drucker im Büro.\n\nViele Grüße\nSabine Brandt",
        "de",
        FULL,
        "Montag, 23. November 2026 11:02",
        "Sabine Brandt <s.brandt@brandt.example>",
        "AW: Drucker",
        QDE,
    ),
    subject="AW: Drucker",
)
mk(
    "outlook classic it",
    "Buongiorno, allego tutto. Sì, la fattura grazie.",
    **outlook_classic(
        "Buongiorno, allego tutto. Sì, la fattura grazie.",
        "it",
        FULL,
        "lunedì 23 novembre 2026 12:30",
        "Luca Ferri <ferri@ferri.example>",
        "R: Rimborso",
        QIT,
    ),
    subject="R: Rimborso",
)
# inline in red, Outlook classic, announced
_red = "".join(
    f"<p class=MsoNormal>{esc(line)}<o:p></o:p></p>"
    if not line.startswith("@")
    else f"<p class=MsoNormal><span style='color:red'>{esc(line[1:])}<o:p></o:p></span></p>"
    for line in [
        "Para tramitar la devolución necesitamos:",
        "1. El número de pedido.",
        "@Es el 88231",
        "2. Una foto del embalaje.",
        "@Va adjunta",
        "3. ¿Prefiere abono o cambio?",
        "@Abono, por favor",
    ]
)
_RED = outlook_classic(
    "Hola Mercedes,\n\nVer mis respuestas en rojo.",
    "es",
    FULL,
    "lunes, 23 de noviembre de 2026 17:05",
    "javier.olmedo@olmedo.example",
    "RE: Pedido 88231",
    "@@",
)
mk(
    "outlook classic answers in red in the quote (announced)",
    "Hola Mercedes,\n\nVer mis respuestas en rojo.\nEs el 88231\nVa adjunta\nAbono, por favor",
    text=str(_RED["text"]).replace(
        "@@",
        "Para tramitar la devolución necesitamos:\n\n1. El número de pedido.\n\nEs el 88231\n\n2. Una foto del embalaje.\n\nVa adjunta\n\n3. ¿Prefiere abono o cambio?\n\nAbono, por favor",
    ),
    html=str(_RED["html"]).replace(mso("@@"), _red),
    sent=[QES],
)
mk(
    "outlook classic answers in red, never sent by us (keeps the whole below)",
    "Hola Mercedes,\n\nVer mis respuestas en rojo.\nPara tramitar la devolución necesitamos:\n1. El número de pedido.\nEs el 88231\n2. Una foto del embalaje.\nVa adjunta\n3. ¿Prefiere abono o cambio?\nAbono, por favor",
    text=str(_RED["text"]).replace(
        "@@",
        "Para tramitar la devolución necesitamos:\n\n1. El número de pedido.\n\nEs el 88231\n\n2. Una foto del embalaje.\n\nVa adjunta\n\n3. ¿Prefiere abono o cambio?\n\nAbono, por favor",
    ),
    html=str(_RED["html"]).replace(mso("@@"), _red),
)
mk(
    "outlook classic, table in the answer",
    "Holly, these are the machines:\nSerial Model\nA-1 LX200\nA-2 LX300\nThanks",
    html=outlook_classic(
        "",
        "en",
        FULL,
        "23 November 2026 10:44",
        "Graham",
        "Machines",
        QEN,
        raw_ans=mso("Holly, these are the machines:")
        + "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;border:none'><tr><td width=200 valign=top style='border:solid windowtext 1.0pt'><p class=MsoNormal>Serial<o:p></o:p></p></td><td><p class=MsoNormal>Model<o:p></o:p></p></td></tr><tr><td><p class=MsoNormal>A-1<o:p></o:p></p></td><td><p class=MsoNormal>LX200<o:p></o:p></p></td></tr><tr><td><p class=MsoNormal>A-2<o:p></o:p></p></td><td><p class=MsoNormal>LX300<o:p></o:p></p></td></tr></table>"
        + mso("Thanks"),
    )["html"],
)
mk(
    "outlook classic #B5C4DF separator old",
    "Ok, adelante.",
    html=outlook_classic(
        "Ok, adelante.",
        "es2",
        "Soporte Acme [mailto:soporte@acme.example]",
        "lunes, 23 de noviembre de 2026 17:05",
        "Javier",
        "Re: Pedido",
        QES,
        sep="border-top:solid #B5C4DF 1.0pt",
    )["html"],
)
mk(
    "outlook classic, disclaimer below own signature",
    f"Adjunto la foto.\n\nJavier Olmedo\nDirector de Compras\nOlmedo S.L.\n\n{DIS}",
    **outlook_classic(
        f"Adjunto la foto.\n\nJavier Olmedo\nDirector de Compras\nOlmedo S.L.\n\n{DIS}",
        "es",
        FULL,
        "lunes, 23 de noviembre de 2026 17:05",
        "Javier",
        "RE: Pedido 88231",
        QES,
    ),
)
mk(
    "outlook -----Mensaje original----- text only",
    "Sigue sin funcionar la caldera.\n\nUn saludo",
    text="Sigue sin funcionar la caldera.\n\nUn saludo\n\n-----Mensaje original-----\nDe: Soporte Acme <soporte@acme.example> \nEnviado el: lunes, 23 de noviembre de 2026 17:05\nPara: Javier\nAsunto: Caldera\n\n"
    + QES,
    subject="RE: Caldera",
)
mk(
    "outlook -----Original Message----- text only",
    "Still broken.",
    text="Still broken.\n\n-----Original Message-----\nFrom: Acme Support <support@acme.example> \nSent: Monday, November 23, 2026 10:44 AM\nTo: Dale\nSubject: Boiler\n\n"
    + QEN,
    subject="RE: Boiler",
)
mk(
    "outlook -----Mensagem original----- ",
    "Não resolveu.\nContinua a dar erro 504.",
    text="Não resolveu.\nContinua a dar erro 504.\n\n-----Mensagem original-----\nDe: Suporte <suporte@acme.example> \nEnviada em: segunda-feira, 23 de novembro de 2026 14:31\nPara: Thiago\nAssunto: RES: Erro\n\n"
    + QPT,
    subject="RES: Erro",
)
mk(
    "outlook -----Message d'origine-----",
    "Toujours pas reçu.",
    text="Toujours pas reçu.\n\n-----Message d'origine-----\nDe : SAV <sav@acme.example> \nEnvoyé : lundi 23 novembre 2026 15:20\nÀ : P. Girard\nObjet : RE: Colis\n\n"
    + QFR,
    subject="RE: Colis",
)
mk(
    "outlook -----Ursprüngliche Nachricht-----",
    "Geht wieder, danke!",
    text="Geht wieder, danke!\n\n-----Ursprüngliche Nachricht-----\nVon: Service <service@acme.example> \nGesendet: Montag, 23. November 2026 11:02\nAn: Sabine Brandt\nBetreff: AW: Drucker\n\n"
    + QDE,
    subject="AW: Drucker",
)
mk(
    "outlook -----Messaggio originale-----",
    "Tutto risolto.",
    text="Tutto risolto.\n\n-----Messaggio originale-----\nDa: Assistenza <a@acme.example> \nInviato: lunedì 23 novembre 2026 12:30\nA: Luca\nOggetto: Rimborso\n\n"
    + QIT,
    subject="R: Rimborso",
)
mk(
    "asterisked header block (gateway text)",
    "De acuerdo con el cambio.\nGracias",
    text="De acuerdo con el cambio.\nGracias\n\n*De:* Soporte Acme <soporte@acme.example>\n*Enviado:* lunes, 23 de noviembre de 2026 17:05\n*Para:* Javier Olmedo <javier@olmedo.example>\n*Asunto:* Re: Pedido 88231\n\n"
    + QES,
)
mk(
    "asterisked header block en",
    "Works now.",
    text="Works now.\n\n*From:* Acme Support <support@acme.example>\n*Sent:* Monday, 23 November 2026 10:44\n*To:* Graham\n*Cc:* Ops <ops@pike.example>\n*Subject:* Re: Cannot log in\n\n"
    + QEN,
)
mk(
    "asterisked fr with nbsp",
    "C'est bon pour moi.",
    text="C'est bon pour moi.\n\n*De\xa0:* SAV Acme <sav@acme.example>\n*Envoyé\xa0:* lundi 23 novembre 2026 15:20\n*À\xa0:* P. Girard <p@girard.example>\n*Objet\xa0:* RE: Panne\n\n"
    + QFR,
)

# ---------- OWA / new Outlook
mk(
    "owa es with signature div",
    "Buenas tardes,\n\nles mando la foto mañana.",
    **owa(
        "Buenas tardes,\n\nles mando la foto mañana.",
        "es2",
        FULL,
        "lunes, 23 de noviembre de 2026 17:05",
        "Javier Olmedo <javier@olmedo.example>",
        "Re: Pedido 88231",
        QES,
        sig="Javier Olmedo\nCompras\n+34 600 000 001",
    ),
)
mk(
    "owa en",
    "Done, thanks!",
    **owa(
        "Done, thanks!",
        "en",
        "Acme Support <support@acme.example>",
        "23 November 2026 10:44",
        "Graham Pike <graham@pike.example>",
        "Re: Cannot log in",
        QEN,
    ),
)
mk(
    "new outlook pt-BR container",
    "Segue em anexo o comprovante.\nQualquer horário serve.",
    **owa(
        "Segue em anexo o comprovante.\nQualquer horário serve.",
        "pt2",
        FULL,
        "segunda-feira, 23 de novembro de 2026 14:31",
        "Thiago Prado <thiago@prado.example>",
        "Re: Chamado 7788",
        QPT,
        newcontainer=True,
    ),
)
mk(
    "new outlook fr",
    "Bonjour,\nvoici la photo.\nMerci",
    **owa(
        "Bonjour,\nvoici la photo.\nMerci",
        "fr",
        FULL,
        "lundi 23 novembre 2026 15:20",
        "Patrick Girard <p.girard@girard.example>",
        "Re: Panne",
        QFR,
        newcontainer=True,
    ),
)
mk(
    "new outlook de html only",
    "Moin,\n\ndie Nummer steht auf der Rückseite: 4711-A.",
    **owa(
        "Moin,\n\ndie Nummer steht auf der Rückseite: 4711-A.",
        "de",
        FULL,
        "Montag, 23. November 2026 11:02",
        "Sabine Brandt",
        "Re: Drucker",
        QDE,
        only="html",
        newcontainer=True,
    ),
)
mk(
    "owa one word",
    "Sí",
    **owa("Sí", "es2", FULL, "lunes, 23 de noviembre de 2026 17:05", "J", "Re: Pedido 88231", QES),
)
mk(
    "new outlook ack quoted, es",
    "Añado que también falla en el móvil.",
    text=f"Añado que también falla en el móvil.\n________________________________\nDe: Soporte Acme <soporte@acme.example>\nEnviado: lunes, 23 de noviembre de 2026 9:10\nPara: Lucía Pérez <lucia@cliente.example>\nAsunto: Re: Factura duplicada [ACM-2611-7K3MGX]\n\n{ACK.replace('> ', '')}\n",
    html=f'<html><body dir="ltr"><div class="elementToProof">Añado que también falla en el móvil.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">{hdr_html("es2", FULL, "lunes, 23 de noviembre de 2026 9:10", "Lucía Pérez <lucia@cliente.example>", "Re: Factura duplicada [ACM-2611-7K3MGX]")}</font><div>&nbsp;</div></div>{ACK_PAGE}</body></html>',
    sent=[ACK],
)
# ---------- Outlook mobile
mk(
    "outlook ios es",
    "Perfecto, mañana lo miro.",
    **outlook_mobile(
        "Perfecto, mañana lo miro.",
        "es2",
        ("Obtener", "Outlook para iOS"),
        FULL,
        "Monday, November 23, 2026 5:05:00 PM",
        "Javier <javier@olmedo.example>",
        "Re: Pedido 88231",
        QES,
    ),
)
mk(
    "outlook android pt",
    "Ok, combinado.",
    **outlook_mobile(
        "Ok, combinado.",
        "pt2",
        ("Obter o", "Outlook para Android"),
        FULL,
        "segunda-feira, 23 de novembro de 2026 14:31:09",
        "Thiago <thiago@prado.example>",
        "Re: Chamado",
        QPT,
    ),
)
mk(
    "outlook ios en",
    "Can you call me instead?\n01632 960001",
    **outlook_mobile(
        "Can you call me instead?\n01632 960001",
        "en",
        ("Get", "Outlook for iOS"),
        "Acme Support <support@acme.example>",
        "Monday, November 23, 2026 10:44:10 AM",
        "Graham",
        "Re: Cannot log in",
        QEN,
    ),
)
mk(
    "outlook android fr",
    "Je suis absent jusqu'au 2.",
    **outlook_mobile(
        "Je suis absent jusqu'au 2.",
        "fr",
        ("Télécharger", "Outlook pour Android"),
        FULL,
        "Monday, November 23, 2026 3:20:33 PM",
        "P. Girard",
        "Re: Panne",
        QFR,
    ),
)
mk(
    "outlook android de",
    "Danke, passt.",
    **outlook_mobile(
        "Danke, passt.",
        "de",
        ("Holen Sie sich", "Outlook für Android"),
        FULL,
        "Montag, 23. November 2026 11:02:14",
        "S. Brandt",
        "Re: Drucker",
        QDE,
    ),
)
mk(
    "outlook ios it",
    "Vi mando tutto stasera",
    **outlook_mobile(
        "Vi mando tutto stasera",
        "it",
        ("Scarica", "Outlook per iOS"),
        FULL,
        "lunedì 23 novembre 2026, 12:30",
        "Luca",
        "Re: Rimborso",
        QIT,
    ),
)
# ---------- Gmail
mk(
    "gmail web es",
    "Hola:\n\nEl pedido es 88231.\nAdjunto foto.\n\nGracias",
    **gmail(
        "Hola:\n\nEl pedido es 88231.\nAdjunto foto.\n\nGracias",
        "El lun, 23 nov 2026 a las 17:05, Soporte Acme ({a}) escribió:",
        A,
        QES,
    ),
)
mk(
    "gmail web es with sig",
    "Quiero abono.",
    **gmail(
        "Quiero abono.",
        "El lun, 23 nov 2026 a las 17:05, Soporte Acme ({a}) escribió:",
        A,
        QES,
        sig="Javier Olmedo\nTel. 600 000 001",
    ),
)
mk(
    "gmail mobile es",
    "Ya llegó!",
    **gmail(
        "Ya llegó!", "El lun, 23 de nov de 2026, 5:05 p. m., Soporte Acme {a} escribió:", A, QMX, mobile=True
    ),
)
mk(
    "gmail en",
    "It's 4.2.1, on Firefox.\nBoth windows fail.",
    **gmail(
        "It's 4.2.1, on Firefox.\nBoth windows fail.",
        "On Mon, 23 Nov 2026 at 10:44, Acme Support {a} wrote:",
        "support@acme.example",
        QEN,
    ),
)
mk(
    "gmail pt-BR",
    "Segue:\n\n- CPF 000.111.222-33\n- comprovante em anexo\n\nAbs",
    **gmail(
        "Segue:\n\n- CPF 000.111.222-33\n- comprovante em anexo\n\nAbs",
        "Em seg., 23 de nov. de 2026 às 14:31, Equipe de Suporte da Acme Comércio Eletrônico {a} escreveu:",
        "suporte.atendimento.clientes@acme.example",
        QPT,
    ),
)
mk(
    "gmail pt-PT",
    "Sim, confirmo.",
    **gmail(
        "Sim, confirmo.",
        "Apoio ao Cliente {a} escreveu (segunda, 23/11/2026 à(s) 09:12):",
        "apoio@acme.example",
        QPP,
    ),
)
mk(
    "gmail fr",
    "Bonjour, c'est noté.",
    **gmail(
        "Bonjour, c'est noté.",
        "Le lun. 23 nov. 2026 à 15:20, SAV Acme {a} a écrit :",
        "sav@acme.example",
        QFR,
    ),
)
mk(
    "gmail de",
    "Kundennummer: 300912\nGerät: Laserdrucker",
    **gmail(
        "Kundennummer: 300912\nGerät: Laserdrucker",
        "Am Mo., 23. Nov. 2026 um 11:02 Uhr schrieb Serviceteam {a}:",
        "service@acme.example",
        QDE,
    ),
)
mk(
    "gmail it",
    "Va bene il 30.",
    **gmail(
        "Va bene il 30.",
        "Il giorno lun 23 nov 2026 alle ore 12:30 Assistenza Clienti {a} ha scritto:",
        "assistenza@acme.example",
        QIT,
    ),
)
mk(
    "gmail ca",
    "D'acord, gràcies.",
    **gmail(
        "D'acord, gràcies.",
        "Missatge de Suport Acme {a} del dia dl., 23 de nov. 2026 a les 17:05:",
        "suport@acme.example",
        QES,
    ),
)
mk(
    "gmail gl",
    "Vale, moitas grazas.",
    **gmail(
        "Vale, moitas grazas.", "O luns, 23 de nov de 2026 ás 17:05, Soporte Acme ({a}) escribiu:", A, QES
    ),
)
mk(
    "gmail nl",
    "Prima, tot dan.",
    **gmail(
        "Prima, tot dan.", "Op ma 23 nov 2026 om 11:02 schreef Acme Support {a}:", "support@acme.example", QEN
    ),
)
mk(
    "gmail pl",
    "Dziękuję, działa.",
    **gmail(
        "Dziękuję, działa.", "pon., 23 lis 2026 o 11:02 Pomoc Acme {a} napisał(a):", "pomoc@acme.example", QEN
    ),
)
mk(
    "gmail sv",
    "Tack, det fungerar nu.",
    **gmail(
        "Tack, det fungerar nu.",
        "Den mån 23 nov. 2026 kl 11:02 skrev Acme Support {a}:",
        "support@acme.example",
        QEN,
    ),
)
mk(
    "gmail text only es wrapped attribution",
    "Todavía no.",
    **gmail(
        "Todavía no.",
        "El lun, 23 nov 2026 a las 17:05, Departamento de Atención al Cliente de Acme ({a}) escribió:",
        "atencion.al.cliente@soporte.acme.example",
        QES,
        only="text",
    ),
)
mk(
    "gmail html only pt",
    "Ainda não chegou.",
    **gmail(
        "Ainda não chegou.",
        "Em seg., 23 de nov. de 2026 às 14:31, Suporte {a} escreveu:",
        "suporte@acme.example",
        QPT,
        only="html",
    ),
)
_SPLIT = '<div dir="ltr"><br></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El lun, 23 nov 2026 a las 17:05, Soporte Acme (&lt;<a href="mailto:soporte@acme.example">soporte@acme.example</a>&gt;) escribió:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">Para tramitar la devolución necesitamos:<br><br>1. El número de pedido.<br></blockquote><div>El 88231</div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">2. Una foto del embalaje.<br></blockquote><div>No la tengo, lo tiré</div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">3. ¿Prefiere abono o cambio?<br></blockquote><div>Cambio</div></div></div>'
mk(
    "gmail inline split blockquotes",
    "El 88231\nNo la tengo, lo tiré\nCambio",
    html=_SPLIT,
    text="El lun, 23 nov 2026 a las 17:05, Soporte Acme (<soporte@acme.example>)\nescribió:\n\n> Para tramitar la devolución necesitamos:\n>\n> 1. El número de pedido.\n>\nEl 88231\n\n> 2. Una foto del embalaje.\n>\nNo la tengo, lo tiré\n\n> 3. ¿Prefiere abono o cambio?\n>\nCambio\n",
)
mk("gmail inline split, html only", "El 88231\nNo la tengo, lo tiré\nCambio", html=_SPLIT)
mk(
    "gmail reply to ack, es, genuine html",
    "El importe es 45,20 €.",
    text=f"El importe es 45,20 €.\n\nEl lun, 23 nov 2026 a las 9:10, Soporte Acme (<soporte@acme.example>)\nescribió:\n\n{gt(ACK)}\n",
    html=f'<div dir="ltr">El importe es 45,20 €.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El lun, 23 nov 2026 a las 9:10, Soporte Acme (&lt;{linked(A)}&gt;) escribió:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{ACK_PAGE}</blockquote></div>',
    sent=[ACK],
)
mk(
    "gmail reply to ack en: one word",
    "Thanks",
    text=f"Thanks\n\nOn Mon, 23 Nov 2026 at 09:10, Soporte Acme <soporte@acme.example> wrote:\n\n{gt(ACKEN)}\n",
    html=f'<div dir="auto">Thanks</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, 23 Nov 2026 at 09:10, Soporte Acme &lt;{linked(A)}&gt; wrote:<br></div><blockquote class="gmail_quote">{ACKEN_PAGE}</blockquote></div>',
    sent=[ACKEN],
)
# ---------- Apple
mk(
    "apple mail es",
    "Gracias, lo pruebo esta tarde.",
    **apple(
        "Gracias, lo pruebo esta tarde.", "El 23 nov 2026, a las 17:05, Soporte Acme {a} escribió:", A, QES
    ),
)
mk(
    "apple mail en-US",
    "It prints now.\n\nThanks,\nDale",
    **apple(
        "It prints now.\n\nThanks,\nDale",
        "On Nov 23, 2026, at 10:44 AM, Acme Support {a} wrote:",
        "support@acme.example",
        QEN,
    ),
)
mk(
    "apple mail pt",
    "Obrigado! Já recebi.",
    **apple(
        "Obrigado! Já recebi.",
        "No dia 23/11/2026, às 14:31, Suporte {a} escreveu:",
        "suporte@acme.example",
        QPT,
    ),
)
mk(
    "apple mail fr html only",
    "Ça marche.",
    **apple(
        "Ça marche.", "Le 23 nov. 2026 à 15:20, SAV Acme {a} a écrit :", "sav@acme.example", QFR, only="html"
    ),
)
mk(
    "apple mail de",
    "Alles klar.",
    **apple("Alles klar.", "Am 23.11.2026 um 11:02 schrieb Serviceteam {a}:", "service@acme.example", QDE),
)
mk(
    "apple mail it text",
    "Ricevuto, grazie mille",
    **apple(
        "Ricevuto, grazie mille",
        "Il giorno 23 nov 2026, alle ore 12:30, Assistenza {a} ha scritto:",
        "assistenza@acme.example",
        QIT,
        only="text",
    ),
)
mk(
    "ios es",
    "Sí, por favor, mándenmelo otra vez.",
    **ios(
        "Sí, por favor, mándenmelo otra vez.",
        "El 23 nov 2026, a las 17:05, Soporte Acme <{a}> escribió:",
        A,
        QES,
        "Enviado desde mi iPhone",
    ),
)
mk(
    "ios es-MX p.m.",
    "Claro que sí",
    **ios(
        "Claro que sí",
        "El 23 nov 2026, a la(s) 5:05 p.m., Soporte Acme <{a}> escribió:",
        A,
        QMX,
        "Enviado desde mi iPhone",
    ),
)
mk(
    "ios pt",
    "Pode ser amanhã?",
    **ios(
        "Pode ser amanhã?",
        "Em 23 de nov. de 2026, à(s) 14:31, Suporte <{a}> escreveu:",
        "suporte@acme.example",
        QPT,
        "Enviado do meu iPhone",
    ),
)
mk(
    "ios fr",
    "Oui.",
    **ios(
        "Oui.",
        "Le 23 nov. 2026 à 15:20, SAV <{a}> a écrit :",
        "sav@acme.example",
        QFR,
        "Envoyé de mon iPhone",
    ),
)
mk(
    "ios de",
    "Ja, gern.",
    **ios(
        "Ja, gern.",
        "Am 23.11.2026 um 11:02 schrieb Service <{a}>:",
        "service@acme.example",
        QDE,
        "Von meinem iPhone gesendet",
    ),
)
mk(
    "ios it",
    "Ok",
    **ios(
        "Ok",
        "Il giorno 23 nov 2026, alle ore 12:30, Assistenza <{a}> ha scritto:",
        "assistenza@acme.example",
        QIT,
        "Inviato da iPhone",
    ),
)
mk(
    "apple bottom posted",
    "Aquí va mi respuesta, debajo de lo suyo.",
    html=f'<html><body style="overflow-wrap: break-word;"><br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>El 23 nov 2026, a las 17:05, Soporte Acme &lt;{A}&gt; escribió:</div><br class="Apple-interchange-newline"><div>{divs(QES)}</div></blockquote></div><div><br></div><div>Aquí va mi respuesta, debajo de lo suyo.</div></body></html>',
    text=f"\n\n> El 23 nov 2026, a las 17:05, Soporte Acme <{A}> escribió:\n> \n{gt(QES)}\n\n\nAquí va mi respuesta, debajo de lo suyo.\n",
)
