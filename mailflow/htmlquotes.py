"""Quotes in HTML, by the marks mail programs leave: rendered to text with a '>' in front of every quoted line.

The marks are looked for in the source, not in a tree: selecting many nodes is quadratic in the HTML library.
"""

from __future__ import annotations

import re
from itertools import islice

from helpdesk.mailflow.announced import announced
from helpdesk.mailflow.attributions import Grade, attribution
from helpdesk.mailflow.htmltext import tame, text_of
from helpdesk.mailflow.quotes import points_below
from helpdesk.mailflow.signature import could_name

# Characters of the private use area stand for where something begins and ends; none of the mail's own survive.
_OPEN, _CLOSE, _REST, _INDENT, _OUTDENT, _SIGN, _SIGNED, _BOX = (chr(0xE000 + n) for n in range(8))
_ANY = "\ue000-\ue00f"
_FOREIGN = re.compile(
    rf"(?=[&{_ANY}])(?:[{_ANY}]|&#(?:x0{{0,6}}e00[0-9a-f]|0{{0,6}}(?:5734[4-9]|5735[0-9]))(?![0-9a-f]);?)",
    re.IGNORECASE,
)
_MARKS = re.compile(f"([{_ANY}])")
# Stands in front of each line of what a program marked as its sender's signature.
SIGNED = "\ue00f"
# The same of a quote that goes on to the end, as far as anything says.
REST = "\ue00e"
# The same of a '>' that stands for a program's mark: somebody may have typed one, before a log or a list of his own.
MARKED = "\ue00d"

_TAG = re.compile(r"<(/?)(blockquote|div|span|pre|table)\b([^>]*+)>", re.IGNORECASE)
# A blockquote that a program made. People indent with plain ones.
_CITED = re.compile(
    r"type\s*=\s*[\"']?cite|cite\s*=\s*[\"']?mid:|gmail_quote|protonmail_quote|tutanota_quote|iosymail|ydp\w*quote"
    r"|border-left|moz-email-cite|samsung_quote|spark_quote|freshdesk_quote|hey-quote|history_container",
    re.IGNORECASE,
)
_VALUE = r"\s*=\s*[\"']?(?:[\w -]{0,60} )?(?:x_){0,6}"
# Elements that hold a whole quoted mail, or the line above one.
_HOLDS = re.compile(
    rf"\b(?:id|name){_VALUE}(?:OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|messageReplySection)\b"
    rf"|\bclass{_VALUE}(?:yahoo_quoted|ms-outlook-mobile-reference-message|zmail_extra|protonmail_quote"
    rf"|tutanota_quote"
    r"|moz-cite-prefix|gmail_attr|replyHeader|quote-header|wmd-quote|elided-text)(?![\w-])"
    r"|\bname\s*=\s*[\"']quote[\"']"  # GMX and web.de
    rf"|\bid{_VALUE}reply-intro\b",  # Roundcube's line above one
    re.IGNORECASE,
)
_FORWARDS = re.compile(r"(?:\s|&nbsp;|<br>|<[^<>]{0,200}>){0,5}-{2,}")
_SIGNS = re.compile(
    rf"\b(?:id|name){_VALUE}(?:ms-outlook-mobile-signature|AppleMailSignature|composer_signature"
    rf"|messageSignatureSection|_rc_sig|blue_signature)(?![\w-])"
    rf"|\bclass{_VALUE}(?:gmail_signature|moz-signature|protonmail_signature_block|tutanota_signature"
    rf"|k9mail-signature|sh-signature|freshdesk_signature|mb_sig|-x-evo-signature(?:-wrapper)?)(?![\w-])"
    r"|\bdata-marker\s*=\s*[\"']__SIG_P|\bfairemail\s*=\s*[\"']signature",
    re.IGNORECASE,
)
# Outlook's on the web is a box that people write their answer into.
_SIGNS_BOX = re.compile(rf"\bid{_VALUE}Signature\b", re.IGNORECASE)
# Where a quote begins that goes on to the end of the mail.
_REST_MARK = re.compile(
    rf"(?=[inc])(?:\b(?:id|name){_VALUE}(?:divRplyFwdMsg|stopSpelling|zwchr)\b"
    rf"|\bclass{_VALUE}OutlookMessageHeader\b)",
    re.IGNORECASE,
)
# Outlook's line above the headers of a quoted mail; signatures are drawn like it, so the headers must follow.
_BORDER = re.compile(
    r"border-top:\s?(?:solid #(?:e1e1e1|b5c4df)|[\d.a-z]{1,8} solid (?:#(?:e1e1e1|b5c4df)|rgb\())",
    re.IGNORECASE,
)
# Right inside such an element: a table that somebody pasted may be bordered so, further above.
_FROM = re.compile(
    r"[^<>]{0,300}>(?:\s|&nbsp;|<[^<>]{0,600}>){0,30}(?:From|De|Von|Da|Van|От|Od|Från|Fra|Kimden|Lähettäjä|Feladó|De la"
    r"|发件人|寄件者|差出人|보낸 사람)(?:\s|&nbsp;)?[:：]",
    re.IGNORECASE,
)
_MOST_BORDERS = 50


def quoted_text(html: str, forwarded: bool = False) -> str:
    """The text of `html` with its quotes as '>' lines; '' where it has nothing that a program marked.

    In a forwarded mail what goes on to the end is what the sender wants read, and stays plain.
    """
    if not tame(html):
        return ""
    source, rest = _FOREIGN.sub("", html), 0
    if not forwarded and (rest := _rest(source)):
        source = f"{source[: rest - 1]}<div>{_REST}</div>{source[rest - 1 :]}"
    marked = _marked(source)
    return _Lines(text_of(marked)).text() if rest or marked != source else ""


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
    return next((one for one in borders if _FROM.match(html, one.end())), None)


def _marked(html: str) -> str:
    """`html` with a mark in a line of its own inside both ends of every element that means something here."""
    pieces: list[str] = []
    end = 0
    closing: dict[str, list[str]] = {}
    meaning: dict[tuple[str, str], tuple[str, str]] = {}  # programs write the same into every line's element
    for tag in _TAG.finditer(html):
        waiting = closing.setdefault(tag[2].lower(), [])
        if tag[1]:
            if waiting and (mark := waiting.pop()):
                pieces.append(f"{html[end : tag.start()]}<div>{mark}</div>")
                end = tag.start()
            continue
        alike = (tag[2], tag[3])
        if (meant := meaning.get(alike)) is None:
            meant = _meaning(tag, html)
            if not _HOLDS.search(tag[3]):  # what those mean is what follows them, too
                meaning[alike] = meant
        opens, closes = meant
        if opens:
            pieces.append(f"{html[end : tag.end()]}<div>{opens}</div>")
            end = tag.end()
        if not tag[3].endswith("/"):
            waiting.append(closes)
    return "".join((*pieces, html[end:]))


def _meaning(tag: re.Match[str], html: str) -> tuple[str, str]:
    """The marks for the two ends of this element; none for most."""
    attributes = tag[3][:2000]
    if tag[2].lower() == "blockquote":
        return (_OPEN, _CLOSE) if _CITED.search(attributes) else (_INDENT, _OUTDENT)
    if not attributes:
        return "", ""
    if _HOLDS.search(attributes) and not _FORWARDS.match(html, tag.end(), tag.end() + 400):
        return _OPEN, _CLOSE
    if _SIGNS.search(attributes):
        return _SIGN, _SIGNED
    return (_BOX, _SIGNED) if _SIGNS_BOX.search(attributes) else ("", "")


class _Lines:
    """Rendered text with marks in it, made into lines."""

    def __init__(self, text: str) -> None:
        self.lines: list[str] = []
        self.depth = 0
        self.signing = 0
        self.boxed = False
        self.rest = False
        self.indented: list[bool] = []
        for piece in _MARKS.split(text):
            if _MARKS.fullmatch(piece):
                self._mark(piece)
            elif piece.strip():
                self._words(piece.strip("\n"))

    def text(self) -> str:
        return "\n".join(self.lines)

    def _mark(self, mark: str) -> None:
        if mark == _OPEN:
            self.depth += 1
        elif mark == _CLOSE:
            self.depth = max(0, self.depth - 1)
        elif mark == _INDENT:
            # A plain blockquote is a quote where an attribution stands right above it (Yandex, old web mail).
            cited = self._attributed()
            self.indented.append(cited)
            self.depth += cited
        elif mark == _OUTDENT and self.indented:
            self.depth = max(0, self.depth - self.indented.pop())
        elif mark in {_SIGN, _BOX}:
            self.signing += 1
            self.boxed = mark == _BOX
        elif mark == _SIGNED:
            self.signing = max(0, self.signing - 1)
        elif mark == _REST:
            # Who says that answers stand below has written into the quote: nothing marks which lines.
            self.rest = not points_below("\n".join(self.lines[-80:])) and not announced(
                self.lines, len(self.lines)
            )

    def _words(self, piece: str) -> None:
        if self.boxed and not could_name(next(line for line in piece.split("\n") if line.strip())):
            self.signing = 0
        self.boxed = False
        start = f"{MARKED}> " if self.depth > 0 else SIGNED if self.signing and not self.rest else ""
        start = REST + start if self.rest else start
        self.lines.extend(f"{start}{line}" for line in piece.split("\n"))

    def _attributed(self) -> bool:
        at = next(
            (
                n
                for n in range(len(self.lines) - 1, max(-1, len(self.lines) - 4), -1)
                if self.lines[n].strip()
            ),
            -1,
        )
        return at >= 0 and attribution(self.lines, at)[1] >= Grade.DATED
