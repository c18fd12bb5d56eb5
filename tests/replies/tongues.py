"""Replies as programs write them in twenty tongues and more: tables of what stands above the quote."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.letters import Case, html, marked, plain

SENT = "Hello,\n\nYour request ACM-2611-7K3MGX was received.\nWe will answer today.\n\nSupport"
PAGE = "<p>Hello,</p><p>Your request ACM-2611-7K3MGX was received.</p>"
WORDS = "Sigue igual."

ABOVE: dict[str, str] = {
    "sv": "Den mån 23 nov. 2026 kl 09:14 skrev Support <soporte@acme.example>:",
    "da": "Den man. 23. nov. 2026 kl. 09.14 skrev Support <soporte@acme.example>:",
    "no": "man. 23. nov. 2026 kl. 09:14 skrev Support <soporte@acme.example>:",
    "fi": "ma 23. marrask. 2026 klo 9.14 Support (soporte@acme.example) kirjoitti:",
    "pl": "pon., 23 lis 2026 o 09:14 Support <soporte@acme.example> napisał(a):",
    "cs": "po 23. 11. 2026 v 9:14 odesílatel Support <soporte@acme.example> napsal:",
    "ro": "În lun., 23 nov. 2026 la 09:14, Support <soporte@acme.example> a scris:",
    "tr": "Support <soporte@acme.example>, 23 Kas 2026 Pzt, 09:14 tarihinde şunu yazdı:",
    "ru": "пн, 23 нояб. 2026 г. в 09:14, Support <soporte@acme.example>:",
    "uk": "пн, 23 лист. 2026 р. о 09:14 Support <soporte@acme.example> пише:",
    "nl": "Op ma 23 nov 2026 om 09:14 schreef Support <soporte@acme.example>:",
    "el": "Στις Δευ 23 Νοε 2026 στις 9:14 π.μ., ο/η Support <soporte@acme.example> έγραψε:",
    "hu": "Support <soporte@acme.example> ezt írta (időpont: 2026. nov. 23., H, 9:14):",
    "ja": "2026年11月23日(月) 9:14 Support <soporte@acme.example>:",
    "zh": "Support <soporte@acme.example> 于2026年11月23日周一 09:14写道：",
    "ko": "2026년 11월 23일 (월) 오전 9:14, Support <soporte@acme.example>님이 작성:",
    "ca": "Missatge de Support <soporte@acme.example> del dia dl., 23 de nov. 2026 a les 9:14:",
    "gl": "O luns, 23 nov. 2026 ás 9:14, Support <soporte@acme.example> escribiu:",
    "eu": "Support <soporte@acme.example> igorleak hau idatzi du (2026 aza. 23, al. (09:14)):",
    "tb-es": "El 23/11/26 a las 9:14, Support escribió:",
    "tb-pt": "Em 23/11/2026 09:14, Support escreveu:",
    "tb-fr": "Le 23/11/2026 à 09:14, Support a écrit :",
    "tb-de": "Am 23.11.26 um 09:14 schrieb Support:",
    "tb-it": "Il 23/11/2026 09:14, Support ha scritto:",
    "rc": "On 2026-11-23 09:14, Support wrote:",
    "proton": "On Monday, November 23rd, 2026 at 9:14 AM, Support <soporte@acme.example> wrote:",
    "proton-es": "El lunes, 23 de noviembre de 2026 a las 9:14, Support <soporte@acme.example> escribió:",
    "apple-es": "El 23 nov 2026, a las 9:14, Support <soporte@acme.example> escribió:",
    "fast": "On Mon, 23 Nov 2026, at 9:14 AM, Support wrote:",
    "hey": "On November 23, 2026, Support <soporte@acme.example> wrote:",
    "mutt": "On Mon, Nov 23, 2026 at 09:14:01AM +0100, Support wrote:",
    "evo": "On Mon, 2026-11-23 at 09:14 +0100, Support wrote:",
    "evo-es": "El lun, 23-11-2026 a las 09:14 +0100, Support escribió:",
    "k9": "Am 23. November 2026 09:14:01 MEZ schrieb Support <soporte@acme.example>:",
    "zimbra": "----- Original Message -----",
}
HEADERS: dict[str, str] = {
    "ol-en": "From: Support <soporte@acme.example>\nSent: Monday, November 23, 2026 9:14 AM\nTo: Bo <bo@x.example>\nSubject: Re: x",
    "ol-es": "De: Support <soporte@acme.example>\nEnviado: lunes, 23 de noviembre de 2026 9:14\nPara: Bo <bo@x.example>\nAsunto: Re: x",
    "ol-es2": "De: Support <soporte@acme.example> \nEnviado el: lunes, 23 de noviembre de 2026 9:14\nPara: Bo <bo@x.example>\nCC: Zoe <z@x.example>\nAsunto: Re: x",
    "ol-pt": "De: Support <soporte@acme.example>\nEnviada em: segunda-feira, 23 de novembro de 2026 09:14\nPara: Bo <bo@x.example>\nAssunto: Re: x",
    "ol-ptpt": "De: Support <soporte@acme.example>\nEnviado: 23 de novembro de 2026 09:14\nPara: Bo <bo@x.example>\nAssunto: Re: x",
    "ol-fr": "De : Support <soporte@acme.example>\nEnvoyé : lundi 23 novembre 2026 09:14\nÀ : Bo <bo@x.example>\nObjet : Re: x",
    "ol-de": "Von: Support <soporte@acme.example>\nGesendet: Montag, 23. November 2026 09:14\nAn: Bo <bo@x.example>\nBetreff: Re: x",
    "ol-it": "Da: Support <soporte@acme.example>\nInviato: lunedì 23 novembre 2026 09:14\nA: Bo <bo@x.example>\nOggetto: Re: x",
    "ol-nl": "Van: Support <soporte@acme.example>\nVerzonden: maandag 23 november 2026 09:14\nAan: Bo <bo@x.example>\nOnderwerp: Re: x",
    "ol-pl": "Od: Support <soporte@acme.example>\nWysłano: poniedziałek, 23 listopada 2026 09:14\nDo: Bo <bo@x.example>\nTemat: Re: x",
    "ol-sv": "Från: Support <soporte@acme.example>\nSkickat: den 23 november 2026 09:14\nTill: Bo <bo@x.example>\nÄmne: Re: x",
    "ol-ru": "От: Support <soporte@acme.example>\nОтправлено: 23 ноября 2026 г. 9:14\nКому: Bo <bo@x.example>\nТема: Re: x",
    "ol-star": "*From:* Support <soporte@acme.example>\n*Sent:* Monday, November 23, 2026 9:14 AM\n*To:* Bo <bo@x.example>\n*Subject:* Re: x",
    "apple-date": "From: Support\nDate: Monday, 23 November 2026 at 9:14\nTo: Bo\nSubject: Re: x",
    "mac-es": "De: Support <soporte@acme.example>\nFecha: lunes, 23 de noviembre de 2026, 9:14\nPara: Bo <bo@x.example>\nAsunto: Re: x",
}
BY_A_PROGRAM = (
    "Enviado desde mi iPhone",
    "Sent from Outlook for iOS<https://aka.ms/o0ukef>",
    "Obtener Outlook para Android<https://aka.ms/AAb9ysg>",
    "Enviado do meu smartphone Samsung Galaxy.",
    "Enviado desde mi smartphone Samsung Galaxy.",
    "Get BlueMail for Android",
    "Enviado con el correo electrónico seguro de Proton Mail.",
    "Sent with Proton Mail secure email.",
    "Enviado do Email para Windows",
    "Sent from my Huawei phone",
    "Enviado desde mi Xiaomi",
    "Von meinem iPhone gesendet",
    "Envoyé de mon iPhone",
    "Inviato da iPhone",
    "Enviado do meu iPhone",
    "Enviado desde Correo para Windows",
    "Enviado desde Yahoo Mail para iPhone<https://mail.onelink.me/107872968>",
    "Sent from Yahoo Mail on Android",
    "Skickat från min iPhone",
    "Verstuurd vanaf mijn iPhone",
)
PAGES: dict[str, str] = {
    "owa": '<html><body><div style="font-family:Aptos">Sigue igual.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font><b>De:</b> Support &lt;soporte@acme.example&gt;<br><b>Enviado:</b> lunes<br><b>Para:</b> Bo<br><b>Asunto:</b> x</font></div><div>%s</div></body></html>',
    "olk-mobile": '<html><body><div dir="ltr">Sigue igual.</div><div id="ms-outlook-mobile-signature">Enviado desde <a href="https://aka.ms/o0ukef">Outlook para iOS</a></div><hr><div id="divRplyFwdMsg"><b>From:</b> S<br><b>Sent:</b> M<br></div>%s</body></html>',
    "olk-new": '<html><body><div class="elementToProof">Sigue igual.</div><div id="mail-editor-reference-message-container"><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>De:</b> Support<br><b>Fecha:</b> lunes<br><b>Para:</b> Bo<br><b>Asunto:</b> x</p></div>%s</div></body></html>',
    "olk-desktop": '<html><body><div class="WordSection1"><p class="MsoNormal">Sigue igual.</p><p class="MsoNormal">&nbsp;</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Von:</b> Support &lt;s@a&gt; <br><b>Gesendet:</b> Montag<br><b>An:</b> Bo<br><b>Betreff:</b> x</p></div></div>%s</div></body></html>',
    "yahoo": '<html><body><div class="yahoo-style-wrap"><div dir="ltr">Sigue igual.</div></div><div id="ydp1yahoo_quoted_123" class="yahoo_quoted"><div>En lunes, 23 de noviembre, Support escribió:</div>%s</div></body></html>',
    "proton-html": '<div style="font-family:Arial">Sigue igual.</div><div class="protonmail_quote">On Monday, S wrote:<br><blockquote class="protonmail_quote" type="cite">%s</blockquote></div>',
    "gmail-html": '<div dir="ltr">Sigue igual.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El lun, 23 nov, Support escribió:<br></div><blockquote class="gmail_quote" style="margin:0">%s</blockquote></div>',
    "apple-html": '<html><body>Sigue igual.<div><br></div><div dir="ltr">Enviado desde mi iPhone</div><div dir="ltr"><br><blockquote type="cite">El 23 nov 2026, a las 9:14, Support escribió:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">%s</div></blockquote></body></html>',
    "tb-html": '<html><body><p>Sigue igual.</p><div class="moz-cite-prefix">El 23/11/26 a las 9:14, Support escribió:<br></div><blockquote type="cite" cite="mid:x">%s</blockquote></body></html>',
    "zimbra-html": '<div>Sigue igual.</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>De: </b>"S"<br><b>Para: </b>B<br><b>Enviados: </b>Lunes<br><b>Asunto: </b>x<br></div><div data-marker="__QUOTED_TEXT__">%s</div>',
    "samsung": '<html><body><div dir="auto">Sigue igual.</div><div id="composer_signature"><div style="font-size:12px">Enviado desde mi Galaxy</div></div><div><br></div><div style="font-size:100%"><!-- originalMessage --><div>-------- Mensaje original --------</div><div>De: Support &lt;s@a&gt; </div><div>Fecha: 23/11/26 9:14 (GMT+01:00) </div><div>Para: B </div><div>Asunto: x </div></div>%s</body></html>',
    "gmx": '<html><body><div>Sigue igual.</div><div name="quote" style="margin:10px 5px;border-left: 2px solid #C3D9E5"><div><b>Gesendet:</b> Montag<br><b>Von:</b> S<br><b>An:</b> B<br><b>Betreff:</b> x</div><div name="quoted-content">%s</div></div></body></html>',
}
# What only looks like the beginning of a quote: a story, and a form filled in by a traveller.
KEPT = (
    "Dear team,\n\nOn Monday my boss wrote:\nplease cancel it.\n\nSo I ask you to cancel.",
    "Estimados:\nDe: Madrid\nPara: Sevilla\nFecha: 3 de mayo\nAsunto: reserva\nQuiero cambiar la fecha.",
)


def cases() -> Iterator[Case]:
    """Every table's rows as mails."""
    for name, line in ABOVE.items():
        yield Case(f"{name} above >", plain(f"{WORDS}\n\n{line}\n{marked(SENT)}\n"), WORDS)
        yield Case(f"{name} above nothing", plain(f"{WORDS}\n\n{line}\n\n{SENT}\n"), WORDS)
    for name, block in HEADERS.items():
        for rule in ("", "_" * 32 + "\n", "-----Original Message-----\n"):
            yield Case(f"{name} {rule[:1]}", plain(f"{WORDS}\n\n{rule}{block}\n\n{SENT}\n"), WORDS)
    above = ABOVE["proton-es"]
    for line in BY_A_PROGRAM:
        yield Case(f"{line} above a quote", plain(f"{WORDS}\n\n{line}\n\n{above}\n{marked(SENT)}\n"), WORDS)
        yield Case(f"{line} at the end", plain(f"{WORDS}\n{line}\n"), WORDS)
    for name, page in PAGES.items():
        yield Case(f"{name} in HTML", html(page.replace("%s", PAGE)), WORDS)
    for text in KEPT:
        yield Case(f"kept: {text[:12]}", plain(text), text)
