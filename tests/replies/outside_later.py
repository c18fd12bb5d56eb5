"""A hundred and ten replies more of the check from outside, written when what the first had shown was mended."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.clients import (
    WORD_HEAD,
    Mails,
    apple,
    br,
    divs,
    gmail,
    gt,
    hdr_html,
    hdr_text,
    ios,
    linked,
    mso,
    outlook_classic,
    outlook_mobile,
    owa,
    ps,
)
from tests.replies.letters import Case
from tests.replies.quoted import BANK, DIS, FIBRA, GOV, GYM, HOTEL, LIVRE, SAAS, VPN, ZUG

_MAILS = Mails()
mk = _MAILS.mk


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _MAILS.cases


def S(n: str, a: str) -> str:
    """Somebody with an address."""
    return f"{n} <{a}>"


# 1-4 gmail android/web with habits
mk(
    "second: gmail android, nbsp before pm, wrapped long name",
    "Llegamos el viernes. Cuna no hace falta 😊",
    **gmail(
        "Llegamos el viernes. Cuna no hace falta 😊",
        "El mié, 18 nov 2026 a la(s) 9:03\u202fp.m., Reservas Casa Rural del Valle de Arriba ({a}) escribió:",
        "reservas@casarural.example",
        HOTEL,
        mobile=True,
    ),
)
mk(
    "second: gmail en-US narrow nbsp",
    "Keep the add-on please.\nAddress unchanged.",
    **gmail(
        "Keep the add-on please.\nAddress unchanged.",
        "On Wed, Nov 18, 2026 at 9:03\u202fAM Members' Desk {a} wrote:",
        "members@gym.example",
        GYM,
    ),
)
mk(
    "second: gmail reply below the quote",
    "Sábado por la mañana, sin cuna.\n\nNuria",
    html=f'<div dir="ltr"><div class="gmail_quote"><div dir="ltr" class="gmail_attr">El mié, 18 nov 2026 a las 21:03, Reservas (&lt;{linked("reservas@casarural.example")}&gt;) escribió:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{br(HOTEL)}</blockquote><div><br></div><div>Sábado por la mañana, sin cuna.</div><div><br></div><div>Nuria</div></div></div>',
    text=f"El mié, 18 nov 2026 a las 21:03, Reservas (<reservas@casarural.example>)\nescribió:\n\n{gt(HOTEL)}\n\nSábado por la mañana, sin cuna.\n\nNuria\n",
)
mk(
    "second: gmail signature with image and links",
    "De acuerdo.",
    html=f'<div dir="ltr">De acuerdo.</div><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div dir="ltr"><div><b>Nuria Ferrer</b></div><div>Arquitecta · <a href="https://ferrer.example">ferrer.example</a></div><div><img src="cid:logo" width="96"></div></div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">El mié, 18 nov 2026 a las 21:03, Reservas (&lt;reservas@casarural.example&gt;) escribió:<br></div><blockquote class="gmail_quote">{br(HOTEL)}</blockquote></div>',
    text=f"De acuerdo.\n\n-- \n*Nuria Ferrer*\nArquitecta · ferrer.example\n[image: logo.png]\n\nEl mié, 18 nov 2026 a las 21:03, Reservas (<reservas@casarural.example>)\nescribió:\n\n{gt(HOTEL)}\n",
)
# Outlook
mk(
    "second: outlook mx with flag headers, html only",
    "Buenas tardes.\n\nVersión 5.6.1, el candado se queda gris.\nFalló a las 9:40.\n\nSaludos",
    **outlook_classic(
        "Buenas tardes.\n\nVersión 5.6.1, el candado se queda gris.\nFalló a las 9:40.\n\nSaludos",
        "es",
        S("Mesa de Ayuda", "mesa@ayuda.example"),
        "miércoles, 18 de noviembre de 2026 10:12 a. m.",
        S("Esteban Lugo", "elugo@lugo.example"),
        "RE: VPN",
        VPN,
        extra="Importancia: Alta",
        only="html",
    ),
)
mk(
    "second: outlook inline answers in blue, html style, announced in french",
    "Bonjour, mes réponses en bleu ci-dessous.\nVotre livre est de nouveau disponible.\nTrès bien.\nSouhaitez-vous le recevoir par la poste ?\nOui, à la même adresse.",
    html=WORD_HEAD
    + f"<body lang=FR><div class=WordSection1>{mso('Bonjour, mes réponses en bleu ci-dessous.')}<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{hdr_html('fr', S('Librairie', 'l@librairie.example'), 'mercredi 18 novembre 2026 09:00', 'Aubert', 'Votre commande')}<o:p></o:p></p></div></div>{mso('Votre livre est de nouveau disponible.')}<p class=MsoNormal><span style='color:#0070C0'>Très bien.<o:p></o:p></span></p>{mso('Souhaitez-vous le recevoir par la poste ?')}<p class=MsoNormal><span style='color:#0070C0'>Oui, à la même adresse.<o:p></o:p></span></p></div></body></html>",
)
mk(
    "second: outlook inline unannounced, desk knows its mail",
    "Buenas, va contestado.\n5.6.1\nNo, gris\nA las 9:40",
    text="Buenas, va contestado.\n\n"
    + hdr_text(
        "es",
        S("Mesa de Ayuda", "mesa@ayuda.example"),
        "miércoles, 18 de noviembre de 2026 10:12",
        "Esteban",
        "RE: VPN",
    )
    + "\n\n"
    + VPN.replace("«Acerca de»", "«Acerca de»\n5.6.1")
    .replace("verde\n", "verde\nNo, gris\n")
    .replace("falló\n", "falló\nA las 9:40\n"),
    sent=[VPN],
)
mk(
    "second: new outlook de multipart with signature",
    "Hallo,\n\nIBAN DE00 1234 bitte.",
    **owa(
        "Hallo,\n\nIBAN DE00 1234 bitte.",
        "de",
        S("Fahrgastservice", "service@zug.example"),
        "Mittwoch, 18. November 2026 10:00",
        S("Uwe Kessler", "uwe@kessler.example"),
        "Re: Erstattung",
        ZUG,
        sig="Uwe Kessler\nKessler GmbH",
        newcontainer=True,
    ),
)
mk(
    "second: owa, whole answer typed into signature div",
    "Pode ser amanhã às 10h.\nObrigada",
    html=f'<html><body dir="ltr"><div class="elementToProof"><br></div><div id="Signature" class="elementToProof"><div>Pode ser amanhã às 10h.</div><div>Obrigada</div></div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{hdr_html("pt2", S("Central", "c@fibra.example"), "quarta-feira, 18 de novembro de 2026 10:00", "Lívia", "Re: Visita")}</font><div>&nbsp;</div></div>{ps(FIBRA)}</body></html>',
)
mk(
    "second: outlook android answering below phone signature",
    "Sim, amanhã.",
    **outlook_mobile(
        "Sim, amanhã.",
        "pt",
        ("Obter o", "Outlook para Android"),
        S("Central", "c@fibra.example"),
        "Wednesday, November 18, 2026 10:00:00 AM",
        "Lívia",
        "Re: Visita",
        FIBRA,
    ),
)
mk(
    "second: outlook 2010 nl",
    "Ja, graag op dinsdag.",
    text="Ja, graag op dinsdag.\n\nMet vriendelijke groet,\nPiet\n\nVan: Klantenservice [mailto:klant@acme.example] \nVerzonden: woensdag 18 november 2026 10:00\nAan: Piet de Wit\nCC: Jan\nOnderwerp: RE: Afspraak\n\nBeste Piet,\n\nKomt dinsdag uit?\n".replace(
        "Met vriendelijke groet,\nPiet\n\n", ""
    ),
)
mk(
    "second: outlook pl",
    "Tak, wtorek pasuje.",
    text="Tak, wtorek pasuje.\n\nOd: Obsługa Klienta <obsluga@acme.example> \nWysłano: środa, 18 listopada 2026 10:00\nDo: Ewa Nowak <ewa@nowak.example>\nTemat: RE: Wizyta\n\nDzień dobry,\nczy wtorek pasuje?\n",
)
mk(
    "second: outlook sv sig --",
    "Ja, det går bra.",
    text="Ja, det går bra.\n\n--\nAnna Berg\nBerg AB\n\nFrån: Kundtjänst <kund@acme.example>\nSkickat: den 18 november 2026 10:00\nTill: Anna Berg <anna@berg.example>\nÄmne: Re: Besök\n\nHej Anna,\npassar tisdag?\n",
)
# Apple / iOS
mk(
    "second: ios mail inline split",
    "el viernes\nno",
    html='<html><body dir="auto"><div dir="ltr"></div><div dir="ltr"><br></div><div dir="ltr"><blockquote type="cite">El 18 nov 2026, a las 21:03, Reservas &lt;reservas@casarural.example&gt; escribió:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">﻿<div>Hola, Nuria:</div><div>¿Llegáis el viernes por la tarde o el sábado?</div></div></blockquote><div>el viernes</div><blockquote type="cite"><div dir="ltr"><div>¿Necesitáis cuna?</div></div></blockquote><div>no</div><blockquote type="cite"><div dir="ltr"><div>Un abrazo,</div><div>Equipo de Reservas</div></div></blockquote></body></html>',
)
mk(
    "second: ios fr pour l'instant, bilingual phone line",
    "Oui par la poste merci",
    **ios(
        "Oui par la poste merci",
        "Le 18 nov. 2026 à 09:00, La librairie <{a}> a écrit :",
        "l@librairie.example",
        LIVRE,
        "Envoyé de mon iPad",
    ),
)
mk(
    "second: apple mail long own list and code",
    'Hice esto:\n1. reinicié\n2. lancé:\nvpn --reset --force\n3. y nada\n\nLa pantalla dice: "Error: -12 (timeout)".',
    **apple(
        'Hice esto:\n1. reinicié\n2. lancé:\nvpn --reset --force\n3. y nada\n\nLa pantalla dice: "Error: -12 (timeout)".',
        "El 18 nov 2026, a las 10:12, Mesa de Ayuda {a} escribió:",
        "mesa@ayuda.example",
        VPN,
    ),
)
mk(
    "second: apple forwarded inside reply",
    "Esto me dijo el fabricante:\nBegin forwarded message:\nFrom: Fabricante <f@fab.example>\nSubject: Caso 9\nDate: 17 November 2026 at 10:00:00 CET\nTo: Esteban\nActualice a 5.7.",
    text="Esto me dijo el fabricante:\n\nBegin forwarded message:\n\nFrom: Fabricante <f@fab.example>\nSubject: Caso 9\nDate: 17 November 2026 at 10:00:00 CET\nTo: Esteban\n\nActualice a 5.7.\n",
    subject="Fwd: Caso 9",
    reply=False,
)
# Thunderbird & text
mk(
    "second: tbird flowed inline de",
    "Auf das alte Konto.\nDanke!",
    text="Am 18.11.26 um 10:00 schrieb Fahrgastservice:\n> Ihre Erstattung wurde genehmigt.\n> Auf welches Konto dürfen wir überweisen? \n\nAuf das alte Konto.\n\nDanke!\n\n-- \nUwe\n",
    flowed=True,
)
mk(
    "second: tbird pt-PT nested with answers of earlier round",
    "Fica então para quinta.",
    text="Fica então para quinta.\n\nÀs 10:12 de 18/11/2026, Apoio escreveu:\n> Quinta às 9h?\n>\n> Às 09:00 de 17/11/2026, Rita escreveu:\n>> Quarta não posso.\n>>\n>> Às 08:00 de 17/11/2026, Apoio escreveu:\n>>> Quarta?\n",
)
mk(
    "second: neomutt bottom, sent-from none, own quoted log",
    "Log:\n> vpn: handshake failed\n> vpn: retry 3\nEso es todo.",
    text="On Wed, Nov 18, 2026 at 10:12:00AM -0600, Mesa de Ayuda wrote:\n> - la versión que aparece en «Acerca de»\n> - a qué hora te falló\n\nLog:\n\n> vpn: handshake failed\n> vpn: retry 3\n\nEso es todo.\n",
    sent=[VPN],
)
mk(
    "second: claws mail",
    "No lights at all.",
    text="On Wed, 18 Nov 2026 10:12:00 +0000\nNetline Care <care@netline.example> wrote:\n\n> Which lights stay on?\n> \n\nNo lights at all.\n",
)
mk(
    "second: alpine",
    "Both are on.",
    text="Both are on.\n\nOn Wed, 18 Nov 2026, Netline Care wrote:\n\n> Which lights stay on?\n",
)
mk(
    "second: sylpheed/gnus es writes",
    "Los dos encendidos.",
    text='"Mesa de Ayuda" <mesa@ayuda.example> writes:\n\n> ¿Qué luces hay?\n\nLos dos encendidos.\n',
)
# Others
mk(
    "second: yahoo aol app en",
    "Yes keep it",
    text="Yes keep it\n\nSent from the all new AOL app for iOS\n\n\nOn Wednesday, November 18, 2026, 9:03 AM, Members' Desk <members@gym.example> wrote:\n\n"
    + GYM
    + "\n",
)
mk(
    "second: yahoo web inline? top de",
    "Bitte auf DE00.",
    html=f'<html><body><div class="ydpabc123yahoo-style-wrap" style="font-family:Arial"><div dir="ltr" data-setdir="false">Bitte auf DE00.</div><div><br></div></div><div id="yahoo_quoted_555" class="yahoo_quoted"><div style="font-size:13px;color:#26282a;"><div>Am Mittwoch, 18. November 2026 um 10:00:33 MEZ hat Fahrgastservice &lt;service@zug.example&gt; Folgendes geschrieben:</div><div><br></div><div>{br(ZUG)}</div></div></div></body></html>',
    text="Bitte auf DE00.\n\n    Am Mittwoch, 18. November 2026 um 10:00:33 MEZ hat Fahrgastservice <service@zug.example> Folgendes geschrieben:  \n \n "
    + ZUG,
)
mk(
    "second: samsung fr",
    "Oui merci",
    text="Oui merci\n\n\nEnvoyé depuis mon appareil Galaxy\n\n\n-------- Message d'origine --------\nDe : Librairie <l@librairie.example>\nDate : 18/11/2026 09:00 (GMT+01:00)\nÀ : aubert@aubert.example\nObjet : Re: Votre commande\n\n"
    + LIVRE,
)
mk(
    "second: proton android es",
    "Cuna sí, por favor.",
    text="Cuna sí, por favor.\n\nEnviado desde Proton Mail para Android.\n\n-------- Mensaje original --------\nEl miércoles, 18/11/26 a las 21:03, Reservas <reservas@casarural.example> escribió:\n\n> "
    + HOTEL.replace("\n", "\n> "),
    html=f'<div dir="auto">Cuna sí, por favor.</div><div id="protonmail_mobile_signature_block"><div>Enviado desde Proton Mail para Android.</div></div><div class="protonmail_quote">-------- Mensaje original --------<br>El miércoles, 18/11/26 a las 21:03, Reservas &lt;reservas@casarural.example&gt; escribió:<br><blockquote class="protonmail_quote">{br(HOTEL)}</blockquote></div>',
)
mk(
    "second: zimbra it",
    "Confermo, grazie.",
    text='Confermo, grazie.\n\nDa: "Assistenza" <a@acme.example>\nA: "Paolo" <paolo@paolo.example>\nInviato: Mercoledì, 18 novembre 2026 10:00:00\nOggetto: Re: Visita\n\nGentile Paolo,\nconferma la visita?\n',
)
mk(
    "second: hcl notes pt",
    "Pode reagendar.",
    text='Pode reagendar.\n\nAtt,\nLívia\n\n\n\nDe:\t"Central" <c@fibra.example>\nPara:\tLivia Prado/BANCO@BANCO\ncc:\t\nData:\t18/11/2026 10:00\nAssunto:\tRe: Visita\n\n\n\n'.replace(
        "Att,\nLívia\n\n", ""
    )
    + FIBRA,
)
mk(
    "second: groupwise html-ish text es",
    "De acuerdo, el lunes.",
    text='De acuerdo, el lunes.\n\n>>> "Mesa de Ayuda" <mesa@ayuda.example> 18/11/2026 10:12 >>>\n' + VPN,
)
mk(
    "second: fairemail es",
    "Ya carga.",
    text="Ya carga.\n\n18 nov. 2026 10:12:00 Mesa de Ayuda <mesa@ayuda.example>:\n\n" + gt(VPN),
)
mk(
    "second: em client pt html",
    "Amanhã às 9h.",
    html=f'<html><body><div>Amanhã às 9h.</div><div><br></div><div>------ Mensagem original ------</div><div>De "Central" &lt;<a href="mailto:c@fibra.example">c@fibra.example</a>&gt;</div><div>Para livia@prado.example</div><div>Data 18/11/2026 10:00:00</div><div>Assunto Re: Visita</div><div><br></div><div id="x5"><blockquote cite="x@fibra.example" type="cite" class="cite2">{br(FIBRA)}</blockquote></div></body></html>',
)
mk(
    "second: terra es webmail",
    "Conforme con todo.",
    text="Conforme con todo.\n\n\n-----Mensaje Original-----\n*De*: Reservas <reservas@casarural.example>\n*Para*: nuria@terra.example\n*Fecha*: miércoles, 18 nov 2026 21:03\n*Asunto*: Re: Reserva\n\n"
    + HOTEL,
)
# own text traps
mk(
    "second: own sentence starting like attribution with time",
    "El martes 17 a las 10:30 Luis, vuestro técnico, escribió en el parte:\n«sin avería».\nY sigue roto.",
    text="El martes 17 a las 10:30 Luis, vuestro técnico, escribió en el parte:\n«sin avería».\n\nY sigue roto.\n\nEl mié, 18 nov 2026 a las 10:12, Mesa de Ayuda (<mesa@ayuda.example>)\nescribió:\n\n"
    + gt(VPN),
)
mk(
    "second: own timeline lines",
    "18/11/2026 09:40: falla\n18/11/2026 09:55: vuelve\n18/11/2026 10:05: falla otra vez",
    text="18/11/2026 09:40: falla\n18/11/2026 09:55: vuelve\n18/11/2026 10:05: falla otra vez\n\nEl 18/11/26 a las 10:12, Mesa de Ayuda escribió:\n"
    + gt(VPN),
)
mk(
    "second: own order form in a reply",
    "Please send it to:\nTo: Imogen Hart\nFrom: the Leeds depot\nDate: before 1 December\nThank you",
    text="Please send it to:\n\nTo: Imogen Hart\nFrom: the Leeds depot\nDate: before 1 December\n\nThank you\n\nOn Wed, 18 Nov 2026 at 09:03, Members' Desk <members@gym.example> wrote:\n\n"
    + gt(GYM),
)
mk(
    "second: confidential in own words at end",
    "Os mando los datos.\n\nEste mensaje es confidencial: por favor, no lo comenten con mi jefe, que no es el destinatario de esto.",
    text="Os mando los datos.\n\nEste mensaje es confidencial: por favor, no lo comenten con mi jefe, que no es el destinatario de esto.\n\nEl mié, 18 nov 2026 a las 21:03, Reservas (<reservas@casarural.example>)\nescribió:\n\n"
    + gt(HOTEL),
)
mk(
    "second: signature bare dashes lower + disclaimer en",
    "Keep it.",
    text="Keep it.\n\n--\nImogen Hart\nHead of Ops, Hart Ltd.\n+44 1632 960002\n\nCONFIDENTIALITY NOTICE: This e-mail and any attachments are intended only for the named recipient. If you received it in error, please delete it and notify the sender.\n\nPlease consider the environment before printing.\n\nOn Wed, 18 Nov 2026 at 09:03, Members' Desk <members@gym.example> wrote:\n\n"
    + gt(GYM),
)
mk(
    "second: hr rule of dashes then more words",
    "Uno: la cuna.\n-----\nDos: llegamos tarde.\n-----\nTres: somos tres.",
    text="Uno: la cuna.\n-----\nDos: llegamos tarde.\n-----\nTres: somos tres.\n\nEl mié, 18 nov 2026 a las 21:03, Reservas (<reservas@casarural.example>)\nescribió:\n\n"
    + gt(HOTEL),
)
mk(
    "second: gl attribution galician gmail + phone",
    "Chegamos o venres.",
    text="Chegamos o venres.\n\nEnviado desde o meu iPhone\n\nO mér., 18 nov. 2026 ás 21:03, Reservas (<reservas@casarural.example>)\nescribiu:\n\n"
    + gt(HOTEL),
)
mk(
    "second: one word nl gmail",
    "Ja",
    **gmail(
        "Ja",
        "Op wo 18 nov 2026 om 10:00 schreef Klantenservice {a}:",
        "klant@acme.example",
        "Komt dinsdag uit?",
    ),
)
mk(
    "second: ca ios",
    "Divendres a la tarda.",
    **ios(
        "Divendres a la tarda.",
        "El 18 nov 2026, a les 21:03, Reserves <{a}> va escriure:",
        "reserves@casarural.example",
        HOTEL,
        "Enviat des del meu iPhone",
    ),
)

OHV = hdr_text(
    "es",
    S("Mesa de Ayuda", "mesa@ayuda.example"),
    "miércoles, 18 de noviembre de 2026 10:12",
    "Esteban",
    "RE: VPN",
)
GT = (
    "\n\nEl mié, 18 nov 2026 a las 10:12, Mesa de Ayuda (<mesa@ayuda.example>)\nescribió:\n\n"
    + gt(VPN)
    + "\n"
)
# d. a greeting without comma and the answer below / inside an unmarked quote
for g in (
    "Buenos días",
    "Buenas tardes Mercedes.",
    "Hi Holly",
    "Guten Morgen Herr Kessler",
    "Olá, bom dia!",
    "Estimado equipo",
):
    mk(
        f"third: greeting {g!r} then quote, answer at the bottom, unknown",
        f"{g}\nEsteban: ¿a qué hora te falló?\nFalló a las 9:40.",
        text=f"{g}\n\n{OHV}\n\nEsteban: ¿a qué hora te falló?\n\nFalló a las 9:40.\n",
    )
# f. outlook mobile, text typed below the phone's signature
mk(
    "third: outlook mobile text below its signature",
    "Hola Mesa\nFalló a las 9:40.",
    html=f'<html><body><div dir="ltr">Hola Mesa</div><div id="ms-outlook-mobile-body-separator-line" dir="ltr"><br></div><div id="ms-outlook-mobile-signature" dir="ltr">Obtener <a href="https://aka.ms/o0ukef">Outlook para iOS</a></div><div dir="ltr">Falló a las 9:40.</div><div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message"><hr><div id="divRplyFwdMsg" dir="ltr">{hdr_html("es2", S("Mesa", "mesa@ayuda.example"), "miércoles, noviembre 18, 2026 10:12 a. m.", "Esteban", "Re: VPN")}<br></div>{divs(VPN)}</div></body></html>',
)
# h. pastes another mail, announced, then goes on, then the real quote
bank = "De: Banco Azul <avisos@banco.example>\nEnviado: martes, 17 de noviembre de 2026 12:00\nPara: Esteban\nAsunto: Cargo 77\n\nEl cargo lo hizo Acme."
mk(
    "third: pasted mail announced, question below, then the real quote",
    f"Mire lo que dice el banco:\n{bank}\n¿Me lo pueden explicar?",
    text=f"Mire lo que dice el banco:\n\n{bank}\n\n¿Me lo pueden explicar?\n\n-----Mensaje original-----\n{OHV}\n\n{VPN}",
)
mk(
    "third: pasted mail announced, nothing quoted",
    f"Mire lo que dice el banco:\n{bank}\n¿Me lo pueden explicar?",
    text=f"Mire lo que dice el banco:\n\n{bank}\n\n¿Me lo pueden explicar?\n",
)
mk(
    "third: pasted gmail attribution announced, question below",
    "Su compañero me prometió esto:\nEl mar, 3 nov 2026 a las 10:00, Luis Gómez <luis@ayuda.example> escribió:\nLe cambiamos el equipo gratis.\n¿Lo mantienen?",
    text="Su compañero me prometió esto:\n\nEl mar, 3 nov 2026 a las 10:00, Luis Gómez <luis@ayuda.example> escribió:\n\nLe cambiamos el equipo gratis.\n\n¿Lo mantienen?\n",
)
mk(
    "third: phishing pasted in reply en",
    "Is this one yours? It came today:\nFrom: Acme Billing <bill@evil.example>\nSent: 17 November 2026 08:00\nTo: Imogen\nSubject: Pay now\nClick here to pay.\nI did not click.",
    text="Is this one yours? It came today:\n\nFrom: Acme Billing <bill@evil.example>\nSent: 17 November 2026 08:00\nTo: Imogen\nSubject: Pay now\n\nClick here to pay.\n\nI did not click.\n\nOn Wed, 18 Nov 2026 at 09:03, Members' Desk <members@gym.example> wrote:\n\n"
    + gt(GYM),
)
# j. bottom posted own > lines, quote unknown to the desk
mk(
    "third: bottom posting with own announced log, unknown",
    "El log:\n> vpn: handshake failed\n> vpn: retry 3\nEso es todo.",
    text="El 18/11/26 a las 10:12, Mesa de Ayuda escribió:\n> ¿a qué hora te falló?\n\nEl log:\n\n> vpn: handshake failed\n> vpn: retry 3\n\nEso es todo.\n",
)
# m. text below a marked signature
mk(
    "third: gmail text below the signature (html)",
    "Vale.\nY mándenme la factura por correo postal, por favor.",
    html=f'<div dir="ltr"><div>Vale.</div><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div>Nuria Ferrer<br>Arquitecta</div></div><div><br></div><div>Y mándenme la factura por correo postal, por favor.</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">El mié, 18 nov 2026 a las 21:03, Reservas (&lt;r@casarural.example&gt;) escribió:<br></div><blockquote class="gmail_quote">{br(HOTEL)}</blockquote></div>',
)
mk(
    "third: plain text below the -- signature, no opener",
    "Vale.\n¿Me mandan la factura por correo postal?",
    text="Vale.\n\n-- \nNuria Ferrer\nArquitecta\n\n¿Me mandan la factura por correo postal?\n" + GT,
)
# r. gmail's quote button for own paste
mk(
    "third: gmail quote button, own pasted error, html only",
    "Me sale este error:\nVPN-0x80 certificado caducado\n¿Qué hago?",
    html=f'<div dir="ltr"><div>Me sale este error:</div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">VPN-0x80 certificado caducado</blockquote><div>¿Qué hago?</div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El mié, 18 nov 2026 a las 10:12, Mesa (&lt;mesa@ayuda.example&gt;) escribió:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{br(VPN)}</blockquote></div>',
)
# zz. a pasted Excel table with border-top rgb in the answer
XL = '<table style="border-collapse: collapse; width: 200pt;"><tr style="height:15pt"><td style="border-top: 1pt solid rgb(200, 200, 200); border-right: 1pt solid rgb(200, 200, 200); padding: 0px">Equipo</td><td>Serie</td></tr><tr><td>PC-1</td><td>A77</td></tr></table>'
mk(
    "third: owa with pasted excel table above header",
    "Estos son los equipos:\nEquipo Serie\nPC-1 A77\nEspero su respuesta",
    html=f'<html><body dir="ltr"><div class="elementToProof">Estos son los equipos:</div>{XL}<div class="elementToProof">Espero su respuesta</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{hdr_html("es2", S("Mesa", "mesa@ayuda.example"), "miércoles, 18 de noviembre de 2026 10:12", "Esteban", "Re: VPN")}</font><div>&nbsp;</div></div>{ps(VPN)}</body></html>',
)
mk(
    "third: word with bordered table above header",
    "Equipos:\nPC-1 A77\nGracias",
    html=WORD_HEAD
    + f"<body><div class=WordSection1>{mso('Equipos:')}<table><tr><td style='border-top:1.0pt solid rgb(180,180,180)'><p class=MsoNormal>PC-1</p></td><td><p class=MsoNormal>A77</p></td></tr></table>{mso('Gracias')}<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{hdr_html('es', S('Mesa', 'mesa@ayuda.example'), 'miércoles, 18 de noviembre de 2026 10:12', 'Esteban', 'RE: VPN')}</p></div></div>{mso(VPN)}</div></body></html>",
)
# more real world
mk(
    "third: outlook text with <mailto> doubles",
    "Correcto.",
    text="Correcto.\n\nDe: Mesa de Ayuda <mesa@ayuda.example<mailto:mesa@ayuda.example>>\nEnviado: miércoles, 18 de noviembre de 2026 10:12\nPara: Esteban <e@lugo.example<mailto:e@lugo.example>>\nAsunto: Re: VPN\n\n"
    + VPN,
)
mk(
    "third: answers with R: prefix, announced with colon only",
    "Le respondo a sus preguntas:\n- la versión\nR: 5.6.1\n- la hora\nR: 9:40",
    text=f"Le respondo a sus preguntas:\n\n{OHV}\n\n- la versión\nR: 5.6.1\n- la hora\nR: 9:40\n",
)
mk(
    "third: two questions in own text with numbers and colon",
    "Dos cosas:\n1. la versión es 5.6.1\n2. falló a las 9:40",
    text="Dos cosas:\n1. la versión es 5.6.1\n2. falló a las 9:40" + GT,
)
mk(
    "third: top post ending with colon-less smiley, blackberry",
    "Ok gracias :)",
    text="Ok gracias :)\n\nEnviado desde mi BlackBerry de Movistar (http://www.movistar.com.ar)\n\n-----Original Message-----\nFrom: Mesa de Ayuda <mesa@ayuda.example>\nDate: Wed, 18 Nov 2026 10:12:00 \nTo: Esteban<e@lugo.example>\nReply-To: mesa@ayuda.example\nSubject: Re: VPN\n\n"
    + VPN,
)
mk(
    "third: top post ending with a colon before a gmail quote",
    "Adjunto lo que piden:",
    text="Adjunto lo que piden:" + GT,
)
mk(
    "third: top post ending with a colon before outlook header, known quote",
    "Adjunto lo que piden:",
    text=f"Adjunto lo que piden:\n\n{OHV}\n\n{VPN}\n",
    sent=[VPN],
)
mk(
    "third: sign-off under bare dashes with salutation",
    "Falló a las 9:40.",
    text="Falló a las 9:40.\n\n--\nUn saludo,\nEsteban Lugo" + GT,
)
mk(
    "third: short item under bare dashes",
    "La roja: no.\n--\nLa azul: sí",
    text="La roja: no.\n--\nLa azul: sí" + GT,
)
mk(
    "third: double dash items",
    "Cambios\n-- versión 5.6.1\n-- hora 9:40\nNada más",
    text="Cambios\n-- versión 5.6.1\n-- hora 9:40\nNada más" + GT,
)
mk(
    "third: html list with nested ol and code",
    "Pasos:\n1. abrir\n2. escribir vpn --reset\nNada.",
    html=f'<div dir="ltr">Pasos:<ol><li>abrir</li><li>escribir <code>vpn --reset</code></li></ol>Nada.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">El mié, 18 nov 2026 a las 10:12, Mesa (&lt;mesa@ayuda.example&gt;) escribió:<br></div><blockquote class="gmail_quote">{br(VPN)}</blockquote></div>',
)
mk(
    "third: customer's zendesk answers above the line",
    "Our IT says port 443 is open.",
    text="##- Please type your reply above this line -##\n\nOur IT says port 443 is open.\n\nOn Wed, 18 Nov 2026 at 09:03, Members' Desk <members@gym.example> wrote:\n\n"
    + gt(GYM),
)
mk(
    "third: mailspring",
    "Yes",
    html=f'<div>Yes</div><signature id="initial"><br/>Sent from <a href="https://getmailspring.com/">Mailspring</a></signature><div class="gmail_quote_attribution">On Nov 18 2026, at 9:03 am, Members\' Desk &lt;members@gym.example&gt; wrote:</div><blockquote class="gmail_quote" type="cite" style="margin:0 0 0 .8ex;">{br(GYM)}</blockquote>',
)
mk(
    "third: airmail",
    "Fine by me",
    text="Fine by me\n\nOn 18 November 2026 at 09:03:11, Members' Desk (members@gym.example) wrote:\n\n"
    + GYM,
)
mk(
    "third: outlook for ios old style",
    "Sure",
    text='Sure\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n\n\n\nOn Wed, Nov 18, 2026 at 9:03 AM +0000, "Members\' Desk" <members@gym.example> wrote:\n\n'
    + GYM,
)
mk(
    "third: libero it",
    "Va bene così.",
    text="Va bene così.\n\n\n> Il 18/11/2026 10:00 CET Assistenza <a@acme.example> ha scritto:\n> \n>  \n> Gentile Paolo,\n> conferma?\n",
)
mk(
    "third: web.de app",
    "Danke",
    text="Danke\n\n--\nDiese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.\n\nAm 18.11.26, 10:00 schrieb Fahrgastservice <service@zug.example>:\n\n"
    + gt(ZUG),
)
mk(
    "third: laposte fr",
    "C'est d'accord.",
    text="C'est d'accord.\n\n\n> Message du 18/11/26 09:00\n> De : \"La librairie\" <l@librairie.example>\n> A : aubert@laposte.example\n> Objet : Votre commande\n>\n"
    + gt(LIVRE),
)
mk(
    "third: free fr zimbra",
    "Oui par la poste.",
    text='Oui par la poste.\n\n----- Mail original -----\nDe: "La librairie" <l@librairie.example>\nÀ: aubert@free.example\nEnvoyé: Mercredi 18 Novembre 2026 09:00:00\nObjet: Votre commande\n\n'
    + LIVRE,
)
mk(
    "third: uol pt with sent known and phone",
    "Pode ser amanhã.",
    text=f"Pode ser amanhã.\nEnviado do meu celular\n\nEm 18/11/2026 10:00, Central de Atendimento <c@fibra.example> escreveu:\n\n{FIBRA}\n",
    sent=[FIBRA],
)
mk(
    "third: rewrapped quote with stray fragments, known",
    "Mejor el viernes.",
    text="Mejor el viernes.\n\nEl mié, 18 nov 2026 a las 21:03, Reservas (<reservas@casarural.example>) escribió:\n> Hola, Nuria:\n>\n> Te confirmamos la reserva para el\npuente.\n> ¿Llegáis el viernes por la tarde o el\nsábado?\n> ¿Necesitáis cuna?\n",
    sent=[HOTEL],
)
B = "Banco Verde <atencion@bancoverde.example>"
OB = hdr_text(
    "es",
    B,
    "jueves, 26 de noviembre de 2026 8:30",
    "Carmen Soler <carmen@soler.example>",
    "RE: Incidencia 55-201",
)
GA = ("El jue, 26 nov 2026 a las 8:30, Banco Verde ({a}) escribió:", "atencion@bancoverde.example")
mk(
    "fourth: outlook, formal greeting with particles and colon",
    "Estimados señores del servicio de atención:\n\nLa operación fue el 3 de noviembre, 120 euros.\n\nAtentamente,\nCarmen Soler",
    **outlook_classic(
        "Estimados señores del servicio de atención:\n\nLa operación fue el 3 de noviembre, 120 euros.\n\nAtentamente,\nCarmen Soler",
        "es",
        B,
        "jueves, 26 de noviembre de 2026 8:30",
        "Carmen",
        "RE: Incidencia",
        BANK,
    ),
)
mk(
    "fourth: outlook text: ends with a list after a colon",
    "Los datos:\n- 3 de noviembre\n- 120 €\n- no lo reconozco",
    text=f"Los datos:\n- 3 de noviembre\n- 120 €\n- no lo reconozco\n\n{OB}\n\n{BANK}",
)
mk(
    "fourth: outlook text: only a formal greeting above, answers inside",
    "Estimados señores del servicio de atención:\n¿Puede indicarnos la fecha?\nEl 3 de noviembre\n¿Reconoce el comercio?\nNo",
    text=f"Estimados señores del servicio de atención:\n\n{OB}\n\n¿Puede indicarnos la fecha?\nEl 3 de noviembre\n¿Reconoce el comercio?\nNo\n",
)
mk(
    "fourth: gmail signature starting with a closing",
    "No lo reconozco.",
    **gmail("No lo reconozco.", *GA, BANK, sig="Saludos cordiales\nCarmen Soler\n600 111 222"),
)
mk(
    "fourth: gmail html only signature closing",
    "No lo reconozco.",
    **gmail("No lo reconozco.", *GA, BANK, sig="Best regards\nCarmen Soler", only="html"),
)
mk(
    "fourth: owa signature: department in lower case",
    "Fue el 3.",
    **owa(
        "Fue el 3.",
        "es2",
        B,
        "jueves, 26 de noviembre de 2026 8:30",
        "Carmen",
        "Re: Incidencia",
        BANK,
        sig="Saludos,\nCarmen Soler\nDepartamento de administración",
    ),
)
mk(
    "fourth: owa answer in two parts, second typed in signature box",
    "Buenas tardes,\n\nFue el 3 de noviembre y el importe 120 euros.\nCarmen",
    html=f'<html><body dir="ltr"><div class="elementToProof">Buenas tardes,</div><div class="elementToProof"><br></div><div id="Signature"><div>Fue el 3 de noviembre y el importe 120 euros.</div><div>Carmen</div></div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{hdr_html("es2", B, "jueves, 26 de noviembre de 2026 8:30", "Carmen", "Re: Incidencia")}</font><div>&nbsp;</div></div>{ps(BANK)}</body></html>',
)
mk(
    "fourth: gmail web en inline with own intro and outro",
    "Thanks, see inline.\nThe first\nYes please\nBest,\nPriya",
    text="Thanks, see inline.\n\nOn Thu, 26 Nov 2026 at 08:30, Team Orbit <help@orbit.example> wrote:\n\n> Hi Priya,\n>\n> 1) Which one should we keep?\n>\nThe first\n\n> 2) Shall we move the invoices as well?\n>\nYes please\n\n> Thanks!\n> Team Orbit\n>\n\nBest,\nPriya\n",
    html=f'<div dir="ltr"><div dir="ltr">Thanks, see inline.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Thu, 26 Nov 2026 at 08:30, Team Orbit &lt;{linked("help@orbit.example")}&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">Hi Priya,<br><br>1) Which one should we keep?<br></blockquote><div>The first</div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">2) Shall we move the invoices as well?<br></blockquote><div>Yes please</div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">Thanks!<br>Team Orbit<br></blockquote><div><br></div><div>Best,</div><div>Priya</div></div></div>',
)
mk(
    "fourth: gmail html only inline",
    "Thanks, see inline.\nThe first\nYes please",
    html='<div dir="ltr">Thanks, see inline.<br></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Thu, 26 Nov 2026 at 08:30, Team Orbit &lt;help@orbit.example&gt; wrote:<br></div><blockquote class="gmail_quote">1) Which one should we keep?<br></blockquote><div>The first</div><blockquote class="gmail_quote">2) Shall we move the invoices as well?<br></blockquote><div>Yes please</div></div>',
)
mk(
    "fourth: apple mail: pasted terminal with > prompt lines in html",
    "I ran:\n> orbit login\n> orbit list\nand nothing came.",
    **apple(
        "I ran:\n> orbit login\n> orbit list\nand nothing came.",
        "On 26 Nov 2026, at 08:30, Team Orbit {a} wrote:",
        "help@orbit.example",
        SAAS,
        only="html",
    ),
)
mk(
    "fourth: ios typed between paragraphs inside an unsplit quote, known",
    "Keep the first\nYes, move them",
    html=f'<html><body dir="auto"><div dir="ltr"></div><div dir="ltr"><br><blockquote type="cite">On 26 Nov 2026, at 08:30, Team Orbit &lt;help@orbit.example&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">{divs(SAAS.replace("keep?", "keep?" + chr(10) + "Keep the first").replace("well?", "well?" + chr(10) + "Yes, move them"))}</div></blockquote></body></html>',
    sent=[SAAS],
)
mk(
    "fourth: answer behind the question on its own line, known",
    "Contesto en sus preguntas.\n¿Reconoce el comercio? NO",
    text=f"Contesto en sus preguntas.\n\n{OB}\n\n"
    + BANK.replace("¿Reconoce el comercio?", "¿Reconoce el comercio? NO"),
    sent=[BANK],
)
mk(
    "fourth: pt-PT outlook with Enviada and cc",
    "Segue em anexo.\nObrigado,\nNuno",
    text="Segue em anexo.\nObrigado,\nNuno\n\nDe: Balcão Único <balcao@camara.example> \nEnviada: quinta-feira, 26 de novembro de 2026 08:30\nPara: Nuno Reis <nuno@reis.example>\nCc: arquivo@camara.example\nAssunto: Processo 12/2026\n\n"
    + GOV,
)
mk(
    "fourth: pt-BR gmail html with emoji and quote",
    "Envio amanhã 👍🏽",
    **gmail(
        "Envio amanhã 👍🏽",
        "Em qui., 26 de nov. de 2026 às 08:30, Balcão Único {a} escreveu:",
        "balcao@camara.example",
        GOV,
        mobile=True,
    ),
)
mk(
    "fourth: windows live mail es",
    "Mañana paso por la oficina.",
    text="Mañana paso por la oficina.\n\nFrom: Banco Verde \nSent: Thursday, November 26, 2026 8:30 AM\nTo: Carmen Soler \nSubject: RE: Incidencia 55-201\n\n"
    + BANK,
)
mk(
    "fourth: hotmail old es",
    "No reconozco nada.",
    text="No reconozco nada.\n\nDate: Thu, 26 Nov 2026 08:30:00 +0100\nFrom: atencion@bancoverde.example\nTo: carmen@soler.example\nSubject: RE: Incidencia 55-201\n\n"
    + BANK,
)
mk(
    "fourth: icloud web mail",
    "Vale, gracias.",
    html=f'<html><body><div>Vale, gracias.</div><div><br></div><div><br><blockquote type="cite">El 26 nov 2026, a las 8:30, Banco Verde &lt;atencion@bancoverde.example&gt; escribió:<br><br></blockquote></div><blockquote type="cite">{br(BANK)}</blockquote></body></html>',
    text="Vale, gracias.\n\n\n> El 26 nov 2026, a las 8:30, Banco Verde <atencion@bancoverde.example> escribió:\n> \n> "
    + BANK.replace("\n", "\n> "),
)
mk(
    "fourth: rainloop/snappymail es",
    "Todo correcto.",
    html=f'<div>Todo correcto.</div><div><br></div><div>26 de noviembre de 2026, 8:30, "Banco Verde" &lt;<a href="mailto:atencion@bancoverde.example">atencion@bancoverde.example</a>&gt; escribió:</div><blockquote>{br(BANK)}</blockquote>',
)
mk(
    "fourth: odoo style reply",
    "Conforme.",
    html=f'<div>Conforme.</div><br><br><div style="font-size: 13px;"><span>-- </span><br><span>Carmen Soler</span></div><blockquote style="border-left: 1px solid #ccc" data-o-mail-quote="1">{br(BANK)}</blockquote>',
)
mk(
    "fourth: titan/neo mail",
    "Conforme todo.",
    html=f'<div>Conforme todo.</div><div class="flockmail-quote"><br>On Thu, Nov 26, 2026 at 8:30 AM, Banco Verde &lt;atencion@bancoverde.example&gt; wrote:<br><blockquote type="cite">{br(BANK)}</blockquote></div>',
)
mk(
    "fourth: spark ios text es",
    "Ok recibido",
    text="Ok recibido\n\nEnviado desde Spark\nEl 26 nov 2026, 8:30 +0100, Banco Verde <atencion@bancoverde.example>, escribió:\n\n> "
    + BANK.replace("\n", "\n> "),
)
mk(
    "fourth: mailbird en text",
    "Keep the second.",
    text="Keep the second.\n\nOn 26/11/2026 08:30:10, Team Orbit <help@orbit.example> wrote:\n" + SAAS,
)
mk(
    "fourth: postbox/betterbird it",
    "Va bene il primo.",
    text="Va bene il primo.\n\nTeam Orbit ha scritto il 26/11/2026 alle 08:30:\n" + gt(SAAS),
)
mk(
    "fourth: kde trojita de answer bottom with PS below sig",
    "Das erste.\nPS: die Rechnungen auch.",
    text="Am Donnerstag, 26. November 2026 08:30:00 CET, Team Orbit schrieb:\n"
    + gt(SAAS)
    + "\n\nDas erste.\n\n-- \nUlf\n\nPS: die Rechnungen auch.\n",
)
mk(
    "fourth: table pasted as text with pipes",
    "Aquí van:\n| fecha | importe |\n| 3 nov | 120 |\nGracias",
    text="Aquí van:\n\n| fecha | importe |\n| 3 nov | 120 |\n\nGracias\n\nEl jue, 26 nov 2026 a las 8:30, Banco Verde (<atencion@bancoverde.example>)\nescribió:\n\n"
    + gt(BANK),
)
mk(
    "fourth: stack trace with From lines",
    'Sale esto:\nTraceback (most recent call last):\n  File "a.py", line 1\nFrom: 0x00 To: 0xff\nValueError: date\nAyuda',
    text='Sale esto:\n\nTraceback (most recent call last):\n  File "a.py", line 1\nFrom: 0x00 To: 0xff\nValueError: date\n\nAyuda\n\nEl jue, 26 nov 2026 a las 8:30, Banco Verde (<atencion@bancoverde.example>)\nescribió:\n\n'
    + gt(BANK),
)
mk(
    "fourth: markdown headings and rules own",
    "# Resumen\nuno\n---\n## Detalle\ndos",
    text="# Resumen\n\nuno\n\n---\n\n## Detalle\n\ndos\n\nEl jue, 26 nov 2026 a las 8:30, Banco Verde (<atencion@bancoverde.example>)\nescribió:\n\n"
    + gt(BANK),
)
mk(
    "fourth: long corporate disclaimer between signature and outlook quote",
    "Confirmo.\n\nCarmen Soler\nSoler Abogados",
    text=f"Confirmo.\n\nCarmen Soler\nSoler Abogados\n\n{OB}\n\n{BANK}\n\n{DIS}",
)
mk(
    "fourth: forwarded chain with own note on top (RV, reply header)",
    "Reenvío lo que recibí ayer.\nDe: Banco Verde <atencion@bancoverde.example>\nEnviado el: jueves, 26 de noviembre de 2026 8:30\nPara: Carmen\nAsunto: Incidencia\nEstimada clienta: hemos abierto la incidencia.",
    **outlook_classic(
        "Reenvío lo que recibí ayer.",
        "es",
        B,
        "jueves, 26 de noviembre de 2026 8:30",
        "Carmen",
        "Incidencia",
        "Estimada clienta: hemos abierto la incidencia.",
    ),
    subject="RV: Incidencia 55-201",
)
mk(
    "fourth: answer 'Sí' over two phone lines",
    "Sí",
    text="Sí\n\nEnviado desde mi iPad\nEnviado desde Outlook para iOS\n\n"
    "De: Banco Verde <atencion@bancoverde.example>\nEnviado: jueves, noviembre 26, 2026 8:30 a. m.\nPara: Carmen <carmen@soler.example>\nAsunto: Re: Incidencia\n\n"
    + BANK,
)
mk(
    "fourth: dictated one paragraph without punctuation",
    "hola mire que el otro dia el 3 de noviembre me escribio su compañero y me dijo que me devolvian 120 euros",
    **gmail(
        "hola mire que el otro dia el 3 de noviembre me escribio su compañero y me dijo que me devolvian 120 euros",
        *GA,
        BANK,
        mobile=True,
    ),
)
mk(
    "fourth: quote of a chat pasted",
    "El chat de ayer:\n[10:02] Luis: le devolvemos 120\n[10:03] Carmen: ¿cuándo?\n[10:04] Luis: el lunes\nY no ha llegado.",
    text="El chat de ayer:\n[10:02] Luis: le devolvemos 120\n[10:03] Carmen: ¿cuándo?\n[10:04] Luis: el lunes\nY no ha llegado.\n\nEl 26/11/26 a las 8:30, Banco Verde escribió:\n"
    + gt(BANK),
)
mk(
    "fourth: whatsapp export with dates",
    "26/11/26, 8:30 - Luis escribió: ya está\n26/11/26, 8:31 - Yo: no está\nEso es lo que hay.",
    text="26/11/26, 8:30 - Luis escribió: ya está\n26/11/26, 8:31 - Yo: no está\n\nEso es lo que hay.\n\nEl 26/11/26 a las 8:30, Banco Verde escribió:\n"
    + gt(BANK),
)
