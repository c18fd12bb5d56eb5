"""The position finder agrees with tomllib about what is where."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.daemon.settings.toml import Path, find_places

TEXT = '''\
# comment with = and [brackets]
top = 1
dotted.key."quoted . part" = "a # b"
'lit eral' = 'x = 1'

[a]
b = [1, [2, 3], {c = "}", d.e = "]"}] # c = 2
multi = """
[not.a.table]
x = "y" \\""" still"""
lit = \'\'\'
[[nor.this]]\'\'\'

[[ box ]]
name = "one"
sub.imap = { url = "u", "k" = [ "p",
    "q", # comment ]
] }

[box.deep]
x = 2026-01-01 10:00:00
y = -inf

[[box]]
name = "two"
[[box.inner]]
z = 1
[[box.inner]]
z = 2
[box.inner.more]
w = true
'''


def test_places() -> None:
    """Every key and value of a text with everything in it."""
    places = find_places(TEXT)
    lines = TEXT.split("\n")

    def word(path: Path) -> str:
        line, column = places.values[path]
        return lines[line - 1][column - 1 :].split(",")[0]

    assert places.keys[("top",)] == (2, 1)
    assert places.keys[("dotted",)] == (3, 1)
    assert places.keys[("dotted", "key", "quoted . part")] == (3, 12)
    assert places.keys[("lit eral",)] == (4, 1)
    assert places.values[("a", "b", 1, 1)] == (7, 13)
    assert places.keys[("a", "b", 2, "d", "e")] == (7, 29)
    assert places.keys[("a", "lit")] == (11, 1)
    assert places.keys[("box", 0)] == (14, 1)
    assert places.keys[("box", 0, "sub", "imap", "url")] == (16, 14)
    assert word(("box", 0, "sub", "imap", "k", 1)) == '"q"'
    assert places.keys[("box", 0, "deep", "y")] == (22, 1)
    assert places.keys[("box", 1, "name")] == (25, 1)
    assert places.keys[("box", 1, "inner", 1, "z")] == (29, 1)
    assert places.keys[("box", 1, "inner", 1, "more")] == (30, 1)
    assert places.of_key(("box", 1, "inner", 1, "more", "absent")) == (30, 1)
    assert places.of_value(("absent", "too")) == (1, 1)
    assert not any("not" in path or "nor" in path for path in places.keys)
    _same(tomllib.loads(TEXT), (), places.values)


def _same(value: Any, path: Path, found: dict[Path, tuple[int, int]]) -> None:
    """Every leaf that tomllib read has a place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _same(inner, (*path, key), found)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _same(inner, (*path, index), found)
    else:
        assert path in found


KEYS = st.text("abz_-09", min_size=1, max_size=4)
QUOTED = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=6)
LEAVES = st.one_of(st.integers(-9, 9), st.booleans(), QUOTED, st.floats(-9, 9))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | QUOTED, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.slow  # generated documents
@given(
    st.dictionaries(KEYS, VALUES, max_size=4), st.lists(st.dictionaries(KEYS, VALUES, max_size=3), max_size=3)
)
def test_finds_every_leaf_of_any_document(table: dict[str, Any], many: list[dict[str, Any]]) -> None:
    """Whatever is written, each value is found where it stands."""
    text = "".join(f"{_key(key)} = {_toml(value)}\n" for key, value in table.items())
    for row in many:
        text += "[[Many]]\n" + "".join(f"  {_key(key)}={_toml(value)} # x\n" for key, value in row.items())
    data = tomllib.loads(text)
    places = find_places(text)
    _same(data, (), places.values)
    lines = text.split("\n")
    for path, (line, column) in places.values.items():
        value: Any = data
        for part in path:
            value = value[part]
        assert lines[line - 1][column - 1 :].startswith(_toml(value)[:1])


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "").replace("_", "").isalnum() else _toml(key)


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{_key(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    return str(value)


@pytest.mark.parametrize("text", ["", "\n", "# only", "[a]", "[[a]]", "a={}", "a=[]", "\r\na=1\r\n"])
def test_nearly_empty_texts(text: str) -> None:
    """Nothing there is no reason to stumble."""
    _same(tomllib.loads(text), (), find_places(text).values)
