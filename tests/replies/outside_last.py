"""The last forty replies of the check from outside, with what people copy out of the mail they answer."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.clients import (
    WORD_HEAD,
    Mails,
    br,
    divs,
    gmail,
    gt,
    hdr_html,
    hdr_text,
    mso,
    outlook_mobile,
    ps,
)
from tests.replies.letters import Case
from tests.replies.quoted import BOILER, CHOICE, PARCEL

_MAILS = Mails()
mk = _MAILS.mk


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _MAILS.cases


H = hdr_text(
    "es",
    "Tienda Norte <devoluciones@norte.example>",
    "viernes, 27 de noviembre de 2026 9:15",
    "Teo Vidal <teo@vidal.example>",
    "RE: Devolución",
)
G = (
    "\n\nEl vie, 27 nov 2026 a las 9:15, Tienda Norte (<devoluciones@norte.example>)\nescribió:\n\n"
    + gt(CHOICE)
    + "\n"
)
OPT = "Devolver el producto y recibir el abono en su cuenta en un plazo de diez días."
mk(
    "fifth: copies the chosen option, gmail, known",
    f"{OPT}\nGracias, Teo",
    text=f"{OPT}\nGracias, Teo{G}",
    sent=[CHOICE],
)
mk(
    "fifth: copies the chosen option after greeting, outlook, known",
    f"Buenos días.\n{OPT}\nGracias",
    text=f"Buenos días.\n\n{OPT}\n\nGracias\n\n{H}\n\n{CHOICE}",
    sent=[CHOICE],
)
mk(
    "fifth: copies the chosen option last, known",
    f"Elegimos la siguiente opción, gracias.\n{OPT}",
    text=f"Elegimos la siguiente opción, gracias.\n\n{OPT}\n\n{H}\n\n{CHOICE}",
    sent=[CHOICE],
)
mk(
    "fifth: copies the option, no quote at all, known",
    f"{OPT}\nGracias",
    text=f"{OPT}\nGracias\n",
    sent=[CHOICE],
)
mk("fifth: letter of the option", "A", text="A" + G, sent=[CHOICE])
QB = '<blockquote itemscope="" itemtype="https://schemas.microsoft.com/QuotedText" class="elementToProof" style="border-left: 3px solid rgb(200, 200, 200); border-top-color: rgb(200, 200, 200); padding-left: 1ex; margin-left: 0.8ex;">Boiler code F.28</blockquote>'
mk(
    "fifth: new outlook quote button for own paste",
    "The display says:\nBoiler code F.28\nWhat does it mean?",
    html=f'<html><body dir="ltr"><div class="elementToProof">The display says:</div>{QB}<div class="elementToProof">What does it mean?</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{hdr_html("en", "North Energy <care@north.example>", "27 November 2026 09:15", "Obi", "Re: Boiler")}</font><div>&nbsp;</div></div>{ps(BOILER)}</body></html>',
)
mk(
    "fifth: mbox-escaped From line, bottom posting",
    "The reading is 4471.\n>From Monday on it is locked out.\nThanks",
    text="On 27/11/2026 09:15, North Energy wrote:\n"
    + gt(BOILER)
    + "\n\nThe reading is 4471.\n\n>From Monday on it is locked out.\nThanks\n",
)
mk(
    "fifth: mbox-escaped From line, top posting",
    "It fails.\n>From what I see the code is F.28\nThanks",
    text="It fails.\n>From what I see the code is F.28\nThanks\n\nOn Fri, 27 Nov 2026 at 09:15, North Energy <care@north.example> wrote:\n\n"
    + gt(BOILER),
)
mk(
    "fifth: gmail fr mobile",
    "Oui, reçu, merci",
    **gmail(
        "Oui, reçu, merci",
        "Le ven. 27 nov. 2026, 09:15, Équipe Livraison {a} a écrit :",
        "livraison@colis.example",
        PARCEL,
        mobile=True,
    ),
)
mk(
    "fifth: outlook fr Mac",
    "Pas encore reçu.",
    text="Pas encore reçu.\n\nDe : Équipe Livraison <livraison@colis.example>\nDate : vendredi, 27 novembre 2026 à 09:15\nÀ : Luc Petit <luc@petit.example>\nObjet : Re: Colis\n\n"
    + PARCEL,
)
mk(
    "fifth: outlook mac en",
    "4471 on the 26th.",
    text="4471 on the 26th.\n\nFrom: North Energy <care@north.example>\nDate: Friday, 27 November 2026 at 09:15\nTo: Ada Obi <ada@obi.example>\nSubject: Re: Boiler\n\n"
    + BOILER,
)
mk(
    "fifth: outlook mac pt",
    "Ainda não.",
    text="Ainda não.\n\nDe: Tienda Norte <devoluciones@norte.example>\nData: sexta-feira, 27 de novembro de 2026 às 09:15\nPara: Rui <rui@rui.example>\nAssunto: Re: Troca\n\nBom dia,\nJá recebeu?\n",
)
mk(
    "fifth: outlook android dark mode html",
    "De acuerdo con el cambio",
    **outlook_mobile(
        "De acuerdo con el cambio",
        "es2",
        ("Obtén", "Outlook para Android"),
        "Tienda Norte <devoluciones@norte.example>",
        "viernes, 27 de noviembre de 2026 9:15:22",
        "Teo",
        "Re: Devolución",
        CHOICE,
    ),
)
mk(
    "fifth: outlook classic with Word list bullets and smart tags",
    "Quedamos así:\n· cambio en tienda\n· el sábado",
    html=WORD_HEAD
    + f"<body lang=ES><div class=WordSection1>{mso('Quedamos así:')}<p class=MsoListParagraph style='text-indent:-18.0pt'><![if !supportLists]><span style='font-family:Symbol'>·<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span><![endif]>cambio en tienda<o:p></o:p></p><p class=MsoListParagraph style='text-indent:-18.0pt'><![if !supportLists]><span style='font-family:Symbol'>·<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span><![endif]>el sábado<o:p></o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{hdr_html('es', 'Tienda Norte <d@norte.example>', 'viernes, 27 de noviembre de 2026 9:15', 'Teo', 'RE: Devolución')}</p></div></div>{mso(CHOICE)}</div></body></html>",
)
mk(
    "fifth: signature with photo table in gmail",
    "El sábado.",
    html=f'<div dir="ltr">El sábado.<div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature"><table><tr><td><img src="https://x.example/p.png"></td><td><b>Teo Vidal</b><br>CEO, Vidal SL<br>+34 600 000 009</td></tr></table></div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">El vie, 27 nov 2026 a las 9:15, Tienda Norte (&lt;d@norte.example&gt;) escribió:<br></div><blockquote class="gmail_quote">{br(CHOICE)}</blockquote></div>',
)
mk(
    "fifth: text sig with stars",
    "El sábado por la tarde.",
    text="El sábado por la tarde.\n\n-- \n*Teo Vidal*\n*CEO*, Vidal SL\n<https://vidal.example>\n" + G,
)
mk(
    "fifth: nested top posts outlook",
    "Confirmado, sábado.",
    text=f"Confirmado, sábado.\n\n{H}\n\n¿Le va el sábado?\n\nDe: Teo Vidal <teo@vidal.example>\nEnviado el: jueves, 26 de noviembre de 2026 18:00\nPara: Tienda Norte <d@norte.example>\nAsunto: Devolución\n\nQuiero cambiarlo.\n",
)
mk("fifth: polite one-liner with colon name", "Ana: sí.", text="Ana: sí." + G)
mk(
    "fifth: own time schedule",
    "Estoy en casa:\nLunes: 9:00 a 13:00\nMartes: 16:00 a 20:00\nGracias",
    text="Estoy en casa:\nLunes: 9:00 a 13:00\nMartes: 16:00 a 20:00\nGracias" + G,
)
mk(
    "fifth: own address block",
    "Envíenlo a:\nPara: Teo Vidal\nCalle Mayor 3\n28001 Madrid\nGracias",
    text=f"Envíenlo a:\n\nPara: Teo Vidal\nCalle Mayor 3\n28001 Madrid\n\nGracias\n\n{H}\n\n{CHOICE}",
)
mk(
    "fifth: own invoice lines with dash rules",
    "Factura:\n----------------\nBase 100\nIVA 21\n----------------\nTotal 121",
    text="Factura:\n----------------\nBase 100\nIVA 21\n----------------\nTotal 121" + G,
)
mk(
    "fifth: pasted tracking mail announced en, outlook",
    "The courier says this:\nFrom: Courier <no-reply@courier.example>\nSent: 26 November 2026 10:00\nTo: Ada\nSubject: Delivered\nDelivered to neighbour.\nBut no neighbour has it.",
    text="The courier says this:\n\nFrom: Courier <no-reply@courier.example>\nSent: 26 November 2026 10:00\nTo: Ada\nSubject: Delivered\n\nDelivered to neighbour.\n\nBut no neighbour has it.\n\nFrom: North Energy <care@north.example>\nSent: 27 November 2026 09:15\nTo: Ada Obi\nSubject: Re: Boiler\n\n"
    + BOILER,
)
mk(
    "fifth: ca gmail web with sig",
    "D'acord, dissabte.",
    **gmail(
        "D'acord, dissabte.",
        "Missatge de Tienda Norte {a} del dia dv., 27 de nov. 2026 a les 9:15:",
        "d@norte.example",
        CHOICE,
        sig="Pau Riera",
    ),
)
mk(
    "fifth: gl outlook",
    "De acordo.",
    text="De acordo.\n\nDe: Tenda Norte <d@norte.example>\nEnviado: venres, 27 de novembro de 2026 9:15\nPara: Uxía <uxia@uxia.example>\nAsunto: Re: Cambio\n\nBos días,\nparécelle ben o sábado?\n",
)
mk(
    "fifth: eu outlook/gmail",
    "Ados, eskerrik asko.",
    text="Ados, eskerrik asko.\n\nHau idatzi du Tienda Norte (<d@norte.example>) erabiltzaileak (2026 aza. 27(a), or. (9:15)):\n\n"
    + gt(CHOICE),
)
mk(
    "fifth: ro gmail",
    "Da, multumesc",
    **gmail(
        "Da, multumesc", "vin., 27 nov. 2026 la 09:15, Tienda Norte {a} a scris:", "d@norte.example", CHOICE
    ),
)
mk(
    "fifth: da gmail",
    "Ja tak",
    **gmail("Ja tak", "Den fre. 27. nov. 2026 kl. 09.15 skrev Tienda Norte {a}:", "d@norte.example", CHOICE),
)
mk(
    "fifth: roundcube de html sig",
    "Samstag passt.",
    html=f'<html><body><p>Samstag passt.</p><div id="signature">-- <br><div class="pre" style="margin: 0; padding: 0; font-family: monospace">Uwe Kessler</div></div><p id="reply-intro">Am 27.11.2026 09:15, schrieb Tienda Norte:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">{br(CHOICE)}</blockquote></body></html>',
)
mk(
    "fifth: horde imp fr",
    "C'est reçu.",
    text="C'est reçu.\n\nÉquipe Livraison <livraison@colis.example> a écrit :\n\n" + gt(PARCEL),
)
mk(
    "fifth: kmail es bottom",
    "La A.",
    text="El viernes, 27 de noviembre de 2026 9:15:22 (CET) Tienda Norte escribió:\n"
    + gt(CHOICE)
    + "\n\nLa A.\n",
)
mk(
    "fifth: evolution en top html",
    "Still locked.",
    html=f'<html><body><div>Still locked.</div><div><br></div><div class="-x-evo-signature-wrapper"><span class="-x-evo-signature"><div>-- </div><div>Ada</div></span></div><div>On Fri, 2026-11-27 at 09:15 +0000, North Energy wrote:</div><blockquote type="cite" style="margin:0 0 0 .8ex; border-left:2px #729fcf solid;padding-left:1ex">{divs(BOILER)}</blockquote></body></html>',
)
mk(
    "fifth: aqua mail",
    "Yes still locked",
    text="Yes still locked\n\nSent with Aqua Mail for Android\nhttps://www.mobisystems.com/aqua-mail\n\nOn 27 November 2026 09:15:22 North Energy <care@north.example> wrote:\n\n"
    + gt(BOILER),
)
mk(
    "fifth: nine mail",
    "Yes.",
    text="Yes.\n\nSent from Nine<http://www.9folders.com/>\n________________________________\nFrom: North Energy <care@north.example>\nSent: Friday, November 27, 2026 9:15 AM\nTo: Ada\nSubject: Re: Boiler\n\n"
    + BOILER,
)
mk(
    "fifth: mi mail xiaomi",
    "ok mañana",
    text="ok mañana\n\nEnviado desde Xiaomi\n\nEn Tienda Norte <d@norte.example>, 27 nov. 2026 9:15 a. m. escribió:\n\n"
    + CHOICE,
)
mk(
    "fifth: huawei mail",
    "ok",
    text="ok\n\nEnviado desde mi Huawei\n\n\n-------- Mensaje original --------\nDe: Tienda Norte <d@norte.example>\nFecha: vie., 27 nov. 2026, 9:15\nPara: teo@vidal.example\nAsunto: Re: Devolución\n"
    + CHOICE,
)
mk(
    "fifth: outlook.com quick reply es",
    "Perfecto, gracias.",
    html=f'<html><body><p>Perfecto, gracias.</p><hr><div id="x_divRplyFwdMsg"><b>De:</b> Tienda Norte &lt;d@norte.example&gt;<br><b>Enviado:</b> viernes, 27 de noviembre de 2026 9:15<br><b>Para:</b> Teo<br><b>Asunto:</b> Re: Devolución</div>{ps(CHOICE)}</body></html>',
)
mk(
    "fifth: flowed own > lines space-stuffed",
    "Sale:\n> err 5\n> err 6\nNada más",
    text="Sale:\n\n > err 5\n > err 6\n\nNada más\n\nEl 27/11/26 a las 9:15, Tienda Norte escribió:\n"
    + gt(CHOICE)
    + "\n",
    flowed=True,
)
