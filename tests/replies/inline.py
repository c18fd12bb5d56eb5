"""Answers between the lines of a quote, below it, and inside what nothing marks."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.letters import Case, both, broken, html, plain
from tests.replies.speech import ACME, SPEECH

ES, EN, PT = (SPEECH[language] for language in ("es", "en", "pt"))
ASKED = ("¿Qué día fue el cargo?", "¿Tiene el recibo?", "¿En qué banco?")
SAID = ("Fue el lunes 9.", "Sí, lo adjunto.", "En el Banco Azul.")
OUTLOOK = f"De: {ACME}\nEnviado el: {ES.day}\nPara: Lucía\nAsunto: RE: Factura"


def cases() -> Iterator[Case]:
    """All of them."""
    between = "\n\n".join(f"> {ask}\n\n{say}" for ask, say in zip(ASKED, SAID, strict=True))
    words = "\n".join(SAID)
    yield Case("between the lines", plain(f"{ES.gmail}\n\n{between}\n"), words)
    yield Case(
        "between, greeting",
        plain(f"Hola:\n\n{ES.gmail}\n\n{between}\n\nUn saludo\n"),
        f"Hola:\n{words}\nUn saludo",
    )
    tight = "\n".join(f"> {ask}\n{say}" for ask, say in zip(ASKED, SAID, strict=True))
    yield Case("between, tight", plain(f"{ES.thunderbird}\n{tight}\n", kind="; format=flowed"), words)
    yield Case("between, no attribution", plain(f"{tight}\n"), words)
    signed = f"Respondo abajo.\n\n-- \nLucía Pérez\n\n{ES.gmail}\n\n{between}\n"
    yield Case("signature on top, answers below", plain(signed), f"Respondo abajo.\n{words}")
    phone = f"Mis respuestas abajo\n\nEnviado desde mi iPhone\n\n> {ES.apple}\n>\n{tight}\n"
    yield Case("phone line on top, answers below", plain(phone), f"Mis respuestas abajo\n{words}")
    pieces = "".join(
        f'<blockquote class="gmail_quote" style="border-left:1px">{ask}</blockquote><div>{say}</div>'
        for ask, say in zip(ASKED, SAID, strict=True)
    )
    attribution = f'<div class="gmail_attr">{broken(ES.gmail)}</div>'
    yield Case("gmail between in HTML", html(f'<div class="gmail_quote">{attribution}{pieces}</div>'), words)
    cite = pieces.replace('class="gmail_quote"', 'type="cite"')
    yield Case("apple between in HTML", html(cite), words)
    plain_part = f"{ES.gmail}\n\n{between}\n"
    yield Case(
        "gmail between, both parts",
        both(plain_part, f'<div class="gmail_quote">{attribution}{pieces}</div>'),
        words,
    )
    inside = "\n".join(f"{ask}\n{say}" for ask, say in zip(ASKED, SAID, strict=True))
    for cue in ("Respondo abajo, en rojo.", "Les contesto más abajo:", "Mis respuestas entre líneas."):
        yield Case(f"outlook inside: {cue}", plain(f"{cue}\n\n{OUTLOOK}\n\n{inside}\n"), f"{cue}\n{inside}")
    english = f"From: {ACME}\nSent: {EN.day}\nTo: Lucía\nSubject: RE: Factura"
    yield Case(
        "outlook inside, en",
        plain(f"See my answers below in red.\n\n{english}\n\n{inside}\n"),
        f"See my answers below in red.\n{inside}",
    )
    page = f'<p>Please see inline.</p><hr><div id="divRplyFwdMsg">{broken(english)}</div>{broken(inside)}'
    yield Case("outlook inside, HTML", html(page), f"Please see inline.\n{inside}")
    yield Case(
        "unmarked gmail inside",
        plain(f"Respostas abaixo.\n\n{PT.gmail}\n\n{inside}\n"),
        f"Respostas abaixo.\n{inside}",
    )
    both_ends = (
        f"{ES.gmail}\n> {ASKED[0]}\n> {ASKED[1]}\n\n{SAID[0]}\n\n> {ASKED[2]}\n\n{SAID[2]}\n\n-- \nLucía\n"
    )
    yield Case("below, signed", plain(both_ends), f"{SAID[0]}\n{SAID[2]}")
