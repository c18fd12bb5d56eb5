"""The HTML twin of a rendered text: the same words in the shapes a text only hints at (product.md 1.10).

Input is the marked text of `render`; every character of it is escaped, and tags come from looks.py alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from helpdesk.mailflow import looks
from helpdesk.mailflow.htmllines import TITLE, card_line, inline, lines, taps, warned
from helpdesk.mailflow.marks import CARD, STARTS, WARNING
from helpdesk.mailflow.words import LANGUAGES

_THEIRS = re.compile("([\x01\x0e\x0f])([^\x02]*)\x02")
_EMPHASIS = re.compile(r"\*\*(?=[^\s*])([^*\n]*[^\s*])\*\*")
# An address to open, less what ends the sentence around it.
_URL = re.compile(r"https?://[^\s<>\"«»“”*]{1,2000}", re.IGNORECASE)
_AFTER_URL = ".,;:!?'’…)]}_"
_BLANK = re.compile(r"\n{2,}")
_LEADING = re.compile(r"(^|\n)( +)")
_SIGNED = "— "  # what stands below the desk's own signature is small print


def html_body(marked: str) -> str:
    """The inside of the HTML mail for `marked`: blocks in order, each line of the text on its own line."""
    out: list[str] = []
    at = 0
    for match in _THEIRS.finditer(marked):
        out += _ours(marked[at : match.start()])
        out.append(_taken_whole(match[1], match[2]))
        at = match.end()
    out += _ours(marked[at:])
    body = "\r\n".join(out)
    # Above the first title there is nothing that a line would part it from.
    return looks.FIRST_TITLE + body.removeprefix(looks.TITLE) if body.startswith(looks.TITLE) else body


def _ours(text: str) -> list[str]:
    out: list[str] = []
    signed = False
    for block in _BLANK.split(text.strip("\n")):
        rows = block.split("\n")
        while rows:
            shape = _shape(rows[0])
            n = next((n for n, row in enumerate(rows) if _shape(row) != shape), len(rows))
            if shape == "paragraph":
                shape = (
                    "fine" if signed else "above taps" if rows[n:] and _shape(rows[n]) == "taps" else shape
                )
            out.append(_block(shape, rows[:n]))
            signed = signed or rows[n - 1].startswith(_SIGNED)
            rows = rows[n:]
    return [one for one in out if one]


def _shape(row: str) -> str:
    if row.startswith(CARD):
        return "card"
    if row.startswith(WARNING):
        return "warning"
    if row.startswith(STARTS):
        return "rule"
    if row.startswith("\x07"):
        return "taps"
    if row.startswith(f"\x06{TITLE}\x04"):
        return "title"
    if row.startswith("\x06") and row[1:3] in LANGUAGES:  # said to who reads another language
        return "fine"
    return "big" if row.startswith("    ") else "paragraph"


def _block(shape: str, rows: list[str]) -> str:
    match shape:
        case "rule":
            return f"{looks.RULE}{inline(rows[0].strip('- '))}</p>"
        case "card":
            inside = "\r\n".join(card_line(row.removeprefix(CARD)) for row in rows)
            return f"{looks.CARD}{inside}{looks.END_TABLE}"
        case "warning":
            inside = "\r\n".join(warned(row.removeprefix(WARNING)) for row in rows)
            return f"{looks.WARNING}{inside}{looks.END_TABLE}"
        case "taps":
            return taps(rows)
    text = "\n".join(row.strip() for row in rows)
    start, end = _AROUND[shape]
    return f"{start}{lines(text)}{end}" if text else ""


_AROUND = {
    "big": (looks.BIG, looks.END_TABLE),
    "title": (looks.TITLE, "</h2>"),
    "fine": (looks.FINE, "</p>"),
    "above taps": (looks.ABOVE_TAPS, "</p>"),
    "paragraph": (looks.PARAGRAPH, "</p>"),
}


def _taken_whole(mark: str, text: str) -> str:
    if mark == "\x0e":
        return f"{looks.CODE}{escape(text)}</pre>"
    if mark == "\x0f":
        return _EMPHASIS.sub(rf"{looks.STRONG}\1</strong>", _theirs(text, _linked))
    return _theirs(text)


def _linked(text: str) -> str:
    """Words of an agent or a macro, escaped; its addresses can be opened: Outlook makes no links by itself."""
    out: list[str] = []
    at = 0
    for found in _URL.finditer(text):
        url = found[0]
        while url[-1] in _AFTER_URL and not (url[-1] == ")" and url.count("(") >= url.count(")")):
            url = url[:-1]
        if len(url) <= len("https://"):
            continue
        out += [escape(text[at : found.start()]), f'{looks.LINK}{escape(url)}">{escape(url)}</a>']
        at = found.start() + len(url)
    return "".join(out) + escape(text[at:])


def _theirs(text: str, shown: Callable[[str], str] = escape) -> str:
    rows = text.split("\n")
    if all(row.startswith(">") for row in rows):
        inner = "\n".join(row[2:] for row in rows)
        return f"{looks.QUOTE}{_spaced(shown(inner))}</blockquote>"
    if all(row.startswith("  ") for row in rows if row.strip()):
        inner = "\n".join(row[2:] for row in rows)
        return f"{looks.INDENTED}{_spaced(shown(inner))}</div>"
    return f"{looks.OTHERS}{_spaced(shown(text))}</div>"


def _spaced(text: str) -> str:
    # Outlook knows no white-space:pre-wrap: indentation has to be spelled out.
    if "\n " in text or text.startswith(" "):
        text = _LEADING.sub(lambda match: match.group(1) + "&nbsp;" * len(match.group(2)), text)
    return text.replace("\n", "<br>\r\n")
