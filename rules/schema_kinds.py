"""The kinds of value in policy files: each says in plain words what it refuses and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    JsonValue,
    WithJsonSchema,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from helpdesk.rules import durations, synonyms
from helpdesk.rules.address import plain_address
from helpdesk.rules.nearest import suggestion

CLOSED = ConfigDict(extra="forbid", strict=True, frozen=True)


class Wrong(ValueError):
    """A value that is refused: `what` is wrong and how to mend it."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.fix = fix


def one_line(text: str) -> str:
    """Return the text, if it may stand in a mail header. Raises ValueError."""
    if not text.strip() or any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text):
        raise ValueError("this must be one line of text")
    return text.strip()


def period(text: str) -> str:
    """Days away, as 2026-12-01 or 2026-12-01/2026-12-15. Raises ValueError."""
    first, _, last = text.partition("/")
    shaped = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(/[0-9]{4}-[0-9]{2}-[0-9]{2})?", text)
    if not shaped:
        raise ValueError(f'"{text}" is not a day or a period: write "2026-12-01" or "2026-12-01/2026-12-15"')
    if durations.day(first) > durations.day(last or first):
        raise ValueError(f'"{text}" ends before it begins')
    return text


def _as_text(value: object) -> object:
    """Numbers stand for their text: what they are wrong for is said better in words."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _listed(value: object) -> object:
    """One value stands for a list of one."""
    return [value] if isinstance(value, str | int | float) and not isinstance(value, bool) else value


def _as_yes(value: object) -> object:
    """`no` is a word to YAML 1.2, and was none to YAML 1.1."""
    return _YES.get(value.casefold(), value) if isinstance(value, str) else value


_YES = {**dict.fromkeys(("yes", "si", "sí", "sim"), True), **dict.fromkeys(("no", "não", "nao"), False)}


def _checked(check: Callable[[str], object]) -> AfterValidator:
    def run(text: str) -> str:
        check(text)
        return text

    return AfterValidator(run)


def _synonym(known: Callable[[str], str | None], words: tuple[str, ...], kind: str) -> AfterValidator:
    def run(text: str) -> str:
        found = known(text)
        if found is None:
            raise Wrong(f'"{text}" is not a {kind}', suggestion(text, words))
        return found

    return AfterValidator(run)


class OneOrMany:
    """Marks a list that may be written as its only item."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read a single value as a list of one."""
        return core_schema.no_info_before_validator_function(_listed, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        """Tell editors about both."""
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


def names(kind: str) -> dict[str, JsonValue]:
    """Mark a field as holding names the desk defines; the JSON Schema lists them."""
    return {"x-names": kind}


def _pattern(pattern: str) -> FieldInfo:
    """Tell editors what a text looks like; the check itself says it in words."""
    found: FieldInfo = Field(json_schema_extra={"pattern": pattern})
    return found


YesNo = Annotated[
    bool, BeforeValidator(_as_yes), WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": [*_YES]}]})
]
MailAddress = Annotated[str, AfterValidator(plain_address)]
Line = Annotated[str, AfterValidator(one_line)]
Period = Annotated[str, AfterValidator(period)]
Day = Annotated[str, _checked(durations.day), _pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Promise = Annotated[
    str, BeforeValidator(_as_text), _checked(durations.span), _pattern("^([0-9]+[mh])+$|^[0-9]+d$")
]
Elapsed = Annotated[
    str, BeforeValidator(_as_text), _checked(durations.elapsed), _pattern("^([0-9]+[smhd])+$")
]
PriorityWord = Annotated[
    str,
    BeforeValidator(_as_text),
    _synonym(synonyms.priority, tuple(synonyms.PRIORITY_WORDS), "priority"),
    Field(json_schema_extra=names("priorities")),
]
StatusWord = Annotated[
    str,
    BeforeValidator(_as_text),
    _synonym(synonyms.status, tuple(synonyms.STATUS_WORDS), "status"),
    Field(json_schema_extra=names("statuses")),
]
ONE_OR_MANY = OneOrMany()
When = Annotated[object, Field(json_schema_extra={"x-when": True})]
TagName = Annotated[Line, Field(json_schema_extra=names("tags"))]
TeamName = Annotated[Line, Field(json_schema_extra=names("teams"))]
CalendarName = Annotated[Line, Field(json_schema_extra=names("calendars"))]
MacroName = Annotated[Line, Field(json_schema_extra=names("macros"))]
ReasonName = Annotated[Line, Field(json_schema_extra=names("reasons"))]
