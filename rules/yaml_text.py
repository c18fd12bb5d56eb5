"""YAML as the policy files use it: plain values with their places; every trap of the language is refused (A51)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, Protocol

import yaml

Path = tuple[str | int, ...]
Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]

DEEPEST = 20
_ENOUGH = 5

_LOOSE_REGEX = re.compile(r"[:\[,]\s*/[^'\"]*[{}\[\],][^'\"]*")
_COMPARISON = re.compile(r":\s*[<>]=?\s*[0-9]")

# YAML 1.2 core schema, less octal and hexadecimal: "no", "on", 17:30 and dates stay text, 010 stays text too.
_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_SIXTIES = re.compile(r"[0-9]{1,3}(:[0-5]?[0-9]){1,2}")  # 17:30 is 1050 in YAML 1.1
_FLOAT = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in a policy file, at a line and column counted from 1 (0: the file as a whole)."""

    file: str
    line: int
    column: int
    what: str
    fix: str = ""
    severity: Literal["error", "warning"] = "error"


@dataclass(slots=True)
class Read:
    """A file's values, where each key and value stands, and its flaws. `value` is usable where there are none."""

    file: str
    value: Value = None
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)

    def flaw(
        self,
        path: Path,
        what: str,
        fix: str = "",
        *,
        at_key: bool = False,
        severity: Literal["error", "warning"] = "error",
    ) -> Flaw:
        """Return a flaw at the value of `path`, or at its key, or at the nearest thing around it."""
        inner = path
        while inner and inner not in self.values:
            inner = inner[:-1]
        where = (self.keys.get(path) if at_key else self.values.get(inner)) or self.line_of(path)
        return Flaw(self.file, *where, what, fix, severity)

    def line_of(self, path: Path) -> tuple[int, int]:
        """Return where `path` begins: its key, else its value, else the nearest thing around it."""
        while path and path not in self.keys and path not in self.values:
            path = path[:-1]
        return self.keys.get(path) or self.values.get(path) or (1, 1)

    def place(self, path: Path) -> str:
        """Return where `path` begins as 'tags.yaml:5', which is how traces cite it."""
        return f"{self.file}:{self.line_of(path)[0]}"


def read_yaml(text: str, file: str) -> Read:
    """Read one YAML document. `file` is its name in messages."""
    read = Read(file)
    try:
        _refuse_features(text, read)
        if not read.flaws:
            root = yaml.compose(text, Loader=yaml.CSafeLoader)
            read.value = _value(root, (), read) if root is not None else None
    except yaml.MarkedYAMLError as fault:
        read.flaws.append(_syntax(fault, text, file))
    except yaml.reader.ReaderError as fault:
        before = text[: fault.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        read.flaws.append(Flaw(file, line, column, "YAML: a control character stands here", "Delete it"))
    return read


def _refuse_features(text: str, read: Read) -> None:
    """Find anchors, aliases, tags and a second document: what hides a value's meaning, or costs without bound."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        here = _spot(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            fix = "Write the value out here"
            read.flaws.append(Flaw(read.file, *here, f"aliases (*{event.anchor}) are not used here", fix))
        elif isinstance(event, yaml.NodeEvent):
            _refuse_marks(event, here, read)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if len(read.flaws) >= _ENOUGH:  # an alias bomb is one mistake
            return
        if depth > DEEPEST or documents > 1:
            what = "this is nested too deep" if depth > DEEPEST else "a second document (---) begins here"
            read.flaws.append(
                Flaw(read.file, *here, what, "" if depth > DEEPEST else "One file, one document")
            )
            return


def _refuse_marks(event: yaml.NodeEvent, here: tuple[int, int], read: Read) -> None:
    if event.anchor:
        what, fix = f"anchors (&{event.anchor}) are not used here", "Write the value where it is needed"
        read.flaws.append(Flaw(read.file, *here, what, fix))
    tag = getattr(event, "tag", None)
    if tag and tag != "!":
        shown = tag.replace("tag:yaml.org,2002:", "!!")
        read.flaws.append(Flaw(read.file, *here, f"tags ({shown}) are not used here", "Leave it out"))


def _value(node: yaml.Node, path: Path, read: Read) -> Value:
    read.values[path] = _spot(node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, read)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), read) for index, item in enumerate(node.value)]
    text = str(node.value)
    if isinstance(node, yaml.ScalarNode) and node.style:
        return text
    if _SIXTIES.fullmatch(text):
        what = f"{text} without quotes is a number to other readers of YAML"
        read.flaws.append(Flaw(read.file, *read.values[path], what, f'Write "{text}"'))
    return _scalar(text)


class _Mark(Protocol):
    line: int
    column: int


def _spot(mark: _Mark | None) -> tuple[int, int]:
    """Return a mark of libyaml's, which counts from 0, as line and column."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _mapping(node: yaml.MappingNode, path: Path, read: Read) -> Value:
    found: dict[str, Value] = {}
    for key, value in node.value:
        here = _spot(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            read.flaws.append(Flaw(read.file, *here, "a key must be a word"))
            continue
        name = str(key.value)
        if name in found:
            first = read.keys[(*path, name)][0]
            read.flaws.append(
                Flaw(read.file, *here, f'"{name}" stands here twice', f"It is in line {first} already")
            )
            continue
        read.keys[(*path, name)] = here
        found[name] = _value(value, (*path, name), read)
    return found


def _scalar(text: str) -> Value:
    """Return what an unquoted scalar says."""
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text[0] in "tT"
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _syntax(fault: yaml.MarkedYAMLError, text: str, file: str) -> Flaw:
    """Say libyaml's commonest complaints so that they can be acted on."""
    said = fault.problem or "this cannot be read"
    if "quoted scalar" in (fault.context or "") and "end of stream" in said:
        return Flaw(file, *_spot(fault.context_mark), "YAML: the quote that opens here is not closed")
    line, column = _spot(fault.problem_mark or fault.context_mark)
    lines = text.splitlines() or [""]
    if line > len(lines):  # the end of the file, which libyaml puts in a line that is not there
        line, column = len(lines), len(lines[-1]) + 1
    what, fix = f"YAML: {said}", ""
    if "cannot start any token" in said and lines[line - 1][column - 1 : column] == "\t":
        what, fix = "YAML: a tab stands where spaces must", "Indent with spaces"
    elif "unknown escape character" in said:
        fix = "In double quotes \\ means something else: put a /regex/ in single quotes"
    elif _LOOSE_REGEX.search(lines[line - 1]) and "flow" in (fault.context or ""):
        what, fix = "YAML: this line cannot be read", "In { } a /regex/ goes in single quotes: '/.../'"
    elif _COMPARISON.search(lines[line - 1]):
        fix = 'Put a comparison in quotes: ">= 80%"'
    elif "cannot start any token" in said and (word := _word_at(lines[line - 1], column)):
        fix = f'Put it in quotes: "{word}"'
    elif "mapping values are not allowed" in said:
        what, fix = "YAML: a second colon, or the wrong indent", 'Put text that has ": " in it in quotes'
    elif "did not find expected ','" in said:
        fix = "Is a comma, a bracket or a quote missing before this?"
    return Flaw(file, line, column, what, fix)


def _word_at(line: str, column: int) -> str:
    """The word that stands at a column, '' for none."""
    found = re.match(r"[^\s,{}\[\]]+", line[column - 1 :])
    return found[0] if found else ""
