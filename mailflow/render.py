"""Templates to text and HTML: one template a mail and language gives both, so that they say the same words.

Mail is data and never a template (A50): templates come from files, values are plain, and the sandbox calls nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeAlias
from urllib.parse import quote

from jinja2 import Template
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from markupsafe import Markup

from helpdesk.mailflow.htmllines import STRONG, TITLE
from helpdesk.mailflow.htmlmail import html_body
from helpdesk.mailflow.words import LANGUAGES
from helpdesk.templates_mail.sandbox import Sandbox
from helpdesk.tickets.model import Language

Plain: TypeAlias = "str | int | bool | Sequence[Plain] | Mapping[str, Plain]"

TEXT_LIMIT = 1_000_000  # characters of one rendered mail
HTML_LIMIT = 80_000  # bytes; Gmail clips a mail at about 102,000 (product.md 1.10)

# Control characters, which no value can hold, carry structure from a template to the HTML twin: blocks of others' words
# and of lines to be drawn as they stand; links, spans that stand out, and taps, each `kind AS words END`.
OTHERS, CODE, WRITTEN, END_OTHERS = "\x01", "\x0e", "\x0f", "\x02"
LINK, SPAN, TAP, AS, END = "\x03", "\x06", "\x07", "\x04", "\x05"
TEXT_ONLY, END_TEXT_ONLY = "\x10", "\x11"  # where a link goes, which HTML knows by itself

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_DIRTY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MARKS = re.compile("[\x01\x0e\x0f\x02\x10\x11]|[\x03\x06\x07][^\x04]*\x04|\x05")
_TEXT_ONLY = re.compile("\x10[^\x11]*\x11")
_GAPS = re.compile("([\x01\x0e\x0f][^\x02]*\x02)|\n{3,}")


_NONE: Mapping[tuple[str, Language], str] = {}


class TooLong(Exception):
    """A mail that came out longer than any mail should: it is held, nothing is sent."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's words. `html` is '' where the HTML twin would be clipped: the text is complete without it."""

    text: str
    html: str


def render(
    kind: str,
    language: Language,
    values: Mapping[str, Plain],
    title: str,
    own: Mapping[tuple[str, Language], str] = _NONE,
) -> Rendered:
    """The mail `kind` in `language`, in the words of `own` where the desk has its own. Raises jinja2.TemplateError
    (undefined name, forbidden call) and TooLong."""
    source = own.get((kind, language))
    template = _template(f"{kind}.{language}.txt.j2") if source is None else _compiled(source)
    marked = _written(template, values, f"{kind} in {language}")
    # A template may leave a block out without counting its blank lines; the words of others stay as they are.
    marked = _GAPS.sub(lambda gap: gap.group(1) or "\n\n", marked.strip("\n ")) + "\n"
    text = _MARKS.sub("", marked)
    if len(text) > HTML_LIMIT:
        return Rendered(text, "")
    body = html_body(_TEXT_ONLY.sub("", marked))
    html = _template("layout.html.j2").render(lang=language, title=title, body=Markup(body))  # noqa: S704 - escaped there
    return Rendered(text, html if len(html.encode()) <= HTML_LIMIT else "")


def _written(template: Template, values: Mapping[str, Plain], name: str) -> str:
    pieces, length = [], 0
    try:
        for piece in template.generate(_plain_mapping(values)):
            pieces.append(piece)
            length += len(piece)
            if length > TEXT_LIMIT:
                raise TooLong(f"{name}: over {TEXT_LIMIT} characters")
    except (TypeError, AttributeError, ValueError) as fault:
        # Words compared with a number, a list quoted: what only a template of the desk's own does.
        raise TemplateRuntimeError(f"{name}: {fault}") from fault
    return "".join(pieces)


def clean(text: str) -> str:
    """`text` of others as it may stand in a body: line feeds alone break lines, no controls, no half characters."""
    if not _DIRTY.search(text):
        return text
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _BREAKS.sub("\n", text)))


def _plain_mapping(values: Mapping[str, Plain]) -> dict[str, Plain]:
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Plain) -> Plain:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int):
        return value
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return _plain_mapping(value)
    raise SecurityError(f"a template was given a {type(value).__name__}: only plain values may reach one")


@cache
def _template(name: str) -> Template:
    source = files("helpdesk.templates_mail").joinpath(name).read_text("utf-8")
    return _environment(name.endswith(".html.j2")).from_string(source)


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    return _environment(html=False).from_string(source)


@cache
def _environment(html: bool) -> Sandbox:
    sandbox = Sandbox(autoescape=html)
    sandbox.filters = {
        "others": _others,
        "written": _written_by_us,
        "quoted": _quoted,
        "link": _link,
        "mailto": _mailto,
        "tap": _tap,
        "indented": _indented,
        "lines": _code,
        "strong": _strong,
        "title": _title,
        "spoken": _spoken,
    }
    return sandbox


def _others(text: str) -> str:
    """Filter: words of others, shown as they are; nothing in them is markup, not even to our own HTML."""
    return f"{OTHERS}{text}{END_OTHERS}" if text else ""


def _written_by_us(text: str) -> str:
    """Filter: words of an agent or a macro, shown as they are but for **this**, which stands out in HTML."""
    return f"{WRITTEN}{text}{END_OTHERS}" if text else ""


def _quoted(text: str) -> str:
    """Filter: words of others behind `> `."""
    lines = text.rstrip("\n").split("\n")
    return OTHERS + "\n".join(f"> {line}" if line else ">" for line in lines) + END_OTHERS


def _indented(text: str) -> str:
    """Filter: words of others two columns in, for lists."""
    return OTHERS + "\n".join(f"  {line}" for line in text.rstrip("\n").split("\n")) + END_OTHERS


def _link(url: str, words: str = "") -> str:
    """Filter: a link that shows its own address; or `words`, and beside them in the text part its address."""
    if not url.startswith(("https://", "http://")):
        raise SecurityError("a link in a mail is http or https")
    return f"{LINK}{url}{AS}{words or url}{END}{f'{TEXT_ONLY}: {url}{END_TEXT_ONLY}' if words else ''}"


def _mailto(address: str, subject: str) -> str:
    """Filter: an address to write to, with the subject filled in (RFC 6068)."""
    return f"{LINK}mailto:{quote(address, safe='@+.-')}?subject={quote(subject[:200], safe='')}{AS}{address}{END}"


def _tap(label: str, url: str) -> str:
    """Filter: a link that writes a mail, shown by its label; the address stands elsewhere in the card."""
    if not url.startswith("mailto:"):
        raise SecurityError("what is tapped is a mailto")
    return f"{TAP}{url}{AS}{label}{END}"


def _code(text: str) -> str:
    """Filter: words of others whose columns matter, one below the other."""
    return f"{CODE}{text}{END_OTHERS}" if text else ""


def _strong(text: str) -> str:
    """Filter: words that stand out."""
    return f"{SPAN}{STRONG}{AS}{text}{END}" if text else ""


def _title(text: str) -> str:
    """Filter: a line that heads what follows it."""
    return f"{SPAN}{TITLE}{AS}{text}{END}" if text else ""


def _spoken(text: str, language: str) -> str:
    """Filter: words in another language than the mail's, so that they are read aloud in it."""
    if language not in LANGUAGES:
        raise SecurityError("a mail speaks es, en or pt")
    return f"{SPAN}{language}{AS}{text}{END}"
