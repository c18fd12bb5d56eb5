"""Answers to each kind of mail that customers get from the desk, as six programs quote it: the quote is the product's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpdesk.mailflow.preview import previews, read_html, read_text
from helpdesk.mailflow.words import LANGUAGES
from helpdesk.tickets.model import Language
from tests.replies.clients import Mails, gmail, gt, hdr_text, ios, owa, ps, wrap
from tests.replies.letters import Case
from tests.replies.quoted import page_of

DESK, ADDRESS = "Soporte Acme <soporte@acme.example>", "soporte@acme.example"
KINDS = [
    "acknowledgement",
    "acknowledgement:promise",
    "acknowledgement:articles",
    "delay",
    "resolved",
    "waiting",
    "survey_csat",
    "macro",
    "notice",
    "word_status",
    "reply",
    "word_human",
]
SAYS: dict[Language, tuple[str, str, str]] = {
    "es": (
        "Sigue sin llegar nada, y ya han pasado dos semanas.",
        "El lun, 30 nov 2026 a las 18:22, Soporte Acme {a} escribió:",
        "es2",
    ),
    "en": ("Still nothing, two weeks on.", "On Mon, 30 Nov 2026 at 18:22, Soporte Acme {a} wrote:", "en"),
    "pt": (
        "Ainda nada, já lá vão duas semanas.",
        "Em seg., 30 de nov. de 2026 às 18:22, Soporte Acme {a} escreveu:",
        "pt2",
    ),
}
_BOLD = re.compile(r"\b(CERRAR|ESTADO|CLOSE|STATUS|FECHAR)\b")


def cases() -> Iterator[Case]:
    """Each kind of mail in each language, quoted by each program."""
    mails = Mails()
    for language in LANGUAGES:
        ours = previews(language)
        for kind in KINDS:
            written = ours[kind]
            _answers(mails, language, kind, read_text(written).strip(), page_of(read_html(written)))
    yield from mails.cases


def _answers(mails: Mails, language: Language, kind: str, text: str, page: str) -> None:
    said, attribution, labels = SAYS[language]
    name, sent = f"{language} {kind}", [text]
    head = hdr_text(labels, DESK, "lunes, 30 de noviembre de 2026 18:22", "Lucía", "Re: Factura")
    folded = "\n".join(
        wrap(line, 70) if len(line) > 70 else line for line in _BOLD.sub(r"*\1*", text).split("\n")
    )
    web = gmail(said, attribution, ADDRESS, "@Q@")
    plain, rich = str(web["text"]).replace("> @Q@", gt(folded)), str(web["html"]).replace("@Q@", page)
    mails.mk(f"gmail, {name}", said, plain, rich, sent=sent)
    mails.mk(f"gmail text, {name}", said, plain, sent=sent)
    outlook = owa(said, labels, DESK, "lunes, 30 de noviembre de 2026 18:22", "Lucía", "Re: Factura", "@Q@")
    plain, rich = (
        str(outlook["text"]).replace("@Q@", text),
        str(outlook["html"]).replace(ps("@Q@"), page),
    )
    mails.mk(f"outlook web, {name}", said, plain, rich, sent=sent)
    original = f"{said}\n\n-----Mensaje original-----\n{gt(head)}\n>\n{gt(text)}"
    mails.mk(f"outlook with marks, {name}", said, original, sent=sent)
    mails.mk(f"no mark, {name}", said, f"{said}\n\n\n{text}\n", sent=sent)
    phone = ios(said, attribution, ADDRESS, "@", "Enviado desde mi iPhone")
    mails.mk(f"ios, {name}", said, str(phone["text"]).split("> ﻿")[0] + gt(text), sent=sent)
    lines = text.split("\n")
    at = next((n for n, line in enumerate(lines[:-1]) if "?" in line), None)
    if at is not None:
        into = "\n".join([*lines[: at + 1], "NO, AÚN NO", *lines[at + 1 :]])
        mails.mk(f"typed into, {name}", f"{said}\nNO, AÚN NO", f"{said}\n\n{head}\n\n{into}", sent=sent)
