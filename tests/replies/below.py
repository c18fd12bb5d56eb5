"""The sender's words where programs put other things: below a quoted mail, below a signature, with his own '>' marks."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.letters import Case, broken, html, marked, plain
from tests.replies.programs import _block as block
from tests.replies.speech import ACME, SPEECH

ES = SPEECH["es"]
ABOVE = "Hola, les contesto."
BELOW = "El segundo cargo sigue ahí.\n¿Cuándo lo devuelven?"
THANKS = "Gracias por la respuesta."
# What our answer says, then the customer's own mail, as the desk quotes it under its first answer.
OURS = f"{ES.ours}\n\nEl 15 nov 2026, 09:10, Lucía Pérez escribió:\n\n> Me han cobrado dos veces\n> la factura 4711."
FORMS = {
    "sender first": "De: ana@otro.example\nPara: la tienda\nFecha: 16/11/2026 10:20\nAsunto: caldera\n\nNo enciende desde ayer.",
    "a name too": "De: Ana Gil <ana@otro.example>\nA: Soporte\nAsunto: caldera\n\nNo enciende desde ayer.\n¿Vienen hoy?",
    "in english": "From: ana@otro.example\nTo: the shop\nDate: 16 Nov 2026 10:20\nSubject: boiler\n\nIt does not start.",
    "pasted": f"Esto me llegó, ¿es de ustedes?\n\n{block(ES)}\n\nPague ya.\n\n¿Es verdad?",
}
POSTSCRIPTS = (
    "P.D.: el número de cliente es 4711.", "PD: ¿abren el sábado?", "P.S. I am away on Friday.", "PS: die Rechnung ist von 2025.",
    "Por cierto, ya pagué la otra.", "Posdata: llamen por la tarde.", "Esqueci de dizer: o número é 77.", "N.B.: sono fuori fino a lunedì.",
)  # fmt: skip
OWN_MARKS = {
    "a log": "El programa dice esto:\n\n> Error 5: no hay papel\n> Reinicie el equipo\n\n¿Qué hago ahora?",
    "a list": "Quiero tres cosas:\n> que devuelvan el cargo\n> que lo confirmen por carta\n> que no vuelva a pasar",
}


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _bottoms()
    for name, form in FORMS.items():
        yield Case(f"a form, {name}", plain(form, subject="Avería", reply=False), form)
    for line in POSTSCRIPTS:
        for delimiter in ("-- ", "--"):
            signed = f"{ABOVE}\n\n{delimiter}\nLucía Pérez\nTel. 555 12 34\n\n{line}"
            for name, rest in (("alone", ""), ("above a quote", f"\n\n{ES.gmail}\n\n{marked(ES.ours)}")):
                yield Case(f"{line[:12]} {delimiter!r} {name}", plain(signed + rest), f"{ABOVE}\n\n{line}")
    for name, text in OWN_MARKS.items():
        for sent in ((), (ES.ours,)):
            yield Case(
                f"own marks, {name}, {len(sent)} known",
                plain(f"{text}\n\n{ES.gmail}\n\n{marked(ES.ours)}"),
                text,
                sent,
            )
    between = f"{ES.gmail}\n\n{marked(ES.ours)}\n\n{OWN_MARKS['a log']}"
    yield Case("own marks below the quote", plain(between), OWN_MARKS["a log"], (ES.ours,))
    lines = f"{ES.gmail}\n\n> Hola, Lucía:\nHola.\n> Ya hemos anulado el segundo cargo.\nNo lo veo.\n> En la web pone:\n> pendiente\nPone eso."
    yield Case(
        "own marks between the lines",
        plain(lines),
        "Hola.\nNo lo veo.\n> En la web pone:\n> pendiente\nPone eso.",
        (ES.ours,),
    )


def _bottoms() -> Iterator[Case]:
    """Below a mail quoted under its headers, which nothing marks the end of: where our words are known, or nothing but
    a greeting stands above."""
    for name, ours in (("short", ES.ours), ("with the customer's mail", OURS)):
        for line in ("", "________________________________\n", "-----Mensaje original-----\n"):
            text = f"{line}{block(ES)}\n\n{ours}\n\n{BELOW}"
            for above in (ABOVE, "Hola:"):
                yield Case(
                    f"below, {name}, {line[:1] or 'no'} line, under {above}",
                    plain(f"{above}\n\n{text}"), f"{above}\n\n{BELOW}", (ES.ours,),
                )  # fmt: skip
        yield Case(f"above only, {name}", plain(f"{THANKS}\n\n{block(ES)}\n\n{ours}"), THANKS, (ES.ours,))
    pointing = f"Contesto abajo.\n\n{block(ES)}\n\n{ES.ours.replace('cargo.', f'cargo.{chr(10)}NO.')}"
    yield Case("between, our words known", plain(pointing), "Contesto abajo.\n\nNO.", (ES.ours,))
    greeted = f"Buenos días:\n\n{block(ES)}\n\n{ES.ours}\n\n{BELOW}"
    yield Case("below, nothing known", plain(greeted), f"Buenos días:\n\n{ES.ours}\n\n{BELOW}")
    page = (
        f'<p>{ABOVE}</p><hr><div id="divRplyFwdMsg">{broken(block(ES))}</div>'
        f"<div>{broken(ES.ours)}</div><div>{broken(BELOW)}</div>"
    )
    yield Case("below, html of outlook", html(page), f"{ABOVE}\n{BELOW}", (ES.ours,))
    older = f"{THANKS}\n\n{block(ES)}\n\n{ES.ours}\n\n{block(ES).replace(ACME, 'Lucía <lucia@cliente.example>')}\n\nMe cobran dos veces."
    yield Case("above only, two mails quoted", plain(older), THANKS, (ES.ours,))
