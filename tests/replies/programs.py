"""Answers on top of a quote, by mail program and language: the shape nine of ten replies have."""

from __future__ import annotations

from collections.abc import Iterator

from tests.replies.letters import Case, both, broken, html, marked, plain
from tests.replies.speech import ACME, SPEECH, Speech

BOM = "\ufeff"


def cases() -> Iterator[Case]:
    """All of them."""
    for language, says in SPEECH.items():
        for program in (gmail, gmail_folded, outlook, outlook_plain, apple, thunderbird, iphone):
            yield Case(f"{program.__name__} {language}", program(says), says.answer)
    for language in ("es", "en", "pt", "fr", "de"):
        says = SPEECH[language]
        for program in (outlook_web, outlook_phone, samsung, outlook_html, yahoo):
            yield Case(f"{program.__name__} {language}", program(says), says.answer)


def gmail(says: Speech) -> bytes:
    """Gmail on the web."""
    shown = says.gmail.replace("<", "&lt;<a href='mailto:soporte@acme.example'>").replace(">:", "</a>&gt;:")
    return both(
        f"{says.answer}\n\n{says.gmail}\n\n{marked(says.ours)}\n",
        f'<div dir="ltr">{broken(says.answer, "div")}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{shown}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;'
        f'border-left:1px solid rgb(204,204,204);padding-left:1ex">{broken(says.ours)}</blockquote></div>',
    )


def gmail_folded(says: Speech) -> bytes:
    """Gmail's plain text alone, which folds at 78."""
    return plain(f"{says.answer}\n\n{says.gmail.replace(' <', ' <' + chr(10))}\n\n{marked(says.ours)}\n")


def _block(says: Speech, bold: str = "") -> str:
    values = (ACME, says.day, "Lucía Pérez <lucia@cliente.example>", "RE: Factura 4711")
    return "\n".join(f"{bold}{label}{bold} {value}" for label, value in zip(says.labels, values, strict=True))


def outlook(says: Speech) -> bytes:
    """Outlook for Windows: both parts, a border above the headers."""
    head = broken(_block(says)).replace(says.labels[0], f"<b>{says.labels[0]}</b>", 1)
    return both(
        f"{says.answer}\n\n\n{_block(says)}\n\n{says.ours}\n",
        '<div class="WordSection1">' + broken(says.answer, "p class=MsoNormal").replace("</p class=MsoNormal>", "</p>")
        + "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
        f"{head}</p></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>{broken(says.ours, 'p')}</div>",
    )  # fmt: skip


def outlook_plain(says: Speech) -> bytes:
    """Outlook set to plain text: the 'original message' line."""
    return plain(f"{says.answer}\n\n-----{says.original}-----\n{_block(says)}\n\n{says.ours}\n")


def outlook_web(says: Speech) -> bytes:
    """Outlook on the web and the new Outlook."""
    return both(
        f"{says.answer}\n________________________________\n{_block(says)}\n\n{says.ours}\n",
        f'<div class="elementToProof">{broken(says.answer, "div")}</div><div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        f"{broken(_block(says))}<div>&nbsp;</div></div>{broken(says.ours, 'div')}",
    )


def outlook_phone(says: Speech) -> bytes:
    """Outlook on phones, with its line."""
    return plain(
        f"{says.answer}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n"
        f"{_block(says, '*')}\n\n{says.ours}\n"
    )


def outlook_html(says: Speech) -> bytes:
    """HTML alone, the headers in bold behind a line, no mark."""
    return html(f"<p>{broken(says.answer)}</p><hr><p>{broken(_block(says))}</p><p>{broken(says.ours)}</p>")


def apple(says: Speech) -> bytes:
    """Apple Mail: the attribution stands inside the quote."""
    return both(
        f"{says.answer}\n\n{_inside(says)}\n",
        f'{broken(says.answer, "div")}<div><br><blockquote type="cite"><div>{broken(says.apple)}</div><br class="Apple'
        f'-interchange-newline"><div>{broken(says.ours)}</div></blockquote></div>',
    )


def _inside(says: Speech, before: str = "") -> str:
    return marked("\n\n".join((says.apple, before + says.ours)))


def iphone(says: Speech) -> bytes:
    """Mail on the iPhone: plain text with its line, a byte order mark in front of the quote."""
    return plain(f"{says.answer}\n\n{says.phone}\n\n{_inside(says, BOM)}\n")


def thunderbird(says: Speech) -> bytes:
    """Thunderbird: flowed, the answer below the quote."""
    return plain(f"{says.thunderbird}\n{marked(says.ours)}\n\n{says.answer}\n", kind="; format=flowed")


def samsung(says: Speech) -> bytes:
    """Samsung's mail program."""
    sender, sent, to, subject = says.labels
    return plain(
        f"{says.answer}\n\n-------- {says.original} --------\n{sender} {ACME} \n{sent} 16/11/26  10:20  (GMT+01:00) \n"
        f"{to} lucia@cliente.example \n{subject} Factura 4711 \n\n{says.ours}\n"
    )


def yahoo(says: Speech) -> bytes:
    """Yahoo on the web: nothing is marked in the plain text."""
    line = says.gmail
    return both(
        f" {says.answer}\n\n    {line}  \n \n {says.ours}\n  ",
        f'<div class="ydp1yahoo-style-wrap">{broken(says.answer, "div")}</div><div id="ydp2yahoo_quoted_1" '
        f'class="ydp2yahoo_quoted"><div>{broken(line)}</div>{broken(says.ours, "div")}</div>',
    )
