"""Mail made to be slow to read (threats A42): pieces repeated so often, each against one test of a line or a comparison."""

from __future__ import annotations

from collections.abc import Callable

from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.evidence import Past
from helpdesk.mailflow.parse import read
from helpdesk.mailflow.two_versions import apart
from tests.replies.letters import both, html, plain

HEAD = "El lun, 23 nov 2026 a las 9:10, Lucía escribió:"
HEADERS = "De: Lucía\nEnviado: lunes, 23 de noviembre de 2026 9:10\nPara: Ana\nAsunto: x"
KNOWN = Past(
    texts=[
        "Me siguen cobrando dos veces la factura.\nVea https://banco.example/recibo/4711 para más.\nGracias"
    ],
    desk=frozenset({"tienda@acme.example"}),
    protocol="ACM-2611-7K3MGX",
)
# Against the lines above a quote, and the marks of programs; those in brackets are HTML.
REPLIES = {
    "attributions": "El 16/11/26 a las 10:20, Ana <a@b.example> escribió:\n", "folds": "El 3 de abril Ana <\n",
    "headers": "De: a@b\nEnviado: lunes\n", "labels": "De:\n", "pointing": "abajo De: a@b\n", "marks": "> > > a\n",
    "rules": "________________\nDe: a\n", "signatures": "--\n", "phones": "Enviado desde mi iPhone\n",
    "run ons": "10:20 <a@b> wrote:  x ", "hours": "1:00<a@" * 50 + ":  ", "last": "a <a@b> [1:00 1:00 1:00\n",
    "verbs": "wrote " * 60 + ":\n",
    "times": "10:20 " * 60 + "2026 wrote:\n", "dashes": "---- a " * 50 + "----\n", "brackets": "<a@" * 100 + ":\n",
    "<cite>": '<blockquote type="cite">a</blockquote>b', "<plain>": "a:<blockquote>b</blockquote>",
    "<signs>": '<div class="gmail_signature">a</div>', "<holds>": '<div class="yahoo_quoted">a</div>', "<div>": "<div ",
    "<border>": '<p style="border-top:solid #E1E1E1">a</p>',
}  # fmt: skip
# Against the comparison of a mail's two versions: of the text, and of the HTML beside it.
_BESIDE = "zz yy "
VERSIONS = {
    "words": ("a b ", _BESIDE), "numbers": ("1 ", _BESIDE), "pictures": ('<img "', _BESIDE), "links": ("<https:", _BESIDE),
    "drawings": ("[image: ", _BESIDE), "hashes": ("#x\n", _BESIDE), "nots": ("no ", _BESIDE), "lists": ("1) ", _BESIDE),
    "brackets": ("(https://", _BESIDE), "ats": ("a@", _BESIDE),
    "places": ("zz 11 yy zz 1 zz 11 yy ", "zz 11 yy "),  # where '1' is looked for, and is never a word
}  # fmt: skip
# Against what accounts for the lines of a quote.
QUOTES = {
    "attributions": f"{HEAD}\n", "commands": "> #nota\n\n", "headers": f"{HEADERS}\n\nx\n",
    "brackets": "<" * 60 + "\n", "cells": "a | b\n",
}  # fmt: skip


def reply(name: str, size: int) -> Callable[[], object]:
    """A customer's answer of about so many characters, ready to be read."""
    body = REPLIES[name] * (size // len(REPLIES[name]))
    mail = read(html(body) if name.startswith("<") else plain(body))
    return lambda: own_words(mail)


def versions(name: str, times: int) -> Callable[[], object]:
    """Two long versions that differ, ready to be compared."""
    text, beside = (piece * times for piece in VERSIONS[name])
    mail = read(both(text, f"<p>{beside}</p>{'' if name == 'places' else text}"))
    return lambda: apart(mail, lambda one: one.mail.text)


def quote(name: str, times: int) -> Callable[[], object]:
    """An agent's answer above a long quote, ready to be accounted for."""
    mail = read(plain(f"Hecho.\n\n{HEAD}\n\n{QUOTES[name] * times}"))
    return lambda: own_words(mail, strict=True, past=KNOWN)
