"""The body of a macro: Markdown with {{ placeholders }} and {% if %}, and nothing else a template could do (A50)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Template, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.filters import FILTERS

from helpdesk.templates_mail.sandbox import PLAIN_NODES, Sandbox

LONGEST_VALUE = 4_000  # characters; no value is a whole mail
LONGEST_TEXT = 40_000  # characters of an expanded macro

# What may stand in a macro. Without loops, calls and assignments its length is that of its text and its values,
# so it needs no clock to be stopped by.
_ALLOWED: tuple[type[nodes.Node], ...] = (*PLAIN_NODES, nodes.Test)
_SAID = {
    "For": "a loop",
    "Call": "a call",
    "CallBlock": "a call",
    "Macro": "a macro of its own",
    "Assign": "an assignment",
    "AssignBlock": "an assignment",
    "Include": "another template",
    "Extends": "another template",
    "Import": "another template",
    "FromImport": "another template",
    "Getattr": "a dot",
    "Getitem": "an index",
}
_FILTERS = ("default", "upper", "lower", "capitalize")
_BLANK_LINES = re.compile(r"\n{3,}")
_TAG = re.compile(r"\{([%#])[-+]?\s*(\w*)")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class BadText(Exception):
    """A body that cannot be used: `line` of the body (from 1), what is wrong, and how to mend it."""

    def __init__(self, line: int, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.line = line
        self.what = what
        self.fix = fix


class CannotExpand(Exception):
    """A macro that cannot be written out: nothing may be sent. `missing` are names nobody gave a value for."""

    def __init__(self, what: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(what)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Names:
    """The names a body uses, with the line each first stands in; `optional` are those it can do without."""

    needed: Mapping[str, int]
    optional: Mapping[str, int]


@lru_cache(maxsize=512)
def names_in(body: str) -> Names:
    """Read a body and return the names in it. Raises BadText."""
    tree = _parsed(body)
    for node in _walk(tree):
        _check(node)
    asked = {test.node.name for test in tree.find_all(nodes.Test) if isinstance(test.node, nodes.Name)}
    guarded = {id(name) for name in _guarded(tree)}
    needed: dict[str, int] = {}
    optional: dict[str, int] = {}
    for name in tree.find_all(nodes.Name):
        free = id(name) in guarded or name.name in asked
        (optional if free else needed).setdefault(name.name, name.lineno)
    return Names(needed, {name: line for name, line in optional.items() if name not in needed})


def write_out(body: str, values: Mapping[str, str]) -> str:
    """Return the body with its values. Raises CannotExpand where one is missing or the text is too long."""
    missing = tuple(name for name in names_in(body).needed if not values.get(name))
    if missing:
        raise CannotExpand(f"nobody says what {', '.join(missing)} is", missing)
    given = {name: _clean(value) for name, value in values.items() if value}
    pieces, length = [], 0
    try:
        for piece in _template(body).generate(given):
            pieces.append(piece)
            length += len(piece)
            if length > LONGEST_TEXT:
                raise CannotExpand(f"its text is over {LONGEST_TEXT} characters")
    except UndefinedError as fault:
        raise CannotExpand(str(fault.message)) from None
    except TemplateError as fault:
        raise CannotExpand(f"it cannot be written out: {fault.message or type(fault).__name__}") from None
    return _BLANK_LINES.sub("\n\n", "".join(pieces)).strip() + "\n"


def _clean(value: str) -> str:
    if len(value) > LONGEST_VALUE:
        raise CannotExpand(f"a value is over {LONGEST_VALUE} characters")
    return _CONTROLS.sub("", value.replace("\r\n", "\n"))


def _sandbox() -> Sandbox:
    made = Sandbox(autoescape=False)
    made.filters = {name: FILTERS[name] for name in _FILTERS}
    return made


_SANDBOX = _sandbox()


@lru_cache(maxsize=512)
def _template(body: str) -> Template:
    names_in(body)
    return _SANDBOX.from_string(_with_breaks(body))


def _with_breaks(body: str) -> str:
    """The body whose tags leave the line break after them ('+%}') where words stand before them on their line, or
    before the `if` they belong to: the sandbox drops it, which is right for tags that have their lines to themselves,
    and else joins two paragraphs."""
    pieces, done, words = list[str](), 0, False
    ifs: list[bool] = []  # of those that are open: whether words stand before it
    while tag := _TAG.search(body, done):
        kind, verb = tag.groups()
        end = body.find(kind + "}", tag.end())
        if end < 0:
            break  # it is not ended: the reader says so
        before = body[done : tag.start()]
        _, broken, line = before.rpartition("\n")
        words = bool(line.strip()) or (words and not broken)
        if kind == "%" and verb == "if":
            ifs.append(words)
        keeps = words or (kind == "%" and bool(ifs) and ifs[-1])
        if kind == "%" and verb == "endif" and ifs:
            ifs.pop()
        marked = body[end - 1] in "+-"  # somebody says what is to be done with the line
        pieces += [before, body[tag.start() : end], "+" if keeps and not marked else "", kind, "}"]
        done = end + 2
    return "".join((*pieces, body[done:]))


def _parsed(body: str) -> nodes.Template:
    try:
        return _SANDBOX.parse(_with_breaks(body))
    except TemplateSyntaxError as fault:
        what = f"this cannot be read: {fault.message}"
        raise BadText(fault.lineno, what, "{{ name }} or {% if name %} ... {% endif %}") from None
    except RecursionError:
        raise BadText(1, "this is nested too deep") from None


def _walk(node: nodes.Node) -> list[nodes.Node]:
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(one.iter_child_nodes())
    return found


def _check(node: nodes.Node) -> None:
    if not isinstance(node, _ALLOWED):
        said = _SAID.get(type(node).__name__, "this")
        what = f"{said} has no place in a macro ({type(node).__name__})"
        raise BadText(node.lineno, what, "A macro has {{ name }} and {% if name %} ... {% endif %}, no more")
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        raise BadText(node.lineno, f"there is no filter {node.name}", f"One of {', '.join(_FILTERS)}")
    if isinstance(node, nodes.Test) and node.name not in ("defined", "equalto"):
        raise BadText(node.lineno, f"there is no test {node.name}", "{% if name is defined %}")


def _guarded(tree: nodes.Template) -> list[nodes.Name]:
    """The places of names behind which a default stands, or of which it is asked whether they are there."""
    found: list[nodes.Name] = []
    for kind in (nodes.Test, nodes.Filter):
        for node in tree.find_all(kind):
            if isinstance(node.node, nodes.Name) and (kind is nodes.Test or node.name == "default"):
                found.append(node.node)
    return found
