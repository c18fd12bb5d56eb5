"""A mail's HTML for a frame in the viewer: sanitised, its own pictures inside, a word for every other (A36)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

from helpdesk.mailflow.htmlsafe import sanitised_html

LARGEST_PICTURE = 500_000
ALL_PICTURES = 2_000_000
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
# The sanitiser writes every attribute in double quotes and no bare `<`: so a tag is found whole, and a tag that only
# stands in another's attribute is never taken for one.
_TAG = re.compile(r'<(/?[a-zA-Z][^\s<>"]*)((?:\s+[^\s=<>"]+(?:="[^"]*")?)*)\s*/?>')
# An address without a scheme is one of the page that shows the mail: it would lead into the viewer (A35).
_HREF = re.compile(r'\s+href="[^"]*"')
_ELSEWHERE = re.compile(r"\s*(?:https?|mailto):", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([^\s=<>"]+)="([^"]*)"')


def framed(html: str, pictures: Mapping[str, bytes], blocked: str) -> str:
    """`html` made safe; `pictures` are the mail's own by Content-ID, `blocked` the word shown for one that is not."""
    room = ALL_PICTURES

    def put(tag: re.Match[str]) -> str:
        nonlocal room
        element = tag[1].lower()
        if element not in ("a", "img"):
            return tag[0]
        values = {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(tag[2])}
        if element == "a":
            return tag[0] if _ELSEWHERE.match(values.get("href", "")) else _HREF.sub("", tag[0])
        found = pictures.get(unquote(values.get("src", "").strip()[4:]), b"")
        kind = picture_type(found)
        if not kind or len(found) > min(LARGEST_PICTURE, room):
            return f'<span class="blocked">{escape(blocked)}{_named(values.get("alt", ""))}</span>'
        room -= len(found)
        return f'<img alt="{escape(values.get("alt", ""))}" src="data:{kind};base64,{b64encode(found).decode()}">'

    return _TAG.sub(put, sanitised_html(html))


def picture_type(octets: bytes) -> str:
    """'image/png' and the like by what the bytes begin with, '' for anything that is more than a picture (A34)."""
    return next((kind for magic, kind in _PICTURES if octets.startswith(magic)), "")


def _named(alt: str) -> str:
    return f": {escape(alt[:200])}" if alt.strip() else ""
