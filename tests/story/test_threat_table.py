"""docs/threats.md says which test holds which row; this holds the page to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs/threats.md").read_text("utf-8")
ROWS = {match[1]: match[0] for match in re.finditer(r"^\| A(\d+) \|.*$", PAGE, re.M)}
# The rows that the first release answers for.
OWED = [*range(1, 10), 12, 13, 14, *range(17, 50), *range(52, 55), 56]


@pytest.mark.parametrize("number", OWED)
def test_every_owed_row_has_a_test(number: int) -> None:
    files = re.findall(r"`([\w/]+\.py)`", ROWS[str(number)])
    assert files, f"A{number} has no test"
    for file in files:
        named = re.search(rf"def test_(?:a\d+_)*a{number}_", (TESTS / file).read_text("utf-8"))
        assert named, f"{file} has no test of A{number}"


def test_the_stories_named_are_there() -> None:
    named = set(re.findall(r"`(\d\d-[\w-]+)`", PAGE))
    assert {name for name in named if not (TESTS / "story" / name / "story.yaml").exists()} == set()
