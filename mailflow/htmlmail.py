"""The HTML twin of a rendered text: the same words in the shapes a text only hints at (product.md 1.10).

Input is the marked text of `render`; every character of it is escaped here, and tags come from this file alone.
"""

from __future__ import annotations

import re
from html import escape

from helpdesk.mailflow.marks import CARD, STARTS, WARNING

# Inline styles, because half of all clients drop <style>; the classes are for dark mode in the other half.
# (class, style): tests hold the contrast of each pair of colours at 4.5 or more, light and dark.
_PARAGRAPH = '<p style="margin:0 0 16px 0">'
_RULE = (
    '<p class="rule" style="margin:24px 0 12px 0;padding:12px 0 0 0;border-top:1px solid #767676;'
    'color:#595959;font-size:14px">'
)
_CARD = (
    '<p class="card" style="margin:0 0 16px 0;padding:10px 12px;background:#f2f2f2;color:#333333;'
    'border-left:4px solid #767676;font-size:14px">'
)
_WARNING = (
    '<p class="warn" style="margin:0 0 16px 0;padding:10px 12px;background:#fff4d6;color:#5c3d00;'
    'border-left:4px solid #a66a00;font-weight:bold">'
)
_BIG = (
    '<p class="big" style="margin:0 0 16px 0;font-size:20px;font-weight:bold;'
    'font-family:Consolas,Menlo,monospace">'
)
_OTHERS = '<div style="margin:0 0 16px 0">'
_QUOTE = (
    '<blockquote class="quote" style="margin:0 0 16px 0;padding:0 0 0 12px;border-left:3px solid #767676;'
    'color:#4d4d4d">'
)

_OTHERS_MARK = re.compile("\x01([^\x02]*)\x02")
_LINK_MARK = re.compile("\x03([^\x04]*)\x04([^\x05]*)\x05")
_BLANK = re.compile(r"\n{2,}")
_LEADING = re.compile(r"(^|\n)( +)")


def html_body(marked: str) -> str:
    """The inside of the HTML mail for `marked`: blocks in order, each line of the text on its own line."""
    out: list[str] = []
    at = 0
    for match in _OTHERS_MARK.finditer(marked):
        out += _ours(marked[at : match.start()])
        out.append(_theirs(match.group(1)))
        at = match.end()
    out += _ours(marked[at:])
    return "\r\n".join(out)


def _ours(text: str) -> list[str]:
    out: list[str] = []
    for block in _BLANK.split(text.strip("\n")):
        lines = block.split("\n")
        while lines:
            shape = _shape(lines[0])
            n = next((n for n, line in enumerate(lines) if _shape(line) != shape), len(lines))
            out.append(_block(shape, lines[:n]))
            lines = lines[n:]
    return [one for one in out if one]


def _shape(line: str) -> str:
    if line.startswith(CARD):
        return "card"
    if line.startswith(WARNING):
        return "warning"
    if line.startswith(STARTS):
        return "rule"
    return "big" if line.startswith("    ") else "paragraph"


def _block(shape: str, lines: list[str]) -> str:
    if shape == "rule":
        return f"{_RULE}{_escaped(lines[0].strip('- '))}</p>"
    if shape == "card":
        return f"{_CARD}{_escaped(_joined(lines, CARD))}</p>"
    if shape == "warning":
        return f"{_WARNING}{_escaped(_joined(lines, WARNING))}</p>"
    text = "\n".join(line.strip() for line in lines)
    if not text:
        return ""
    return f"{_BIG if shape == 'big' else _PARAGRAPH}{_escaped(text)}</p>"


def _theirs(text: str) -> str:
    lines = text.split("\n")
    if all(line.startswith(">") for line in lines):
        inner = "\n".join(line[2:] for line in lines)
        return f"{_QUOTE}{_spaced(escape(inner))}</blockquote>"
    return f"{_OTHERS}{_spaced(escape(text))}</div>"


def _joined(lines: list[str], start: str) -> str:
    return "\n".join(line.removeprefix(start) for line in lines)


def _escaped(text: str) -> str:
    text = escape(text)
    if "\x03" in text:
        text = _LINK_MARK.sub(r'<a href="\1">\2</a>', text)
    return text.replace("\n", "<br>\r\n")


def _spaced(text: str) -> str:
    # Outlook knows no white-space:pre-wrap: indentation has to be spelled out.
    if "\n " in text or text.startswith(" "):
        text = _LEADING.sub(lambda match: match.group(1) + "&nbsp;" * len(match.group(2)), text)
    return text.replace("\n", "<br>\r\n")
