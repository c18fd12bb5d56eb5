"""The fixtures of the stories: one parse cell a test process, since it starts a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpdesk.daemon.parse_cell import ParseCell


@pytest.fixture(scope="session")
def cell() -> Iterator[ParseCell]:
    """What reads mail, with the product's limits."""
    made = ParseCell()
    yield made
    made.close()
