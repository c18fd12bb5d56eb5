"""Sixty replies more, written from how the programs write and not from how the code reads; first measured, then kept."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.letters import Case, both, broken, html, marked, plain

HOTEL = "Estimado señor Costa:\n\nSu reserva está confirmada para el 4 de diciembre.\n¿A qué hora piensa llegar?\n\nUn cordial saludo\nRecepción"
ROUTER = "Dear Mr Webb,\n\nplease restart the router and tell us\nwhich lights stay on. Does the phone work?\n\nKind regards,\nNetline Care"
LOJA = "Olá Beatriz,\n\nO seu pedido saiu hoje do armazém.\nConfirma a morada de entrega?\n\nCumprimentos,\nLoja Verde"
BANQUE = "Bonjour Madame Leroy,\n\nNous avons bien reçu votre dossier.\nIl manque le justificatif de domicile.\n\nLe service clients"
AMT = "Guten Tag Frau Vogt,\n\nIhr Antrag liegt uns vor.\nBitte nennen Sie uns noch die Kundennummer.\n\nIhr Serviceteam"
CASA = "Gentile signor Riva,\n\nil tecnico passerà giovedì mattina.\nLe va bene alle nove?\n\nAssistenza Casa"
CONFIDENTIAL = (
    "Este mensaje y sus adjuntos son confidenciales y están dirigidos exclusivamente a su destinatario.\n"
    "Si lo ha recibido por error, le rogamos nos lo comunique y proceda a su eliminación."
)

TEXTS: dict[str, tuple[str, str]] = {
    # -- Gmail ------------------------------------------------------------------------------------------
    "gmail web es, short name": (
        f"Sobre las seis de la tarde, si el tren no se retrasa.\n\nEl mar, 24 nov 2026 a las 18:42, Recepción (<recepcion@hotel.example>) escribió:\n\n{marked(HOTEL)}\n\n\n-- \n*Jaume Costa*\n+34 600 000 000",
        "Sobre las seis de la tarde, si el tren no se retrasa.",
    ),
    "gmail web en, long address folded": (
        f"Only the power light.\n\nBest,\nTom\n\nOn Tue, Nov 24, 2026 at 6:42 PM Netline Customer Care Department <\ncustomer.care.department@netline-broadband.example> wrote:\n\n{marked(ROUTER)}\n",
        "Only the power light.\n\nBest,\nTom",
    ),
    "gmail app fr": (
        f"Je vous l'envoie demain\n\nLe mar. 24 nov. 2026, 18:42, Service clients <clients@banque.example> a écrit :\n\n{marked(BANQUE)}",
        "Je vous l'envoie demain",
    ),
    "gmail app de": (
        f"Kundennummer 5512\n\nFrau Vogt\n\nServiceteam <team@amt.example> schrieb am Di., 24. Nov. 2026, 18:42:\n\n{marked(AMT)}",
        "Kundennummer 5512\n\nFrau Vogt",
    ),
    "gmail it bottom": (
        f"Il giorno mar 24 nov 2026 alle ore 18:42 Assistenza Casa <\nassistenza@casa.example> ha scritto:\n\n{marked(CASA)}\n\nAlle nove va benissimo.\nGrazie\n",
        "Alle nove va benissimo.\nGrazie",
    ),
    "gmail br inline": (
        f"Em ter., 24 de nov. de 2026 às 18:42, Loja Verde <loja@verde.example>\nescreveu:\n\n{marked('Olá Beatriz,' + chr(10) + chr(10) + 'O seu pedido saiu hoje do armazém.')}\n>\n\nQue bom!\n\n> Confirma a morada de entrega?\n>\n\nRua das Flores 12, 2.º esquerdo.\n\n> Cumprimentos,\n> Loja Verde\n>\n",
        "Que bom!\n\nRua das Flores 12, 2.º esquerdo.",
    ),
    "gmail es, three levels": (
        f"Perfecto, hasta entonces.\n\nEl mié, 25 nov 2026 a las 9:01, Recepción (<recepcion@hotel.example>) escribió:\n\n> Le esperamos.\n>\n> El mar, 24 nov 2026 a las 20:10, Jaume Costa (<jaume@costa.example>)\n> escribió:\n>\n>> A las seis.\n>>\n>> El mar, 24 nov 2026 a las 18:42, Recepción (<recepcion@hotel.example>) escribió:\n>>\n{marked(marked(marked(HOTEL)))}",
        "Perfecto, hasta entonces.",
    ),
    # -- Outlook ----------------------------------------------------------------------------------------
    "outlook desktop en, company signature": (
        f"All of them are on now.\n\nTom Webb | Facilities Manager\nWebb & Sons Ltd\nT: +44 20 7946 0000\n\nFrom: Netline Care <care@netline.example>\nSent: 24 November 2026 18:42\nTo: Tom Webb <tom@webb.example>\nCc: Office <office@webb.example>\nSubject: RE: No connection [NET-77]\nImportance: High\n\n{ROUTER}\n",
        "All of them are on now.\n\nTom Webb | Facilities Manager\nWebb & Sons Ltd\nT: +44 20 7946 0000",
    ),
    "outlook desktop es, disclaimer below": (
        f"A las 18 h.\n\nDe: Recepción [mailto:recepcion@hotel.example]\nEnviado el: martes, 24 de noviembre de 2026 18:42\nPara: Jaume Costa\nAsunto: RE: Reserva\n\n{HOTEL}\n\n{CONFIDENTIAL}",
        "A las 18 h.",
    ),
    "outlook web de": (
        f"5512 ist die Nummer.\n\nBeste Grüße\nVogt\n________________________________\nVon: Serviceteam <team@amt.example>\nGesendet: Dienstag, 24. November 2026 18:42\nAn: Vogt, Karin <k.vogt@firma.example>\nBetreff: AW: Antrag\n\n{AMT}",
        "5512 ist die Nummer.\n\nBeste Grüße\nVogt",
    ),
    "outlook mobile es": (
        f"Llego a las siete\n\nObtener Outlook para Android<https://aka.ms/AAb9ysg>\n________________________________\nFrom: Recepción <recepcion@hotel.example>\nSent: Tuesday, November 24, 2026 6:42:11 PM\nTo: Jaume Costa <jaume@costa.example>\nSubject: Re: Reserva\n\n{HOTEL}",
        "Llego a las siete",
    ),
    "outlook mobile pt, no answer line": (
        f"Confirmo a morada.\n\nObter o Outlook para iOS<https://aka.ms/o0ukef>\n________________________________\nDe: Loja Verde <loja@verde.example>\nEnviado: terça-feira, novembro 24, 2026 6:42 PM\nPara: Beatriz <bia@sapo.example>\nAssunto: Re: Pedido\n\n{LOJA}",
        "Confirmo a morada.",
    ),
    "outlook fr, accents": (
        f"Ci-joint le justificatif.\n\nMme Leroy\n\nDe : Service clients <clients@banque.example>\nEnvoyé : mardi 24 novembre 2026 18:42\nÀ : Leroy Anne <anne@leroy.example>\nObjet : RE: Dossier\n\n{BANQUE}",
        "Ci-joint le justificatif.\n\nMme Leroy",
    ),
    "outlook it original": (
        f"Va bene.\n\n-----Messaggio originale-----\nDa: Assistenza Casa <assistenza@casa.example>\nInviato: martedì 24 novembre 2026 18:42\nA: Riva\nOggetto: Intervento\n\n{CASA}",
        "Va bene.",
    ),
    "outlook mac date label": (
        f"Thanks, sorted.\n\nFrom: Netline Care <care@netline.example>\nDate: Tuesday, 24 November 2026 at 18:42\nTo: Tom Webb <tom@webb.example>\nSubject: Re: No connection\n\n{ROUTER}",
        "Thanks, sorted.",
    ),
    "outlook, two mails below": (
        f"Gracias a ustedes.\n\nDe: Recepción <recepcion@hotel.example>\nEnviado: miércoles, 25 de noviembre de 2026 9:01\nPara: Jaume Costa <jaume@costa.example>\nAsunto: RE: Reserva\n\nLe esperamos.\n\nDe: Jaume Costa <jaume@costa.example>\nEnviado: martes, 24 de noviembre de 2026 20:10\nPara: Recepción <recepcion@hotel.example>\nAsunto: RE: Reserva\n\nA las seis.\n\n{HOTEL}",
        "Gracias a ustedes.",
    ),
    "outlook external banner": (
        f"It works again.\n\nFrom: Netline Care <care@netline.example>\nSent: 24 November 2026 18:42\nTo: Tom Webb <tom@webb.example>\nSubject: No connection\n\nCAUTION: This e-mail originated from outside the organisation.\n\n{ROUTER}",
        "It works again.",
    ),
    # -- Apple ------------------------------------------------------------------------------------------
    "apple mail en": (
        f"Only one light.\n\nTom\n\n> On 24 Nov 2026, at 18:42, Netline Care <care@netline.example> wrote:\n> \n{marked(ROUTER)}\n",
        "Only one light.\n\nTom",
    ),
    "apple mail es inline": (
        "> El 24 nov 2026, a las 18:42, Recepción <recepcion@hotel.example> escribió:\n> \n> Su reserva está confirmada para el 4 de diciembre.\n\nEstupendo.\n\n> ¿A qué hora piensa llegar?\n\nA las seis, en coche. ¿Hay aparcamiento?\n",
        "Estupendo.\n\nA las seis, en coche. ¿Hay aparcamiento?",
    ),
    "iphone es": (
        f"Sobre las 6\n\nEnviado desde mi iPhone\n\n> El 24 nov 2026, a las 18:42, Recepción <recepcion@hotel.example> escribió:\n> \n> \ufeff{HOTEL.splitlines()[0]}\n{marked(chr(10).join(HOTEL.splitlines()[1:]))}",
        "Sobre las 6",
    ),
    "iphone pt": (
        f"Confirmo.\n\nEnviado do meu iPhone\n\n> No dia 24/11/2026, às 18:42, Loja Verde <loja@verde.example> escreveu:\n> \n{marked(LOJA)}",
        "Confirmo.",
    ),
    "ipad fr": (
        f"D'accord, merci.\n\nEnvoyé de mon iPad\n\n> Le 24 nov. 2026 à 18:42, Service clients <clients@banque.example> a écrit :\n> \n{marked(BANQUE)}",
        "D'accord, merci.",
    ),
    "iphone it": (
        f"Alle nove ok\n\nInviato da iPhone\n\n> Il giorno 24 nov 2026, alle ore 18:42, Assistenza Casa <assistenza@casa.example> ha scritto:\n> \n{marked(CASA)}",
        "Alle nove ok",
    ),
    "iphone en, answer below": (
        f"> On 24 Nov 2026, at 18:42, Netline Care <care@netline.example> wrote:\n> \n{marked(ROUTER)}\n\nStill dead. Please send somebody.\n\nSent from my iPhone\n",
        "Still dead. Please send somebody.",
    ),
    # -- Thunderbird ------------------------------------------------------------------------------------
    "thunderbird es bottom": (
        f"El 24/11/26 a las 18:42, Recepción escribió:\n{marked(HOTEL)}\n\nHacia las siete.\n\n-- \nJaume Costa\nhttps://costa.example\n",
        "Hacia las siete.",
    ),
    "thunderbird en inline": (
        "On 24/11/2026 18:42, Netline Care wrote:\n> please restart the router and tell us\n> which lights stay on.\nPower and DSL.\n\n> Does the phone work?\nNo.\n\n> Kind regards,\n> Netline Care\n\nTom\n",
        "Power and DSL.\n\nNo.\n\nTom",
    ),
    "thunderbird de top": (
        f"Die Nummer ist 5512.\n\nAm 24.11.26 um 18:42 schrieb Serviceteam:\n{marked(AMT)}\n",
        "Die Nummer ist 5512.",
    ),
    "thunderbird fr": (
        f"Le 24/11/2026 à 18:42, Service clients a écrit :\n{marked(BANQUE)}\nJe le cherche.\n",
        "Je le cherche.",
    ),
    "thunderbird it via list": (
        f"Alle nove.\n\nIl 24/11/2026 18:42, Assistenza Casa via Clienti ha scritto:\n{marked(CASA)}\n",
        "Alle nove.",
    ),
    "thunderbird pt-br": (
        f"Em 24/11/2026 18:42, Loja Verde escreveu:\n{marked(LOJA)}\n\nConfirmo, Rua das Flores 12.\n",
        "Confirmo, Rua das Flores 12.",
    ),
    # -- Yahoo ------------------------------------------------------------------------------------------
    "yahoo es": (
        f" Llegaré a las seis.\nGracias.\n\n    El martes, 24 de noviembre de 2026, 18:42:11 CET, Recepción <recepcion@hotel.example> escribió:  \n \n {HOTEL}\n  ",
        "Llegaré a las seis.\nGracias.",
    ),
    "yahoo en phone": (
        f"No lights at all\n\nSent from Yahoo Mail on Android \n \n  On Tue, Nov 24, 2026 at 6:42 PM, Netline Care<care@netline.example> wrote:   {ROUTER}",
        "No lights at all",
    ),
    "yahoo fr": (
        f" Voici le document.\n\n    Le mardi 24 novembre 2026 à 18:42:11 UTC+1, Service clients <clients@banque.example> a écrit :  \n \n {BANQUE}",
        "Voici le document.",
    ),
    # -- Android ----------------------------------------------------------------------------------------
    "samsung es": (
        f"A las seis.\n\n\n\nEnviado desde mi Galaxy\n\n\n-------- Mensaje original --------\nDe: Recepción <recepcion@hotel.example> \nFecha: 24/11/26  18:42  (GMT+01:00) \nPara: jaume@costa.example \nAsunto: Reserva \n\n{HOTEL}",
        "A las seis.",
    ),
    "samsung de": (
        f"5512\n\nVon meinem Samsung Galaxy Smartphone gesendet.\n\n\n-------- Ursprüngliche Nachricht --------\nVon: Serviceteam <team@amt.example> \nDatum: 24.11.26  18:42  (GMT+01:00) \nAn: k.vogt@firma.example \nBetreff: Antrag \n\n{AMT}",
        "5512",
    ),
    "samsung pt": (
        f"Sim, confirmo.\n\nEnviado do meu Galaxy\n\n-------- Mensagem original --------\nDe : Loja Verde <loja@verde.example> \nData: 24/11/26 18:42 (GMT+00:00) \nPara: bia@sapo.example \nAssunto: Pedido \n\n{LOJA}",
        "Sim, confirmo.",
    ),
    "k-9": (
        f"Power light only.\n\nOn 24 November 2026 18:42:11 GMT, Netline Care <care@netline.example> wrote:\n{marked(ROUTER)}\n\n-- \nSent from my Android device with K-9 Mail. Please excuse my brevity.",
        "Power light only.",
    ),
    "fairemail": (
        f"Power light only.\n\nNov 24, 2026 18:42:11 Netline Care <care@netline.example>:\n\n{marked(ROUTER)}",
        "Power light only.",
    ),
    # -- Proton, mutt and others ------------------------------------------------------------------------
    "proton en": (
        f"Only power.\n\nSent with [Proton Mail](https://proton.me/mail/home) secure email.\n\nOn Tuesday, November 24th, 2026 at 6:42 PM, Netline Care <care@netline.example> wrote:\n\n{marked(ROUTER)}",
        "Only power.",
    ),
    "proton es phone": (
        f"A las seis.\n\nEnviado desde Proton Mail para Android.\n\n-------- Mensaje original --------\nEl martes, 24/11/26 a las 18:42 Recepción <recepcion@hotel.example> escribió:\n\n{marked(HOTEL)}",
        "A las seis.",
    ),
    "mutt en": (
        f"On Tue, Nov 24, 2026 at 06:42:11PM +0000, Netline Care wrote:\n{marked(ROUTER)}\n\nPower only.\n\n-- \nTom Webb\n",
        "Power only.",
    ),
    "mutt trimmed inline": (
        "* Netline Care <care@netline.example> [2026-11-24 18:42]:\n> which lights stay on.\n\nPower.\n\n> Does the phone work?\n\nIt does not.\n",
        "Power.\n\nIt does not.",
    ),
    "alpine": (
        f"On Tue, 24 Nov 2026, Netline Care wrote:\n\n{marked(ROUTER)}\n\nPower only.",
        "Power only.",
    ),
    "roundcube es": (
        f"El 2026-11-24 18:42, Recepción escribió:\n{marked(HOTEL)}\n\nA las seis.\n",
        "A las seis.",
    ),
    "roundcube top": (
        f"A las seis.\n\n---\nJaume\n\nEl 24-11-2026 18:42, Recepción escribió:\n{marked(HOTEL)}\n",
        "A las seis.",
    ),
    "zimbra": (
        f"A las seis.\n\nDe: \"Recepción\" <recepcion@hotel.example>\nPara: \"Jaume Costa\" <jaume@costa.example>\nEnviados: Martes, 24 de Noviembre 2026 18:42:11\nAsunto: Reserva\n\n{HOTEL}",
        "A las seis.",
    ),
    "lotus notes": (
        f"5512.\n\n\n\nVon:\tServiceteam <team@amt.example>\nAn:\tk.vogt@firma.example\nDatum:\t24.11.2026 18:42\nBetreff:\tAntrag\n\n{AMT}",
        "5512.",
    ),
    "own disclaimer above quote": (
        f"A las seis.\n\nJaume\n\n-- \nCosta Consultores\n\n{CONFIDENTIAL}\n\nEl mar, 24 nov 2026 a las 18:42, Recepción (<recepcion@hotel.example>) escribió:\n\n{marked(HOTEL)}",
        "A las seis.\n\nJaume",
    ),
    "antivirus line": (
        f"A las seis.\n\n<https://www.avast.com/sig-email>\nLibre de virus.www.avast.com\n<https://www.avast.com/sig-email>\n\nEl mar, 24 nov 2026 a las 18:42, Recepción (<recepcion@hotel.example>) escribió:\n\n{marked(HOTEL)}",
        "A las seis.",
    ),
    "answers twice": (
        f"Arriba lo importante: a las seis.\n\nEl mar, 24 nov 2026 a las 18:42, Recepción (<recepcion@hotel.example>) escribió:\n\n{marked(HOTEL)}\n\nY abajo: sin cena, gracias.",
        "Arriba lo importante: a las seis.\n\nY abajo: sin cena, gracias.",
    ),
    "quotes a rule of ours": (
        f"Su web dice:\n\"Cancelación gratuita hasta 24 h antes\"\n¿es así?\n\nEl mar, 24 nov 2026 a las 18:42, Recepción (<recepcion@hotel.example>) escribió:\n\n{marked(HOTEL)}",
        "Su web dice:\n\"Cancelación gratuita hasta 24 h antes\"\n¿es así?",
    ),
}  # fmt: skip


def cases() -> Iterator[Case]:
    """All of them."""
    for name, (text, words) in TEXTS.items():
        yield Case(f"unseen: {name}", plain(text, subject="Re: Reserva"), words)
    for name, raw, words in (*_pages(), *_forwards()):
        yield Case(f"unseen: {name}", raw, words)


def _pages() -> Iterator[tuple[str, bytes, str]]:
    """HTML, alone and with its text."""
    hotel, router = broken(HOTEL, "div"), broken(ROUTER)
    yield (
        "html gmail inline",
        html(
            '<div dir="ltr"><div class="gmail_quote"><div dir="ltr" class="gmail_attr">El mar, 24 nov 2026 a las 18:42, Recepción (&lt;<a href="mailto:r@hotel.example">r@hotel.example</a>&gt;) escribió:<br></div>'
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div>Su reserva está confirmada.</div></blockquote><div>Muy bien.</div>'
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div>¿A qué hora?</div></blockquote><div>A las seis.</div></div></div>'
        ),
        "Muy bien.\nA las seis.",
    )
    yield (
        "html outlook desktop",
        html(
            '<div class="WordSection1"><p class="MsoNormal"><span lang="EN-GB">All lights are off.<o:p></o:p></span></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Tom<o:p></o:p></p>'
            '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b><span lang="EN-US">From:</span></b><span lang="EN-US"> Netline Care &lt;care@netline.example&gt;<br><b>Sent:</b> 24 November 2026 18:42<br><b>To:</b> Tom<br><b>Subject:</b> RE: No connection<o:p></o:p></span></p></div></div>'
            f'<p class="MsoNormal">{router}</p></div>'
        ),
        "All lights are off.\n\nTom",
    )
    yield (
        "html outlook web, signature",
        html(
            '<div class="elementToProof" style="font-family: Aptos">A las seis.</div><div id="Signature"><div>Jaume Costa</div></div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
            f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>De:</b> Recepción &lt;r@hotel.example&gt;<br><b>Enviado:</b> martes, 24 de noviembre de 2026 18:42<br><b>Para:</b> Jaume<br><b>Asunto:</b> Reserva</font><div>&nbsp;</div></div>{hotel}'
        ),
        "A las seis.",
    )
    yield (
        "html apple with signature",
        html(
            f'<div>A las seis.</div><div><br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Enviado desde mi iPhone</div><div dir="ltr"><br><blockquote type="cite">El 24 nov 2026, a las 18:42, Recepción &lt;r@hotel.example&gt; escribió:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">﻿{hotel}</div></blockquote></div>'
        ),
        "A las seis.",
    )
    yield (
        "html yahoo",
        html(
            f'<div class="yahoo-style-wrap"><div dir="ltr">A las seis.</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div>El martes, 24 de noviembre de 2026, 18:42:11 CET, Recepción &lt;r@hotel.example&gt; escribió:</div><div><br></div>{hotel}</div></div>'
        ),
        "A las seis.",
    )
    yield (
        "both of proton",
        both(
            f"A las seis.\n\nEl martes, 24 de noviembre de 2026 a las 18:42, Recepción <r@hotel.example> escribió:\n\n{marked(HOTEL)}",
            f'<div style="font-family: Arial">A las seis.</div><div class="protonmail_signature_block protonmail_signature_block-empty"></div><div class="protonmail_quote">El martes, 24 de noviembre de 2026 a las 18:42, Recepción &lt;r@hotel.example&gt; escribió:<br><blockquote class="protonmail_quote" type="cite">{hotel}</blockquote></div>',
        ),
        "A las seis.",
    )
    yield (
        "html thunderbird bottom",
        html(
            f'<div class="moz-cite-prefix">On 24/11/2026 18:42, Netline Care wrote:<br></div><blockquote type="cite" cite="mid:abc@netline.example">{router}</blockquote><p>Power only.</p><div class="moz-signature">-- <br>Tom</div>'
        ),
        "Power only.",
    )


def _forwards() -> Iterator[tuple[str, bytes, str]]:
    """Forwards: all that was forwarded is to be read."""
    gmail = f"¿Esto es correcto?\n\n---------- Forwarded message ---------\nDe: Recepción <recepcion@hotel.example>\nDate: mar, 24 nov 2026 a las 18:42\nSubject: Reserva\nTo: Jaume Costa <jaume@costa.example>\n\n\n{HOTEL}"
    yield "gmail forward", plain(gmail, subject="Fwd: Reserva", reply=False), gmail
    outlook = f"FYI\n\nFrom: Netline Care <care@netline.example>\nSent: 24 November 2026 18:42\nTo: Tom Webb\nSubject: No connection\n\n{ROUTER}"
    yield "outlook forward", plain(outlook, subject="FW: No connection", reply=False), outlook
    thunderbird = f"Siehe unten.\n\n-------- Weitergeleitete Nachricht --------\nBetreff: \tAntrag\nDatum: \tTue, 24 Nov 2026 18:42:11 +0100\nVon: \tServiceteam <team@amt.example>\nAn: \tk.vogt@firma.example\n\n{AMT}"
    yield "thunderbird forward", plain(thunderbird, subject="Fwd: Antrag", reply=False), thunderbird
