"""JSON Schema of the policy files, with this desk's own names and hover text: what an editor completes and marks by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from helpdesk.rules import schema, schema_rules
from helpdesk.rules.book import Book
from helpdesk.rules.conditions import MATCHERS, SLA_KEYS
from helpdesk.rules.load_routes import PEOPLE
from helpdesk.rules.match_state import FIELDS, NONE
from helpdesk.rules.synonyms import PRIORITY_WORDS, STATUS_WORDS
from helpdesk.tickets.model import Language

Json = dict[str, Any]
_DRAFT = "http://json-schema.org/draft-07/schema#"  # the one every editor's YAML server knows

# file -> its top-level keys -> (map or list, model of an entry)
FILES: Mapping[str, Mapping[str, tuple[str, type[BaseModel]]]] = {
    "agents.yaml": {"agents": ("map", schema.AgentEntry)},
    "teams.yaml": {"teams": ("map", schema.TeamEntry)},
    "calendars.yaml": {"calendars": ("map", schema.CalendarEntry)},
    "customers.yaml": {"customers": ("map", schema.CustomerEntry)},
    "tags.yaml": {"tags": ("map", schema.TagEntry), "rules": ("list", schema_rules.TagRuleEntry)},
    "folders.yaml": {"folders": ("list", schema_rules.FolderEntry)},
    "sla.yaml": {"services": ("map", schema.ServiceEntry)},
    "assignment.yaml": {"assign": ("list", schema_rules.AssignEntry)},
    "escalation.yaml": {
        "reasons": ("map", schema_rules.ReasonEntry),
        "rules": ("list", schema_rules.EscalationEntry),
    },
}
_REQUIRED = {"agents", "teams", "calendars", "customers", "folders", "services", "assign"}
_INNER = (schema.MacroFront,)


def json_schema(book: Book | None, language: Language = "en", mailboxes: Iterable[str] = ()) -> Json:
    """Return one schema (JSON Schema, draft 7) for all files: any of them is good.

    `book`: whose tags, teams and folders are listed to choose from; None: any name is good. `language`: of what the
    editor says of each key. `mailboxes`: the names that a mailbox may have, where there are any.
    """
    definitions = _definitions(book, language, mailboxes)
    for file in FILES:
        definitions[file] = _file(file, language)
    refs = [{"$ref": f"#/$defs/{file}"} for file in FILES]
    return {"$schema": _DRAFT, "title": "helpdesk", "anyOf": refs, "$defs": definitions}


def file_schema(
    file: str, book: Book | None, language: Language = "en", mailboxes: Iterable[str] = ()
) -> Json:
    """Return the schema of one file ('tags.yaml')."""
    return {"$schema": _DRAFT, **_file(file, language), "$defs": _definitions(book, language, mailboxes)}


def _file(file: str, language: Language) -> Json:
    properties: Json = {}
    for key, (shape, model) in FILES[file].items():
        entry: Json = {"$ref": f"#/$defs/{model.__name__}"}
        if model is schema.TagEntry:
            entry = {"anyOf": [entry, {"type": "null"}]}
        holder: Json = (
            {"type": "object", "additionalProperties": entry}
            if shape == "map"
            else {"type": "array", "items": entry}
        )
        properties[key] = {"description": hover(f"file.{key}", language), **holder}
    return {
        "title": file,
        "type": "object",
        "properties": properties,
        "required": sorted(FILES[file].keys() & _REQUIRED),
        "additionalProperties": False,
    }


def _definitions(book: Book | None, language: Language, mailboxes: Iterable[str]) -> Json:
    names = _names(book, mailboxes)
    definitions: Json = {}
    for name, definition in _entries().items():
        shaped = _shaped(definition, names)
        for key, entry in shaped.get("properties", {}).items():
            text = hover(f"{name}.{key}", language)
            shaped["properties"][key] = {"description": text, **_without(entry, "description")}
        definitions[name] = shaped
    definitions["when"] = _when(names, language)
    return definitions


@cache
def _entries() -> Json:
    """Every kind of entry as its model describes it, the same for every desk: to be read, never changed."""
    models: list[type[BaseModel]] = [model for keys in FILES.values() for _, model in keys.values()]
    models += _INNER
    found: Json = models_json_schema([(model, "validation") for model in models])[1]["$defs"]
    return found


def _without(value: Json, *keys: str) -> Json:
    return {key: each for key, each in value.items() if key not in keys}


def _shaped(value: Any, names: Mapping[str, list[str]]) -> Any:
    """Put this desk's names in, and conditions; leave out what says nothing."""
    if isinstance(value, list):
        return [_shaped(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("x-when"):
        return {"$ref": "#/$defs/when"}
    known = names.get(value.get("x-names", ""), [])
    shaped = {
        key: each if key == "default" else _shaped(each, names)
        for key, each in value.items()
        if not (key == "title" and isinstance(each, str))
        and key != "x-names"
        and (key, each) != ("default", None)
    }
    if known and shaped.get("type") == "string":
        shaped["enum"] = known
    if "$ref" in shaped and len(shaped) > 1:
        shaped["allOf"] = [{"$ref": shaped.pop("$ref")}]  # draft 7 ignores what stands beside a $ref
    return shaped


def _names(book: Book | None, mailboxes: Iterable[str]) -> dict[str, list[str]]:
    found = {"priorities": [*PRIORITY_WORDS], "statuses": [*STATUS_WORDS], "mailboxes": [*mailboxes]}
    if book is not None:
        services = [service.id for service in book.services]
        agents = [agent.id for agent in book.agents]
        found |= {
            "tags": [*book.tags],
            "folders": list(dict.fromkeys(folder.name for folder in book.folders)),
            "teams": [*book.teams],
            "agents": agents,
            "calendars": [*book.calendars],
            "services": services,
            "skills": [*book.tags, *services],
            "people": [*PEOPLE, *agents],
            "macros": [*book.macros],
            "reasons": [*book.reasons],
        }
    return found


def _when(names: Mapping[str, list[str]], language: Language) -> Json:
    """The schema of a condition."""
    this = {"$ref": "#/$defs/when"}
    several = {"type": "array", "items": this, "minItems": 1}
    text = _many({"type": ["string", "number"]})
    properties: Json = {
        **dict.fromkeys(MATCHERS, text),
        **{key: _many(_choice(key, names)) for key in FIELDS},
        "tag": _many(_enum(names.get("tags", []))),
        **{key: _compared(r"[0-9]+(\.[0-9]+)? *%") for key in SLA_KEYS},
        **{key: _compared("([0-9]+[smhd])+") for key in ("age", "idle")},
        "time": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"enum": ["open", "closed"]},
        },
        "authenticated": {"enum": [True, False, "pass", "none", "fail", "temperror"]},
        "automatic": {"type": "boolean"},
        "spam": {"anyOf": [{"const": True}, {"type": "string", "pattern": r"^(>=|>) *-?[0-9]+(\.[0-9]+)?$"}]},
        "all": several,
        "any": several,
        "not": this,
    }
    if names.get("calendars"):
        properties["time"]["propertyNames"] = {"enum": names["calendars"]}
    described = {
        key: {"description": hover(f"when.{key.partition('.')[0]}", language), **_wrapped(each)}
        for key, each in properties.items()
    }
    families = {
        r"^header\..+$": {"description": hover("when.header", language), **text},
        r"^customer\..+$": {"description": hover("when.customer", language), **text},
    }
    one = {
        "type": "object",
        "properties": described,
        "patternProperties": families,
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [one, several]}


def _compared(pattern: str) -> Json:
    return {"type": "string", "pattern": f"^(>=|<=|>|<) *{pattern}$"}


def _wrapped(entry: Json) -> Json:
    return {"allOf": [entry]} if "$ref" in entry else entry


def _many(one: Json) -> Json:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _enum(known: list[str]) -> Json:
    return {"type": "string", "enum": known} if known else {"type": "string"}


def _choice(key: str, names: Mapping[str, list[str]]) -> Json:
    """What a field of the ticket may be compared with."""
    match key:
        case "priority":
            return {"anyOf": [_enum(names["priorities"]), {"type": "string", "pattern": "^[<>]"}]}
        case "status":
            return _enum(names["statuses"])
        case "tier":
            return {"type": "string", "pattern": "^([<>]=? *)?[Nn][0-3]$"}
        case "language":
            return _enum(["es", "en", "pt"])
    kinds = {
        "mailbox": "mailboxes",
        "folder": "folders",
        "team": "teams",
        "assignee": "agents",
        "service": "services",
    }
    known = names.get(kinds[key], [])
    return _enum([*known, *NONE]) if known and key != "mailbox" else _enum(known)


def hover(key: str, language: Language) -> str:
    """Return the text beside a key. Raises KeyError where nobody has written it."""
    return _texts()[key][("es", "en", "pt").index(language)]


@cache
def _texts() -> dict[str, tuple[str, ...]]:
    text = (files("helpdesk.rules") / "hover.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {lines[n]: tuple(lines[n + 1 : n + 4]) for n in range(0, len(lines), 4)}
