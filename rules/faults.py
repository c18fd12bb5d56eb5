"""From entries of a file to their models; pydantic's complaints said in the operator's words, each with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from helpdesk.rules.nearest import did_you_mean, suggestion
from helpdesk.rules.yaml_text import Flaw, Path, Read, Value

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")


def top(read: Read, keys: Collection[str], required: str = "") -> dict[str, Value]:
    """Return the file's keys and values; another key than `keys`, or `required` missing, is a flaw."""
    if read.value is None:
        return {}
    if not isinstance(read.value, dict):
        read.flaws.append(
            Flaw(read.file, 1, 1, "this file must hold keys and values", f"Begin with: {next(iter(keys))}:")
        )
        return {}
    for key in read.value:
        if key not in keys:
            read.flaws.append(read.flaw((key,), f'unknown key "{key}"', suggestion(key, keys), at_key=True))
    if required and required not in read.value:
        read.flaws.append(read.flaw((), f'there is no "{required}"', at_key=True))
    return read.value


def keyed(read: Read, key: str, model: type[M], *, ids: str = "") -> dict[str, M]:
    """Return the good entries of a mapping; what is wrong with the others goes to `read.flaws`.

    `ids` says what the keys are ("tag"): then they must be plain ids.
    """
    holder = read.value.get(key) if isinstance(read.value, dict) else None
    if not isinstance(holder, dict):
        if isinstance(read.value, dict) and key in read.value:
            read.flaws.append(read.flaw((key,), f'"{key}" must hold keys and values'))
        return {}
    found = {}
    for name, value in holder.items():
        if ids and not _ID.fullmatch(name):
            article = "an" if ids[0] in "aeiou" else "a"
            what = f'"{name}" is not {article} {ids}\'s id'
            read.flaws.append(
                read.flaw((key, name), what, "Use lower-case letters, digits, hyphens", at_key=True)
            )
        entry = valid(read, (key, name), model, value)
        if entry is not None:
            found[name] = entry
    return found


def listed(read: Read, key: str, model: type[M]) -> list[tuple[int, M]]:
    """Return the good entries of a list with their numbers; what is wrong with others goes to `read.flaws`."""
    holder = read.value.get(key) if isinstance(read.value, dict) else None
    if not isinstance(holder, list):
        if isinstance(read.value, dict) and key in read.value:
            read.flaws.append(read.flaw((key,), f'"{key}" must be a list', "- {id: ..., ...}"))
        return []
    found = []
    for index, value in enumerate(holder):
        entry = valid(read, (key, index), model, value)
        if entry is not None:
            found.append((index, entry))
    return found


def valid(read: Read, path: Path, model: type[M], value: Value) -> M | None:
    """Return the entry, None where it has flaws (told to `read`)."""
    try:
        return model.model_validate(value)
    except ValidationError as faults:
        seen = set()
        for fault in faults.errors(include_url=False):
            flaw = _flaw(fault, read, path, model, value)
            if (flaw.line, flaw.column, flaw.what) not in seen:
                seen.add((flaw.line, flaw.column, flaw.what))
                read.flaws.append(flaw)
    return None


def raw_ids(read: Read, key: str, inner: str = "id") -> Iterator[tuple[str, Path]]:
    """Every id a file defines, of good and of broken entries, with its place."""
    holder = read.value.get(key) if isinstance(read.value, dict) else None
    if isinstance(holder, dict):
        yield from ((name, (key, name)) for name in holder)
    elif isinstance(holder, list):
        for index, entry in enumerate(holder):
            name = entry.get(inner) if isinstance(entry, dict) else None
            if isinstance(name, str):
                yield name, (key, index, inner)


def _flaw(fault: ErrorDetails, read: Read, at: Path, model: type[BaseModel], value: Value) -> Flaw:
    """Say one of pydantic's errors in the operator's words."""
    path: Path = (*at, *(piece for piece in fault["loc"] if piece != "[key]"))
    name = path[-1]
    match fault["type"]:
        case "extra_forbidden":
            where = (
                f" in {value['id']}" if isinstance(value, dict) and isinstance(value.get("id"), str) else ""
            )
            known = _keys_at(model, fault["loc"][:-1])
            return read.flaw(path, f'unknown key "{name}"{where}', suggestion(str(name), known), at_key=True)
        case "missing":
            if len(path) == 1:
                return read.flaw(path, f'this file has no "{name}"', at_key=True)
            holder = path[-2] if isinstance(path[-2], str) else f"number {path[-2] + 1} of {path[-3]}"
            return read.flaw(path, f'{holder} has no "{name}"', at_key=True)
        case "literal_error":
            choices = re.findall(r"'([^']*)'", str(fault.get("ctx", {}).get("expected", "")))
            shown = f'"{fault["input"]}" is not one of {", ".join(choices)}'
            return read.flaw(path, shown, did_you_mean(str(fault["input"]), choices))
        case "value_error":
            said = fault.get("ctx", {}).get("error")
            return read.flaw(path, str(said or fault["msg"]), str(getattr(said, "fix", "")))
        case "model_type":
            return read.flaw(path, f"{_named(path)} must hold keys and values", _example(model, fault["loc"]))
    limits = fault.get("ctx", {})
    what, fix = _KINDS.get(fault["type"], (fault["msg"], ""))
    return read.flaw(
        path, f"{_named(path)} {what.format(**limits)}" if fault["type"] in _KINDS else what, fix
    )


def _named(path: Path) -> str:
    name = path[-1]
    if isinstance(name, str):
        return f'"{name}"'
    return f'what stands in "{path[-2]}"' if len(path) > 2 else f"number {name + 1} of {path[0]}"


def _keys_at(model: type[BaseModel], loc: Path) -> list[str]:
    """The keys that may stand where `loc` leads from `model`."""
    for piece in loc:
        if isinstance(piece, str):
            inner = model.model_fields.get(piece)
            model = _model_in(inner.annotation) or model if inner else model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _model_in(each))), None)


def _example(model: type[BaseModel], loc: Path) -> str:
    if loc:
        return ""
    wanted = [name for name, field in model.model_fields.items() if field.is_required()]
    if model.__name__ == "AgentEntry":
        wanted.append("email")
    return "{" + ", ".join(f"{name}: ..." for name in wanted) + "}" if wanted else ""


_KINDS = {
    "string_type": ("must be text", "Put it in quotes"),
    "list_type": ("must be a list", "Write it in brackets: [...]"),
    "dict_type": ("must hold keys and values", ""),
    "int_type": ("must be a whole number", ""),
    "float_type": ("must be a number", ""),
    "bool_type": ("must be true or false", ""),
    "greater_than_equal": ("must be {ge:g} or more", ""),
    "less_than_equal": ("must be {le:g} at most", ""),
    "too_short": ("is empty", ""),
    "finite_number": ("must be a number", ""),
}
