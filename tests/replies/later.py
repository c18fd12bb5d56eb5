"""Replies written when the code was done, to say how it does on what it was not made for; since then kept like the rest."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.letters import Case, both, html, marked, plain

OURS = "Hi Pat,\n\nplease send us the serial number of the device\nand the date you bought it.\n\nRegards\nThe helpers"
SUYO = "Estimada Marta:\n\nNecesitamos el número de serie del equipo\ny la fecha de compra.\n\nAtentamente, la mesa"
DELE = "Prezado Rui,\n\nprecisamos do número de série do aparelho\ne da data da compra.\n\nA equipe"

TEXTS: dict[str, tuple[str, str]] = {
    "gmail phone es": (
        f"El número es 88-123\n\nEl lun., 16 de noviembre de 2026 9:05, Mesa <mesa@desk.example>\nescribió:\n\n{marked(SUYO)}",
        "El número es 88-123",
    ),
    "gmail mexico": (
        f"Lo compré en mayo.\n\nEl lun, 16 de nov. de 2026 a la(s) 9:05 a.m., Mesa de Ayuda (mesa@desk.example) escribió:\n\n{marked(SUYO)}",
        "Lo compré en mayo.",
    ),
    "gmail argentina unfolded": (
        f"Va la foto\n\nEl lun., 16 nov. 2026 09:05, Mesa <mesa@desk.example> escribió:\n{marked(SUYO)}\n-- \nMarta Gil\nCel 11 5555",
        "Va la foto",
    ),
    "gmail portugal": (
        f"O número é 77.\n\nMesa <mesa@desk.example> escreveu no dia segunda, 16/11/2026 à(s) 09:05:\n\n{marked(DELE)}",
        "O número é 77.",
    ),
    "outlook brasil": (
        f"Segue o número: 77.\nAtt.\nRui\n\nDe: Mesa <mesa@desk.example> \nEnviada em: segunda-feira, 16 de novembro de 2026 09:05\nPara: Rui"
        f" <rui@c.example>; Ana <ana@c.example>\nCc: Chefe <chefe@c.example>\nAssunto: RES: Garantia\nPrioridade: Alta\n\n{DELE}",
        "Segue o número: 77.\nAtt.\nRui",
    ),
    "outlook 365 mac": (
        f"It is 88-123.\n\nPat\n\nFrom: Desk <mesa@desk.example>\nDate: Monday, 16 November 2026 at 09:05\nTo: Pat Doe <pat@c.example>\nSubject:"
        f" Re: Warranty\nCAUTION: This email came from outside.\n\n{OURS}",
        "It is 88-123.\n\nPat",
    ),
    "outlook no address": (
        f"88-123\n\nFrom: Desk\nSent: 16 November 2026 09:05\nTo: Pat\nSubject: RE: Warranty\n\n{OURS}",
        "88-123",
    ),
    "outlook colombia original": (
        f"Ya lo envié ayer.\n\n-----Mensaje original-----\nDe: Mesa [mailto:mesa@desk.example] \nEnviado el: lunes, 16 de noviembre de 2026 9:05"
        f" a. m.\nPara: 'Marta'\nAsunto: Garantía\n\n{SUYO}",
        "Ya lo envié ayer.",
    ),
    "outlook austria": (
        f"Nummer 88.\n\nMfG\nPat\n\nVon: Desk <mesa@desk.example>\nGesendet: Montag, 16. November 2026 09:05\nAn: pat@c.example\nCc: x@c.example\n"
        f"Betreff: AW: Garantie\n\n{OURS}",
        "Nummer 88.\n\nMfG\nPat",
    ),
    "outlook danish": (
        f"Nummeret er 88.\n\nFra: Desk <mesa@desk.example>\nSendt: 16. november 2026 09:05\nTil: Pat\nEmne: SV: Garanti\n\n{OURS}",
        "Nummeret er 88.",
    ),
    "outlook czech": (
        f"Číslo je 88.\n\nFrom: Desk <mesa@desk.example>\nSent: pondělí 16. listopadu 2026 9:05\nTo: Pat\nSubject: RE: Záruka\n\n{OURS}",
        "Číslo je 88.",
    ),
    "outlook finnish": (
        f"Numero on 88.\n\nLähettäjä: Desk <mesa@desk.example>\nLähetetty: maanantai 16. marraskuuta 2026 9.05\nVastaanottaja: Pat\nAihe: VS: Takuu"
        f"\n\n{OURS}",
        "Numero on 88.",
    ),
    "outlook chinese": (
        f"序列号是88。\n\n发件人: Desk <mesa@desk.example>\n发送时间: 2026年11月16日 9:05\n收件人: Pat\n主题: 回复: 保修\n\n{OURS}",
        "序列号是88。",
    ),
    "outlook greek": (
        f"Ο αριθμός είναι 88.\n\nΑπό: Desk <mesa@desk.example>\nΕστάλη: Δευτέρα, 16 Νοεμβρίου 2026 9:05\nΠρος: Pat\nΘέμα: Εγγύηση\n\n{OURS}",
        "Ο αριθμός είναι 88.",
    ),
    "spark": (
        f"Serial 88-123.\n\nPat\nOn 16 Nov 2026 at 9:05 +0100, Desk <mesa@desk.example>, wrote:\n{marked(OURS)}",
        "Serial 88-123.\n\nPat",
    ),
    "superhuman": (
        f"Serial 88-123.\n\nSent via Superhuman <https://sprh.mn/?vip=pat>\n\nOn Mon, Nov 16, 2026 at 9:05 AM, Desk <mesa@desk.example> wrote:\n\n{marked(OURS)}",
        "Serial 88-123.",
    ),
    "fastmail": (
        f"On Mon, 16 Nov 2026, at 9:05 AM, Desk wrote:\n{marked(OURS)}\n\nSerial 88-123.\n",
        "Serial 88-123.",
    ),
    "claws": (
        f"On Mon, 16 Nov 2026 09:05:00 +0100\nDesk <mesa@desk.example> wrote:\n\n{marked(OURS)}\n\nSerial 88-123.",
        "Serial 88-123.",
    ),
    "evolution": (
        f"On Mon, 2026-11-16 at 09:05 +0100, Desk wrote:\n{marked(OURS)}\n\nSerial 88-123.",
        "Serial 88-123.",
    ),
    "kmail de": (
        f"Am Montag, 16. November 2026, 09:05:00 CET schrieb Desk:\n{marked(OURS)}\n\nNummer 88.",
        "Nummer 88.",
    ),
    "gnus": (f"Desk <mesa@desk.example> writes:\n\n{marked(OURS)}\n\nSerial 88-123.", "Serial 88-123."),
    "horde es": (f"Mesa <mesa@desk.example> escribió:\n\n{marked(SUYO)}\n\nEs el 88.", "Es el 88."),
    "aol": (
        f"Serial 88.\n\n\n-----Original Message-----\nFrom: Desk <mesa@desk.example>\nTo: pat@aol.example\nSent: Mon, Nov 16, 2026 9:05 am\nSubject: x\n\n{OURS}",
        "Serial 88.",
    ),
    "blackberry": (
        f"Serial 88.\nSent from my BlackBerry 10 smartphone.\nFrom: Desk\nSent: Monday, November 16, 2026 09:05\nTo: Pat\nSubject: Warranty\n\n{OURS}",
        "Serial 88.",
    ),
    "ipad german": (
        f"Nummer 88.\n\nVon meinem iPad gesendet\n\n> Am 16.11.2026 um 09:05 schrieb Desk <mesa@desk.example>:\n> \n{marked(OURS)}",
        "Nummer 88.",
    ),
    "iphone catalan": (
        f"És el 88.\n\nEnviat des del meu iPhone\n\n> El dia 16 nov. 2026, a les 9:05, Mesa <mesa@desk.example> va escriure:\n> \n{marked(SUYO)}",
        "És el 88.",
    ),
    "xiaomi": (
        f"Es el 88\n\nEnviado desde mi Xiaomi\n\nEl Mesa <mesa@desk.example>, 16 nov 2026 9:05 a. m. escribió:\n\n{SUYO}",
        "Es el 88",
    ),
    "yahoo phone pt": (
        f"É o 77.\n\nEnviado do Yahoo Mail para iPhone\n\n\nEm segunda-feira, novembro 16, 2026, 9:05 AM, Mesa <mesa@desk.example> escreveu:\n\n{DELE}",
        "É o 77.",
    ),
    "libero": (
        f"È l'88.\n\nIl 16/11/2026 09:05 CET Desk <mesa@desk.example> ha scritto:\n \n \n{OURS}",
        "È l'88.",
    ),
    "ox german": (
        f"Nummer 88.\n\n> Desk <mesa@desk.example> hat am 16.11.2026 09:05 CET geschrieben:\n> \n{marked(OURS)}",
        "Nummer 88.",
    ),
    "customer tells a story": (
        f"Hola,\n\nEl día 12 de noviembre de 2026 a las 9:05 la tienda me escribió: que no había stock.\nAl final lo mandaron:\nsin cargador.\n\n"
        f"El lun, 16 nov 2026 a las 9:05, Mesa (<mesa@desk.example>) escribió:\n\n{marked(SUYO)}",
        "Hola,\n\nEl día 12 de noviembre de 2026 a las 9:05 la tienda me escribió: que no había stock.\nAl final lo mandaron:\nsin cargador.",
    ),
    "inline and end": (
        f"{marked('Dear Pat,')}\n> Which serial number?\n88-123\n\n> When did you buy it?\nIn May,\nat the shop.\n\nThanks!\n-- \nPat",
        "88-123\n\nIn May,\nat the shop.\n\nThanks!",
    ),
    "a log is quoted": (
        "It prints this:\n\n2026-11-16 09:05 error: disk full\nFrom: /dev/sda1\nTo: /mnt/backup\n\nWhat now?",
        "It prints this:\n\n2026-11-16 09:05 error: disk full\nFrom: /dev/sda1\nTo: /mnt/backup\n\nWhat now?",
    ),
    "answers without marks below": (
        "Contesto a continuación en mayúsculas\n\nDe: Mesa <mesa@desk.example>\nEnviado: lunes, 16 de noviembre de 2026 9:05\nPara: Marta\nAsunto: x\n\n"
        "¿Número?\nES EL 88\n¿Fecha?\nEN MAYO",
        "Contesto a continuación en mayúsculas\n\n¿Número?\nES EL 88\n¿Fecha?\nEN MAYO",
    ),
    "disclaimer": (
        f"Es el 88.\n\n-- \nMarta Gil\n\nAVISO LEGAL: este mensaje es confidencial.\n\nDe: Mesa <mesa@desk.example>\nEnviado: lunes 16 nov 2026\nPara: Marta\n"
        f"Asunto: x\n\n{SUYO}",
        "Es el 88.",
    ),
}


def cases() -> Iterator[Case]:
    """All of them."""
    for name, (text, words) in TEXTS.items():
        yield Case(f"later: {name}", plain(text + "\n", subject="Re: Warranty"), words)
    ours = OURS.replace("\n", "<br>")
    pages = {
        "new outlook": f'<div style="font-family: Aptos">Serial 88.</div><div id="ms-outlook-mobile-signature"><div></div></div><div id='
        f'"mail-editor-reference-message-container"><div class="ms-outlook-mobile-reference-message skipProofing"><div style="padding: 3pt 0in">'
        f"<b>From: </b>Desk &lt;mesa@desk.example&gt;<br><b>Date: </b>Monday<br><b>To: </b>Pat<br><b>Subject: </b>x</div>{ours}</div></div>",
        "outlook x-prefixed": f'<div>Serial 88.</div><div class="x_gmail_quote"><div class="x_gmail_attr">On Monday Desk wrote:</div><blockquote class='
        f'"x_gmail_quote" style="border-left:1px">{ours}</blockquote></div>',
        "tutanota": f'<div>Serial 88.</div><div>Nov 16, 2026, 09:05 by mesa@desk.example:</div><blockquote class="tutanota_quote">{ours}</blockquote>',
        "hey": f"<div>Serial 88.</div><blockquote>On November 16, 2026, Desk &lt;mesa@desk.example&gt; wrote:<br>{ours}</blockquote>",
        "ionos": f'<div>Serial 88.</div><blockquote type="cite"><div>Desk &lt;mesa@desk.example&gt; hat am 16.11.2026 09:05 CET geschrieben:</div>{ours}</blockquote>',
        "signature then answer": f'<blockquote type="cite">{ours}</blockquote><div class="gmail_signature">Pat</div><div>Serial 88.</div>',
    }
    for name, body in pages.items():
        yield Case(f"later: html {name}", html(body, subject="Re: Warranty"), "Serial 88.")
    text = (
        "Serial 88.\n\nFrom: Desk <mesa@desk.example>\nSent: Monday, November 16, 2026 9:05 AM\nTo: Pat\nSubject: Warranty\n\n"
        + OURS
    )
    body = f'<p>Serial 88.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Desk<br><b>Sent:</b> Monday</p></div><p>{ours}</p>'
    yield Case("later: both of outlook", both(text, body, subject="RE: Warranty"), "Serial 88.")
