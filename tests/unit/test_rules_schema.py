"""The JSON Schema editors complete by: each key has hover text in three languages, the desk's own names are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from helpdesk.rules.conditions import KEYS
from helpdesk.rules.json_schema import FILES, file_schema, hover, json_schema
from helpdesk.rules.yaml_text import Value, read_yaml
from helpdesk.tickets.model import Language
from tests.unit.acme_kit import acme, acme_files

BROKEN = Path(__file__).parent / "broken_policies"
LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")
BOXES = ("soporte", "tienda")


def value(text: str) -> Value:
    """What a file says."""
    return read_yaml(text, "f").value


def complaints(file: str, text: str) -> list[str]:
    """What a validator marks, innermost first: path and message."""
    validator = Draft7Validator(file_schema(file, acme(), "es", BOXES))
    found = []
    for error in validator.iter_errors(value(text)):
        leaves = [error]
        while any(leaf.context for leaf in leaves):
            leaves = [inner for leaf in leaves for inner in (leaf.context or [leaf])]
        found += ["/".join(map(str, leaf.absolute_path)) + " " + leaf.message for leaf in leaves]
    return found


@pytest.mark.parametrize("file", FILES)
def test_the_worked_example_is_good(file: str) -> None:
    """By the schema of its file, and by that of all files."""
    Draft7Validator.check_schema(file_schema(file, acme(), "es", BOXES))
    assert complaints(file, acme_files()[file]) == []
    assert Draft7Validator(json_schema(acme(), "es", BOXES)).is_valid(value(acme_files()[file]))
    assert Draft7Validator(file_schema(file, None)).is_valid(value(acme_files()[file]))


@pytest.mark.parametrize(
    ("case", "file", "marked"),
    [
        ("unknown-tag", "folders.yaml", "folders/1/when/tag 'facturas' is not one of ['facturacion', "),
        (
            "unknown-key-in-a-rule",
            "escalation.yaml",
            "rules/1 Additional properties are not allowed ('escalar_a' ",
        ),
        ("unknown-team", "assignment.yaml", "assign/1/to 'n-1' is not one of ['n0', 'n1', "),
        ("unknown-reason", "escalation.yaml", "rules/2/escalate/reason 'permiso' is not one of ['tiempo', "),
        ("unknown-person", "escalation.yaml", "rules/0/notify/0 'asignee' is not one of ['assignee', "),
        ("unknown-calendar", "sla.yaml", "services/tienda/calendar 'madri' is not one of ['madrid', "),
        ("unknown-mailbox", "sla.yaml", "services/tienda/when/mailbox 'tiendas' is not one of ['soporte', "),
        ("unknown-condition", "tags.yaml", "rules/1/when 'subjet' does not match any of the regexes"),
        ("unknown-priority", "tags.yaml", "rules/4/set/priority 'urgentísima' is not one of "),
        ("duration-in-words", "sla.yaml", "services/tienda/targets/1/resolution '3 días' does not match "),
        (
            "share-without-comparison",
            "escalation.yaml",
            "rules/0/when/sla.first_response '80%' does not match ",
        ),
        ("rule-without-id", "tags.yaml", "rules/2 'id' is a required property"),
        ("unknown-pick", "assignment.yaml", "assign/1/pick 'skills' is not one of ['round_robin', "),
        (
            "skill-that-is-no-tag",
            "agents.yaml",
            "agents/ana/skills/0 'facturación' is not one of ['facturacion', ",
        ),
        ("tier-that-is-none", "teams.yaml", "teams/n2/tier 'N9' is not one of ['N0', "),
        ("pause-in-no-status", "sla.yaml", "services/tienda/pause/0 'parado' is not one of ['new', "),
    ],
)
def test_mistakes_are_marked(case: str, file: str, marked: str) -> None:
    """An editor underlines what check would refuse."""
    text = (BROKEN / case / file).read_text("utf-8")
    assert [line for line in complaints(file, text) if line.startswith(marked)] != [], complaints(file, text)


def test_every_key_has_its_words() -> None:
    """In three languages, and none is left of a key that is gone."""
    used = set()
    for language in LANGUAGES:
        whole = json_schema(acme(), language, BOXES)
        for name, definition in whole["$defs"].items():
            for key, entry in definition.get("properties", {}).items():
                assert entry["description"], (name, key)
                used.add(f"file.{key}" if name in FILES else f"{name}.{key}")
    one, several = json_schema(None)["$defs"]["when"]["anyOf"]
    assert set(one["properties"]) == set(KEYS) and several["type"] == "array"
    assert one["properties"]["tag"]["description"] == hover("when.tag", "en")
    used |= {f"when.{key.partition('.')[0]}" for key in KEYS} | {"when.header", "when.customer"}
    text = (Path(__file__).parents[2] / "rules/hover.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) % 4 == 0 and set(lines[::4]) == used


def test_the_schema_holds_nothing_of_ours() -> None:
    """Marks for ourselves stay inside; it can be written as JSON."""
    text = json.dumps(json_schema(acme(), "pt", BOXES), ensure_ascii=False)
    assert '"x-' not in text and '"default": null' not in text
    one = json.loads(text)["$defs"]["when"]["anyOf"][0]
    assert one["properties"]["idle"]["description"] == 'Desde a última mensagem: "> 2h"'
