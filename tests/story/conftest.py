"""The fixtures of the stories: one parse cell a test process, since it starts a process of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.daemon.parse_cell import ParseCell
from tests.story.rig.tell import answered_case
from tests.story.rig.world import World, open_world

HERE = Path(__file__).parent


OF_EACH = 3  # cases of one test that the fast loop plays; make test plays them all


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The story of each folder is told whole in the fast loop; of a table that goes through a whole desk row by row
    the first rows are."""
    seen: Counter[str] = Counter()
    for item in items:
        if (
            item.path.parent == HERE
            and isinstance(item, pytest.Function)
            and item.path.name != "test_stories.py"
        ):
            test = item.nodeid.partition("[")[0]
            seen[test] += 1
            if seen[test] > OF_EACH:
                item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def cell() -> Iterator[ParseCell]:
    """What reads mail, with the product's limits."""
    made = ParseCell()
    yield made
    made.close()


@pytest.fixture
def world(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    """The desk of the stories, on the morning they begin."""
    with open_world(tmp_path, cell) as made:
        yield made


@pytest.fixture
def answered(world: World) -> World:
    """The same, with Lucía's case opened and answered once."""
    answered_case(world)
    return world
