"""What no single line shows: rules that never have their turn, hours nobody covers, languages left out."""

from __future__ import annotations

import pytest

from helpdesk.rules.condition_tree import Tree, contradiction, excludes, implies
from helpdesk.rules.conditions import compile_when
from helpdesk.rules.lint import tree_of
from helpdesk.rules.yaml_text import read_yaml
from tests.unit.acme_kit import acme_files, checked
from tests.unit.test_rules_conditions import NAMES


def tree(when: str) -> Tree:
    """The tree of a condition written as YAML."""
    read = read_yaml(f"when: {when}\n", "f")
    assert isinstance(read.value, dict)
    found = tree_of(compile_when(read.value["when"], ("when",), read, NAMES))
    assert read.flaws == [] and found is not None
    return found


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("{tag: vip}", "{tag: [vip, boletin]}"),
        ("{tag: vip, subject: x}", "{tag: vip}"),
        ("{subject: factura}", "{text: factura}"),
        ('{text: "no funciona"}', "{text: [error, funciona]}"),
        ("{subject: [a, b]}", "{text: [b, c, A]}"),
        ("{from: ana@acme.example}", '{from: ["@acme.example", x@y.example]}'),
        ('{sla.resolution: ">= 80%"}', '{sla.resolution: "> 60%"}'),
        ('{idle: "< 1h"}', '{idle: "<= 1h"}'),
        ("{priority: urgente}", "{priority: [urgent, high]}"),
        ("[{tag: vip}, {tag: boletin}]", "{tag: [vip, boletin, facturacion]}"),
        ("{not: {tag: [vip, boletin]}}", "{not: {tag: vip}}"),
        ("{priority: alta}", "{not: {priority: urgente}}"),
        ("{all: [{tag: vip}, {any: [{team: n1}, {team: n2}]}]}", "{team: [n1, n2]}"),
        ("{text: '/a b/'}", "{text: ['/a b/', c]}"),
        ("{status: esperando}", "{status: [pending, resolved]}"),
    ],
)
def test_one_covers_the_other(narrow: str, wide: str) -> None:
    """Shown one way, and not the other."""
    assert implies(tree(narrow), tree(wide))
    assert not implies(tree(wide), tree(narrow))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{text: factura}", "{subject: factura}"),
        ("{text: facturas}", "{text: factura}"),
        ("{from: ana@sub.acme.example}", '{from: "@acme.example"}'),
        ("{text: '/fact/'}", "{text: fact}"),
        ('{sla.resolution: ">= 80%"}', '{sla.first_response: ">= 60%"}'),
        ("{customer.plan: oro}", "{organisation: oro}"),
    ],
)
def test_nothing_is_claimed_that_is_not_so(one: str, other: str) -> None:
    """Each could hold without the other."""
    assert not implies(tree(one), tree(other))


@pytest.mark.parametrize(
    "when",
    [
        "{tag: vip, not: {tag: [vip, boletin]}}",
        "{status: new, any: [{status: open}, {status: closed}]}",
        '{idle: "> 3h", all: [{idle: "< 2h"}]}',
        '{sla.resolution: "< 50%", all: [{sla.resolution: ">= 50%"}]}',
        "{authenticated: true, all: [{authenticated: fail}]}",
        "{tag: vip, all: [{mailbox: tienda}, {mailbox: soporte}]}",
    ],
)
def test_contradictions(when: str) -> None:
    """Conditions that never hold."""
    assert contradiction(tree(when)) is not None


@pytest.mark.parametrize(
    "when",
    [
        "{tag: vip, all: [{tag: boletin}]}",
        "{status: [new, open], all: [{status: open}]}",
        '{idle: "> 1h", all: [{idle: "< 2h"}]}',
        "{text: a, not: {subject: a}}",
        "{attachment: pdf, all: [{attachment: png}]}",
    ],
)
def test_no_contradictions(when: str) -> None:
    """A ticket has several tags, a mail several words."""
    assert contradiction(tree(when)) is None


def test_excludes_works_both_ways() -> None:
    """Whatever stands first."""
    one, other = tree("{not: {tag: vip}}"), tree("{tag: vip, subject: x}")
    assert excludes(one, other) and excludes(other, one)


def said(**changed: str) -> list[str]:
    """Everything said of the worked example with other texts for some files."""
    return [
        f"{flaw.file}:{flaw.line}:{flaw.column} {flaw.severity} {flaw.what}. {flaw.fix}"
        for flaw in checked(**changed)[1]
    ]


def test_the_worked_example_has_one_warning() -> None:
    """Nobody is there while Bogotá sleeps and Madrid has not begun."""
    book, flaws = checked()
    assert book is not None
    [flaw] = flaws
    assert (flaw.severity, flaw.file, flaw.line) == ("warning", "teams.yaml", 3)
    assert flaw.what.startswith("nobody covers n1 Mon-Fri 01:00-09:00 (Madrid)")


def test_a_reason_without_a_language() -> None:
    """Others are there in Portuguese, so it would be read by somebody who has none."""
    text = acme_files()["escalation.yaml"].replace(', pt: "está próximo do prazo"', "")
    assert 'escalation.yaml:2:3 warning the reason "tiempo" is missing in pt: es would be used. ' in said(
        escalation=text
    )


def test_a_tag_that_comes_too_late() -> None:
    """The newsletter rule must stand before the one that asks for its tag."""
    lines = acme_files()["tags.yaml"].splitlines(keepends=True)
    text = "".join([*lines[:2], *lines[3:], lines[2]])
    what = 'urgente asks for the tag "boletin", which only boletines (tags.yaml:7) puts on, later. Put urgente after it'
    assert f"tags.yaml:6:28 warning {what}" in said(tags=text)


def test_a_team_nobody_is_in() -> None:
    """Tickets sent there wait for ever."""
    text = acme_files()["agents.yaml"].replace("teams: [n2]", "teams: [n3]")
    assert any(
        "teams.yaml:6:3 warning tickets are sent to n2, and nobody is in it" in line
        for line in said(agents=text)
    )


def test_no_default_folder() -> None:
    """Allowed, and said."""
    text = "\n".join(acme_files()["folders.yaml"].splitlines()[:-1]) + "\n"
    assert any("warning no folder is the default" in line for line in said(folders=text))


def test_a_file_nobody_reads() -> None:
    """A wrong name hides a whole file."""
    assert any(
        line
        == 'folder.yaml:0:0 warning no part of the policy has this name: nobody reads it. Did you mean "folders.yaml"?'
        for line in said(folder="folders: []\n")
    )


def test_many_rules_are_compared_in_time() -> None:
    """Longer lists than anybody writes are not compared each with each."""
    rows = "".join(f"  - {{name: F{n}, when: {{text: word{n}}}}}\n" for n in range(600))
    assert not any(
        "can never match" in line
        for line in said(folders=f"folders:\n{rows}  - {{name: R, default: true}}\n")
    )
