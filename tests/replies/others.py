"""Programs that have a shape of their own, and signatures."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.letters import Case, both, broken, html, marked, plain
from tests.replies.speech import ACME, SPEECH

ES, EN, PT, FR, DE = (SPEECH[language] for language in ("es", "en", "pt", "fr", "de"))


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _shapes()
    yield from _signatures()
    yield from _html()


def _shapes() -> Iterator[Case]:
    q, e = marked(ES.ours), marked(EN.ours)
    texts = {
        "proton es": (f"{ES.answer}\n\nEnviado con el correo electrónico seguro de Proton Mail.\n\nEl lunes, 16 de noviembre de 2026"
                      f" a las 10:20, {ACME} escribió:\n\n{q}", ES.answer),
        "proton en old": (f"{EN.answer}\n\nSent with ProtonMail Secure Email.\n\n‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday,"
                          f" November 16th, 2026 at 10:20 AM, {ACME} wrote:\n\n{e}", EN.answer),
        "zoho en": (f"{EN.answer}\n\n\n---- On Mon, 16 Nov 2026 10:20:00 +0100 {ACME} wrote ----\n\n{EN.ours}", EN.answer),
        "zoho es": (f"{ES.answer}\n\n---- El lun., 16 nov. 2026 10:20:00 +0100 {ACME} escribió ---\n\n{ES.ours}", ES.answer),
        "notes en": (f"{EN.answer}\n\n\n\nFrom:   Soporte Acme/Acme\nTo:     lucia@cliente.example\nDate:   16/11/2026 10:20\n"
                     f"Subject:        Factura 4711\n\n\n\n{EN.ours}", EN.answer),
        "notes wrote": (f"{EN.answer}\n\n-----Soporte Acme <soporte@acme.example> wrote: -----\nTo: lucia@cliente.example\nFrom:"
                        f" {ACME}\nDate: 11/16/2026 10:20AM\nSubject: Factura\n\n{EN.ours}", EN.answer),
        "k9 es": (f"{ES.answer}\n\n\nEl 16 de noviembre de 2026 10:20:00 CET, {ACME} escribió:\n{q}\n\n-- \nEnviado desde mi"
                  " dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.", ES.answer),
        "fairemail en": (f"{EN.answer}\n\n\nOn November 16, 2026 10:20:00 AM GMT+01:00, {ACME} wrote:\n{e}", EN.answer),
        "k9 de": (f"{DE.answer}\n\nDiese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.\n\nAm 16. November 2026"
                  f" 10:20:00 MEZ schrieb {ACME}:\n{marked(DE.ours)}", DE.answer),
        "roundcube es": (f"El 2026-11-16 10:20, Soporte Acme escribió:\n{q}\n\n{ES.answer}", ES.answer),
        "roundcube pt": (f"Em 2026-11-16 10:20, Soporte Acme escreveu:\n{marked(PT.ours)}\n\n{PT.answer}", PT.answer),
        "gmx de": (f"{DE.answer}\n \n\nGesendet: Montag, 16. November 2026 um 10:20 Uhr\nVon: \"Soporte Acme\" <soporte@acme.example>"
                   f"\nAn: lucia@cliente.example\nBetreff: Factura 4711\n{DE.ours}", DE.answer),
        "orange fr": (f"{FR.answer}\n\n\n> Message du 16/11/26 10:20\n> De : \"Soporte Acme\" <soporte@acme.example>\n> A : lucia\n> Objet"
                      f" : Factura\n> \n{marked(FR.ours)}", FR.answer),
        "zimbra fr": (f"{FR.answer}\n\nDe: \"Soporte Acme\" <soporte@acme.example>\nÀ: \"lucia\" <lucia@cliente.example>\nEnvoyé: Lundi 16"
                      f" Novembre 2026 10:20:00\nObjet: Factura 4711\n\n{FR.ours}", FR.answer),
        "zimbra es": (f"{ES.answer}\n\n----- Mensaje original -----\nDe: \"Soporte Acme\" <soporte@acme.example>\nPara: \"lucia\""
                      f" <lucia@cliente.example>\nEnviados: Lunes, 16 de Noviembre 2026 10:20:00\nAsunto: Factura\n\n{ES.ours}", ES.answer),
        "mutt en": (f"On Mon, Nov 16, 2026 at 10:20:00AM +0100, Soporte Acme wrote:\n{e}\n\n{EN.answer}", EN.answer),
        "mail.ru": (f"Добрый день, списали дважды.\nЛусия\n\n\nПонедельник, 16 ноября 2026, 10:20 +03:00 от {ACME}:\n\n{marked(EN.ours)}",
                    "Добрый день, списали дважды. Лусия"),
        "gmail ru": (f"Списали дважды, проверьте.\n\nпн, 16 нояб. 2026 г. в 10:20, {ACME}:\n\n{marked(EN.ours)}", "Списали дважды, проверьте."),
        "gmail ja": (f"二回請求されています。\n\n2026年11月16日(月) 10:20 {ACME}:\n\n{e}", "二回請求されています。"),
        "gmail ko": (f"두 번 청구되었습니다.\n\n2026년 11월 16일 (월) 오전 10:20, {ACME}님이 작성:\n\n{e}", "두 번 청구되었습니다."),
        "gmail zh": (f"扣款两次,请检查。\n\n{ACME} 于2026年11月16日周一 10:20写道:\n\n{e}".replace("道:", "道：", 1), "扣款两次,请检查。"),
        "gmail tr": (f"İki kez ödeme alınmış.\n\n{ACME}, 16 Kas 2026 Pzt, 10:20 tarihinde şunu yazdı:\n\n{e}", "İki kez ödeme alınmış."),
        "gmail fi": (f"Veloitus näkyy kahdesti.\n\nma 16. marrask. 2026 klo 10.20 {ACME} kirjoitti:\n\n{e}", "Veloitus näkyy kahdesti."),
        "gmail cs": (f"Platba je tam dvakrát.\n\npo 16. 11. 2026 v 10:20 odesílatel {ACME} napsal:\n\n{e}", "Platba je tam dvakrát."),
        "gmail hu": (f"Kétszer szerepel.\n\n{ACME} ezt írta (időpont: 2026. nov. 16., H, 10:20):\n\n{e}", "Kétszer szerepel."),
        "gmail ro": (f"Apare de două ori.\n\nÎn lun., 16 nov. 2026 la 10:20, {ACME} a scris:\n\n{e}", "Apare de două ori."),
        "gmail no": (f"Beløpet vises to ganger.\n\nman. 16. nov. 2026 kl. 10:20 skrev {ACME}:\n\n{e}", "Beløpet vises to ganger."),
        "groupwise": (f"{EN.answer}\n\n>>> Soporte Acme <soporte@acme.example> 16/11/2026 10:20 >>>\n{EN.ours}", EN.answer),
        "hotmail old": (f"{ES.answer}\n\nDate: Mon, 16 Nov 2026 10:20:00 +0100\nSubject: Factura\nFrom: soporte@acme.example\nTo:"
                        f" lucia@cliente.example\n\n{ES.ours}", ES.answer),
        "name alone": (f"Soporte Acme wrote:\n{e}\n\n{EN.answer}", EN.answer),
        "one word": (f"Gracias\n\n{ES.gmail}\n\n{q}", "Gracias"),
        "one word outlook": (f"Ok\n\nDe: {ACME}\nEnviado: {ES.day}\nPara: Lucía\nAsunto: x\n\n{ES.ours}", "Ok"),
        "two quotes": (f"{ES.answer}\n\n{ES.gmail}\n\n{q}\n>\n> El dom, 15 nov 2026 a las 9:00, Lucía <lucia@cliente.example> escribió:\n>\n"
                       "> > Me cobraron dos veces", ES.answer),
    }  # fmt: skip
    for name, (text, words) in texts.items():
        yield Case(name, plain(text + "\n"), words)
    yield Case("ours without marks", plain(f"{ES.answer}\n\n{LONG}\n"), ES.answer, (LONG,))


LONG = (
    "Hola, Lucía: hemos recibido su mensaje sobre la factura duplicada y lo revisa hoy una persona de facturación.\n"
    "Le responderemos antes de las seis de la tarde con el resultado, gracias por su paciencia."
)


def _signatures() -> Iterator[Case]:
    end = f"\n\n{ES.gmail}\n\n{marked(ES.ours)}\n"
    short = "No me ha llegado el reembolso todavía."
    signed = {
        "rfc": f"{short}\n\n-- \nLucía Pérez\nC/ Mayor 1, Madrid\nTel. 600 000 000",
        "bare": f"{short}\n\n--\nLucía Pérez\nDirectora",
        "dash": f"{short}\n\n—\nLucía",
        "phone and name": f"{short}\n\nEnviado desde mi Samsung Galaxy smartphone.",
        "outlook android": f"{short}\n\nObtener Outlook para Android<https://aka.ms/AAb9ysg>",
        "windows mail": f"{short}\n\nEnviado desde Correo para Windows",
        "yahoo android": f"{short}\n\nEnviado desde Yahoo Mail con Android",
        "avast": f"{short}\n\nLibre de virus.www.avast.com <https://www.avast.com/sig>",
        "huawei": f"{short}\n\nEnviado desde mi HUAWEI P30",
        "poco": f"{short}\n\nEnviado desde mi POCO X3",
        "iphone italic": f"{short}\n\n_Enviado desde mi iPhone_",
    }
    for name, text in signed.items():
        yield Case(f"signature {name}", plain(text + end), short)
        yield Case(f"signature {name} unquoted", plain(text + "\n"), short)
    unmarked = f"{short}\n\nLucía Pérez\nDirectora de compras\nTel. 600 000 000"
    yield Case("signature unmarked stays", plain(unmarked + end), unmarked)


def _html() -> Iterator[Case]:
    ours, answer = broken(ES.ours), broken(ES.answer, "div")
    line = broken(ES.gmail)
    bodies = {
        "thunderbird": f'<p>{broken(ES.answer)}</p><div class="moz-cite-prefix">{line}<br></div><blockquote type="cite" cite="mid:r.abc@'
        f'acme.example">{ours}</blockquote>',
        "thunderbird below": f'<div class="moz-cite-prefix">{line}<br></div><blockquote type="cite" cite="mid:r">{ours}</blockquote>'
        f"<p>{broken(ES.answer)}</p>",
        "unknown language": f'<p>{broken(ES.answer)}</p><div class="moz-cite-prefix">Zvabva kuna Acme nhasi<br></div><blockquote type="cite">'
        f"{ours}</blockquote>",
        "proton": f'{answer}<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Enviado con Proton Mail</div>'
        f'</div><br><div class="protonmail_quote">{line}<br><blockquote class="protonmail_quote" type="cite">{ours}</blockquote></div>',
        "yandex": f"<div>{answer}</div><div>16.11.2026, 10:20, \"Soporte\" &lt;soporte@acme.example&gt;:</div><blockquote>{ours}</blockquote>",
        "yandex below": f'<div>16.11.2026, 10:20, "Soporte" &lt;soporte@acme.example&gt;:</div><blockquote>{ours}</blockquote>{answer}',
        "zoho": f'{answer}<div class="zmail_extra"><div id="Zm-_Id_-Sgn1">{line}</div><blockquote style="border-left: 1px">{ours}</blockquote></div>',
        "yahoo below": f'<div class="yahoo_quoted"><div>{line}</div>{ours}</div>{answer}',
        "outlook phone": f'{answer}<div id="ms-outlook-mobile-signature"><div><br></div>Obtener <a href="https://aka.ms/o0ukef">Outlook para'
        f' iOS</a></div><hr><div id="divRplyFwdMsg"><b>De:</b> Soporte</div>{ours}',
        "gmail signature": f'<div dir="ltr">{answer}<br>-- <br><div class="gmail_signature">Lucía Pérez<br>Directora</div></div><div class='
        f'"gmail_quote"><div class="gmail_attr">{line}</div><blockquote class="gmail_quote">{ours}</blockquote></div>',
        "apple signature": f'{answer}<div id="AppleMailSignature" dir="ltr">Enviado desde mi iPhone</div><div dir="ltr"><br><blockquote type='
        f'"cite">{line}<br>{ours}</blockquote></div>',
        "windows mail": f'{answer}<div style="padding-top: 5px; border-top-color: rgb(229, 229, 229); border-top-width: 1px; border-top-style:'
        f' solid;"><div><b>De:</b>&nbsp;Soporte<br><b>Enviado:</b>&nbsp;lunes, 16 de noviembre de 2026 10:20<br><b>Para:</b>&nbsp;'
        f'<a href="mailto:lucia@cliente.example">Lucía</a></div></div><div><br></div>{ours}',
        "zimbra": f'{answer}<hr id="zwchr"><b>De: </b>soporte@acme.example<br><b>Asunto: </b>x<br>{ours}',
    }  # fmt: skip
    for name, body in bodies.items():
        yield Case(f"html {name}", html(body), ES.answer)
    disagree = "Lo que digo está solo en el texto y no en la otra parte, revisen el pedido 99."
    yield Case(
        "html says less than text",
        both(disagree, f'<div>Vea el texto</div><blockquote type="cite">{ours}</blockquote>'),
        disagree,
    )
