"""From the text of helpdesk.toml to its tables: every problem at once, each with line, column and nearest fix."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from helpdesk.daemon.errors import Problem
from helpdesk.daemon.settings.cross import Finding, cross_check
from helpdesk.daemon.settings.kinds import Where, Wrong, not_ours, show
from helpdesk.daemon.settings.mend import has_stand_in, mended
from helpdesk.daemon.settings.outside import missing_outside
from helpdesk.daemon.settings.rows import keys_at, many_at
from helpdesk.daemon.settings.table import Document
from helpdesk.daemon.settings.toml import Path, Places, find_places
from helpdesk.rules.nearest import did_you_mean, suggestion

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_READER = TypeAdapter(Document)


def read_document(
    file: FilePath, environ: Mapping[str, str], *, outside: bool = False
) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read `file`. The document is None where there are errors; warnings may stand beside a good one.

    `outside`: warn also of secrets and files it names that are not to be had here and now.
    """
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return None, (Problem(str(file), "there is no such file", f"helpdesk init {file.parent} writes one"),)
    except OSError as fault:
        return None, (Problem(str(file), f"cannot be read: {fault.strerror}"),)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        column = fault.start - raw.rfind(b"\n", 0, fault.start)
        return None, (Problem(f"{file}:{line}:{column}", "this is not UTF-8", "Save the file as UTF-8"),)
    return read_text(text, str(file), Where(file.parent.absolute(), environ), outside=outside)


def read_text(
    text: str, name: str, where: Where, *, outside: bool = False
) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read the text of a settings file called `name` in messages."""
    try:
        data = tomllib.loads(text)
        document, findings = _inspect(data, where, outside=outside)
        places = find_places(text)
    except tomllib.TOMLDecodeError as fault:
        return None, (_syntax(str(fault), text, name),)
    except RecursionError:
        return None, (Problem(name, "the values are nested too deep"),)
    problems = sorted(
        ((_place(finding, places), finding) for finding in findings), key=lambda at: (at[0], at[1].what)
    )
    said = tuple(
        Problem(f"{name}:{line}:{column}", finding.what, finding.fix, finding.severity)
        for (line, column), finding in problems
    )
    return (None if any(problem.severity == "error" for problem in said) else document), said


def _inspect(data: dict[str, Any], where: Where, *, outside: bool) -> tuple[Document | None, list[Finding]]:
    """Find all that is wrong: key by key, then between what is left when that is taken out."""
    document, findings = _read(data, where)
    faulty = [finding.path for finding in findings]
    usable = document or mended(data, lambda data: _read(data, where))
    if usable is not None:
        findings += [finding for finding in cross_check(usable, data) if not _known(finding, faulty)]
        findings += missing_outside(usable) if outside else []
    return document, findings


def _read(data: dict[str, Any], where: Where) -> tuple[Document | None, list[Finding]]:
    """Check `data` against the table of settings."""
    try:
        return _READER.validate_json(json.dumps(data, default=not_ours), context=where), []
    except ValidationError as faults:
        found = faults.errors(include_url=False)
        if any(fault["type"] == "json_invalid" for fault in found):
            raise RecursionError from None  # the one thing pydantic refuses in what json wrote: 200 levels
        return None, [_finding(fault) for fault in found]


def _finding(fault: ErrorDetails) -> Finding:
    """Say one of pydantic's errors in the operator's words, without repeating a value that may be a secret."""
    path: Path = fault["loc"]
    name = path[-1] if path else ""
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, Wrong):
        return Finding(path, cause.what, cause.fix)
    match fault["type"]:
        case "unexpected_keyword_argument":
            return Finding(
                path, f'unknown key "{name}"', suggestion(str(name), keys_at(path[:-1])), at_key=True
            )
        case "missing":
            return Finding(path, _missing(path), at_key=True)
        case "literal_error":
            choices = re.findall(r"'([^']*)'", str(fault.get("ctx", {}).get("expected", "")))
            fix = did_you_mean(str(fault["input"]), choices)
            return Finding(path, f"{show(fault['input'])} is not one of {', '.join(choices)}", fix)
        case "string_type":
            return Finding(path, f'"{name}" must be text', 'Write it in quotes: "..."')
        case "bool_type":
            return Finding(path, f'"{name}" must be true or false', "Write it without quotes")
        case "tuple_type" if many_at(path):
            return Finding(path, f'"{name}" may stand many times', f"Write [[{name}]]", at_key=True)
        case "tuple_type":
            return Finding(path, f'"{name}" must be a list', 'Write it in brackets: ["..."]')
        case "dataclass_type":
            dotted = ".".join(str(part) for part in path if isinstance(part, str))
            return Finding(path, f'"{name}" is a table', f"Write [{dotted}] and its keys below", at_key=True)
    return Finding(path, fault["msg"])


def _missing(path: Path) -> str:
    """Say which key is missing where."""
    if path == ("mailbox",):
        return "there is no [[mailbox]]: the desk needs an address customers write to"
    table = ".".join(str(part) for part in path[:-1] if isinstance(part, str))
    return f'"{path[-1]}" is missing in {table}'


def _place(finding: Finding, places: Places) -> tuple[int, int]:
    return places.of_key(finding.path) if finding.at_key else places.of_value(finding.path)


def _syntax(said: str, text: str, name: str) -> Problem:
    """Turn tomllib's one line about a syntax error into a problem at its place."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", said, re.DOTALL)
    what = found[1] if found else said
    if not found or not found[2]:
        line, column = _end(text)
        what, fix = "the file ends in the middle of something", "Is a bracket or a quote missing?"
    else:
        line, column = int(found[2]), int(found[3])
        what, fix = next((pair for start, pair in _SYNTAX.items() if what.startswith(start)), (what, ""))
    return Problem(f"{name}:{line}:{column}", what[:1].lower() + what[1:], fix)


_SYNTAX = {
    "Illegal character '\\n'": ("a quote is missing at the end of this line", ""),
    "Cannot overwrite a value": ("this key stands here twice", "Keep one of them"),
    "Cannot declare": (
        "this table stands here twice",
        "Put its keys into one, or write [[...]] if it may repeat",
    ),
    "Invalid value": ("this is not a value", 'Text is written in quotes: "..."'),
    "Expected '=' after a key": ("there is no = after this key", 'Write key = "value"'),
}


def _end(text: str) -> tuple[int, int]:
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1


def _known(finding: Finding, faulty: list[Path]) -> bool:
    """Whether `finding` only follows from something already found wrong."""
    if finding.lacking and finding.severity == "warning":
        return bool(faulty)
    path = finding.path
    return any(
        bad[: len(path)] == path
        or path[: len(bad)] == bad
        or (finding.lacking and bad[:-1] == path[:-1] and not has_stand_in(bad))
        for bad in faulty
    )
