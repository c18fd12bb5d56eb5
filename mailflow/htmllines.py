"""The insides of a block of an HTML mail: links, taps, words that stand out; everything is escaped here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from helpdesk.mailflow import looks

STRONG, TITLE = "b", "h"  # what a span may be; or a language, for words in another than the mail's

_LINK = re.compile("[\x03\x07]([^\x04]*)\x04([^\x05]*)\x05")
_SPAN = re.compile("\x06([^\x04]*)\x04([^\x05]*)\x05")
# A tap, the words that it will write, and what parts it from the next in a text.
_TAP = re.compile("\x07([^\x04]*)\x04([^\x05]*)\x05 ?((?:(?! · \x07)[^\x07\n])*)(?: · (?=\x07))?")
_GAP = re.compile(" {3,}")
_LABEL = re.compile(r"((?:(?!\. )[^·:]){3,60}:) ")
_HEAD = re.compile(r"(\S+-\d{4}-\S+(?= · )|[A-ZÀ-Ý]{3,} .*?(?= · |$))")


def lines(text: str) -> str:
    """Lines of ours, each on its own; a wide gap in one is a break too, for phones have no room for it."""
    return inline(_GAP.sub("\n", text)).replace("\n", "<br>\r\n")


def inline(text: str) -> str:
    """Words of ours, escaped, with their links and what stands out in them."""
    text = escape(text)
    if "\x06" in text:
        text = _SPAN.sub(_span, text)
    return _LINK.sub(rf'{looks.LINK}\1">\2</a>', text)


def card_line(line: str) -> str:
    """A line of the card: its protocol or its promise stands out, its label stands back."""
    if "\x07" in line:
        label, _, rest = line.partition("\x07")
        above = f"{looks.LINE}{looks.LABEL}{inline(label.strip())}</span></p>\r\n" if label.strip() else ""
        return above + taps(["\x07" + rest])
    if label_of := _LABEL.match(line):
        shown = f"{looks.LABEL}{inline(label_of[1])}</span> {inline(line[label_of.end() :])}"
    elif head := _HEAD.match(line):
        shown = f"<strong>{inline(head[1])}</strong>{inline(line[head.end() :])}"
    else:
        shown = inline(line)
    return f"{looks.LINE}{shown}</p>"


def warned(line: str) -> str:
    """A line of a banner (text, its mark taken off) as HTML: what it is about, before the colon, stands out."""
    label = _LABEL.match(line)
    shown = f"<strong>{inline(label[1])}</strong> {inline(line[label.end() :])}" if label else inline(line)
    return f"{looks.LINE}{shown}</p>"


def taps(rows: Sequence[str]) -> str:
    """Lines of taps: side by side where there is room, each high enough for a thumb."""
    found = [_tapped(*one) for one in _TAP.findall("\n".join(escape(row) for row in rows))]
    return looks.TAPS + "\r\n".join(found) + "</div>"


def _tapped(url: str, label: str, command: str) -> str:
    page = _LINK.match(command.strip())
    if command.strip() and not page:
        shown = label.removeprefix("[").removesuffix("]")
        written = f"{looks.COMMAND}{command.strip()}</span>"
        return f'{looks.TAP}{looks.TAPPED}{url}">{shown}</a> {written}</span>'
    digit = len(label) <= len("10")
    face = f'{looks.DIGIT if digit else looks.FACE}{url}">{label}</a>'
    if page:
        face += f' {looks.PAGE}{label}, {page[2]}" href="{page[1]}">{page[2]}</a>'
    return face if digit and not page else f"<div>{face}</div>"


def _span(found: re.Match[str]) -> str:
    kind, words = found.groups()
    if kind in (STRONG, TITLE):
        return f"<strong>{words}</strong>" if kind == STRONG else words
    return f'<span lang="{kind}">{words}</span>'
