"""How nine mail programs write an answer or a forward around a real mail of the desk: their text, their HTML."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import getaddresses
from html import escape, unescape
from typing import Literal

from helpdesk.tickets.model import Language
from tests.leaks.speech import SPEECH, Speech
from tests.story.rig.carrier import Sent

Posting = Literal["top", "bottom", "inline"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The mail that is answered, and where its quote is cut for answers between its lines."""

    sent: Sent
    language: Language

    @property
    def says(self) -> Speech:
        """What a program says about it in the agent's language."""
        return SPEECH[self.language]

    @property
    def sender(self) -> tuple[str, str]:
        """Name and address in From."""
        return getaddresses([str(self.sent.mail["From"])])[0]

    @property
    def text(self) -> str:
        """Its plain text."""
        return self.sent.text.rstrip("\n")

    @property
    def body(self) -> str:
        """What is inside <body> of its HTML."""
        part = self.sent.mail.get_body(("html",))
        assert part is not None
        found = re.search(r"<body[^>]*>(.*)</body>", str(part.get_content()), re.DOTALL)
        assert found is not None
        return found[1].replace("\r\n", "\n")

    def attributed(self, form: str) -> str:
        """An attribution of this form."""
        name, address = self.sender
        return form.format(name=name, address=address)

    def headers(self, bold: str = "") -> list[str]:
        """Outlook's four lines."""
        name, address = self.sender
        values = (
            f"{name} <{address}>",
            self.says.day,
            str(self.sent.mail["To"]),
            str(self.sent.mail["Subject"]),
        )
        return [f"{bold}{label}{bold} {value}" for label, value in zip(self.says.labels, values, strict=True)]


@dataclass(frozen=True, slots=True)
class Body:
    """What a program makes: plain text, and HTML where it writes any. `encoding` of both, `head` lines of its own."""

    text: str
    html: str
    encoding: Literal["base64", "quoted-printable", "8bit"]
    head: tuple[str, ...] = ()
    flowed: bool = False


# -- text -----------------------------------------------------------------------------------------------


def marked(text: str) -> str:
    """Behind '> '."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def arranged(
    own: list[str], introduction: str, quote: list[str], posting: Posting, pointing: str = ""
) -> str:
    """Own words and quoted lines in their order; between the lines the second piece stands below the first line."""
    if posting == "top":
        return "\n".join([*own, "", introduction, "", *quote]) + "\n"
    if posting == "bottom":
        return "\n".join([introduction, "", *quote, "", *own]) + "\n"
    lead = [pointing, ""] if pointing else []
    return "\n".join([*lead, introduction, "", quote[0], "", own[0], "", *quote[1:], "", *own[1:]]) + "\n"


def shown(html: str) -> str:
    """HTML as Outlook and Samsung make plain text of it, links in angle brackets."""
    text = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', r"\2&lt;\1&gt;", html, flags=re.DOTALL)
    text = re.sub(r"\s*\n\s*", " ", text)
    text = re.sub(r"(?i)<br[^>]*>\s*", "\n", text)
    text = re.sub(r"(?i)</(?:p|div|tr|blockquote|table)>", "\n\n", text)
    text = unescape(re.sub(r"<[^>]*>", "", text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def lines_of(own: list[str], tag: str = "div") -> str:
    """Own words as HTML."""
    lines = [line for piece in own for line in piece.split("\n")]
    return "".join(
        f"<{tag}>{escape(line, quote=False) or '<br>'}</{tag.split(maxsplit=1)[0]}>" for line in lines
    )


def placed(
    own: list[str], above: str, body: str, posting: Posting, wrap: Callable[[str], str], *, tag: str = "div",
    pointing: str = "",
) -> str:  # fmt: skip
    """Own words and a quoted body as HTML; `wrap` is the program's element around a quote."""
    words = lines_of(own, tag)
    if posting == "top":
        return f"{words}<br>{above}{wrap(body)}"
    if posting == "bottom":
        return f"{above}{wrap(body)}<br>{words}"
    cut = body.find("<br>")
    cut = cut if cut >= 0 else body.find("</div>")
    first, rest = body[:cut], body[cut:]
    if pointing:  # nothing marks the quote: what is written into it stands in it
        body = f"{first}{lines_of(own[:1], tag)}{rest}{lines_of(own[1:], tag)}"
        return f"{lines_of([pointing], tag)}{above}{wrap(body)}"
    return f"{above}{wrap(first + '</div>')}{lines_of(own[:1], tag)}{wrap('<div>' + rest)}{lines_of(own[1:], tag)}"


# -- programs -------------------------------------------------------------------------------------------


def gmail(asked: Asked, own: list[str], posting: Posting) -> Body:
    """Gmail on the web."""
    line = asked.attributed(asked.says.gmail)
    style = "margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"
    html = placed(
        own,
        f'<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{escape(line)}<br></div>',
        asked.body,
        posting,
        lambda body: f'<blockquote class="gmail_quote" style="{style}">{body}</blockquote>',
    )
    folded = line.replace(" <", " <\n", 1) if len(line) > 78 else line
    text = arranged(own, folded, marked(asked.text).split("\n"), posting)
    return Body(text, f'<div dir="ltr">{html}</div></div>', "quoted-printable")


def gmail_app(asked: Asked, own: list[str], posting: Posting) -> Body:
    """Gmail on a phone."""
    made = gmail(asked, own, posting)
    html = made.html.replace('<div dir="ltr">', '<div dir="auto">', 1).replace(
        "gmail_quote_container", "gmail_quote"
    )
    return Body(made.text, html, "base64")


def outlook(asked: Asked, own: list[str], posting: Posting) -> Body:
    """Outlook for Windows."""
    head = "<br>".join(f"<b>{escape(one)}</b>" for one in asked.headers())
    border = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
    html = placed(
        own,
        f'<div><div style="{border}"><p class="MsoNormal">{head}<o:p></o:p></p></div></div>',
        asked.body.replace('class="', 'class="x_'),
        posting,
        lambda body: f'<div><p class="MsoNormal"><o:p>&nbsp;</o:p></p>{body}</div>',
        tag="p class=MsoNormal",
        pointing=asked.says.pointing,
    )
    quote = shown(asked.body).split("\n")
    text = arranged(own, "\n".join(asked.headers()), quote, posting, asked.says.pointing)
    return Body(
        text,
        f'<div class="WordSection1">{html}</div>',
        "quoted-printable",
        ("X-Mailer: Microsoft Outlook 16.0",),
    )


def outlook_web(asked: Asked, own: list[str], posting: Posting) -> Body:
    """Outlook on the web and the new Outlook."""
    head = "<br>".join(escape(one) for one in asked.headers())
    html = placed(
        own,
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr">{head}<div>&nbsp;</div></div>',
        asked.body,
        posting,
        lambda body: f"<div>{body}</div>",
        pointing=asked.says.pointing,
    )
    introduction = "_" * 32 + "\n" + "\n".join(asked.headers())
    text = arranged(own, introduction, shown(asked.body).split("\n"), posting, asked.says.pointing)
    return Body(text, html, "base64")


def outlook_mobile(asked: Asked, own: list[str], posting: Posting) -> Body:
    """Outlook on phones."""
    line = f"{asked.says.outlook}<https://aka.ms/o0ukef>"
    signed = own if posting != "top" else [*own, "", line]
    head = "<br>".join(f"<b>{escape(one)}</b>" for one in asked.headers())
    html = placed(
        signed,
        '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="mail-editor-reference-message-container">'
        f'<div class="ms-outlook-mobile-reference-message skipProofing">{head}</div>',
        asked.body,
        posting,
        lambda body: f"<div>{body}</div>",
        pointing=asked.says.pointing,
    )
    introduction = "_" * 32 + "\n" + "\n".join(asked.headers("*"))
    text = arranged(signed, introduction, shown(asked.body).split("\n"), posting, asked.says.pointing)
    return Body(text, f"{html}</div>", "base64")


def apple(asked: Asked, own: list[str], posting: Posting) -> Body:
    """Mail on a Mac: the attribution stands inside the quote."""
    line = asked.attributed(asked.says.apple)
    html = placed(
        own,
        f'<blockquote type="cite"><div>{escape(line)}</div><br class="Apple-interchange-newline"></blockquote>',
        asked.body,
        posting,
        lambda body: f'<blockquote type="cite"><div>{body}</div></blockquote>',
    )
    text = arranged(own, f"> {line}\n>", marked(asked.text).split("\n"), posting)
    return Body(text, html, "quoted-printable", ("X-Mailer: Apple Mail (2.3826.300.87.4.3)",))


def ios(asked: Asked, own: list[str], posting: Posting) -> Body:
    """Mail on the iPhone."""
    signed = own if posting == "inline" else [*own, "", asked.says.iphone]
    made = apple(asked, signed, posting)
    html = made.html.replace("<div>", '<div dir="ltr">', 3)
    return Body(made.text, html, "quoted-printable", ("X-Mailer: iPhone Mail (22B91)",))


def thunderbird(asked: Asked, own: list[str], posting: Posting) -> Body:
    """Thunderbird, plain text alone."""
    line = asked.attributed(asked.says.thunderbird)
    text = arranged(own, line, marked(asked.text).split("\n"), posting)
    return Body(text, "", "8bit", ("User-Agent: Mozilla Thunderbird",), flowed=True)


def samsung(asked: Asked, own: list[str], posting: Posting) -> Body:
    """Samsung's program on Android."""
    signed = own if posting != "top" else [*own, "", asked.says.galaxy]
    introduction = "\n".join([f"-------- {asked.says.original} --------", *asked.headers()])
    html = placed(
        signed,
        f"<div>{'<br>'.join(escape(one) for one in introduction.split(chr(10)))}</div><div><br></div>",
        asked.body,
        posting,
        lambda body: f"<div>{body}</div>",
        pointing=asked.says.pointing,
    )
    text = arranged(signed, introduction, shown(asked.body).split("\n"), posting, asked.says.pointing)
    return Body(text, f'<div id="composer_parent_wrapper">{html}</div>', "base64")


Program = Callable[[Asked, list[str], Posting], Body]
PROGRAMS: dict[str, Program] = {
    one.__name__: one
    for one in (gmail, gmail_app, outlook, outlook_web, outlook_mobile, apple, ios, thunderbird, samsung)
}


def forwarded(program: str, asked: Asked, own: list[str]) -> Body:
    """The mail passed on, words above it. Outlook and Samsung forward as they answer."""
    made = PROGRAMS[program](asked, own, "top")
    name, address = asked.sender
    subject, to = str(asked.sent.mail["Subject"]), str(asked.sent.mail["To"])
    kind = {"gmail": 0, "gmail_app": 0, "apple": 1, "ios": 1, "thunderbird": 2}.get(program)
    if kind is None:
        return made
    line = asked.says.forwarded[kind]
    head = f"{asked.says.labels[0]} {name} <{address}>\nDate: {asked.says.day}\nSubject: {subject}\nTo: {to}"
    if kind == 0:
        above, quote, wrap = (
            f"---------- {line} ---------\n{head}\n\n",
            asked.text,
            "<div class=gmail_quote>{}</div>",
        )
    elif kind == 1:
        above, quote, wrap = (
            f"> {line}\n>\n{marked(head)}\n>\n",
            marked(asked.text),
            '<blockquote type="cite">{}</blockquote>',
        )
    else:
        above, quote, wrap = f"-------- {line} --------\n{head}\n\n", asked.text, "<div>{}</div>"
    text = "\n".join([*own, "", above + quote, ""])
    html = (
        f"{lines_of(own)}<br>{wrap.format(lines_of([above.replace('> ', '')]) + asked.body)}"
        if made.html
        else ""
    )
    return Body(text, html, made.encoding, made.head, made.flowed)


# -- bytes ----------------------------------------------------------------------------------------------


def encoded(
    body: Body, parts: Literal["both", "text", "html"], files: tuple[tuple[str, bytes], ...] = ()
) -> bytes:
    """The MIME body with its headers; `files` are types and bytes attached."""
    shown_parts = []
    if parts != "html" or not body.html:
        kind = "text/plain; charset=utf-8" + ("; format=flowed" if body.flowed else "")
        shown_parts.append(_part(kind, body.text, body.encoding))
    if body.html and parts != "text":
        meta = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        page = f"<html><head>{meta}</head><body>{body.html}</body></html>"
        shown_parts.append(_part("text/html; charset=utf-8", page, body.encoding))
    whole = shown_parts[0] if len(shown_parts) == 1 else _multipart("alternative", shown_parts, "=_alt")
    attached = [
        f"Content-Type: {kind}\r\nContent-Disposition: attachment\r\n\r\n".encode() + data
        for kind, data in files
    ]
    return _multipart("mixed", [whole, *attached], "=_mix") if attached else whole


def _part(kind: str, text: str, encoding: str) -> bytes:
    data = text.replace("\n", "\r\n").encode()
    if encoding == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        data = quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + data


def _multipart(kind: str, parts: list[bytes], edge: str) -> bytes:
    head = f'Content-Type: multipart/{kind}; boundary="{edge}"\r\n\r\n'.encode()
    return (
        head
        + b"".join(f"--{edge}\r\n".encode() + part + b"\r\n" for part in parts)
        + f"--{edge}--\r\n".encode()
    )
