"""HTML of others made safe to show: an allow-list of tags, no remote content, caps before the sanitiser (A32, A36)."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import nh3

from helpdesk.mailflow.htmltext import tame, text_of

_TAGS = {
    "a", "abbr", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del",
    "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"alt", "src", "height", "width"},
    "td": {"align", "colspan", "rowspan", "valign"},
    "th": {"align", "colspan", "rowspan", "valign"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
    "col": {"span", "width"},
    "ol": {"start", "type"},
    "font": {"color", "size"},
}


def sanitised_html(html: str) -> str:
    """`html` without scripts, styles, forms, remote images or any scheme but http, https, mailto and cid.

    What is too large or too deep for a tree comes back as preformatted text. Never raises.
    """
    if not tame(html):
        return f"<pre>{escape(text_of(html))}</pre>"
    return _cleaner().clean(html)


def _attribute(tag: str, name: str, value: str) -> str | None:
    # Images only out of the mail itself: any other tells its sender who reads and when.
    if tag == "img" and name == "src" and not value.strip().lower().startswith("cid:"):
        return None
    if tag == "a" and value.strip().lower().startswith("cid:"):
        return None
    return value


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={
            "script",
            "style",
            "title",
            "noscript",
            "template",
            "iframe",
            "object",
            "svg",
            "math",
        },
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "cid"},
        link_rel="noopener noreferrer nofollow",
    )
