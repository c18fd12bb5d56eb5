"""Whole mails in the markup of each program, text and HTML, for the cases of the outside check."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Sequence
from email.header import Header
from html import escape as esc
from typing import TypedDict

from tests.replies.letters import Case


class Parts(TypedDict):
    """The two versions of a mail."""

    text: str | None
    html: str | None


class Mails:
    """The cases of one file, collected as they are written down."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def mk(
        self,
        name: str,
        words: str,
        text: str | None = None,
        html: str | None = None,
        *,
        subject: str = "Re: Pedido 88231",
        reply: bool = True,
        sent: Sequence[str] = (),
        flowed: bool = False,
        sender: str = "Cliente Uno <cliente.uno@correo.example>",
        to: str = "Soporte Acme <soporte@acme.example>",
    ) -> None:
        """A mail of either version or of both."""
        head = self._head(subject, reply, sender, to)
        kind = "; format=flowed" if flowed else ""
        if text is not None and html is not None:
            halves = (part("plain", text, kind), part("html", html))
            raw = (
                head
                + b'Content-Type: multipart/alternative; boundary="=_p"\r\n\r\n'
                + parted(b"=_p", *halves)
            )
        else:
            raw = head + (part("html", html) if html is not None else part("plain", text or "", kind))
        self.cases.append(Case(f"outside: {name}", raw, words, tuple(sent)))

    def shaped(self, name: str, words: str, body: bytes, kind: str) -> None:
        """A mail whose parts are `body`, of type `kind`."""
        head = self._head(
            "Re: Pedido 88231", True, "Cliente <cliente@correo.example>", "soporte@acme.example"
        )
        self.cases.append(Case(f"outside: {name}", head + f"Content-Type: {kind}\r\n".encode() + body, words))

    def _head(self, subject: str, reply: bool, sender: str, to: str) -> bytes:
        lines = [f"From: {_coded(sender)}", f"To: {_coded(to)}", f"Subject: {_coded(subject)}"]
        lines += ["Date: Tue, 24 Nov 2026 09:41:12 +0100", f"Message-ID: <m{len(self.cases)}@correo.example>"]
        lines += ["MIME-Version: 1.0"]
        if reply:
            lines += ["In-Reply-To: <n.abc234@acme.example>"]
            lines += ["References: <x1@correo.example> <n.abc234@acme.example>"]
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _coded(value: str) -> str:
    words, bracket, address = value.partition(" <")
    return value if value.isascii() else Header(words, "utf-8").encode(maxlinelen=900) + bracket + address


def part(kind: str, body: str, params: str = "") -> bytes:
    """One part with its headers; what is flowed keeps its blanks, as 8bit."""
    data = body.replace("\r\n", "\n").encode()
    coding, coded = "quoted-printable", quopri.encodestring(data)
    if params:
        coding, coded = "8bit", data
    elif len(data) % 3 == 0:
        coding, coded = "base64", base64.encodebytes(data.replace(b"\n", b"\r\n"))
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"{params}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n'
    )
    return head.encode() + coded.replace(b"\n", b"\r\n")


def parted(boundary: bytes, *parts: bytes) -> bytes:
    """Parts between their boundaries."""
    return (
        b"".join(b"--" + boundary + b"\r\n" + one + b"\r\n" for one in parts) + b"--" + boundary + b"--\r\n"
    )


def br(t: str) -> str:
    """Lines with <br> between them."""
    return "<br>".join(esc(line, quote=False) for line in t.split("\n"))


def divs(t: str, attr: str = "") -> str:
    """Each line in a <div> of its own."""
    return "".join(f"<div{attr}>{esc(line, quote=False) or '<br>'}</div>" for line in t.split("\n"))


def ps(t: str, attr: str = "") -> str:
    """Each line in a <p> of its own."""
    return "".join(f"<p{attr}>{esc(line, quote=False) or '&nbsp;'}</p>" for line in t.split("\n"))


def mso(t: str) -> str:
    """Lines as Word writes them."""
    return "\n".join(
        f"<p class=MsoNormal>{esc(line, quote=False) + '<o:p></o:p>' if line else '<o:p>&nbsp;</o:p>'}</p>"
        for line in t.split("\n")
    )


def gt(t: str, p: str = "> ") -> str:
    """Lines with '>' in front."""
    return "\n".join((p + line).rstrip() for line in t.split("\n"))


def linked(addr: str) -> str:
    """An address as a link."""
    return f'<a href="mailto:{addr}">{addr}</a>'


L = {  # from, sent, to, subject as Outlook says them
    "es": ("De:", "Enviado el:", "Para:", "Asunto:"),
    "es2": ("De:", "Enviado:", "Para:", "Asunto:"),
    "en": ("From:", "Sent:", "To:", "Subject:"),
    "pt": ("De:", "Enviada em:", "Para:", "Assunto:"),
    "pt2": ("De:", "Enviado:", "Para:", "Assunto:"),
    "fr": ("De :", "Envoyé :", "À :", "Objet :"),
    "de": ("Von:", "Gesendet:", "An:", "Betreff:"),
    "it": ("Da:", "Inviato:", "A:", "Oggetto:"),
    "nl": ("Van:", "Verzonden:", "Aan:", "Onderwerp:"),
    "ca": ("De:", "Enviat el:", "Per a:", "Tema:"),
    "pl": ("Od:", "Wysłano:", "Do:", "Temat:"),
    "sv": ("Från:", "Skickat:", "Till:", "Ämne:"),
}
WORD_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:m="http://schemas.microsoft.com/office/2004/12/omml" xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15 (filtered medium)"><!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]--><style><!--
/* Font Definitions */
@font-face {font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;}
/* Style Definitions */
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}
span.EstiloCorreo19 {mso-style-type:personal-reply;}
@page WordSection1 {size:612.0pt 792.0pt;}
div.WordSection1 {page:WordSection1;}
--></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head>"""


def hdr_text(lang: str, frm: str, when: str, to: str, subj: str, extra: str = "") -> str:
    """Outlook's headers above a quoted mail."""
    a, b, c, d = L[lang]
    return f"{a} {frm}\n{b} {when}\n{c} {to}\n" + (extra + "\n" if extra else "") + f"{d} {subj}"


def hdr_html(lang: str, frm: str, when: str, to: str, subj: str, extra: str = "") -> str:
    """The same in HTML."""
    a, b, c, d = L[lang]
    lines = [(a, frm), (b, when), (c, to)] + ([tuple(extra.split(" ", 1))] if extra else []) + [(d, subj)]
    return "<br>".join(f"<b>{x}</b> {esc(y, quote=False)}" for x, y in lines)


def outlook_classic(
    ans: str,
    lang: str,
    frm: str,
    when: str,
    to: str,
    subj: str,
    quote: str,
    extra: str = "",
    only: str = "",
    raw_ans: str = "",
    sep: str = "border-top:solid #E1E1E1 1.0pt",
) -> Parts:
    """Outlook for Windows, whose HTML is Word's."""
    html = (
        WORD_HEAD
        + f"""<body lang={lang.upper()} link="#0563C1" vlink="#954F72" style='word-wrap:break-word'><div class=WordSection1>{raw_ans or mso(ans)}
<p class=MsoNormal><span style='mso-fareast-language:EN-US'><o:p>&nbsp;</o:p></span></p><div><div style='border:none;{sep};padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{hdr_html(lang, frm, when, to, subj, extra)}<o:p></o:p></p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>{mso(quote)}</div></body></html>"""
    )
    text = f"{ans}\n\n \n\n{hdr_text(lang, frm, when, to, subj, extra)}\n\n \n\n{quote}\n"
    return {"text": None if only == "html" else text, "html": None if only == "text" else html}


def owa(
    ans: str,
    lang: str,
    frm: str,
    when: str,
    to: str,
    subj: str,
    quote: str,
    sig: str = "",
    only: str = "",
    newcontainer: bool = False,
) -> Parts:
    """Outlook on the web, and the new Outlook."""
    st = ' class="elementToProof" style="font-family: Aptos, Aptos_EmbeddedFont, Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);"'
    sigh = f'<div id="Signature"{st}>{br(sig)}</div>' if sig else ""
    ref = f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">{hdr_html(lang, frm, when, to, subj)}</font><div>&nbsp;</div></div>{ps(quote)}'
    ref = f'<hr style="display:inline-block;width:98%" tabindex="-1">{ref}'
    ref = f'<div id="mail-editor-reference-message-container">{ref}</div>' if newcontainer else ref
    html = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style type="text/css" style="display:none;"> P {{margin-top:0;margin-bottom:0;}} </style></head><body dir="ltr">{divs(ans, st)}{sigh}<div id="appendonsend"></div>{ref}</body></html>'
    text = (
        f"{ans}\n"
        + (f"\n{sig}\n" if sig else "")
        + f"\n________________________________\n{hdr_text(lang, frm, when, to, subj)}\n\n{quote}\n"
    )
    return {"text": None if only == "html" else text, "html": None if only == "text" else html}


def outlook_mobile(
    ans: str, lang: str, get: tuple[str, str], frm: str, when: str, to: str, subj: str, quote: str
) -> Parts:
    """Outlook on phones; `get` is its advertisement."""
    html = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body><div dir="ltr" style="font-family: Aptos;">{divs(ans)}</div><div id="ms-outlook-mobile-body-separator-line" data-applydefaultfontstyles="true" style="font-family: Aptos;"><br></div><div id="ms-outlook-mobile-signature" style="font-family: Aptos;">{get[0]} <a href="https://aka.ms/o0ukef">{get[1]}</a></div><div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message skipProofing"><hr style="display: inline-block; width: 98%;"><div id="divRplyFwdMsg" dir="ltr">{hdr_html(lang, frm, when, to, subj)}<br></div><br>{divs(quote)}</div></body></html>'
    text = f"{ans}\n\n{get[0]} {get[1]}<https://aka.ms/o0ukef>\n________________________________\n{hdr_text(lang, frm, when, to, subj)}\n\n{quote}\n"
    return {"text": text, "html": html}


def gmail(
    ans: str,
    attr: str,
    addr: str,
    quote: str,
    sig: str = "",
    mobile: bool = False,
    only: str = "",
    raw_ans: str = "",
    qraw: str = "",
) -> Parts:
    """Gmail; `attr` holds {a} for the address."""
    ah = esc(attr.replace("{a}", "\0"), quote=False).replace("\0", f"&lt;{linked(addr)}&gt;")
    sigh = (
        f'<br><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div dir="ltr">{br(sig)}</div></div>'
        if sig
        else ""
    )
    tag = "auto" if mobile else "ltr"
    html = f'<div dir="{tag}">{raw_ans or divs(ans)}</div>{sigh}<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{ah}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{qraw or br(quote)}</blockquote></div>'
    at = wrap(attr.replace("{a}", f"<{addr}>"))
    text = f"{ans}\n" + (f"\n-- \n{sig}\n" if sig else "") + f"\n{at}\n\n{gt(quote)}\n"
    return {"text": None if only == "html" else text, "html": None if only == "text" else html}


def wrap(s: str, n: int = 76) -> str:
    """Folded at blanks."""
    out = [""]
    for w in s.split(" "):
        if out[-1] and len(out[-1]) + 1 + len(w) > n:
            out.append(w)
        else:
            out[-1] = f"{out[-1]} {w}".strip()
    return "\n".join(out)


def apple(
    ans: str, attr: str, addr: str, quote: str, phone: str = "", only: str = "", inter: bool = True
) -> Parts:
    """Apple Mail."""
    ah = esc(attr.replace("{a}", "\0"), quote=False).replace("\0", f"&lt;{linked(addr)}&gt;")
    ph = f'<div><br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{phone}</div></div>' if phone else ""
    nl = '<br class="Apple-interchange-newline">' if inter else ""
    html = f'<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">{divs(ans)}{ph}<div><br><blockquote type="cite"><div>{ah}</div>{nl}<div><div style="caret-color: rgb(0, 0, 0);">{divs(quote)}</div></div></blockquote></div><br></body></html>'
    text = (
        f"{ans}\n"
        + (f"\n{phone}\n" if phone else "")
        + f"\n> {attr.replace('{a}', '<' + addr + '>')}\n> \n{gt(quote)}\n"
    )
    return {"text": None if only == "html" else text, "html": None if only == "text" else html}


def ios(ans: str, attr: str, addr: str, quote: str, phone: str) -> Parts:
    """Apple Mail on phones."""
    ah = esc(attr.replace("{a}", "\0"), quote=False).replace("\0", f"{addr}")
    html = f'<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto"><div dir="ltr"></div>{divs(ans)}<div><br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{phone}</div><div dir="ltr"><br><blockquote type="cite">{ah}<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">﻿{divs(quote)}</div></blockquote></div></body></html>'
    text = f"{ans}\n\n{phone}\n\n> {attr.replace('{a}', addr)}\n> \n> ﻿{gt(quote)[2:]}\n"
    return {"text": text, "html": html}


def tbird(
    ans: str, attr: str, quote: str, sig: str = "", below: str = "", only: str = "", raw_ans: str = ""
) -> Parts:
    """Thunderbird."""
    sigh = f'<pre class="moz-signature" cols="72">-- \n{esc(sig)}</pre>' if sig else ""
    html = f'<!DOCTYPE html>\n<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body>{(raw_ans or ps(ans)) if ans or raw_ans else ""}<p><br></p><div class="moz-cite-prefix">{esc(attr)}<br></div><blockquote type="cite" cite="mid:n.abc234@acme.example"><pre class="moz-quote-pre" wrap="">{esc(quote)}</pre></blockquote>{ps(below) if below else "<br>"}{sigh}</body></html>'
    text = (
        (f"{ans}\n\n" if ans else "")
        + f"{attr}\n{gt(quote)}\n"
        + (f"\n{below}\n" if below else "")
        + (f"\n-- \n{sig}\n" if sig else "")
    )
    return {"text": None if only == "html" else text, "html": None if only == "text" else html}
