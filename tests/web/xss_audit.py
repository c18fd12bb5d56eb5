"""What an HTML5 parser finds active in a page: elements, handlers, addresses and styles with no business there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from resiliparse.parse.html import HTMLTree, NodeType

# Elements that do something by being there.
_ACTIVE = frozenset((Path(__file__).parent / "xss/active.txt").read_text("utf-8").split())
_ADDRESSES = frozenset(
    {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "background", "cite"}
)
_NEVER = frozenset(
    {"style", "srcset", "srcdoc", "ping", "lowsrc", "dynsrc", "longdesc", "usemap", "autofocus", "id", "name"}
)
_SCHEME = re.compile(r"^[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def active(html: str, *, images: str = "data:image/") -> list[str]:
    """Everything active in the body of a page that shows text or HTML of others."""
    return list(_found(html, images))


def _found(html: str, images: str) -> Iterator[str]:
    _, *inside = elements(f"<!doctype html><title>x</title><body>{html}")
    for tag, values in inside:
        if tag in _ACTIVE:
            yield f"<{tag}>"
        for name, value in values.items():
            if name.startswith("on") or name in _NEVER:
                yield f"<{tag} {name}={value}>"
            scheme = _SCHEME.match(value) if name in _ADDRESSES else None
            if tag == "img" and name == "src" and not value.startswith(images):
                yield f"<img src={value}>"
            elif tag != "img" and scheme and scheme[1].lower() not in ("http", "https", "mailto"):
                yield f"<{tag} {name}={value}>"


def elements(page: str) -> list[tuple[str, dict[str, str]]]:
    """The body of a page and every element in it, with its attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    waiting: list[Any] = [HTMLTree.parse(page).body]
    while waiting:
        node = waiting.pop()
        if node.type == NodeType.ELEMENT:
            found.append((node.tag, {name: node.getattr(name) or "" for name in node.attrs}))
            waiting.extend(reversed(node.child_nodes))
    return found
