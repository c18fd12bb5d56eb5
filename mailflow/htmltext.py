"""HTML to plain text: the seam to the HTML library, behind caps on size and depth."""

from __future__ import annotations

import html as entities
import re

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

LARGEST = 1024 * 1024
DEEPEST = 400

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*+)")
# Elements that end by themselves, or that their next sibling ends (HTML 13.1.2.4): unclosed, they do not nest.
_FLAT = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "tr", "td", "th", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup", "o:p", "html", "body",
    "head",
))  # fmt: skip
# Left open, these are opened again in every paragraph that follows (HTML 13.2.4.3): their number times the
# tags behind them is what a tree costs.
_FORMATTING = frozenset((
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
))  # fmt: skip
_MOST_REOPENED = 300_000
_SILENT = re.compile(r"<(script|style|title)\b[^>]*+>.*?(?:</\1\b|\Z)", re.IGNORECASE | re.DOTALL)
_BREAKING = re.compile(r"</?(?:br|p|div|tr|li|h[1-6]|table|blockquote|pre|ul|ol)\b[^>]*+>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*+>")
_LINK = re.compile(r" \((?P<scheme>https?://|mailto:)(?P<rest>[^\s()]{1,2000}?)/?\)")
_META = re.compile(rb"<meta\b[^<>]*?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
# As an attribute stands in the source (HTML 13.1.2.3): a style's `overflow: hidden` is none.
_HIDDEN = re.compile(r"(?=h)(?<=[\s/\"'])hidden(?=[\s/>=]|\Z)", re.IGNORECASE)
_HIDES = re.compile(
    r"(?=[dvmf])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d]*[1-9]))",
    re.IGNORECASE,
)
# The library sets a link in a list's item off by blanks of its own.
_ITEM = re.compile(r"^ +(?:•|[0-9]{1,4}\.) \S[^\n]*  [^\n]*$", re.MULTILINE)
_WIDE = re.compile(r"(?<=\S) {2,}")
_TELLING = re.compile(r"&(?!(?:lt|gt|amp|quot);)")  # entities that may stand for a letter, a colon or a blank
_BLANKS = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t\xa0]+$", re.MULTILINE)


def tame(html: str) -> bool:
    """Whether `html` is small and flat enough to build a tree of (threats A39, A43). One pass over its tags."""
    if len(html) > LARGEST:
        return False
    tags = _TAG.findall(html)
    if len(tags) <= DEEPEST:
        return True  # however they nest, neither bound is reached
    depth = formatting = reopened = 0
    for end, name in tags:
        name = name.lower()
        reopened += formatting
        if reopened > _MOST_REOPENED:
            return False
        if name in _FLAT:
            continue
        step = -1 if end else 1
        depth = max(0, depth + step)
        if name in _FORMATTING:
            formatting = max(0, formatting + step)
        if depth > DEEPEST:
            return False
    return True


def text_of(html: str) -> str:
    """What a reader sees of `html`, with links beside their words.

    HTML too large or too deep loses its tags and keeps its words; nothing raises.
    """
    if not tame(html):
        return _tidy(_stripped(html[: 4 * LARGEST]))
    tree = HTMLTree.parse(html)
    return _tidy(extract_plain_text(tree, preserve_formatting=True, main_content=False, links=True))


def seen_of(html: str) -> str:
    """As `text_of`, without what a style or an attribute keeps from the eye: a command there is none that she gave."""
    shown = shown_of(html)
    return text_of(html) if shown is None else shown


def shown_of(html: str) -> str | None:
    """What `seen_of` says; None where nothing is hidden, and `text_of` says the same."""
    if not _may_hide(html) or not tame(html):
        return None
    tree = HTMLTree.parse(html)
    hides = False
    for node in tree.document.query_selector_all("[style], [hidden]") if tree.document else ():
        hidden = node.hasattr("hidden") or _HIDES.search(node.getattr("style", "") or "")
        if hidden and node.parent is not None:
            node.parent.remove_child(node)
            hides = True
    if not hides:
        return None
    return _tidy(extract_plain_text(tree, preserve_formatting=True, main_content=False, links=True))


def _may_hide(html: str) -> bool:
    """Whether the source has anywhere what would hide something, written out or as entities: asked first, since a tree
    and its styles cost milliseconds and hardly a mail hides anything."""
    if _HIDDEN.search(html) or _HIDES.search(html):
        return True
    return _TELLING.search(html) is not None and _HIDES.search(entities.unescape(html)) is not None


def declared_charset(octets: bytes) -> str:
    """The charset that a document names in its first kilobyte, '' where it names none."""
    found = _META.search(octets[:1024])
    return found[1].decode("ascii") if found else ""


def _stripped(html: str) -> str:
    """Words without tags, in linear time, for what must not become a tree."""
    return entities.unescape(_ANY_TAG.sub(" ", _BREAKING.sub("\n", _SILENT.sub(" ", html))))


def _tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\0", "")
    text = _TRAILING.sub("", text) if " \n" in text or "\t\n" in text else text
    text = _ITEM.sub(lambda item: _WIDE.sub(" ", item[0]), text)
    text = _LINK.sub(_unless_said, text) if " (" in text else text
    return _BLANKS.sub("\n\n", text).strip("\n")


def _unless_said(link: re.Match[str]) -> str:
    """A link's address, dropped where its words say it already."""
    scheme, rest, start = link["scheme"], link["rest"], link.start()
    said = any(link.string.endswith(form, 0, start) for form in (rest, f"{rest}/"))
    return "" if said else f" ({scheme}{rest})"
