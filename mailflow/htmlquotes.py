"""Quotes in HTML, by the marks mail programs leave: rendered to text with a '>' in front of every quoted line.

The marks are looked for in the source, not in a tree: selecting many nodes is quadratic in the HTML library.
"""

from __future__ import annotations

import re
from itertools import islice

from helpdesk.mailflow.htmltext import tame, text_of

# Characters of the private use area stand for where a quote begins and ends; none of the mail's own survive.
_OPEN, _CLOSE, _REST = "\ue000", "\ue001", "\ue002"
_MARKS = re.compile(f"([{_OPEN}{_CLOSE}{_REST}])")

_BLOCKQUOTE = re.compile(r"<(/?)blockquote\b([^>]*+)>", re.IGNORECASE)
# A blockquote that a program made. People indent with plain ones.
_CITED = re.compile(
    r"type\s*=\s*[\"']?cite|cite\s*=\s*[\"']?mid:|gmail_quote|protonmail_quote|tutanota_quote|iosymail|ydp\w*quote"
    r"|border-left",
    re.IGNORECASE,
)
# Where a quote begins that goes on to the end of the mail.
_REST_MARK = re.compile(
    r"\b(?:id|name)\s*=\s*[\"']?(?:x_)*(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|stopSpelling|zwchr"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-body-separator-line)"
    r"|\bclass\s*=\s*[\"']?(?:x_)*(?:OutlookMessageHeader|yahoo_quoted|ms-outlook-mobile-reference-message|zmail_extra)",
    re.IGNORECASE,
)
# Outlook's line above the headers of a quoted mail; signatures are drawn like it, so the headers must follow.
_BORDER = re.compile(r"border-top:\s?solid #(?:e1e1e1|b5c4df)", re.IGNORECASE)
_FROM = re.compile(r"(?:From|De|Von|Da|Van|От)\s?:", re.IGNORECASE)
_FROM_WITHIN = 1500
_MOST_BORDERS = 50


def quoted_text(html: str, forwarded: bool = False) -> str:
    """The text of `html` with its quotes as '>' lines; '' where it has none that a program marked.

    In a forwarded mail what goes on to the end is what the sender wants read, and stays plain.
    """
    if not tame(html):
        return ""
    source, rest = _MARKS.sub("", html), 0
    if not forwarded and (rest := _rest(source)):
        source = f"{source[: rest - 1]}<div>{_REST}</div>{source[rest - 1 :]}"
    marked = _marked(source)
    return _lines(text_of(marked)) if rest or marked != source else ""


def _rest(html: str) -> int:
    """One more than where the tag stands that begins a quote to the end; 0 where there is none."""
    for found in (_REST_MARK.search(html), _header_border(html)):
        if found is not None:
            tag = html.rfind("<", 0, found.start())
            if tag >= 0 and ">" not in html[tag : found.start()]:
                return tag + 1
    return 0


def _header_border(html: str) -> re.Match[str] | None:
    borders = islice(_BORDER.finditer(html), _MOST_BORDERS)
    return next((one for one in borders if _FROM.search(html, one.end(), one.end() + _FROM_WITHIN)), None)


def _marked(html: str) -> str:
    """`html` with a mark in a line of its own inside both ends of every cited blockquote."""
    pieces: list[str] = []
    end = 0
    cited: list[bool] = []
    for tag in _BLOCKQUOTE.finditer(html):
        if tag[1]:
            if cited and cited.pop():
                pieces.append(f"{html[end : tag.start()]}<div>{_CLOSE}</div>")
                end = tag.start()
            continue
        cited.append(_CITED.search(tag[2]) is not None)
        if cited[-1]:
            pieces.append(f"{html[end : tag.end()]}<div>{_OPEN}</div>")
            end = tag.end()
    return "".join((*pieces, html[end:]))


def _lines(text: str) -> str:
    lines: list[str] = []
    depth = 0
    rest = False
    for piece in _MARKS.split(text):
        if piece == _OPEN:
            depth += 1
        elif piece == _CLOSE:
            depth = max(0, depth - 1)
        elif piece == _REST:
            rest = True
        elif piece.strip():
            quoted = depth > 0 or rest
            lines.extend(f"> {line}" if quoted else line for line in piece.strip("\n").split("\n"))
    return "\n".join(lines)
