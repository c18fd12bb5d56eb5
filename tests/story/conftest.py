"""The fixtures of the stories: one parse cell a test process, since it starts a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.tell import answered_case
from tests.story.rig.world import World, open_world


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
