"""Forty ordinary replies, the last of the check from outside: what comes on a day at a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.replies.clients import (
    Mails,
    Parts,
    apple,
    gmail,
    gt,
    hdr_text,
    ios,
    outlook_classic,
    outlook_mobile,
    owa,
    tbird,
)
from tests.replies.letters import Case
from tests.replies.quoted import AER, CLIN, HOST, MUT, UNI, VER

_MAILS = Mails()
mk = _MAILS.mk


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _MAILS.cases


OA = "Aero Azul <equipajes@aeroazul.example>"
GA = ("El lun, 30 nov 2026 a las 18:22, Equipajes Aero Azul ({a}) escribió:", "equipajes@aeroazul.example")
GP = ("El lun, 30 nov 2026, 18:22, Clínica Sol {a} escribió:", "citas@clinicasol.example")
ROWS: list[tuple[str, str, Callable[[str], Parts]]] = [
    (
        "gmail web",
        "Buenas tardes,\n\nLa dirección es Gran Vía 12, 3º B, Valencia.\nEl jueves estoy de 10 a 14.\n\nSaludos\nToni Bru",
        lambda a: gmail(a, *GA, AER),
    ),
    ("gmail android one word", "Confirmo", lambda a: gmail(a, *GP, CLIN, mobile=True)),
    (
        "gmail sig",
        "No puedo ese día, ¿podría ser el 16?",
        lambda a: gmail(a, *GP, CLIN, sig="Pilar Mena\nEnviado desde Gmail para Android"),
    ),
    (
        "gmail html",
        "No puedo ese día, ¿podría ser el 16? Gracias",
        lambda a: gmail(a, *GP, CLIN, only="html"),
    ),
    ("gmail text", "Sí asistiré. La analítica la llevo impresa.", lambda a: gmail(a, *GP, CLIN, only="text")),
    (
        "gmail pt",
        "Paguei ontem, segue o comprovante em anexo.\nObg!",
        lambda a: gmail(
            a,
            "Em seg., 30 de nov. de 2026 às 18:22, Time HostBR {a} escreveu:",
            "suporte@hostbr.example",
            HOST,
        ),
    ),
    (
        "gmail de",
        "Am 12. November gegen 18:30 Uhr. Zeugen: keine.",
        lambda a: gmail(
            a,
            "Am Mo., 30. Nov. 2026 um 18:22 Uhr schrieb Ihre Versicherung {a}:",
            "schaden@vers.example",
            VER,
        ),
    ),
    (
        "gmail it",
        "Domani mattina va bene?",
        lambda a: gmail(
            a, "Il giorno lun 30 nov 2026 alle ore 18:22 Aero Azul {a} ha scritto:", "b@aeroazul.example", AER
        ),
    ),
    (
        "gmail fr sig",
        "Voici la facture.",
        lambda a: gmail(
            a,
            "Le lun. 30 nov. 2026 à 18:22, Votre mutuelle {a} a écrit :",
            "contact@mutuelle.example",
            MUT,
            sig="Élise Roux\n06 00 00 00 00",
        ),
    ),
    (
        "outlook classic es",
        "Buenos días:\n\nEnvíenla a la oficina, por favor:\n\nBru Asesores\nC/ Colón 4\n46004 Valencia\n\nGracias y un saludo.",
        lambda a: outlook_classic(
            a,
            "es",
            OA,
            "lunes, 30 de noviembre de 2026 18:22",
            "Toni Bru <toni@bru.example>",
            "RE: Maleta",
            AER,
        ),
    ),
    (
        "outlook classic es html",
        "Jueves perfecto.",
        lambda a: outlook_classic(
            a, "es", OA, "lunes, 30 de noviembre de 2026 18:22", "Toni", "RE: Maleta", AER, only="html"
        ),
    ),
    (
        "outlook classic en",
        "Hi,\n\nYes, certified please. The address has changed to 9 Park Row.\n\nKind regards,\nTomasz",
        lambda a: outlook_classic(
            a,
            "en",
            "Registry <registry@uni.example>",
            "30 November 2026 18:22",
            "Tomasz Lis <t@lis.example>",
            "RE: Transcript",
            UNI,
        ),
    ),
    (
        "outlook classic pt",
        "Segue.",
        lambda a: outlook_classic(
            a,
            "pt",
            "HostBR <s@hostbr.example>",
            "segunda-feira, 30 de novembro de 2026 18:22",
            "Débora",
            "RES: Fatura",
            HOST,
        ),
    ),
    (
        "outlook classic de text",
        "Der Schaden ist am 12.11. entstanden.\nMfG\nLenz",
        lambda a: outlook_classic(
            a,
            "de",
            "Versicherung <s@vers.example>",
            "Montag, 30. November 2026 18:22",
            "Lenz",
            "AW: Schaden",
            VER,
            only="text",
        ),
    ),
    (
        "owa fr",
        "Bonjour,\n\nCi-joint la facture.\n\nCordialement,\nÉlise",
        lambda a: owa(
            a,
            "fr",
            "Mutuelle <c@mutuelle.example>",
            "lundi 30 novembre 2026 18:22",
            "Élise",
            "Re: Remboursement",
            MUT,
        ),
    ),
    (
        "owa es sig",
        "El jueves no estoy, mejor el viernes.",
        lambda a: owa(
            a,
            "es2",
            OA,
            "lunes, 30 de noviembre de 2026 18:22",
            "Toni",
            "Re: Maleta",
            AER,
            sig="Toni Bru\nSocio director\nBru Asesores, S.L.\nTel. 960 000 000",
        ),
    ),
    (
        "new outlook en",
        "Please post it, no certified copy needed.",
        lambda a: owa(
            a,
            "en",
            "Registry <r@uni.example>",
            "Monday, November 30, 2026 6:22 PM",
            "Tomasz",
            "Re: Transcript",
            UNI,
            newcontainer=True,
        ),
    ),
    (
        "outlook ios es",
        "ok gracias",
        lambda a: outlook_mobile(
            a,
            "es2",
            ("Obtener", "Outlook para iOS"),
            OA,
            "lunes, noviembre 30, 2026 6:22 p. m.",
            "Toni",
            "Re: Maleta",
            AER,
        ),
    ),
    (
        "outlook android en",
        "Yes both",
        lambda a: outlook_mobile(
            a,
            "en",
            ("Get", "Outlook for Android"),
            "Registry <r@uni.example>",
            "Monday, November 30, 2026 6:22:01 PM",
            "Tomasz",
            "Re: Transcript",
            UNI,
        ),
    ),
    (
        "apple es",
        "¿Me llamarán antes de venir?\n\nToni",
        lambda a: apple(a, "El 30 nov 2026, a las 18:22, Aero Azul {a} escribió:", "e@aeroazul.example", AER),
    ),
    (
        "apple pt",
        "Pago!",
        lambda a: apple(
            a,
            "Em 30 de nov. de 2026, à(s) 18:22, HostBR {a} escreveu:",
            "s@hostbr.example",
            HOST,
            phone="Enviado do meu Mac",
        ),
    ),
    (
        "ios es-MX",
        "Sí confirmo mi cita, gracias",
        lambda a: ios(
            a,
            "El 30 nov 2026, a la(s) 6:22 p.m., Clínica Sol <{a}> escribió:",
            "citas@clinicasol.example",
            CLIN,
            "Enviado desde mi iPhone",
        ),
    ),
    (
        "ios en-GB",
        "Mill Lane is right",
        lambda a: ios(
            a, "On 30 Nov 2026, at 18:22, Registry <{a}> wrote:", "r@uni.example", UNI, "Sent from my iPhone"
        ),
    ),
    (
        "tbird es",
        "Confirmo asistencia.\nLlevaré la analítica.",
        lambda a: tbird(a, "El 30/11/26 a las 18:22, Clínica Sol escribió:", CLIN),
    ),
    (
        "tbird de below",
        "Am 12. November.",
        lambda a: tbird("", "Am 30.11.26 um 18:22 schrieb Versicherung:", VER, below=a, sig="Lenz"),
    ),
]
for n, a, f in ROWS:
    mk(f"sixth: {n}", a, **f(a))
mk(
    "sixth: tbird inline es html",
    "Gran Vía 12, Valencia\nSí, todo el día",
    text="El 30/11/26 a las 18:22, Aero Azul escribió:\n> Su maleta ha sido localizada en Lisboa.\n> ¿A qué dirección se la enviamos?\n\nGran Vía 12, Valencia\n\n> ¿Estará usted en casa el jueves?\n\nSí, todo el día\n",
    html='<html><body><div class="moz-cite-prefix">El 30/11/26 a las 18:22, Aero Azul escribió:<br></div><blockquote type="cite" cite="mid:x@y">Su maleta ha sido localizada en Lisboa.<br>¿A qué dirección se la enviamos?<br></blockquote><p>Gran Vía 12, Valencia</p><blockquote type="cite" cite="mid:x@y">¿Estará usted en casa el jueves?<br></blockquote><p>Sí, todo el día</p></body></html>',
)
mk(
    "sixth: outlook inline announced, known",
    "Respondo debajo de cada pregunta.\nGran Vía 12\nSí",
    text="Respondo debajo de cada pregunta.\n\n"
    + hdr_text("es", OA, "lunes, 30 de noviembre de 2026 18:22", "Toni", "RE: Maleta")
    + "\n\n"
    + AER.replace("enviamos?", "enviamos?\nGran Vía 12").replace("jueves?", "jueves?\nSí"),
    sent=[AER],
)
mk(
    "sixth: yahoo es",
    "La maleta es roja, ojo.",
    text="La maleta es roja, ojo.\n\n    En lunes, 30 de noviembre de 2026, 18:22:01 CET, Aero Azul <e@aeroazul.example> escribió:  \n\n "
    + AER,
)
mk(
    "sixth: samsung es",
    "el jueves si",
    text="el jueves si\n\n\nEnviado desde mi dispositivo Samsung Galaxy\n\n\n-------- Mensaje original --------\nDe: Aero Azul <e@aeroazul.example>\nFecha: 30/11/26 18:22 (GMT+01:00)\nA: toni@bru.example\nAsunto: Re: Maleta\n\n"
    + AER,
)
mk(
    "sixth: gmx de",
    "Keine Zeugen.",
    text="Keine Zeugen.\n\nGesendet: Montag, 30. November 2026 um 18:22 Uhr\nVon: Versicherung <s@vers.example>\nAn: lenz@gmx.example\nBetreff: Schaden\n\n"
    + VER,
)
mk(
    "sixth: orange fr",
    "Voilà la facture.",
    text="Voilà la facture.\n\n\n\n\nenvoyé : 30 novembre 2026 à 18:22\nde : Mutuelle <c@mutuelle.example>\nà : elise@orange.example\nobjet : Remboursement\n\n"
    + MUT,
)
mk(
    "sixth: zoho pt",
    "Paguei.",
    text="Paguei.\n\n\n---- Ativado seg, 30 nov 2026 18:22:01 -0300 HostBR <s@hostbr.example> escreveu ----\n\n"
    + HOST,
)
mk(
    "sixth: proton en",
    "Certified, yes.",
    text="Certified, yes.\n\nSent from Proton Mail for iOS.\n\n-------- Original Message --------\nOn Monday, 11/30/26 at 18:22 Registry <r@uni.example> wrote:\n\n"
    + gt(UNI),
)
mk(
    "sixth: reply with pasted list of serials",
    "Son estos:\nSN-001\nSN-002\nSN-003",
    **gmail("Son estos:\nSN-001\nSN-002\nSN-003", *GA, AER),
)
mk(
    "sixth: complaint quoting a phone call",
    "El viernes 27 a las 12:00 me dijeron por teléfono que la maleta llegaría el sábado.\nHoy es lunes: no ha llegado.",
    **outlook_classic(
        "El viernes 27 a las 12:00 me dijeron por teléfono que la maleta llegaría el sábado.\nHoy es lunes: no ha llegado.",
        "es",
        OA,
        "lunes, 30 de noviembre de 2026 18:22",
        "Toni",
        "RE: Maleta",
        AER,
    ),
)
mk(
    "sixth: text sig disclaimer es",
    "Conforme.",
    text="Conforme.\n\n-- \nToni Bru\nBru Asesores\n\nEste mensaje contiene información confidencial destinada a su destinatario. Si lo recibió por error, bórrelo y avise al remitente.\n"
    "\nEl 30/11/26 a las 18:22, Aero Azul escribió:\n" + gt(AER),
)
mk(
    "sixth: K-9 de",
    "Danke, 12.11.",
    text="Danke, 12.11.\n-- \nDiese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.\n\nAm 30. November 2026 18:22:01 MEZ schrieb Versicherung <s@vers.example>:\n"
    + gt(VER, ">"),
)
mk(
    "sixth: exchange plain, underscore line, pt",
    "Enviado.",
    text="Enviado.\n________________________________\nDe: HostBR <s@hostbr.example>\nEnviado: segunda-feira, 30 de novembro de 2026 18:22\nPara: Débora <d@debora.example>\nAssunto: Re: Fatura\n\n"
    + HOST,
)
mk(
    "sixth: forwards receipt with note in reply",
    "Aquí el justificante del banco.\n---------- Forwarded message ---------\nDe: Banco <b@banco.example>\nDate: lun, 30 nov 2026 a las 9:00\nSubject: Justificante\nTo: <d@debora.example>\nTransferencia realizada.",
    text="Aquí el justificante del banco.\n\n---------- Forwarded message ---------\nDe: Banco <b@banco.example>\nDate: lun, 30 nov 2026 a las 9:00\nSubject: Justificante\nTo: <d@debora.example>\n\n\nTransferencia realizada.\n",
)
# words of customers that sound like a program's, a company's or somebody else's
QUOTE = "¿En qué podemos ayudarle?\n\nUn saludo,\nEquipo"
ABOVE = "El lun, 30 nov 2026 a las 18:22, Aero Azul <e@aero.example> escribió:\n"
OWN = (
    "Buenos días:\n\nEn cumplimiento del RGPD solicito la eliminación de mis datos personales y que se notifique a los destinatarios.",
    "Buenos días:\n\nEl contenido de este correo es confidencial: no informen de la baja al destinatario anterior.",
    "Hola:\n\nEste mensaje es para confirmar que los archivos adjuntos están prohibidos en su portal y dan virus.\n\nGracias",
    "## Resumen ##\nTodo mal.\n\n## Detalle ##\nNada va.",
    "Citando a Cervantes:\n> Confía en el tiempo\nasí que espero.",
    "El parte debe ser\nenviado con copia al móvil\nantes de las 9.",
    "It must be\nsent by nine.",
    "La caja fue\nEnviado por SEUR y no llegó nunca.",
    "--\nEl número es 4\n--\nEl otro es 5",
    "Quedamos en el portal 3.\n—\nTraiga la llave",
)
for number, own in enumerate(OWN):
    mk(f"doubtful below {number}", own, text=f"{ABOVE}{gt(QUOTE)}\n\n{own}\n")
    mk(f"doubtful above {number}", own, text=f"{own}\n\n{ABOVE}\n{gt(QUOTE)}\n")
